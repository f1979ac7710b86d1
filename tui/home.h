/* SPDX-License-Identifier: MIT
 * Home: what the screen knows; shared by its files: loading and acting, drawing. */
#ifndef TUI_HOME_H
#define TUI_HOME_H

#include "schema/notes.h"
#include "study/backlog.h"
#include "study/boss.h"
#include "study/drift.h"
#include "study/game.h"
#include "study/queue.h"
#include "tui/app.h"

struct home {
	struct game_home game;
	bool on; /* the game is */
	struct queue_counts left;
	struct content_counts content;
	struct boss boss;
	struct buf weak; /* the deck of the quest to clear one */
	struct drift drift;
	struct backlog backlog;
	int64_t drafts;	      /* that wait in the inbox */
	int64_t unsaved_days; /* since the last good backup; 0: it is fresh; -1: there is none, and one was tried */
};

/* tui/home_draw.c */
void home_draw(struct app *app, const struct home *h, struct canvas *canvas, struct box body);

#endif
