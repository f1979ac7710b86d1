/* SPDX-License-Identifier: MIT
 * Pictures for terminals: reading and checking. */
#include "base/picture.h"

#include <string.h>

static const char magic[] = "CAIRNPI1";
enum { MAGIC_LEN = 8, HEAD_LEN = MAGIC_LEN + 1 + 4 * 2, SIXEL_LINES = 6, COLOURS = 256, LEVEL_MAX = 100 };

static const char *const names[PICTURE_KINDS] = {"blocks", "dark", "light", "pixels", "sixel"};

const char *picture_kind_name(enum picture_kind kind)
{
	return names[kind];
}

enum picture_kind picture_kind_named(struct str name)
{
	int i = 0;

	while (i < PICTURE_KINDS && !str_is(name, names[i]))
		i++;
	return (enum picture_kind)i;
}

static void put_number(struct buf *out, int number)
{
	buf_addc(out, (char)(number & 0xFF));
	buf_addc(out, (char)(number >> 8));
}

void picture_put_head(struct buf *out, const struct picture *p)
{
	buf_addz(out, magic);
	buf_addc(out, (char)p->kind);
	put_number(out, p->cols);
	put_number(out, p->rows);
	put_number(out, p->width);
	put_number(out, p->height);
}

static int number_at(struct str file, size_t at)
{
	return (unsigned char)file.s[at] | (unsigned char)file.s[at + 1] << 8;
}

static bool is_colour(uint8_t colour)
{
	return colour == 0 || colour >= PICTURE_COLOUR_FIRST;
}

static bool are_cells(const struct picture *p)
{
	if (p->width || p->height || p->bytes.len != (size_t)p->cols * (size_t)p->rows * PICTURE_CELL_BYTES)
		return false;
	for (int row = 0; row < p->rows; row++)
		for (int col = 0; col < p->cols; col++) {
			struct picture_cell cell = picture_cell(p, row, col);

			if (cell.sign >= PICTURE_SIGNS || !is_colour(cell.ink) || !is_colour(cell.ground) ||
			    (p->kind != PICTURE_BLOCKS && (cell.ink || cell.ground)))
				return false;
		}
	return true;
}

/* A number of at most three digits; -1: none stands there. */
static int take_number(struct str *rest)
{
	int number = 0, digits = 0;

	while (rest->len && rest->s[0] >= '0' && rest->s[0] <= '9' && digits < 4) {
		number = number * 10 + (rest->s[0] - '0');
		*rest = str_slice(*rest, 1, rest->len);
		digits++;
	}
	return digits && digits < 4 ? number : -1;
}

static bool take_char(struct str *rest, char ch)
{
	if (!rest->len || rest->s[0] != ch)
		return false;
	*rest = str_slice(*rest, 1, rest->len);
	return true;
}

/* Behind '#': a register, or one with its levels of red, green and blue in hundredths. */
static bool take_colour(struct str *rest)
{
	int number = take_number(rest);

	if (number < 0 || number >= COLOURS)
		return false;
	if (!take_char(rest, ';'))
		return true;
	if (take_number(rest) != 2)
		return false;
	for (int i = 0; i < 3; i++) {
		int level = take_char(rest, ';') ? take_number(rest) : -1;

		if (level < 0 || level > LEVEL_MAX)
			return false;
	}
	return true;
}

/* What is drawn stays inside width and height, so that nothing scrolls and nothing beside it is touched. */
static bool is_sixel(const struct picture *p)
{
	struct str rest = p->bytes;
	int x = 0, y = 0, count;

	if (p->height % SIXEL_LINES)
		return false;
	while (rest.len) {
		char ch = rest.s[0];

		rest = str_slice(rest, 1, rest.len);
		count = 1;
		if (ch == '#') {
			if (!take_colour(&rest))
				return false;
			continue;
		}
		if (ch == '$' || ch == '-') {
			x = 0;
			y += ch == '-' ? SIXEL_LINES : 0;
			if (y >= p->height)
				return false;
			continue;
		}
		if (ch == '!') {
			count = take_number(&rest);
			if (count < 1 || !rest.len)
				return false;
			ch = rest.s[0];
			rest = str_slice(rest, 1, rest.len);
		}
		if (ch < '?' || ch > '~' || (x += count) > p->width)
			return false;
	}
	return true;
}

int picture_read(struct str file, struct picture *p, struct err *err)
{
	bool good = file.len >= HEAD_LEN && file.len <= PICTURE_BYTES_MAX && memcmp(file.s, magic, MAGIC_LEN) == 0 &&
		    (unsigned char)file.s[MAGIC_LEN] < PICTURE_KINDS;

	if (good) {
		*p = (struct picture){.kind = (enum picture_kind)file.s[MAGIC_LEN], .cols = number_at(file, 9),
				      .rows = number_at(file, 11), .width = number_at(file, 13),
				      .height = number_at(file, 15), .bytes = str_slice(file, HEAD_LEN, file.len)};
		good = p->cols > 0 && p->cols <= PICTURE_COLS_MAX && p->rows > 0 && p->rows <= PICTURE_ROWS_MAX;
	}
	if (good && p->kind >= PICTURE_PIXELS)
		good = p->width > 0 && p->height > 0 && (int64_t)p->width * p->height <= PICTURE_PIXELS_MAX;
	if (good && p->kind == PICTURE_PIXELS)
		good = p->bytes.len == (size_t)p->width * (size_t)p->height * 3;
	else if (good)
		good = p->kind == PICTURE_SIXEL ? is_sixel(p) : are_cells(p);
	if (good)
		return 0;
	return err_set(err, ERR_INPUT, "what should be a picture is none; please report this");
}

struct picture_cell picture_cell(const struct picture *p, int row, int col)
{
	const unsigned char *at = (const unsigned char *)p->bytes.s + ((size_t)row * (size_t)p->cols + (size_t)col) * PICTURE_CELL_BYTES;

	return (struct picture_cell){at[0], at[1], at[2]};
}

struct str picture_sign(uint8_t sign)
{
	static const char signs[] = "▀▁▂▃▄▅▆▇█▉▊▋▌▍▎▏▐░▒▓▔▕▖▗▘▙▚▛▜▝▞▟";

	return sign ? (struct str){signs + (size_t)(sign - 1) * 3, 3} : STR(" ");
}
