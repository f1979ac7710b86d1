/* SPDX-License-Identifier: MIT
 * First answers by rating and days waited, and fsrs-rs's filter of rare ones (dataset.rs,
 * compute_outlier_analysis). */
#include <stdlib.h>

#include "base/mem.h"
#include "study/optim/set_priv.h"

enum { RARE_LEAST = 20, RARE_SHARE = 20, GROUP_LEAST = 6, GOOD_DAYS = 100, EASY_DAYS = 365 };

static int by_size(const void *a, const void *b)
{
	const struct first_group *x = a, *y = b;

	if (x->tests != y->tests)
		return x->tests < y->tests ? -1 : 1;
	return (x->days > y->days) - (x->days < y->days);
}

static int by_days(const void *a, const void *b)
{
	const struct first_group *x = a, *y = b;

	return (x->days > y->days) - (x->days < y->days);
}

/* Takes the rare groups out, from the smallest on; the others end in the order of their days. */
static void drop_rare(struct set *set, int rating)
{
	struct first_group *group = set->group[rating];
	size_t count = set->groups[rating], kept = 0;
	uint32_t total = 0, removed = 0, most;

	for (size_t i = 0; i < count; i++)
		total += group[i].tests;
	most = total / RARE_SHARE > RARE_LEAST ? total / RARE_SHARE : RARE_LEAST;
	qsort(group, count, sizeof(*group), by_size);
	for (size_t i = 0; i < count; i++) {
		bool is_many = group[i].tests >= GROUP_LEAST &&
			       group[i].days <= (rating + 1 == RATE_EASY ? EASY_DAYS : GOOD_DAYS);

		if (removed + group[i].tests < most)
			removed += group[i].tests;
		else if (is_many)
			group[kept++] = group[i];
	}
	qsort(group, kept, sizeof(*group), by_days);
	set->groups[rating] = kept;
}

/* A table by days, as far as the longest first interval. */
static void gather(struct set *set, const struct chain *chain, size_t cards, int rating, uint32_t days)
{
	struct first_group *table = mem_array(days + 1, sizeof(*table));
	size_t count = 0;

	for (size_t c = 0; c < cards; c++)
		if (chain[c].scored && chain[c].first == rating + 1) {
			table[chain[c].first_days].tests++;
			table[chain[c].first_days].recalled += chain[c].first_known;
		}
	for (uint32_t d = 0; d <= days; d++)
		if (table[d].tests) {
			table[count] = (struct first_group){d, table[d].tests, table[d].recalled};
			if (count++ != d)
				table[d] = (struct first_group){0};
		}
	set->group[rating] = table;
	set->groups[rating] = count;
}

static bool is_kept(const struct set *set, const struct chain *chain)
{
	struct first_group key = {.days = chain->first_days};
	int rating = chain->first - 1;

	return bsearch(&key, set->group[rating], set->groups[rating], sizeof(key), by_days) != NULL;
}

void first_groups(struct set *set, struct chain *chain, size_t cards, bool filter)
{
	uint32_t days = 0;

	for (size_t c = 0; c < cards; c++)
		if (chain[c].scored && chain[c].first_days > days)
			days = chain[c].first_days;
	for (int rating = 0; rating < 4; rating++) {
		gather(set, chain, cards, rating, days);
		if (filter)
			drop_rare(set, rating);
	}
	for (size_t c = 0; filter && c < cards; c++)
		if (chain[c].scored && !is_kept(set, &chain[c]))
			chain[c].length = 0;
}
