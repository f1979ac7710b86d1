/* SPDX-License-Identifier: MIT
 * Reading back: a child draws on a pseudo-terminal, libvterm is its other end. */
#include "tests/screens/screens.h"

#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vterm.h>

#include "base/utf8.h"
#include "tui/term.h"

#define END '\034' /* a byte that no frame has in it */

/* The program's side: one frame, and the end of it. What was drawn stands, so the terminal is not given back. */
static void show(int fd, const struct canvas *canvas, enum theme theme, bool typing, bool taps)
{
	struct terminal *term;
	struct err err;

	for (int to = 0; to < 3; to++)
		dup2(fd, to);
	if (term_open(&term, &err))
		_exit(3);
	term_theme(term, theme);
	term_show(term, canvas, typing, taps);
	_exit(write(STDOUT_FILENO, (char[]){END}, 1) != 1);
}

static void take_frame(int fd, struct buf *raw)
{
	char bytes[8192];
	ssize_t got;

	while ((!raw->len || raw->s[raw->len - 1] != END) && (got = read(fd, bytes, sizeof(bytes))) > 0)
		buf_add(raw, (struct str){bytes, (size_t)got});
	buf_cut(raw, raw->len ? raw->len - 1 : 0);
}

static bool sets_colour(int number)
{
	return (number >= 30 && number <= 48 && number != 39) || (number >= 90 && number <= 107);
}

static bool dims(int number)
{
	return number == 2;
}

/* CSI ... m with such a number in it. */
static int count_attributes(struct str raw, bool (*is_one)(int number))
{
	int count = 0;

	for (size_t i = 0; i + 2 < raw.len; i++) {
		int number = 0;
		bool found = false;

		if (raw.s[i] != '\033' || raw.s[i + 1] != '[')
			continue;
		for (i += 2; i < raw.len && (raw.s[i] == ';' || (raw.s[i] >= '0' && raw.s[i] <= '9')); i++) {
			number = raw.s[i] == ';' ? 0 : number * 10 + raw.s[i] - '0';
			found |= raw.s[i] != ';' && i + 1 < raw.len && (raw.s[i + 1] == ';' || raw.s[i + 1] == 'm') && is_one(number);
		}
		count += found && i < raw.len && raw.s[i] == 'm';
	}
	return count;
}

static int count_high(struct str raw)
{
	int count = 0;

	for (size_t i = 0; i < raw.len; i++)
		count += (unsigned char)raw.s[i] > 127;
	return count;
}

static void put_colour(struct buf *out, char what, const VTermColor *colour)
{
	if (VTERM_COLOR_IS_INDEXED(colour))
		buf_addf(out, "%c%d", what, colour->indexed.idx);
	else
		buf_addf(out, "%c#%02x%02x%02x", what, colour->rgb.red, colour->rgb.green, colour->rgb.blue);
}

/* "b", "d" (dimmed), "u", "r", the colours that are not the terminal's own; empty: plain. */
static void put_attributes(struct buf *out, const VTermScreenCell *cell)
{
	if (cell->attrs.bold)
		buf_addc(out, 'b');
	if (cell->attrs.underline)
		buf_addc(out, 'u');
	if (cell->attrs.italic)
		buf_addc(out, 'i');
	if (cell->attrs.reverse)
		buf_addc(out, 'r');
	if (!VTERM_COLOR_IS_DEFAULT_FG(&cell->fg))
		put_colour(out, 'f', &cell->fg);
	if (!VTERM_COLOR_IS_DEFAULT_BG(&cell->bg))
		put_colour(out, 'g', &cell->bg);
}

static void put_row_text(VTermScreen *screen, int row, int cols, struct buf *out)
{
	size_t end;

	buf_addz(out, "= ");
	end = out->len;
	for (int col = 0; col < cols; col++) {
		VTermScreenCell cell = {0};

		vterm_screen_get_cell(screen, (VTermPos){row, col}, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			utf8_put(out, cell.chars[i]);
		if (!cell.chars[0])
			buf_addc(out, ' ');
		else if (cell.chars[0] != ' ')
			end = out->len;
	}
	buf_cut(out, end);
	buf_addc(out, '\n');
}

static void put_row_runs(VTermScreen *screen, int row, int cols, struct buf *out)
{
	struct buf now = {0}, before = {0};

	buf_addz(out, "~");
	for (int col = 0; col <= cols; col++) {
		VTermScreenCell cell = {0};

		buf_clear(&now);
		if (col < cols && vterm_screen_get_cell(screen, (VTermPos){row, col}, &cell))
			put_attributes(&now, &cell);
		if (str_eq(buf_str(&now), buf_str(&before)))
			continue;
		if (before.len)
			buf_addf(out, "-%d", col - 1);
		if (now.len)
			buf_addf(out, " %s:%d", buf_z(&now), col);
		buf_clear(&before);
		buf_add(&before, buf_str(&now));
	}
	buf_addc(out, '\n');
	buf_fini(&now);
	buf_fini(&before);
}

void screens_read_back(const struct canvas *canvas, enum theme theme, bool typing, bool taps, struct buf *out)
{
	struct winsize size = {.ws_row = (unsigned short)canvas->rows, .ws_col = (unsigned short)canvas->cols};
	VTerm *vt = vterm_new(canvas->rows, canvas->cols);
	VTermScreen *screen = vterm_obtain_screen(vt);
	struct buf raw = {0};
	int fd, slave, status;
	pid_t pid;

	if (openpty(&fd, &slave, NULL, NULL, &size))
		abort();
	pid = fork(); /* of no session of its own: whose leader ends takes what was not read with it */
	if (pid == 0)
		show(slave, canvas, theme, typing, taps);
	close(slave);
	take_frame(fd, &raw);
	close(fd);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		abort();
	vterm_set_utf8(vt, 1);
	vterm_screen_enable_altscreen(screen, 1);
	vterm_screen_reset(screen, 1);
	vterm_input_write(vt, raw.s, raw.len);
	buf_addf(out, "theme %s %zu %d %d %d %d\n", theme_name(theme), raw.len, count_high(buf_str(&raw)),
		 count_attributes(buf_str(&raw), sets_colour), count_attributes(buf_str(&raw), dims), status);
	for (int row = 0; row < canvas->rows; row++) {
		put_row_text(screen, row, canvas->cols, out);
		put_row_runs(screen, row, canvas->cols, out);
	}
	vterm_free(vt);
	buf_fini(&raw);
}
