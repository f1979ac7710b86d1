/* SPDX-License-Identifier: MIT
 * Graphics: kitty's protocol (sw.kovidgoyal.net/kitty/graphics-protocol) and sixels (DEC STD 070, 9). */
#include "tui/graphics.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* One picture at a time, by a number that other programs in this window will not have. */
enum { KITTY_ID = 20261, KITTY_CHUNK = 3072 /* bytes; 4096 of base64 */, SIDE_MIN = 2, SIDE_MAX = 100 };

static bool begins(const char *name, const char *with)
{
	const char *value = getenv(name);

	return value && strncmp(value, with, strlen(with)) == 0;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

static bool is_inside_another(void)
{
	return is_set("TMUX") || is_set("STY") || begins("TERM", "tmux") || begins("TERM", "screen");
}

static enum picture_kind kind_told(void)
{
	if (is_set("KITTY_WINDOW_ID") || begins("TERM", "xterm-kitty") || begins("TERM", "xterm-ghostty") ||
	    begins("TERM_PROGRAM", "ghostty") || begins("TERM_PROGRAM", "WezTerm"))
		return PICTURE_PIXELS;
	if (begins("TERM", "foot") || begins("TERM", "mlterm") || begins("TERM", "contour") || begins("TERM", "yaft"))
		return PICTURE_SIXEL;
	return PICTURE_BLOCKS;
}

void graphics_told(struct graphics *g)
{
	g->local = !is_set("SSH_CONNECTION") && !is_set("SSH_TTY") && !is_set("MOSH_CONNECTION");
	g->kind = g->local && !is_inside_another() ? kind_told() : PICTURE_BLOCKS;
}

void graphics_measure(struct graphics *g, int fd)
{
	struct winsize size;
	bool told = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col;
	int width = told ? size.ws_xpixel / size.ws_col : 0, height = told ? size.ws_ypixel / size.ws_row : 0;

	g->measured = width >= SIDE_MIN && width <= SIDE_MAX && height >= SIDE_MIN && height <= SIDE_MAX;
	g->cell_width = g->measured ? width : CELL_WIDTH_GUESS;
	g->cell_height = g->measured ? height : CELL_HEIGHT_GUESS;
}

static void put_base64(struct buf *out, const unsigned char *s, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		unsigned bits = (unsigned)s[i] << 16 | (i + 1 < len ? (unsigned)s[i + 1] << 8 : 0) | (i + 2 < len ? s[i + 2] : 0);

		buf_addc(out, digits[bits >> 18]);
		buf_addc(out, digits[bits >> 12 & 63]);
		buf_addc(out, i + 1 < len ? digits[bits >> 6 & 63] : '=');
		buf_addc(out, i + 2 < len ? digits[bits & 63] : '=');
	}
}

/* q=2: it answers nothing, since nobody would read it; C=1: the cursor stays. */
static void put_pixels(struct buf *out, const struct picture *p)
{
	struct str rest = p->bytes;

	buf_reserve(out, rest.len / 3 * 4 + rest.len / KITTY_CHUNK * 16 + 200);
	buf_addf(out, "\033_Ga=T,f=24,s=%d,v=%d,c=%d,r=%d,i=%d,q=2,C=1,", p->width, p->height, p->cols, p->rows, KITTY_ID);
	while (rest.len) {
		struct str piece = str_slice(rest, 0, KITTY_CHUNK);

		rest = str_slice(rest, piece.len, rest.len);
		buf_addf(out, "m=%d;", rest.len > 0);
		put_base64(out, (const unsigned char *)piece.s, piece.len);
		buf_addz(out, rest.len ? "\033\\\033_Gq=2," : "\033\\");
	}
}

void graphics_put_bytes(struct buf *out, const struct picture *p, int row, int col)
{
	buf_addf(out, "\0337\033[%d;%dH", row + 1, col + 1);
	if (p->kind == PICTURE_PIXELS) {
		put_pixels(out, p);
	} else if (p->kind == PICTURE_SIXEL) {
		buf_addf(out, "\033P0;1;0q\"1;1;%d;%d", p->width, p->height);
		buf_add(out, p->bytes);
		buf_addz(out, "\033\\");
	}
	buf_addz(out, "\0338");
}

void graphics_take_bytes(struct buf *out, const struct picture *p)
{
	if (p->kind == PICTURE_PIXELS)
		buf_addf(out, "\033_Ga=d,d=I,i=%d,q=2\033\\", KITTY_ID);
}

static void send(int fd, struct buf *bytes)
{
	struct str rest = buf_str(bytes);

	while (rest.len) {
		ssize_t put = write(fd, rest.s, rest.len);

		if (put < 0 && errno != EINTR)
			break; /* reading will tell that it is gone */
		if (put > 0)
			rest = str_slice(rest, (size_t)put, rest.len);
	}
	buf_fini(bytes);
}

void graphics_put(int fd, const struct picture *picture, int row, int col)
{
	struct buf out = {0};

	graphics_put_bytes(&out, picture, row, col);
	send(fd, &out);
}

void graphics_take(int fd, const struct picture *picture)
{
	struct buf out = {0};

	graphics_take_bytes(&out, picture);
	send(fd, &out);
}
