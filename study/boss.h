/* SPDX-License-Identifier: MIT
 * Boss: the oldest leeches, how far each is beaten, and which of them can be hit today (docs/game.md). */
#ifndef STUDY_BOSS_H
#define STUDY_BOSS_H

#include "schema/cards.h"

enum { BOSS_LEECHES = 5, BOSS_HITS = 2 };

struct boss_leech {
	int64_t id; /* local */
	uint64_t uid;
	int hits;	/* of BOSS_HITS, that count */
	bool now;	/* a right answer now would be a hit */
	int64_t due;	/* else the study day from which on it may be */
	int64_t hit_on; /* the day of the hit that counts; 0 none */
};
struct boss {
	struct boss_leech leech[BOSS_LEECHES]; /* the oldest first */
	int count, now;
};
/* day: the study day that it is. */
int boss_load(struct boss *boss, struct store *store, int64_t day, struct err *err) MUST_CHECK;

#endif
