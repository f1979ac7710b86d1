/* SPDX-License-Identifier: MIT
 * JSON lines of an export back into a store: rows at their places, as a sync brings them. */
#ifndef SYNC_DECK_LINES_H
#define SYNC_DECK_LINES_H

#include "schema/store.h"

/* Told of each file of media that the export names, by the hash that it is called. */
typedef int lines_medium_fn(void *ctx, struct str hash, struct err *err);

struct lines_counts {
	int64_t rows, held, notes; /* rows that were new; those that were here; notes of servers' decks */
};

bool lines_begin(struct str head); /* whether a file begins like such an export */
/* All of it, in the caller's transaction. ERR_INPUT names the line that is none of an export. */
int lines_restore(struct store *store, const char *path, lines_medium_fn *medium, void *ctx, struct lines_counts *counts,
		  struct err *err) MUST_CHECK;

#endif
