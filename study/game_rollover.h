/* SPDX-License-Identifier: MIT
 * The plan of a study day, made of what stands in the queue when its first answer is given. */
#ifndef STUDY_GAME_ROLLOVER_H
#define STUDY_GAME_ROLLOVER_H

#include "study/game.h"
#include "study/queue.h"

/* all: a queue over all decks. */
int rollover_plan(struct store *store, struct queue *all, int64_t now_ms, struct day_plan *plan,
		  struct err *err) MUST_CHECK;
/* Writes the day's plan as a row; what the program does before the first answer of a study day. Inside a transaction. */
int rollover_write(struct store *store, int z, struct err *err) MUST_CHECK;
/* The study day since which something is due; the day after today when nothing is. */
int rollover_since(struct store *store, struct queue *all, int64_t now_ms, int64_t *since,
		   struct err *err) MUST_CHECK;

/* Everything that the home screen shows, now. 0; 1: the game is switched off, and *home is empty. */
int game_now(struct game_home *home, struct store *store, struct queue *all, struct err *err) MUST_CHECK;

#endif
