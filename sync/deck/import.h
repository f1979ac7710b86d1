/* SPDX-License-Identifier: MIT
 * Import: the notes of deck files into a store. */
#ifndef SYNC_DECK_IMPORT_H
#define SYNC_DECK_IMPORT_H

#include "schema/notes.h"
#include "sync/deck/reader.h"
#include "sync/deck/uid_set.h"

/* Notes a transaction. Every commit writes the pages of two indexes over hashes, nearly all of them, so small
 * batches cost more than the notes do; a game beside an import waits for one batch, some 50 ms
 * (docs/decisions/0020). */
enum { IMPORT_BATCH = 5000 };

struct import {
	struct store *store;
	struct deck_wishes wishes;
	bool whole; /* one transaction over everything, committed by import_end */
	/* A line that did not go in, or (line 0) a file: a sentence for people. */
	void (*broken)(void *ctx, const char *path, int64_t line, const char *why);
	void *ctx;

	int64_t added, changed, kept, skipped; /* notes; skipped counts broken lines and refused files */

	struct store_tx tx; /* its own from here on */
	bool in_tx;
	int in_batch, z;
	struct uid_set notes, types;
};

/* The rest of *import is filled by the caller. */
int import_begin(struct import *import, struct err *err) MUST_CHECK;
/* A file, or a folder with files of known extensions in it, in the order of their names. A file that is
 * refused is reported through broken; -1 is the store's failure. */
int import_path(struct import *import, const char *path, struct err *err) MUST_CHECK;
/* Commits what is open, or rolls it back. Call it in any case. */
int import_end(struct import *import, bool commit, struct err *err) MUST_CHECK;

#endif
