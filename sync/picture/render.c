/* SPDX-License-Identifier: MIT
 * Rendering: sizes, then pixels into cells, sixels or plain rows. */
#include "sync/picture/render.h"

#include <chafa.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sync/picture/decode.h"

enum { SYMBOL_SIDE = 8, /* chafa looks at a cell as so many times so many pixels */
       GROW_MAX = 6,	/* a small image is not blown up further */
       SIXEL_LINES = 6, CELL_SIDE_MAX = 100 };

static int read_pair(struct str text, int most_a, int most_b, int *a, int *b)
{
	struct str first;
	int64_t x, y;

	if (!str_cut(&text, 'x', &first) || !text.s || str_to_int(first, &x, NULL) || str_to_int(text, &y, NULL) || x < 1 ||
	    y < 1 || x > most_a || y > most_b)
		return -1;
	*a = (int)x;
	*b = (int)y;
	return 0;
}

int picture_wish_read(struct picture_wish *wish, char **words, struct err *err)
{
	wish->kind = picture_kind_named(str_of(words[0]));
	if (wish->kind == PICTURE_KINDS ||
	    read_pair(str_of(words[1]), PICTURE_COLS_MAX, PICTURE_ROWS_MAX, &wish->cols, &wish->rows) ||
	    read_pair(str_of(words[2]), CELL_SIDE_MAX, CELL_SIDE_MAX, &wish->cell_width, &wish->cell_height))
		return err_set(err, ERR_USAGE, "a picture is blocks, dark, light, pixels or sixel, COLSxROWS, and the pixels of a cell "
					       "as WIDTHxHEIGHT");
	return 0;
}

static int at_least_one(double value)
{
	return value < 1 ? 1 : (int)value;
}

/* The largest size of these proportions in so many pixels, not too many for the pipe. */
static void fit(struct picture *p, const struct picture_wish *wish, double width, double height)
{
	double room_x = wish->cols * wish->cell_width, room_y = wish->rows * wish->cell_height;
	double scale = room_x / width < room_y / height ? room_x / width : room_y / height;

	if (scale > GROW_MAX)
		scale = GROW_MAX;
	p->width = at_least_one(width * scale + 0.5);
	p->height = at_least_one(height * scale + 0.5);
	if (wish->kind == PICTURE_SIXEL) /* cells are what its pixels take: it is made smaller until it fits */
		while ((int64_t)p->width * p->height > PICTURE_PIXELS_MAX) {
			p->width = p->width * 9 / 10;
			p->height = p->height * 9 / 10;
		}
	p->cols = (p->width + wish->cell_width - 1) / wish->cell_width;
	p->rows = (p->height + wish->cell_height - 1) / wish->cell_height;
	while ((int64_t)p->width * p->height > PICTURE_PIXELS_MAX) { /* others are stretched by who draws them */
		p->width = p->width * 9 / 10;
		p->height = p->height * 9 / 10;
	}
	if (wish->kind == PICTURE_SIXEL)
		p->height = p->height < SIXEL_LINES ? SIXEL_LINES : p->height / SIXEL_LINES * SIXEL_LINES;
}

static unsigned char *pixels_of(const struct image *image, int width, int height)
{
	unsigned char *rgb = mem_array((size_t)width * (size_t)height, 3);

	image_fit(image, width, height, rgb);
	return rgb;
}

/* Four bytes a pixel: what libchafa 1.12 reads without minding the ends of rows. */
static unsigned char *with_alpha(const struct image *image, int width, int height)
{
	size_t count = (size_t)width * (size_t)height;
	unsigned char *rgb = pixels_of(image, width, height), *rgba = mem_array(count, 4);

	for (size_t i = 0; i < count; i++) {
		memcpy(rgba + i * 4, rgb + i * 3, 3);
		rgba[i * 4 + 3] = 255;
	}
	free(rgb);
	return rgba;
}

static ChafaCanvas *draw(ChafaCanvasConfig *config, const struct image *image, int width, int height)
{
	ChafaCanvas *canvas = chafa_canvas_new(config);
	unsigned char *rgba = with_alpha(image, width, height);

	chafa_canvas_draw_all_pixels(canvas, CHAFA_PIXEL_RGBA8_UNASSOCIATED, rgba, width, height, width * 4);
	free(rgba);
	return canvas;
}

static uint8_t colour_of(int raw)
{
	return raw < PICTURE_COLOUR_FIRST || raw > 255 ? 0 : (uint8_t)raw;
}

static void put_cells(struct buf *out, ChafaCanvas *canvas, const struct picture *p)
{
	for (int row = 0; row < p->rows; row++)
		for (int col = 0; col < p->cols; col++) {
			gunichar sign = chafa_canvas_get_char_at(canvas, col, row);
			int ink = -1, ground = -1;

			if (p->kind == PICTURE_BLOCKS)
				chafa_canvas_get_raw_colors_at(canvas, col, row, &ink, &ground);
			buf_addc(out, sign >= 0x2580 && sign <= 0x259F ? (char)(sign - 0x2580 + 1) : 0);
			buf_addc(out, (char)colour_of(ink));
			buf_addc(out, (char)colour_of(ground));
		}
}

static void render_cells(struct picture *p, const struct image *image, struct buf *out)
{
	ChafaCanvasConfig *config = chafa_canvas_config_new();
	ChafaSymbolMap *signs = chafa_symbol_map_new();
	ChafaCanvas *canvas;

	chafa_symbol_map_add_by_tags(signs, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_BLOCK | CHAFA_SYMBOL_TAG_SOLID);
	if (p->kind != PICTURE_BLOCKS)
		chafa_symbol_map_add_by_range(signs, 0x2591, 0x2593);
	chafa_canvas_config_set_symbol_map(config, signs);
	chafa_canvas_config_set_geometry(config, p->cols, p->rows);
	chafa_canvas_config_set_canvas_mode(config, p->kind == PICTURE_BLOCKS ? CHAFA_CANVAS_MODE_INDEXED_240
									      : CHAFA_CANVAS_MODE_FGBG);
	if (p->kind != PICTURE_BLOCKS) {
		chafa_canvas_config_set_dither_mode(config, CHAFA_DITHER_MODE_ORDERED); /* greys are patterns */
		chafa_canvas_config_set_dither_grain_size(config, 4, 4);
		chafa_canvas_config_set_fg_color(config, p->kind == PICTURE_DARK ? 0xFFFFFF : 0);
		chafa_canvas_config_set_bg_color(config, p->kind == PICTURE_DARK ? 0 : 0xFFFFFF);
	}
	canvas = draw(config, image, p->cols * SYMBOL_SIDE, p->rows * SYMBOL_SIDE);
	p->width = p->height = 0;
	picture_put_head(out, p);
	put_cells(out, canvas, p);
	chafa_canvas_unref(canvas);
	chafa_symbol_map_unref(signs);
	chafa_canvas_config_unref(config);
}

/* What stands between DCS q and ST, without the raster's size and the last end of a line. */
static struct str sixel_body(struct str text)
{
	const char *begin = memmem(text.s, text.len, "\033P", 2), *end, *stop = text.s + text.len;

	begin = begin ? memchr(begin, 'q', (size_t)(stop - begin)) : NULL;
	end = begin ? memmem(begin, (size_t)(stop - begin), "\033\\", 2) : NULL;
	if (!end)
		return (struct str){0};
	begin++;
	if (*begin == '"')
		for (begin++; begin < end && ((*begin >= '0' && *begin <= '9') || *begin == ';');)
			begin++;
	while (end > begin && (end[-1] == '-' || end[-1] == '$'))
		end--;
	return (struct str){begin, (size_t)(end - begin)};
}

static void render_sixel(struct picture *p, const struct image *image, struct buf *out)
{
	ChafaCanvasConfig *config = chafa_canvas_config_new();
	ChafaTermInfo *term = chafa_term_db_get_fallback_info(chafa_term_db_get_default());
	ChafaCanvas *canvas;
	GString *text;

	chafa_canvas_config_set_pixel_mode(config, CHAFA_PIXEL_MODE_SIXELS);
	chafa_canvas_config_set_geometry(config, p->width, p->height / SIXEL_LINES);
	chafa_canvas_config_set_cell_geometry(config, 1, SIXEL_LINES);
	canvas = draw(config, image, p->width, p->height);
	text = chafa_canvas_print(canvas, term);
	picture_put_head(out, p);
	buf_add(out, sixel_body((struct str){text->str, text->len}));
	g_string_free(text, TRUE);
	chafa_term_info_unref(term);
	chafa_canvas_unref(canvas);
	chafa_canvas_config_unref(config);
}

static void render_pixels(const struct picture *p, const struct image *image, struct buf *out)
{
	unsigned char *rgb = pixels_of(image, p->width, p->height);

	picture_put_head(out, p);
	buf_add(out, (struct str){(const char *)rgb, (size_t)p->width * (size_t)p->height * 3});
	free(rgb);
}

int picture_render(struct str file, const struct picture_wish *wish, struct buf *out, struct err *err)
{
	struct picture picture = {.kind = wish->kind};
	struct image image;

	if (image_decode(file, wish->cols * wish->cell_width, wish->rows * wish->cell_height, &image, err))
		return -1;
	chafa_set_n_threads(1); /* the jail makes none */
	fit(&picture, wish, image.full_width, image.full_height);
	if (wish->kind == PICTURE_PIXELS)
		render_pixels(&picture, &image, out);
	else if (wish->kind == PICTURE_SIXEL)
		render_sixel(&picture, &image, out);
	else
		render_cells(&picture, &image, out);
	image_fini(&image);
	return picture_read(buf_str(out), &picture, err);
}
