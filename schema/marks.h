/* SPDX-License-Identifier: MIT
 * What sync needs of the store: logs and how far they are held, own rows to push, places, quarantine. Every
 * function that writes runs inside the caller's transaction. */
#ifndef SCHEMA_MARKS_H
#define SCHEMA_MARKS_H

#include "schema/log.h"

struct mark {
	int64_t alias;
	uint64_t log;
	bool own;	  /* this store writes it now */
	int64_t last;	  /* rows 1 … last are held, as rows, places, quarantine or empty */
	int64_t acked;	  /* own: the server acknowledged 1 … acked */
	int64_t safe;	  /* 1 … safe were seen on the server by a majority read with our hash */
	int64_t asked_ms; /* last time this log was asked for */
};

typedef int mark_each_fn(void *ctx, const struct mark *mark, struct err *err);
int mark_each(struct store *store, mark_each_fn *each, void *ctx,
	      struct err *err) MUST_CHECK; /* by log name as text */
int mark_own(struct store *store, struct mark *mark,
	     struct err *err) MUST_CHECK; /* minted if there is none */
int mark_set_acked(struct store *store, uint64_t log, int64_t acked,
		   struct err *err) MUST_CHECK; /* may go back */
int mark_set_safe(struct store *store, uint64_t log, int64_t safe, struct err *err) MUST_CHECK;
int mark_set_asked(struct store *store, uint64_t log, int64_t ms, struct err *err) MUST_CHECK;
/* A fork: the own log becomes a foreign one held up to `last`, a new one is minted, and the own rows last+1 …
 * are moved under it, same identities, new places. */
int mark_fork(struct store *store, int64_t last, struct err *err) MUST_CHECK;

/* The stone of erasure: when this store first saw it on the server, ms UTC; 0 never. It holds until the
 * learner has decided: nothing is sent for the name meanwhile, and nothing is deleted here. */
int mark_erased(struct store *store, int64_t *ms, struct err *err) MUST_CHECK;
int mark_set_erased(struct store *store, int64_t ms, struct err *err) MUST_CHECK;
/* Goes on under a new name (valid: [a-z0-9-]{1,32}), after an erasure: places stay, but no server has any of
 * them under that name, so the next sync sends all rows held, own and foreign. What is in quarantine stays
 * here: its bytes name the old learner. */
int mark_rename(struct store *store, struct str learner, struct err *err) MUST_CHECK;

/* The row at a place; a doubled place gives the row itself with log and n of the place. 0 found, 1 nothing
 * there (or not readable as a row: then raw_get). */
int place_get(struct store *store, uint64_t log, int64_t n, struct row *row, struct arena *arena,
	      struct err *err) MUST_CHECK;
/* Rows n >= from of a log, in order, `limit` at most. */
int place_each(struct store *store, uint64_t log, int64_t from, int limit, log_each_fn *each, void *ctx,
	       struct err *err) MUST_CHECK;

enum place_outcome {
	PLACE_NEW = 1,	  /* a row we did not have */
	PLACE_DOUBLE = 2, /* known by identity: the second place was noted */
	PLACE_HELD = 3,	  /* this very place was held already; nothing changed */
};
/* Takes a row from a server at its place, which must be the log's last + 1 (or held already). Applies it,
 * marks its card and day stale. Returns enum place_outcome. */
int place_apply(struct store *store, const struct row *row, struct err *err) MUST_CHECK;
/* Takes bytes that are no row of ours (of a newer version, or broken) at the next place. */
int place_apply_raw(struct store *store, uint64_t log, int64_t n, struct str bytes, const char *why,
		    struct err *err) MUST_CHECK;
/* 0 found: the raw bytes in the arena. 1 none. */
int raw_get(struct store *store, uint64_t log, int64_t n, struct str *bytes, struct arena *arena,
	    struct err *err) MUST_CHECK;
int raw_count(struct store *store, int64_t *count, struct err *err) MUST_CHECK;
int raw_count_of(struct store *store, uint64_t log, int64_t *count, struct err *err) MUST_CHECK;
/* Every place in quarantine; empty bytes: a number that was passed over. */
typedef int raw_each_fn(void *ctx, uint64_t log, int64_t n, struct str bytes, struct err *err);
int raw_each(struct store *store, raw_each_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* The server has something else at a place held of a foreign log: it becomes the server's. A row that stood there
 * goes to another place of it, or is appended to the own log and so sent again. *leans: the foreign log whose place
 * stands for that row from now on, 0 none: whoever replaces should look whether the server has it there. Returns
 * PLACE_NEW or PLACE_DOUBLE, for bytes 0. */
int place_take_over(struct store *store, const struct row *row, uint64_t *leans, struct err *err) MUST_CHECK;
int place_take_over_raw(struct store *store, uint64_t log, int64_t n, struct str bytes, const char *why,
			uint64_t *leans, struct err *err) MUST_CHECK;

/* Own origins that are alive or have rows the server lacks: those a clock error must be told of. */
typedef int origin_each_fn(void *ctx, uint64_t origin, struct err *err);
int origin_each_unsent(struct store *store, origin_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* The correction in force for an origin, ms; 0 if none is known. */
int origin_skew(struct store *store, uint64_t origin, int64_t *ms, struct err *err) MUST_CHECK;

#endif
