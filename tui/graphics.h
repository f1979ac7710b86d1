/* SPDX-License-Identifier: MIT
 * Graphics: what kind of picture a terminal takes, told by its environment alone (nothing is asked of it), and the bytes
 * that draw one and take it away. Knows no curses; what the pictures hold was checked by base/picture.h. */
#ifndef TUI_GRAPHICS_H
#define TUI_GRAPHICS_H

#include "base/picture.h"

struct graphics {
	enum picture_kind kind; /* blocks, pixels (kitty's protocol) or sixel */
	bool none;		/* not even blocks: no UTF-8, or lines of text alone */
	bool colours;		/* 256 of them */
	bool local;		/* not through SSH */
	int cell_width, cell_height; /* pixels; a guess unless `measured` */
	bool measured;
};

enum { CELL_WIDTH_GUESS = 10, CELL_HEIGHT_GUESS = 20 };

/* What TERM, TERM_PROGRAM, KITTY_WINDOW_ID and the like say; sizes and colours are the caller's. Inside tmux or screen, and
 * through SSH, it is blocks. */
void graphics_told(struct graphics *graphics);

/* Asks the kernel for the pixels of a cell: where the terminal has not told it, the guess stands. */
void graphics_measure(struct graphics *graphics, int fd);

/* Draws it with its upper left corner there (cells from 0); the cursor and the attributes stay as they were. Of pixels or
 * sixels alone. */
void graphics_put(int fd, const struct picture *picture, int row, int col);
/* Takes what was drawn as pixels away; sixels go with what is written over them. */
void graphics_take(int fd, const struct picture *picture);
/* Their bytes. */
void graphics_put_bytes(struct buf *out, const struct picture *picture, int row, int col);
void graphics_take_bytes(struct buf *out, const struct picture *picture);

#endif
