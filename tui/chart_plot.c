/* SPDX-License-Identifier: MIT
 * Charts: lines of braille dots. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/chart_priv.h"

enum { DOTS_ACROSS = 2, DOTS_DOWN = 4 };

/* A cell's dots so far, and the style of the last line through it. */
struct dots {
	struct box box;
	unsigned char *bits;
	unsigned *style;
};

static void set_dot(struct dots *d, int x, int y, unsigned style)
{
	/* Unicode, Braille Patterns: the bit of each dot, [row][column] */
	static const unsigned char bit[DOTS_DOWN][DOTS_ACROSS] = {
		{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
	int cell = y / DOTS_DOWN * d->box.cols + x / DOTS_ACROSS;

	if (x < 0 || y < 0 || x >= d->box.cols * DOTS_ACROSS || y >= d->box.rows * DOTS_DOWN)
		return;
	d->bits[cell] |= bit[y % DOTS_DOWN][x % DOTS_ACROSS];
	d->style[cell] = style;
}

struct point {
	int x, y;
};

/* The dot of a value; the picture's first row is its top. */
static struct point point_of(const struct chart_plot *plot, struct box box, double x, double y)
{
	double across = (x - plot->x_low) / (plot->x_high - plot->x_low),
	       down = (plot->y_high - y) / (plot->y_high - plot->y_low);

	across = fmin(fmax(across, -1), 2);
	down = fmin(fmax(down, -1), 2);
	return (struct point){(int)lround(across * (box.cols * DOTS_ACROSS - 1)),
			      (int)lround(down * (box.rows * DOTS_DOWN - 1))};
}

static void draw_line(struct dots *d, struct point a, struct point b, const struct chart_series *series)
{
	int dx = abs(b.x - a.x), dy = abs(b.y - a.y), steps = dx > dy ? dx : dy;

	for (int i = 0; i <= steps; i++) {
		double part = steps ? (double)i / steps : 0;
		int x = a.x + (int)lround(part * (b.x - a.x)), y = a.y + (int)lround(part * (b.y - a.y));

		if (!series->dotted || (x + y) % 3 == 0)
			set_dot(d, x, y, series->style);
	}
}

static void draw_series(struct dots *d, const struct chart_plot *plot, const struct chart_series *series)
{
	for (int i = 0; i + 1 < series->count && !series->mark_only; i++)
		draw_line(d, point_of(plot, d->box, series->x[i], series->y[i]),
			  point_of(plot, d->box, series->x[i + 1], series->y[i + 1]), series);
}

static void show_dots(struct canvas *canvas, const struct dots *d)
{
	struct buf sign = {0};

	for (int i = 0; i < d->box.rows * d->box.cols; i++) {
		if (!d->bits[i])
			continue;
		buf_clear(&sign);
		utf8_put(&sign, 0x2800u + d->bits[i]);
		chart_sign(canvas, d->box.row + i / d->box.cols, d->box.col + i % d->box.cols, buf_z(&sign),
			   d->style[i]);
	}
	buf_fini(&sign);
}

static void show_marks(struct canvas *canvas, struct box box, const struct chart_plot *plot,
		       const struct chart_series *series)
{
	for (int i = 0; i < series->count && series->mark; i++) {
		struct point p = point_of(plot, box, series->x[i], series->y[i]);

		if (p.x >= 0 && p.y >= 0 && p.x < box.cols * DOTS_ACROSS && p.y < box.rows * DOTS_DOWN)
			chart_sign(canvas, box.row + p.y / DOTS_DOWN, box.col + p.x / DOTS_ACROSS,
				   series->mark, series->style);
	}
}

/* The ticks of the bottom axis as labels: number i is low + i * step. */
struct x_ticks {
	const struct chart_plot *plot;
	double step;
};

static void label_tick(const void *ctx, int i, struct buf *out)
{
	const struct x_ticks *t = ctx;
	double x = t->plot->x_low + i * t->step;

	if (t->plot->x_label)
		t->plot->x_label(t->plot->ctx, (int)lround(x), out);
	else
		chart_put_number(out, t->plot->x_unit, x);
}

static void draw_x_axis(struct canvas *canvas, struct box box, const struct chart_plot *plot)
{
	struct x_ticks ticks = {plot, chart_step(plot->x_unit, plot->x_high - plot->x_low, box.cols / 8)};
	int count = (int)((plot->x_high - plot->x_low) / ticks.step + 1.000001);
	int *cell = mem_array((size_t)count, sizeof(*cell));

	for (int i = 0; i < count; i++)
		cell[i] = point_of(plot, box, plot->x_low + i * ticks.step, plot->y_low).x / DOTS_ACROSS;
	chart_bottom_labels(canvas, box, cell, count, label_tick, &ticks);
	free(cell);
}

void chart_plot(struct canvas *canvas, struct box box, const struct chart_plot *plot)
{
	struct chart_axis axis = {plot->y_unit, plot->y_low, plot->y_high, false};
	struct dots dots;

	if (box.rows < 2 || box.cols < 8)
		return;
	dots.box = chart_left_axis(canvas, box, &axis);
	dots.bits = mem_array((size_t)dots.box.rows * (size_t)dots.box.cols, sizeof(*dots.bits));
	dots.style = mem_array((size_t)dots.box.rows * (size_t)dots.box.cols, sizeof(*dots.style));
	for (int i = 0; i < plot->count; i++)
		draw_series(&dots, plot, &plot->series[i]);
	show_dots(canvas, &dots);
	for (int i = 0; i < plot->count; i++)
		show_marks(canvas, dots.box, plot, &plot->series[i]);
	if (dots.box.rows < box.rows)
		draw_x_axis(canvas, dots.box, plot);
	free(dots.bits);
	free(dots.style);
}
