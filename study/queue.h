/* SPDX-License-Identifier: MIT
 * The due queue: which card comes next, and how many there are. Seeks in indexes alone: a million cards cost
 * what a thousand do. Nothing is kept between two calls, because another process may answer as well. */
#ifndef STUDY_QUEUE_H
#define STUDY_QUEUE_H

#include "schema/cards.h"
#include "schema/notes.h"
#include "study/settings.h"

enum { QUEUE_COUNT_CAP = 1000 };

/* What is left today, within the limits, counted no further than QUEUE_COUNT_CAP. */
struct queue_counts {
	int64_t news, learn, review;
};

/* A deck of the list: sub-decks are counted in their parents too. */
struct deck_line {
	struct deck deck;
	int depth;	  /* 0: top */
	const char *name; /* the last part of the path */
	struct queue_counts counts;
};
typedef int queue_deck_fn(void *ctx, const struct deck_line *line, struct err *err);
/* Every deck, a parent before its sub-decks, alphabetically; a parent that holds no cards itself comes too
 * (id 0 where no such deck exists). */
int queue_each_deck(struct store *store, queue_deck_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* All decks together. */
int queue_counts(struct store *store, struct queue_counts *counts, struct err *err) MUST_CHECK;

struct queue;
/* Over a deck and its sub-decks, 0: all. */
int queue_open(struct queue **queue, struct store *store, int64_t deck, struct err *err) MUST_CHECK;
void queue_close(struct queue *queue);
/* 0 a card that is due at now_ms; 1 none today; 2 only learning cards that are not due yet, the first at
 * *wait_until. Order: learning that is due, then reviews and new cards mixed evenly, then learning within
 * learn_ahead. `avoid`: a note (or 0) whose cards stand back while there are others. */
int queue_next(struct queue *queue, int64_t now_ms, int64_t avoid, struct card *card, int64_t *wait_until,
	       struct err *err) MUST_CHECK;
int queue_left(struct queue *queue, int64_t now_ms, struct queue_counts *counts, struct err *err) MUST_CHECK;
/* Settings of a deck of the queue (local id), loaded at the open. */
const struct settings *queue_settings(const struct queue *queue, int64_t deck);

#endif
