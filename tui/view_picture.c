/* SPDX-License-Identifier: MIT
 * Picture: an image of a card on all of the screen, one after the other. */
#include <stdlib.h>

#include "base/message.h"
#include "tui/doc.h"
#include "tui/pictures.h"
#include "tui/view_list.h"

struct looking {
	struct arena arena;
	struct str name[PICTURES_NAMES_MAX];
	int count, at;
	struct showing showing;
};

static unsigned contexts(struct app *app, void *state)
{
	(void)app, (void)state;
	return CTX_READ | CTX_PICTURE;
}

static void title(struct app *app, void *state, struct buf *out)
{
	const struct looking *v = state;

	(void)app;
	if (v->count > 1)
		buf_addf(out, "%d/%d  ", v->at + 1, v->count);
	buf_add(out, v->name[v->at]);
}

static struct box room(const struct app *app)
{
	return (struct box){app->layout.body.row, 0, app->layout.body.rows, app->canvas.cols};
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct looking *v = state;
	struct doc doc = {.canvas = canvas, .box = body};

	if (v->showing.state == SHOWING_FAILED) {
		doc_textf(&doc, 0, ST_PLAIN, "[image: %.*s]", STR_FMT(v->name[v->at]));
		doc_gap(&doc);
		doc_textf(&doc, 0, ST_PLAIN, "It cannot be drawn: %s.", buf_z(&v->showing.bytes));
	} else if (!showing_draw(&v->showing, canvas, room(app))) {
		doc_textf(&doc, 0, ST_DIM, "[image: %.*s]", STR_FMT(v->name[v->at]));
	}
}

static unsigned tick(struct app *app, void *state)
{
	struct looking *v = state;

	bool began = showing_want(app, &v->showing, v->name[v->at], room(app).cols, room(app).rows);

	return showing_tick(app, &v->showing) || began ? ACT_REDRAW : ACT_NONE;
}

static int64_t wait_ms(struct app *app, void *state)
{
	const struct looking *v = state;

	if (!showing_is(app, &v->showing, v->name[v->at], room(app).cols, room(app).rows))
		return 0;
	return showing_wait_ms(app, &v->showing);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct looking *v = state;

	(void)app;
	if (event->action == DO_PICTURE && v->at + 1 < v->count) {
		v->at++;
		return ACT_HANDLED | ACT_REDRAW;
	}
	return event->action == DO_CLOSE || event->action == DO_PICTURE ? ACT_HANDLED | ACT_POP : ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct looking *v = state;

	(void)app;
	return action == DO_PICTURE ? v->at + 1 < v->count ? N_("next") : "" : NULL;
}

static void release(struct app *app, void *state)
{
	struct looking *v = state;

	(void)app;
	showing_end(&v->showing);
	arena_fini(&v->arena);
	free(v);
}

static const struct view view_picture = {.name = N_("Picture"), .contexts = contexts, .draw = draw, .act = act, .free = release,
					 .title = title, .label = label, .tick = tick, .wait_ms = wait_ms};

void view_picture_push(struct app *app, const struct str *name, int count)
{
	struct looking *v = mem_alloc(sizeof(*v));

	for (; v->count < count && v->count < PICTURES_NAMES_MAX; v->count++)
		v->name[v->count] = arena_str(&v->arena, name[v->count]);
	app_push(app, &view_picture, v);
}
