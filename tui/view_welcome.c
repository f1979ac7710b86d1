/* SPDX-License-Identifier: MIT
 * Welcome: an empty store, and the ways to fill it: a starter deck with one key, a note, a file, another
 * device's rows. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "schema/notes.h"
#include "study/starter.h"
#include "tui/doc.h"
#include "tui/list.h"
#include "tui/view_list.h"
#include "tui/work_child.h"

enum { LOOK_EVERY_MS = 300 };

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_EMPTY | CTX_LIST;
}

/* All of it; how far down the marked deck reaches. */
static int put(struct app *app, const struct list *list, struct doc *doc, bool about)
{
	int reach = 0;

	doc_text(doc, 0, str_of(_("Take a first deck:")), ST_BOLD);
	doc_gap(doc);
	for (int i = 0; i < list->count; i++) {
		struct starter starter = starter_get(i);
		int from = doc->y;

		if (i == list->marked)
			doc_mark(doc, STR(">"), ST_BOLD);
		doc_textf(doc, 2, i == list->marked ? ST_BOLD : ST_PLAIN, "%d %s (%d notes)", i + 1, starter.title,
			  starter.notes);
		if (about)
			doc_text(doc, 4, str_of(starter.about), ST_PLAIN);
		doc_zone(doc, from, (struct event){.kind = EV_DO, .action = DO_ROW, .n = i});
		reach = i == list->marked ? doc->y : reach;
		doc->y += app->layout.airy && i + 1 < list->count;
	}
	doc_gap(doc);
	doc_text(doc, 0,
		 app->kiosk   ? str_of(_("Or write a note (a)"))
		 : doc->tight ? str_of(_("or a file of yours (i)"))
			      : str_of(_("Or write a note (a), or take in a file (i): Anki, CSV, text, Markdown")),
		 ST_PLAIN);
	return reach;
}

/* Every deck is in sight, if need be without what it is about; on the smallest screens the marked one. */
static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	const struct list *list = state;
	bool tight = app->layout.step <= LAYOUT_MICRO, about = !tight;
	struct doc all = {.box = body, .tight = tight}, doc = {.canvas = canvas, .box = body, .tight = tight};
	int reach = put(app, list, &all, about);

	if (about && doc_scroll_max(&all)) {
		about = false;
		all = (struct doc){.box = body};
		reach = put(app, list, &all, about);
	}
	doc.scroll = reach > body.rows ? reach - body.rows : 0;
	(void)put(app, list, &doc, about);
}

static unsigned begin(struct app *app, struct str deck)
{
	struct err err;

	if (view_question_open(app, deck, true, &err))
		app_fail(app, &err);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned take(struct app *app, int which)
{
	struct err err;

	if (starter_load(app->store, which, &err) < 0) {
		app_fail(app, &err);
		return ACT_HANDLED | ACT_REDRAW;
	}
	return begin(app, str_of(starter_get(which).title));
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct list *list = state;
	bool chosen, moved;

	if (list_act(list, event, &chosen, &moved))
		return chosen ? take(app, list->marked) : ACT_HANDLED | (moved ? ACT_REDRAW : 0);
	switch ((int)event->action) {
	case DO_OPEN: return take(app, list->marked);
	case DO_ADD: view_add_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_SYNC: return view_sync_now(app);
	case DO_IMPORT: view_import_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_INBOX: view_inbox_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_CATALOGUE: view_catalogue_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_LEAVE: return ACT_HANDLED | ACT_QUIT;
	}
	return ACT_NONE;
}

/* Something to learn may have come, by hand or by sync: then straight to it. */
static unsigned tick(struct app *app, void *state)
{
	struct content_counts counts;
	struct err err;

	(void)state;
	if (app->crossing.state == CROSSING_ASKS) {
		view_who_push(app);
		return ACT_REDRAW;
	}
	if (content_counts(app->store, &counts, &err) || !counts.cards)
		return ACT_NONE;
	return begin(app, STR(""));
}

static void back(struct app *app, void *state)
{
	if (app->crossing.state != CROSSING_ASKS)
		(void)tick(app, state);
}

/* While a file is read, and once more at its end. */
static int64_t wait_ms(struct app *app, void *state)
{
	(void)state;
	if (!app->reading)
		return -1;
	(void)work_goes_on(&app->reading);
	return LOOK_EVERY_MS;
}

static const char *label(struct app *app, void *state, enum action action)
{
	(void)state;
	if (action == DO_IMPORT)
		return app->kiosk ? NULL : N_("file");
	return action == DO_OPEN   ? N_("take")
	       : action == DO_ADD  ? N_("write")
	       : action == DO_DOWN ? N_("next")
				   : NULL;
}

static void release(struct app *app, void *state)
{
	(void)app;
	free(state);
}

static const struct view view_welcome = {.name = N_("cairn"),
					 .contexts = contexts,
					 .draw = draw,
					 .act = act,
					 .free = release,
					 .label = label,
					 .back = back,
					 .tick = tick,
					 .wait_ms = wait_ms};

void view_welcome_push(struct app *app)
{
	struct list *list = mem_alloc(sizeof(*list));

	list->count = starter_count();
	list->page = list->count;
	app_push(app, &view_welcome, list);
}
