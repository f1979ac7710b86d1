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

/* A number that was counted no further than cap; cap 0: not yet. */
struct counted {
	int64_t count, cap;
};

/* What comes first in a deck: found, if any is due; sure: it does not stand back. Of new cards `given` is the one that comes in
 * its place, if it was chosen already: another one of the deck, or itself. */
struct candidate {
	bool looked, found, sure, chosen;
	struct card card, given;
};

/* What was read of a deck and holds until something is written (queue_known.c), of new cards and of reviews. */
struct known {
	struct counted due, exact;
	struct candidate first;
};

/* When something was read: it holds as long as nobody writes. day -1: not yet. */
struct read_at {
	int64_t day, commits, data_version;
};

struct queue_deck {
	int64_t id;
	struct str path;
	bool in; /* of this queue; the others only use up budgets */
	bool shared;
	struct settings settings;
	size_t news, reviews; /* budgets, by index */
	int64_t new_today, reviews_today; /* answers that used up budgets, on the day of queue->used */
	int64_t learning; /* as last counted */
	struct known known[2];
};

/* What will be known of a deck once that card has been answered, if nothing else is written until then. */
struct ahead {
	int64_t card; /* local id; 0: nothing was looked ahead */
	struct read_at at;
	struct known known[2];
};

/* The way back's order (study/backlog.c): what is due, what saves most a second first. */
struct ranked {
	float saved;
	int64_t card;
	uint64_t uid;
};
struct ranking {
	struct ranked *item;
	size_t count, at; /* at: those before it are no longer due */
	int64_t day;	  /* for which it was made; -1: none */
};

/* The day's new cards by load (study/new_load.h). */
struct day_load_new {
	int64_t day; /* for which it was read; -1: none */
	int quota;
	bool kept; /* the store holds it */
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
	int64_t day;   /* the one that budgets were looked at for; -1 none */
	int64_t woken; /* the one whose buried cards are back; -1 none */
	struct read_at known; /* of decks */
	struct read_at used;  /* of budgets */
	struct ranking ranking;
	struct day_load_new load;
	struct after *after; /* study/after.c */
	struct alike *alike; /* study/alike.c */
	bool fresh_only; /* stale cards are passed over: too many were folded for this question */
	int64_t answered, answered_card, answered_by; /* the deck in which the transaction of that number did nothing but answer that card */
	const struct card *without; /* while looking ahead: as if that one had been answered; NULL */
	struct ahead ahead;
};

/* Forgets what is no longer known: all of it if anybody wrote anything, one deck after an answer of this process. */
void queue_known(struct queue *queue, int64_t day);
void queue_forget(struct queue *queue);			    /* all of it */
void queue_forget_deck(struct queue *queue, int64_t deck); /* local id */
/* What was read inside a transaction, which has been committed just now, holds. */
void queue_keep(struct queue *queue, int64_t day);
/* Of new cards or reviews (any other queue is not kept). */
struct known *queue_known_of(struct queue_deck *deck, enum card_queue which);

/* What was answered today, in the budgets; read where it is not known. */
int queue_use_day(struct queue *queue, int64_t day, struct err *err) MUST_CHECK;
const struct queue_deck *queue_find_deck(const struct queue *queue, int64_t id); /* NULL: unknown */
int64_t budget_left(const struct budget *budget);
/* The largest due that counts today. */
int64_t queue_max_due(const struct queue *queue, enum card_queue which, int64_t now_ms);
/* Whether the card stands back today because a card of its note was asked: 1 yes, 0 no. */
int queue_stands_back(const struct queue *queue, const struct queue_deck *deck, const struct card *card,
		      struct err *err) MUST_CHECK;

/* Whether the card is the one to do without, or one that counts where it is read (1), to be read past. */
bool queue_is_without(const struct queue *queue, const struct card *card);
int queue_without_due(const struct queue *queue, int64_t deck, enum card_queue which, int64_t max_due);

/* The next card of what is known and read, whatever its state; or enum queue_outcome. */
int queue_choose(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until, struct err *err) MUST_CHECK;
/* Counts what a deck holds, as queue_left shows it. */
int queue_count_deck(struct queue *queue, struct queue_deck *deck, int64_t now_ms, struct err *err) MUST_CHECK;

/* The review that comes next on the way back, within the budgets. 0 or 1: none. */
int backlog_pick(struct queue *queue, struct card *card, struct err *err) MUST_CHECK;
void backlog_forget(struct queue *queue);

/* New cards that wait for others of their deck: 1 this one does, 0 not. after_asked: whether that mattered since it was last
 * asked. */
struct after *after_new(void);
void after_free(struct after *after); /* NULL is fine */
int after_waits(const struct queue *queue, const struct card *card, struct err *err) MUST_CHECK;
bool after_asked(const struct queue *queue);

/* In place of a new card that is about to come, and reads nearly like one begun today in its deck, the first of the next ones
 * of the deck that reads like none; there is none among them: it stays. */
struct alike *alike_new(void);
void alike_free(struct alike *alike); /* NULL is fine */
int alike_pick(struct queue *queue, const struct queue_deck *deck, struct card *card, struct err *err) MUST_CHECK;
/* The last transaction did nothing but answer that card, given as it was before. */
void alike_answered(struct queue *queue, const struct card *card);

#endif
