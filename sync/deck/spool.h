/* SPDX-License-Identifier: MIT
 * The records of an import between reading and writing it: in memory while they are few, else in a file beside the
 * store. Kept under its final name, that file is a promise: whatever ends the program, what is in it goes into the
 * store. */
#ifndef SYNC_DECK_SPOOL_H
#define SYNC_DECK_SPOOL_H

#include "sync/deck/wire.h"

struct spool {
	struct wire wire;
	char *part, *kept; /* the file's names before and after the promise; owned */
	bool is_kept;
	void *map;
	size_t mapped, passed;
	size_t len; /* bytes of all records */
};

/* store: the path of the store's file. */
void spool_init(struct spool *spool, const char *store);
/* Removes a file that was not kept; {0} is fine. */
void spool_fini(struct spool *spool);

/* One record: written into what the first gives, between the two. Waits while another process reads something large for
 * the same store; -1 when a signal ends that. */
struct wire *spool_begin(struct spool *spool, enum wire_kind kind);
int spool_end(struct spool *spool, struct err *err) MUST_CHECK;
int spool_put(struct spool *spool, enum wire_kind kind, struct str body, struct err *err) MUST_CHECK;
/* Takes back what was put after it was `len` bytes long. */
int spool_cut(struct spool *spool, size_t len, struct err *err) MUST_CHECK;
bool spool_is_file(const struct spool *spool);
bool spool_is_kept(const struct spool *spool); /* somebody's file under the final name */
/* All records; lives until spool_fini. */
int spool_view(struct spool *spool, struct str *records, struct err *err) MUST_CHECK;
/* Their first bytes are not needed any more. */
void spool_pass(struct spool *spool, size_t bytes);
/* Takes the next record off. False: there is none. */
bool spool_next(struct str *records, enum wire_kind *kind, struct str *body);

/* Makes the file last under its final name; -1 also when it has that name (is_kept) and may lose it. */
int spool_keep(struct spool *spool, struct err *err) MUST_CHECK;
/* Finds a file that was kept, and locks it: 0 found, 1 there is none, or (unless `wait`) another process has it. */
int spool_find(struct spool *spool, bool wait, struct err *err) MUST_CHECK;
/* What was promised is done. */
int spool_drop(struct spool *spool, struct err *err) MUST_CHECK;
/* It can never be done. */
void spool_abandon(struct spool *spool);

#endif
