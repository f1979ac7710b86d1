/* SPDX-License-Identifier: MIT
 * Known: memory in cells, so that what is known now is a sum over some thousand cells and not over a million
 * cards. A cell holds cards of about one stability that were reviewed at about the same time, with their
 * means: the error is of second order in the width of the cell (docs/game.md). Pure. */
#include "study/game_known.h"

#include <math.h>

enum {
	BUCKETS_AN_OCTAVE = 3,
	BUCKET_OF_DAY = 64, /* the first whose stability is a day or more */
	BUCKET_MAX = 127,
	OCTAVES_OF_ONE_DAY = 3, /* then a cell spans S / 8 days at most */
	DAY_BITS = 32,
	DAY_MAX = 100 * 1000 * 1000,
	LN_SCALE = 100 * 1000,
};

static int bucket_of(double s)
{
	double at = BUCKET_OF_DAY + floor(BUCKETS_AN_OCTAVE * log2(s));

	return at < 0 ? 0 : at > BUCKET_MAX ? BUCKET_MAX : (int)at;
}

/* Days are told apart by 2^that many. */
static int span_bits(int bucket)
{
	int octave = (bucket - BUCKET_OF_DAY) / BUCKETS_AN_OCTAVE - OCTAVES_OF_ONE_DAY;

	return octave < 0 ? 0 : octave;
}

int64_t known_key(const struct fsrs *fsrs, double s, int64_t day)
{
	int64_t decay = llround(1000 * fsrs->w[FSRS_PARAMS - 1]);
	int bucket = bucket_of(s < FSRS_S_MIN ? FSRS_S_MIN : s);

	day = day < 0 ? 0 : day > DAY_MAX ? DAY_MAX : day;
	return (decay << 8 | bucket) << DAY_BITS | day >> span_bits(bucket);
}

struct memory_cell known_cell(int64_t key, double s, int64_t day)
{
	return (struct memory_cell){key, 1, llround(LN_SCALE * log(s < FSRS_S_MIN ? FSRS_S_MIN : s)), day};
}

double known_of(const struct memory_cell *cell, int64_t day)
{
	double decay = (double)(cell->key >> (DAY_BITS + 8)) / 1000, n = (double)cell->n, s, elapsed;

	if (cell->n <= 0 || decay <= 0)
		return 0;
	s = exp((double)cell->ln / n / LN_SCALE);
	elapsed = fmax(0, (double)day - (double)cell->days / n);
	return n * pow(1 + (pow(0.9, -1 / decay) - 1) * elapsed / s, -decay);
}
