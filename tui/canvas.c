/* SPDX-License-Identifier: MIT
 * Canvas: cells, clipping and word wrap. */
#include "tui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { TAB_CELLS = 4, CLUSTER_CELLS = 32 /* wider ones are no word of any script */ };

static const struct cell blank = {.s = " ", .len = 1, .width = 1};
static const struct cell stand_in = {.s = "\xEF\xBF\xBD", .len = 3, .width = 1};
static const char ascii[] =
	" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

void canvas_clear(struct canvas *c)
{
	for (int i = 0; i < c->cols * c->rows; i++)
		c->cell[i] = blank;
	c->zones = 0;
	c->cursor_row = c->cursor_col = -1;
	c->graphic = (struct graphic){0};
	arena_reset(&c->arena);
}

void canvas_resize(struct canvas *c, int cols, int rows)
{
	if (cols != c->cols || rows != c->rows) {
		free(c->cell);
		c->cell = mem_array((size_t)cols * (size_t)rows, sizeof(*c->cell));
		c->cols = cols;
		c->rows = rows;
	}
	canvas_clear(c);
}

void canvas_fini(struct canvas *c)
{
	free(c->cell);
	free(c->zone);
	arena_fini(&c->arena);
	*c = (struct canvas){0};
}

static struct cell styled(struct cell cell, unsigned style)
{
	cell.style = (uint16_t)style;
	return cell;
}

/* Cluster for cluster, what may be drawn: controls and invisible steering become U+FFFD, whatever the border
 * did. */
static struct cell take_cell(struct str *rest, unsigned style)
{
	int width;
	struct str cluster = utf8_cluster(rest, &width), points = cluster;
	uint32_t p = utf8_next(&points);
	bool steers = p < 0x20 || (p >= 0x7F && p < 0xA0) || (p >= 0x200B && p <= 0x200F) ||
		      (p >= 0x2028 && p <= 0x202E) || (p >= 0x2060 && p <= 0x206F) || p == 0xFEFF ||
		      (p >= 0xE0000 && p <= 0xE007F);

	if (p == '\n' || p == '\t')
		return (struct cell){.s = p == '\n' ? "\n" : "\t", .len = 1, .width = 1, .style = (uint16_t)style};
	if (steers || (p == UTF8_BAD && cluster.len < 3) || cluster.len > UINT16_MAX || width > CLUSTER_CELLS)
		return styled(stand_in, style);
	if (width == 0) /* a mark without a base */
		width = 1;
	return (struct cell){.s = cluster.s, .len = (uint16_t)cluster.len, .width = (uint8_t)width, .style = (uint16_t)style};
}

static bool is_char(const struct cell *cell, char ch)
{
	return cell->len == 1 && cell->s[0] == ch;
}

/* A wide cluster that a new cell cuts through becomes blanks, so that the frame stays straight. */
static void unhook(struct canvas *c, int row, int col)
{
	struct cell *at = &c->cell[row * c->cols + col];
	int width;

	for (; at->width == 0 && col > 0; col--)
		at--;
	width = at->width;
	for (int i = 0; width > 1 && i < width && col + i < c->cols; i++)
		at[i] = blank;
}

static void set_cell(struct canvas *c, int row, int col, struct cell cell)
{
	struct cell *at;

	if (row < 0 || row >= c->rows || col < 0 || col + cell.width > c->cols)
		return;
	at = &c->cell[row * c->cols + col];
	if (cell.len > 1)
		cell.s = arena_str(&c->arena, (struct str){cell.s, cell.len}).s;
	else
		cell.s = cell.s[0] >= ' ' && cell.s[0] <= '~' ? &ascii[cell.s[0] - ' '] : " ";
	for (int i = 0; i < cell.width; i++) {
		unhook(c, row, col + i);
		at[i] = (struct cell){.s = "", .style = cell.style};
	}
	*at = cell;
}

int canvas_put(struct canvas *c, int row, int col, int cols, struct str text, unsigned style)
{
	int used = 0, room = c->cols - col < cols ? c->cols - col : cols;
	bool fits = utf8_width(text) <= room;

	while (text.len && used < room) {
		struct cell cell = take_cell(&text, style);

		if (cell.s[0] == '\n' || cell.s[0] == '\t')
			cell.s = " ";
		if (!fits && used + cell.width > room - 1) {
			set_cell(c, row, col + used, (struct cell){.s = "\xE2\x80\xA6", .len = 3, .width = 1, .style = (uint16_t)style});
			return used + 1;
		}
		set_cell(c, row, col + used, cell);
		used += cell.width;
	}
	return used;
}

void canvas_fill(struct canvas *c, struct box box, unsigned style)
{
	for (int row = box.row; row < box.row + box.rows; row++)
		for (int col = box.col; col < box.col + box.cols; col++)
			set_cell(c, row, col, (struct cell){.s = " ", .len = 1, .width = 1, .style = (uint16_t)style});
}

void canvas_block(struct canvas *c, int row, int col, struct str sign, uint8_t ink, uint8_t ground)
{
	set_cell(c, row, col, (struct cell){.s = sign.s, .len = (uint16_t)sign.len, .width = 1, .ink = ink, .ground = ground});
}

void canvas_cursor(struct canvas *c, int row, int col)
{
	c->cursor_row = row < c->rows ? row : c->rows - 1;
	c->cursor_col = col < c->cols ? col : c->cols - 1;
}

/* A paragraph on its way into lines: the line so far, and where it may be cut. */
struct flow {
	struct canvas *canvas;
	struct box box;
	int skip, lines;
	struct cell *cell;
	int count, cap, width;
	int cut; /* cells up to here may stay when the line gets too long; 0: nowhere */
};

static void draw_line(struct flow *f, int count)
{
	int row = f->lines - f->skip, col = 0;

	f->lines++;
	if (!f->canvas || row < 0 || row >= f->box.rows)
		return;
	for (int i = 0; i < count; i++) {
		set_cell(f->canvas, f->box.row + row, f->box.col + col, f->cell[i]);
		col += f->cell[i].width;
	}
}

/* Ends the line after `count` cells; the rest starts the next one. */
static void end_line(struct flow *f, int count)
{
	draw_line(f, count);
	if (count < f->count)
		memmove(f->cell, f->cell + count, (size_t)(f->count - count) * sizeof(*f->cell));
	f->count -= count;
	f->width = f->cut = 0;
	for (int i = 0; i < f->count; i++)
		f->width += f->cell[i].width;
}

/* A hyphen within a word parts it; one behind a digit (a date, a span) or a blank (an option) does not. */
static bool parts_word(const struct cell *before, const struct cell *cell)
{
	return is_char(cell, '-') && !is_char(before, ' ') && !(before->len == 1 && before->s[0] >= '0' && before->s[0] <= '9');
}

/* It may be parted from what stands before and behind. */
static bool is_ideograph(const struct cell *cell)
{
	struct str points = {cell->s, cell->len};

	return cell->width > 1 && utf8_point_width(utf8_next(&points)) == 2;
}

static void add_cell(struct flow *f, struct cell cell)
{
	bool ideograph = is_ideograph(&cell);

	if (cell.width > f->box.cols)
		cell = styled(stand_in, cell.style);
	if (f->width + cell.width > f->box.cols && is_char(&cell, ' ')) {
		end_line(f, f->count); /* the blank at the end of a full line is the line's end */
		return;
	}
	while (f->width + cell.width > f->box.cols)
		end_line(f, f->cut ? f->cut : f->count);
	if (f->count == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 128;
		f->cell = mem_grow(f->cell, (size_t)f->cap, sizeof(*f->cell));
	}
	if (ideograph)
		f->cut = f->count;
	f->cell[f->count++] = cell;
	f->width += cell.width;
	if (is_char(&cell, ' ') || ideograph || (f->count > 1 && parts_word(&f->cell[f->count - 2], &cell)))
		f->cut = f->count;
}

int canvas_flow(struct canvas *c, struct box box, int skip, const struct span *spans, size_t count)
{
	struct flow f = {.canvas = c, .box = box, .skip = skip};
	bool open = false; /* a newline at the very end opens no line */

	if (box.cols < 2)
		return 0;
	for (size_t i = 0; i < count; i++) {
		struct str rest = spans[i].text;

		while (rest.len) {
			struct cell cell = take_cell(&rest, spans[i].style);

			open = !is_char(&cell, '\n');
			if (is_char(&cell, '\n'))
				end_line(&f, f.count);
			else if (is_char(&cell, '\t'))
				for (int n = TAB_CELLS - f.width % TAB_CELLS; n > 0; n--)
					add_cell(&f, (struct cell){.s = " ", .len = 1, .width = 1, .style = cell.style});
			else
				add_cell(&f, cell);
		}
	}
	if (open || f.count)
		end_line(&f, f.count);
	free(f.cell);
	return f.lines;
}

int canvas_text(struct canvas *c, struct box box, int skip, struct str text, unsigned style)
{
	struct span span = {text, style};

	return canvas_flow(c, box, skip, &span, 1);
}

void canvas_zone(struct canvas *c, struct box box, struct event event)
{
	if (c->zones == c->zone_cap) {
		c->zone_cap = c->zone_cap ? c->zone_cap * 2 : 16;
		c->zone = mem_grow(c->zone, c->zone_cap, sizeof(*c->zone));
	}
	c->zone[c->zones++] = (struct zone){box, event};
}

bool canvas_hit(const struct canvas *c, int row, int col, struct event *event)
{
	for (size_t i = c->zones; i-- > 0;) {
		const struct box *b = &c->zone[i].box;

		if (row >= b->row && row < b->row + b->rows && col >= b->col && col < b->col + b->cols) {
			*event = c->zone[i].event;
			return true;
		}
	}
	return false;
}

void canvas_print(const struct canvas *c, struct buf *out)
{
	for (int row = 0; row < c->rows; row++) {
		size_t end = out->len;

		for (int col = 0; col < c->cols; col++) {
			const struct cell *cell = &c->cell[row * c->cols + col];

			buf_add(out, (struct str){cell->s, cell->len});
			if (cell->width && !is_char(cell, ' '))
				end = out->len;
		}
		buf_cut(out, end);
		buf_addc(out, '\n');
	}
}
