/* SPDX-License-Identifier: MIT
 * Choosing: a question in some sentences, and lines to choose from. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/doc.h"
#include "tui/list.h"
#include "tui/view_list.h"

enum { SCROLL_ROWS = 3 };

struct choose {
	const char *title;
	struct buf text;
	const char *const *line;
	struct list list;
	int scroll; /* lines further down than the mark needs, where the text is longer than the screen */
	int below;  /* lines down to where the mark is in sight */
	view_choose_fn *done;
};

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_LIST;
}

/* Returns the line behind the marked one. */
static int put(struct choose *c, struct doc *doc)
{
	int marked_end = 0;

	doc_text(doc, 0, buf_str(&c->text), ST_PLAIN);
	doc_gap(doc);
	for (int i = 0; i < c->list.count; i++) {
		bool marked = i == c->list.marked;
		int from = doc->y;

		if (marked)
			doc_mark(doc, STR(">"), ST_BOLD);
		doc_textf(doc, 2, marked ? ST_BOLD : ST_PLAIN, "%d %s", i + 1, _(c->line[i]));
		doc_zone(doc, from, (struct event){.kind = EV_DO, .action = DO_ROW, .n = i});
		if (marked)
			marked_end = doc->y;
	}
	return marked_end;
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct choose *c = state;
	bool tight = app->layout.step <= LAYOUT_MICRO;
	struct doc measure = {.box = body, .tight = tight}, doc = {.canvas = canvas, .box = body, .tight = tight};
	int end = put(c, &measure);

	if (c->list.marked > 0 && end > body.rows)
		doc.scroll = end - body.rows;
	if (doc.scroll + c->scroll > doc_scroll_max(&measure))
		c->scroll = doc_scroll_max(&measure) - doc.scroll;
	doc.scroll += c->scroll;
	c->below = end - doc.scroll - body.rows;
	put(c, &doc);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct choose *c = state;
	bool chosen, moved;

	if (!list_act(&c->list, event, &chosen, &moved)) {
		if (event->action != DO_OPEN)
			return ACT_NONE;
		if (c->below > 0) { /* nobody has seen yet what would be chosen */
			c->scroll += c->below;
			return ACT_HANDLED | ACT_REDRAW;
		}
		chosen = true;
	}
	if (chosen) /* this view may be gone when it returns false */
		return ACT_HANDLED | (c->done(app, c->list.marked) ? ACT_POP : ACT_REDRAW);
	if (!moved && (event->action == DO_DOWN || event->action == DO_SCROLL_DOWN))
		c->scroll += SCROLL_ROWS;
	else
		c->scroll = 0;
	return ACT_HANDLED | ACT_REDRAW;
}

static const char *label(struct app *app, void *state, enum action action)
{
	(void)app;
	return action != DO_OPEN ? NULL : ((struct choose *)state)->below > 0 ? N_("more") : N_("choose");
}

static void title(struct app *app, void *state, struct buf *out)
{
	(void)app;
	buf_addz(out, ((struct choose *)state)->title);
}

static void release(struct app *app, void *state)
{
	struct choose *c = state;

	(void)app;
	buf_fini(&c->text);
	free(c);
}

static const struct view view_choose = {.name = N_("Choice"),
					.contexts = contexts,
					.draw = draw,
					.act = act,
					.free = release,
					.title = title,
					.label = label};

void view_choose_push(struct app *app, const char *head, struct str text, const char *const *lines, int count,
		      view_choose_fn *done)
{
	struct choose *c = mem_alloc(sizeof(*c));

	c->title = head;
	buf_add(&c->text, text);
	c->line = lines;
	c->list.count = c->list.page = count;
	c->done = done;
	app_push(app, &view_choose, c);
}
