/* SPDX-License-Identifier: MIT
 * The store as the protocol sees it: the functions of schema/marks.h behind pointers, so that a simulator can
 * put faults, or another store, in between. What each does stands in schema/. */
#ifndef SYNC_MONGO_STORE_IF_H
#define SYNC_MONGO_STORE_IF_H

#include "schema/log.h"
#include "schema/marks.h"

struct sync_store {
	int (*begin)(struct store *, struct store_tx *, struct err *);
	int (*commit)(struct store_tx *, struct err *);
	void (*end)(struct store_tx *);
	int (*mark_each)(struct store *, mark_each_fn *, void *, struct err *);
	int (*mark_own)(struct store *, struct mark *, struct err *);
	int (*set_acked)(struct store *, uint64_t log, int64_t n, struct err *);
	int (*set_safe)(struct store *, uint64_t log, int64_t n, struct err *);
	int (*set_asked)(struct store *, uint64_t log, int64_t ms, struct err *);
	int (*fork)(struct store *, int64_t last, struct err *);
	int (*erased)(struct store *, int64_t *ms, struct err *);
	int (*set_erased)(struct store *, int64_t ms, struct err *);
	int (*get)(struct store *, uint64_t log, int64_t n, struct row *, struct arena *, struct err *);
	int (*each)(struct store *, uint64_t log, int64_t from, int limit, log_each_fn *, void *,
		    struct err *);
	int (*apply)(struct store *, const struct row *, struct err *);
	int (*apply_raw)(struct store *, uint64_t log, int64_t n, struct str, const char *why, struct err *);
	int (*raw)(struct store *, uint64_t log, int64_t n, struct str *, struct arena *, struct err *);
	int (*take_over)(struct store *, const struct row *, uint64_t *leans, struct err *);
	int (*take_over_raw)(struct store *, uint64_t log, int64_t n, struct str, const char *why, uint64_t *leans,
			     struct err *);
	int (*raw_count_of)(struct store *, uint64_t log, int64_t *, struct err *);
	int (*raw_each)(struct store *, raw_each_fn *, void *, struct err *);
	int (*raw_count)(struct store *, int64_t *, struct err *);
	int (*unsent)(struct store *, origin_each_fn *, void *, struct err *);
	int (*skew)(struct store *, uint64_t origin, int64_t *, struct err *);
	int (*append)(struct store *, struct row *, struct err *);
	int (*note_get)(struct store *, const char *key, struct buf *, struct err *); /* meta, text */
	int (*note_set)(struct store *, const char *key, struct str value, struct err *);
};

extern const struct sync_store store_sqlite;

#endif
