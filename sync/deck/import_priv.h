/* SPDX-License-Identifier: MIT
 * An import while it runs, as its files share it. */
#ifndef SYNC_DECK_IMPORT_PRIV_H
#define SYNC_DECK_IMPORT_PRIV_H

#include "sync/deck/import.h"

/* The sink of readers: ctx is the import. */
int import_take_note(void *ctx, const struct deck_note *note, struct err *err) MUST_CHECK;
void import_take_broken(void *ctx, const char *path, int64_t line, const char *why);

/* Runs what goes in as a whole or not at all: on ERR_INPUT the store and the counts are what they were. */
int import_whole(struct import *import, int (*run)(struct import *import, const char *path, void *ctx, struct err *err),
		 const char *path, void *ctx, struct err *err) MUST_CHECK;

#endif
