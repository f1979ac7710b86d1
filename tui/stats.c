/* SPDX-License-Identifier: MIT
 * The list of charts, their tables, and what they share. */
#include "tui/stats.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/stats_priv.h"

/* In the order in which the keys walk through them. */
const struct stat_chart *const stat_charts[] = {
	&chart_calendar, &chart_forecast,  &chart_retention,  &chart_calibration, &chart_hours,	 &chart_time,
	&chart_buttons,	 &chart_stability, &chart_difficulty, &chart_intervals,	  &chart_states,
	&chart_by_deck,	 &chart_over_time, &chart_inbox,
};
const int stat_chart_count = sizeof(stat_charts) / sizeof(stat_charts[0]);

struct stat_row *stat_add(struct stat_table *t, const char *fmt, ...)
{
	struct stat_row *row;
	va_list ap;

	if (t->rows == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 16;
		t->row = mem_grow(t->row, (size_t)t->cap, sizeof(*t->row));
	}
	row = &t->row[t->rows++];
	*row = (struct stat_row){.label = ""};
	va_start(ap, fmt);
	vsnprintf(row->label, sizeof(row->label), fmt, ap);
	va_end(ap);
	return row;
}

struct str stat_label(const struct stat_row *row)
{
	return str_of(row->name ? row->name : row->label);
}

void stat_make(struct stat_table *table, const struct stat_chart *chart, const struct stats *stats)
{
	table->rows = 0;
	table->column = chart->column;
	table->columns = chart->columns;
	chart->fill(stats, table);
}

void stat_fini(struct stat_table *table)
{
	free(table->row);
	*table = (struct stat_table){0};
}

void stat_put_value(struct buf *out, enum stat_kind kind, double value)
{
	if (isnan(value)) {
		buf_addz(out, "-");
		return;
	}
	switch (kind) {
	case STAT_LABELS: break;
	case STAT_INT: buf_addf(out, "%.0f", value); break;
	case STAT_RATE: buf_addf(out, "%.1f %%", value * 100); break;
	case STAT_SECONDS: chart_put_number(out, UNIT_TIME, value); break;
	case STAT_REAL: buf_addf(out, "%.4f", value); break;
	}
}

void stat_put_json_value(struct json *json, enum stat_kind kind, double value)
{
	if (kind == STAT_INT && !isnan(value))
		json_int(json, llround(value));
	else
		json_real(json, value, kind == STAT_SECONDS ? 1 : 4);
}

struct date date_of(int64_t day)
{
	time_t seconds = (time_t)day * (DAY_MS / SECOND_MS);
	struct tm tm = {0};

	gmtime_r(&seconds, &tm);
	return (struct date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, (tm.tm_wday + 6) % 7};
}

const char *month_name(int month)
{
	static const char *const names[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
					    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};

	return _(names[(month + 11) % 12]);
}

void octave_label(int octave, char out[OCTAVE_LABEL])
{
	static const char *const years[] = {N_("1.4–2.8 y"), N_("2.8–5.6 y"), N_("≥ 5.6 y")};

	if (octave < 2)
		snprintf(out, OCTAVE_LABEL, octave ? "1 d" : "< 1 d");
	else if (octave < 10)
		snprintf(out, OCTAVE_LABEL, "%d–%d d", 1 << (octave - 1), (1 << octave) - 1);
	else
		snprintf(out, OCTAVE_LABEL, "%s", _(years[octave - 10]));
}

void octave_start(int octave, struct buf *out)
{
	static const char *const starts[TALLY_OCTAVES] = {"<1d", "1d", "2d", "4d",  "8d", "16d", "1m",
							  "2m",	 "4m", "8m", "17m", "3y", "6y"};

	buf_addz(out, starts[octave]);
}

const char *group_name(enum tally_group group)
{
	static const char *const names[] = {N_("new"), N_("learning"), N_("young"), N_("mature")};

	return _(names[group]);
}
