/* SPDX-License-Identifier: MIT
 * Canvas: a grid of cells that views draw into and that a terminal, a test or a screen reader then shows.
 * Knows nothing of terminals. Text from outside was cleaned at the border; what still could steer a terminal
 * is refused here again. */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include "base/mem.h"
#include "base/picture.h"
#include "base/text.h"
#include "tui/event.h"

/* A style is these bits, or'ed with one STYLE_HUE. Meaning is never in the hue alone. */
enum style_bit { ST_PLAIN = 0, ST_BOLD = 1, ST_DIM = 2, ST_REVERSE = 4, ST_UNDERLINE = 8, ST_ITALIC = 16 };
enum hue { HUE_NONE, HUE_RED, HUE_GREEN, HUE_YELLOW, HUE_BLUE, HUE_MAGENTA, HUE_CYAN, HUES };
#define STYLE_HUE(hue)	    ((unsigned)(hue) << 8)
#define STYLE_HUE_OF(style) ((enum hue)((style) >> 8))

/* One cell: a grapheme cluster, or what a wide one covers to its right (width 0, no text). */
struct cell {
	const char *s; /* in the canvas's arena or constant */
	uint16_t len;
	uint8_t width; /* 1 and more */
	uint8_t ink;   /* of a picture's blocks: 16 to 255 of a terminal's 256 colours; 0: as the style says */
	uint16_t style;
	uint8_t ground; /* the same, behind the sign */
};

/* A picture that the terminal draws itself, over blank cells: at most one. */
struct graphic {
	const struct picture *picture; /* borrowed until the next frame; NULL: none */
	unsigned serial;	       /* of its content */
	int row, col;
};

/* Rows and columns count from 0. */
struct box {
	int row, col, rows, cols;
};

/* A tap inside the box is that event. */
struct zone {
	struct box box;
	struct event event;
};

struct span {
	struct str text; /* valid UTF-8; newlines break the line */
	unsigned style;
};

struct canvas {
	int cols, rows;
	struct cell *cell; /* rows * cols */
	struct zone *zone;
	size_t zones, zone_cap;
	int cursor_row, cursor_col; /* -1: hidden */
	struct graphic graphic;
	struct arena arena;
};

/* {0} is a canvas of no size. */
void canvas_resize(struct canvas *c, int cols, int rows); /* and clears it */
void canvas_clear(struct canvas *c);
void canvas_fini(struct canvas *c);

/* Draws one line, cut with an ellipsis at `cols` cells or the canvas's edge; newlines become spaces. Returns
 * the cells used. */
int canvas_put(struct canvas *c, int row, int col, int cols, struct str text, unsigned style);
/* Draws spans wrapped at words into the box, leaving out the first `skip` lines. Returns how many lines the
 * whole text has at that width; a NULL canvas only measures. */
int canvas_flow(struct canvas *c, struct box box, int skip, const struct span *spans, size_t count);
int canvas_text(struct canvas *c, struct box box, int skip, struct str text, unsigned style);
void canvas_fill(struct canvas *c, struct box box, unsigned style); /* blanks */
/* A cell of a picture: a block element or a blank. */
void canvas_block(struct canvas *c, int row, int col, struct str sign, uint8_t ink, uint8_t ground);
void canvas_cursor(struct canvas *c, int row, int col);

void canvas_zone(struct canvas *c, struct box box, struct event event);
/* The event of the topmost zone there; false if there is none. */
bool canvas_hit(const struct canvas *c, int row, int col, struct event *event);

/* The screen as text: every row with a newline, trailing blanks cut. */
void canvas_print(const struct canvas *c, struct buf *out);

#endif
