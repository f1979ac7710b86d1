-- What cairn holds, as tables to ask with SQL. Loading it again changes only what has changed: new_… are filled, then taken
-- over (end.sql). Names of things are 13 digits as `cairn cards --json` shows them, moments are corrected by what is known
-- of wrong clocks, days are study days.
\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
BEGIN;
CREATE SCHEMA IF NOT EXISTS :"schema";
SET LOCAL search_path = :"schema", pg_temp;
DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtext('cairn')); END $$;

CREATE TABLE IF NOT EXISTS learner(
	name text PRIMARY KEY                -- one a schema; empty before the first sync
);
CREATE TABLE IF NOT EXISTS deck(
	uid text PRIMARY KEY,
	name text NOT NULL,                  -- path, levels separated by ::
	shared boolean NOT NULL              -- from a server's catalogue
);
CREATE TABLE IF NOT EXISTS note(
	uid text PRIMARY KEY,
	type text NOT NULL,                  -- name of the note type
	deck text NOT NULL,                  -- uid
	tags text NOT NULL,                  -- separated by blanks
	shared boolean NOT NULL
);
CREATE TABLE IF NOT EXISTS field(
	note text NOT NULL,
	ord integer NOT NULL,                -- from 1
	name text NOT NULL,                  -- as the note type has it
	value text NOT NULL,                 -- markup
	PRIMARY KEY(note, ord)
);
CREATE TABLE IF NOT EXISTS card(
	uid text PRIMARY KEY,
	note text NOT NULL,
	ord integer NOT NULL,                -- template, or cloze number - 1
	deck text NOT NULL,
	queue text NOT NULL,                 -- new, learn, review, suspended, buried, absent
	state text NOT NULL,                 -- FSRS's: new, learning, review, relearning
	due_day date,                        -- of reviews
	due_at timestamptz,                  -- of learning steps
	stability numeric(14,4),             -- days
	difficulty numeric(8,4),             -- 1 to 10
	reps integer NOT NULL,
	lapses integer NOT NULL,
	interval_days integer,
	last_at timestamptz,                 -- the last answer that counts
	flag integer NOT NULL
);
CREATE TABLE IF NOT EXISTS answer(
	origin text NOT NULL,                -- the process that wrote it, and its own clock's milliseconds:
	at_ms bigint NOT NULL,               -- together its identity, for ever
	log text NOT NULL,                   -- where it stands: the store, and the number there
	n bigint NOT NULL,
	at timestamptz NOT NULL,
	day date NOT NULL,                   -- study day
	zone_min integer NOT NULL,           -- minutes east of UTC, less the rollover hour
	card text NOT NULL,
	practice boolean NOT NULL,           -- true: it does not move the schedule
	rating integer NOT NULL,             -- 1 again, 2 hard, 3 good, 4 easy
	took_ms integer NOT NULL,
	mode text NOT NULL,                  -- flip, choice, typed, cloze
	hints integer NOT NULL,
	predicted numeric(6,4),              -- probability of recall before the answer; NULL: a new card
	reviews_before integer,
	interval_days integer,               -- chosen by this answer …
	step_s integer,                      -- … or the seconds of a learning step
	stability numeric(14,3),             -- after it, days
	typed_distance integer,              -- of a typed answer from the expected one
	counts boolean NOT NULL,             -- false: taken back
	PRIMARY KEY(origin, at_ms)
);
CREATE INDEX IF NOT EXISTS answer_card ON answer(card, at);
CREATE INDEX IF NOT EXISTS answer_day ON answer(day);
-- Everything else in the log: schedules brought along, undo, suspensions, revisions of notes, settings, days, sittings.
CREATE TABLE IF NOT EXISTS entry(
	origin text NOT NULL,
	at_ms bigint NOT NULL,
	log text NOT NULL,
	n bigint NOT NULL,
	at timestamptz NOT NULL,
	day date NOT NULL,
	zone_min integer NOT NULL,
	kind text NOT NULL,                  -- as in docs/rows.md
	card text,
	counts boolean NOT NULL,
	body json NOT NULL,                  -- the kind's fields by their words: body->>'value'
	PRIMARY KEY(origin, at_ms)
);
CREATE INDEX IF NOT EXISTS entry_kind ON entry(kind, at);
CREATE TABLE IF NOT EXISTS setting(
	key text PRIMARY KEY,
	value text NOT NULL
);

CREATE TEMP TABLE new_learner (LIKE learner) ON COMMIT DROP;
CREATE TEMP TABLE new_deck (LIKE deck) ON COMMIT DROP;
CREATE TEMP TABLE new_note (LIKE note) ON COMMIT DROP;
CREATE TEMP TABLE new_field (LIKE field) ON COMMIT DROP;
CREATE TEMP TABLE new_card (LIKE card) ON COMMIT DROP;
CREATE TEMP TABLE new_answer (LIKE answer) ON COMMIT DROP;
CREATE TEMP TABLE new_entry (LIKE entry) ON COMMIT DROP;
CREATE TEMP TABLE new_setting (LIKE setting) ON COMMIT DROP;
-- What the exporting program counted while it wrote: rows, and the sum of their hashes.
CREATE TEMP TABLE expected(place integer, name text, keys text, rows bigint, sum numeric) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS outcome(place integer, line text) ON COMMIT PRESERVE ROWS;
TRUNCATE outcome;
