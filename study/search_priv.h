/* SPDX-License-Identifier: MIT
 * Between the files of searching. */
#ifndef STUDY_SEARCH_PRIV_H
#define STUDY_SEARCH_PRIV_H

#include "study/query.h"
#include "study/search.h"

/* decks: the ids of all decks, borrowed like the query and match, which takes the plan's text. */
void search_plan(const struct query *query, const int64_t *decks, size_t count, const struct asking_of *asking,
		 struct buf *match, struct hits_plan *plan);

/* What is listed: a heap whose best ones are cut off as they are asked for. Keys compare by bytes. */
enum { LISTED_KEY = 20 };
struct listed {
	unsigned char key[LISTED_KEY];
	uint32_t card;
};
struct listing {
	struct listed *item;
	size_t count, cap;
	size_t sorted; /* that many stand in order at the end, the best one last */
	bool heaped;
};
void listing_add(struct listing *listing, const struct listed *item);
const struct listed *listing_at(struct listing *listing, size_t i); /* in order */
void listing_clear(struct listing *listing);
void listing_fini(struct listing *listing);

#endif
