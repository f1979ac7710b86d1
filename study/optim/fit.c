/* SPDX-License-Identifier: MIT
 * From answers to parameters: what is left out of a small log, the chosen recipe, and what comes of it. */
#include "study/optim/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "study/optim/first.h"

/* Ours, whose forgotten answers weigh a tenth more than known ones (what is to come goes worse than what was: docs/decisions/0205);
 * and fsrs-rs's. */
static const struct set_rule rules[] = {
	[OPTIM_MAP] = {.old = 0.5, .rise = 0.5, .known = 1 / 1.1},
	[OPTIM_ADAM] = {.filter = true, .old = 0.25, .rise = 0.75, .batch = 512},
};

void fit_sums(struct fit *fit, const double *w, size_t block, size_t blocks, struct kernel_sums *sums)
{
	struct kernel_work work = {.review = fit->set.review,
				   .block = fit->set.block + block,
				   .blocks = blocks,
				   .tape = fit->tape};
	struct kernel_w k;

	*sums = (struct kernel_sums){0};
	kernel_prepare(&k, w);
	fit->kernel->gradient(&k, &work, sums);
}

double fit_gradient(struct fit *fit, const double *w, size_t block, size_t blocks, double *gradient)
{
	struct kernel_sums sums;

	fit_sums(fit, w, block, blocks, &sums);
	return kernel_finish(&sums, w, gradient);
}

void fit_lane(const struct kernel_sums *sums, int lane, const double *w, double *gradient)
{
	struct kernel_sums one = {0};

	for (int i = 0; i < KERNEL_SUMS; i++)
		one.lane[i][0] = sums->lane[i][lane];
	kernel_finish(&one, w, gradient);
}

/* With several relearning steps in a row a lapse must not end above where it began (fsrs.c). */
static double short_term_max(const double *w, int steps)
{
	double room =
		-(exact_log(w[11]) + exact_log(exact_exp(w[13] * exact_log(2)) - 1) + 0.3 * w[14]) / steps;

	return fmin(2, sqrt(fmax(0.01, room)));
}

void fit_clamp(const struct fit *fit, double *w)
{
	for (int i = 0; i < FSRS_PARAMS; i++)
		w[i] = fmin(fmax(w[i], fsrs_bounds[i][0]), fsrs_bounds[i][1]);
	if (fit->relearn_steps > 1) {
		double most = short_term_max(w, fit->relearn_steps);

		w[17] = fmin(w[17], most);
		w[18] = fmin(w[18], most);
	}
}

/* fsrs-rs asks for eight answers and no more. */
static enum optim_found look(const struct set *set, size_t rows, enum optim_recipe recipe)
{
	if (recipe == OPTIM_MAP && set->odd * OPTIM_ODD_SHARE > rows)
		return OPTIM_ODD;
	if (set->scored < OPTIM_FEW)
		return OPTIM_DEFAULTS;
	if (recipe == OPTIM_MAP && (set->recalled < OPTIM_FEW || set->scored - set->recalled < OPTIM_FEW))
		return OPTIM_DEFAULTS;
	return set->scored < OPTIM_SOME ? OPTIM_FIRST : OPTIM_ALL;
}

static void run(struct fit *fit, size_t rows, enum optim_recipe recipe, struct optim_fit *out)
{
	out->found = look(&fit->set, rows, recipe);
	if (out->found == OPTIM_DEFAULTS || out->found == OPTIM_ODD)
		return;
	if (!first_stability(&fit->set, out->w))
		out->found = OPTIM_DEFAULTS;
	if (out->found != OPTIM_ALL)
		return;
	if (recipe == OPTIM_ADAM)
		adam_run(fit, out->w);
	else
		map_run(fit, out->w);
	fit_clamp(fit, out->w);
	(void)first_repair(&fit->set, out->w);
}

int optim_fit(const struct optim_input *input, struct optim_fit *out, struct err *err)
{
	struct fit fit = {.relearn_steps = input->relearn_steps};
	struct fsrs fsrs;

	fit.kernel = input->kernel ? kernel_named(input->kernel) : kernel_best();
	if (!fit.kernel)
		return err_set(err, ERR_INPUT,
			       "this processor has no \"%.20s\"; leave the choice to the program",
			       input->kernel);
	fsrs_default(&fsrs);
	*out = (struct optim_fit){0};
	memcpy(out->w, fsrs.w, sizeof(out->w));
	set_init(&fit.set, input, &rules[input->recipe]);
	fit.tape = aligned_alloc(64, KERNEL_TAPE * sizeof(*fit.tape));
	if (!fit.tape)
		abort();
	run(&fit, input->rows, input->recipe, out);
	for (int i = 0; i < FSRS_PARAMS; i++)
		out->w[i] = floor(out->w[i] * 1e4 + 0.5) / 1e4;
	out->answers = fit.set.scored;
	out->forgotten = fit.set.scored - fit.set.recalled;
	out->odd = fit.set.odd;
	set_fini(&fit.set);
	free(fit.tape);
	return 0;
}
