/* SPDX-License-Identifier: MIT
 * bench_plan simulate CARDS NEW DAYS RETENTION SEED RUNS LEARN RELEARN: the quickest of RUNS in seconds of CPU, reviews, hours, cards held on the last
 * day. fsrs-rs's setting: its habits, FSRS-6's defaults, so many learning and relearning steps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "study/sim/sim.h"

static double cpu(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	struct sim_habits habits;
	struct fsrs fsrs;
	struct sim_rule rule;
	double best = 1e9;
	struct err err;

	if (argc != 10 || strcmp(argv[1], "simulate") != 0)
		return 2;
	sim_habits_default(&habits);
	fsrs_default(&fsrs);
	rule = (struct sim_rule){.fsrs = &fsrs,
				 .habits = &habits,
				 .retention = atof(argv[5]),
				 .max_ivl = FSRS_S_MAX,
				 .learn_steps = atoi(argv[8]),
				 .relearn_steps = atoi(argv[9]),
				 .days = atoi(argv[4]),
				 .new_per_day = atoi(argv[3]),
				 .reviews_per_day = SIM_NO_LIMIT,
				 .seed = (uint32_t)atoi(argv[6])};
	for (int run = 0; run < atoi(argv[7]); run++) {
		struct sim_result result;
		double from = cpu(), took;

		if (sim_run(&rule, NULL, 0, (size_t)atoi(argv[2]), &result, &err)) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		took = cpu() - from;
		best = took < best ? took : best;
		if (run == 0)
			printf("%lld %.2f %.1f ", (long long)result.reviews, (double)result.ms / 3.6e6,
			       result.held[result.days - 1]);
		sim_result_fini(&result);
	}
	printf("%.6f\n", best);
	return 0;
}
