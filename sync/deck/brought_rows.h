/* SPDX-License-Identifier: MIT
 * Rows made of what another program's collection says, before they go over the pipe. */
#ifndef SYNC_DECK_BROUGHT_ROWS_H
#define SYNC_DECK_BROUGHT_ROWS_H

#include "schema/row.h"
#include "sync/deck/wire.h"

int brought_put_row(struct wire *wire, const struct row *row, struct err *err) MUST_CHECK;

/* Rows of one kind that are found in the order of cards and go out in the order of time, each at a time of its own: a
 * run of rows is a stretch of growing times (schema/migrations/001.sql). */
struct brought_row {
	int64_t at;
	uint64_t card;
	enum row_kind kind;
	struct row_state state; /* of ROW_STATE_KIND; else state.due is the decision's value */
};
struct brought {
	struct brought_row *item;
	size_t count, cap;
};
void brought_add(struct brought *brought, int64_t at, uint64_t card, const struct row_state *state);
void brought_decide(struct brought *brought, enum row_kind kind, int64_t at, uint64_t card, int64_t value);
/* source: what schedules say that they come from. */
int brought_put(struct brought *brought, struct wire *wire, const char *source, struct err *err) MUST_CHECK;
void brought_fini(struct brought *brought);

#endif
