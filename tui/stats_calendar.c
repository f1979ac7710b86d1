/* SPDX-License-Identifier: MIT
 * Calendar: a shade a day. A year a picture where there is room for its weeks, else a month. */
#include <math.h>
#include <stdio.h>

#include "base/message.h"
#include "tui/plan_words.h"
#include "tui/stats_priv.h"

enum { WEEKS = 53, YEAR_COLS = WEEKS + 4, YEAR_ROWS = 8 };

/* A day with twice the answers of a usual one is as dark as it gets. */
static double darkest(const struct stats *s, int64_t from, int64_t to)
{
	double sum = 0;
	int count = 0;

	for (int64_t day = from; day <= to; day++) {
		double answers = (double)stats_day(s, day).answers;

		sum += answers;
		count += answers > 0;
	}
	return count ? 2 * sum / count : 0;
}

static int level_of(const struct stats *s, int64_t day, double most)
{
	return chart_level((double)stats_day(s, day).answers, most);
}

/* The Monday of the first week, so that the last column holds the page's last day. */
static int64_t first_monday(const struct stats *s, int page)
{
	int64_t monday = s->today - date_of(s->today).weekday;

	return monday - (int64_t)(WEEKS - 1 + WEEKS * page) * 7;
}

static void label_months(struct canvas *canvas, struct box box, int64_t monday, int wide)
{
	int end = -1;

	for (int week = 0; week < WEEKS; week++) {
		struct date date = date_of(monday + 7 * week), before = date_of(monday + 7 * week - 7);
		int col = week * wide;

		if (date.month == before.month || col <= end || col + 3 > WEEKS * wide)
			continue;
		canvas_put(canvas, box.row, box.col + 4 + col, 3, str_of(month_name(date.month)), ST_DIM);
		end = col + 3;
	}
}

static void draw_year(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	int64_t monday = first_monday(s, page);
	int wide = (box.cols - 4) / WEEKS > 1 ? 2 : 1;
	double most = darkest(s, monday, monday + WEEKS * 7 - 1);

	label_months(canvas, box, monday, wide);
	for (int i = 0; i < 7; i += 2)
		canvas_put(canvas, box.row + 1 + i, box.col, 3, str_of(_(weekday_words[i])), ST_DIM);
	for (int i = 0; i < WEEKS * 7; i++) {
		int64_t day = monday + i;
		int level = level_of(s, day, most), col = box.col + 4 + i / 7 * wide;

		if (day > s->today)
			break;
		canvas_put(canvas, box.row + 1 + i % 7, col, 1, chart_shade(level),
			   chart_shade_style(level) | (day == s->today ? ST_REVERSE : 0));
	}
}

static void draw_legend(struct canvas *canvas, struct box box, int row)
{
	int col = box.col + canvas_put(canvas, row, box.col, box.cols, str_of(_("less ")), ST_DIM);

	for (int level = 0; level < SHADES; level++)
		col += canvas_put(canvas, row, col, 1, chart_shade(level), chart_shade_style(level));
	canvas_put(canvas, row, col, box.col + box.cols - col, str_of(_(" more")), ST_DIM);
}

/* The first day of the month that lies so many before today's. */
static int64_t month_start(const struct stats *s, int page)
{
	int64_t day = s->today - date_of(s->today).day + 1;

	for (; page > 0; page--)
		day -= date_of(day - 1).day;
	return day;
}

static int month_days(int64_t first)
{
	int days = 28;

	while (date_of(first + days).day != 1)
		days++;
	return days;
}

static void draw_day(struct canvas *canvas, int row, int col, int wide, const struct stats *s, int64_t day,
		     double most)
{
	int level = level_of(s, day, most);
	char number[4];

	snprintf(number, sizeof(number), "%2d", date_of(day).day);
	canvas_put(canvas, row, col, 2, str_of(number), day == s->today ? ST_BOLD | ST_UNDERLINE : ST_DIM);
	for (int x = 2; x < wide - 1 || x == 2; x++)
		if (day <= s->today)
			canvas_put(canvas, row, col + x, 1, chart_shade(level), chart_shade_style(level));
}

/* As many weeks as there are rows for; of a month that is longer, the last ones. */
static void draw_month(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	int64_t first = month_start(s, page);
	int days = month_days(first), before = date_of(first).weekday, weeks = (before + days + 6) / 7;
	int wide = box.cols / 7 > 6 ? 6 : box.cols / 7, head = box.rows >= weeks + 2, skip;
	double most = darkest(s, first, first + days - 1);

	for (int i = 0; i < 7 && head; i++)
		canvas_put(canvas, box.row, box.col + i * wide, wide - 1,
			   str_slice(str_of(_(weekday_words[i])), 0, 2), ST_DIM);
	skip = weeks > box.rows - head ? weeks - box.rows + head : 0;
	for (int i = 0; i < days; i++) {
		int week = (before + i) / 7 - skip;

		if (week >= 0)
			draw_day(canvas, box.row + head + week, box.col + (before + i) % 7 * wide, wide, s,
				 first + i, most);
	}
	if (head + weeks + 1 < box.rows)
		draw_legend(canvas, box, box.row + head + weeks + 1);
}

static bool has_years(int cols)
{
	return cols >= YEAR_COLS;
}

static void draw(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	int years = 0;

	if (!has_years(box.cols) || box.rows < YEAR_ROWS) {
		draw_month(s, page, canvas, box);
		return;
	}
	while (years == 0 ||
	       ((years + 1) * YEAR_ROWS <= box.rows && first_monday(s, page + years - 1) > s->first)) {
		draw_year(s, page + years, canvas,
			  (struct box){box.row + years * YEAR_ROWS, box.col, YEAR_ROWS, box.cols});
		years++;
	}
	if (years * YEAR_ROWS < box.rows)
		draw_legend(canvas, box, box.row + years * YEAR_ROWS);
}

static int pages(const struct stats *s, int cols)
{
	struct date now = date_of(s->today), first = date_of(s->first);

	if (has_years(cols))
		return (int)((s->today - s->first) / (WEEKS * 7)) + 1;
	return (now.year - first.year) * 12 + now.month - first.month + 1;
}

/* The longest run of days on which anything was answered. */
static int longest_run(const struct stats *s)
{
	int run = 0, best = 0;

	for (size_t i = 0; i < s->days; i++) {
		run = s->day[i].answers ? run + 1 : 0;
		best = run > best ? run : best;
	}
	return best;
}

static void say(const struct stats *s, int page, struct buf *out)
{
	int64_t answers = 0, days = 0, span = s->today - s->from + 1;

	(void)page;
	for (int64_t day = s->from; day <= s->today; day++) {
		answers += stats_day(s, day).answers;
		days += stats_day(s, day).answers > 0;
	}
	buf_addf(out, _("Answers: %lld, on %lld of %lld days. Longest run of days: %d."), (long long)answers,
		 (long long)days, (long long)span, longest_run(s));
}

static void fill(const struct stats *s, struct stat_table *t)
{
	for (int64_t day = s->today; day >= s->from; day--) {
		struct tally_day of = stats_day(s, day);
		struct date date = date_of(day);
		struct stat_row *row;

		if (!of.answers)
			continue;
		row = stat_add(t, "%04d-%02d-%02d", date.year % 10000, date.month, date.day);
		row->value[1] = (double)of.answers;
		row->value[2] = (double)of.took_ms / 1000;
		row->value[3] = (double)of.rate.tests;
		row->value[4] = of.rate.tests ? stats_rate(of.rate) : NAN;
	}
}

static const struct stat_column columns[] = {{"date", N_("day"), STAT_LABELS},
					     {"answers", N_("answers"), STAT_INT},
					     {"seconds", N_("time"), STAT_SECONDS},
					     {"tests", N_("tests"), STAT_INT},
					     {"recalled", N_("recalled"), STAT_RATE}};
const struct stat_chart chart_calendar = {"calendar", N_("Calendar"), columns, 5, fill, draw,
					  say,	      NULL,	      pages};
