/* SPDX-License-Identifier: MIT
 * Work: what is due in the coming days, the time spent, and which buttons were pressed. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/stats_priv.h"

static int horizon(const struct stats *s)
{
	return s->period == STATS_ALL || s->period > FORECAST_DAYS ? FORECAST_DAYS : (int)s->period;
}

static void fill_forecast(const struct stats *s, struct stat_table *t)
{
	for (int i = 0; i < horizon(s); i++) {
		struct date date = date_of(s->today + i);

		stat_add(t, "%04d-%02d-%02d", date.year % 10000, date.month, date.day)->value[1] =
			(double)s->due[i];
	}
}

/* Days up to a month, months beyond. */
static void label_due(const void *ctx, int i, struct buf *out)
{
	const struct stats *s = ctx;
	struct date date = date_of(s->today + i);

	if (horizon(s) <= 31)
		buf_addf(out, "%d", date.day);
	else if (date.day == 1)
		buf_addz(out, month_name(date.month));
}

static void draw_forecast(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	double value[FORECAST_DAYS], below[FORECAST_DAYS] = {0};

	(void)page;
	for (int i = 0; i < FORECAST_DAYS; i++)
		value[i] = (double)s->due[i];
	value[0] += (double)s->backlog;
	below[0] = (double)s->backlog;
	chart_bars(canvas, box,
		   &(struct chart_bars){.value = value,
					.below = below,
					.count = horizon(s),
					.unit = UNIT_COUNT,
					.label = label_due,
					.ctx = s,
					.style = STYLE_HUE(HUE_BLUE),
					.below_style = STYLE_HUE(HUE_RED)});
}

static void say_forecast(const struct stats *s, int page, struct buf *out)
{
	int64_t sum = s->backlog;

	(void)page;
	for (int i = 0; i < horizon(s); i++)
		sum += s->due[i];
	buf_addf(out, _("Overdue (▒) %lld, today %lld, tomorrow %lld; %lld in %d days, %.0f a day."),
		 (long long)s->backlog, (long long)s->due[0], (long long)s->due[1], (long long)sum,
		 horizon(s), (double)sum / horizon(s));
}

static int facts_forecast(const struct stats *s, struct stat_fact *fact)
{
	fact[0] = (struct stat_fact){"backlog", (double)s->backlog, STAT_INT};
	fact[1] = (struct stat_fact){"later", (double)s->later, STAT_INT};
	return 2;
}

static void add_time(struct stat_table *t, const char *label, int64_t answers, int64_t took_ms)
{
	struct stat_row *row = stat_add(t, "%s", label);

	row->value[1] = (double)answers;
	row->value[2] = (double)took_ms / 1000;
	row->value[3] = answers ? row->value[2] / (double)answers : NAN;
}

static void fill_time(const struct stats *s, struct stat_table *t)
{
	int64_t answers = 0, took_ms = 0;

	for (int g = 0; g < TALLY_GROUPS; g++) {
		add_time(t, group_name((enum tally_group)g), stats_answers(&s->sum, (enum tally_group)g),
			 s->sum.took_ms[g]);
		answers += stats_answers(&s->sum, (enum tally_group)g);
		took_ms += s->sum.took_ms[g];
	}
	add_time(t, _("all"), answers, took_ms);
}

/* Seconds a day, a week or a month: so that there is a bar for each. */
struct spans {
	const struct stats *stats;
	double *value;
	int count, days; /* of a bar */
	int64_t first;
};

static struct spans make_spans(const struct stats *s, int cols)
{
	int64_t days = s->today - s->from + 1;
	struct spans spans = {.stats = s, .days = days <= cols ? 1 : days / 7 < cols ? 7 : 30};

	spans.count = (int)((days + spans.days - 1) / spans.days);
	spans.first = s->today - (int64_t)spans.count * spans.days + 1;
	spans.value = mem_array((size_t)spans.count + 1, sizeof(double));
	for (int64_t i = 0; i < (int64_t)spans.count * spans.days; i++)
		if (spans.first + i >= s->from)
			spans.value[i / spans.days] += (double)stats_day(s, spans.first + i).took_ms / 1000;
	return spans;
}

/* The month at its first bar, the year where bars are months. */
static void label_span(const void *ctx, int i, struct buf *out)
{
	const struct spans *spans = ctx;
	struct date date = date_of(spans->first + (int64_t)i * spans->days),
		    before = date_of(spans->first + (int64_t)(i - 1) * spans->days);

	if (i == 0 || date.month == before.month)
		return;
	if (spans->days < 30 || spans->count <= 26)
		buf_addz(out, month_name(date.month));
	else if (date.year != before.year)
		buf_addf(out, "%d", date.year);
}

static void draw_time(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	struct spans spans = make_spans(s, box.cols - 7);

	(void)page;
	chart_bars(canvas, box,
		   &(struct chart_bars){.value = spans.value,
					.count = spans.count,
					.unit = UNIT_TIME,
					.label = label_span,
					.ctx = &spans,
					.style = STYLE_HUE(HUE_MAGENTA)});
	free(spans.value);
}

static void say_time(const struct stats *s, int page, struct buf *out)
{
	int64_t answers = 0, took_ms = 0, days = 0;

	(void)page;
	for (int64_t day = s->from; day <= s->today; day++) {
		struct tally_day of = stats_day(s, day);

		answers += of.answers;
		took_ms += of.took_ms;
		days += of.answers > 0;
	}
	if (!answers) {
		buf_addz(out, _("Nothing was answered in this time."));
		return;
	}
	chart_put_number(out, UNIT_TIME, (double)took_ms / 1000);
	buf_addz(out, _(" in all, "));
	chart_put_number(out, UNIT_TIME, (double)took_ms / 1000 / (double)days);
	buf_addz(out, _(" a day of study, "));
	chart_put_number(out, UNIT_TIME, (double)took_ms / 1000 / (double)answers);
	buf_addz(out, _(" an answer."));
}

static void fill_buttons(const struct stats *s, struct stat_table *t)
{
	for (int g = 0; g < TALLY_GROUPS; g++) {
		struct stat_row *row = stat_add(t, "%s", group_name((enum tally_group)g));

		for (int r = 0; r < TALLY_RATINGS; r++)
			row->value[r + 1] = (double)s->sum.answers[g][r];
		row->value[5] = (double)stats_answers(&s->sum, (enum tally_group)g);
	}
}

static const unsigned button_styles[TALLY_RATINGS] = {STYLE_HUE(HUE_RED), STYLE_HUE(HUE_YELLOW),
						      STYLE_HUE(HUE_GREEN), STYLE_HUE(HUE_BLUE)};

static void put_shares(struct canvas *canvas, struct box box, int row, const struct stat_row *from)
{
	struct buf text = {0};

	for (int r = 0; r < TALLY_RATINGS; r++)
		buf_addf(&text, box.cols < 40 ? "%s%.0f %%" : "%s%.1f %%", r ? "  " : "",
			 from->value[r + 1] / from->value[5] * 100);
	canvas_put(canvas, row, box.col + 9, box.cols - 9, buf_str(&text), ST_DIM);
	buf_fini(&text);
}

static void draw_buttons(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	struct stat_table t = {0};
	int step = box.rows >= 4 * 3 ? 3 : box.rows >= 4 * 2 ? 2 : 1;
	char text[16];

	(void)page;
	fill_buttons(s, &t);
	for (int g = 0; g < t.rows && (g + 1) * step <= box.rows + 2; g++) {
		struct box at = {box.row + g * step, box.col, 1, box.cols};
		double all = t.row[g].value[5];
		struct chart_row row = {t.row[g].label, text, {0}, NAN};

		snprintf(text, sizeof(text), "%7.0f", all);
		for (int r = 0; r < TALLY_RATINGS && all > 0; r++)
			row.part[r] = t.row[g].value[r + 1] / all;
		canvas_put(canvas, at.row, at.col, 9, str_of(t.row[g].label), ST_PLAIN);
		row.label = "        ";
		chart_rows(canvas, at,
			   &(struct chart_rows){
				   &row,
				   1,
				   0,
				   1,
				   {button_styles[0], button_styles[1], button_styles[2], button_styles[3]}});
		canvas_put(canvas, at.row, at.col, 9, str_of(t.row[g].label), ST_PLAIN);
		if (step > 1 && all > 0)
			put_shares(canvas, box, at.row + 1, &t.row[g]);
	}
	stat_fini(&t);
}

static void say_buttons(const struct stats *s, int page, struct buf *out)
{
	(void)s;
	(void)page;
	buf_addz(out, _("█ again  ▓ hard  ▒ good  ░ easy"));
}

static const struct stat_column due_columns[] = {{"date", N_("day"), STAT_LABELS},
						 {"due", N_("due"), STAT_INT}};
static const struct stat_column time_columns[] = {{"group", N_("cards"), STAT_LABELS},
						  {"answers", N_("answers"), STAT_INT},
						  {"seconds", N_("time"), STAT_SECONDS},
						  {"seconds_an_answer", N_("an answer"), STAT_SECONDS}};
static const struct stat_column button_columns[] = {
	{"group", N_("cards"), STAT_LABELS}, {"again", N_("again"), STAT_INT},
	{"hard", N_("hard"), STAT_INT},	     {"good", N_("good"), STAT_INT},
	{"easy", N_("easy"), STAT_INT},	     {"answers", N_("all"), STAT_INT}};
const struct stat_chart chart_forecast = {"forecast",	 N_("Forecast"), due_columns,	 2,   fill_forecast,
					  draw_forecast, say_forecast,	 facts_forecast, NULL};
const struct stat_chart chart_time = {"time",	 N_("Time"), time_columns, 4,	fill_time,
				      draw_time, say_time,   NULL,	   NULL};
const struct stat_chart chart_buttons = {"buttons",    N_("Buttons"), button_columns, 6,   fill_buttons,
					 draw_buttons, say_buttons,   NULL,	      NULL};
