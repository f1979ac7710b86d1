/* SPDX-License-Identifier: MIT
 * Sitting down: the session of the deck at hand. */
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

int view_sit_down(struct app *app, struct str deck, struct err *err)
{
	struct session_options options = {.mode = app->mode};
	struct buf path = {0}; /* deck may be app->deck itself */

	if (app->session && str_eq(buf_str(&app->deck), deck))
		return 0;
	if (app->session && session_end(app->session, err))
		return -1;
	session_close(app->session);
	app->session = NULL;
	buf_add(&path, deck);
	buf_fini(&app->deck);
	app->deck = path;
	options.path = buf_str(&app->deck);
	if (keep_last_deck(app, options.path, err))
		return -1;
	return session_open(&app->session, app->store, &options, err);
}
