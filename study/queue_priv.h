/* SPDX-License-Identifier: MIT
 * What a queue holds; for queue.c and counts.c. */
#ifndef STUDY_QUEUE_PRIV_H
#define STUDY_QUEUE_PRIV_H

#include "base/mem.h"
#include "study/queue.h"

/* Cards a day that a deck and those below it share: as many as the deck that sets the limit says. */
struct budget {
	struct str owner; /* its path */
	int64_t limit, used;
};

struct queue_deck {
	int64_t id;
	struct str path;
	bool in; /* of this queue; the others only use up budgets */
	struct settings settings;
	size_t news, reviews; /* budgets, by index */
	int64_t new_today;
};

struct queue {
	struct store *store;
	struct arena arena;
	struct settings everywhere;
	struct queue_deck *deck;
	size_t decks;
	struct budget *budget;
	size_t budgets;
	int batch;   /* due cards of a deck that are looked at together */
	int64_t day; /* the one that budgets and buried cards were looked at for; -1 none */
};

/* Reads what was answered today into the budgets. */
int queue_use_day(struct queue *queue, int64_t day, struct err *err) MUST_CHECK;
/* The same, and on a day not yet looked at those come back that were buried until it. */
int queue_begin_day(struct queue *queue, int64_t day, struct err *err) MUST_CHECK;
const struct queue_deck *queue_find_deck(const struct queue *queue, int64_t id); /* NULL: unknown */
int64_t budget_left(const struct budget *budget);
/* The largest due that counts today. */
int64_t queue_max_due(const struct queue *queue, enum card_queue which, int64_t now_ms);
/* Whether the card stands back today because a card of its note was asked: 1 yes, 0 no. */
int queue_stands_back(struct queue *queue, const struct queue_deck *deck, const struct card *card,
		      struct err *err) MUST_CHECK;

#endif
