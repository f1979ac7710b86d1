/* SPDX-License-Identifier: MIT
 * What a connection remembers of cards while rows come in; for schema's own files. Holds only as long as no other
 * connection has written, nothing was rolled back and no row moved in time. */
#ifndef SCHEMA_MEMO_H
#define SCHEMA_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct memo {
	uint64_t uid;	 /* 0: the slot is free */
	int64_t id;	 /* local */
	int64_t last_t;	 /* of its rows, when that is known */
	bool knows_last;
	bool alone;	 /* one row alone has that t */
	bool stale;	 /* it is marked */
};
struct memos {
	struct memo *slot;
	size_t slots, count;
};

struct store;
/* NULL: nothing is remembered of it. Good until the next memo_card or memo_forget. */
struct memo *memo_find(const struct store *store, uint64_t uid);
/* is_new: it has no rows yet. */
void memo_card(struct store *store, uint64_t uid, int64_t id, bool is_new);
void memo_row(struct store *store, uint64_t uid, int64_t t); /* a row of the card was written */
void memo_forget(struct store *store);
/* At the beginning of a transaction. */
int memo_check(struct store *store, struct err *err) MUST_CHECK;

#endif
