/* SPDX-License-Identifier: MIT
 * Loss and gradient of FSRS-6 over the chains of many cards, 16 of them side by side. The same code for
 * several kinds of processor; every one gives the same bits. Knows nothing of stores, priors or of how one
 * descends. */
#ifndef STUDY_OPTIM_KERNEL_H
#define STUDY_OPTIM_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "study/fsrs.h"

enum {
	KERNEL_ROW = 16,  /* cards side by side in a block, whatever the processor */
	CHAIN_MAX = 256,  /* reviews of a card that count, as in fsrs-rs; later ones are not looked at */
	CHUNK_STEPS = 96, /* reviews of a lane that are summed up in float before double takes over */
	RATING_BITS = 3,
	DAYS_BITS = 16,
	WEIGHT_SHIFT = RATING_BITS + DAYS_BITS,
	WEIGHT_ONE = (1 << (32 - WEIGHT_SHIFT)) - 1,
};

/* One review in 32 bits: the weight of its log loss in 1 / WEIGHT_ONE (0: it only moves the memory), whole
 * days since the card's last one, the rating. 0 is no review. */
static inline uint32_t review_pack(uint32_t days, uint32_t rating)
{
	return days << RATING_BITS | rating;
}

static inline uint32_t review_days(uint32_t packed)
{
	return packed >> RATING_BITS & ((1 << DAYS_BITS) - 1);
}

/* KERNEL_ROW cards: review i of the card in lane l stands at [first + i * KERNEL_ROW + l]. Shorter ones are
 * filled up with 0. */
struct block {
	size_t first;
	uint32_t length, cards;
};

struct kernel_work {
	const uint32_t *review;
	const struct block *block;
	size_t blocks;
	float *tape; /* KERNEL_TAPE floats, aligned to 64 bytes */
};
enum { TAPE_VECTORS = 12, KERNEL_TAPE = (CHAIN_MAX + 1) * TAPE_VECTORS * KERNEL_ROW };

/* What the sums of lanes are of: see kernel_finish. */
enum kernel_sum {
	SUM_LOSS,
	SUM_S0,		     /* 4: first stability by rating */
	SUM_D0 = SUM_S0 + 4, /* 4: first difficulty by rating */
	SUM_6 = SUM_D0 + 4,
	SUM_7,
	SUM_EASE,
	SUM_8,
	SUM_9,
	SUM_10,
	SUM_11,
	SUM_12,
	SUM_13,
	SUM_14,
	SUM_15,
	SUM_16,
	SUM_CAP,
	SUM_SHORT,
	SUM_SHORT_RATING,
	SUM_19,
	SUM_LOG,
	SUM_BASE,
	KERNEL_SUMS
};
struct kernel_sums {
	double lane[KERNEL_SUMS][KERNEL_ROW];
};

/* Parameters as the kernel uses them. */
struct kernel_w {
	float w[FSRS_PARAMS];
	float first_d[4]; /* by rating, unclamped */
	float factor, ease_d, log_w11, cap;
};
struct kernel {
	const char *name;
	/* Adds loss and gradient to *sums. */
	void (*gradient)(const struct kernel_w *w, const struct kernel_work *work, struct kernel_sums *sums);
	/* The memory after each card's last review, by block and lane. */
	void (*replay)(const struct kernel_w *w, const struct kernel_work *work, float *s, float *d);
};

extern const struct kernel kernel_plain, kernel_avx2, kernel_avx512;
/* The fastest that this processor can, or the one of that name ("plain", "avx2", "avx512"); NULL: it cannot.
 */
const struct kernel *kernel_best(void);
const struct kernel *kernel_named(const char *name);

/* w in double to what the kernel takes; the sums to the loss and its derivatives by w0 … w20. */
void kernel_prepare(struct kernel_w *k, const double *w);
double kernel_finish(const struct kernel_sums *sums, const double *w, double *gradient);

/* exp and log of our own: libm's differ in the last digit from one machine to the next. Within 2e-16 … 1e-15.
 */
double exact_exp(double x);
double exact_log(double x);

#endif
