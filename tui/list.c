/* SPDX-License-Identifier: MIT
 * List: the mark and the window around it. */
#include "tui/list.h"

#include "base/utf8.h"

static bool mark(struct list *l, int to)
{
	int old = l->marked;

	to = to >= l->count ? l->count - 1 : to;
	l->marked = to < 0 ? 0 : to;
	return l->marked != old;
}

bool list_act(struct list *l, const struct event *event, bool *chosen, bool *moved)
{
	*chosen = *moved = false;
	switch ((int)event->action) {
	case DO_DOWN: *moved = mark(l, l->marked + 1); return true;
	case DO_UP: *moved = mark(l, l->marked - 1); return true;
	case DO_SCROLL_DOWN: *moved = mark(l, l->marked + 3); return true;
	case DO_SCROLL_UP: *moved = mark(l, l->marked - 3); return true;
	case DO_ROW:
		if (l->top + event->n >= l->count)
			return true;
		*moved = mark(l, l->top + event->n);
		*chosen = true;
		return true;
	}
	return false;
}

void list_fit(struct list *l, int rows)
{
	l->page = rows > 0 ? rows : 1;
	if (l->marked < l->top)
		l->top = l->marked;
	if (l->marked >= l->top + l->page)
		l->top = l->marked - l->page + 1;
}

/* The window's first or last line, and the list goes on beyond it. */
static bool goes_on(const struct list *l, int i)
{
	return (i == l->top && i > 0) || (i == l->top + l->page - 1 && i < l->count - 1);
}

void list_line(const struct list *l, struct canvas *c, struct box box, int i, struct str left,
	       struct str right)
{
	int row = box.row + i - l->top, wide = utf8_width(right);
	unsigned style = i == l->marked ? ST_BOLD : ST_PLAIN;

	if (i < l->top || i >= l->top + l->page || row >= box.row + box.rows)
		return;
	if (i == l->marked)
		canvas_put(c, row, box.col, 1, STR(">"), ST_BOLD);
	if (goes_on(l, i))
		canvas_put(c, row, box.col + 1, 1, STR("┊"), ST_PLAIN);
	canvas_put(c, row, box.col + 2, box.cols - 3 - wide, left, style);
	canvas_put(c, row, box.col + box.cols - wide, wide, right, style);
	canvas_zone(c, (struct box){row, 0, 1, c->cols},
		    (struct event){.kind = EV_DO, .action = DO_ROW, .n = i - l->top});
}

const char *list_label(const struct list *l, enum action action)
{
	bool moves = action == DO_DOWN || action == DO_UP, takes = action == DO_OPEN;

	return (moves && l->count < 2) || (takes && !l->count) ? "" : NULL;
}
