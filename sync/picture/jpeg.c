/* SPDX-License-Identifier: MIT
 * JPEG, through libjpeg-turbo, which leaves out detail that nobody will see. */
#include "sync/picture/decode.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

enum { SCALES = 8, WARNINGS_MAX = 1000, SCANS_MAX = 100 };

struct reader {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf out;
	long warnings;
};

static void fail(j_common_ptr common)
{
	struct reader *reader = common->client_data;

	longjmp(reader->out, 1);
}

static void say_nothing(j_common_ptr common)
{
	(void)common;
}

static void warn(j_common_ptr common, int level)
{
	struct reader *reader = common->client_data;

	if (level < 0 && ++reader->warnings > WARNINGS_MAX)
		fail(common);
}

/* A progressive file may come in any number of scans, each of which costs a pass over all of it. */
static void look(j_common_ptr common)
{
	struct reader *reader = common->client_data;

	if (common->is_decompressor && reader->jpeg.input_scan_number > SCANS_MAX)
		fail(common);
}

/* The smallest of eighths that is no less than wanted. */
static void choose_scale(struct jpeg_decompress_struct *jpeg, int want_width, int want_height)
{
	unsigned scale = 1;

	while (scale < SCALES && (jpeg->image_width * scale / SCALES < (unsigned)want_width ||
				  jpeg->image_height * scale / SCALES < (unsigned)want_height))
		scale++;
	jpeg->scale_num = scale;
	jpeg->scale_denom = SCALES;
}

static int read_rows(struct reader *r, struct str file, int want_width, int want_height, struct image *image, struct err *err)
{
	struct jpeg_decompress_struct *jpeg = &r->jpeg;

	jpeg_mem_src(jpeg, (const unsigned char *)file.s, file.len);
	jpeg_read_header(jpeg, TRUE);
	if ((int64_t)jpeg->image_width * jpeg->image_height > IMAGE_PIXELS_MAX)
		return image_open(image, jpeg->image_width, jpeg->image_height, err);
	image->full_width = (int)jpeg->image_width;
	image->full_height = (int)jpeg->image_height;
	choose_scale(jpeg, want_width, want_height);
	jpeg->out_color_space = JCS_EXT_RGBA;
	jpeg_start_decompress(jpeg);
	if (image_open(image, jpeg->output_width, jpeg->output_height, err))
		return -1;
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = image->rgba + (size_t)jpeg->output_scanline * (size_t)image->width * 4;

		jpeg_read_scanlines(jpeg, &row, 1);
	}
	return 0;
}

int image_jpeg(struct str file, int want_width, int want_height, struct image *image, struct err *err)
{
	struct reader r = {.warnings = 0};
	volatile int rc = -1;

	r.jpeg.err = jpeg_std_error(&r.errors);
	r.errors.error_exit = fail;
	r.errors.emit_message = warn;
	r.errors.output_message = say_nothing;
	r.jpeg.client_data = &r;
	r.progress.progress_monitor = look;
	if (setjmp(r.out) == 0) {
		jpeg_create_decompress(&r.jpeg);
		r.jpeg.progress = &r.progress;
		rc = read_rows(&r, file, want_width, want_height, image, err);
	} else {
		rc = image_broken(err);
	}
	jpeg_destroy_decompress(&r.jpeg);
	return rc;
}
