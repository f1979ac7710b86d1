/* SPDX-License-Identifier: MIT
 * Own edits that lost to another device's: told once, each with a way to the note's history. */
#include <stdlib.h>

#include "base/markup.h"
#include "base/mem.h"
#include "base/message.h"
#include "schema/conflicts.h"
#include "schema/notes.h"
#include "tui/doc.h"
#include "tui/list.h"
#include "tui/view_list.h"

enum { CONFLICTS_MAX = 50 };

struct told {
	uint64_t note;
	struct str text; /* of its first field, in the arena */
	bool gone;
};

struct conflicts {
	struct arena arena;
	struct told told[CONFLICTS_MAX];
	struct list list;
};

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_LIST;
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct conflicts *c = state;
	struct doc doc = {.canvas = canvas, .box = body, .tight = app->layout.step <= LAYOUT_MICRO};

	if (doc.tight)
		; /* the title says it; the room is for the notes */
	else if (c->list.count == 1)
		doc_text(&doc, 0,
			 str_of(_("This note was edited here and on another device. The later text is kept; "
				  "the one from "
				  "here is in its history.")),
			 ST_PLAIN);
	else
		doc_text(&doc, 0,
			 str_of(_("These notes were edited here and on another device. The later texts are "
				  "kept; those "
				  "from here are in their histories.")),
			 ST_PLAIN);
	doc_gap(&doc);
	body.row += doc.y;
	body.rows = body.rows > doc.y ? body.rows - doc.y : 1;
	list_fit(&c->list, body.rows);
	for (int i = 0; i < c->list.count; i++)
		list_line(&c->list, canvas, body, i, c->told[i].text,
			  c->told[i].gone ? str_of(_("removed")) : STR(""));
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct conflicts *c = state;
	bool chosen, moved;

	if (!list_act(&c->list, event, &chosen, &moved)) {
		if (event->action != DO_OPEN)
			return ACT_NONE;
		chosen = true;
	}
	if (chosen)
		view_history_push(app, c->told[c->list.marked].note);
	return ACT_HANDLED | (chosen || moved ? ACT_REDRAW : 0);
}

static const char *label(struct app *app, void *state, enum action action)
{
	(void)app;
	return action == DO_OPEN    ? N_("history")
	       : action == DO_LEAVE ? N_("go on")
				    : list_label(&((struct conflicts *)state)->list, action);
}

static void release(struct app *app, void *state)
{
	struct conflicts *c = state;

	(void)app;
	arena_fini(&c->arena);
	free(c);
}

static const struct view view_conflicts = {.name = N_("Edited in two places"),
					   .contexts = contexts,
					   .draw = draw,
					   .act = act,
					   .free = release,
					   .label = label};

static void put_text(struct conflicts *c, struct told *told, const struct conflict *conflict)
{
	const struct row_note *note = conflict->won.note.gone ? &conflict->lost.note : &conflict->won.note;
	struct buf plain = {0};

	if (note->fields.count)
		markup_plain(&plain, note->fields.item[0]);
	told->note = conflict->note;
	told->gone = conflict->won.note.gone;
	told->text = arena_str(&c->arena, plain.len ? buf_str(&plain) : str_of(_("(a note)")));
	buf_fini(&plain);
}

/* Takes them all in one transaction: told is what the next frame shows. */
static int take(struct app *app, struct conflicts *c, struct err *err)
{
	struct arena arena = {0};
	STORE_TX(tx);
	int rc = store_begin(app->store, &tx, err);

	while (rc == 0 && c->list.count < CONFLICTS_MAX) {
		struct conflict conflict;

		rc = conflict_take(app->store, &conflict, &arena, err);
		if (rc == 0)
			put_text(c, &c->told[c->list.count++], &conflict);
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : store_commit(&tx, err);
}

int view_conflicts_look(struct app *app, struct err *err)
{
	struct conflicts *c;
	int64_t count = 0;
	int rc;

	if (conflict_count(app->store, &count, err))
		return -1;
	if (!count)
		return 0;
	c = mem_alloc(sizeof(*c));
	rc = take(app, c, err);
	if (rc == 0 && c->list.count)
		app_push(app, &view_conflicts, c);
	else
		release(app, c);
	return rc;
}
