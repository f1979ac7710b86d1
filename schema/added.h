/* SPDX-License-Identifier: MIT
 * Cards in the order in which they were added, with the little that a map of them needs. */
#ifndef SCHEMA_ADDED_H
#define SCHEMA_ADDED_H

#include "schema/store.h"

struct added {
	int64_t id, deck; /* local */
	double s;	  /* stability in days; 0: never answered */
	int64_t last_day; /* the study day of the last review that counts */
};
typedef int added_each_fn(void *ctx, const struct added *card, struct err *err);
/* Those behind a local id, of one deck or (0) of all; `limit` at most. One seek, whatever the store holds. A
 * non-zero return of each stops and is returned. */
int added_each(struct store *store, int64_t deck, int64_t behind, int limit, added_each_fn *each, void *ctx,
	       struct err *err) MUST_CHECK;

#endif
