/* SPDX-License-Identifier: MIT
 * Tour: four screens for somebody who is new, once a store; any of them can be left. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/doc.h"
#include "tui/view_list.h"

static const struct {
	const char *title, *text;
} pages[] = {
	{N_("Questions and answers"), N_("A card asks. Say or type the answer, then look. If you did not "
					 "know it, say so (x); if you did, the space bar goes on. "
					 "That is all there is to do.")},
	{N_("When a card comes back"), N_("What you know comes back after days, weeks, months, each time "
					  "shortly before you would forget it. What you did not know "
					  "comes back in minutes.")},
	{N_("Keys and taps"), N_("The last line shows the keys, and each can be tapped. The question mark "
				 "shows all of them, q leads back, u takes the last "
				 "answer back. Everything is saved at once.")},
	{N_("Your cards"), N_("Begin with a deck that is here, write notes of your own (a), or take in a "
			      "file (i): Anki's packages, CSV, Markdown. Every day of study "
			      "lays a stone on your cairn.")},
};
enum { PAGES = sizeof(pages) / sizeof(pages[0]) };

struct tour {
	int page, scroll, scroll_max;
};

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_READ;
}

static void title(struct app *app, void *state, struct buf *out)
{
	const struct tour *t = state;

	(void)app;
	buf_addf(out, "%s  %d/%d", _("Tour"), t->page + 1, PAGES);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct tour *t = state;
	struct doc doc = {.canvas = canvas,
			  .box = body,
			  .scroll = t->scroll,
			  .tight = app->layout.step <= LAYOUT_MICRO};

	doc_text(&doc, 0, str_of(_(pages[t->page].title)), ST_BOLD);
	doc_gap(&doc);
	doc_text(&doc, 0, str_of(_(pages[t->page].text)), ST_PLAIN);
	t->scroll_max = doc_scroll_max(&doc);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct tour *t = state;

	(void)app;
	if (event->action != DO_CLOSE)
		return ACT_NONE;
	if (t->scroll < t->scroll_max) {
		t->scroll = t->scroll_max;
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (t->page + 1 == PAGES)
		return ACT_HANDLED | ACT_POP;
	t->page++;
	t->scroll = 0;
	return ACT_HANDLED | ACT_REDRAW;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct tour *t = state;

	(void)app;
	return action == DO_CLOSE   ? t->page + 1 == PAGES ? N_("begin") : N_("go on")
		 : action == DO_LEAVE ? N_("skip")
				    : NULL;
}

static void release(struct app *app, void *state)
{
	(void)app;
	free(state);
}

static const struct view view_tour = {.name = N_("Tour"),
				      .contexts = contexts,
				      .draw = draw,
				      .act = act,
				      .free = release,
				      .title = title,
				      .label = label};

int view_tour_look(struct app *app, struct err *err)
{
	int64_t seen = 0;
	int rc = meta_get_int(app->store, META_TOUR, &seen, err);

	if (rc < 0 || seen)
		return rc < 0 ? -1 : 0;
	if (meta_set_int(app->store, META_TOUR, 1, err))
		return -1;
	app_push(app, &view_tour, mem_alloc(sizeof(struct tour)));
	return 0;
}
