/* SPDX-License-Identifier: MIT
 * Comparing cards member by member: their padding may hold anything. */
#ifndef TESTS_UNIT_SAME_H
#define TESTS_UNIT_SAME_H

#include "schema/cards.h"
#include "tests/unit/unit.h"

#define assert_same_card(a, b) same_card((a), (b), __FILE__, __LINE__)

static inline void same_card(const struct card *a, const struct card *b, const char *file, int line)
{
	if (a->id == b->id && a->uid == b->uid && a->note == b->note && a->deck == b->deck &&
	    a->ord == b->ord && a->queue == b->queue && a->due == b->due && a->state == b->state &&
	    a->s == b->s && a->d == b->d && a->reps == b->reps && a->lapses == b->lapses &&
	    a->step == b->step && a->ivl == b->ivl && a->last_t == b->last_t && a->last_day == b->last_day &&
	    a->flag == b->flag && a->u == b->u && a->v == b->v && a->owed == b->owed &&
	    a->played == b->played && a->leech == b->leech && a->cell == b->cell &&
	    a->stale == b->stale)
		return;
	print_error("queue %d %d, due %lld %lld, s %.17g %.17g, d %.17g %.17g, reps %d %d, ivl %lld %lld, "
		    "last %lld %lld\n",
		    a->queue, b->queue, (long long)a->due, (long long)b->due, a->s, b->s, a->d, b->d, a->reps,
		    b->reps, (long long)a->ivl, (long long)b->ivl, (long long)a->last_t,
		    (long long)b->last_t);
	_fail(file, line);
}

#endif
