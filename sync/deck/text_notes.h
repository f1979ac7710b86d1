/* SPDX-License-Identifier: MIT
 * What the readers of plain text share: lines, complaints, clean texts, and a note handed on. */
#ifndef SYNC_DECK_TEXT_NOTES_H
#define SYNC_DECK_TEXT_NOTES_H

#include "sync/deck/reader.h"

struct text_notes {
	struct source *source;
	const struct deck_sink *sink;
	struct arena arena; /* texts of the note being made; reset once it is sent */
	int broken;	    /* complaints so far */
};

void text_notes_fini(struct text_notes *notes);

/* Reports a line that did not go in; -1 when there were too many. */
int text_broken(struct text_notes *notes, int64_t line, const char *why, struct err *err) MUST_CHECK;
/* Calls each line up to the file's end; broken ones are reported. A line lives until the next one. */
typedef int text_line_fn(void *ctx, struct str line, int64_t number, struct err *err);
int text_lines(struct text_notes *notes, text_line_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* Clean and trimmed, in the arena. */
struct str text_clean(struct text_notes *notes, struct str raw);

/* A note whose fields are clean. `id`: its identity under `source` in `deck`; empty: the first field in the note's deck
 * is. Empty fields behind the second are left out. */
struct text_note {
	const struct note_type *type;
	struct str deck, tags;
	struct str *field;
	size_t count;
	const char *id_source;
	struct str id_deck, id;
	int64_t line;
	const struct deck_schedule *schedule; /* of its cards */
	size_t schedules;
};
int text_send(struct text_notes *notes, const struct text_note *note, struct err *err) MUST_CHECK;

#endif
