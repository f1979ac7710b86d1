/* SPDX-License-Identifier: MIT
 * Glyphs: whatever stands on a card leaves the frame straight and steers nothing: every code point there is, and strings
 * of them, go the way of a card's text through the program's own terminal into another one (libvterm) that reads them
 * back. Where that one and the C library do not agree how wide a code point is, which no program can know, a row with it is
 * held to steer nothing, but not to be straight. A seeded part of the strings; all with --full. */
#include "tests/unit/unit.h"

#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#include <vterm.h>

#include "base/random.h"
#include "base/utf8.h"
#include "tui/term.h"

enum { COLS = 40, ROWS = 20 /* and an empty one, so that nothing scrolls */, POINTS_A_ROW = 9, POINTS = 0x110000 };
enum { STRINGS = 20000, STRINGS_FULL = 1000000, BYTES_MAX = 65536 };
#define EDGE "|"

/* Writes the text of row `number`; false: that was the last one before. */
typedef bool row_fn(struct buf *text, long number);

static bool points_row(struct buf *text, long number)
{
	for (long p = number * POINTS_A_ROW; p < (number + 1) * POINTS_A_ROW && p < POINTS; p++)
		if (p && (p < 0xD800 || p > 0xDFFF)) {
			utf8_put(text, (uint32_t)p);
			buf_addc(text, 'a');
		}
	return number * POINTS_A_ROW < POINTS;
}

/* Where the trouble is: marks, joiners, selectors, bidi, flags, wide ones, controls; else anything. */
static uint32_t any_point(struct rng *rng)
{
	static const struct {
		uint32_t first, count;
	} ranges[] = {{0, 0x20},       {0x20, 0x60},	{0x80, 0x20},	{0x300, 0x70},	{0x590, 0x170}, {0x900, 0x80},
		      {0x1100, 0x100}, {0x200B, 6},	{0x2028, 8},	{0x2060, 16},	{0x3040, 0x60}, {0x4E00, 0x5000},
		      {0xAC00, 0x200}, {0xFE00, 16},	{0xFF00, 0xF0}, {0x1F1E6, 26},	{0x1F300, 0x300}, {0x1F3FB, 5},
		      {0xE0020, 0x60}, {1, POINTS - 1}};
	size_t which = rng_below(rng, sizeof(ranges) / sizeof(ranges[0]));

	return ranges[which].first + (uint32_t)rng_below(rng, ranges[which].count);
}

static bool strings_row(struct buf *text, long number)
{
	struct rng rng;
	int count;

	rng_seed(&rng, (uint64_t)number);
	count = 1 + (int)rng_below(&rng, 40);
	for (int i = 0; i < count; i++) {
		uint32_t p = any_point(&rng);

		if (rng_below(&rng, 50) == 0)
			buf_addc(text, (char)rng_below(&rng, 256)); /* not UTF-8 */
		else if (p < 0xD800 || p > 0xDFFF)
			utf8_put(text, p);
	}
	return number < (getenv("CAIRN_TEST_FULL") ? STRINGS_FULL : STRINGS);
}

/* As a card's text is stored. */
static void clean_row(struct buf *clean, row_fn *row, long number)
{
	struct buf text = {0};

	(void)row(&text, number);
	(void)utf8_clean(clean, buf_str(&text), CLEAN_LINE, BYTES_MAX);
	buf_fini(&text);
}

static void draw(struct canvas *canvas, row_fn *row, long first)
{
	struct buf clean = {0};

	canvas_clear(canvas);
	for (int i = 0; i < ROWS; i++) {
		buf_clear(&clean);
		clean_row(&clean, row, first + i);
		canvas_put(canvas, i, 1, COLS - 2, buf_str(&clean), ST_PLAIN);
		canvas_put(canvas, i, 0, 1, STR(EDGE), ST_PLAIN);
		canvas_put(canvas, i, COLS - 1, 1, STR(EDGE), ST_PLAIN);
	}
	buf_fini(&clean);
}

/* The program's side: a frame, then one byte beside the terminal; the next one when a byte comes back. */
static void show_all(row_fn *row, int told, int asked)
{
	struct terminal *term;
	struct canvas canvas = {0};
	struct buf none = {0};
	struct err err;
	char byte = 0;

	if (term_open(&term, &err))
		_exit(3);
	canvas_resize(&canvas, COLS, ROWS + 1);
	for (long first = 0; row(&none, first); first += ROWS) {
		draw(&canvas, row, first);
		term_resized(term); /* each frame whole: none stands on what another left */
		term_show(term, &canvas, false, false);
		buf_clear(&none);
		if (write(told, &byte, 1) != 1 || read(asked, &byte, 1) != 1)
			_exit(4);
	}
	_exit(0);
}

struct reader {
	VTerm *vt;
	VTermScreen *screen;
	VTerm *ruler;		/* another one, to measure with */
	char agreed[POINTS];	/* 'y' 'n', 0 not looked at yet */
	int fd, told, asked, strange;
	long rows, unmeasured;	/* of them crooked, and nobody to blame */
};

/* How far the cursor goes behind an "a" with it: 0 to 2; -1: it goes on, and yet the "a" has taken it for a mark of its own. */
static int width_there(struct reader *r, uint32_t point)
{
	VTermPos at;
	VTermScreenCell cell;
	struct buf bytes = {0};

	buf_addz(&bytes, "\ra");
	utf8_put(&bytes, point);
	vterm_input_write(r->ruler, bytes.s, bytes.len);
	vterm_state_get_cursorpos(vterm_obtain_state(r->ruler), &at);
	buf_fini(&bytes);
	if (at.col > 1 && vterm_screen_get_cell(vterm_obtain_screen(r->ruler), (VTermPos){at.row, 0}, &cell) && cell.chars[1])
		return -1;
	return at.col - 1;
}

static bool is_agreed(struct reader *r, uint32_t point)
{
	if (!r->agreed[point])
		r->agreed[point] = wcwidth((wchar_t)point) == width_there(r, point) ? 'y' : 'n';
	return r->agreed[point] == 'y';
}

/* Whether both sides know how wide all of that row is. */
static bool is_measurable(struct reader *r, row_fn *row, long number)
{
	struct buf clean = {0};
	struct str rest;
	bool agreed = true;

	clean_row(&clean, row, number);
	rest = buf_str(&clean);
	while (rest.len && agreed) {
		uint32_t p = utf8_next(&rest);

		agreed = wcwidth((wchar_t)p) < 0 || is_agreed(r, p); /* what has no width is not sent */
	}
	buf_fini(&clean);
	return agreed;
}

static int strange_csi(const char *leader, const long args[], int count, const char *middle, char command, void *user)
{
	(void)args, (void)count, (void)middle;
	if (command != 't' && (!leader || *leader != '?')) /* terminfo's own: the window's title kept, private modes */
		((struct reader *)user)->strange++;
	return 1;
}

static int strange_text(const char *text, size_t len, void *user)
{
	if (!str_eq((struct str){text, len}, STR("104"))) /* terminfo's own: the colours are as they were */
		((struct reader *)user)->strange++;
	return 1;
}

static int strange_control(unsigned char control, void *user)
{
	(void)control;
	((struct reader *)user)->strange++;
	return 1;
}

static int set_property(VTermProp property, VTermValue *value, void *user)
{
	(void)value;
	if (property == VTERM_PROP_TITLE || property == VTERM_PROP_ICONNAME)
		((struct reader *)user)->strange++;
	return 1;
}

static int bell(void *user)
{
	((struct reader *)user)->strange++;
	return 1;
}

static void reader_open(struct reader *r)
{
	static const VTermParserCallbacks unknown = {
		.control = strange_control, .csi = strange_csi, .osc = strange_text, .dcs = strange_text};
	static const VTermScreenCallbacks known = {.settermprop = set_property, .bell = bell};

	r->vt = vterm_new(ROWS + 1, COLS);
	vterm_set_utf8(r->vt, 1);
	r->screen = vterm_obtain_screen(r->vt);
	vterm_screen_enable_altscreen(r->screen, 1);
	vterm_screen_set_callbacks(r->screen, &known, r);
	vterm_screen_set_unrecognised_fallbacks(r->screen, &unknown, r);
	vterm_screen_reset(r->screen, 1);
	r->ruler = vterm_new(2, COLS);
	vterm_set_utf8(r->ruler, 1);
	vterm_screen_reset(vterm_obtain_screen(r->ruler), 1);
}

/* Until the program has said that the frame is out, and nothing more of it waits. False: the program has ended. */
static bool take_frame(struct reader *r)
{
	struct pollfd fds[2] = {{r->fd, POLLIN, 0}, {r->told, POLLIN, 0}};
	char bytes[4096], byte;
	bool told = false;

	while (poll(fds, 2, told ? 0 : -1) > 0 || !told) {
		if (fds[0].revents & POLLIN) {
			ssize_t got = read(r->fd, bytes, sizeof(bytes));

			if (got > 0)
				vterm_input_write(r->vt, bytes, (size_t)got);
		} else if (fds[1].revents) {
			if (read(r->told, &byte, 1) != 1)
				return false;
			told = true;
			fds[1].fd = -1;
		}
	}
	return true;
}

static bool is_edge(const struct reader *r, int row, int col)
{
	VTermScreenCell cell;

	return vterm_screen_get_cell(r->screen, (VTermPos){row, col}, &cell) && cell.chars[0] == (uint32_t)EDGE[0] && !cell.chars[1];
}

static int bad_rows(struct reader *r, row_fn *row, long first)
{
	bool off = false; /* a row that the other side takes for a longer one runs into the next */
	int bad = 0;

	for (int i = 0; i < ROWS; i++) {
		struct buf text = {0};

		bool straight = is_edge(r, i, 0) && is_edge(r, i, COLS - 1), above = off;

		off = !is_measurable(r, row, first + i);
		r->unmeasured += !straight && (above || off);
		if (straight || above || off)
			continue;
		bad++;
		clean_row(&text, row, first + i);
		print_error("row %ld is crooked: %s\n", first + i, buf_z(&text));
		buf_fini(&text);
	}
	return bad;
}

static pid_t start(struct reader *r, row_fn *row)
{
	struct winsize size = {.ws_row = ROWS + 1, .ws_col = COLS};
	int told[2], asked[2];
	pid_t pid;

	assert_int_equal(pipe(told) | pipe(asked), 0);
	pid = forkpty(&r->fd, NULL, NULL, &size);
	assert_true(pid >= 0);
	if (pid == 0)
		show_all(row, told[1], asked[0]);
	close(told[1]);
	close(asked[0]);
	r->told = told[0];
	r->asked = asked[1];
	return pid;
}

/* Whether the frame whose first row is `first` is well; how many rows are not. */
typedef int look_fn(struct reader *r, row_fn *row, long first);

static void read_back(row_fn *row, look_fn *look)
{
	static struct reader r;
	pid_t pid;
	int bad = 0, status;

	r = (struct reader){0};
	pid = start(&r, row);
	reader_open(&r);
	for (long first = 0; take_frame(&r); first += ROWS) {
		bad += look(&r, row, first);
		r.rows += ROWS;
		assert_int_equal(write(r.asked, "", 1), 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	vterm_free(r.vt);
	vterm_free(r.ruler);
	close(r.fd), close(r.told), close(r.asked);
	print_message("%ld of %ld rows are crooked by what libvterm measures otherwise\n", r.unmeasured, r.rows);
	assert_int_equal(r.strange, 0);
	assert_true(r.unmeasured < r.rows / 20);
	assert_int_equal(bad, 0);
}

static void glyphs__every_code_point(void **state)
{
	(void)state;
	read_back(points_row, bad_rows);
}

static void glyphs__strings(void **state)
{
	(void)state;
	read_back(strings_row, bad_rows);
}

/* Where a vowel has a cell of its own, the terminal is given it, and what stands behind is in its place. */
static bool vowels_row(struct buf *text, long number)
{
	static const char *const texts[] = {"काम हिन्दी की भाषा", "น้ำ", "வா காகம்", "ကျေးဇူး", "ភាសា", "ಕಿ ಕೆ", "বাংলা"};
	long count = sizeof(texts) / sizeof(texts[0]);

	if (number < count)
		buf_addz(text, texts[number]);
	return number < count;
}

static void put_shown(const struct reader *r, int row, struct buf *out)
{
	VTermScreenCell cell;

	for (int col = 1; col < COLS - 1 && vterm_screen_get_cell(r->screen, (VTermPos){row, col}, &cell); col++)
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != UINT32_MAX; i++)
			utf8_put(out, cell.chars[i]);
}

static int other_rows(struct reader *r, row_fn *row, long first)
{
	for (int i = 0; i < ROWS; i++) {
		struct buf shown = {0}, wanted = {0};

		clean_row(&wanted, row, first + i);
		put_shown(r, i, &shown);
		assert_true(is_edge(r, i, 0) && is_edge(r, i, COLS - 1));
		assert_str(str_trim(buf_str(&shown)), buf_z(&wanted));
		buf_fini(&shown);
		buf_fini(&wanted);
	}
	return 0;
}

static void glyphs__vowels_in_cells_of_their_own(void **state)
{
	(void)state;
	read_back(vowels_row, other_rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(glyphs__every_code_point),
		cmocka_unit_test(glyphs__strings),
		cmocka_unit_test(glyphs__vowels_in_cells_of_their_own),
	};

	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
