/* SPDX-License-Identifier: MIT
 * History: one card with the answers it was given, and the memory that they made. */
#ifndef STUDY_HISTORY_H
#define STUDY_HISTORY_H

#include "schema/cards.h"
#include "study/fsrs.h"

struct history_item {
	int64_t t, day; /* when, and the study day */
	int rating;	/* 1 to 4 */
	int64_t took_ms;
	int64_t ivl; /* chosen then: > 0 days, < 0 seconds */
	double s;    /* stability after it, days; 0: not told */
	double p;    /* recall predicted for it, 0 … 1; -1: none */
	bool undone; /* counts for nothing */
};

struct history {
	struct card card;
	struct buf deck;	   /* its path */
	struct buf front;	   /* the note's first field, one line of plain text */
	struct buf waits_for;	   /* a tag, where a new card waits for the cards that have it */
	struct history_item *item; /* in the order of the fold */
	size_t count;
	struct fsrs fsrs; /* of the deck */
	double desired;
	int64_t today;
};

/* 0; 1 there is no such card. card.stale: rows have come in that it does not hold yet. */
int history_load(struct store *store, uint64_t uid, struct history *history, struct err *err) MUST_CHECK;
void history_fini(struct history *history);
/* Retrievability at a moment (ms UTC) by the answers that count; -1 before the first. */
double history_recall(const struct history *history, int64_t t);
/* The first answer that counts; NULL: none. */
const struct history_item *history_first(const struct history *history);

#endif
