/* SPDX-License-Identifier: MIT
 * cairn stats: the numbers of the charts, of all decks or of one. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "study/drift.h"
#include "study/fold.h"
#include "tui/fit_words.h"
#include "tui/program.h"
#include "tui/stats_priv.h"

enum { FOLD_MS = 1000, DAYS_MAX = 36500 };

static void put_rows_json(struct json *j, const struct stat_table *t)
{
	json_key(j, "rows");
	json_open(j, '[');
	for (int row = 0; row < t->rows; row++) {
		json_open(j, '{');
		json_key_str(j, t->column[0].key, stat_label(&t->row[row]));
		for (int col = 1; col < t->columns; col++) {
			json_key(j, t->column[col].key);
			stat_put_json_value(j, t->column[col].kind, t->row[row].value[col]);
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_chart_json(struct json *j, const struct stat_chart *chart, const struct stats *stats)
{
	struct stat_fact fact[FACTS_MAX];
	struct stat_table table = {0};
	int facts = chart->facts ? chart->facts(stats, fact) : 0;

	stat_make(&table, chart, stats);
	json_key(j, chart->name);
	json_open(j, '{');
	for (int i = 0; i < facts; i++) {
		json_key(j, fact[i].key);
		stat_put_json_value(j, fact[i].kind, fact[i].value);
	}
	put_rows_json(j, &table);
	json_close(j, '}');
	stat_fini(&table);
}

static void put_padded(struct buf *out, struct str text, int width, bool left)
{
	int pad = width - utf8_width(text);

	buf_addf(out, "%*s", left || pad < 0 ? 0 : pad, "");
	buf_add(out, text);
	buf_addf(out, "%*s", left && pad > 0 ? pad : 0, "");
}

enum { LABEL_COLS = 20, VALUE_COLS = 12 };

static void put_table_text(struct buf *out, const struct stat_table *t)
{
	struct buf cell = {0};

	for (int row = -1; row < t->rows; row++) {
		for (int col = 0; col < t->columns; col++) {
			buf_clear(&cell);
			if (row < 0)
				buf_addz(&cell, _(t->column[col].head));
			else if (col == 0)
				buf_add(&cell, stat_label(&t->row[row]));
			else
				stat_put_value(&cell, t->column[col].kind, t->row[row].value[col]);
			put_padded(out, buf_str(&cell), col ? VALUE_COLS : LABEL_COLS, col == 0);
		}
		buf_addc(out, '\n');
	}
	buf_fini(&cell);
}

static void put_chart_text(struct buf *out, const struct stat_chart *chart, const struct stats *stats)
{
	struct stat_table table = {0};

	stat_make(&table, chart, stats);
	buf_addf(out, "%s%s: ", out->len ? "\n" : "", _(chart->title));
	chart->say(stats, 0, out);
	buf_addc(out, '\n');
	put_table_text(out, &table);
	stat_fini(&table);
}

static int chart_named(const char *name, int *at, struct err *err)
{
	struct buf all = {0};
	int rc = -1;

	for (int i = 0; i < stat_chart_count && rc; i++) {
		buf_addf(&all, "%s%s", i ? ", " : "", stat_charts[i]->name);
		if (strcmp(stat_charts[i]->name, name) == 0)
			*at = i, rc = 0;
	}
	if (rc)
		rc = err_set(err, ERR_USAGE, "there is no chart \"%.40s\"; there are %s", name, buf_z(&all));
	buf_fini(&all);
	return rc;
}

static int read_days(const char *text, int64_t *days, struct err *err)
{
	*days = STATS_ALL;
	if (!text || strcmp(text, "all") == 0)
		return 0;
	if (str_to_int(str_of(text), days, NULL) || *days < 1 || *days > DAYS_MAX)
		return err_set(err, ERR_USAGE, "--days takes 1 to %d, or all, not \"%.20s\"", DAYS_MAX, text);
	return 0;
}

static void put_head_json(struct json *j, struct str deck, const struct stats *stats)
{
	struct buf date = {0};

	json_key_str(j, "deck", deck);
	clock_put_date(&date, stats->from);
	json_key_str(j, "from", buf_str(&date));
	buf_clear(&date);
	clock_put_date(&date, stats->today);
	json_key_str(j, "today", buf_str(&date));
	json_key_bool(j, "stale", stats->stale);
	buf_fini(&date);
}

static void put_share(struct json *j, const char *key, const struct drift *drift, double share)
{
	json_key(j, key);
	if (drift->tests < DRIFT_TESTS)
		json_null(j);
	else
		json_real(j, share, 4);
}

static void put_drift(struct buf *out, struct json *j, bool as_json, const struct drift *drift)
{
	if (as_json) {
		json_key(j, "drift");
		json_open(j, '{');
		json_key_bool(j, "off", drift->is_off);
		json_key_int(j, "tests", drift->tests);
		put_share(j, "predicted", drift, drift->predicted);
		put_share(j, "recalled", drift, drift->recalled);
		json_close(j, '}');
	} else if (drift->is_off) {
		buf_addc(out, '\n');
		fit_put_drift(out, drift);
		buf_addc(out, '\n');
	}
}

/* drift: NULL with one chart alone. */
static void put_all(struct program *p, struct str deck, const struct stats *stats, int only, const struct drift *drift)
{
	struct buf out = {0};
	struct json j = {.out = &out};

	if (p->options.json) {
		json_open(&j, '{');
		put_head_json(&j, deck, stats);
	}
	for (int i = 0; i < stat_chart_count; i++) {
		if (only >= 0 && i != only)
			continue;
		if (p->options.json)
			put_chart_json(&j, stat_charts[i], stats);
		else
			put_chart_text(&out, stat_charts[i], stats);
	}
	if (drift)
		put_drift(&out, &j, p->options.json, drift);
	if (p->options.json) {
		json_close(&j, '}');
		buf_addc(&out, '\n');
	}
	fputs(buf_z(&out), stdout);
	buf_fini(&out);
}

int cmd_stats(struct program *p, struct err *err)
{
	struct drift drift;
	struct stats stats;
	struct str deck;
	int64_t days;
	int only = -1, rc = 0;

	if ((p->options.args && chart_named(p->options.arg[0], &only, err)) ||
	    read_days(p->options.days, &days, err) || program_deck(p, &deck, err) ||
	    fold_slice(p->store, FOLD_MS, err) < 0 || stats_load(p->store, deck, days, &stats, err))
		return -1;
	if (only < 0 || stat_charts[only]->in_parts)
		rc = stats_load_parts(p->store, deck, &stats, err);
	if (rc == 0 && only < 0)
		rc = drift_look(p->store, stats.today, &drift, err);
	if (rc == 0)
		put_all(p, deck, &stats, only, only < 0 ? &drift : NULL);
	stats_fini(&stats);
	return rc;
}
