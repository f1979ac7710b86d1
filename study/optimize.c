/* SPDX-License-Identifier: MIT
 * Whether fitted parameters predict better than those in force, and adopting them. */
#include "study/optimize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/settings.h"

enum { FOLD_PARTS = 6 }; /* as FSRS's benchmark cuts a log: five of six are predicted */

/* Log loss of one test day under both parameters, and how many answers it has. */
struct test_day {
	double before, after;
	size_t count;
};

struct testing {
	const struct optimize_rows *rows;
	struct test_day *day;
	size_t days; /* so far: answers come in order */
	int32_t today;
	bool after; /* which of both is predicting */
};

static double loss_of(double recall, bool known)
{
	double p = fmin(fmax(recall, 1e-4), 1 - 1e-4);

	return -log(known ? p : 1 - p);
}

static void test(void *ctx, size_t row, double recall)
{
	struct testing *t = ctx;
	double loss = loss_of(recall, t->rows->row[row].rating != RATE_AGAIN);
	struct test_day *day;

	if (t->days == 0 || t->rows->day[row] != t->today)
		t->days++;
	t->today = t->rows->day[row];
	day = &t->day[t->days - 1];

	if (t->after) {
		day->after += loss;
	} else {
		day->before += loss;
		day->count++;
	}
}

/* Student's t that is exceeded once in twenty by chance, one side (Cornish and Fisher's expansion; 8 days and
 * more: within 1 %). */
static double t_of(double freedom)
{
	return 1.6449 + 1.5237 / freedom + 1.4203 / (freedom * freedom);
}

/* Answers of one day go well or badly together, so the day is the unit: the gain an answer and how far it
 * strays. */
static void judge(const struct test_day *day, size_t days, double doubt, struct optimize_report *report)
{
	double gain = 0, stray = 0, count = 0, before = 0;

	for (size_t d = 0; d < days; d++) {
		before += day[d].before;
		gain += day[d].before - day[d].after;
		count += (double)day[d].count;
	}
	report->days = days;
	report->tested = (size_t)count;
	if (report->tested < OPTIMIZE_TESTS_LEAST || report->days < OPTIMIZE_DAYS_LEAST)
		return;
	report->before = before / count;
	report->after = (before - gain) / count;
	for (size_t d = 0; d < days; d++)
		stray += pow(day[d].before - day[d].after - (double)day[d].count * gain / count, 2);
	stray *= (double)report->days / (double)(report->days - 1);
	report->chance = doubt * t_of((double)(report->days - 1)) * sqrt(stray) / count;
	report->outcome = report->before - report->after > report->chance ? OPTIMIZE_BETTER : OPTIMIZE_NOISE;
}

static int fit(const struct optimize_rows *rows, size_t count, int relearn, struct optim_fit *out,
	       struct err *err)
{
	struct optim_input input = {
		.row = rows->row, .rows = count, .cards = rows->cards, .relearn_steps = relearn};

	return optim_fit(&input, out, err);
}

static void predict(struct testing *t, size_t first, size_t end, const struct fsrs *fsrs)
{
	optim_predict(t->rows->row, end, t->rows->cards, fsrs, first, test, t);
}

/* Answers in `parts` equal parts: each part from `first` on is predicted by what was fitted to all before it.
 */
struct folds {
	size_t parts, first;
	double doubt; /* the share of what chance makes that a gain has to exceed */
	struct fsrs fitted[FOLD_PARTS];
	size_t learnt[FOLD_PARTS];
};

static size_t cut_of(const struct optimize_rows *rows, const struct folds *folds, size_t part)
{
	return rows->rows * part / folds->parts;
}

/* The defaults have seen none of the answers, so nearly all can be the test; fits to a sixth of them and more
 * are poorer than the one to all, so that half of the doubt refuses noise as often (docs/decisions/0213).
 * Other parameters may be a fit to these very answers, by whomever: fewer tested, fewer seen. */
static struct folds folds_for(const double *in_force)
{
	struct fsrs fsrs;

	fsrs_default(&fsrs);
	if (memcmp(fsrs.w, in_force, sizeof(fsrs.w)) == 0)
		return (struct folds){.parts = FOLD_PARTS, .first = 1, .doubt = 0.5};
	return (struct folds){.parts = 5, .first = 4, .doubt = 1};
}

/* Fits to what is before each part; folds->first becomes the first part from which on there is a fit for
 * each. */
static int fit_folds(const struct optimize_rows *rows, int relearn, struct folds *folds, struct err *err)
{
	for (size_t part = folds->first; part < folds->parts; part++) {
		struct optim_fit fitted;

		if (fit(rows, cut_of(rows, folds, part), relearn, &fitted, err) ||
		    fsrs_init(&folds->fitted[part], fitted.w, FSRS_PARAMS, relearn, err))
			return -1;
		folds->learnt[part] = fitted.answers;
		if (fitted.found != OPTIM_ALL)
			folds->first = part + 1;
	}
	return 0;
}

static int compare(const struct optimize_rows *rows, const struct settings *settings,
		   struct optimize_report *report, struct err *err)
{
	struct folds folds = folds_for(settings->fsrs.w);
	struct testing t = {.rows = rows};
	size_t first;

	if (fit_folds(rows, settings->steps.relearn.count, &folds, err))
		return -1;
	report->trained = folds.learnt[folds.first < folds.parts ? folds.first : folds.parts - 1];
	if (folds.first == folds.parts)
		return 0;
	first = cut_of(rows, &folds, folds.first);
	t.day = mem_array(rows->rows - first + 1, sizeof(*t.day));
	predict(&t, first, rows->rows, &settings->fsrs);
	t.days = 0;
	t.after = true;
	for (size_t part = folds.first; part < folds.parts; part++)
		predict(&t, cut_of(rows, &folds, part), cut_of(rows, &folds, part + 1), &folds.fitted[part]);
	judge(t.day, t.days, folds.doubt, report);
	free(t.day);
	return 0;
}

/* Ratings that are none were left out while reading. */
static bool is_odd(const struct optimize_rows *rows, const struct optim_fit *all)
{
	return ((size_t)rows->unusable + all->odd) * OPTIM_ODD_SHARE > rows->rows + (size_t)rows->unusable;
}

int optimize_look(struct store *store, struct optimize_report *report, struct err *err)
{
	struct optimize_rows rows = {0};
	struct settings settings;
	struct optim_fit all;
	int rc;

	*report = (struct optimize_report){0};
	if (settings_load(store, (struct str){NULL, 0}, &settings, err) || optimize_read(store, &rows, err))
		return -1;
	memcpy(report->now, settings.fsrs.w, sizeof(report->now));
	rc = fit(&rows, rows.rows, settings.steps.relearn.count, &all, err);
	if (rc == 0) {
		memcpy(report->fit, all.w, sizeof(report->fit));
		report->answers = all.answers;
		report->cards = rows.cards;
		report->forgotten = all.forgotten;
		report->unusable = rows.unusable + (int64_t)all.odd;
		report->share = rows.share;
		if (is_odd(&rows, &all))
			report->outcome = OPTIMIZE_ODD;
		else if (rows.rows)
			rc = compare(&rows, &settings, report, err);
	}
	optimize_rows_fini(&rows);
	return rc;
}

int optimize_adopt(struct store *store, const struct optimize_report *report, struct err *err)
{
	struct buf value = {0};
	struct deed deed;
	int rc = -1;
	STORE_TX(tx);

	settings_put_fsrs(&value, report->fit);
	if (store_begin(store, &tx, err) || deed_begin(store, &deed, err) ||
	    settings_put(store, (struct str){NULL, 0}, "fsrs", buf_str(&value), err)) {
		buf_fini(&value);
		return -1;
	}
	buf_clear(&value);
	buf_addf(&value, "set %s", "fsrs");
	if (deed_end(store, &deed, buf_str(&value), err) == 0)
		rc = store_commit(&tx, err);
	buf_fini(&value);
	return rc;
}
