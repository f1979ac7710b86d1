/* SPDX-License-Identifier: MIT
 * Answers as the kernels take them: cards of equal length side by side. */
#ifndef STUDY_OPTIM_SET_H
#define STUDY_OPTIM_SET_H

#include "study/optim/kernel.h"
#include "study/optim/optim.h"

struct set_rule {
	bool filter;	  /* drop whole cards whose first interval few others share, as fsrs-rs does */
	bool whole;	  /* keep what follows a card's last scored answer, and cards without one */
	double old, rise; /* weight of the i-th of n scored answers: old + rise (i / (n - 1))^3, at most 1 */
	double known;	  /* of an answer that was known, where a forgotten one weighs 1; 0: the same */
	size_t batch;	  /* scored answers a batch; 0: all is one */
};

/* A first answer that was good for `days`, as `tests` cards had it and `recalled` of them knew. */
struct first_group {
	uint32_t days, tests, recalled;
};

struct batch {
	size_t block, blocks, scored;
};

enum { SET_PARTS = 4 };

struct set {
	uint32_t *review;
	struct block *block;
	struct batch *batch;
	size_t blocks, batches, reviews, scored, recalled, places, odd;
	double weights;		      /* their sum */
	struct first_group *group[4]; /* by first rating, by days */
	size_t groups[4];
	size_t part[SET_PARTS]; /* set_mix: blocks up to the end of each part */
};
void set_init(struct set *set, const struct optim_input *input, const struct set_rule *rule);
void set_fini(struct set *set);
/* Blocks in an order of which the parts' beginnings are fair samples: the lengths spread evenly. */
void set_mix(struct set *set);

#endif
