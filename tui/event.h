/* SPDX-License-Identifier: MIT
 * Events: what reaches a view, whether from a terminal, a script or lines of text. */
#ifndef TUI_EVENT_H
#define TUI_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "tui/actions.h"

/* Keys that are no character; characters are their code point. */
enum key_code {
	KEY_CODES = 0x110000,
	K_ENTER,
	K_BACKSPACE,
	K_DELETE,
	K_ESC,
	K_TAB,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_CTRL = 0x120000, /* + the small letter */
};

enum event_kind {
	EV_NONE,
	EV_KEY,	  /* key, burst */
	EV_TAP,	  /* col, row */
	EV_WHEEL, /* delta: lines, down is positive */
	EV_PASTE, /* text */
	EV_SIZE,  /* col, row: the new size */
	EV_FOCUS, /* delta: 1 the terminal has the focus, 0 it lost it */
	EV_TICK,  /* time has passed: timers look at the clock */
	EV_LINE,  /* line mode: text is a whole line */
	EV_DO,	  /* action, n: what a tapped zone or a keymap made of the above */
};

struct event {
	enum event_kind kind;
	uint32_t key;
	int burst; /* how many characters came in the same read; a person types one. 0: came along with
		      another */
	int col, row, delta;
	enum action action; /* EV_DO, and EV_KEY once the shell has looked it up */
	int n;		    /* which one: an option, a line of a list */
	struct str text;    /* until the next event */
};

#endif
