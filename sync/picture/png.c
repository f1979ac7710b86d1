/* SPDX-License-Identifier: MIT
 * PNG, through libpng's simplified interface: no jumps of ours, checksums checked. */
#include "sync/picture/decode.h"

#include <png.h>

int image_png(struct str file, int want_width, int want_height, struct image *image, struct err *err)
{
	png_image png = {.version = PNG_IMAGE_VERSION};
	int rc = -1;

	(void)want_width, (void)want_height;
	if (!png_image_begin_read_from_memory(&png, file.s, file.len))
		return image_broken(err);
	png.format = PNG_FORMAT_RGBA;
	if (image_open(image, png.width, png.height, err) == 0)
		rc = png_image_finish_read(&png, NULL, image->rgba, 0, NULL) ? 0 : image_broken(err);
	png_image_free(&png);
	return rc;
}
