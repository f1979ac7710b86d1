/* SPDX-License-Identifier: MIT
 * Layout: what a screen of a given size has room for. A function of columns and rows, nothing else. */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include "tui/canvas.h"

/* PEERS 3.3: what each step is designed at. Below the smallest there is line mode. */
enum layout_step {
	LAYOUT_LINES,  /* no room for a screen */
	LAYOUT_MICRO,  /* 24×7: answering */
	LAYOUT_SMALL,  /* 32×12: everything */
	LAYOUT_NORMAL, /* 40×16: a phone held upright, its keyboard open */
	LAYOUT_LARGE,  /* 80×24 */
};

struct layout {
	enum layout_step step;
	struct box header; /* 0 rows where there is none */
	struct box body;
	struct box footer;
	bool airy; /* a blank row between options: easier to tap */
};

struct layout layout_of(int cols, int rows);

#endif
