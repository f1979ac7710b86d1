/* SPDX-License-Identifier: MIT
 * Render: an image as a picture for a terminal (base/picture.h), with libchafa for cells and sixels. Runs in the jail. */
#ifndef SYNC_PICTURE_RENDER_H
#define SYNC_PICTURE_RENDER_H

#include "base/picture.h"

struct picture_wish {
	enum picture_kind kind;
	int cols, rows;		      /* at most so many cells */
	int cell_width, cell_height; /* pixels of one */
};

/* A kind's name, COLSxROWS and WIDTHxHEIGHT of a cell. -1 ERR_USAGE */
int picture_wish_read(struct picture_wish *wish, char **words, struct err *err) MUST_CHECK;
/* file: the image's bytes; out gets the picture, head included. -1 ERR_INPUT: why it cannot be drawn. */
int picture_render(struct str file, const struct picture_wish *wish, struct buf *out, struct err *err) MUST_CHECK;

#endif
