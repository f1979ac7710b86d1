/* SPDX-License-Identifier: MIT
 * Decoders of image files, run in the jail alone: PNG, JPEG, WebP, GIF (its first frame), known by their first bytes and
 * not by a name. Knows nothing of terminals. */
#ifndef SYNC_PICTURE_DECODE_H
#define SYNC_PICTURE_DECODE_H

#include "base/text.h"

enum { IMAGE_BYTES_MAX = 32 * 1024 * 1024, IMAGE_SIDE_MAX = 30000 };
#ifndef IMAGE_PIXELS_MAX /* fewer while it is fuzzed */
#define IMAGE_PIXELS_MAX (40 * 1000 * 1000)
#endif

/* Red, green, blue, alpha: a byte each, rows from the top. */
struct image {
	int width, height;
	int full_width, full_height; /* of the file: a decoder may give a smaller one, near what is wanted */
	unsigned char *rgba;	     /* free() it */
};

/* want: what it will be drawn at, in pixels; a decoder that can skip detail gives no less than that. -1 ERR_INPUT: broken,
 * too large, or no format of these. */
int image_decode(struct str file, int want_width, int want_height, struct image *image, struct err *err) MUST_CHECK;
void image_fini(struct image *image);

/* One a format; `file` begins as one of these does. */
typedef int image_decode_fn(struct str file, int want_width, int want_height, struct image *image, struct err *err);
image_decode_fn image_png, image_jpeg, image_webp, image_gif;

/* For them: checks the size, and makes room. */
int image_open(struct image *image, int64_t width, int64_t height, struct err *err) MUST_CHECK;
int image_broken(struct err *err); /* -1 */

/* Over white, as average of what each pixel covers, into rgb (width * height * 3 bytes). */
void image_fit(const struct image *image, int width, int height, unsigned char *rgb);

#endif
