/* SPDX-License-Identifier: MIT
 * Charts: pictures out of cells. Pure drawing from values into a box of a canvas; what a value means is its
 * caller's business. Braille for lines, blocks for bars; tui/signs.h has the look-alike of every sign used
 * here. */
#ifndef TUI_CHART_H
#define TUI_CHART_H

#include "tui/canvas.h"

/* How a number is written. Each takes 8 cells at most. */
enum chart_unit {
	UNIT_COUNT,   /* 950, 12.3k, 4.1M */
	UNIT_PERCENT, /* of 0 … 1 */
	UNIT_TIME,    /* of seconds: 45 s, 12 min, 3.5 h */
	UNIT_DAYS,    /* 5 d, 2.1 mo, 1.3 y */
	UNIT_PLAIN,   /* with up to three decimals */
};
void chart_put_number(struct buf *out, enum chart_unit unit, double value);
/* The step of ticks for a range of that height with at most `ticks` of them: 1, 2 or 5 times a power of ten
 * (60 s and 1 h for times). */
double chart_step(enum chart_unit unit, double height, int ticks);

/* Writes the label of value i; an empty one is not drawn. */
typedef void chart_label_fn(const void *ctx, int i, struct buf *out);

/* Upright bars; more values than columns are summed up in groups of equal size. */
struct chart_bars {
	const double *value;
	const double *below; /* part of each value that is drawn lighter at the foot; or NULL */
	int count;
	enum chart_unit unit;
	chart_label_fn *label; /* below the axis, as many as have room */
	const void *ctx;
	unsigned style, below_style;
	double scale; /* the value at the top; 0: as the greatest one needs */
};
void chart_bars(struct canvas *canvas, struct box box, const struct chart_bars *bars);

/* Bars that lie, one a row: label, bar, text. */
struct chart_row {
	const char *label, *text; /* text: at the right */
	double part[4];		  /* stacked; lengths in the units of `low` and `high` */
	double mark;		  /* a sign at that value; NAN: none */
};
struct chart_rows {
	const struct chart_row *row;
	int count;
	double low, high;  /* what the left and the right end stand for */
	unsigned style[4]; /* of the parts */
};
/* Returns the rows used. */
int chart_rows(struct canvas *canvas, struct box box, const struct chart_rows *rows);

/* Lines in braille, 2 × 4 dots a cell. */
struct chart_series {
	const double *x, *y;
	int count;
	unsigned style;
	bool dotted;	  /* every third dot */
	bool mark_only;	  /* no line */
	const char *mark; /* at every point, over the line; NULL: none */
};
struct chart_plot {
	const struct chart_series *series;
	int count;
	double x_low, x_high, y_low, y_high;
	enum chart_unit x_unit, y_unit;
	chart_label_fn *x_label; /* at whole x; NULL: numbers of x_unit */
	const void *ctx;
};
void chart_plot(struct canvas *canvas, struct box box, const struct chart_plot *plot);

/* Shades for 0 (nothing) to 4. */
enum { SHADES = 5 };
struct str chart_shade(int level);
unsigned chart_shade_style(int level);
/* 0 for nothing, else 1 to 4 by quarters of `most`. */
int chart_level(double value, double most);

/* Columns of texts, the first flush left, the others right; scrolled by `skip` rows. Columns that have no
 * room are left out from the right. Returns how many rows there are with the head. */
enum { TABLE_COLS = 8, TABLE_CELL = 24 };
struct chart_table {
	int cols, rows;
	const char *head[TABLE_COLS];
	char (*cell)[TABLE_COLS][TABLE_CELL]; /* [row][col] */
};
int chart_table(struct canvas *canvas, struct box box, int skip, const struct chart_table *table);

#endif
