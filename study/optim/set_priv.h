/* SPDX-License-Identifier: MIT
 * What the files that make a training set share: a card while its answers are counted. */
#ifndef STUDY_OPTIM_SET_PRIV_H
#define STUDY_OPTIM_SET_PRIV_H

#include "study/optim/set.h"

enum { PATTERN_TURNS = 16, ORDER_BUCKETS = 2048, ORDER_PASSES = 4, FETCH_AHEAD = 24 };

struct chain {
	size_t place;		       /* of its first review in the set's arrays */
	uint32_t pattern;	       /* reviews 1 …, two bits each */
	uint16_t seen, length, scored; /* reviews; up to the last scored one, 0: left out; scored ones */
	uint16_t first_days;
	uint8_t first;	  /* rating of the first */
	bool first_known; /* whether the first scored one was */
};

struct sorted {
	uint32_t card;
	uint32_t length, pattern;
};

static inline uint32_t order_key(const struct sorted *s, int pass)
{
	return pass == ORDER_PASSES - 1 ? s->length : s->pattern >> (11 * pass) & (ORDER_BUCKETS - 1);
}

/* Gathers first answers by rating and days; with `filter` cards of rare groups get length 0. */
void first_groups(struct set *set, struct chain *chain, size_t cards, bool filter);

#endif
