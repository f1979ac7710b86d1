/* SPDX-License-Identifier: MIT
 * folds REVIEWS: folds that many seeded reviews, of random chains at random parameters, and prints a line of hashes: of the
 * due days, and of the memories bit by bit. e2e/builds_agree.py compiles it for several processors and compares. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "study/fold.h"

enum { CHAIN_MAX = 40, CARDS_A_SET = 500, FIRST_DAY = 18000 };

static uint64_t mixed(uint64_t hash, const void *value, size_t size)
{
	const unsigned char *byte = value;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ byte[i]) * 0x100000001b3u;
	return hash;
}

static double rng_unit(struct rng *rng)
{
	return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

/* Anywhere within the bounds that a fit keeps to, near the defaults more often. */
static void choose_settings(struct settings *settings, struct rng *rng)
{
	double w[FSRS_PARAMS];
	struct err err;

	settings_default(settings);
	for (int i = 0; i < FSRS_PARAMS; i++) {
		double far = rng_unit(rng), to = fsrs_bounds[i][0] + (fsrs_bounds[i][1] - fsrs_bounds[i][0]) * rng_unit(rng);

		w[i] = settings->fsrs.w[i] + (to - settings->fsrs.w[i]) * far * far;
	}
	if (fsrs_init(&settings->fsrs, w, FSRS_PARAMS, 1, &err))
		abort();
	settings->retention = 0.7 + 0.29 * rng_unit(rng);
	settings->easy.percent[rng_below(rng, WEEKDAYS)] = rng_below(rng, 2) ? EASY_LESS : 0;
}

static void fold_chain(const struct settings *settings, struct rng *rng, uint64_t uid, int reviews, struct card *card)
{
	struct fold fold = {0};
	int64_t day = FIRST_DAY + (int64_t)rng_below(rng, 1000);

	*card = (struct card){.id = 1, .uid = uid, .note = 1, .queue = QUEUE_NEW};
	for (int i = 0; i < reviews; i++) {
		uint64_t luck = rng_below(rng, 16);
		struct row row = {.kind = ROW_REVIEW_KIND, .card = uid, .origin = 1, .z = 0, .t = day * DAY_MS + i * MINUTE_MS};

		row.at = row.t;
		row.review.rating = luck < 2 ? 1 : luck < 4 ? 2 : luck < 14 ? 3 : 4;
		row.review.ord = i;
		fold_add(&fold, &row, false);
		day += luck % 3 == 0 ? 0 : (int64_t)rng_below(rng, (uint64_t)1 << rng_below(rng, 10));
	}
	fold_finish(&fold, settings, 0, FIRST_DAY, card);
	fold_fini(&fold);
}

int main(int argc, char **argv)
{
	int64_t left = argc == 2 ? strtoll(argv[1], NULL, 10) : 0;
	uint64_t due = 0xcbf29ce484222325u, memory = due, uid = 0;
	struct settings settings;
	struct rng rng = {0};
	struct card card;

	if (left <= 0)
		return fprintf(stderr, "usage: folds REVIEWS\n"), 2;
	rng_seed(&rng, 1);
	for (; left > 0; uid++) {
		int reviews = 1 + (int)rng_below(&rng, CHAIN_MAX);

		if (uid % CARDS_A_SET == 0)
			choose_settings(&settings, &rng);
		reviews = reviews < left ? reviews : (int)left;
		left -= reviews;
		fold_chain(&settings, &rng, uid + 1, reviews, &card);
		if (!isfinite(card.s) || !isfinite(card.d) || card.ivl == 0)
			return fprintf(stderr, "card %" PRIu64 ": no schedule\n", uid), 1;
		due = mixed(due, &card.due, sizeof(card.due));
		memory = mixed(mixed(memory, &card.s, sizeof(card.s)), &card.d, sizeof(card.d));
	}
	printf("due %016" PRIx64 " memory %016" PRIx64 " cards %" PRIu64 "\n", due, memory, uid);
	return 0;
}
