/* SPDX-License-Identifier: MIT
 * Axes: whole steps, and labels that never touch each other. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "tui/chart_priv.h"

enum { LABEL_MAX = 8 };

void chart_sign(struct canvas *canvas, int row, int col, const char *sign, unsigned style)
{
	canvas_put(canvas, row, col, 1, str_of(sign), style);
}

static void put_count(struct buf *out, double value)
{
	if (value < 999.5)
		buf_addf(out, "%.0f", value);
	else if (value < 9950)
		buf_addf(out, "%.1fk", value / 1e3);
	else if (value < 999500)
		buf_addf(out, "%.0fk", value / 1e3);
	else
		buf_addf(out, value < 9.95e6 ? "%.1fM" : "%.0fM", value / 1e6);
}

static void put_time(struct buf *out, double s)
{
	if (s <= 0)
		buf_addz(out, "0");
	else if (s < 59.5)
		buf_addf(out, s < 9.95 ? "%.1f s" : "%.0f s", s);
	else if (s < 3570)
		buf_addf(out, _("%.0f min"), s / 60);
	else
		buf_addf(out, s < 35820 && fmod(s, 3600) > 0 ? "%.1f h" : "%.0f h", s / 3600);
}

static void put_days(struct buf *out, double days)
{
	double years = days / 365.25;

	if (days < 30)
		buf_addf(out, "%.0f d", days);
	else if (days < 365)
		buf_addf(out, _("%.0f mo"), days / 30.4375);
	else
		buf_addf(out, fabs(years - round(years)) < 0.05 || years >= 10 ? _("%.0f y") : _("%.1f y"),
			 years);
}

void chart_put_number(struct buf *out, enum chart_unit unit, double value)
{
	switch (unit) {
	case UNIT_COUNT: put_count(out, value); break;
	case UNIT_PERCENT: buf_addf(out, "%.0f %%", value * 100); break;
	case UNIT_TIME: put_time(out, value); break;
	case UNIT_DAYS: put_days(out, value); break;
	case UNIT_PLAIN: buf_addf(out, "%.3g", value); break;
	}
}

/* Steps of a calendar, in days. */
static double days_step(double least)
{
	static const double steps[] = {1, 2, 5, 10, 20, 30.4375, 60.875, 182.625, 365.25, 730.5, 1826.25};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i] >= least)
			return steps[i];
	return 3652.5 * ceil(least / 3652.5);
}

/* Steps of a clock, in seconds. */
static double time_step(double least)
{
	static const double steps[] = {1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 18000, 36000};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i] >= least)
			return steps[i];
	return 36000 * ceil(least / 36000);
}

double chart_step(enum chart_unit unit, double height, int ticks)
{
	double least = height / (ticks > 0 ? ticks : 1), power, part;

	if (!(least > 0))
		return 1;
	if (unit == UNIT_TIME)
		return time_step(least);
	if (unit == UNIT_DAYS)
		return days_step(least);
	power = pow(10, floor(log10(least)));
	part = least / power;
	part = part <= 1.0000001 ? 1 : part <= 2.0000001 ? 2 : part <= 5.0000001 ? 5 : 10;
	return unit == UNIT_COUNT && part * power < 1 ? 1 : part * power;
}

struct tick_list {
	struct buf text[12];
	double value[12];
	int count, width;
};

static void make_ticks(struct tick_list *list, struct chart_axis *axis, int rows)
{
	int most = rows / 3 < 1 ? 1 : rows / 3 > 6 ? 6 : rows / 3;
	double step = chart_step(axis->unit, axis->high - axis->low, most);

	if (axis->round)
		axis->high = axis->low + step * ceil((axis->high - axis->low) / step - 1e-9);
	for (double v = axis->low; v <= axis->high + step * 1e-6 && list->count < 12; v += step) {
		struct buf *text = &list->text[list->count];
		int width;

		chart_put_number(text, axis->unit, v);
		width = utf8_width(buf_str(text));
		list->width = width > list->width ? width : list->width;
		list->value[list->count++] = v;
	}
}

static void draw_tick(struct canvas *canvas, struct box plot, const struct chart_axis *axis, double value,
		      struct str text)
{
	double part = (value - axis->low) / (axis->high - axis->low);
	int row = plot.row + plot.rows - 1 - (int)lround(part * (plot.rows - 1));

	canvas_put(canvas, row, plot.col - 1 - utf8_width(text), LABEL_MAX, text, ST_DIM);
	for (int col = 0; col < plot.cols && value > axis->low; col += 4)
		chart_sign(canvas, row, plot.col + col, "·", ST_DIM);
}

struct box chart_left_axis(struct canvas *canvas, struct box box, struct chart_axis *axis)
{
	struct tick_list ticks = {0};
	int foot = box.rows >= 3;
	struct box plot = {box.row, box.col, box.rows - foot, box.cols};

	if (!(axis->high > axis->low))
		axis->high = axis->low + 1;
	make_ticks(&ticks, axis, plot.rows);
	if (box.cols >= 3 * ticks.width) {
		plot.col += ticks.width + 1;
		plot.cols -= ticks.width + 1;
	}
	for (int i = 0; i < ticks.count; i++) {
		if (plot.col > box.col)
			draw_tick(canvas, plot, axis, ticks.value[i], buf_str(&ticks.text[i]));
		buf_fini(&ticks.text[i]);
	}
	return plot;
}

struct label {
	struct buf text;
	int from, to; /* cells, to is behind the last one */
};

static void place(struct label *label, int at, int cols)
{
	int width = utf8_width(buf_str(&label->text));

	label->from = at - (width - 1) / 2;
	if (label->from + width > cols)
		label->from = cols - width;
	if (label->from < 0)
		label->from = 0;
	label->to = label->from + width;
}

/* Whether every `stride`-th label has a blank before the next. */
static bool has_room(const struct label *label, int count, int stride, int cols)
{
	int end = -1;

	for (int i = 0; i < count; i += stride) {
		if (!label[i].text.len)
			continue;
		if (label[i].from <= end || label[i].to > cols)
			return false;
		end = label[i].to;
	}
	return true;
}

static void draw_labels(struct canvas *canvas, struct box plot, const struct label *label, int count,
			int stride)
{
	int end = -1;

	for (int i = 0; i < count; i += stride) {
		if (!label[i].text.len || label[i].from <= end || label[i].to > plot.cols)
			continue;
		canvas_put(canvas, plot.row + plot.rows, plot.col + label[i].from, plot.cols,
			   buf_str(&label[i].text), ST_DIM);
		end = label[i].to;
	}
}

void chart_bottom_labels(struct canvas *canvas, struct box plot, const int *cell, int count,
			 chart_label_fn *name, const void *ctx)
{
	struct label *label = mem_array((size_t)count + 1, sizeof(*label));
	bool any_empty = false;
	int stride = 1;

	for (int i = 0; i < count; i++) {
		name(ctx, i, &label[i].text);
		any_empty |= label[i].text.len == 0;
		place(&label[i], cell[i], plot.cols);
	}
	while (!any_empty && stride < count && !has_room(label, count, stride, plot.cols))
		stride++;
	draw_labels(canvas, plot, label, count, stride);
	for (int i = 0; i < count; i++)
		buf_fini(&label[i].text);
	free(label);
}
