/* SPDX-License-Identifier: MIT
 * Script: keys from the command line instead of a terminal, the screen as text instead of a frame. */
#ifndef TUI_SCRIPT_H
#define TUI_SCRIPT_H

#include "tui/app.h"

enum script_step_kind { SCRIPT_EVENT, SCRIPT_PASS, SCRIPT_SHOT };
struct script_step {
	enum script_step_kind kind;
	struct event event; /* SCRIPT_EVENT */
	int64_t ms;	    /* SCRIPT_PASS: the clock moves */
};
/* Takes one step off *rest (not empty): a literal character, or <cr> <bs> <space> <esc> <up> <down> <left>
 * <right> <tab> <lt> <tap:COL,ROW> <size:COLSxROWS> <paste:TEXT> <+10m> (s m h d) <shot>. */
int script_step(struct str *rest, struct script_step *step, struct err *err) MUST_CHECK;
/* "40x20" */
int script_size(struct str text, int *cols, int *rows, struct err *err) MUST_CHECK;
/* Plays everything; shots and, at the end, the screen are appended to out. The clock must be fixed. */
int script_run(struct app *app, struct str keys, int cols, int rows, struct buf *out,
	       struct err *err) MUST_CHECK;

#endif
