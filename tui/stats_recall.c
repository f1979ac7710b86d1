/* SPDX-License-Identifier: MIT
 * Recall: true retention by how long a card had waited, predicted against actual recall, and the hour of day.
 */
#include <math.h>
#include <stdio.h>

#include "base/message.h"
#include "tui/stats_priv.h"

enum { RATE_ROWS = TALLY_OCTAVES + 4, RATE_TEXT = 24 };

static struct tally_rate all_tests(const struct stats *s)
{
	struct tally_rate young = stats_rate_of(&s->sum, GROUP_YOUNG),
			  mature = stats_rate_of(&s->sum, GROUP_MATURE);

	return (struct tally_rate){young.tests + mature.tests, young.recalled + mature.recalled};
}

static double predicted_or_nan(const struct tally_bin *bin)
{
	return bin->rate.tests ? stats_predicted(bin) : NAN;
}

static struct stat_row *add_rate(struct stat_table *t, const char *label, struct tally_rate rate)
{
	struct stat_row *row = stat_add(t, "%s", label);

	row->value[1] = (double)rate.tests;
	row->value[2] = (double)rate.recalled;
	row->value[3] = rate.tests ? stats_rate(rate) : NAN;
	row->value[4] = NAN;
	return row;
}

static void fill_retention(const struct stats *s, struct stat_table *t)
{
	struct tally_bin all = stats_all_bins(&s->sum);
	char label[OCTAVE_LABEL];

	add_rate(t, _("young"), stats_rate_of(&s->sum, GROUP_YOUNG));
	add_rate(t, _("mature"), stats_rate_of(&s->sum, GROUP_MATURE));
	add_rate(t, _("all"), all_tests(s))->value[4] = predicted_or_nan(&all);
	for (int i = 1; i < TALLY_OCTAVES; i++) {
		octave_label(i, label);
		add_rate(t, label, s->sum.ivl[i])->value[4] = predicted_or_nan(&s->sum.ivl_bin[i]);
	}
}

/* The rows that have tests, with a gap below the groups. */
struct rate_rows {
	struct chart_row row[RATE_ROWS];
	char text[RATE_ROWS][RATE_TEXT];
	int count;
	double low;
};

static void add_row(struct rate_rows *r, const struct stats *s, const struct stat_row *from, bool wide)
{
	char *text = r->text[r->count];

	if (from->value[1] <= 0)
		return;
	if (wide)
		snprintf(text, RATE_TEXT, "%5.1f %% %7.0f", from->value[3] * 100, from->value[1]);
	else
		snprintf(text, RATE_TEXT, "%5.1f %%", from->value[3] * 100);
	r->row[r->count++] = (struct chart_row){from->label, text, {from->value[3]}, s->desired};
	r->low = fmin(r->low, from->value[3]);
}

static void draw_retention(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	struct rate_rows r = {.low = s->desired};
	struct stat_table table = {0};
	bool wide = box.cols >= 36;

	(void)page;
	fill_retention(s, &table);
	for (int i = 0; i < table.rows; i++) {
		if (i == 3 && r.count && box.rows >= RATE_ROWS)
			r.row[r.count++] = (struct chart_row){"", "", {0}, NAN};
		add_row(&r, s, &table.row[i], wide);
	}
	r.low = fmax(0, floor(r.low * 10 - 0.5) / 10);
	chart_rows(canvas, box, &(struct chart_rows){r.row, r.count, r.low, 1, {STYLE_HUE(HUE_GREEN)}});
	stat_fini(&table);
}

static void say_retention(const struct stats *s, int page, struct buf *out)
{
	struct tally_rate all = all_tests(s);

	(void)page;
	if (all.tests == 0)
		buf_addz(out, _("No card was asked after a day or more yet."));
	else
		buf_addf(out, _("%.1f %% of %lld recalled; desired (│) %.0f %%."), stats_rate(all) * 100,
			 (long long)all.tests, s->desired * 100);
}

static int facts_retention(const struct stats *s, struct stat_fact *fact)
{
	fact[0] = (struct stat_fact){"desired", s->desired, STAT_REAL};
	return 1;
}

/* Where bin k begins: schema/tally.h. */
static double bin_start(int bin)
{
	return log(bin + 1) / log(TALLY_BINS + 1);
}

static void fill_calibration(const struct stats *s, struct stat_table *t)
{
	for (int i = 0; i < TALLY_BINS; i++) {
		const struct tally_bin *bin = &s->sum.bin[i];
		struct stat_row *row;

		if (!bin->rate.tests)
			continue;
		row = stat_add(t, "%.1f–%.1f %%", bin_start(i) * 100, bin_start(i + 1) * 100);
		row->value[1] = (double)bin->rate.tests;
		row->value[2] = stats_predicted(bin);
		row->value[3] = stats_rate(bin->rate);
		row->value[4] = row->value[3] - row->value[2];
	}
}

/* Bins with a handful of tests say nothing: the picture leaves out what is below a thousandth of all. */
static void draw_calibration(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	double x[TALLY_BINS], y[TALLY_BINS], low = 0.9, diagonal[2];
	int64_t least = all_tests(s).tests / 1000 + 1;
	struct chart_series series[2] = {
		{.x = diagonal, .y = diagonal, .count = 2, .style = ST_DIM, .dotted = true},
		{.x = x, .y = y, .style = STYLE_HUE(HUE_GREEN) | ST_BOLD, .mark = "●"}};
	struct chart_plot plot = {.series = series,
				  .count = 2,
				  .x_high = 1,
				  .y_high = 1,
				  .x_unit = UNIT_PERCENT,
				  .y_unit = UNIT_PERCENT};

	(void)page;
	for (int i = 0; i < TALLY_BINS; i++) {
		const struct tally_bin *bin = &s->sum.bin[i];

		if (bin->rate.tests < least)
			continue;
		x[series[1].count] = stats_predicted(bin);
		y[series[1].count] = stats_rate(bin->rate);
		low = fmin(low, fmin(x[series[1].count], y[series[1].count]));
		series[1].count++;
	}
	diagonal[0] = plot.x_low = plot.y_low = floor(low * 10) / 10;
	diagonal[1] = 1;
	chart_plot(canvas, box, &plot);
}

static void say_calibration(const struct stats *s, int page, struct buf *out)
{
	double sum = 0, tests = 0, recalled = 0;

	(void)page;
	for (int i = 0; i < TALLY_BINS; i++) {
		sum += (double)s->sum.bin[i].p / 10000;
		tests += (double)s->sum.bin[i].rate.tests;
		recalled += (double)s->sum.bin[i].rate.recalled;
	}
	if (tests <= 0)
		buf_addz(out, _("No prediction was tested yet."));
	else
		buf_addf(out,
			 _("Predicted (right) %.1f %%, recalled (up) %.1f %%. RMSE (bins) %.1f %%, log loss "
			   "%.3f."),
			 sum / tests * 100, recalled / tests * 100, stats_rmse(&s->sum) * 100,
			 stats_log_loss(&s->sum));
	if (stats_auc(&s->sum) >= 0)
		buf_addf(out, _(" AUC %.2f."), stats_auc(&s->sum));
}

static int facts_calibration(const struct stats *s, struct stat_fact *fact)
{
	double rmse = stats_rmse(&s->sum), loss = stats_log_loss(&s->sum), auc = stats_auc(&s->sum);

	fact[0] = (struct stat_fact){"rmse_bins", rmse < 0 ? NAN : rmse, STAT_REAL};
	fact[1] = (struct stat_fact){"log_loss", loss < 0 ? NAN : loss, STAT_REAL};
	fact[2] = (struct stat_fact){"auc", auc < 0 ? NAN : auc, STAT_REAL};
	return 3;
}

static int clock_hour(const struct stats *s, int i)
{
	return (i + s->rollover) % TALLY_HOURS;
}

static void fill_hours(const struct stats *s, struct stat_table *t)
{
	for (int i = 0; i < TALLY_HOURS; i++) {
		const struct tally_hour *hour = &s->sum.hour[i];
		struct stat_row *row = stat_add(t, "%02d", clock_hour(s, i));

		row->value[1] = (double)hour->answers;
		row->value[2] = (double)hour->rate.tests;
		row->value[3] = hour->rate.tests ? stats_rate(hour->rate) : NAN;
		row->value[4] = predicted_or_nan(&s->sum.hour_bin[i]);
	}
}

static void label_hour(const void *ctx, int i, struct buf *out)
{
	buf_addf(out, "%d", clock_hour(ctx, i));
}

/* The rate of each hour that has enough tests to mean something, as a line below the bars. */
static void draw_hour_rates(const struct stats *s, struct canvas *canvas, struct box box)
{
	double x[TALLY_HOURS], y[TALLY_HOURS], low = s->desired, level[2] = {s->desired, s->desired};
	double ends[2] = {0, TALLY_HOURS - 1};
	int64_t least = all_tests(s).tests / 200 + 1;
	struct chart_series series[2] = {{.x = ends, .y = level, .count = 2, .style = ST_DIM, .dotted = true},
					 {.x = x, .y = y, .style = STYLE_HUE(HUE_CYAN), .mark = "●"}};
	struct chart_plot plot = {.series = series,
				  .count = 2,
				  .x_high = TALLY_HOURS - 1,
				  .y_high = 1,
				  .x_unit = UNIT_COUNT,
				  .y_unit = UNIT_PERCENT,
				  .x_label = label_hour,
				  .ctx = s};

	for (int i = 0; i < TALLY_HOURS; i++) {
		if (s->sum.hour[i].rate.tests < least)
			continue;
		x[series[1].count] = i;
		y[series[1].count] = stats_rate(s->sum.hour[i].rate);
		low = fmin(low, y[series[1].count++]);
	}
	plot.y_low = fmin(0.9, floor(low * 10) / 10);
	chart_plot(canvas, box, &plot);
}

static void draw_hours(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	int upper = box.rows >= 12 ? box.rows / 2 : box.rows;
	double value[TALLY_HOURS];

	(void)page;
	for (int i = 0; i < TALLY_HOURS; i++)
		value[i] = (double)s->sum.hour[i].answers;
	chart_bars(canvas, (struct box){box.row, box.col, upper, box.cols},
		   &(struct chart_bars){.value = value,
					.count = TALLY_HOURS,
					.unit = UNIT_COUNT,
					.label = label_hour,
					.ctx = s,
					.style = STYLE_HUE(HUE_BLUE)});
	if (upper < box.rows)
		draw_hour_rates(s, canvas,
				(struct box){box.row + upper, box.col, box.rows - upper, box.cols});
}

static void say_hours(const struct stats *s, int page, struct buf *out)
{
	int64_t all = 0;
	int most = 0;

	(void)page;
	for (int i = 0; i < TALLY_HOURS; i++) {
		all += s->sum.hour[i].answers;
		if (s->sum.hour[i].answers > s->sum.hour[most].answers)
			most = i;
	}
	if (!all)
		buf_addz(out, _("Nothing was answered in this time."));
	else
		buf_addf(out, _("Most answers from %d to %d o'clock. Bars: answers; line: recalled."),
			 clock_hour(s, most), clock_hour(s, most + 1));
}

static const struct stat_column rate_columns[] = {{"waited", N_("waited"), STAT_LABELS},
						  {"tests", N_("tests"), STAT_INT},
						  {"recalled", N_("recalled"), STAT_INT},
						  {"retention", N_("retention"), STAT_RATE},
						  {"predicted", N_("predicted"), STAT_RATE}};
static const struct stat_column bin_columns[] = {{"predicted_bin", N_("bin"), STAT_LABELS},
						 {"tests", N_("tests"), STAT_INT},
						 {"predicted", N_("predicted"), STAT_RATE},
						 {"recalled", N_("recalled"), STAT_RATE},
						 {"off", N_("off by"), STAT_RATE}};
static const struct stat_column hour_columns[] = {{"hour", N_("hour"), STAT_LABELS},
						  {"answers", N_("answers"), STAT_INT},
						  {"tests", N_("tests"), STAT_INT},
						  {"recalled", N_("recalled"), STAT_RATE},
						  {"predicted", N_("predicted"), STAT_RATE}};
const struct stat_chart chart_retention = {
	"retention",	N_("Retention"), rate_columns,	  5,   fill_retention,
	draw_retention, say_retention,	 facts_retention, NULL};
const struct stat_chart chart_calibration = {
	"calibration",	  N_("Predictions"), bin_columns,	5,   fill_calibration,
	draw_calibration, say_calibration,   facts_calibration, NULL};
const struct stat_chart chart_hours = {"hours",	   N_("Hours"), hour_columns, 5,   fill_hours,
				       draw_hours, say_hours,	NULL,	      NULL};
