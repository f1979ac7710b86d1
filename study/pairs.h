/* SPDX-License-Identifier: MIT
 * Pairs on a grid: questions and answers, dealt face up; two that belong together go. Pure. */
#ifndef STUDY_PAIRS_H
#define STUDY_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

enum { PAIRS_MAX = 6, PAIRS_NONE = -1 }; /* as many on a phone as on a large screen: times can be compared */

struct pair_tile {
	int pair;
	bool answer; /* else the question */
	bool gone;
};
struct pairs {
	int count, left, misses;
	int picked; /* the tile that waits for its other half; PAIRS_NONE */
	struct pair_tile tile[2 * PAIRS_MAX];
};
/* count: 2 to PAIRS_MAX. The same seed deals the same. */
void pairs_deal(struct pairs *pairs, int count, uint64_t seed);

enum pairs_outcome { PAIRS_PICKED, PAIRS_LET_GO, PAIRS_MATCHED, PAIRS_MISSED, PAIRS_NOTHING };
/* Takes a tile: the first of two, the same again, or the second. After a question another question is the first of two
 * instead, and so with answers. A tile that is gone, or none: nothing. */
enum pairs_outcome pairs_take(struct pairs *pairs, int tile);
/* The pair comes back, or goes again. */
void pairs_put(struct pairs *pairs, int pair, bool gone);

#endif
