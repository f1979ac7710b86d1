/* SPDX-License-Identifier: MIT
 * Charts: bars, shades and tables. */
#include "tui/chart.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/chart_priv.h"

enum { BAR_WIDTH_MAX = 6, EIGHTHS = 8 };

static const char *const up[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const right[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

/* Values summed up so that there is a column for each. */
struct bar_list {
	double *value, *below, most;
	int count, per;	 /* values a bar */
	int width, step; /* cells of a bar, and from one to the next */
};

static void make_bars(struct bar_list *list, const struct chart_bars *bars, int cols)
{
	list->per = bars->count > cols ? (bars->count + cols - 1) / cols : 1;
	list->count = (bars->count + list->per - 1) / list->per;
	list->value = mem_array((size_t)list->count + 1, sizeof(double));
	list->below = mem_array((size_t)list->count + 1, sizeof(double));
	for (int i = 0; i < bars->count; i++) {
		list->value[i / list->per] += bars->value[i];
		list->below[i / list->per] += bars->below ? bars->below[i] : 0;
	}
	for (int i = 0; i < list->count; i++)
		list->most = fmax(list->most, list->value[i]);
}

static void size_bars(struct bar_list *list, int cols)
{
	list->step = list->count ? cols / list->count : 1;
	if (list->step > BAR_WIDTH_MAX + 1)
		list->step = BAR_WIDTH_MAX + 1;
	list->width = list->step > 2 ? list->step - 1 : list->step;
}

static void draw_bar(struct canvas *canvas, struct box plot, int col, int width, double part, double below,
		     const struct chart_bars *bars)
{
	int height = (int)lround(fmin(part, 1) * plot.rows * EIGHTHS),
	    foot = (int)ceil(below * plot.rows - 0.5);

	if (part > 0 && height == 0)
		height = 1;
	for (int y = 0; y * EIGHTHS < height; y++) {
		int rest = height - y * EIGHTHS;
		const char *sign = y < foot ? "▒" : up[rest < EIGHTHS ? rest : EIGHTHS];

		for (int x = 0; x < width; x++)
			chart_sign(canvas, plot.row + plot.rows - 1 - y, col + x, sign,
				   y < foot ? bars->below_style : bars->style);
	}
}

struct labels_of_groups {
	const struct chart_bars *bars;
	int per;
};

static void label_group(const void *ctx, int i, struct buf *out)
{
	const struct labels_of_groups *l = ctx;

	for (int k = 0; k < l->per && out->len == 0 && i * l->per + k < l->bars->count; k++)
		l->bars->label(l->bars->ctx, i * l->per + k, out);
}

static void label_bars(struct canvas *canvas, struct box plot, const struct bar_list *list,
		       const struct chart_bars *bars)
{
	struct labels_of_groups ctx = {bars, list->per};
	int *cell = mem_array((size_t)list->count + 1, sizeof(*cell));

	for (int i = 0; i < list->count; i++)
		cell[i] = i * list->step + (list->width - 1) / 2;
	chart_bottom_labels(canvas, plot, cell, list->count, label_group, &ctx);
	free(cell);
}

void chart_bars(struct canvas *canvas, struct box box, const struct chart_bars *bars)
{
	struct chart_axis axis = {bars->unit, 0, bars->scale, bars->scale <= 0};
	struct bar_list list = {0};
	struct box plot;

	if (box.rows < 1 || box.cols < 4 || bars->count < 1)
		return;
	make_bars(&list, bars, box.cols > 12 ? box.cols - 7 : box.cols);
	if (axis.high <= 0)
		axis.high = list.most;
	plot = chart_left_axis(canvas, box, &axis);
	size_bars(&list, plot.cols);
	for (int i = 0; i < list.count; i++)
		draw_bar(canvas, plot, plot.col + i * list.step, list.width, list.value[i] / axis.high,
			 list.below[i] / axis.high, bars);
	if (plot.rows < box.rows && bars->label)
		label_bars(canvas, plot, &list, bars);
	free(list.value);
	free(list.below);
}

static int widest(const struct chart_rows *rows, bool text)
{
	int most = 0;

	for (int i = 0; i < rows->count; i++) {
		int width = utf8_width(str_of(text ? rows->row[i].text : rows->row[i].label));

		most = width > most ? width : most;
	}
	return most;
}

/* Eighths of cells for a value. */
static int reach(const struct chart_rows *rows, int cols, double value)
{
	double part = (value - rows->low) / (rows->high - rows->low);

	return (int)lround(fmin(fmax(part, 0), 1) * cols * EIGHTHS);
}

/* The parts of one row, each in a fill of its own; the end of a single one is drawn to an eighth of a cell.
 */
static void draw_parts(struct canvas *canvas, struct box at, const struct chart_rows *rows,
		       const struct chart_row *row)
{
	static const char *const fill[] = {"█", "▓", "▒", "░"};
	double sum = 0;
	int from = 0, end;

	for (int i = 0; i < 4; i++) {
		sum += row->part[i];
		end = reach(rows, at.cols, sum);
		if (row->part[i] <= 0)
			continue;
		for (int col = (from + EIGHTHS / 2) / EIGHTHS; col < (end + EIGHTHS / 2) / EIGHTHS; col++)
			chart_sign(canvas, at.row, at.col + col, fill[i], rows->style[i]);
		from = end;
	}
	if (row->part[1] <= 0 && row->part[0] > 0 && end % EIGHTHS)
		chart_sign(canvas, at.row, at.col + end / EIGHTHS, right[end % EIGHTHS], rows->style[0]);
}

int chart_rows(struct canvas *canvas, struct box box, const struct chart_rows *rows)
{
	int label = widest(rows, false), text = widest(rows, true);
	int count = rows->count < box.rows ? rows->count : box.rows;
	struct box bar = {0, box.col + label + 1, 1, box.cols - label - text - 2};

	for (int i = 0; i < count; i++) {
		const struct chart_row *row = &rows->row[i];
		struct str at_right = str_of(row->text);
		int width = utf8_width(at_right), mark;

		bar.row = box.row + i;
		canvas_put(canvas, bar.row, box.col, box.cols, str_of(row->label), ST_PLAIN);
		if (label + 1 + width <= box.cols)
			canvas_put(canvas, bar.row, box.col + box.cols - width, width, at_right, ST_PLAIN);
		if (bar.cols < 4)
			continue;
		draw_parts(canvas, bar, rows, row);
		mark = isnan(row->mark) ? -1 : reach(rows, bar.cols, row->mark) / EIGHTHS;
		if (mark >= 0 && mark < bar.cols)
			chart_sign(canvas, bar.row, bar.col + mark, "│", ST_BOLD);
	}
	return count;
}

struct str chart_shade(int level)
{
	static const char *const signs[SHADES] = {"·", "░", "▒", "▓", "█"};

	return str_of(signs[level]);
}

unsigned chart_shade_style(int level)
{
	return level == 0	     ? ST_DIM
	       : level == SHADES - 1 ? STYLE_HUE(HUE_GREEN) | ST_BOLD
				     : STYLE_HUE(HUE_GREEN);
}

int chart_level(double value, double most)
{
	int level = most > 0 ? (int)ceil(value / most * (SHADES - 1)) : 0;

	if (value <= 0)
		return 0;
	return level < 1 ? 1 : level < SHADES ? level : SHADES - 1;
}

/* The columns that have room, with their widths. */
static int fit_columns(const struct chart_table *t, int cols, int width[TABLE_COLS])
{
	int used = 0, count = 0;

	for (; count < t->cols; count++) {
		width[count] = utf8_width(str_of(t->head[count]));
		for (int row = 0; row < t->rows; row++) {
			int own = utf8_width(str_of(t->cell[row][count]));

			width[count] = own > width[count] ? own : width[count];
		}
		used += width[count] + (count ? 2 : 0);
		if (used > cols && count)
			break;
	}
	return count;
}

static void put_row(struct canvas *canvas, struct box box, int row, const int *width, int cols,
		    const char *const *text, unsigned style)
{
	int col = box.col;

	for (int i = 0; i < cols; i++) {
		struct str cell = str_of(text[i]);
		int indent = i ? width[i] - utf8_width(cell) : 0;

		canvas_put(canvas, row, col + indent, box.col + box.cols - col - indent, cell, style);
		col += width[i] + 2;
	}
}

int chart_table(struct canvas *canvas, struct box box, int skip, const struct chart_table *t)
{
	int width[TABLE_COLS], cols = fit_columns(t, box.cols, width);

	put_row(canvas, box, box.row, width, cols, t->head, ST_BOLD);
	for (int i = skip; i < t->rows && i - skip + 1 < box.rows; i++) {
		const char *text[TABLE_COLS];

		for (int col = 0; col < cols; col++)
			text[col] = t->cell[i][col];
		put_row(canvas, box, box.row + 1 + i - skip, width, cols, text, ST_PLAIN);
	}
	return t->rows + 1;
}
