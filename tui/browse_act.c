/* SPDX-License-Identifier: MIT
 * Browser: picking cards, and what is done to them, each one step of undo. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "schema/notes.h"
#include "study/deeds.h"
#include "tui/browse.h"

static const char *const deed_lines[DEED_NONE] = {
	N_("edit the note"),
	N_("suspend"),
	N_("unsuspend"),
	N_("bury until tomorrow"),
	N_("unbury"),
	N_("flag..."),
	N_("tags..."),
	N_("move to a deck..."),
	N_("set due..."),
	N_("forget: new again"),
	N_("how the note was before"),
	N_("delete the notes..."),
};

int64_t browse_marked(struct browse *b)
{
	return b->list.count ? search_card(b->search, b->list.marked) : 0;
}

bool browse_is_picked(const struct browse *b, int64_t card)
{
	for (size_t i = 0; i < b->picks; i++)
		if (b->picked[i] == card)
			return true;
	return b->all;
}

static void add(struct browse *b, int64_t card)
{
	if (b->picks == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 64;
		b->picked = mem_grow(b->picked, b->cap, sizeof(*b->picked));
	}
	b->picked[b->picks++] = card;
}

void browse_pick(struct app *app, struct browse *b)
{
	int64_t card = browse_marked(b);

	(void)app;
	if (!card)
		return;
	if (b->all) {
		b->all = false;
	} else if (browse_is_picked(b, card)) {
		for (size_t i = 0; i < b->picks; i++)
			if (b->picked[i] == card)
				b->picked[i--] = b->picked[--b->picks];
	} else {
		add(b, card);
	}
	if (b->list.marked + 1 < b->list.count)
		b->list.marked++;
}

/* From the card picked last to the marked one. */
void browse_pick_range(struct browse *b)
{
	int64_t last = b->picks ? b->picked[b->picks - 1] : 0;
	int from = b->list.marked, to = from;

	for (int i = 0; i < b->list.count && last; i++)
		if (search_card(b->search, i) == last)
			from = i;
	if (from > to) {
		int other = from;

		from = to;
		to = other;
	}
	for (int i = from; i <= to && i < b->list.count; i++) {
		int64_t card = search_card(b->search, i);

		if (!browse_is_picked(b, card))
			add(b, card);
	}
}

/* What a deed is about: the picked ones, or the marked one. *one holds the latter. */
static struct cards targets(struct browse *b, int64_t *one)
{
	if (b->all)
		return search_cards(b->search);
	if (b->picks)
		return (struct cards){b->picked, b->picks};
	*one = browse_marked(b);
	return (struct cards){one, *one != 0};
}

static void tell(struct app *app, const struct deed_done *done, const char *what)
{
	struct buf text = {0};

	buf_addf(&text, "%s: ", what);
	buf_addf(&text,
		 done->notes ? _n("%zu note", "%zu notes", done->changed)
			     : _n("%zu card", "%zu cards", done->changed),
		 done->changed);
	if (done->shared)
		buf_addf(&text, _("; %zu of shared decks stay as they are"), done->shared);
	app_notice(app, "%s", buf_z(&text));
	buf_fini(&text);
	app->notes_changed = true;
	crossing_wrote(&app->crossing);
}

static void decide(struct app *app, struct browse *b, enum row_kind kind, int64_t value, const char *what)
{
	struct deed_done done;
	struct err err;
	int64_t one;

	if (deeds_decide(app->store, targets(b, &one), kind, value, &done, &err))
		app_fail(app, &err);
	else
		tell(app, &done, what);
}

static bool take_tags(struct app *app, struct str text)
{
	struct deed_done done;
	struct err err;
	int64_t one;

	if (!text.len)
		return true;
	if (deeds_tag(app->store, targets(app->browse, &one), text, &done, &err))
		app_fail(app, &err);
	else
		tell(app, &done, _("tagged"));
	return true;
}

static bool take_deck(struct app *app, struct str text)
{
	struct deed_done done;
	struct err err;
	int64_t one;

	if (!text.len)
		return true;
	if (deeds_move(app->store, targets(app->browse, &one), text, &done, &err))
		app_fail(app, &err);
	else
		tell(app, &done, _("moved"));
	return true;
}

static bool take_flag(struct app *app, struct str text)
{
	int64_t flag;

	if (str_to_int(text, &flag, NULL) || flag < 0 || flag > 7) {
		app_notice(app, "a number from 0 (no flag) to 7");
		return !text.len;
	}
	decide(app, app->browse, ROW_FLAG_KIND, flag, flag ? _("flagged") : _("unflagged"));
	return true;
}

static bool take_due(struct app *app, struct str text)
{
	int64_t days;

	if (str_to_int(text, &days, NULL) || days < 0 || days > 36500) {
		app_notice(app, "a number of days, 0 for today");
		return !text.len;
	}
	decide(app, app->browse, ROW_DUE_KIND, days, _("due set"));
	return true;
}

static bool take_delete(struct app *app, struct str text)
{
	struct deed_done done;
	struct err err;
	int64_t one;

	if (!text.len || (text.s[0] | 0x20) != 'y')
		return true;
	if (deeds_delete(app->store, targets(app->browse, &one), &done, &err)) {
		app_fail(app, &err);
		return true;
	}
	tell(app, &done, _("deleted"));
	browse_again(app, app->browse);
	return true;
}

static void ask_delete(struct app *app, struct browse *b)
{
	struct buf text = {0};
	int64_t one;

	buf_addf(&text,
		 _n("Delete the notes of %zu card, with all their cards? y, or nothing for no. u takes it "
		    "back.",
		    "Delete the notes of %zu cards, with all their cards? y, or nothing for no. u takes it "
		    "back.",
		    targets(b, &one).count),
		 targets(b, &one).count);
	view_ask_push(app, _("Delete"), buf_str(&text), false, take_delete);
	buf_fini(&text);
}

static void history(struct app *app, int64_t id)
{
	struct arena arena = {0};
	struct card card;
	struct note note;
	struct err err;
	int rc = card_get(app->store, id, &card, &err);

	if (rc == 0)
		rc = note_get(app->store, card.note, &note, &arena, &err);
	if (rc < 0)
		app_fail(app, &err);
	else if (rc > 0)
		app_notice(app, "this note was deleted");
	else if (note.shared)
		app_notice(app, "this note comes from a shared deck: its history is kept there");
	else
		view_history_push(app, note.uid);
	arena_fini(&arena);
}

/* Suspended cards come back by the same key. */
static void toggle(struct app *app, struct browse *b, enum row_kind kind, enum card_queue queue, const char *on,
		   const char *off)
{
	struct card card = {0};
	struct err err;
	bool is_on;

	if (card_get(app->store, browse_marked(b), &card, &err) < 0)
		app_fail(app, &err);
	is_on = card.queue == queue;
	decide(app, b, kind, !is_on, is_on ? off : on);
}

unsigned browse_do(struct app *app, struct browse *b, enum browse_deed deed)
{
	if (!b->list.count)
		return ACT_HANDLED;
	switch (deed) {
	case DEED_EDIT: view_edit_push(app, browse_marked(b)); break;
	case DEED_SUSPEND:
		toggle(app, b, ROW_SUSPEND_KIND, QUEUE_SUSPENDED, _("suspended"), _("no longer suspended"));
		break;
	case DEED_UNSUSPEND: decide(app, b, ROW_SUSPEND_KIND, 0, _("no longer suspended")); break;
	case DEED_BURY:
		toggle(app, b, ROW_BURY_KIND, QUEUE_BURIED, _("buried"), _("no longer buried"));
		break;
	case DEED_UNBURY: decide(app, b, ROW_BURY_KIND, 0, _("no longer buried")); break;
	case DEED_FLAG:
		view_ask_push(app, _("Flag"), str_of(_("Which flag? 1 to 7, 0 for none.")), false, take_flag);
		break;
	case DEED_TAG:
		view_ask_push(app, _("Tags"),
			      str_of(_("Tags to add, separated by blanks; -tag takes one off.")), false,
			      take_tags);
		break;
	case DEED_DECK:
		view_ask_push(app, _("Deck"),
			      str_of(_("Move the notes to which deck? Levels are separated by ::")), false,
			      take_deck);
		break;
	case DEED_DUE:
		view_ask_push(app, _("Due"), str_of(_("Due in how many days? 0 is today.")), false, take_due);
		break;
	case DEED_FORGET: decide(app, b, ROW_FORGET_KIND, 1, _("forgotten")); break;
	case DEED_HISTORY: history(app, browse_marked(b)); break;
	case DEED_DELETE: ask_delete(app, b); break;
	case DEED_NONE: break;
	}
	return ACT_HANDLED | ACT_REDRAW;
}

static bool take_deed(struct app *app, int which)
{
	app->browse->pending = (enum browse_deed)which;
	return true;
}

void browse_menu(struct app *app)
{
	struct browse *b = app->browse;
	struct buf text = {0};
	int64_t one;

	if (!b->list.count)
		return;
	buf_addf(&text, _n("With %zu card:", "With %zu cards:", targets(b, &one).count),
		 targets(b, &one).count);
	view_choose_push(app, _("Do"), buf_str(&text), deed_lines, DEED_NONE, take_deed);
	buf_fini(&text);
}

unsigned browse_undo(struct app *app, struct browse *b, bool undo)
{
	struct buf said = {0}, words = {0};
	struct row what;
	struct err err;
	int rc = deeds_turn(app->store, undo, &what, &said, &err);

	if (rc < 0)
		app_fail(app, &err);
	else if (rc > 0)
		app_notice(app, undo ? N_("there is nothing to take back") : N_("there is nothing to do again"));
	else {
		deed_put(&words, said.len ? buf_str(&said) : str_of(_("one answer or decision")));
		app_notice(app, "%s: %s", undo ? _("taken back") : _("done again"), buf_z(&words));
		app->notes_changed = true;
		crossing_wrote(&app->crossing);
		browse_again(app, b);
	}
	buf_fini(&words);
	buf_fini(&said);
	return ACT_HANDLED | ACT_REDRAW;
}
