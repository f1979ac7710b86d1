/* SPDX-License-Identifier: MIT
 * Readers of deck files: each turns one file into notes and complaints about lines. docs/decks-format.md
 * describes the forms. They know nothing of the store. */
#ifndef SYNC_DECK_READER_H
#define SYNC_DECK_READER_H

#include "base/mem.h"
#include "schema/row.h"
#include "schema/template.h"
#include "sync/deck/source.h"

enum { DECK_BROKEN_MAX = 1000, DECK_NAME_MAX = 500, DECK_TAGS_MAX = 2000 };

/* What a file says of the schedule of one card: in its own terms, as rows of kind `state` have them. */
struct deck_schedule {
	uint32_t ord;		/* template, or cloze number - 1 */
	int64_t at_ms, due_ms;	/* when it was reviewed last and is due, UTC; 0: only a day is known */
	int64_t at_day;		/* of the last review, days since 1970; 0: due - interval */
	struct row_state state; /* without its source; due holds where due_ms is 0 */
};

/* A note as a file has it. Texts are clean (utf8_clean) and live until the callback returns. */
struct deck_note {
	uint64_t uid;
	const struct note_type *type; /* a built-in one, or one of the file's own */
	struct str deck, tags;
	struct row_list fields; /* markup; as many as the type has, or fewer */
	int64_t line;
	bool named; /* by a guid or an id of the file's, not by what it says */
	bool html;  /* its fields were HTML there */
	const struct deck_schedule *schedule;
	size_t schedules;
	const char *schedule_source; /* what rows say that they come from: a constant */
};

struct deck_sink {
	void *ctx;
	/* 0 goes on, anything else stops the reading and is returned. */
	int (*note)(void *ctx, const struct deck_note *note, struct err *err);
	/* A line, or a record that begins there, did not go in, and why; line -1: what is no fault, but not taken either. */
	void (*broken)(void *ctx, const char *path, int64_t line, const char *why);
	/* The file says all that is in that deck, and was sound: what is not in it has gone from it. NULL: nobody asks. */
	int (*whole)(void *ctx, struct str deck, struct err *err);
};

struct deck_wishes {
	struct str deck; /* where all notes go; empty: where the file says, else a deck named like the file */
	bool only_tagged; /* of a vault: only files that say #flashcards somewhere have cards */
};

/* 0 read to its end; -1: the file as a whole was refused, or the sink failed. */
typedef int deck_read_fn(struct source *source, const struct deck_wishes *wishes,
			 const struct deck_sink *sink, struct err *err);
deck_read_fn csv_read;	    /* CSV, TSV, Anki's text export */
deck_read_fn markdown_read; /* Markdown */
deck_read_fn hashcards_read; /* Markdown of hashcards */
deck_read_fn obsidian_read;  /* notes of Obsidian with flashcards */
deck_read_fn org_read;	     /* Org: org-drill, anki-editor, lists of terms */
deck_read_fn terms_read;     /* term and definition, separators guessed: Quizlet, Memrise */

/* Whether the name ends in one of these, ".png" or so, whatever its case; the list ends with NULL. */
bool deck_ends_in(struct str name, const char *const *ends);

/* The reader for a file of that name: by its extension. NULL: none. */
deck_read_fn *deck_reader(const char *path);
/* Appends the deck that a file names by being called so: "Latin verbs" for "a/Latin verbs.tsv". */
void deck_name_of_file(struct buf *out, const char *path);
/* Appends a deck's path as it is stored: clean, "::" between parts that are not empty; "Default" if nothing
 * is left. */
void deck_put_name(struct buf *out, struct str name);
/* Appends tags separated by single spaces. */
void deck_put_tags(struct buf *out, struct str tags);

/* The built-in type that one of Anki's own names means; NULL: none. */
const struct note_type *deck_anki_type(struct str name);
/* Whether two templates show the same, however many lines lie between its parts. */
bool deck_same_template(struct str a, struct str b);
/* The type that a file calls by this name: Anki's own ones and ours are built-in, others are made in the
 * arena with as many fields as there are names. `cloze`: the number of the field with deletions, or -1. */
const struct note_type *deck_type(struct str name, struct row_list names, int cloze, struct arena *arena);

/* Notes and note types that go out to Anki and come back are known by what they are called there: a guid, a line of the
 * style sheet. A guid of Anki's own making gives the uid that every import of it has; 0: the style sheet names none. */
void deck_put_guid(struct buf *out, uint64_t note);
uint64_t deck_note_of_guid(struct str guid);
bool deck_is_our_guid(struct str guid);
void deck_put_css_mark(struct buf *out, uint64_t type);
uint64_t deck_type_of_css(struct str css);
int64_t deck_number_of(uint64_t uid); /* the id there of what has none of its own */

/* Anki's shapes over a picture ("image-occlusion:rect:left=.1:…") say nothing in a terminal but that they are there. The
 * text without them, in the arena when there were any. */
struct str deck_without_shapes(struct str field, struct arena *arena);

#endif
