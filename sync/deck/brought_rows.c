/* SPDX-License-Identifier: MIT
 * Rows made of what another program's collection says, before they go over the pipe. */
#include "sync/deck/brought_rows.h"

#include <stdlib.h>

#include "base/mem.h"

int brought_put_row(struct wire *wire, const struct row *row, struct err *err)
{
	wire_begin(wire, WIRE_ROW);
	wire_int(wire, row->kind);
	wire_int(wire, (int64_t)row->card);
	wire_int(wire, row->at);
	row_put_body(&wire->out, row);
	return wire_end(wire, err);
}

static struct brought_row *add(struct brought *brought, int64_t at, uint64_t card)
{
	if (brought->count == brought->cap) {
		brought->cap = brought->cap ? brought->cap * 2 : 256;
		brought->item = mem_grow(brought->item, brought->cap, sizeof(*brought->item));
	}
	brought->item[brought->count] = (struct brought_row){.at = at < 1 ? 1 : at, .card = card};
	return &brought->item[brought->count++];
}

void brought_add(struct brought *brought, int64_t at, uint64_t card, const struct row_state *state)
{
	struct brought_row *row = add(brought, at, card);

	row->kind = ROW_STATE_KIND;
	row->state = *state;
}

void brought_decide(struct brought *brought, enum row_kind kind, int64_t at, uint64_t card, int64_t value)
{
	struct brought_row *row = add(brought, at, card);

	row->kind = kind;
	row->state.due = value;
}

static int by_time(const void *a, const void *b)
{
	const struct brought_row *left = a, *right = b;

	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return (left->card > right->card) - (left->card < right->card);
}

static int put(struct wire *wire, const struct brought_row *from, const char *source, int64_t at, struct err *err)
{
	struct row row = {.kind = from->kind, .card = from->card, .at = at};

	if (from->kind == ROW_STATE_KIND) {
		row.state = from->state;
		row.state.source = str_of(source);
	} else {
		row.suspend = (struct row_suspend){.value = from->state.due, .g = 1}; /* all decisions are alike */
	}
	return brought_put_row(wire, &row, err);
}

int brought_put(struct brought *brought, struct wire *wire, const char *source, struct err *err)
{
	int64_t at = 0;
	int rc = 0;

	if (brought->count)
		qsort(brought->item, brought->count, sizeof(*brought->item), by_time);
	for (size_t i = 0; i < brought->count && rc == 0; i++) {
		at = brought->item[i].at > at ? brought->item[i].at : at + 1;
		rc = put(wire, &brought->item[i], source, at, err);
	}
	return rc;
}

void brought_fini(struct brought *brought)
{
	free(brought->item);
	*brought = (struct brought){0};
}
