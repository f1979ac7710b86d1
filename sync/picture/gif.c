/* SPDX-License-Identifier: MIT
 * GIF, through giflib: the first frame, on a canvas of its own size. */
#include "sync/picture/decode.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int read_some(GifFileType *gif, GifByteType *out, int count)
{
	struct str *rest = gif->UserData;
	size_t len = (size_t)count < rest->len ? (size_t)count : rest->len;

	memcpy(out, rest->s, len);
	*rest = str_slice(*rest, len, rest->len);
	return (int)len;
}

/* Which colour lets the ground through: in the block of graphic control before the frame. -1: none. */
static int read_extension(GifFileType *gif, int *transparent)
{
	GifByteType *block;
	GraphicsControlBlock control;
	int code, rc = DGifGetExtension(gif, &code, &block);

	while (rc == GIF_OK && block) {
		if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
			*transparent = control.TransparentColor;
		rc = DGifGetExtensionNext(gif, &block);
	}
	return rc == GIF_OK ? 0 : -1;
}

static void put_row(struct image *image, int row, const GifPixelType *line, const ColorMapObject *map, int transparent)
{
	unsigned char *out = image->rgba + (size_t)row * (size_t)image->width * 4;

	for (int x = 0; x < image->width; x++, out += 4) {
		if (line[x] >= map->ColorCount || line[x] == transparent)
			continue; /* as it was made: nothing to see */
		out[0] = map->Colors[line[x]].Red;
		out[1] = map->Colors[line[x]].Green;
		out[2] = map->Colors[line[x]].Blue;
		out[3] = 255;
	}
}

static int read_rows(GifFileType *gif, struct image *image, int transparent)
{
	static const int first[] = {0, 4, 2, 1}, step[] = {8, 8, 4, 2};
	const ColorMapObject *map = gif->Image.ColorMap ? gif->Image.ColorMap : gif->SColorMap;
	GifPixelType *line = mem_array((size_t)image->width, sizeof(*line));
	int passes = gif->Image.Interlace ? 4 : 1, rc = map ? 0 : -1;

	for (int pass = 0; pass < passes && rc == 0; pass++)
		for (int row = passes > 1 ? first[pass] : 0; row < image->height && rc == 0; row += passes > 1 ? step[pass] : 1) {
			rc = DGifGetLine(gif, line, image->width) == GIF_OK ? 0 : -1;
			if (rc == 0)
				put_row(image, row, line, map, transparent);
		}
	free(line);
	return rc;
}

static int read_frame(GifFileType *gif, struct image *image, struct err *err)
{
	int transparent = NO_TRANSPARENT_COLOR;
	GifRecordType record;

	while (DGifGetRecordType(gif, &record) == GIF_OK) {
		if (record == EXTENSION_RECORD_TYPE && read_extension(gif, &transparent) == 0)
			continue;
		if (record != IMAGE_DESC_RECORD_TYPE || DGifGetImageHeader(gif) != GIF_OK)
			break;
		if (image_open(image, gif->Image.Width, gif->Image.Height, err))
			return -1;
		if (read_rows(gif, image, transparent))
			break;
		return 0;
	}
	return image_broken(err);
}

int image_gif(struct str file, int want_width, int want_height, struct image *image, struct err *err)
{
	GifFileType *gif = DGifOpen(&file, read_some, NULL);
	int rc;

	(void)want_width, (void)want_height;
	if (!gif)
		return image_broken(err);
	rc = read_frame(gif, image, err);
	DGifCloseFile(gif, NULL);
	return rc;
}
