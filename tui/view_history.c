/* SPDX-License-Identifier: MIT
 * History: a note's revisions, when and where each was written; the marked one in full, to be put in force again. */
#include <stdlib.h>

#include "base/markup.h"
#include "base/mem.h"
#include "base/message.h"
#include "schema/notes.h"
#include "study/deeds.h"
#include "tui/doc.h"
#include "tui/list.h"
#include "tui/view_list.h"

enum { REVISIONS_MAX = 200, LIST_ROWS_MAX = 6 };

struct revision {
	struct row_note note; /* in the arena */
	struct str when, where;
};

struct history {
	struct arena arena;
	uint64_t note;
	struct revision revision[REVISIONS_MAX];
	struct list list;
};

struct loading {
	struct app *app;
	struct history *history;
};

static struct row_list copy_list(struct row_list list, struct arena *arena)
{
	struct str *item = arena_alloc(arena, (list.count ? list.count : 1) * sizeof(*item));

	for (size_t i = 0; i < list.count; i++)
		item[i] = arena_str(arena, list.item[i]);
	return (struct row_list){item, list.count};
}

static int add(void *ctx, const struct row *row, struct err *err)
{
	struct loading *loading = ctx;
	struct history *h = loading->history;
	const struct clock *clock = loading->app->clock;
	struct revision *r = &h->revision[h->list.count];
	struct buf when = {0};
	bool own;

	if (log_is_own(loading->app->store, row->origin, &own, err))
		return -1;
	clock_put_local(&when, row->t, clock_zone_min(clock, row->t));
	*r = (struct revision){row->note, arena_str(&h->arena, buf_str(&when)),
			       own ? str_of(_("here")) : str_of(_("elsewhere"))};
	r->note.deck = arena_str(&h->arena, row->note.deck);
	r->note.tags = arena_str(&h->arena, row->note.tags);
	r->note.fields = copy_list(row->note.fields, &h->arena);
	buf_fini(&when);
	return ++h->list.count == REVISIONS_MAX;
}

static void load(struct app *app, struct history *h)
{
	struct loading loading = {app, h};
	struct err err;

	arena_reset(&h->arena);
	h->list.count = 0;
	if (note_each_revision(app->store, h->note, add, &loading, &err) < 0)
		app_fail(app, &err);
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_LIST;
}

static void draw_marked(const struct revision *r, struct doc *doc)
{
	if (r->note.gone)
		doc_text(doc, 0, str_of(_("The note was removed.")), ST_PLAIN);
	for (size_t i = 0; i < r->note.fields.count; i++) {
		struct buf plain = {0};

		markup_plain(&plain, r->note.fields.item[i]);
		doc_mark(doc, STR("|"), ST_DIM);
		doc_text(doc, 2, plain.len ? buf_str(&plain) : str_of(_("(nothing)")), ST_PLAIN);
		buf_fini(&plain);
	}
	if (r->note.tags.len)
		doc_textf(doc, 0, ST_DIM, "tags: %.*s", STR_FMT(r->note.tags));
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct history *h = state;
	struct box top = body;
	struct doc doc = {.canvas = canvas, .box = body, .tight = app->layout.step <= LAYOUT_MICRO};

	top.rows = h->list.count < LIST_ROWS_MAX ? h->list.count : LIST_ROWS_MAX;
	if (top.rows > body.rows / 2)
		top.rows = body.rows / 2;
	list_fit(&h->list, top.rows);
	for (int i = 0; i < h->list.count; i++)
		list_line(&h->list, canvas, top, i, h->revision[i].when,
			  i ? h->revision[i].where : str_of(_("in force")));
	doc.box.row += top.rows + !doc.tight;
	doc.box.rows -= top.rows + !doc.tight;
	if (h->list.count && doc.box.rows > 0)
		draw_marked(&h->revision[h->list.marked], &doc);
}

static unsigned restore(struct app *app, struct history *h)
{
	struct err err;

	if (h->list.marked == 0) {
		app_notice(app, "this one is in force");
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (deeds_put_back(app->store, h->note, &h->revision[h->list.marked].note, &err)) {
		app_fail(app, &err);
		return ACT_HANDLED | ACT_REDRAW;
	}
	crossing_wrote(&app->crossing);
	app->notes_changed = true;
	load(app, h);
	h->list.marked = 0;
	app_notice(app, "in force again; the other stays here");
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct history *h = state;
	bool chosen, moved;

	if (list_act(&h->list, event, &chosen, &moved))
		return ACT_HANDLED | (moved || chosen ? ACT_REDRAW : 0);
	return event->action == DO_OPEN ? restore(app, h) : ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct history *h = state;

	(void)app;
	if (action == DO_OPEN) /* the one above all others is in force */
		return h->list.marked ? N_("put in force") : "";
	return list_label(&h->list, action);
}

static void release(struct app *app, void *state)
{
	struct history *h = state;

	(void)app;
	arena_fini(&h->arena);
	free(h);
}

static const struct view view_history = {.name = N_("History"),
					 .contexts = contexts,
					 .draw = draw,
					 .act = act,
					 .free = release,
					 .label = label};

void view_history_push(struct app *app, uint64_t note)
{
	struct history *h = mem_alloc(sizeof(*h));

	h->note = note;
	load(app, h);
	app_push(app, &view_history, h);
}
