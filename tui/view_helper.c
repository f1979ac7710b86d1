/* SPDX-License-Identifier: MIT
 * The helper, asked about the card whose answer is on the screen: what about, and what it said. Leaving this screen ends the
 * question; nothing of the card waits for it. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/doc.h"
#include "tui/list.h"
#include "tui/view_list.h"

enum { TASKS = 5 };
static const char *const tasks[TASKS] = {N_("Explain it"), N_("A hint for next time"), N_("A mnemonic"), N_("Another example"),
					 N_("Grade my answer")};
static const char *const ratings[] = {N_("again"), N_("hard"), N_("good"), N_("easy")};

struct helper_view {
	struct arena arena;
	struct str front, back, given; /* plain */
	struct list list;
	bool asked; /* it runs, or has said something */
	int scroll, scroll_max, page;
};

static unsigned contexts(struct app *app, void *state)
{
	struct helper_view *v = state;

	(void)app;
	return v->asked ? CTX_READ | (v->scroll_max ? CTX_BODY : 0) : CTX_LIST;
}

static void put_menu(struct helper_view *v, struct doc *doc)
{
	for (int i = 0; i < v->list.count; i++) {
		bool marked = i == v->list.marked;
		int from = doc->y;

		if (marked)
			doc_mark(doc, STR(">"), ST_BOLD);
		doc_textf(doc, 2, marked ? ST_BOLD : ST_PLAIN, "%d %s", i + 1, _(tasks[i]));
		doc_zone(doc, from, (struct event){.kind = EV_DO, .action = DO_ROW, .n = i});
	}
}

static void put_said(const struct helper *h, struct doc *doc)
{
	if (h->grade) {
		doc_textf(doc, 0, ST_BOLD, "It would say: %s. You decide.", _(ratings[h->grade - 1]));
		helper_put_missing(doc, h);
		doc_gap(doc);
	}
	doc_text(doc, 0, buf_str(&h->text), ST_PLAIN);
	doc_gap(doc);
	doc_text(doc, 0, str_of(_("A machine wrote this; it may be wrong.")), ST_DIM);
}

static void put(struct app *app, struct helper_view *v, struct doc *doc)
{
	const struct helper *h = &app->helper;

	if (!v->asked)
		put_menu(v, doc);
	else if (h->state == HELPER_RUNS)
		doc_text(doc, 0, str_of(_("The helper was asked. Going back ends the question.")), ST_PLAIN);
	else if (h->state == HELPER_FAILED)
		doc_text(doc, 0, buf_str(&h->text), ST_PLAIN);
	else if (h->state == HELPER_SAID)
		put_said(h, doc);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct helper_view *v = state;
	bool tight = app->layout.step <= LAYOUT_MICRO;
	struct doc measure = {.box = body, .tight = tight}, doc = {.canvas = canvas, .box = body, .tight = tight};

	put(app, v, &measure);
	v->scroll_max = doc_scroll_max(&measure);
	v->page = body.rows;
	if (!v->asked) /* the mark is in sight */
		v->scroll = v->list.marked >= body.rows ? v->list.marked - body.rows + 1 : 0;
	if (v->scroll > v->scroll_max)
		v->scroll = v->scroll_max;
	doc.scroll = v->scroll;
	put(app, v, &doc);
}

static void ask(struct app *app, struct helper_view *v)
{
	static const enum helper_task kinds[TASKS] = {HELPER_EXPLAIN, HELPER_HINT, HELPER_MNEMONIC, HELPER_EXAMPLE, HELPER_GRADE};

	v->asked = true;
	v->scroll = 0;
	helper_ask(&app->helper, kinds[v->list.marked], v->front, v->back, v->given);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct helper_view *v = state;
	int by = v->page > 3 ? v->page / 2 : 1;
	bool chosen, moved;

	if (!v->asked) {
		if (!list_act(&v->list, event, &chosen, &moved)) {
			if (event->action != DO_OPEN)
				return ACT_NONE;
			chosen = true;
		}
		if (chosen)
			ask(app, v);
		return ACT_HANDLED | ACT_REDRAW;
	}
	switch ((int)event->action) {
	case DO_SCROLL_DOWN: v->scroll += by; return ACT_HANDLED | ACT_REDRAW;
	case DO_SCROLL_UP: v->scroll = v->scroll > by ? v->scroll - by : 0; return ACT_HANDLED | ACT_REDRAW;
	case DO_CLOSE:
		if (v->scroll < v->scroll_max) {
			v->scroll += by;
			return ACT_HANDLED | ACT_REDRAW;
		}
		return ACT_HANDLED | ACT_POP;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	struct helper_view *v = state;

	(void)app;
	if (action == DO_OPEN)
		return N_("ask");
	return action == DO_CLOSE && v->scroll < v->scroll_max ? N_("more") : NULL;
}

/* What it said has come. */
static unsigned tick(struct app *app, void *state)
{
	(void)state;
	return app->helper_came ? (app->helper_came = false, ACT_REDRAW) : ACT_NONE;
}

static void release(struct app *app, void *state)
{
	struct helper_view *v = state;

	helper_cancel(&app->helper);
	arena_fini(&v->arena);
	free(v);
}

static const struct view view_helper = {.name = N_("Helper"), .contexts = contexts, .draw = draw, .act = act, .free = release, .label = label,
					.tick = tick};

void view_helper_push(struct app *app, struct str front, struct str back, struct str given)
{
	struct helper_view *v = mem_alloc(sizeof(*v));

	v->front = arena_str(&v->arena, front);
	v->back = arena_str(&v->arena, back);
	v->given = arena_str(&v->arena, given);
	v->list.count = v->list.page = given.len ? TASKS : TASKS - 1;
	app_push(app, &view_helper, v);
}
