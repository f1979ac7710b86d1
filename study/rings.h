/* SPDX-License-Identifier: MIT
 * Notes that wait for each other by their tags (decisions/0202), so that none of them ever comes. */
#ifndef STUDY_RINGS_H
#define STUDY_RINGS_H

#include "schema/store.h"

struct ring {
	int64_t deck;
	size_t notes;	 /* of the deck that never come: those of rings, and what waits for them */
	struct str tags; /* of one ring, "after::a after::b" */
};
typedef int ring_fn(void *ctx, const struct ring *ring, struct err *err);
/* One for each deck that has some. Walks notes: for doctor. */
int rings_each(struct store *store, ring_fn *each, void *ctx, struct err *err) MUST_CHECK;

#endif
