/* SPDX-License-Identifier: MIT
 * First stabilities: one search a rating, then order. */
#include "study/optim/first.h"

#include <math.h>

static const double S_LEAST = 0.001, S_MOST = 100, NEAR_DEFAULT = 16;

static uint64_t tests_of(const struct set *set, int rating)
{
	uint64_t tests = 0;

	for (size_t i = 0; i < set->groups[rating]; i++)
		tests += set->group[rating][i].tests;
	return tests;
}

/* Log loss of a rating's first answers under the default curve, each group's recall drawn a little to the
 * mean one. */
static double loss_of(const struct set *set, int rating, double s, const struct fsrs *fsrs)
{
	double mean = (double)set->recalled / (double)set->scored, loss = 0;

	for (size_t i = 0; i < set->groups[rating]; i++) {
		const struct first_group *g = &set->group[rating][i];
		double recall = (g->recalled + mean) / (g->tests + 1.0);
		double log_r = -fsrs->w[20] * exact_log(1 + fsrs->factor * g->days / s);

		loss -= g->tests * (recall * log_r + (1 - recall) * exact_log(1 - exact_exp(log_r)));
	}
	return loss + fabs(s - fsrs->w[rating]) / NEAR_DEFAULT;
}

static double search(const struct set *set, int rating, const struct fsrs *fsrs)
{
	double low = S_LEAST, high = S_MOST;

	while (high - low > 1e-6 * high) {
		double a = low + (high - low) / 3, b = high - (high - low) / 3;

		if (loss_of(set, rating, a, fsrs) < loss_of(set, rating, b, fsrs))
			high = b;
		else
			low = a;
	}
	return (low + high) / 2;
}

static void put_in_order(double *s, const uint64_t *tests)
{
	static const int pairs[6][2] = {{0, 1}, {1, 2}, {2, 3}, {0, 2}, {1, 3}, {0, 3}};

	for (int i = 0; i < 6; i++) {
		int a = pairs[i][0], b = pairs[i][1];

		if (!tests[a] || !tests[b] || s[a] <= s[b])
			continue;
		if (tests[a] > tests[b])
			s[b] = s[a];
		else
			s[a] = s[b];
	}
}

/* log s of the four ratings stands at these marks of a line: hard 0.59 of the way from again to good, good
 * 0.54 of that from hard to easy. Two neighbours that are known give the others. */
static const double mark[4] = {0, 1, 1 / 0.59, 1 + (1 / 0.59 - 1) / 0.54};

static double between(const double *s, int a, int b, int i)
{
	double low = exact_log(s[a]), high = exact_log(s[b]);

	return exact_exp(low + (high - low) * (mark[i] - mark[a]) / (mark[b] - mark[a]));
}

static void fill_in(double *s, const uint64_t *tests, const struct fsrs *fsrs)
{
	int known[4], count = 0;

	for (int i = 0; i < 4; i++)
		if (tests[i])
			known[count++] = i;
	for (int i = 0; i < 4; i++) {
		int k = 0;

		if (tests[i])
			continue;
		while (k + 2 < count && known[k + 1] < i)
			k++;
		s[i] = count == 1 ? s[known[0]] * fsrs->w[i] / fsrs->w[known[0]]
				  : between(s, known[k], known[k + 1], i);
	}
}

bool first_repair(const struct set *set, double *s)
{
	struct fsrs fsrs;
	uint64_t tests[4], all = 0;

	fsrs_default(&fsrs);
	for (int i = 0; i < 4; i++) {
		tests[i] = tests_of(set, i);
		all += tests[i];
	}
	if (!all)
		return false;
	put_in_order(s, tests);
	fill_in(s, tests, &fsrs);
	for (int i = 0; i < 4; i++) {
		s[i] = fmin(fmax(s[i], S_LEAST), S_MOST);
		if (i && s[i] < s[i - 1]) /* one pass over the pairs may leave this, as in fsrs-rs */
			s[i] = s[i - 1];
	}
	return true;
}

bool first_stability(const struct set *set, double *s)
{
	struct fsrs fsrs;

	fsrs_default(&fsrs);
	for (int i = 0; i < 4; i++)
		s[i] = set->groups[i] ? search(set, i, &fsrs) : fsrs.w[i];
	return first_repair(set, s);
}
