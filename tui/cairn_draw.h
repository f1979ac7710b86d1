/* SPDX-License-Identifier: MIT
 * The cairn as a picture: one stone a study day, the newest on top, its width the memory built that day. */
#ifndef TUI_CAIRN_DRAW_H
#define TUI_CAIRN_DRAW_H

#include "study/game.h"
#include "tui/canvas.h"

/* Draws as many of the last days as the box has room for; a NULL canvas only measures. Returns the first day shown. */
int64_t cairn_draw(struct canvas *canvas, struct box box, const struct game_home *home);
/* What the signs mean, those that the picture shows. Returns how many lines it takes; a NULL canvas only measures. */
int cairn_legend(struct canvas *canvas, struct box box, const struct game_home *home, int64_t from_day);
/* The last 30 days in words, for those who cannot see a picture: lines. */
void cairn_words(struct buf *out, const struct game_home *home);

#endif
