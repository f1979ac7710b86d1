/* SPDX-License-Identifier: MIT
 * An import while it runs, as its files share it. */
#ifndef SYNC_DECK_IMPORT_PRIV_H
#define SYNC_DECK_IMPORT_PRIV_H

#include "sync/deck/import.h"

/* The sink of readers: ctx is the import. */
int import_take_note(void *ctx, const struct deck_note *note, struct err *err) MUST_CHECK;
void import_take_broken(void *ctx, const char *path, int64_t line, const char *why);
void import_take_whole(void *ctx, struct str deck);

/* A named note that is held: what comes back as it went out is as it is here, its type included (*type has room for it).
 * 0 an edit, or the same; 1 not held; 2 a server's, which nothing changes here. Texts in the arena. */
int import_meet(struct import *import, struct deck_note *note, struct note_type *type, struct arena *arena,
		struct err *err) MUST_CHECK;

/* Keeps what the note says of its cards' schedules; `uid` is the note's. They become rows at the end of the batch. */
void import_take_schedules(struct import *import, const struct deck_note *note, uint64_t uid);
int import_put_schedules(struct import *import, struct err *err) MUST_CHECK;

/* Media beside text files: of the folder that was named (or in which the file lies), until another one is or
 * import_media_close, which throws away what was new unless it is to be kept. */
void import_media_open(struct import *import, const char *path, bool folder);
void import_media_at(struct import *import, const char *path); /* the file that is read now */
/* What the note names is taken in; its fields say what it is called here. Texts in the arena. */
int import_take_media(struct import *import, struct deck_note *note, struct arena *arena, struct err *err) MUST_CHECK;
/* The file of media that an export calls so, if it lies in `media` beside it and is not held here. */
int import_take_kept(struct import *import, struct str hash, struct err *err) MUST_CHECK;
int import_media_sync(struct import *import, struct err *err) MUST_CHECK; /* before a commit */
void import_media_close(struct import *import, bool keep);

/* Runs what goes in as a whole or not at all: on ERR_INPUT the store and the counts are what they were. */
int import_whole(struct import *import, int (*run)(struct import *import, const char *path, void *ctx, struct err *err),
		 const char *path, void *ctx, struct err *err) MUST_CHECK;

#endif
