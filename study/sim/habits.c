/* SPDX-License-Identifier: MIT
 * How one answers, on average, as fsrs-rs 6.6.2 assumes of somebody unknown (SimulatorConfig::default), and what
 * the kernels take of a rule. */
#include <math.h>

#include "study/sim/sim_priv.h"

void sim_habits_default(struct sim_habits *habits)
{
	*habits = (struct sim_habits){
		.first = {0.24, 0.094, 0.495, 0.171},
		.known = {0.224, 0.631, 0.145},
		.learn = {{0.3686, 0.0628, 0.5108, 0.0577},
			  {0.0442, 0.4553, 0.4457, 0.0549},
			  {0.0519, 0.047, 0.8462, 0.055}},
		.relearn = {{0.2157, 0.0643, 0.6595, 0.0604},
			    {0.05, 0.4638, 0.4475, 0.0387},
			    {0.1057, 0.1434, 0.7266, 0.0244}},
		.seconds = {{19.58, 18.79, 13.78, 10.71}, {19.38, 17.59, 12.38, 8.94}, {16.44, 15.25, 12.32, 8.03}},
	};
}

/* Probabilities of `count` outcomes to the limits below which they hold. */
static void set_limits(float *limit, const double *p, int count)
{
	double all = 0, sum = 0;

	for (int i = 0; i < count; i++)
		all += p[i];
	for (int i = 0; i < count - 1; i++) {
		sum += p[i];
		limit[i] = (float)(all > 0 ? sum / all : 1);
	}
}

static void set_work(struct sim_w *w, const struct sim_habits *habits)
{
	double known = 0, all = 0;

	for (int i = 0; i < SIM_PLACES; i++)
		for (int k = 0; k < 4; k++)
			w->ms[i][k] = (int32_t)(fmin(fmax(habits->seconds[i][k], 0), 600) * 1000);
	for (int k = 0; k < 3; k++) {
		all += habits->known[k];
		known += habits->known[k] * habits->seconds[SIM_REVIEW][k + 1];
	}
	w->known_s = (float)fmax(all > 0 ? known / all : 0, 0.1);
	w->lost_s = (float)fmax(habits->seconds[SIM_REVIEW][0], 0.1);
	if (w->relearn_steps)
		w->lost_s += (float)w->relearn_steps * (float)habits->seconds[SIM_RELEARN][2];
}

void sim_w_of(struct sim_w *w, const struct sim_rule *rule)
{
	const struct fsrs *fsrs = rule->fsrs;

	*w = (struct sim_w){.factor = (float)fsrs->factor,
			    .ease_d = (float)fsrs->ease_d,
			    .growth = (float)fsrs->growth,
			    .lapse = (float)fsrs->lapse,
			    .learn_steps = rule->learn_steps,
			    .relearn_steps = rule->relearn_steps};
	for (int i = 0; i < FSRS_PARAMS; i++)
		w->w[i] = (float)fsrs->w[i];
	for (int i = 0; i < 4; i++) {
		w->first_d[i] = (float)(fsrs->w[4] - exp(fsrs->w[5] * i) + 1);
		w->short_q[i] = (float)exp(fsrs->w[17] * (i - 2 + fsrs->w[18]));
	}
	set_limits(w->first, rule->habits->first, 4);
	set_limits(w->known, rule->habits->known, 3);
	for (int i = 0; i < 3; i++) {
		set_limits(w->learn[i], rule->habits->learn[i], 4);
		set_limits(w->relearn[i], rule->habits->relearn[i], 4);
	}
	set_work(w, rule->habits);
}
