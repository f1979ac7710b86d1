/* SPDX-License-Identifier: MIT
 * View: one screen as a table of functions. act changes state, draw reads it; what a view does not handle
 * falls through to the shell (tui/app.c). */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include "tui/canvas.h"
#include "tui/field.h"
#include "tui/layout.h"

struct app;

enum act_bit {
	ACT_NONE = 0,
	ACT_HANDLED = 1, /* the shell has nothing to do with it */
	ACT_REDRAW = 2,
	ACT_POP = 4,  /* this view is done; the one below comes back */
	ACT_QUIT = 8, /* leave the program */
};

struct view {
	const char *name;
	unsigned (*contexts)(struct app *app, void *state); /* enum context bits that hold now */
	void (*draw)(struct app *app, void *state, struct canvas *canvas, struct box body);
	unsigned (*act)(struct app *app, void *state, const struct event *event); /* enum act_bit bits */
	void (*free)(struct app *app, void *state);

	/* What follows may be NULL. */
	void (*title)(struct app *app, void *state, struct buf *out); /* the header's left; else the name */
	/* The text field that takes the characters now; NULL when letters are keys. */
	struct field *(*field)(struct app *app, void *state);
	const char *(*label)(struct app *app, void *state,
			     enum action action);	/* instead of the list's; NULL: that one */
	void (*back)(struct app *app, void *state);	/* the view above went away */
	void (*rest)(struct app *app, void *state);	/* at rest for a second, or going away: keep drafts */
	/* Before a key or a tap: whether what the screen shows is still so. False: it has been brought up to date, and
	 * the key, which was meant for what stood there, does nothing. */
	bool (*stands)(struct app *app, void *state);
	unsigned (*tick)(struct app *app, void *state); /* time has passed */
	int64_t (*wait_ms)(struct app *app, void *state); /* until tick is wanted; < 0 never */
};

#endif
