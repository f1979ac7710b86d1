/* SPDX-License-Identifier: MIT
 * Predicted against actual recall in parts: deck by deck, and over time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "tui/stats_priv.h"

enum { TEXT = 24, NAME_COLS = 16, NAME_TEXT = 4 * NAME_COLS + 1, TESTS_MIN = 50 };

static double or_nan(double value)
{
	return value < 0 ? NAN : value;
}

static void fill_values(const struct stats_part *part, struct stat_row *row)
{
	struct tally_bin all = stats_all_bins(&part->sum);

	row->value[1] = (double)all.rate.tests;
	row->value[2] = stats_predicted(&all);
	row->value[3] = stats_rate(all.rate);
	row->value[4] = or_nan(stats_rmse(&part->sum));
	row->value[5] = or_nan(stats_log_loss(&part->sum));
	row->value[6] = or_nan(stats_auc(&part->sum));
}

static void fill_decks(const struct stats *s, struct stat_table *t)
{
	for (size_t i = 0; i < s->by_deck.count; i++) {
		struct stat_row *row = stat_add(t, "%s", "");

		row->name = s->by_deck.part[i].name;
		fill_values(&s->by_deck.part[i], row);
	}
}

static void fill_blocks(const struct stats *s, struct stat_table *t)
{
	for (size_t i = 0; i < s->over_time.count; i++) {
		struct date date = date_of(s->over_time.part[i].first);

		fill_values(&s->over_time.part[i], stat_add(t, "%d-%02d-%02d", date.year, date.month, date.day));
	}
}

/* The deck's own name without those above it, as far as there is room. */
static void short_name(const char *path, char out[NAME_TEXT])
{
	struct str rest = str_of(path), name = rest, fit;

	for (size_t i = 0; i + 1 < rest.len; i++)
		if (rest.s[i] == ':' && rest.s[i + 1] == ':')
			name = str_slice(rest, i + 2, rest.len);
	fit = utf8_fit(name, NAME_COLS);
	snprintf(out, NAME_TEXT, "%.*s", STR_FMT(fit));
}

/* As many decks as there are rows, by the number of their tests: the table has all. */
struct deck_rows {
	const struct stats_part **part;
	int count;
};

static int by_tests(const void *left, const void *right)
{
	const struct stats_part *const *a = left, *const *b = right;
	int64_t x = stats_all_bins(&(*a)->sum).rate.tests, y = stats_all_bins(&(*b)->sum).rate.tests;

	return (x < y) - (x > y);
}

static struct deck_rows most_tested(const struct stats_parts *parts, int rows)
{
	struct deck_rows r = {mem_array(parts->count + 1, sizeof(*r.part)), (int)parts->count};

	for (size_t i = 0; i < parts->count; i++)
		r.part[i] = &parts->part[i];
	qsort(r.part, parts->count, sizeof(*r.part), by_tests);
	if (r.count > rows)
		r.count = rows;
	return r;
}

static void draw_decks(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	struct deck_rows decks = most_tested(&s->by_deck, box.rows);
	struct chart_row *row = mem_array((size_t)decks.count + 1, sizeof(*row));
	char(*name)[NAME_TEXT] = mem_array((size_t)decks.count + 1, sizeof(*name));
	char(*text)[TEXT] = mem_array((size_t)decks.count + 1, sizeof(*text));
	double low = 0.9;

	(void)page;
	for (int i = 0; i < decks.count; i++) {
		struct tally_bin all = stats_all_bins(&decks.part[i]->sum);

		short_name(decks.part[i]->name, name[i]);
		snprintf(text[i], TEXT, "%5.1f %%", stats_rate(all.rate) * 100);
		row[i] = (struct chart_row){name[i], text[i], {stats_rate(all.rate)}, stats_predicted(&all)};
		low = fmin(low, fmin(stats_rate(all.rate), stats_predicted(&all)));
	}
	low = fmax(0, floor(low * 10 - 0.5) / 10);
	chart_rows(canvas, box, &(struct chart_rows){row, decks.count, low, 1, {STYLE_HUE(HUE_GREEN)}});
	free(text);
	free(name);
	free(row);
	free(decks.part);
}

static void label_day(const void *ctx, int day, struct buf *out)
{
	struct date date = date_of(day);

	(void)ctx;
	buf_addf(out, "%02d-%02d", date.month, date.day);
}

static void draw_blocks(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	double x[STATS_BLOCKS] = {0}, recalled[STATS_BLOCKS], predicted[STATS_BLOCKS], low = 0.9;
	struct chart_series series[2] = {
		{.x = x, .y = predicted, .style = ST_DIM, .dotted = true},
		{.x = x, .y = recalled, .style = STYLE_HUE(HUE_GREEN) | ST_BOLD, .mark = "●"}};
	struct chart_plot plot = {.series = series,
				  .count = 2,
				  .y_high = 1,
				  .x_unit = UNIT_COUNT,
				  .y_unit = UNIT_PERCENT,
				  .x_label = label_day};
	int count = (int)s->over_time.count;

	(void)page;
	if (count < 1)
		return;
	for (int i = 0; i < count; i++) {
		struct tally_bin all = stats_all_bins(&s->over_time.part[i].sum);

		x[i] = (double)s->over_time.part[i].first;
		recalled[i] = stats_rate(all.rate);
		predicted[i] = stats_predicted(&all);
		low = fmin(low, fmin(recalled[i], predicted[i]));
	}
	series[0].count = series[1].count = count;
	plot.y_low = floor(low * 10) / 10;
	plot.x_low = x[0];
	plot.x_high = count > 1 ? x[count - 1] : x[0] + TALLY_BLOCK;
	chart_plot(canvas, box, &plot);
}

static bool say_none(const struct stats_parts *parts, struct buf *out)
{
	if (parts->count == 0)
		buf_addz(out, _("No prediction was tested yet."));
	return parts->count == 0;
}

static double off_by(const struct stats_part *part)
{
	struct tally_bin all = stats_all_bins(&part->sum);

	return stats_rate(all.rate) - stats_predicted(&all);
}

static bool says_something(const struct stats_part *part)
{
	return stats_all_bins(&part->sum).rate.tests >= TESTS_MIN;
}

static void say_decks(const struct stats *s, int page, struct buf *out)
{
	const struct stats_part *worst = NULL;

	(void)page;
	if (say_none(&s->by_deck, out))
		return;
	for (size_t i = 0; i < s->by_deck.count; i++) {
		const struct stats_part *part = &s->by_deck.part[i];

		if (says_something(part) && (!worst || fabs(off_by(part)) > fabs(off_by(worst))))
			worst = part;
	}
	buf_addz(out, _("Bars: recalled; │: predicted."));
	if (worst)
		buf_addf(out, _(" Furthest off: %s, by %+.1f points."), worst->name, real_tenths(off_by(worst) * 100));
}

static void say_blocks(const struct stats *s, int page, struct buf *out)
{
	const struct stats_part *newest;

	(void)page;
	if (say_none(&s->over_time, out))
		return;
	newest = &s->over_time.part[s->over_time.count - 1];
	buf_addf(out, _("Line: recalled; dots: predicted; a point is up to %d days."), TALLY_BLOCK);
	if (says_something(newest))
		buf_addf(out, _(" The newest is off by %+.1f points."), real_tenths(off_by(newest) * 100));
}

static const struct stat_column deck_columns[] = {
	{"deck", N_("deck"), STAT_LABELS},	   {"tests", N_("tests"), STAT_INT},	    {"predicted", N_("predicted"), STAT_RATE},
	{"recalled", N_("recalled"), STAT_RATE},   {"rmse_bins", N_("RMSE"), STAT_REAL}, {"log_loss", N_("log loss"), STAT_REAL},
	{"auc", "AUC", STAT_REAL}};
static const struct stat_column block_columns[] = {
	{"from", N_("from"), STAT_LABELS},	   {"tests", N_("tests"), STAT_INT},	    {"predicted", N_("predicted"), STAT_RATE},
	{"recalled", N_("recalled"), STAT_RATE},   {"rmse_bins", N_("RMSE"), STAT_REAL}, {"log_loss", N_("log loss"), STAT_REAL},
	{"auc", "AUC", STAT_REAL}};

const struct stat_chart chart_by_deck = {.name = "predictions_by_deck",
					 .title = N_("By deck"),
					 .column = deck_columns,
					 .columns = sizeof(deck_columns) / sizeof(deck_columns[0]),
					 .in_parts = true,
					 .fill = fill_decks,
					 .draw = draw_decks,
					 .say = say_decks};
const struct stat_chart chart_over_time = {.name = "predictions_over_time",
					   .title = N_("Over time"),
					   .column = block_columns,
					   .columns = sizeof(block_columns) / sizeof(block_columns[0]),
					   .in_parts = true,
					   .fill = fill_blocks,
					   .draw = draw_blocks,
					   .say = say_blocks};
