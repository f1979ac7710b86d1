/* SPDX-License-Identifier: MIT
 * The due queue: which card comes next, and how many there are. Seeks in indexes alone: a million cards cost
 * what a thousand do. Positions are not kept between two calls, because another process may answer as well.
 */
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

/* A deck of the list. */
struct deck_line {
	int64_t id;		    /* 0: it only exists as the parent of others */
	struct str path;	    /* until the callback returns */
	struct str name;	    /* the last part of the path */
	int depth;		    /* 0: top */
	struct queue_counts counts; /* with those of its sub-decks */
};

struct queue;
enum { QUEUE_ALL = 0 };
/* Over a deck and its sub-decks (local id), or all. Settings and the names of decks are read here. */
int queue_open(struct queue **queue, struct store *store, int64_t deck, struct err *err) MUST_CHECK;
/* The same by path, which may be one that only exists as a parent. */
int queue_open_path(struct queue **queue, struct store *store, struct str path, struct err *err) MUST_CHECK;
void queue_close(struct queue *queue); /* NULL is fine */

enum queue_outcome {
	QUEUE_EMPTY = 1, /* nothing is left for today */
	QUEUE_WAIT = 2,	 /* only learning cards are left, the first of them due at *wait_until */
};
/* The next card at a moment, or enum queue_outcome. Learning cards that are due come first, then reviews and
 * new cards mixed evenly, then learning cards within the learn-ahead. A stale card is folded before it is
 * given out. */
int queue_next(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until,
	       struct err *err) MUST_CHECK;
/* Says that the last transaction answered that card, which no longer is due, and did nothing else: what is known of other
 * decks holds, and what was foreseen of its own. */
void queue_answered(struct queue *queue, const struct card *card);
/* Reads while nobody waits what has to be known once that card (local id) has been answered. The results of the others stay
 * the same with it and without it. 0: *next may well be the card that comes then; or enum queue_outcome. */
int queue_foresee(struct queue *queue, int64_t now_ms, int64_t asked, struct card *next, struct err *err) MUST_CHECK;
/* The first tag that a new card waits for (a note tagged after::TAG), added to *what; nothing if it waits for none. */
int queue_waits_for(struct store *store, const struct card *card, struct buf *what, struct err *err) MUST_CHECK;
/* What is left in the queue. */
int queue_left(struct queue *queue, int64_t now_ms, struct queue_counts *counts, struct err *err) MUST_CHECK;
/* Each deck of the queue with what is left, a parent before its sub-decks, alphabetically, parents that hold
 * no cards of their own as well. */
typedef int queue_line_fn(void *ctx, const struct deck_line *line, struct err *err);
int queue_each_line(struct queue *queue, int64_t now_ms, queue_line_fn *each, void *ctx,
		    struct err *err) MUST_CHECK;

/* Cards in review by due day: due[i] those of from_day + i, *before earlier, *after later, as of the sums (schema/tally.h). */
int queue_forecast(const struct queue *queue, int64_t from_day, int64_t days, int64_t *due, int64_t *before,
		   int64_t *after, struct err *err) MUST_CHECK;

/* Settings of a deck (local id; 0: everywhere), and its path. */
const struct settings *queue_settings(const struct queue *queue, int64_t deck);
struct str queue_deck_path(const struct queue *queue, int64_t deck);
/* Whether cards of that deck (local id) come in this queue. */
bool queue_holds(const struct queue *queue, int64_t deck);
/* The study day of a moment, by the settings and the zone in force then. */
int64_t queue_day(const struct queue *queue, int64_t now_ms);
/* On a day not yet looked at, cards of these decks come back that were buried until it. queue_next does so by itself. */
int queue_begin_day(struct queue *queue, int64_t day, struct err *err) MUST_CHECK;
int queue_zone(const struct queue *queue, int64_t now_ms);

#endif
