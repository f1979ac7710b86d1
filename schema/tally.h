/* SPDX-License-Identifier: MIT
 * Tallies: what charts are drawn from, kept while answers and cards are written, so that nobody waits for a
 * walk over rows. Counters of a study day and deck over the answers that count (which ones an answer adds to
 * is study's business: study/days.h), and the cards of each deck as they stand. Caches: docs/decisions/0050.
 */
#ifndef SCHEMA_TALLY_H
#define SCHEMA_TALLY_H

#include "schema/cards.h"

enum {
	TALLY_RATINGS = 4,
	TALLY_HOURS = 24,
	TALLY_OCTAVES = 13, /* tally_octave */
	TALLY_BINS = 20,
	TALLY_BLOCK = 32, /* days */
	TALLY_ALL = -1,	  /* as a deck: all of them together */
	MATURE_DAYS = 21, /* as Anki's manual has it */
};

/* By how long before the card had been answered: never, on the same day, less than MATURE_DAYS days, longer.
 */
enum tally_group { GROUP_NEW, GROUP_LEARNING, GROUP_YOUNG, GROUP_MATURE, TALLY_GROUPS };

/* A test is an answer after a day or more: what was recalled (not rated Again) of them is the true retention.
 */
struct tally_rate {
	int64_t tests, recalled;
};
struct tally_hour {
	int64_t answers;
	struct tally_rate rate;
};
struct tally_bin {
	struct tally_rate rate;
	int64_t p; /* sum of predictions, 1/10 000 */
};
struct tally_day {
	int64_t answers, took_ms;
	struct tally_rate rate;
};

/* Nothing but int64_t: stored as (zeros left out, value) pairs of LEB128. A new member goes to the end. */
struct tally {
	int64_t answers[TALLY_GROUPS][TALLY_RATINGS];
	int64_t took_ms[TALLY_GROUPS];
	struct tally_hour hour[TALLY_HOURS];  /* since the study day began */
	struct tally_rate ivl[TALLY_OCTAVES]; /* by the days since the answer before */
	struct tally_bin bin[TALLY_BINS];     /* by what was predicted: tally_bin_of */
	int64_t loss;			      /* sum of log losses of the tests in bins, 1/1 000 000 nat */
	struct tally_day day[TALLY_BLOCK];    /* of a block: its days */
	/* The tests in bins once more, by interval and hour: those that a prediction stands beside. */
	struct tally_bin ivl_bin[TALLY_OCTAVES];
	struct tally_bin hour_bin[TALLY_HOURS];
};

enum spread_state {
	SPREAD_NEW,
	SPREAD_LEARNING,
	SPREAD_YOUNG,
	SPREAD_MATURE,
	SPREAD_SUSPENDED,
	SPREAD_STATES
};
/* Cards by what they are; s, d and ivl of those that were answered. Stored likewise. */
struct spread {
	int64_t state[SPREAD_STATES];
	int64_t s[TALLY_OCTAVES];
	int64_t d[10]; /* difficulty 1–2, 2–3 … 10 */
	int64_t ivl[TALLY_OCTAVES];
	int64_t strong; /* with a stability of MATURE_DAYS or more */
};

/* 0: less than a day; n: 2^(n-1) days to less than 2^n; the last one has no end. */
int tally_octave(double days);
/* The bin of a prediction (0–10 000) among TALLY_BINS, narrower the more likely: bin k begins at ln(k+1) /
 * ln(21), as in the calibration graph of fsrs-optimizer (get_bin). */
int tally_bin_of(int64_t p);

/* What an answer adds: written with the commit. */
int tally_add(struct store *store, int64_t day, int64_t deck, const struct tally *add,
	      struct err *err) MUST_CHECK;
/* All counters of a day and deck that were taken away before (tally_clear), in the same transaction. */
int tally_set(struct store *store, int64_t day, int64_t deck, const struct tally *tally,
	      struct err *err) MUST_CHECK;
void tally_plus(struct tally *sum, const struct tally *add);
/* Takes all of the days' counters away, of every deck. */
int tally_clear(struct store *store, int64_t first_day, int64_t last_day, struct err *err) MUST_CHECK;
/* Sums up one block of whole days before that day; in a transaction, while idle. 0 done, 1 there is none
 * left. */
int tally_roll(struct store *store, int64_t before_day, struct err *err) MUST_CHECK;
/* Whether there is something left for tally_roll: 0 there is, 1 there is none. */
int tally_is_rolled(struct store *store, int64_t before_day, struct err *err) MUST_CHECK;

/* Whose numbers: all, or those of `count` decks (local ids, ascending). */
struct tally_scope {
	bool all;
	const int64_t *deck;
	size_t count;
};
void tally_sort_decks(int64_t *deck, size_t count); /* into the order that a scope wants */
/* Sums over from_day … to_day. days (may be NULL): to_day - from_day + 1 of them, set here. */
int tally_sum(struct store *store, const struct tally_scope *scope, int64_t from_day, int64_t to_day,
	      struct tally *sum, struct tally_day *days, struct err *err) MUST_CHECK;
/* The first and the last day that anything was answered on: 0, or 1 when nothing ever was. */
int tally_bounds(struct store *store, int64_t *first_day, int64_t *last_day, struct err *err) MUST_CHECK;
int spread_sum(struct store *store, const struct tally_scope *scope, struct spread *sum,
	       struct err *err) MUST_CHECK;
typedef int spread_each_fn(void *ctx, int64_t deck, const struct spread *spread, struct err *err);
int spread_each(struct store *store, spread_each_fn *each, void *ctx, struct err *err) MUST_CHECK; /* of every deck */
/* Cards in review by due day: due[i] those of from_day + i, *before those of earlier days, *after of later
 * ones. */
int spread_due(struct store *store, const struct tally_scope *scope, int64_t from_day, int64_t days,
	       int64_t *due, int64_t *before, int64_t *after, struct err *err) MUST_CHECK;

#endif
