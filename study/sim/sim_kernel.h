/* SPDX-License-Identifier: MIT
 * The arithmetic of the simulator, several cards side by side; one build a kind of processor, all with the same
 * bits. Whole cards in, memory and milliseconds out; knows no calendar. */
#ifndef STUDY_SIM_KERNEL_H
#define STUDY_SIM_KERNEL_H

#include "study/sim/sim.h"

enum {
	SIM_ROW = 16, /* lists of cards are filled up to a multiple of it */
	SIM_HELD_ONE = 2048,
};

/* By card, up to a whole SIM_ROW; behind them one whom nobody counts: lists are filled up with it. s 0: not yet
 * learnt. */
struct sim_state {
	float *s, *d;
	int32_t *last;
	uint32_t *draw; /* how many numbers of chance it has had, hashed with its name */
};

/* Rules and habits as the kernels take them. Limits of chance: rating r holds below [r - 1]. */
struct sim_w {
	float w[FSRS_PARAMS];
	float factor, ease_d, growth, lapse;
	float first_d[4];
	float short_q[4]; /* e^(w17 (G - 3 + w18)) */
	float first[3], known[2], learn[3][3], relearn[3][3];
	int32_t ms[SIM_PLACES][4];
	float known_s, lost_s; /* seconds of an answer to a card that is recalled, forgotten; steps included */
	int learn_steps, relearn_steps;
};

struct sim_kernel {
	const char *name;
	/* Reviews `count` cards on that day; ms[i] is what card index[i] took. Those that were forgotten stay as
	 * they were: their places in index go to lost. Returns how many. */
	size_t (*review)(const struct sim_w *w, const struct sim_state *state, const uint32_t *index,
			 size_t count, int32_t day, int32_t *ms, uint32_t *lost);
	/* Lapse and relearning steps of the cards index[0 … count); ms as above. */
	void (*relearn)(const struct sim_w *w, const struct sim_state *state, const uint32_t *index,
			size_t count, int32_t day, int32_t *ms);
	void (*learn)(const struct sim_w *w, const struct sim_state *state, const uint32_t *index,
		      size_t count, int32_t day, int32_t *ms);
	/* What a review on that day saves of each card (enum sim_order). */
	void (*saved)(const struct sim_w *w, const struct sim_state *state, const uint32_t *index, size_t count,
		      int32_t day, float *saved);
	/* Sum of retrievabilities of cards 0 … count - 1 on that day, in 1/SIM_HELD_ONE. */
	int64_t (*held)(const struct sim_w *w, const struct sim_state *state, size_t count, int32_t day);
};

extern const struct sim_kernel sim_plain, sim_avx2, sim_avx512;

#endif
