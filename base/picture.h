/* SPDX-License-Identifier: MIT
 * Picture: an image made ready for a terminal, as cairn-sync says it to the game. Who reads one trusts nothing: lengths,
 * signs, colours and every byte of a sixel body are checked. Knows no image format and no terminal. */
#ifndef BASE_PICTURE_H
#define BASE_PICTURE_H

#include "base/text.h"

enum picture_kind {
	PICTURE_BLOCKS, /* cells of block elements, in the fixed colours 16 to 255 of a terminal with 256 */
	PICTURE_DARK,	/* the same without colours: light on dark */
	PICTURE_LIGHT,	/* dark on light */
	PICTURE_PIXELS, /* red, green, blue; a byte each, rows from the top */
	PICTURE_SIXEL,	/* what stands between DCS q and ST: colours, data, repeats, ends of lines */
	PICTURE_KINDS,
};

enum { PICTURE_COLS_MAX = 500, PICTURE_ROWS_MAX = 200, PICTURE_PIXELS_MAX = 480 * 1024, PICTURE_BYTES_MAX = 2 * 1024 * 1024 };
/* A cell of blocks: 0 a blank, else U+2580 + sign - 1, up to U+259F; colours 0 (the terminal's own) or 16 to 255. */
enum { PICTURE_SIGNS = 33, PICTURE_COLOUR_FIRST = 16, PICTURE_CELL_BYTES = 3 };
struct picture_cell {
	uint8_t sign, ink, ground;
};

struct picture {
	enum picture_kind kind;
	int cols, rows;	   /* of cells that it takes */
	int width, height; /* of pixels; 0 for blocks */
	struct str bytes;  /* borrowed */
};

/* "blocks", "dark", "light", "pixels", "sixel". PICTURE_KINDS: there is none of that name. */
const char *picture_kind_name(enum picture_kind kind);
enum picture_kind picture_kind_named(struct str name);

void picture_put_head(struct buf *out, const struct picture *picture);
/* 0; -1 ERR_INPUT: this is no picture of ours. */
int picture_read(struct str file, struct picture *picture, struct err *err) MUST_CHECK;
struct picture_cell picture_cell(const struct picture *picture, int row, int col);
/* The sign in UTF-8, a constant. */
struct str picture_sign(uint8_t sign);

#endif
