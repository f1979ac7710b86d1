/* SPDX-License-Identifier: MIT
 * Targets over images: what the jail runs, in this process. */
#include "tests/fuzz/images.h"

#include "sync/picture/render.h"

void fuzz_image(const uint8_t *data, size_t size)
{
	static const enum picture_kind kinds[] = {PICTURE_BLOCKS, PICTURE_DARK, PICTURE_PIXELS, PICTURE_SIXEL};
	struct picture_wish wish = {.kind = kinds[size % 4], .cols = 12, .rows = 5, .cell_width = 3, .cell_height = 6};
	struct buf out = {0};
	struct err err;

	if (picture_render((struct str){(const char *)data, size}, &wish, &out, &err))
		out.len = 0; /* what is drawn was read back by it */
	fuzz_picture((const uint8_t *)out.s, out.len);
	buf_fini(&out);
}
