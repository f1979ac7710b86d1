-- The search index, a file of its own beside the store: a cache, made anew whenever it is missing or belongs to another file.
-- One entry a note: its folded text and tags as pieces of two and three letters (schema/grams.h); stale entries
-- are harmless, because every candidate is held against the note itself.
CREATE VIRTUAL TABLE search.gram USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii');
-- 'notes': the greatest id, 'changed': the greatest note.changed that are in; 'file': what tells the store's file from its
-- copies (schema/identity.h), as a hash.
CREATE TABLE search.mark(
	key TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) WITHOUT ROWID;
