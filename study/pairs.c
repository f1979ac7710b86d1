/* SPDX-License-Identifier: MIT
 * Pairs on a grid: dealing and taking. */
#include "study/pairs.h"

#include <assert.h>

#include "base/random.h"

void pairs_deal(struct pairs *pairs, int count, uint64_t seed)
{
	struct rng rng;

	assert(count >= 2 && count <= PAIRS_MAX);
	*pairs = (struct pairs){.count = count, .left = count, .picked = PAIRS_NONE};
	for (int i = 0; i < 2 * count; i++)
		pairs->tile[i] = (struct pair_tile){.pair = i / 2, .answer = i % 2};
	rng_seed(&rng, seed);
	for (int i = 2 * count - 1; i > 0; i--) {
		int k = (int)rng_below(&rng, (uint64_t)i + 1);
		struct pair_tile tile = pairs->tile[i];

		pairs->tile[i] = pairs->tile[k];
		pairs->tile[k] = tile;
	}
}

enum pairs_outcome pairs_take(struct pairs *pairs, int tile)
{
	int first = pairs->picked;

	if (tile < 0 || tile >= 2 * pairs->count || pairs->tile[tile].gone)
		return PAIRS_NOTHING;
	if (first == PAIRS_NONE || (first != tile && pairs->tile[first].answer == pairs->tile[tile].answer)) {
		pairs->picked = tile;
		return PAIRS_PICKED;
	}
	pairs->picked = PAIRS_NONE;
	if (first == tile)
		return PAIRS_LET_GO;
	if (pairs->tile[first].pair != pairs->tile[tile].pair) {
		pairs->misses++;
		return PAIRS_MISSED;
	}
	pairs_put(pairs, pairs->tile[tile].pair, true);
	return PAIRS_MATCHED;
}

void pairs_put(struct pairs *pairs, int pair, bool gone)
{
	for (int i = 0; i < 2 * pairs->count; i++) {
		if (pairs->tile[i].pair != pair)
			continue;
		if (!pairs->tile[i].answer && pairs->tile[i].gone != gone)
			pairs->left += gone ? -1 : 1;
		pairs->tile[i].gone = gone;
	}
	pairs->picked = PAIRS_NONE;
}
