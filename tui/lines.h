/* SPDX-License-Identifier: MIT
 * Line mode: the same views for terminals that cannot place a cursor, tiny ones, and screen readers. */
#ifndef TUI_LINES_H
#define TUI_LINES_H

#include <stdio.h>

#include "tui/app.h"

/* Prints each screen as text with the keys that hold below it, and reads one line at a time, until the end of
 * input or the app leaves. */
int lines_run(struct app *app, FILE *in, FILE *out, int cols, struct err *err) MUST_CHECK;

#endif
