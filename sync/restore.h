/* SPDX-License-Identifier: MIT
 * JSON lines of an export back into a store: rows at their places, as a sync brings them. */
#ifndef SYNC_RESTORE_H
#define SYNC_RESTORE_H

#include "schema/store.h"

struct restore_counts {
	int64_t rows, held, notes; /* rows that were new; those that were here; notes of servers' decks */
};

bool restore_is(const char *path); /* whether the file begins like such an export */
/* All of it, in the caller's transaction. ERR_INPUT names the line that is none of an export. */
int restore_lines(struct store *store, const char *path, struct restore_counts *counts, struct err *err) MUST_CHECK;

#endif
