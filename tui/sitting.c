/* SPDX-License-Identifier: MIT
 * Sitting down: the session of the deck at hand. */
#include "study/search.h"
#include "tui/view_list.h"

/* Written only when it changes: nothing is written between the start and the first question. */
static int keep_last_deck(struct app *app, struct str path, struct err *err)
{
	struct buf last = {0};
	int rc = meta_get_text(app->store, META_LAST_DECK, &last, err) < 0 ? -1 : 0;

	if (rc == 0 && !str_eq(buf_str(&last), path))
		rc = meta_set_text(app->store, META_LAST_DECK, path, err);
	buf_fini(&last);
	return rc;
}

static int stand_up(struct app *app, struct err *err)
{
	if (app->session && session_end(app->session, err))
		return -1;
	session_close(app->session);
	app->session = NULL;
	return 0;
}

void view_stand_up(struct app *app)
{
	struct err err;

	if (stand_up(app, &err))
		app_fail(app, &err);
}

int view_sit_down(struct app *app, struct str deck, struct err *err)
{
	struct session_options options = {.mode = app->mode};
	struct buf path = {0}; /* deck may be app->deck itself */

	if (app->session && !session_round(app->session) && str_eq(buf_str(&app->deck), deck))
		return 0;
	if (stand_up(app, err))
		return -1;
	buf_add(&path, deck);
	buf_fini(&app->deck);
	app->deck = path;
	options.path = buf_str(&app->deck);
	if (keep_last_deck(app, options.path, err))
		return -1;
	return session_open(&app->session, app->store, &options, err);
}

/* The cards that are meant, as searching knows them. */
static void put_query(struct buf *out, const struct playing *playing)
{
	search_put_term(out, "deck", playing->deck);
	search_put_term(out, "tag", playing->tag);
	if (playing->search.len)
		buf_addf(out, "%s(%.*s)", out->len ? " " : "", STR_FMT(playing->search));
}

int view_play_open(struct app *app, const struct playing *playing, struct err *err)
{
	struct session_options options = {.mode = MODE_NATURAL, .play = playing->mode, .count = playing->count};
	struct buf query = {0}, path = {0};
	struct rng chance;
	int rc;

	rng_init(&chance);
	options.seed = rng_next(&chance);
	put_query(&query, playing);
	buf_add(&path, playing->deck); /* deck may be app->deck itself */
	rc = stand_up(app, err);
	if (rc == 0) {
		buf_fini(&app->deck);
		app->deck = path;
		options.path = buf_str(&app->deck);
		options.query = buf_str(&query);
		rc = session_open(&app->session, app->store, &options, err);
	}
	buf_fini(&query);
	return rc;
}
