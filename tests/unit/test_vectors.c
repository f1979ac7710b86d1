/* SPDX-License-Identifier: MIT
 * The memory model against vectors of three released FSRS libraries: tests/data/fsrs always, and the large
 * set that lies beside the repository or in the folder that CAIRN_VECTORS names. Tolerances are those of the
 * set's own README. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "study/fsrs.h"
#include "study/interval.h"
#include "study/steps.h"
#include "tests/unit/unit.h"

struct tally {
	const char *file;
	long sequences, comparisons, wrong;
	double worst_s, worst_d, worst_r, worst_ivl;
	long r_all, r_near; /* comparisons of R, and those within the library's median */
};

static double number(const cJSON *list, int i)
{
	return cJSON_GetArrayItem(list, i)->valuedouble;
}

static double relative(double got, double want)
{
	return got == want ? 0 : fabs(got - want) / fabs(want);
}

static void compare(struct tally *tally, const cJSON *seq, int at, const char *what, double *worst,
		    double error, double allowed)
{
	tally->comparisons++;
	if (!(error <= *worst))
		*worst = error;
	if (error <= allowed)
		return;
	if (tally->wrong++ < 10)
		print_error("%s, sequence %d, review %d: %s is off by %.3g (allowed %.3g)\n", tally->file,
			    (int)cJSON_GetObjectItem(seq, "id")->valuedouble, at, what, error, allowed);
}

static void load_params(struct fsrs *fsrs, const cJSON *root, const cJSON *seq)
{
	const cJSON *all = cJSON_GetObjectItem(root, "params");
	const cJSON *list = cJSON_GetArrayItem(all, (int)cJSON_GetObjectItem(seq, "p")->valuedouble);
	double w[FSRS_PARAMS];
	struct err err;

	assert_int_equal(cJSON_GetArraySize(list), FSRS_PARAMS);
	for (int i = 0; i < FSRS_PARAMS; i++)
		w[i] = number(list, i);
	assert_int_equal(fsrs_init(fsrs, w, FSRS_PARAMS, 0, &err), 0);
}

/* How near to the library's numbers ours must be. */
struct tolerance {
	double s, d, r; /* S and D relative, R absolute unless r_relative */
	bool r_relative;
	double r_median; /* half of the differences of R lie below; 0: not asked */
	double ivl;	 /* relative; 0: whole days, exactly */
	bool half_up;	/* whole days, rounded up at a half; a library's own rounding of S may tip the half */
	double first_s; /* sequences whose first S is raised to this by the library are left out */
};

static void compare_interval(struct tally *tally, const struct tolerance *tol, const cJSON *seq, int at,
			     const struct fsrs *fsrs, double s, double dr, double want)
{
	double exact = fsrs_interval(fsrs, s, dr), got;

	if (tol->half_up) {
		double low = fmax(1, floor(exact * (1 - tol->s) + 0.5)),
		       high = floor(exact * (1 + tol->s) + 0.5);

		got = want < low ? low : want > fmax(high, 1) ? fmax(high, 1) : want;
		got = fmin(got, FSRS_S_MAX);
		compare(tally, seq, at, "interval", &tally->worst_ivl, fabs(got - want), 0);
	} else if (tol->ivl > 0) {
		compare(tally, seq, at, "interval", &tally->worst_ivl, relative(exact, want), tol->ivl);
	} else {
		struct interval_rule rule = {dr, FSRS_S_MAX, false};

		got = interval_days(fsrs, &rule, s);
		compare(tally, seq, at, "interval", &tally->worst_ivl, fabs(got - want), 0);
	}
}

static void run_sequence(struct tally *tally, const struct tolerance *tol, const cJSON *root,
			 const cJSON *seq)
{
	const cJSON *reviews = cJSON_GetObjectItem(seq, "reviews"),
		    *expect = cJSON_GetObjectItem(seq, "expect");
	const cJSON *over = cJSON_GetObjectItem(seq, "s_over_36500_from"), *review, *want;
	double dr = cJSON_GetObjectItem(seq, "dr")->valuedouble;
	struct memory memory = {0};
	struct fsrs fsrs;
	int at = 0;

	load_params(&fsrs, root, seq);
	review = reviews->child;
	if (fsrs.w[(int)number(review, 0) - 1] < tol->first_s)
		return;
	tally->sequences++;
	for (want = expect->child; review; review = review->next, want = want->next, at++) {
		int days = (int)number(review, 1);

		if (cJSON_IsNumber(over) && at >= over->valuedouble)
			return;
		assert_non_null(want);
		if (at > 0) {
			double r = fsrs_recall(&fsrs, days, memory.s), theirs = number(want, 2);

			tally->r_all++;
			tally->r_near += fabs(r - theirs) <= tol->r_median;
			compare(tally, seq, at, "R", &tally->worst_r,
				tol->r_relative ? relative(r, theirs) : fabs(r - theirs), tol->r);
		}
		memory = fsrs_next(&fsrs, memory, days, (enum rating)number(review, 0));
		compare(tally, seq, at, "S", &tally->worst_s, relative(memory.s, number(want, 0)), tol->s);
		compare(tally, seq, at, "D", &tally->worst_d, relative(memory.d, number(want, 1)), tol->d);
		compare_interval(tally, tol, seq, at, &fsrs, memory.s, dr, number(want, 3));
	}
	assert_null(want);
}

static void load_steps(struct step_list *list, const cJSON *seconds)
{
	list->count = cJSON_GetArraySize(seconds);
	assert_in_range(list->count, 0, STEPS_MAX);
	for (int i = 0; i < list->count; i++)
		list->second[i] = (int)number(seconds, i);
}

/* t, rating, S, D, state, step, due - t */
static bool run_step_row(struct tally *tally, const cJSON *seq, int at, const cJSON *row, double elapsed,
			 const struct fsrs *fsrs, const struct steps *steps, struct memory *memory,
			 struct stage *stage)
{
	struct interval_rule rule = {0.9, FSRS_S_MAX, false};
	enum rating rating = (enum rating)number(row, 1);
	const cJSON *step = cJSON_GetArrayItem(row, 5);
	double wait;

	if (number(row, 2) > FSRS_S_MAX)
		return false; /* py-fsrs has no upper bound */
	*memory = fsrs_next(fsrs, *memory, (int)floor(elapsed / 86400), rating);
	wait = steps_next(steps, stage, rating);
	if (stage->state == CARD_REVIEW)
		wait = 86400.0 * interval_days(fsrs, &rule, memory->s);
	compare(tally, seq, at, "S", &tally->worst_s, relative(memory->s, number(row, 2)), 1e-9);
	compare(tally, seq, at, "D", &tally->worst_d, relative(memory->d, number(row, 3)), 1e-9);
	compare(tally, seq, at, "the state", &tally->worst_ivl, fabs((double)stage->state - number(row, 4)),
		0);
	if (cJSON_IsNumber(step))
		compare(tally, seq, at, "the step", &tally->worst_ivl, fabs(stage->step - step->valuedouble),
			0);
	compare(tally, seq, at, "due", &tally->worst_ivl, fabs(wait - number(row, 6)), 0);
	return true;
}

static void run_steps(struct tally *tally, const cJSON *root, const cJSON *seq)
{
	struct stage stage = {CARD_NEW, 0};
	struct memory memory = {0};
	struct steps steps = {0};
	struct fsrs fsrs;
	double last = 0;
	const cJSON *row;
	int at = 0;

	load_params(&fsrs, root, seq);
	load_steps(&steps.learn, cJSON_GetObjectItem(seq, "learning_steps_s"));
	load_steps(&steps.relearn, cJSON_GetObjectItem(seq, "relearning_steps_s"));
	tally->sequences++;
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(seq, "rows"))
	{
		if (!run_step_row(tally, seq, at++, row, number(row, 0) - last, &fsrs, &steps, &memory,
				  &stage))
			return;
		last = number(row, 0);
	}
}

static const struct {
	const char *name;
	struct tolerance tol; /* s 0: the file of steps */
} files[] = {
	/* The README's figures are rounded to one digit: half of the last one is added for ts-fsrs. */
	{"fsrs_rs.json", {.s = 2e-4, .d = 5e-6, .r = 2e-5, .ivl = 2e-4}},
	{"py_fsrs.json", {.s = 1e-9, .d = 1e-9, .r = 1e-9, .r_relative = true}},
	{"ts_fsrs.json",
	 {.s = 8.5e-6, .d = 4.5e-8, .r = 3e-6, .r_median = 2.5e-9, .half_up = true, .first_s = 0.1}},
	{"py_fsrs_steps.json", {0}},
};

static cJSON *parse(const char *path)
{
	struct buf text = {0};
	char chunk[65536];
	size_t got;
	cJSON *root;
	FILE *f = fopen(path, "rb");

	if (!f)
		return NULL;
	while ((got = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&text, (struct str){chunk, got});
	fclose(f);
	root = cJSON_ParseWithLength(text.s, text.len);
	if (!root)
		fail_msg("%s is not JSON", path);
	buf_fini(&text);
	return root;
}

/* False if there is no such file. */
static bool run_file(const char *folder, size_t which)
{
	struct tally tally = {.file = files[which].name};
	const cJSON *seq;
	char path[600];
	cJSON *root;

	snprintf(path, sizeof(path), "%s/%s", folder, files[which].name);
	root = parse(path);
	if (!root)
		return false;
	cJSON_ArrayForEach(seq, cJSON_GetObjectItem(root, "seqs"))
	{
		if (files[which].tol.s > 0)
			run_sequence(&tally, &files[which].tol, root, seq);
		else
			run_steps(&tally, root, seq);
	}
	cJSON_Delete(root);
	printf("note: %s: %ld sequences, %ld comparisons, %ld wrong; worst S %.2g, D %.2g, R %.2g\n", path,
	       tally.sequences, tally.comparisons, tally.wrong, tally.worst_s, tally.worst_d, tally.worst_r);
	fflush(stdout);
	assert_true(tally.sequences > 0);
	assert_int_equal(tally.wrong, 0);
	if (files[which].tol.r_median > 0)
		assert_true(2 * tally.r_near >= tally.r_all);
	return true;
}

static int run_folder(const char *folder)
{
	int found = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		bool is_there = run_file(folder, i);

		found += is_there;
		if (!is_there)
			printf("note: %s/%s is not there: skipped\n", folder, files[i].name);
	}
	return found;
}

static const char *from_root(const char *path)
{
	static char full[512];
	const char *root = getenv("CAIRN_SOURCE_ROOT");

	snprintf(full, sizeof(full), "%s/%s", root ? root : ".", path);
	return full;
}

static void vectors__own(void **state)
{
	const char *folder = from_root("tests/data/fsrs");

	(void)state;
	assert_true(run_file(folder, 1));
	assert_true(run_file(folder, 3));
}

/* A relative folder is one of the caller's, which is the repository's root for `./dev test`. */
static void vectors__of_three_libraries(void **state)
{
	const char *named = getenv("CAIRN_VECTORS");

	(void)state;
	if (named && *named) {
		int found = run_folder(named);

		if (found == 0 && *named != '/')
			found = run_folder(from_root(named));
		if (found == 0)
			fail_msg("CAIRN_VECTORS: %s holds none of the four files", named);
	} else if (run_folder(from_root("../shared/fsrs")) == 0) {
		printf("note: no large set of vectors beside the repository; CAIRN_VECTORS=DIR names one\n");
		skip();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors__own),
		cmocka_unit_test(vectors__of_three_libraries),
	};

	return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
