/* SPDX-License-Identifier: MIT
 * Decoders: which one, and what they share. */
#include "sync/picture/decode.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool is_webp(struct str file)
{
	return file.len >= 16 && str_starts(file, "RIFF") && memcmp(file.s + 8, "WEBP", 4) == 0;
}

static image_decode_fn *decoder(struct str file)
{
	if (str_starts(file, "\x89PNG\r\n\x1a\n"))
		return image_png;
	if (str_starts(file, "\xFF\xD8\xFF"))
		return image_jpeg;
	if (str_starts(file, "GIF87a") || str_starts(file, "GIF89a"))
		return image_gif;
	return is_webp(file) ? image_webp : NULL;
}

int image_decode(struct str file, int want_width, int want_height, struct image *image, struct err *err)
{
	image_decode_fn *decode = decoder(file);

	*image = (struct image){0};
	if (!decode)
		return err_set(err, ERR_INPUT, "this is no PNG, JPEG, WebP or GIF");
	if (decode(file, want_width, want_height, image, err) == 0)
		return 0;
	image_fini(image);
	return -1;
}

void image_fini(struct image *image)
{
	free(image->rgba);
	image->rgba = NULL;
}

int image_open(struct image *image, int64_t width, int64_t height, struct err *err)
{
	if (width < 1 || height < 1)
		return image_broken(err);
	if (width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX || width * height > IMAGE_PIXELS_MAX)
		return err_set(err, ERR_INPUT, "the picture has %lld times %lld pixels, which is too large", (long long)width,
			       (long long)height);
	image->width = (int)width;
	image->height = (int)height;
	if (!image->full_width) {
		image->full_width = image->width;
		image->full_height = image->height;
	}
	image->rgba = mem_array((size_t)width * (size_t)height, 4);
	return 0;
}

int image_broken(struct err *err)
{
	return err_set(err, ERR_INPUT, "the picture is broken");
}

/* Where pixel `at` of `count` begins among `from`. */
static int edge(int at, int count, int from)
{
	return (int)((int64_t)at * from / count);
}

static void average(const struct image *image, int left, int right, int top, int bottom, unsigned char out[3])
{
	int64_t sum[3] = {0}, count = (int64_t)(right - left) * (bottom - top);

	for (int y = top; y < bottom; y++) {
		const unsigned char *at = image->rgba + ((size_t)y * (size_t)image->width + (size_t)left) * 4;

		for (int x = left; x < right; x++, at += 4)
			for (int i = 0; i < 3; i++)
				sum[i] += (at[i] * at[3] + 255 * (255 - at[3])) / 255;
	}
	for (int i = 0; i < 3; i++)
		out[i] = (unsigned char)(sum[i] / count);
}

void image_fit(const struct image *image, int width, int height, unsigned char *rgb)
{
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++, rgb += 3) {
			int left = edge(x, width, image->width), top = edge(y, height, image->height);
			int right = edge(x + 1, width, image->width), bottom = edge(y + 1, height, image->height);

			average(image, left, right > left ? right : left + 1, top, bottom > top ? bottom : top + 1, rgb);
		}
}
