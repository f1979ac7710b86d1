/* SPDX-License-Identifier: MIT
 * Monkey: somebody who presses anything, in the one language of scripts (tui/script.h). */
#ifndef TESTS_MONKEY_MONKEY_H
#define TESTS_MONKEY_MONKEY_H

#include "tui/app.h"

/* Appends one step of a script: mostly keys that mean something on this screen, then any other key, taps, texts,
 * pastes, sizes, and time that passes. */
void monkey_step(struct app *app, struct rng *rng, struct buf *step);
/* Whether the screen is one that may be shown: no byte that steers a terminal, rows as wide as the screen, tap zones
 * within it. `why` gets a sentence otherwise. */
bool monkey_frame_is_good(const struct canvas *canvas, struct buf *why);

#endif
