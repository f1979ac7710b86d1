/* SPDX-License-Identifier: MIT
 * An import while it runs, as its files share it. */
#ifndef SYNC_DECK_IMPORT_PRIV_H
#define SYNC_DECK_IMPORT_PRIV_H

#include "sync/deck/import.h"

enum { HASH_LETTERS = 64 }; /* what a medium is called */

/* The sink of readers: ctx is the import. */
int import_take_note(void *ctx, const struct deck_note *note, struct err *err) MUST_CHECK;
void import_take_broken(void *ctx, const char *path, int64_t line, const char *why);
int import_take_whole(void *ctx, struct str deck, struct err *err) MUST_CHECK;

/* Before all records. */
int import_put_job(struct import *import, struct err *err) MUST_CHECK;
/* What follows comes from that file; source: of packages, "" of texts. */
int import_part(struct import *import, const char *path, const char *source, struct err *err) MUST_CHECK;
/* Reads what counts as a whole or not at all: on ERR_INPUT the records and the counts are what they were. */
int import_whole(struct import *import, int (*read)(struct import *import, const char *path, void *ctx, struct err *err),
		 const char *path, void *ctx, struct err *err) MUST_CHECK;
/* Tells now and then how far it is: done of total. */
void import_progress(struct import *import, const char *path, int64_t done, int64_t total);
/* Between two transactions: whoever waits for the store gets it now. */
void import_give_way(const struct import *import, int64_t ms);

/* Media beside text files: of the folder that was named (or in which the file lies), until another one is. */
void import_media_open(struct import *import, const char *path, bool folder);
void import_media_close(struct import *import);
void import_media_at(struct import *import, const char *path); /* the file that is read now */
/* What the note names is taken in; its fields say what it is called here. Texts in the arena. */
int import_take_media(struct import *import, struct deck_note *note, struct arena *arena, struct err *err) MUST_CHECK;
/* The file of media that an export calls so, if it lies in `media` beside it and is not held here. */
int import_take_kept(struct import *import, struct str hash, struct err *err) MUST_CHECK;
/* A medium that is in the folder: its record. */
int import_say_kept(struct import *import, struct str name, struct str hash, struct err *err) MUST_CHECK;
/* Throws away the media that were new beyond the first `len` letters of their list. */
void import_media_cut(struct import *import, size_t len);

/* The record of a text's note, and of its type when that is the text's own. */
int import_text_put(struct import *import, const struct deck_note *note, struct err *err) MUST_CHECK;
/* One note of a file, as it stands: counted, enum note_change or -1. */
int import_put(struct import *import, const struct deck_note *note, struct err *err) MUST_CHECK;
/* A named note that is held: what comes back as it went out is as it is here, its type included (*type has room for it).
 * 0 an edit, or the same; 1 not held; 2 a server's, which nothing changes here. Texts in the arena. */
int import_meet(struct import *import, struct deck_note *note, struct note_type *type, struct arena *arena,
		struct err *err) MUST_CHECK;
/* Keeps what the note says of its cards' schedules; `uid` is the note's. They become rows at the end of the slice. */
void import_take_schedules(struct import *import, const struct deck_note *note, uint64_t uid);
int import_put_schedules(struct import *import, struct err *err) MUST_CHECK;
/* Counts the notes that are missing in whole decks, and suspends them. */
int import_missing(struct import *import, bool suspend_them, struct err *err) MUST_CHECK;

#endif
