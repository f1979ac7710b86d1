/* SPDX-License-Identifier: MIT
 * Import: the notes of deck files into a store. */
#ifndef SYNC_DECK_IMPORT_H
#define SYNC_DECK_IMPORT_H

#include <signal.h>

#include "schema/notes.h"
#include "sync/deck/kind.h"
#include "base/uid_set.h"

/* Notes a transaction. Every commit writes the pages of two indexes over hashes, nearly all of them, so small
 * batches cost more than the notes do (docs/decisions/0020); a game waits for one batch, and who has the store open
 * already for a small one (docs/decisions/0196). */
enum { IMPORT_BATCH = 10000, IMPORT_BATCH_BESIDE = 500 };

struct import {
	struct store *store;
	struct deck_wishes wishes;
	const enum deck_kind *as; /* what every file is taken for; NULL: looked at */
	bool archives;		  /* decks inside archives are asked for */
	bool dry;   /* nothing will be committed */
	bool whole; /* one transaction over everything, committed by import_end */
	/* A line that did not go in, (line 0) a file, or (line -1) some of a package: a sentence for people. */
	void (*broken)(void *ctx, const char *path, int64_t line, const char *why);
	/* A package is read: per cent, and seconds that are left; NULL: nobody looks. */
	void (*progress)(void *ctx, const char *path, int percent, int64_t left_s);
	/* The first notes of a dry run, as their first card shows them; NULL: nobody looks. */
	void (*sample)(void *ctx, const struct deck_note *note, const struct face *face);
	/* What a path, or files in a folder, are taken for; NULL: nobody asks. */
	void (*took)(void *ctx, const char *path, enum deck_kind kind, int64_t files);
	void *ctx;
	const volatile sig_atomic_t *stop; /* not 0: somebody wants it to end; NULL: nobody can */

	int64_t added, changed, kept, skipped; /* notes; skipped counts broken lines and refused files */
	int64_t rows, rows_held;    /* of JSON lines */
	int64_t missing, suspended; /* of decks that files say all of: notes that are not in them; their cards */
	int64_t reviews, reviews_held, schedules, media, ahead; /* of packages; ahead: reviews of the future, left out */

	struct store_tx tx; /* its own from here on */
	bool in_tx;
	int in_batch, z, sampled;
	struct import_media *beside; /* where text files' media are taken from; NULL: nowhere */
	struct import_state *state; /* schedules of the batch */
	size_t states, states_cap;
	int64_t files[KINDS]; /* of the folder being read */
	bool said_stop;
	struct uid_set notes, types;
	struct uid_set whole_decks; /* of which files say all that is in them */
};

/* Minutes east of UTC, less the rollover hour, as every row has it. */
int import_zone(struct store *store, int *z, struct err *err) MUST_CHECK;

/* The rest of *import is filled by the caller. */
int import_begin(struct import *import, struct err *err) MUST_CHECK;
/* A file, or a folder with files of known extensions in it, in the order of their names. A file that is
 * refused is reported through broken; -1 is the store's failure. */
int import_path(struct import *import, const char *path, struct err *err) MUST_CHECK;
/* After the last path: schedules that texts carry become rows. Counts the notes that are held in decks of which files said everything, and that were in none; their
 * cards are suspended, as one action that undo takes back, when that is wanted. */
int import_finish(struct import *import, bool suspend_them, struct err *err) MUST_CHECK;
/* Commits what is open, or rolls it back. Call it in any case. */
int import_end(struct import *import, bool commit, struct err *err) MUST_CHECK;

bool import_is_stopped(const struct import *import);
/* Opens the transaction unless one is open; commits it. */
int import_open(struct import *import, struct err *err) MUST_CHECK;
int import_close(struct import *import, struct err *err) MUST_CHECK;
/* Between two transactions: whoever waits for the store gets it now. */
void import_give_way(const struct import *import, int64_t ms);

/* One note of a file, as it stands: counted, enum note_change or -1. For readers of packages. */
int import_put(struct import *import, const struct deck_note *note, struct err *err) MUST_CHECK;

#endif
