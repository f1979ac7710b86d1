-- What packages brought stands in the order of the notes: by uid, a hash, nearly all of its pages were written again by each slice
-- of an import (docs/decisions/0218).
CREATE TABLE brought_next(
	note INTEGER PRIMARY KEY,            -- its local id
	mod INTEGER NOT NULL,                -- when it was changed there, seconds UTC
	sum INTEGER NOT NULL,                -- hash of what came
	html TEXT,                           -- the fields, joined by U+001F; empty: what to_html makes of the note's; NULL: as the note has them
	guid TEXT,                           -- its name there; NULL: not to be repeated
	number INTEGER NOT NULL,             -- its id there, when it was made, ms
	type INTEGER NOT NULL,               -- brought_type.number
	row INTEGER                          -- the revision that the import made or met: as long as it is in force, nothing was changed here
);
INSERT INTO brought_next SELECT note.id, b.mod, b.sum, b.html, b.guid, b.number, b.type, b.row
	FROM note JOIN brought b ON b.uid = note.uid ORDER BY note.id;
DROP TABLE brought;
ALTER TABLE brought_next RENAME TO brought;
