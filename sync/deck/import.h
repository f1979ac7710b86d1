/* SPDX-License-Identifier: MIT
 * Import: what deck files say into a store, as a whole or not at all. */
#ifndef SYNC_DECK_IMPORT_H
#define SYNC_DECK_IMPORT_H

#include <signal.h>

#include "base/uid_set.h"
#include "schema/notes.h"
#include "sync/deck/kind.h"
#include "sync/deck/media_list.h"
#include "sync/deck/spool.h"

struct import {
	struct store *store;
	struct deck_wishes wishes;
	const enum deck_kind *as; /* what every file is taken for; NULL: looked at */
	bool archives;		  /* decks inside archives are asked for */
	bool dry; /* nothing will be committed: one transaction over everything, taken back by import_end */
	/* A line that did not go in, (line 0) a file, or (line -1) some of a package: a sentence for people. */
	void (*broken)(void *ctx, const char *path, int64_t line, const char *why);
	/* How far it is: per cent, and seconds that are left; NULL: nobody looks. */
	void (*progress)(void *ctx, const char *path, int percent, int64_t left_s);
	/* The first notes of a dry run, as their first card shows them; NULL: nobody looks. */
	void (*sample)(void *ctx, const struct deck_note *note, const struct face *face);
	/* What a path, or files in a folder, are taken for; NULL: nobody asks. */
	void (*took)(void *ctx, const char *path, enum deck_kind kind, int64_t files);
	void *ctx;
	const volatile sig_atomic_t *stop; /* not 0: somebody wants it to end; NULL: nobody can */

	int64_t added, changed, kept, skipped; /* notes; skipped counts broken lines and refused files */
	bool waits;		    /* a note has come with a tag that says what it waits for */
	int64_t rows, rows_held;    /* of JSON lines */
	int64_t missing, suspended; /* of decks that files say all of: notes that are not in them; their cards */
	int64_t reviews, reviews_held, schedules, media, ahead; /* of packages; ahead: reviews of the future, left out */

	/* Its own from here on. What it reads becomes records (docs/decisions/0140, 0208): */
	struct spool spool;
	struct uid_set said_types;	/* types of texts' own that have a record */
	struct uid_set names;		/* that media have got in this run, alone and with their content */
	struct import_media *beside;	/* where text files' media are taken from; NULL: nowhere */
	char *folder;			/* of media, beside the store */
	struct buf fresh;		/* media that were not there before, 64 letters each */
	struct media_list fresh_list;	/* the same, on the disk */
	int64_t files[KINDS];		/* of the folder being read */
	int64_t began_ms, shown_ms;	/* for progress */
	/* … and what is read becomes the store's: */
	struct store_tx tx;
	bool in_tx, said_stop;
	bool promised; /* whatever happens, all of it will be in the store */
	int z, sampled;
	struct import_state *state; /* schedules of the slice */
	size_t states, states_cap;
	struct uid_set notes, types;
	struct uid_set whole_decks; /* of which files say all that is in them */
};

/* Minutes east of UTC, less the rollover hour, as every row has it. */
int import_zone(struct store *store, int *z, struct err *err) MUST_CHECK;

/* The rest of *import is filled by the caller. */
int import_begin(struct import *import, struct err *err) MUST_CHECK;
/* Reads a file, or a folder with files of known extensions in it, in the order of their names; nothing is in the store yet. A
 * file that is refused is reported through broken; -1: the import cannot go on. */
int import_path(struct import *import, const char *path, struct err *err) MUST_CHECK;
/* After the last path: all that was read into the store. What is little goes in one transaction. The rest is promised first (from
 * then on it goes in whatever ends the program: import_resume), then written in slices between which others get the store. At the
 * end the notes are counted that are held in decks of which files said everything, and that were in none; their cards are
 * suspended, as one action that undo takes back, when that is wanted. */
int import_finish(struct import *import, bool suspend_them, struct err *err) MUST_CHECK;
/* Ends it, in any case. On a failure nothing of it is in the store, or all of it is promised. */
void import_end(struct import *import);
/* Writes what an import left that was ended in the middle; does nothing when there is none, or (unless `wait`) when its
 * process lives. */
int import_resume(struct store *store, bool wait, struct err *err) MUST_CHECK;

/* Whether somebody wants it to end, which is too late once it is promised; -1 with the sentence that says so. */
bool import_is_stopped(const struct import *import);
int import_say_stopped(struct err *err);

#endif
