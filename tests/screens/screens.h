/* SPDX-License-Identifier: MIT
 * Screens: what a terminal (libvterm) makes of a canvas in one of the themes. */
#ifndef TESTS_SCREENS_SCREENS_H
#define TESTS_SCREENS_SCREENS_H

#include "tui/canvas.h"
#include "tui/theme.h"

/* Shows the canvas in a terminal of its own, reads it back, and appends lines: "theme NAME BYTES HIGH COLOURS DIMS
 * STATUS" (what was sent, how many of them above 127, how many sequences that set a colour, that dim; how the child ended), then for each row "= " and its text as the
 * terminal has it, and "~ " and its runs of attributes. */
void screens_read_back(const struct canvas *canvas, enum theme theme, bool typing, bool taps, struct buf *out);

#endif
