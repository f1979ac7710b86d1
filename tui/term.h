/* SPDX-License-Identifier: MIT
 * Terminal: shows canvases and reads keys. What it is made of stays in its one implementation
 * (tui/term_curses.c). */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "tui/canvas.h"
#include "tui/graphics.h"
#include "tui/keys.h"
#include "tui/theme.h"

enum { TERM_LINES = 1 };

struct terminal;

/* Takes the terminal on standard input and output. 0; TERM_LINES: none, or one that cannot address its cells,
 * so use line mode (err->text says why). Signals must be blocked already (tui/loop.c). */
int term_open(struct terminal **term, struct err *err) MUST_CHECK;
/* NULL is fine. The terminal is as it was before. */
void term_close(struct terminal *term);
/* From the next frame on. */
void term_theme(struct terminal *term, enum theme theme);
void term_graphics(const struct terminal *term, struct graphics *graphics); /* the pictures it takes */
int term_fd(const struct terminal *term);
void term_size(const struct terminal *term, int *cols, int *rows);
void term_resized(struct terminal *term); /* after SIGWINCH or SIGCONT: asks the kernel, the next frame is
					     drawn whole */
/* Stops this process until SIGCONT, with the terminal given back meanwhile. */
void term_suspend(struct terminal *term);

/* What has come in, as one feed. 0, or -1 when the terminal is gone. */
int term_read(struct terminal *term, struct keys *keys) MUST_CHECK;
int term_escape_ms(const struct terminal *term); /* how long an ESC may wait for the rest of its sequence */

/* Shows the canvas: one write, none if nothing changed. While typing, taps are the terminal's own (a phone
 * opens its keyboard) and pastes come with brackets; `taps` off does the same for taps elsewhere. */
void term_show(struct terminal *term, const struct canvas *canvas, bool typing, bool taps);

#endif
