/* SPDX-License-Identifier: MIT
 * Field: editing by clusters. */
#include "tui/field.h"

#include <string.h>

#include "base/utf8.h"

static struct str dot = {"\xE2\x80\xA2", 3};

void field_set(struct field *f, struct str text)
{
	buf_clear(&f->text);
	(void)utf8_clean(&f->text, text, f->many ? CLEAN_TEXT : CLEAN_LINE, f->cap);
	f->cursor = f->text.len;
}

void field_fini(struct field *f)
{
	if (f->secret && f->text.s)
		explicit_bzero(f->text.s, f->text.cap);
	buf_fini(&f->text);
	f->cursor = 0;
}

/* Start of the cluster before, or of the one behind, the cursor. */
static size_t neighbour(const struct field *f, bool before)
{
	struct str rest = buf_str(&f->text);
	size_t at = 0;
	int width;

	while (rest.len) {
		struct str cluster = utf8_cluster(&rest, &width);
		size_t end = at + cluster.len;

		if (before ? end >= f->cursor : at >= f->cursor)
			return before ? at : end;
		at = end;
	}
	return at;
}

static bool cut(struct field *f, size_t from, size_t to)
{
	struct buf *b = &f->text;

	if (from >= to)
		return false;
	memmove(b->s + from, b->s + to, b->len - to + 1);
	b->len -= to - from;
	f->cursor = from;
	return true;
}

static bool insert(struct field *f, struct str text)
{
	struct buf whole = {0}, clean = {0};
	struct str old = buf_str(&f->text);
	size_t room = f->cap > old.len ? f->cap - old.len : 0;

	(void)utf8_clean(&clean, text, f->many ? CLEAN_TEXT : CLEAN_LINE, room);
	if (clean.len) {
		buf_add(&whole, str_slice(old, 0, f->cursor));
		buf_add(&whole, buf_str(&clean));
		buf_add(&whole, str_slice(old, f->cursor, old.len));
		if (f->text.len && f->secret)
			explicit_bzero(f->text.s, f->text.len);
		buf_clear(&f->text);
		buf_add(&f->text, buf_str(&whole));
		f->cursor += clean.len;
		if (f->secret)
			explicit_bzero(whole.s, whole.len);
	}
	buf_fini(&whole);
	buf_fini(&clean);
	return true;
}

static size_t word_start(const struct field *f)
{
	size_t at = f->cursor;

	while (at && f->text.s[at - 1] == ' ')
		at--;
	while (at && f->text.s[at - 1] != ' ' && f->text.s[at - 1] != '\n')
		at--;
	return at;
}

static bool move(struct field *f, size_t to)
{
	bool moved = to != f->cursor;

	f->cursor = to;
	return moved;
}

bool field_on_empty_line(const struct field *f)
{
	return f->text.len == 0 ||
	       (f->many && f->cursor == f->text.len && f->text.s[f->text.len - 1] == '\n');
}

void field_end_line(struct field *f)
{
	if (f->text.len && field_on_empty_line(f))
		(void)cut(f, f->text.len - 1, f->text.len);
}

static bool enter(struct field *f)
{
	if (!f->many || field_on_empty_line(f))
		return false;
	return insert(f, STR("\n"));
}

static bool act_key(struct field *f, uint32_t key)
{
	struct buf one = {0};

	switch (key) {
	case K_ENTER: return enter(f);
	case K_BACKSPACE: return cut(f, neighbour(f, true), f->cursor);
	case K_DELETE: return cut(f, f->cursor, neighbour(f, false));
	case K_LEFT: return f->cursor && move(f, neighbour(f, true));
	case K_RIGHT: return move(f, neighbour(f, false));
	case K_HOME:
	case K_CTRL + 'a': return move(f, 0);
	case K_END:
	case K_CTRL + 'e': return move(f, f->text.len);
	case K_CTRL + 'u': return cut(f, 0, f->cursor);
	case K_CTRL + 'w': return cut(f, word_start(f), f->cursor);
	}
	if (key >= KEY_CODES)
		return false;
	utf8_put(&one, key);
	insert(f, buf_str(&one));
	buf_fini(&one);
	return true;
}

bool field_act(struct field *f, const struct event *event)
{
	if (event->kind == EV_PASTE)
		return insert(f, event->text);
	return event->kind == EV_KEY && act_key(f, event->key);
}

/* Where the walk over the text stands. */
struct pen {
	int row, col, cursor_row, cursor_col;
};

static bool is_blank(struct str cluster)
{
	return cluster.s[0] == ' ' || cluster.s[0] == '\n';
}

/* Cells of the word that the text begins with, counted no further than `most`. */
static int word_cols(struct str rest, int most)
{
	int cols = 0, width;

	while (rest.len && cols <= most) {
		struct str cluster = utf8_cluster(&rest, &width);

		if (is_blank(cluster))
			break;
		cols += width ? width : 1;
	}
	return cols;
}

/* Whether a new line begins before the text: the word that begins there does not fit, but would on a line of its own. */
static bool breaks(const struct field *f, struct str rest, int col, int cols)
{
	size_t at = f->text.len - rest.len;
	int word;

	if (f->secret || !at || !col || f->text.s[at - 1] != ' ' || is_blank(rest))
		return false;
	word = word_cols(rest, cols);
	return col + word > cols && word <= cols;
}

/* Walks the text, wrapped at words into lines of `cols`; draws those from `skip` on when a canvas is given. A blank at
 * the end of a full line takes no room. */
static struct pen walk(const struct field *f, struct canvas *c, struct box box, int skip, unsigned style)
{
	struct pen pen = {0};
	struct str rest = buf_str(&f->text), cluster;
	int width;

	while (true) {
		size_t at = f->text.len - rest.len;

		if (rest.len && breaks(f, rest, pen.col, box.cols))
			pen = (struct pen){pen.row + 1, 0, pen.cursor_row, pen.cursor_col};
		if (at <= f->cursor) {
			pen.cursor_row = pen.row + (pen.col >= box.cols);
			pen.cursor_col = pen.col >= box.cols ? 0 : pen.col;
		}
		if (!rest.len)
			break;
		cluster = utf8_cluster(&rest, &width);
		if (f->secret)
			cluster = dot, width = 1;
		if (cluster.s[0] == ' ' && pen.col >= box.cols)
			continue;
		if (cluster.s[0] == '\n' || pen.col + width > box.cols) {
			pen.row++;
			pen.col = 0;
		}
		if (cluster.s[0] == '\n')
			continue;
		if (c && pen.row >= skip && pen.row - skip < box.rows)
			canvas_put(c, box.row + pen.row - skip, box.col + pen.col, width ? width : 1, cluster,
				   style);
		pen.col += width ? width : 1;
	}
	return pen;
}

int field_draw(const struct field *f, struct canvas *c, struct box box, unsigned style, bool with_cursor)
{
	struct pen pen;
	int skip;

	if (box.cols < 2)
		return 0;
	pen = walk(f, NULL, box, 0, style);
	skip = pen.cursor_row >= box.rows ? pen.cursor_row - box.rows + 1 : 0;
	if (c) {
		walk(f, c, box, skip, style);
		if (with_cursor)
			canvas_cursor(c, box.row + pen.cursor_row - skip, box.col + pen.cursor_col);
	}
	return (pen.cursor_row > pen.row ? pen.cursor_row : pen.row) + 1;
}
