-- What feeds brought here, a file of its own beside the store. Local: what is subscribed to and what was decided are settings,
-- which travel; the entries can be fetched again.
CREATE TABLE feeds.mark(
	key TEXT PRIMARY KEY,                -- 'version': of these tables
	value INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE feeds.source(
	key TEXT PRIMARY KEY,                -- 13 digits of the address's hash, as in its setting "feed.KEY"
	title TEXT NOT NULL DEFAULT '',
	etag TEXT NOT NULL DEFAULT '',
	modified TEXT NOT NULL DEFAULT '',
	checked INTEGER NOT NULL DEFAULT 0,  -- ms UTC, the last answer of its server; 0 never
	next INTEGER NOT NULL DEFAULT 0,     -- ms UTC, not before
	fails INTEGER NOT NULL DEFAULT 0,    -- in a row
	error TEXT NOT NULL DEFAULT ''       -- the last one's sentence; empty: all is well
) WITHOUT ROWID;
CREATE TABLE feeds.host(
	name TEXT PRIMARY KEY,
	next INTEGER NOT NULL DEFAULT 0,     -- ms UTC: it asked to be left alone until then
	robots TEXT NOT NULL DEFAULT '',     -- its robots.txt, for pages
	robots_at INTEGER NOT NULL DEFAULT 0 -- ms UTC; 0 never
) WITHOUT ROWID;
CREATE TABLE feeds.entry(
	id INTEGER PRIMARY KEY,
	uid INTEGER NOT NULL UNIQUE,
	source TEXT NOT NULL,
	link TEXT NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	lang TEXT NOT NULL,
	tags TEXT NOT NULL,
	at INTEGER NOT NULL,                 -- ms UTC of its publishing; 0 not said
	seen INTEGER NOT NULL,               -- ms UTC, here
	link_hash INTEGER,                   -- doubles in other feeds are found by these; NULL: none
	text_hash INTEGER,
	drafted INTEGER NOT NULL DEFAULT 0   -- 1: whoever drafts has seen it
);
CREATE INDEX feeds.entry_link ON entry(link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX feeds.entry_text ON entry(text_hash) WHERE text_hash IS NOT NULL;
CREATE INDEX feeds.entry_new ON entry(source, id) WHERE drafted = 0;
CREATE INDEX feeds.entry_seen ON entry(seen);
CREATE TABLE feeds.draft(
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,            -- 13 digits of its uid: its decision is the setting "inbox.KEY"
	entry INTEGER NOT NULL,
	type INTEGER NOT NULL,               -- uid of a built-in note type
	deck TEXT NOT NULL,
	tags TEXT NOT NULL,
	fields TEXT NOT NULL,                -- markup, joined by U+001F
	quote TEXT NOT NULL,
	how TEXT NOT NULL,                   -- who drafted it
	p INTEGER NOT NULL,                  -- how likely it is taken, 1/1000
	clues TEXT NOT NULL,                 -- what that was told from, words
	why TEXT NOT NULL                    -- the same for people, one line
);
CREATE INDEX feeds.draft_p ON draft(p DESC, id);
CREATE INDEX feeds.draft_entry ON draft(entry);
