-- The first version of the store. Times are ms UTC, days are study days since 1970-01-01, unless a comment says otherwise.

-- Facts about this file alone: its own log, its learner, its machine. Never sent.
CREATE TABLE meta(
	key TEXT PRIMARY KEY,
	value BLOB                           -- of any type, kept as it came: a name of digits stays text
) WITHOUT ROWID;

-- Every log of which rows are held. The alias stands for the 64-bit name in row keys; the first own log is 0, so that
-- its keys are short.
CREATE TABLE log(
	alias INTEGER PRIMARY KEY,
	name INTEGER NOT NULL UNIQUE,        -- 64 random bits
	own INTEGER NOT NULL DEFAULT 0,      -- 1: this file writes it
	last INTEGER NOT NULL DEFAULT 0,     -- rows 1 … last are held
	answers INTEGER NOT NULL DEFAULT 0,  -- that count, as told while this log was added to: the sum over logs is right
	acked INTEGER NOT NULL DEFAULT 0,    -- the server acknowledged 1 … acked
	safe INTEGER NOT NULL DEFAULT 0,     -- 1 … safe came back from the server
	asked INTEGER NOT NULL DEFAULT 0,    -- when it was last asked for
	owed BLOB                            -- what its last answer adds to day totals, tallies, stones and cells (schema/owed.h)
);

-- Every process that wrote rows, and how wrong its clock is known to be.
CREATE TABLE origin(
	alias INTEGER PRIMARY KEY,
	name INTEGER NOT NULL UNIQUE,        -- 64 random bits
	own INTEGER NOT NULL DEFAULT 0,
	skew INTEGER NOT NULL DEFAULT 0,     -- ms to add to its `at`
	skew_at INTEGER NOT NULL DEFAULT 0,  -- the clock row that says so: its at and origin
	skew_by INTEGER NOT NULL DEFAULT 0
);

-- Identity without an index over every row: stretches of a log that one origin wrote, `at` growing with n.
CREATE TABLE run(
	origin INTEGER NOT NULL,             -- alias
	at_first INTEGER NOT NULL,
	at_last INTEGER NOT NULL,
	log INTEGER NOT NULL,                -- alias
	n_first INTEGER NOT NULL,
	n_last INTEGER NOT NULL,
	PRIMARY KEY(origin, at_first, log)
) WITHOUT ROWID;

-- The log. Rows never change but for t, lag and the text of a superseded note.
CREATE TABLE row(
	id INTEGER PRIMARY KEY,              -- log alias << 40 | n
	t INTEGER NOT NULL,                  -- corrected time
	lag INTEGER NOT NULL,                -- t - at: the origin's skew, nearly always 0
	z INTEGER NOT NULL,                  -- minutes east of UTC, less the rollover hour
	origin INTEGER NOT NULL,             -- alias
	kind INTEGER NOT NULL,               -- schema/row.h
	card INTEGER,                        -- local id
	reg INTEGER,                         -- register's key; of notes only the revisions that lost
	body BLOB                            -- the kind's fields (row_put_body); an integer: the note with this uid holds them
);
CREATE INDEX row_t ON row(t, kind);     -- kind: a day's answers are found among the notes imported on it
CREATE INDEX row_card ON row(card, t) WHERE card IS NOT NULL;
CREATE INDEX row_reg ON row(reg) WHERE reg IS NOT NULL;

-- Second places of doubled rows; a row id of NULL is an empty or raw place.
CREATE TABLE place(
	id INTEGER PRIMARY KEY,              -- log alias << 40 | n
	row INTEGER                          -- the row's id
);
CREATE INDEX place_row ON place(row) WHERE row IS NOT NULL;
-- What came from a server and is no row that this version knows: kept whole.
CREATE TABLE raw(
	id INTEGER PRIMARY KEY,              -- log alias << 40 | n
	doc BLOB NOT NULL,
	why TEXT NOT NULL
);

-- Rows that count for nothing: the undo registers that are on.
CREATE TABLE undone(row INTEGER PRIMARY KEY);
-- Own rows that one action of the learner wrote: taken back and done again together. Local.
CREATE TABLE deed(
	first INTEGER PRIMARY KEY,           -- keys of rows: first … last
	last INTEGER NOT NULL,
	what TEXT NOT NULL                   -- for people: "suspend 12 cards"
);

-- Undo registers whose target is not held yet: a row that comes in looks here, and seldom finds any.
CREATE TABLE waiting(reg INTEGER PRIMARY KEY);

-- Winners of `setting`.
CREATE TABLE setting(
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE deck(
	id INTEGER PRIMARY KEY,
	uid INTEGER NOT NULL UNIQUE,
	name TEXT NOT NULL UNIQUE,           -- path, levels separated by "::"
	remote TEXT,                         -- _id in `decks` of a server
	version TEXT,
	fetched INTEGER NOT NULL DEFAULT 0,
	archived INTEGER NOT NULL DEFAULT 0, -- 1: unsubscribed; its cards wait outside the queue
	skipped INTEGER NOT NULL DEFAULT 0   -- documents of the last fetch that are no notes
);
CREATE UNIQUE INDEX deck_remote ON deck(remote) WHERE remote IS NOT NULL;

-- What a server's `decks` offered when it was last asked, and what is held of it. Local, thrown away at will.
CREATE TABLE catalogue(
	key TEXT PRIMARY KEY,                -- its _id there, with its type: "s:french"
	sort TEXT NOT NULL,                  -- folded title
	title TEXT NOT NULL,
	description TEXT NOT NULL,
	author TEXT NOT NULL,
	language TEXT NOT NULL,
	tags TEXT NOT NULL,
	version TEXT NOT NULL,
	notes INTEGER NOT NULL,              -- -1: not said
	gone INTEGER NOT NULL,               -- 1: withdrawn, or no longer there
	search TEXT NOT NULL,                -- all of these texts, folded
	seen INTEGER NOT NULL                -- number of the asking that saw it
) WITHOUT ROWID;
CREATE INDEX catalogue_sort ON catalogue(sort, key);
CREATE TABLE catalogue_card(
	key TEXT NOT NULL,                   -- of the deck
	ord INTEGER NOT NULL,
	front TEXT NOT NULL,                 -- plain text
	back TEXT NOT NULL,
	PRIMARY KEY(key, ord)
) WITHOUT ROWID;

-- What pulls did to a shared deck since somebody looked, and what waits for a yes. Local.
CREATE TABLE deck_news(
	deck INTEGER PRIMARY KEY,
	added INTEGER NOT NULL DEFAULT 0,
	changed INTEGER NOT NULL DEFAULT 0,
	removed INTEGER NOT NULL DEFAULT 0,
	held TEXT NOT NULL DEFAULT '',       -- sum of a content that would take more than half away
	loses INTEGER NOT NULL DEFAULT 0,    -- notes that it would take
	choice INTEGER NOT NULL DEFAULT 0    -- schema/catalogue.h, enum held_choice
);

-- Own and imported note types; the built-in ones are in the program.
CREATE TABLE type(
	uid INTEGER PRIMARY KEY,
	row INTEGER NOT NULL,                -- the winning revision
	gone INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE note(
	id INTEGER PRIMARY KEY,
	uid INTEGER NOT NULL UNIQUE,
	type INTEGER NOT NULL,               -- uid
	deck INTEGER NOT NULL,
	tags TEXT NOT NULL,
	fields TEXT NOT NULL,                -- markup, joined by U+001F
	row INTEGER,                         -- the winning revision; NULL: shared content
	g INTEGER NOT NULL DEFAULT 0,        -- of that revision
	gone INTEGER NOT NULL DEFAULT 0,
	changed INTEGER                      -- counts the changes of notes that were there before, over the store; NULL: none yet
);
CREATE INDEX note_deck ON note(deck, uid); -- uid: neighbours that are the same on every device
CREATE INDEX note_changed ON note(changed) WHERE changed IS NOT NULL; -- what the search index has not seen

CREATE TABLE card(
	id INTEGER PRIMARY KEY,
	uid INTEGER NOT NULL UNIQUE,
	note INTEGER,                        -- NULL: only its rows have arrived
	ord INTEGER NOT NULL DEFAULT 0,      -- template, or cloze number - 1
	deck INTEGER,
	queue INTEGER NOT NULL,              -- schema/cards.h
	due INTEGER NOT NULL,                -- new: position; learn: ms; review: day
	state INTEGER NOT NULL DEFAULT 0,
	s REAL, d REAL,                      -- stability in days, difficulty
	reps INTEGER NOT NULL DEFAULT 0,
	lapses INTEGER NOT NULL DEFAULT 0,
	step INTEGER NOT NULL DEFAULT 0,
	ivl INTEGER NOT NULL DEFAULT 0,      -- > 0 days, < 0 seconds
	last_t INTEGER NOT NULL DEFAULT 0,
	last_day INTEGER NOT NULL DEFAULT 0,
	flag INTEGER NOT NULL DEFAULT 0,
	-- what the game has of it (study/game_card.h)
	u INTEGER NOT NULL DEFAULT 0,        -- highest self-graded and checked height, 1/100 log2(1 + S)
	v INTEGER NOT NULL DEFAULT 0,
	owed INTEGER NOT NULL DEFAULT 0,     -- the study day from which an answer is a due one
	played INTEGER NOT NULL DEFAULT 0,   -- the study day of the last answer; 0 never
	leech INTEGER NOT NULL DEFAULT 0,    -- the study day on which it became a leech; 0 it is none
	cell INTEGER NOT NULL DEFAULT 0,     -- where `cell` counts it; 0 nowhere
	days BLOB                            -- what it gave to each study day
);
CREATE INDEX card_leech ON card(leech) WHERE leech <> 0;
CREATE INDEX card_deck ON card(deck) WHERE deck IS NOT NULL; -- by id: in the order in which they were added
CREATE INDEX card_due ON card(deck, queue, due);
CREATE INDEX card_soon ON card(queue, due, deck) WHERE queue IN (1, -2); -- learning, buried: few, and looked for in all decks at once
CREATE INDEX card_note ON card(note) WHERE note IS NOT NULL;

-- Cards and days whose rows say more than the caches hold; numbers that are no cards: schema/stale.h.
CREATE TABLE stale(card INTEGER PRIMARY KEY);
CREATE TABLE stale_day(day INTEGER PRIMARY KEY);

-- Totals a study day and deck, over rows that count.
CREATE TABLE day(
	day INTEGER NOT NULL,
	deck INTEGER NOT NULL,
	news INTEGER NOT NULL,
	reviews INTEGER NOT NULL,
	answers INTEGER NOT NULL,
	again INTEGER NOT NULL,
	took INTEGER NOT NULL,               -- ms
	PRIMARY KEY(day, deck)
) WITHOUT ROWID;

-- What charts show (schema/tally.h): counters of a study day and deck over the answers that count, those of the deck's
-- last day left in deck_now, so that an answer changes one page; sums of 32 days, made while idle, thrown away when one
-- of the days changes; and the cards of a deck as they stand.
CREATE TABLE tally(
	day INTEGER NOT NULL,
	deck INTEGER NOT NULL,               -- 0: cards whose note is not held
	cells BLOB NOT NULL,                 -- struct tally
	PRIMARY KEY(day, deck)
) WITHOUT ROWID;
CREATE TABLE tally_block(
	block INTEGER NOT NULL,              -- day / 32
	deck INTEGER NOT NULL,               -- -1: all of them
	cells BLOB NOT NULL,
	PRIMARY KEY(block, deck)
) WITHOUT ROWID;
CREATE TABLE deck_now(
	deck INTEGER PRIMARY KEY,
	day INTEGER NOT NULL DEFAULT 0,      -- the day of `today`; 0: none
	today BLOB,                          -- struct tally: to be added to the table above
	spread BLOB,                         -- struct spread
	due BLOB                             -- cards in review a due day: pairs (days after the last one, count)
);

-- What cards gave to a study day: sums over card.days.
CREATE TABLE stone(
	day INTEGER PRIMARY KEY,
	cards INTEGER NOT NULL DEFAULT 0,    -- distinct cards answered
	dues INTEGER NOT NULL DEFAULT 0,     -- of those, due ones
	news INTEGER NOT NULL DEFAULT 0,     -- answered for the first time ever
	gain INTEGER NOT NULL DEFAULT 0,     -- memory built, 1/100 XP
	-- what the day's own rows say; counted again when the day is stale
	combo INTEGER NOT NULL DEFAULT 0,    -- XP
	quests INTEGER NOT NULL DEFAULT 0,   -- done
	due INTEGER,                         -- the plan: the first row of kind `day`; NULL none
	quota INTEGER,
	rest INTEGER,                        -- weekdays, bit 0 Monday
	since INTEGER,                       -- the study day since which something was due
	reached INTEGER NOT NULL DEFAULT 0   -- bits of what rows of kind `day` say was reached
);

-- Memory by stability and by day of the last review, so that what is known now is a short sum.
CREATE TABLE cell(
	key INTEGER PRIMARY KEY,             -- decay, bucket of stability, span of days (study/game_known.c)
	n INTEGER NOT NULL,                  -- cards
	ln INTEGER NOT NULL,                 -- sum of ln S, 1/100 000
	days INTEGER NOT NULL                -- sum of the days of the last review
);

-- What came in a package of another program, as it came: for the way out, and so that importing it again changes only what
-- was changed there. Nothing draws from these. Local.
CREATE TABLE brought(
	uid INTEGER PRIMARY KEY,             -- of the note
	mod INTEGER NOT NULL,                -- when it was changed there, seconds UTC
	sum INTEGER NOT NULL,                -- hash of what came
	html TEXT,                           -- the fields, joined by U+001F; NULL: as the note has them
	guid TEXT,                           -- its name there; NULL: not to be repeated
	number INTEGER NOT NULL,             -- its id there, when it was made, ms
	type INTEGER NOT NULL,               -- brought_type.number
	row INTEGER                          -- the revision that the import made or met: as long as it is in force, nothing was changed here
);
CREATE TABLE brought_type(
	number INTEGER PRIMARY KEY,          -- its id there
	uid INTEGER NOT NULL,                -- of the note type that it became, a built-in one perhaps
	name TEXT NOT NULL,
	cloze INTEGER NOT NULL,
	fields TEXT NOT NULL,                -- names, joined by U+001F
	html TEXT NOT NULL                   -- style sheet, then name, front and back of each card, joined by U+001F
);
CREATE TABLE media(
	name TEXT PRIMARY KEY,               -- as placeholders call it
	file TEXT NOT NULL                   -- of the folder `media`: a hash of its content
) WITHOUT ROWID;

-- Maintained counts, so that nobody waits for count(*).
CREATE TABLE total(
	name TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO total VALUES ('cards', 0), ('notes', 0);

-- Own revisions of notes that another device's had not seen: the learner is told when such a one lost. Local.
CREATE TABLE contested(
	row INTEGER PRIMARY KEY,             -- the own revision
	note INTEGER NOT NULL,               -- uid
	told INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX contested_open ON contested(note, row) WHERE told = 0;

-- What was typed and not sent yet: local.
CREATE TABLE draft(
	key TEXT PRIMARY KEY,
	text TEXT NOT NULL
) WITHOUT ROWID;
