/* SPDX-License-Identifier: MIT
 * The store: one SQLite file, its connection, its transactions and its identity. Several processes work on
 * one file at once, so nothing that matters is kept across transactions. What the rows mean is study's and
 * sync's business. */
#ifndef SCHEMA_STORE_H
#define SCHEMA_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/random.h"
#include "base/text.h"

struct store;

/* Opens, and makes or upgrades, the file at path (absolute; its folder exists). A copy `path.before-vN` is
 * made before an upgrade. Refused with a sentence, nothing changed: a newer version, another program's file,
 * a damaged one. clock and rng are borrowed until the close; rng gives the names of logs, origins and own
 * notes, which nobody else may ever give: rng_init_unique, not rng_init, outside of tests. WAL,
 * synchronous=FULL, busy time-out 10 s. */
int store_open(struct store **store, const char *path, struct clock *clock, struct rng *rng,
	       struct err *err) MUST_CHECK;
/* Whether what failed says that the file itself is broken. */
bool store_is_damaged(const struct err *err);
/* Makes such an error, for a file that has lost all its bytes: to store_open it would be a new one. Returns -1. */
int store_is_emptied(const char *path, struct err *err) MUST_CHECK;
/* NULL is fine. Leaves the log checkpointed when nobody else has the file open. */
void store_close(struct store *store);
/* Deletes a closed store with all that lies beside it: the write-ahead log, copies made before upgrades. */
int store_remove(const char *path, struct err *err) MUST_CHECK;
/* Deletes all that a learner has left in the folder of data: the closed store, damaged ones that were kept, images and sounds, what a
 * helper answered. Not the backups. */
struct paths;
int store_forget_learner(const struct paths *paths, struct store **store, struct err *err) MUST_CHECK;
const char *store_path(const struct store *store);
struct clock *store_clock(const struct store *store);

/* A transaction that ends itself:
 *	STORE_TX(tx);
 *	if (store_begin(store, &tx, err) || … || store_commit(&tx, err))
 *		return -1;
 * On every way out that is not a commit the scope rolls back. They do not nest. */
struct store_tx {
	struct store *store;
};
#define STORE_TX(name) __attribute__((cleanup(store_end))) struct store_tx name = {0}
int store_begin(struct store *store, struct store_tx *tx, struct err *err) MUST_CHECK; /* BEGIN IMMEDIATE */
int store_commit(struct store_tx *tx, struct err *err) MUST_CHECK;
void store_end(struct store_tx *tx);

/* Many reads as of one moment, with one lock for all of them: STORE_VIEW(view); store_view_begin(store,
 * &view, err). Ends with its scope, or with the next transaction: that sees what others wrote meanwhile. Does
 * nothing inside a transaction or another view. */
struct store_view {
	struct store *store;
};
#define STORE_VIEW(name) __attribute__((cleanup(store_view_end))) struct store_view name = {0}
int store_view_begin(struct store *store, struct store_view *view, struct err *err) MUST_CHECK;
void store_view_end(struct store_view *view);

/* What this transaction, which writes a row of the own log, adds to sums is left owing: it stands in the log's row, and
 * the next transaction of whoever it is adds it. For what somebody waits for. */
void store_owe_sums(struct store *store);
/* Adds to the sums what is owing, if anything is: for when nobody waits. */
int store_settle(struct store *store, struct err *err) MUST_CHECK;
/* While on, commits are not waited for until they are on the disk: for what can be made anew from rows. Not inside a
 * transaction. */
void store_idle(struct store *store, bool on);
bool store_is_writing(const struct store *store); /* inside a transaction */

/* Moves what is in the write-ahead log into the file, as far as readers allow; while idle, never in an
 * answer's path. */
void store_checkpoint(struct store *store);
/* A larger page cache (64 MB at most) and rarer checkpoints for this connection: an import, a first pull. */
void store_expect_bulk(struct store *store);
/* The same in small, for a sync: 12 MB, so that a first pull stays below 40 MB in all. */
void store_expect_rows(struct store *store);
/* From here on what transactions of this connection add is written many rows at once, at the latest by their commit: an
 * import. */
void store_gather(struct store *store);
/* Stops the automatic checkpoint of this connection: for a game, which calls the function above. */
void store_checkpoint_by_hand(struct store *store);
/* Whether another process has the store open, as far as this machine's locks tell. */
bool store_has_company(struct store *store);
/* Changes when another connection has committed since the last call of this function. */
int64_t store_data_version(struct store *store);
/* Counts the transactions that this connection has written, but for those that only settled. */
int64_t store_commits(const struct store *store);
/* Changes when this connection writes a setting or makes a deck. */
int64_t store_listed(const struct store *store);

/* Facts about this file alone, never sent. get: 0 found, 1 not there. */
int meta_get_int(struct store *store, const char *key, int64_t *value, struct err *err) MUST_CHECK;
int meta_set_int(struct store *store, const char *key, int64_t value, struct err *err) MUST_CHECK;
int meta_get_text(struct store *store, const char *key, struct buf *value,
		  struct err *err) MUST_CHECK; /* appends */
int meta_set_text(struct store *store, const char *key, struct str value, struct err *err) MUST_CHECK;
#define META_LEARNER "learner" /* text; fixed at the first sync */
#define META_ERASED  "erased"  /* int; marks.h */
#define META_KEPT    "erased_kept" /* int; 1: erased on the server, and the learner keeps everything here */
#define META_CLOCK   "clock_right" /* int; ms UTC at which the learner last said that the clock is right */
#define META_SYNCED  "synced"  /* int; end of the last complete sync, ms UTC */
/* Of cairn-sync's ledger: bytes on the wire in all, and when a sync may start by itself again (ms UTC, 0: now). */
#define META_SYNC_SENT	   "sync_sent"
#define META_SYNC_RECEIVED "sync_received"
#define META_SYNC_RETRY	   "sync_retry"

#endif
