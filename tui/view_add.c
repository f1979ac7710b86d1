/* SPDX-License-Identifier: MIT
 * A note's form: a new one, whose half-typed texts are kept as a draft, or one that is there already, whose schedule
 * stays whatever is typed. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "schema/cards.h"
#include "schema/notes.h"
#include "study/deeds.h"
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
	doc_textf(doc, 0, ST_PLAIN, "Kind: %.*s", STR_FMT(note_form_kind(f)));
	for (int i = 0; i < f->count; i++) {
		doc_textf(doc, 0, i == f->at ? ST_BOLD : ST_DIM, "%.*s", STR_FMT(note_form_name(f, i)));
		if (i == f->at)
			*at_y = doc->y;
		doc_mark(doc, i == f->at ? STR(">") : STR(" "), ST_BOLD);
		doc_field(doc, 2, &f->field[i], i == f->at && !f->paused);
	}
	if (note_form_type(f)->cloze)
		doc_text(doc, 0, str_of(_("[[word]] makes a gap.")), ST_DIM);
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

	if (f->note)
		return;
	note_form_put(f, &text);
	if (draft_set(app->store, STR(DRAFT_KEY), buf_str(&text), &err))
		app_fail(app, &err);
	buf_fini(&text);
}

/* Told once: whoever saves again wants both. */
static bool is_double(struct app *app, struct note_form *f, const struct note_draft *draft)
{
	struct err err;
	int rc = f->note || f->warned ? 1 : note_same_front(app->store, draft, &err);

	if (rc < 0)
		app_fail(app, &err);
	if (rc == 0)
		app_notice(app, "a note with this front is in that deck already; save once more to have both");
	f->warned = rc == 0;
	return rc == 0;
}

/* Told once, what another kind takes away. */
static bool takes_away(struct app *app, struct note_form *f)
{
	struct note_change_of_kind change = note_form_change(f);

	if (!f->other || f->told || (!change.gone && !change.lost_texts))
		return false;
	if (change.gone)
		app_notice(app, _n("%d card has no counterpart in that kind: it goes, and comes back with the kind; s saves",
				   "%d cards have no counterpart in that kind: they go, and come back with the kind; s saves",
				   change.gone),
			   (int)change.gone);
	else
		app_notice(app, "that kind has fewer fields: a text would go; s saves");
	f->told = true;
	f->paused = true;
	return true;
}

static void tell_saved(struct app *app, const struct note_form *f)
{
	struct note_change_of_kind change = note_form_change(f);

	if (!f->other)
		app_notice(app, "saved; its schedule stays");
	else
		app_notice(app, "saved: cards with their progress %d, new %d, gone %d", (int)change.kept,
			   (int)change.fresh, (int)change.gone);
}

static unsigned saved(struct app *app, struct note_form *f, size_t cards)
{
	crossing_wrote(&app->crossing);
	if (f->note) {
		app->notes_changed = true;
		tell_saved(app, f);
		return ACT_HANDLED | ACT_POP;
	}
	note_form_clear(f);
	rest(app, f);
	app_notice(app, _n("saved: %d card", "saved: %d cards", cards), (int)cards);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned save(struct app *app, struct note_form *f)
{
	unsigned bits = ACT_HANDLED | ACT_REDRAW;
	struct arena arena = {0};
	struct note_draft draft;
	size_t cards = note_form_draft(f, &arena, &draft);
	struct err err;

	if (!f->note)
		draft.uid = note_random_uid(app->store);
	if (!cards)
		app_notice(app, note_form_type(f)->cloze ? N_("no gap yet: put [[ ]] around a word")
							 : N_("there is nothing to ask yet"));
	else if (!is_double(app, f, &draft) && !takes_away(app, f)) {
		if (deeds_write(app->store, &draft, &err) < 0)
			app_fail(app, &err);
		else
			bits = saved(app, f, cards);
	}
	arena_fini(&arena);
	return bits;
}

/* Leaving a note that was changed: said once, what was typed is not saved by accident. */
static unsigned leave(struct app *app, struct note_form *f)
{
	struct buf now = {0};
	bool same;

	note_form_put(f, &now);
	same = !f->note || str_eq(buf_str(&now), buf_str(&f->was)) || (f->warned && str_eq(buf_str(&now), buf_str(&f->told_of)));
	buf_clear(&f->told_of);
	buf_add(&f->told_of, buf_str(&now));
	buf_fini(&now);
	if (same)
		return ACT_NONE;
	f->warned = true;
	app_notice(app, "not saved yet: s saves, q once more forgets the changes");
	return ACT_HANDLED | ACT_REDRAW;
}

static void preview(struct app *app, struct note_form *f)
{
	struct arena arena = {0};
	struct note_draft draft;

	(void)note_form_draft(f, &arena, &draft);
	view_preview_push(app, note_form_type(f), draft.fields);
	arena_fini(&arena);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct note_form *f = state;

	switch ((int)event->action) {
	case DO_SUBMIT:
		field_end_line(&f->field[f->at]);
		if (f->note) {
			f->paused = true;
			return ACT_HANDLED | ACT_REDRAW;
		}
		if (note_form_is_last(f))
			return save(app, f);
		f->at++;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_KEYS:
		field_end_line(&f->field[f->at]);
		f->paused = true;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_EDIT: f->paused = false; return ACT_HANDLED | ACT_REDRAW;
	case DO_SAVE: return save(app, f);
	case DO_PREVIEW: preview(app, f); return ACT_HANDLED | ACT_REDRAW;
	case DO_LEAVE: return leave(app, f);
	case DO_KIND: note_form_next_kind(f); return ACT_HANDLED | ACT_REDRAW;
	case DO_NEXT_FIELD:
		f->at = (f->at + 1) % f->count;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_LAST_FIELD:
		f->at = (f->at + f->count - 1) % f->count;
		return ACT_HANDLED | ACT_REDRAW;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct note_form *f = state;

	(void)app;
	if (action == DO_SUBMIT && f->note)
		return f->field[f->at].many ? N_("twice: done") : N_("done");
	if (action == DO_SUBMIT)
		return !note_form_is_last(f)  ? N_("next")
		       : f->field[f->at].many ? N_("twice: save")
					      : N_("save");
	return NULL;
}

static void release(struct app *app, void *state)
{
	(void)app;
	note_form_free(state);
}

static const struct view view_add = {.name = N_("New note"),
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

static const struct view view_edit = {.name = N_("Edit the note"),
				      .contexts = contexts,
				      .draw = draw,
				      .act = act,
				      .free = release,
				      .field = field,
				      .label = label};

void view_edit_push(struct app *app, int64_t id)
{
	struct arena arena = {0};
	struct note_type type;
	struct note_form *f;
	struct card card;
	struct note note;
	struct deck deck;
	struct err err;
	int rc = card_get(app->store, id, &card, &err);

	if (rc == 0)
		rc = note_get(app->store, card.note, &note, &arena, &err);
	if (rc == 0)
		rc = deck_get(app->store, note.deck, &deck, &arena, &err);
	if (rc == 0)
		rc = type_find(app->store, note.type, &type, &arena, &err);
	if (rc < 0)
		app_fail(app, &err);
	else if (rc > 0)
		app_notice(app, "this note was deleted");
	else if (note.shared)
		app_notice(app, "this note comes from a shared deck: it is changed there");
	if (rc == 0 && !note.shared) {
		f = note_form_new();
		note_form_open(f, &note, &type, deck.name);
		app_push(app, &view_edit, f);
	}
	arena_fini(&arena);
}
