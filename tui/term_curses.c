/* SPDX-License-Identifier: MIT
 * Terminal on ncursesw: the only file that knows curses. It is used for output alone; input is tui/keys.c,
 * because one read must be seen as a whole (bursts) and every escape sequence must go through one buffer (one
 * write a frame). */
#include "tui/term.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/crash.h"
#include "base/utf8.h"
#include "tui/signs.h"

#include <curses.h>
#include <term.h> /* last: its macros take many short names */

/* ncurses' own output buffer as tputs' sink: sequences of ours ride in the same write as the frame (putp goes
 * through stdio and would be a write of its own). Exported by libtinfo since 1999. */
extern int _nc_outch(int ch);

enum { READ_MAX = 4096, BLOCK_COLOURS = 256, BLOCK_PAIRS = 4096 };
#define TAPS_ON	  "\033[?1000h\033[?1006h"
#define TAPS_OFF  "\033[?1006l\033[?1000l"
#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define FOCUS_ON  "\033[?1004h"
#define FOCUS_OFF "\033[?1004l"

struct terminal {
	SCREEN *screen;
	struct termios before;
	bool utf8, modern, colour, can_colour;
	enum theme theme;
	bool themed, contrast;	   /* a theme is in force; that of high contrast */
	bool taps, typing, cursor; /* as the terminal has them */
	bool focus_asked;
	unsigned *row_hash;
	int rows;
	struct graphics graphics;
	struct graphic shown; /* on the screen now; its picture is a copy without bytes */
	struct picture shown_picture;
	int *pair; /* of curses, made for the blocks of pictures */
	size_t pairs, pair_cap;
	bool blocks; /* there are some in this frame */
};

/* For the ways out that cannot call curses. */
static struct {
	bool active;
	struct termios before;
	char bytes[160];
	size_t len;
} rescue;

/* Async-signal-safe: gives the terminal back with bytes made beforehand. */
static void restore_now(void)
{
	if (!rescue.active)
		return;
	rescue.active = false;
	if (write(STDOUT_FILENO, rescue.bytes, rescue.len) < 0)
		return;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &rescue.before);
}

static void prepare_rescue(struct terminal *t)
{
	const char *leave = exit_ca_mode ? exit_ca_mode : "", *show = cursor_normal ? cursor_normal : "";

	rescue.before = t->before;
	rescue.len = (size_t)snprintf(rescue.bytes, sizeof(rescue.bytes), "%s%s%s%s",
				      t->modern ? TAPS_OFF PASTE_OFF FOCUS_OFF : "", "\033[0m", show, leave);
	rescue.active = rescue.len < sizeof(rescue.bytes);
	crash_before(restore_now);
	mem_on_failure(restore_now);
}

/* UTF-8 wherever the locale does not say clearly that it is something else: a phone often sends one unknown
 * here. */
static bool set_locale(void)
{
	const char *set = setlocale(LC_CTYPE, "");
	const char *codes = nl_langinfo(CODESET);

	if (set && strcmp(codes, "UTF-8") == 0)
		return true;
	if (set && strcmp(codes, "ANSI_X3.4-1968") != 0)
		return false;
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

/* A name that is not known is taken for an xterm; a known one that cannot address its cells is left to line
 * mode. */
static SCREEN *open_screen(const char *name)
{
	static const char *const fallbacks[] = {"xterm-256color", "xterm", "vt100"};
	SCREEN *screen = newterm(name, stdout, stdin);
	const char *cup;

	for (size_t i = 0; !screen && i < sizeof(fallbacks) / sizeof(fallbacks[0]); i++)
		screen = newterm(fallbacks[i], stdout, stdin);
	if (!screen)
		return NULL;
	cup = tigetstr("cup");
	if (cup && cup != (char *)-1)
		return screen;
	endwin();
	delscreen(screen);
	return NULL;
}

/* By theme, for the hues of tui/canvas.h. Dark and light: the brighter and the deeper ones, where there are
 * so many; 4.5 to 1 against black, against white (WCAG 2.2, 1.4.3). */
static const short palettes[THEMES][HUES] = {
	[THEME_AUTO] = {-1, COLOR_RED, COLOR_GREEN, COLOR_YELLOW, COLOR_BLUE, COLOR_MAGENTA, COLOR_CYAN},
	[THEME_DARK] = {-1, 9, 10, 11, 75, 13, 14},
	[THEME_LIGHT] = {-1, 124, 28, 94, 19, 90, 24}};
enum { BRIGHT_BLUE = 12 }; /* the best blue of 16 */

void term_theme(struct terminal *t, enum theme theme)
{
	enum theme now = theme_now(theme);
	int needed = now == THEME_DARK ? 16 : now == THEME_LIGHT ? 256 : 8;

	if (t->theme == theme && t->themed)
		return;
	t->theme = theme;
	t->contrast = now == THEME_CONTRAST;
	t->colour = now < THEME_CONTRAST && t->can_colour;
	for (short hue = 1; t->colour && hue < HUES; hue++) {
		short colour = palettes[COLORS >= needed ? now : THEME_AUTO][hue];

		init_pair(hue, colour < COLORS ? colour : BRIGHT_BLUE, -1);
	}
	if (t->themed)
		clearok(curscr, TRUE);
	t->themed = true;
}

void term_graphics(const struct terminal *t, struct graphics *graphics)
{
	*graphics = t->graphics;
}

int term_open(struct terminal **term, struct err *err)
{
	const char *name = getenv("TERM");
	struct terminal *t;
	const char *mouse;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !name || !*name) {
		err_set(err, ERR_FAILED, "there is no terminal here");
		return TERM_LINES;
	}
	t = mem_alloc(sizeof(*t));
	tcgetattr(STDIN_FILENO, &t->before);
	t->utf8 = set_locale();
	t->screen = open_screen(name);
	if (!t->screen) {
		free(t);
		err_set(err, ERR_FAILED, "the terminal \"%.60s\" cannot address its cells", name);
		return TERM_LINES;
	}
	cbreak();
	noecho();
	nonl();
	typeahead(-1);
	leaveok(stdscr, TRUE);
	mouse = tigetstr("kmous");
	t->modern = mouse && mouse != (char *)-1;
	t->can_colour = has_colors() && start_color() == OK && use_default_colors() == OK;
	graphics_told(&t->graphics);
	t->graphics.none = !t->utf8;
	t->graphics.colours = t->can_colour && COLORS >= BLOCK_COLOURS && COLOR_PAIRS >= BLOCK_PAIRS;
	graphics_measure(&t->graphics, STDOUT_FILENO);
	curs_set(0);
	prepare_rescue(t);
	endwin(); /* until the first endwin and refresh ncurses writes once a cursor move
		   */
	refresh();
	*term = t;
	return 0;
}

static void emit(const char *sequence)
{
	if (sequence && *sequence)
		tputs(sequence, 1, _nc_outch);
}

/* Takes away what the terminal drew itself: pixels by a word to it, sixels by writing over them. */
static void take_graphic(struct terminal *t)
{
	if (!t->shown.picture)
		return;
	graphics_take(STDOUT_FILENO, &t->shown_picture);
	if (t->shown_picture.kind == PICTURE_SIXEL && t->shown.row < LINES)
		wredrawln(stdscr, t->shown.row,
			  t->shown.row + t->shown_picture.rows < LINES ? t->shown_picture.rows : LINES - t->shown.row);
	t->shown.picture = NULL;
}

/* After the frame: curses has blanks there, and knows of nothing else. */
static void put_graphic(struct terminal *t, const struct graphic *graphic)
{
	graphics_put(STDOUT_FILENO, graphic->picture, graphic->row, graphic->col);
	t->shown_picture = *graphic->picture;
	t->shown_picture.bytes = (struct str){0};
	t->shown = *graphic;
	t->shown.picture = &t->shown_picture;
}

static bool is_shown(const struct terminal *t, const struct graphic *graphic)
{
	return t->shown.picture && graphic->picture && t->shown.serial == graphic->serial && t->shown.row == graphic->row &&
	       t->shown.col == graphic->col;
}

static void modes_off(struct terminal *t)
{
	take_graphic(t);
	if (t->modern) {
		if (t->taps)
			emit(TAPS_OFF);
		if (t->typing)
			emit(PASTE_OFF);
		if (t->focus_asked)
			emit(FOCUS_OFF);
	}
	if (!t->cursor) /* endwin shows it itself only if curs_set hid it last */
		emit(cursor_normal);
	t->taps = t->typing = t->focus_asked = t->cursor = false;
}

void term_close(struct terminal *t)
{
	if (!t)
		return;
	modes_off(t);
	endwin();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t->before);
	rescue.active = false;
	mem_on_failure(NULL);
	delscreen(t->screen);
	free(t->row_hash);
	free(t->pair);
	free(t);
}

int term_fd(const struct terminal *t)
{
	(void)t;
	return STDIN_FILENO;
}

void term_size(const struct terminal *t, int *cols, int *rows)
{
	(void)t;
	*cols = COLS;
	*rows = LINES;
}

void term_resized(struct terminal *t)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col)
		resize_term(size.ws_row, size.ws_col);
	free(t->row_hash);
	t->row_hash = NULL;
	graphics_measure(&t->graphics, STDOUT_FILENO);
	take_graphic(t); /* and with the next frame it comes back */
	clearok(curscr, TRUE);
}

/* By the signal's own default, which the kernel drops where no shell is there to make us go on: behind mosh or a forced
 * command a stop would be for ever. */
static void stop_here(void)
{
	struct sigaction own = {.sa_handler = SIG_DFL}, before;
	sigset_t stop, mask;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigaction(SIGTSTP, &own, &before);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, &mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGTSTP, &before, NULL);
}

void term_suspend(struct terminal *t)
{
	modes_off(t); /* the next frame sets them again */
	endwin();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t->before);
	stop_here();
	reset_prog_mode();
	emit(cursor_invisible);
	term_resized(t);
}

int term_read(struct terminal *t, struct keys *keys)
{
	char bytes[READ_MAX];
	ssize_t got;

	(void)t;
	got = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (got <= 0)
		return -1;
	keys_feed(keys, (struct str){bytes, (size_t)got});
	return 0;
}

int term_escape_ms(const struct terminal *t)
{
	(void)t;
	return getenv("SSH_CONNECTION") ? 100 : 50;
}

static attr_t attributes(const struct terminal *t, unsigned style)
{
	attr_t a = A_NORMAL;

	if (style & ST_BOLD || (t->contrast && STYLE_HUE_OF(style)))
		a |= A_BOLD;
	if (style & ST_DIM && !t->contrast)
		a |= A_DIM;
	if (style & ST_REVERSE)
		a |= A_REVERSE;
	if (style &
	    (ST_UNDERLINE | ST_ITALIC)) /* few terminals have italics, and some show them as reverse */
		a |= A_UNDERLINE;
	if (t->colour)
		a |= COLOR_PAIR(STYLE_HUE_OF(style));
	return a;
}

/* A piece of a cluster as curses takes it: one base and up to four marks that wcwidth agrees are marks. What follows a
 * joiner and the emoji variation selector are left out: no two terminals agree on their width. False: show a
 * stand-in. */
static bool wide_chars(struct str piece, int width, wchar_t out[6])
{
	int count = 0;

	while (piece.len && count < 5) {
		uint32_t p = utf8_next(&piece);

		if (count == 0 && (wcwidth((wchar_t)p) != width))
			return false;
		if (count && (p == 0x200D || p == 0xFE0F || wcwidth((wchar_t)p) != 0))
			break;
		out[count++] = (wchar_t)p;
	}
	out[count] = 0;
	return count > 0;
}

static void put_piece(const struct terminal *t, struct str piece, int width, unsigned style)
{
	wchar_t wide[6];
	cchar_t cc;

	if (t->utf8 && wide_chars(piece, width, wide) &&
	    setcchar(&cc, wide, attributes(t, style), t->colour ? (short)STYLE_HUE_OF(style) : 0, NULL) == OK) {
		add_wch(&cc);
	} else {
		addch((unsigned char)sign_ascii(piece) | attributes(t, style)); /* no UTF-8 */
		if (width == 2)
			addch(' ' | attributes(t, style));
	}
}

static void put_plain(const struct terminal *t, const struct cell *cell)
{
	struct str cluster = {cell->s, cell->len}, piece;
	int width;

	if (cell->len == 1)
		addch((unsigned char)cell->s[0] | attributes(t, cell->style));
	else
		while (cluster.len) {
			piece = utf8_piece(&cluster, &width);
			put_piece(t, piece, width ? width : 1 /* a mark alone */, cell->style);
		}
}

/* The pair of two colours, kept until a frame without blocks. */
static int block_pair(struct terminal *t, const struct cell *cell)
{
	int pair = alloc_pair(cell->ink ? cell->ink : -1, cell->ground ? cell->ground : -1);

	for (size_t i = t->pairs; i-- > 0;)
		if (t->pair[i] == pair)
			return pair;
	if (pair <= 0)
		return 0;
	if (t->pairs == t->pair_cap) {
		t->pair_cap = t->pair_cap ? t->pair_cap * 2 : 64;
		t->pair = mem_grow(t->pair, t->pair_cap, sizeof(*t->pair));
	}
	return t->pair[t->pairs++] = pair;
}

/* Once the screen holds none of them any more. */
static void free_pairs(struct terminal *t)
{
	for (size_t i = 0; i < t->pairs; i++)
		free_pair(t->pair[i]);
	t->pairs = 0;
}

static void put_block(struct terminal *t, const struct cell *cell)
{
	struct str cluster = {cell->s, cell->len};
	wchar_t wide[6];
	cchar_t cc;
	int pair = block_pair(t, cell);

	t->blocks = true;
	if (wide_chars(cluster, 1, wide) && setcchar(&cc, wide, A_NORMAL, 0, &pair) == OK)
		add_wch(&cc);
	else
		addch(' ');
}

static void put_cell(struct terminal *t, const struct cell *cell)
{
	if ((cell->ink || cell->ground) && t->utf8 && t->graphics.colours) {
		put_block(t, cell);
		return;
	}
	put_plain(t, cell);
}

static bool is_risky(const struct cell *cell)
{
	return cell->len > 3 || (cell->len == 3 && cell->width != 1);
}

/* A line whose width a terminal may see differently is sent whole when it changes, so that no error stays. */
static void put_row(struct terminal *t, const struct canvas *c, int row)
{
	const struct cell *cells = &c->cell[row * c->cols];
	unsigned hash = 2166136261u;
	bool risky = false;

	move(row, 0);
	for (int col = 0; col < c->cols; col++) {
		if (cells[col].width == 0)
			continue;
		risky |= is_risky(&cells[col]);
		for (int i = 0; i < cells[col].len; i++)
			hash = (hash ^ (unsigned char)cells[col].s[i]) * 16777619u;
		hash = (hash ^ cells[col].style) * 16777619u;
		hash = (hash ^ (unsigned)(cells[col].ink << 8 | cells[col].ground)) * 16777619u;
		put_cell(t, &cells[col]);
	}
	hash = (hash & ~1u) | risky;
	if (t->row_hash[row] != hash && (hash & 1 || t->row_hash[row] & 1)) {
		wredrawln(stdscr, row, 1);
		if (t->shown.picture && row >= t->shown.row && row < t->shown.row + t->shown_picture.rows)
			t->shown.serial = 0; /* it was written over */
	}
	t->row_hash[row] = hash;
}

static void set_modes(struct terminal *t, bool typing, bool taps, bool cursor)
{
	if (t->modern && !t->focus_asked) {
		emit(FOCUS_ON);
		t->focus_asked = true;
	}
	if (t->modern && taps != t->taps)
		emit(taps ? TAPS_ON : TAPS_OFF);
	if (t->modern && typing != t->typing)
		emit(typing ? PASTE_ON : PASTE_OFF);
	if (cursor != t->cursor)
		emit(cursor ? cursor_normal : cursor_invisible);
	t->typing = typing;
	t->taps = taps;
	t->cursor = cursor;
}

void term_show(struct terminal *t, const struct canvas *c, bool typing, bool taps)
{
	bool cursor = c->cursor_row >= 0;

	if (!t->row_hash || t->rows != c->rows) {
		free(t->row_hash);
		t->row_hash = mem_array((size_t)c->rows, sizeof(*t->row_hash));
		t->rows = c->rows;
	}
	set_modes(t, typing, taps && !typing, cursor);
	if (!is_shown(t, &c->graphic))
		take_graphic(t);
	t->blocks = false;
	for (int row = 0; row < c->rows && row < LINES; row++)
		put_row(t, c, row);
	leaveok(stdscr, !cursor);
	if (cursor)
		move(c->cursor_row, c->cursor_col);
	wnoutrefresh(stdscr);
	doupdate();
	if (!t->blocks && t->pairs)
		free_pairs(t);
	if (c->graphic.picture && !is_shown(t, &c->graphic))
		put_graphic(t, &c->graphic);
}
