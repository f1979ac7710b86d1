/* SPDX-License-Identifier: MIT
 * What the program begins with: the next due card of the deck at hand last, or the first decks. */
#include "schema/notes.h"
#include "tui/view_list.h"

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
	if (view_erased_look(app, &err) || view_conflicts_look(app, &err) || view_clock_look(app, &err))
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

int view_start(struct app *app, struct err *err)
{
	struct content_counts counts;
	struct buf deck = {0};
	int rc = 0;

	if (content_counts(app->store, &counts, err))
		return -1;
	if (counts.cards == 0) {
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
