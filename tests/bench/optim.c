/* SPDX-License-Identifier: MIT
 * What ./dev bench optimizer measures with.
 *   make ROWS SEED FILE   a learner's log
 *   fit FILE RECIPE KERNEL [TIMES]   seconds, peak kB, parameters; of so many such learners in one
 *   replay FILE KERNEL    seconds to bring every card up to date
 *   due FILE              the day on which each card is due, a line each
 *   cuts FILE             where its five time folds begin, and its end
 *   loss FILE FIRST END   log loss, RMSE(bins), AUC, count of rows FIRST … END-1 for each line of parameters
 * read fold FILE RECIPE FIRST   parameters from the rows before FIRST */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "study/optim/fit.h"
#include "tests/bench/review_log.h"

enum { FOLDS = 5 };

static double cpu(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void forget_peak(void)
{
	FILE *file = fopen("/proc/self/clear_refs", "w");

	if (file) {
		fputs("5", file);
		fclose(file);
	}
}

static long peak_kb(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[200];
	long kb = 0;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmHWM: %ld", &kb) == 1)
			break;
	if (file)
		fclose(file);
	return kb;
}

static void fit(const struct review_log *log, size_t rows, const char *recipe, const char *kernel,
		bool with_cost)
{
	struct optim_input input = {.row = log->row,
				    .rows = rows,
				    .cards = log->cards,
				    .recipe = strcmp(recipe, "adam") == 0 ? OPTIM_ADAM : OPTIM_MAP,
				    .relearn_steps = 1,
				    .kernel = strcmp(kernel, "best") == 0 ? NULL : kernel};
	struct optim_fit out;
	struct err err;
	double start;

	forget_peak();
	start = cpu();
	if (optim_fit(&input, &out, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(3);
	}
	if (with_cost)
		printf("%.6f %ld ", cpu() - start, peak_kb());
	for (int i = 0; i < FSRS_PARAMS; i++)
		printf("%.4f%s", out.w[i], i + 1 < FSRS_PARAMS ? " " : "\n");
}

static void replay(const struct review_log *log, const char *kernel)
{
	struct optim_input input = {.row = log->row, .rows = log->rows, .cards = log->cards};
	struct set_rule rule = {.whole = true, .old = 1};
	struct kernel_work work;
	struct kernel_w w;
	struct fsrs fsrs;
	struct set set;
	double best = 1e9;
	float *s, *d;

	set_init(&set, &input, &rule);
	work = (struct kernel_work){.review = set.review, .block = set.block, .blocks = set.blocks};
	s = mem_array(set.blocks * KERNEL_ROW + 1, sizeof(*s));
	d = mem_array(set.blocks * KERNEL_ROW + 1, sizeof(*d));
	fsrs_default(&fsrs);
	kernel_prepare(&w, fsrs.w);
	for (int i = 0; i < 5; i++) {
		double start = cpu();

		(strcmp(kernel, "best") == 0 ? kernel_best() : kernel_named(kernel))->replay(&w, &work, s, d);
		best = cpu() - start < best ? cpu() - start : best;
	}
	printf("%.6f %zu\n", best, set.reviews);
	set_fini(&set);
	free(s);
	free(d);
}

/* The schedule's own way (fsrs.c, in double), without fuzz. */
static void due(const struct review_log *log)
{
	struct memory *memory = mem_array(log->cards + 1, sizeof(*memory));
	struct fsrs fsrs;

	fsrs_default(&fsrs);
	for (size_t i = 0; i < log->rows; i++) {
		struct memory *m = &memory[log->row[i].card];

		*m = fsrs_next(&fsrs, *m, log->row[i].days, (enum rating)log->row[i].rating);
	}
	for (size_t c = 0; c < log->cards; c++)
		if (memory[c].s > 0)
			printf("%zu %.0f\n", c, round(fsrs_interval(&fsrs, memory[c].s, 0.9)));
	free(memory);
}

static void repeat(struct review_log *log, size_t times)
{
	size_t rows = log->rows;

	log->row = mem_grow(log->row, rows * times, sizeof(*log->row));
	for (size_t i = rows; i < rows * times; i++) {
		log->row[i] = log->row[i - rows];
		log->row[i].card += (uint32_t)log->cards;
	}
	log->rows *= times;
	log->cards *= times;
}

static void make(const char *rows, const char *seed, const char *path)
{
	struct review_log log;
	FILE *file = fopen(path, "w");

	if (!file) {
		fprintf(stderr, "%s cannot be written\n", path);
		exit(1);
	}
	review_log_make(&log, strtoull(rows, NULL, 10), strtoull(seed, NULL, 10));
	fputs("card_id,review_time_ms,rating,delta_t\n", file);
	for (size_t i = 0; i < log.rows; i++)
		fprintf(file, "%u,%zu,%d,%d\n", log.row[i].card, i, log.row[i].rating, log.row[i].days);
	if (fclose(file)) {
		fprintf(stderr, "%s cannot be written\n", path);
		exit(1);
	}
	review_log_fini(&log);
}

/* Six parts of equal length, the first one longer by what is left; each but the first is predicted from all
 * before it (scikit-learn's TimeSeriesSplit, which FSRS's benchmark uses). */
static void cuts(const struct review_log *log)
{
	for (size_t fold = FOLDS; fold > 0; fold--)
		printf("%zu ", log->rows - fold * (log->rows / (FOLDS + 1)));
	printf("%zu\n", log->rows);
}

static void loss(const struct review_log *log, size_t first, size_t end)
{
	double w[FSRS_PARAMS];
	int count = 0;

	while (scanf("%lf", &w[count]) == 1) {
		struct prediction_marks marks;

		if (++count < FSRS_PARAMS)
			continue;
		count = 0;
		marks = review_log_predict(log, w, first, end);
		printf("%.6f %.5f %.5f %zu\n", marks.log_loss, marks.rmse_bins, marks.auc, marks.count);
	}
}

static int usage(void)
{
	fputs("bench_optim make|fit|replay|due|cuts|loss|fold …: see its source\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct review_log log;

	if (argc == 5 && strcmp(argv[1], "make") == 0) {
		make(argv[2], argv[3], argv[4]);
		return 0;
	}
	if (argc < 3)
		return usage();
	review_log_read(&log, argv[2]);
	if (argc == 6)
		repeat(&log, strtoull(argv[5], NULL, 10));
	if (argc >= 5 && strcmp(argv[1], "fit") == 0)
		fit(&log, log.rows, argv[3], argv[4], true);
	else if (argc == 5 && strcmp(argv[1], "fold") == 0)
		fit(&log, strtoull(argv[4], NULL, 10), argv[3], "best", false);
	else if (argc == 4 && strcmp(argv[1], "replay") == 0)
		replay(&log, argv[3]);
	else if (argc == 5 && strcmp(argv[1], "loss") == 0)
		loss(&log, strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
	else if (strcmp(argv[1], "due") == 0)
		due(&log);
	else if (strcmp(argv[1], "cuts") == 0)
		cuts(&log);
	else
		return usage();
	review_log_fini(&log);
	return 0;
}
