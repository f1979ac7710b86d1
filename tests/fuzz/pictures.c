/* SPDX-License-Identifier: MIT
 * The target over pictures: whatever is said, what is believed can be drawn. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/picture.h"
#include "tests/fuzz/images.h"
#include "tui/graphics.h"

static void need(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "a picture broke its promise: %s\n", what);
	abort();
}

static void check_cells(const struct picture *p)
{
	for (int row = 0; row < p->rows; row++)
		for (int col = 0; col < p->cols; col++) {
			struct picture_cell cell = picture_cell(p, row, col);
			struct str sign = picture_sign(cell.sign);

			need(sign.len == 1 ? sign.s[0] == ' ' : sign.len == 3 && memcmp(sign.s, "\xE2\x96", 2) == 0, "block elements alone");
			need((!cell.ink || cell.ink >= 16) && (!cell.ground || cell.ground >= 16), "fixed colours alone");
		}
}

/* Whatever it was, the terminal gets one sequence, which ends where it should. */
static void check_bytes(const struct picture *p)
{
	struct buf out = {0};
	int escapes = 0;

	graphics_put_bytes(&out, p, 0, 0);
	for (size_t i = 0; i < out.len; i++) {
		need((out.s[i] >= ' ' && out.s[i] <= '~') || out.s[i] == '\033', "no control but escapes");
		escapes += out.s[i] == '\033';
	}
	need(p->kind == PICTURE_PIXELS || escapes == 5, "no escape of its own");
	buf_fini(&out);
}

void fuzz_picture(const uint8_t *data, size_t size)
{
	struct picture picture;
	struct err err;

	if (picture_read((struct str){(const char *)data, size}, &picture, &err))
		return;
	if (picture.kind < PICTURE_PIXELS)
		check_cells(&picture);
	else
		check_bytes(&picture);
}
