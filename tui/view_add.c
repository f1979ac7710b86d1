/* SPDX-License-Identifier: MIT
 * Adding a note: a deck, a kind, the kind's fields. What is half-typed is kept as a draft. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/notes.h"
#include "study/settings.h"
#include "tui/doc.h"
#include "tui/note_form.h"
#include "tui/view_list.h"

#define DRAFT_KEY "add"

static struct field *field(struct app *app, void *state)
{
	struct note_form *f = state;

	(void)app;
	return f->paused ? NULL : &f->field[f->at];
}

static unsigned contexts(struct app *app, void *state)
{
	struct note_form *f = state;

	(void)app;
	return (f->paused ? CTX_FORM_KEYS : CTX_TYPING) | (f->scroll_max && f->paused ? CTX_BODY : 0);
}

static void draw_form(struct note_form *f, struct doc *doc, int *at_y)
{
	doc_textf(doc, 0, ST_PLAIN, "Kind: %.*s", STR_FMT(note_form_type(f)->name));
	for (int i = 0; i < f->count; i++) {
		doc_textf(doc, 0, i == f->at ? ST_BOLD : ST_DIM, "%.*s", STR_FMT(note_form_name(f, i)));
		if (i == f->at)
			*at_y = doc->y;
		doc_mark(doc, i == f->at ? STR(">") : STR(" "), ST_BOLD);
		doc_field(doc, 2, &f->field[i], i == f->at && !f->paused);
	}
	if (note_form_type(f)->cloze)
		doc_text(doc, 0, STR("[[word]] makes a gap."), ST_DIM);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct note_form *f = state;
	struct doc measure = {.box = body}, doc = {.canvas = canvas, .box = body};
	int at_y = 0;

	(void)app;
	draw_form(f, &measure, &at_y);
	f->scroll_max = doc_scroll_max(&measure);
	doc.scroll =
		at_y - 1 < f->scroll_max ? at_y - 1 : f->scroll_max; /* the field at hand with its name */
	if (measure.y <= body.rows || doc.scroll < 0)
		doc.scroll = 0;
	draw_form(f, &doc, &at_y);
}

static void rest(struct app *app, void *state)
{
	struct note_form *f = state;
	struct buf text = {0};
	struct err err;

	note_form_put(f, &text);
	if (draft_set(app->store, STR(DRAFT_KEY), buf_str(&text), &err))
		app_fail(app, &err);
	buf_fini(&text);
}

static int write_note(struct app *app, const struct note_draft *draft, struct err *err)
{
	struct settings settings;
	STORE_TX(tx);

	if (settings_load(app->store, draft->deck, &settings, err) || store_begin(app->store, &tx, err) ||
	    note_put(app->store, draft, settings_zone(&settings, app->clock), err) < 0)
		return -1;
	return store_commit(&tx, err);
}

static unsigned save(struct app *app, struct note_form *f)
{
	struct arena arena = {0};
	struct note_draft draft;
	size_t cards = note_form_draft(f, &arena, &draft);
	struct err err;

	draft.uid = note_random_uid(app->store);
	if (!cards) {
		app_notice(app, note_form_type(f)->cloze ? "no gap yet: put [[ ]] around a word"
							 : "there is nothing to ask yet");
	} else if (write_note(app, &draft, &err)) {
		app_fail(app, &err);
	} else {
		crossing_wrote(&app->crossing);
		note_form_clear(f);
		rest(app, f);
		app_notice(app, "saved: %d %s", (int)cards, cards == 1 ? "card" : "cards");
	}
	arena_fini(&arena);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct note_form *f = state;

	switch ((int)event->action) {
	case DO_SUBMIT:
		if (f->at + 1 == f->count)
			return save(app, f);
		f->at++;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_KEYS: f->paused = true; return ACT_HANDLED | ACT_REDRAW;
	case DO_EDIT: f->paused = false; return ACT_HANDLED | ACT_REDRAW;
	case DO_SAVE: f->paused = false; return save(app, f);
	case DO_KIND: note_form_next_kind(f); return ACT_HANDLED | ACT_REDRAW;
	case DO_NEXT_FIELD:
		f->at = (f->at + 1) % f->count;
		f->paused = false;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_LAST_FIELD:
		f->at = (f->at + f->count - 1) % f->count;
		f->paused = false;
		return ACT_HANDLED | ACT_REDRAW;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct note_form *f = state;

	(void)app;
	if (action == DO_SUBMIT)
		return f->at + 1 < f->count ? "next" : f->field[f->at].many ? "twice: save" : "save";
	return NULL;
}

static void release(struct app *app, void *state)
{
	(void)app;
	note_form_free(state);
}

static const struct view view_add = {.name = "New note",
				     .contexts = contexts,
				     .draw = draw,
				     .act = act,
				     .free = release,
				     .field = field,
				     .label = label,
				     .rest = rest};

/* The deck of the sitting, or one for own notes. */
static void preset_deck(struct app *app, struct note_form *f)
{
	field_set(&f->field[0], app->deck.len ? buf_str(&app->deck) : STR("My notes"));
}

void view_add_push(struct app *app)
{
	struct note_form *f = note_form_new();
	struct buf text = {0};
	struct err err;

	preset_deck(app, f);
	if (draft_get(app->store, STR(DRAFT_KEY), &text, &err) == 0)
		note_form_get(f, buf_str(&text));
	buf_fini(&text);
	app_push(app, &view_add, f);
}
