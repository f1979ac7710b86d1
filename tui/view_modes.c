/* SPDX-License-Identifier: MIT
 * Modes: the other ways to study, to choose from. */
#include <stdio.h>

#include "base/message.h"
#include "tui/view_list.h"

static const enum mode_kind order[] = {PLAY_PRACTICE, PLAY_SPRINT, PLAY_MATCH, PLAY_BOSS, PLAY_EXAM, PLAY_GHOST};
enum { MODES = sizeof(order) / sizeof(order[0]) };

static bool take(struct app *app, int which)
{
	struct playing playing = {.mode = mode_of(order[which]), .deck = buf_str(&app->menu_deck)};
	struct err err;

	if (view_play_show(app, &playing, true, &err))
		app_fail(app, &err);
	return false;
}

void view_modes_push(struct app *app, struct str deck)
{
	static char text[MODES][120];
	static const char *lines[MODES];
	struct buf head = {0}, path = {0}; /* deck may be that of the menu itself */

	buf_add(&path, deck);
	buf_fini(&app->menu_deck);
	app->menu_deck = path;
	for (int i = 0; i < MODES; i++) {
		const struct mode *mode = mode_of(order[i]);

		snprintf(text[i], sizeof(text[i]), "%s: %s", _(mode->title), _(mode->says));
		lines[i] = text[i];
	}
	if (app->layout.step > LAYOUT_SMALL)
		buf_addf(&head, _("Over %s"), deck.len ? buf_z(&app->menu_deck) : _("all decks"));
	view_choose_push(app, _("Play"), buf_str(&head), lines, MODES, take);
	buf_fini(&head);
}

static int show(struct app *app, const struct playing *playing, struct err *err)
{
	if (view_play_open(app, playing, err))
		return -1;
	switch (playing->mode->play) {
	case PLAY_MATCH: return view_match_open(app, err);
	case PLAY_BOSS: return view_boss_open(app, err);
	case PLAY_STUDY:
	case PLAY_PRACTICE:
	case PLAY_SPRINT:
	case PLAY_EXAM:
	case PLAY_GHOST:
	case PLAYS: break;
	}
	return view_question_go_on(app, false, err);
}

int view_play_show(struct app *app, const struct playing *playing, bool replace, struct err *err)
{
	struct arena arena = {0};
	struct playing own = *playing;
	int rc;

	own.deck = arena_str(&arena, playing->deck); /* the view that asks goes as well */
	own.tag = arena_str(&arena, playing->tag);
	own.search = arena_str(&arena, playing->search);
	while (replace && app->depth) /* a question below would go on with a sitting that is over */
		app_drop(app);
	rc = show(app, &own, err);
	if (rc && replace) {
		view_home_show(app, false);
		view_stand_up(app);
	}
	arena_fini(&arena);
	return rc;
}
