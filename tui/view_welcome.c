/* SPDX-License-Identifier: MIT
 * Welcome: an empty store, and the ways to fill it. */
#include <stdlib.h>

#include "tui/doc.h"
#include "tui/view_list.h"

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_EMPTY;
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct doc doc = {.canvas = canvas, .box = body};

	(void)app;
	(void)state;
	doc_text(&doc, 0, STR("Nothing to learn here yet."), ST_BOLD);
	doc_gap(&doc);
	doc_text(&doc, 0,
		 STR("Press a and write a first note, or leave and take in a file: cairn import FILE"),
		 ST_PLAIN);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	(void)state;
	if (event->action == DO_ADD) {
		view_add_push(app);
		return ACT_HANDLED | ACT_REDRAW;
	}
	return event->action == DO_LEAVE ? ACT_HANDLED | ACT_QUIT : ACT_NONE;
}

/* Something to learn has come: straight to it. */
static void back(struct app *app, void *state)
{
	struct err err;

	(void)state;
	if (view_question_open(app, STR(""), true, &err))
		app_fail(app, &err);
}

static void release(struct app *app, void *state)
{
	(void)app;
	(void)state;
}

static const struct view view_welcome = {
	.name = "cairn", .contexts = contexts, .draw = draw, .act = act, .free = release, .back = back};

void view_welcome_push(struct app *app)
{
	app_push(app, &view_welcome, NULL);
}
