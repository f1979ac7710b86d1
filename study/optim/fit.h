/* SPDX-License-Identifier: MIT
 * What the two recipes share: the loss over a set, and bounds. */
#ifndef STUDY_OPTIM_FIT_H
#define STUDY_OPTIM_FIT_H

#include "study/optim/set.h"

struct fit {
	const struct kernel *kernel;
	struct set set;
	float *tape;
	int relearn_steps;
};

/* Weighted log loss of the blocks and its derivatives, added up; unscaled. */
double fit_gradient(struct fit *fit, const double *w, size_t block, size_t blocks, double *gradient);
/* The same before it is summed up over the lanes, and one lane's share of the gradient. */
void fit_sums(struct fit *fit, const double *w, size_t block, size_t blocks, struct kernel_sums *sums);
void fit_lane(const struct kernel_sums *sums, int lane, const double *w, double *gradient);
/* w into its bounds. */
void fit_clamp(const struct fit *fit, double *w);

/* Both take the start in w and leave the result there. */
void adam_run(struct fit *fit, double *w);
void map_run(struct fit *fit, double *w);

#endif
