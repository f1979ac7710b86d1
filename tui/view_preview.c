/* SPDX-License-Identifier: MIT
 * Preview: the cards of a note as they will be asked. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/rich.h"
#include "tui/view_list.h"

struct preview {
	struct arena arena;
	struct face *face;
	size_t count;
	int scroll, scroll_max, page;
};

static unsigned contexts(struct app *app, void *state)
{
	struct preview *p = state;

	(void)app;
	return CTX_READ | (p->scroll_max ? CTX_BODY : 0);
}

static void put_wrong(struct doc *doc, const struct face *face)
{
	for (size_t i = 0; i < face->wrong.count; i++)
		doc_textf(doc, 2, ST_DIM, "not: %.*s", STR_FMT(face->wrong.item[i]));
}

static void put(const struct preview *p, struct doc *doc)
{
	static const char *const modes[] = {N_("to turn over"), N_("to choose"), N_("to type"),
					    N_("to fill in")};

	if (!p->count)
		doc_text(doc, 0, str_of(_("This makes no card yet.")), ST_PLAIN);
	for (size_t i = 0; i < p->count; i++) {
		doc_gap(doc);
		doc_textf(doc, 0, ST_DIM, "Card %zu of %zu, %s", i + 1, p->count, _(modes[p->face[i].mode]));
		rich_draw(doc, 0, p->face[i].front, ST_BOLD);
		doc_text(doc, 0, STR("---"), ST_DIM);
		rich_draw(doc, 0, p->face[i].back, ST_PLAIN);
		put_wrong(doc, &p->face[i]);
	}
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct preview *p = state;
	bool tight = app->layout.step <= LAYOUT_MICRO;
	struct doc measure = {.box = body, .tight = tight}, doc = {.canvas = canvas, .box = body, .tight = tight};

	put(p, &measure);
	p->scroll_max = doc_scroll_max(&measure);
	p->page = body.rows;
	if (p->scroll > p->scroll_max)
		p->scroll = p->scroll_max;
	doc.scroll = p->scroll;
	put(p, &doc);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct preview *p = state;
	int by = p->page > 3 ? p->page / 2 : 1;

	(void)app;
	switch ((int)event->action) {
	case DO_SCROLL_DOWN: p->scroll += by; return ACT_HANDLED | ACT_REDRAW;
	case DO_SCROLL_UP: p->scroll = p->scroll > by ? p->scroll - by : 0; return ACT_HANDLED | ACT_REDRAW;
	case DO_CLOSE: return ACT_HANDLED | ACT_POP;
	}
	return ACT_NONE;
}

static void release(struct app *app, void *state)
{
	struct preview *p = state;

	(void)app;
	arena_fini(&p->arena);
	free(p);
}

static const struct view view_preview = {
	.name = N_("Preview"), .contexts = contexts, .draw = draw, .act = act, .free = release};

void view_preview_push(struct app *app, const struct note_type *type, struct row_list fields)
{
	struct preview *p = mem_alloc(sizeof(*p));
	struct str *item = arena_alloc(&p->arena, (fields.count + 1) * sizeof(*item));
	uint32_t ords[TEMPLATE_ORDS_MAX];

	for (size_t i = 0; i < fields.count; i++)
		item[i] = arena_str(&p->arena, fields.item[i]);
	fields.item = item;
	p->count = template_ords(type, fields, ords, TEMPLATE_ORDS_MAX);
	p->face = arena_alloc(&p->arena, (p->count + 1) * sizeof(*p->face));
	for (size_t i = 0; i < p->count; i++)
		template_face(type, fields, ords[i], &p->arena, &p->face[i]);
	app_push(app, &view_preview, p);
}
