/* SPDX-License-Identifier: MIT
 * The scheduler in service: looking when it is time, and keeping what was found until somebody has seen it. */
#include "study/fitting.h"

#include <string.h>

#include "base/hash.h"
#include "study/settings.h"

static const char looked_at[] = "fitting_at";	  /* meta: answers held at the last look */
static const char looked_with[] = "fitting_with"; /* meta: the parameters in force then, as a hash */
static const char news[] = "fitting";		  /* meta: struct fitting as numbers; empty: none */

enum { CHANGE_FIELDS = 12, PLAIN_FIELDS = 6, FIELDS = PLAIN_FIELDS + CHANGE_FIELDS + 2 * FSRS_PARAMS };

static const struct str everywhere = {NULL, 0};

static int answers_now(struct store *store, int64_t *answers, struct err *err)
{
	struct log_counts counts;

	if (log_counts(store, &counts, err))
		return -1;
	*answers = counts.answers;
	return 0;
}

int fitting_is_due(struct store *store, bool *due, struct err *err)
{
	struct settings settings;
	int64_t answers, then = 0;

	*due = false;
	if (answers_now(store, &answers, err) || meta_get_int(store, looked_at, &then, err) < 0)
		return -1;
	if (then > answers) /* some were taken back, or erased */
		then = 0;
	if (answers - then < FITTING_ANSWERS)
		return 0;
	if (settings_load(store, everywhere, &settings, err))
		return -1;
	*due = settings.fit;
	return 0;
}

static int hash_in_force(struct store *store, int64_t *hash, struct err *err)
{
	struct buf value = {0};
	int rc = setting_get(store, "fsrs", &value, err);

	*hash = value.len ? (int64_t)hash_bytes(buf_str(&value)) : 0;
	buf_fini(&value);
	return rc < 0 ? -1 : 0;
}

/* Says that it was looked now; *is_other: at other parameters than the last time. */
static int note_look(struct store *store, bool *is_other, struct err *err)
{
	int64_t answers, with, then = 0, known = 0;
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || answers_now(store, &answers, err) || hash_in_force(store, &with, err) ||
	    meta_get_int(store, looked_at, &then, err) < 0 || meta_get_int(store, looked_with, &known, err) < 0)
		return -1;
	*is_other = then && known != with;
	if (meta_set_int(store, looked_at, answers, err) || meta_set_int(store, looked_with, with, err))
		return -1;
	return store_commit(&tx, err);
}

static void put_pair(double *field, const int64_t pair[2])
{
	field[0] = (double)pair[0];
	field[1] = (double)pair[1];
}

static void pack(const struct fitting *f, double *field)
{
	const struct due_change *c = &f->change;
	const double plain[] = {f->state,  (double)f->answers, (double)f->tested,  (double)f->days,   f->before,
				f->after,  c->share,	       (double)c->cards,   (double)c->sooner, (double)c->later};

	memcpy(field, plain, sizeof(plain));
	put_pair(field + 10, c->today);
	put_pair(field + 12, c->week);
	put_pair(field + 14, c->month);
	put_pair(field + 16, c->interval_days);
	memcpy(field + PLAIN_FIELDS + CHANGE_FIELDS, f->w, sizeof(f->w));
	memcpy(field + PLAIN_FIELDS + CHANGE_FIELDS + FSRS_PARAMS, f->now, sizeof(f->now));
}

static void take_pair(int64_t pair[2], const double *field)
{
	pair[0] = (int64_t)field[0];
	pair[1] = (int64_t)field[1];
}

static void unpack(const double *field, struct fitting *f)
{
	struct due_change *c = &f->change;

	*f = (struct fitting){.state = (enum fitting_state)field[0],
			      .answers = (size_t)field[1],
			      .tested = (size_t)field[2],
			      .days = (size_t)field[3],
			      .before = field[4],
			      .after = field[5],
			      .change = {.share = (int)field[6],
					 .cards = (int64_t)field[7],
					 .sooner = (int64_t)field[8],
					 .later = (int64_t)field[9]}};
	take_pair(c->today, field + 10);
	take_pair(c->week, field + 12);
	take_pair(c->month, field + 14);
	take_pair(c->interval_days, field + 16);
	memcpy(f->w, field + PLAIN_FIELDS + CHANGE_FIELDS, sizeof(f->w));
	memcpy(f->now, field + PLAIN_FIELDS + CHANGE_FIELDS + FSRS_PARAMS, sizeof(f->now));
}

static int put_news(struct store *store, struct str text, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || meta_set_text(store, news, text, err))
		return -1;
	return store_commit(&tx, err);
}

static int keep(struct store *store, const struct fitting *f, struct err *err)
{
	double field[FIELDS];
	struct buf text = {0};
	int rc;

	pack(f, field);
	for (int i = 0; i < FIELDS; i++)
		buf_addf(&text, "%s%.9g", i ? " " : "", field[i]);
	rc = put_news(store, buf_str(&text), err);
	buf_fini(&text);
	return rc;
}

int fitting_seen(struct store *store, struct err *err)
{
	return put_news(store, STR(""), err);
}

static bool is_in_force(const struct settings *settings, const double w[FSRS_PARAMS])
{
	for (int i = 0; i < FSRS_PARAMS; i++)
		if (settings->fsrs.w[i] - w[i] > 1e-6 || w[i] - settings->fsrs.w[i] > 1e-6)
			return false;
	return true;
}

/* 1: nothing is told, or in words of another version. */
static int read_news(struct store *store, struct fitting *f, struct err *err)
{
	double field[FIELDS];
	struct buf text = {0};
	struct str rest, word;
	int rc = meta_get_text(store, news, &text, err), count = 0;

	rest = buf_str(&text);
	while (rc == 0 && count < FIELDS && str_cut(&rest, ' ', &word) && str_to_real(word, &field[count], NULL) == 0)
		count++;
	buf_fini(&text);
	if (rc || count < FIELDS)
		return rc < 0 ? -1 : 1;
	unpack(field, f);
	return 0;
}

int fitting_news(struct store *store, struct fitting *f, struct err *err)
{
	struct settings settings;
	int rc = read_news(store, f, err);

	if (rc)
		return rc;
	if (settings_load(store, everywhere, &settings, err))
		return -1;
	return is_in_force(&settings, f->state == FITTING_ADOPTED ? f->w : f->now) ? 0 : 1;
}

static int adopt(struct store *store, const double w[FSRS_PARAMS], struct err *err)
{
	struct optimize_report report;
	bool is_other;

	memcpy(report.fit, w, sizeof(report.fit));
	return optimize_adopt(store, &report, err) || note_look(store, &is_other, err) ? -1 : 0;
}

int fitting_take(struct store *store, const struct fitting *f, struct err *err)
{
	return adopt(store, f->w, err) || fitting_seen(store, err) ? -1 : 0;
}

int fitting_give_back(struct store *store, const struct fitting *f, struct err *err)
{
	return adopt(store, f->now, err) || fitting_seen(store, err) ? -1 : 0;
}

static void fill(struct fitting *f, const struct optimize_report *report)
{
	*f = (struct fitting){.state = FITTING_OFFERED,
			      .answers = report->answers,
			      .tested = report->tested,
			      .days = report->days,
			      .before = report->before,
			      .after = report->after};
	memcpy(f->w, report->fit, sizeof(f->w));
	memcpy(f->now, report->now, sizeof(f->now));
}

int fitting_run(struct store *store, struct err *err)
{
	struct optimize_report report;
	struct settings settings;
	struct fitting f;
	bool is_other;

	if (note_look(store, &is_other, err))
		return -1;
	if (is_other)
		return 0;
	if (optimize_look(store, &report, err) || settings_load(store, everywhere, &settings, err))
		return -1;
	if (report.outcome != OPTIMIZE_BETTER)
		return 0;
	fill(&f, &report);
	if (due_change_look(store, f.w, &f.change, err))
		return -1;
	if (!settings.fit_ask) {
		if (adopt(store, f.w, err))
			return -1;
		f.state = FITTING_ADOPTED;
	}
	return keep(store, &f, err) ? -1 : 1;
}
