/* SPDX-License-Identifier: MIT
 * Loop: waits for keys, signals, the child's pipe and timers, and draws once for all that came together. */
#ifndef TUI_LOOP_H
#define TUI_LOOP_H

#include "tui/app.h"
#include "tui/term.h"

/* Blocks the signals that the loop reads; before anything that might start a thread or take the terminal. */
void loop_block_signals(void);
void loop_unblock_signals(void);
/* Until the app leaves, the terminal goes away or a signal says so. */
int loop_run(struct app *app, struct terminal *term, struct err *err) MUST_CHECK;

#endif
