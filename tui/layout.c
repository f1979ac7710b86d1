/* SPDX-License-Identifier: MIT
 * Layout: four steps. */
#include "tui/layout.h"

enum { TEXT_COLS_MAX = 100 }; /* longer lines are hard to read */

static enum layout_step step_of(int cols, int rows)
{
	if (cols >= 80 && rows >= 24)
		return LAYOUT_LARGE;
	if (cols >= 40 && rows >= 16)
		return LAYOUT_NORMAL;
	if (cols >= 32 && rows >= 12)
		return LAYOUT_SMALL;
	return cols >= 24 && rows >= 7 ? LAYOUT_MICRO : LAYOUT_LINES;
}

struct layout layout_of(int cols, int rows)
{
	enum layout_step step = step_of(cols, rows);
	int margin = step == LAYOUT_LARGE ? 2 : 0, head = step > LAYOUT_MICRO, gap = step >= LAYOUT_NORMAL;
	int width = cols - 2 * margin > TEXT_COLS_MAX ? TEXT_COLS_MAX : cols - 2 * margin;

	return (struct layout){
		.step = step,
		.header = {0, 0, head, cols},
		.body = {head + gap, margin, rows - head - gap - 1, width},
		.footer = {rows - 1, 0, 1, cols},
		.airy = rows >= 18,
	};
}
