/* SPDX-License-Identifier: MIT
 * What the kinds of charts share: signs one by one, and axes. */
#ifndef TUI_CHART_PRIV_H
#define TUI_CHART_PRIV_H

#include "tui/chart.h"

void chart_sign(struct canvas *canvas, int row, int col, const char *sign, unsigned style);

/* The left axis of a box whose last row is the bottom axis: ticks from low to high with their labels and a
 * faint line each. Takes its columns off the box, and the rows below; *high is raised to a whole step if
 * `round`. */
struct chart_axis {
	enum chart_unit unit;
	double low, high;
	bool round;
};
struct box chart_left_axis(struct canvas *canvas, struct box box, struct chart_axis *axis);
/* Labels below `plot`, that of i centred on cell[i] (from plot.col): all that have room, evenly where none is
 * empty. */
void chart_bottom_labels(struct canvas *canvas, struct box plot, const int *cell, int count,
			 chart_label_fn *label, const void *ctx);

#endif
