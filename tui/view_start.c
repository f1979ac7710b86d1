/* SPDX-License-Identifier: MIT
 * What the program begins with: the next due card of the deck at hand last, or the first decks. */
#include "base/hash.h"
#include "schema/notes.h"
#include "study/search.h"
#include "tui/view_list.h"

enum { UID_DIGITS = 13 };

/* The deck of --deck, else the last one; a deck with nothing left today gives way to all of them, unless it
 * was asked for by name. */
static int pick_deck(struct app *app, struct buf *deck, struct err *err)
{
	struct question question;
	int rc;

	buf_add(deck, app->start_deck);
	if (deck->len)
		return 0;
	if (meta_get_text(app->store, META_LAST_DECK, deck, err) < 0 ||
	    view_sit_down(app, buf_str(deck), err))
		return -1;
	if (!deck->len)
		return 0;
	rc = session_next(app->session, &question, err);
	if (rc == SESSION_DONE)
		buf_clear(deck);
	return rc < 0 ? -1 : 0;
}

void view_matters_look(struct app *app)
{
	struct err err;

	if (app->pin)
		return; /* nothing of the store is shown before that is given: then this is called again */
	view_crash_look(app);
	if (view_fit_look(app, &err) || view_erased_look(app, &err) || view_conflicts_look(app, &err) || view_clock_look(app, &err))
		app_fail(app, &err);
}

static int start_playing(struct app *app, struct err *err)
{
	struct playing playing = {.mode = app->start_play,
				  .deck = app->start_deck,
				  .tag = app->start_tag,
				  .search = app->start_search,
				  .count = app->start_count};

	return view_play_show(app, &playing, false, err);
}

/* The note of all the cards that were found; several notes: 1, none: -1. *card: one of its cards. */
static int one_note(struct app *app, struct search *search, int64_t *card, struct err *err)
{
	int64_t note = 0;
	struct card found;

	if (search_found(search) == 0)
		return err_set(err, ERR_INPUT, "no card is meant by \"%.*s\"; cairn search shows what is there",
			       STR_FMT(str_slice(app->start_edit, 0, 80)));
	for (int64_t i = 0; i < search_listed(search); i++) {
		*card = search_card(search, i);
		if (card_get(app->store, *card, &found, err))
			return -1;
		if (note && found.note != note)
			return 1;
		note = found.note;
	}
	return 0;
}

/* The editor on the note that is meant, by a card's name or a query; where several are, the list of them. */
static int start_editing(struct app *app, struct err *err)
{
	struct search *search = NULL;
	struct card found;
	uint64_t uid;
	int64_t card = 0;
	int rc = 1;

	if (hash_get32(app->start_edit, UID_DIGITS, &uid)) {
		rc = card_find(app->store, uid, &found, err);
		card = found.id;
	}
	if (rc == 1)
		rc = search_open(&search, app->store, err) || search_start(search, app->start_edit, ORDER_ADDED, false, err) ||
				     search_step(search, 0, 0, err) < 0
			     ? -1
			     : one_note(app, search, &card, err);
	search_close(search);
	if (rc == 1)
		view_browse_push(app, app->start_edit);
	if (rc == 0)
		view_edit_push(app, card);
	if (rc >= 0 && !app->depth) /* it was said why not */
		view_home_show(app, false);
	return rc < 0 ? -1 : 0;
}

int view_start(struct app *app, struct err *err)
{
	struct content_counts counts;
	struct buf deck = {0};
	int rc = 0;

	if (content_counts(app->store, &counts, err))
		return -1;
	if (app->start_edit.len) {
		rc = start_editing(app, err);
	} else if (counts.cards == 0) {
		view_welcome_push(app);
		rc = app->tours ? view_tour_look(app, err) : 0;
	} else if (app->start_play && app->start_play->play != PLAY_STUDY)
		rc = start_playing(app, err);
	else if (app->start_home)
		view_home_show(app, false);
	else if (pick_deck(app, &deck, err) || view_question_open(app, buf_str(&deck), false, err))
		rc = -1;
	buf_fini(&deck);
	if (rc == 0 && env_new_host(app->env))
		view_host_push(app);
	return rc;
}
