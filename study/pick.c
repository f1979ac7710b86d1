/* SPDX-License-Identifier: MIT
 * The due queue: choosing the next card. */
#include <stdlib.h>

#include "base/random.h"
#include "study/fold.h"
#include "study/queue_priv.h"
#include "study/refold.h"

enum { FOLDS_AT_ONCE = 8 };

/* A card's place among those of its queue: what decides first, and then. */
struct rank {
	int64_t first;
	uint64_t second;
};

static struct rank rank_of(const struct queue *queue, const struct queue_deck *deck, const struct card *card)
{
	if (card->queue == QUEUE_REVIEW) /* shuffled within a day, the same way all day long */
		return (struct rank){card->due, rng_mix(card->uid ^ rng_mix((uint64_t)queue->day))};
	if (card->queue == QUEUE_NEW) /* decks in turn, each in its own order */
		return (struct rank){deck->new_today, (uint64_t)card->due};
	return (struct rank){card->due, card->uid};
}

static bool is_before(struct rank a, struct rank b)
{
	return a.first < b.first || (a.first == b.first && a.second < b.second);
}

/* A walk over the due cards of one deck. */
struct walk {
	const struct queue *queue;
	const struct queue_deck *deck;
	struct candidate *best;
	struct card last;
	bool sure; /* ask for siblings: that is a seek a card */
	int seen, taken, limit;
};

static int consider(void *ctx, const struct card *card, struct err *err)
{
	struct walk *walk = ctx;
	struct candidate *best = walk->best;
	int rc;

	if (walk->seen == walk->limit)
		return 1;
	walk->last = *card;
	if (queue_is_without(walk->queue, card))
		return 0;
	walk->seen++;
	if (best->found && !is_before(rank_of(walk->queue, walk->deck, card), rank_of(walk->queue, walk->deck, &best->card)))
		return 0;
	rc = walk->sure ? queue_stands_back(walk->queue, walk->deck, card, err) : 0;
	if (rc)
		return rc < 0 ? -1 : 0;
	walk->taken++;
	best->card = *card;
	best->found = true;
	return 0;
}

static int read_on(struct walk *walk, enum card_queue which, int64_t max_due, struct err *err)
{
	int limit = walk->limit + (walk->queue->without != NULL);
	struct card_place from = {walk->deck->id, which, max_due, walk->last.due, walk->last.id};

	if (walk->queue->fresh_only)
		return card_each_fresh(walk->queue->store, &from, limit, consider, walk, err);
	return card_each_due(walk->queue->store, walk->deck->id, which, max_due, walk->last.due, walk->last.id, limit,
			     consider, walk, err);
}

/* Reads on until the deck has given a candidate: those that stand back are as few as were answered today. */
static int look(struct queue *queue, struct queue_deck *deck, enum card_queue which, int64_t max_due, bool sure,
		struct err *err)
{
	struct walk walk = {.queue = queue, .deck = deck, .best = &queue_known_of(deck, which)->first, .sure = sure,
			    .limit = which == QUEUE_REVIEW ? queue->batch : 1};

	*walk.best = (struct candidate){.looked = true, .sure = sure};
	walk.last = (struct card){.due = INT64_MIN};
	do {
		walk.seen = 0;
		if (read_on(&walk, which, max_due, err) < 0) {
			walk.best->looked = false;
			return -1;
		}
	} while (walk.seen == walk.limit && walk.taken == 0);
	return 0;
}

struct first_of_decks {
	const struct queue *queue;
	struct card card;
	bool found;
};

static int consider_soon(void *ctx, const struct card *card, struct err *err)
{
	struct first_of_decks *first = ctx;
	const struct queue_deck *deck = queue_find_deck(first->queue, card->deck);

	(void)err;
	if (first->found && card->due > first->card.due)
		return 1;
	if (!deck || !deck->in || queue_is_without(first->queue, card) || (card->stale && first->queue->fresh_only) || (first->found && card->uid > first->card.uid))
		return 0;
	first->card = *card;
	first->found = true;
	return 0;
}

/* Learning cards know neither budgets nor siblings. 0 or 1: none. */
static int pick_learning(struct queue *queue, int64_t max_due, struct card *card, struct err *err)
{
	struct first_of_decks first = {.queue = queue};

	if (card_each_soon(queue->store, QUEUE_LEARN, max_due, consider_soon, &first, err) < 0)
		return -1;
	*card = first.card;
	return !first.found;
}

static bool may_give(const struct queue *queue, const struct queue_deck *deck, enum card_queue which)
{
	size_t budget = which == QUEUE_NEW ? deck->news : deck->reviews;

	return deck->in && budget_left(&queue->budget[budget]) > 0;
}

/* The deck whose first card comes first; NULL: none has one. */
static int best_deck(struct queue *queue, enum card_queue which, int64_t max_due, struct queue_deck **best,
		     struct err *err)
{
	struct rank least = {0}, rank;

	*best = NULL;
	for (size_t i = 0; i < queue->decks; i++) {
		struct queue_deck *deck = &queue->deck[i];
		const struct candidate *first = &queue_known_of(deck, which)->first;

		if (!may_give(queue, deck, which))
			continue;
		if (*best && !queue->everywhere.mixed)
			break;
		if (!first->looked && look(queue, deck, which, max_due, false, err))
			return -1;
		if (!first->found)
			continue;
		rank = rank_of(queue, deck, &first->card);
		if (*best && !is_before(rank, least))
			continue;
		*best = deck;
		least = rank;
	}
	return 0;
}

/* Decks take turns by what is first in each; which of its new cards is given is the deck's own matter. */
static int give(struct queue *queue, const struct queue_deck *deck, struct candidate *first, struct card *card,
		struct err *err)
{
	if (!first->chosen) {
		first->given = first->card;
		if (alike_pick(queue, deck, &first->given, err))
			return -1;
		first->chosen = true;
	}
	*card = first->given;
	return 0;
}

/* Only one that would be the best yet is asked for its siblings. 0 or 1: none. */
static int pick_card(struct queue *queue, enum card_queue which, int64_t max_due, struct card *card,
		     struct err *err)
{
	if (which == QUEUE_REVIEW && queue->everywhere.backlog)
		return backlog_pick(queue, card, err);
	for (;;) {
		struct queue_deck *deck;
		struct candidate *first;
		int rc = best_deck(queue, which, max_due, &deck, err);

		if (rc || !deck)
			return rc ? -1 : 1;
		first = &queue_known_of(deck, which)->first;
		*card = first->card;
		rc = first->sure ? 0 : queue_stands_back(queue, deck, card, err);
		first->sure = rc == 0;
		if (rc < 0 || (rc == 0 && which != QUEUE_NEW))
			return rc;
		if (rc == 0)
			return give(queue, deck, first, card, err);
		if (look(queue, deck, which, max_due, true, err))
			return -1;
	}
}

/* No further than to the cap. */
static int count_due(struct queue *queue, struct queue_deck *deck, enum card_queue which, int64_t max_due, int64_t cap,
		     int64_t *count, struct err *err)
{
	struct counted *due = &queue_known_of(deck, which)->due;

	if (due->cap < cap && (due->cap == 0 || due->count == due->cap)) {
		int without = queue_without_due(queue, deck->id, which, max_due);

		if (card_count_due(queue->store, deck->id, which, max_due, cap + without, &due->count, err))
			return -1;
		due->count -= without;
		due->cap = cap;
	}
	*count = due->count < cap ? due->count : cap;
	return 0;
}

/* What is done and what is left of the day, new or not; counted no further than the budgets go. */
struct share {
	int64_t done, left;
};

static int measure(struct queue *queue, enum card_queue which, int64_t max_due, struct share *share,
		   struct err *err)
{
	int64_t *left = mem_array(queue->budgets + 1, sizeof(*left)), count;
	char letter = which == QUEUE_NEW ? 'n' : 'r';
	int rc = 0;

	*share = (struct share){0};
	for (size_t i = 0; i < queue->budgets; i++) {
		left[i] = budget_left(&queue->budget[i]);
		share->done += queue->budget[i].owner.s[0] == letter ? queue->budget[i].used : 0;
	}
	for (size_t i = 0; i < queue->decks && rc == 0; i++) {
		size_t budget = which == QUEUE_NEW ? queue->deck[i].news : queue->deck[i].reviews;

		if (!queue->deck[i].in || left[budget] == 0)
			continue;
		rc = count_due(queue, &queue->deck[i], which, max_due, left[budget], &count, err);
		left[budget] -= rc ? 0 : count;
		share->left += rc ? 0 : count;
	}
	free(left);
	return rc;
}

/* Whichever is behind its share of the day comes next, so that new cards lie evenly between the reviews. */
static int pick_by_share(struct queue *queue, int64_t now_ms, struct card *card, struct err *err)
{
	enum card_queue order[2] = {QUEUE_REVIEW, QUEUE_NEW};
	struct share new, review;
	int rc = 1;

	if (measure(queue, QUEUE_NEW, INT64_MAX, &new, err) ||
	    measure(queue, QUEUE_REVIEW, queue->day, &review, err))
		return -1;
	if ((2 * new.done + 1) * (review.done + review.left) <
	    (2 * review.done + 1) * (new.done + new.left)) {
		order[0] = QUEUE_NEW;
		order[1] = QUEUE_REVIEW;
	}
	for (int i = 0; i < 2 && rc == 1; i++)
		rc = pick_card(queue, order[i], queue_max_due(queue, order[i], now_ms), card, err);
	return rc;
}

int queue_choose(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until, struct err *err)
{
	struct card learn;
	int learns = pick_learning(queue, queue_max_due(queue, QUEUE_LEARN, now_ms), &learn, err), rc;

	if (learns < 0)
		return -1;
	*card = learn;
	if (learns == 0 && learn.due <= now_ms)
		return 0;
	rc = pick_by_share(queue, now_ms, card, err);
	if (rc != 1 || learns == 1)
		return rc == 1 ? QUEUE_EMPTY : rc;
	*card = learn;
	*wait_until = learn.due - (int64_t)queue_settings(queue, learn.deck)->learn_ahead_min * MINUTE_MS;
	return *wait_until <= now_ms ? 0 : QUEUE_WAIT;
}

static int pick_next(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until,
		     struct err *err)
{
	STORE_VIEW(view);

	if (store_view_begin(queue->store, &view, err))
		return -1;
	queue_known(queue, queue->day);
	return queue_choose(queue, now_ms, card, wait_until, err);
}

/* Folds what was picked, and what would be picked then, and so on. */
static int fold_some(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until, struct err *err)
{
	struct refold refold; /* settings are read once for all of them */
	int rc = refold_open(&refold, queue->store, err);

	for (int i = 0; i < FOLDS_AT_ONCE && rc == 0; i++) {
		rc = queue_choose(queue, now_ms, card, wait_until, err);
		if (rc || !card->stale)
			break;
		queue_forget_deck(queue, card->deck);
		rc = refold_card(&refold, card, false, err);
		queue_forget_deck(queue, card->deck);
	}
	if (rc >= 0 && batch_flush(&refold.batch, queue->store, err))
		rc = -1;
	refold_close(&refold);
	return rc < 0 ? -1 : 0;
}

/* What was picked is stale: it is folded, in one transaction with others. New parameters, or a pull, may have made
 * thousands stale, most of them no longer due. */
static int freshen(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until,
		   struct err *err)
{
	STORE_TX(tx);

	if (store_begin(queue->store, &tx, err))
		return -1;
	queue_forget(queue);
	if (fold_some(queue, now_ms, card, wait_until, err) || store_commit(&tx, err)) {
		queue_forget(queue);
		return -1;
	}
	queue_keep(queue, queue->day);
	return 0;
}

/* In *card one that is not stale, if any is due; else what stood there. */
static int pick_fresh(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until, struct err *err)
{
	struct card fresh;
	int64_t until;
	int rc;

	queue_forget(queue);
	queue->fresh_only = true;
	rc = pick_next(queue, now_ms, &fresh, &until, err);
	queue->fresh_only = false;
	queue_forget(queue);
	if (rc == 0) {
		*card = fresh;
		*wait_until = until;
	}
	return rc < 0 ? -1 : 0;
}

/* Some stale cards are folded for a question, so that what is due longest comes first. Where that does not end, the first
 * card that is not stale comes: the others are folded while idle. */
int queue_next(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until, struct err *err)
{
	int rc = queue_begin_day(queue, queue_day(queue, now_ms), err);

	if (rc == 0)
		rc = pick_next(queue, now_ms, card, wait_until, err);
	for (int i = 0; rc == 0 && card->stale; i++) {
		rc = freshen(queue, now_ms, card, wait_until, err);
		if (rc == 0)
			rc = queue_begin_day(queue, queue_day(queue, now_ms), err);
		if (rc == 0)
			rc = pick_next(queue, now_ms, card, wait_until, err);
		if (rc == 0 && card->stale && i == 0)
			rc = pick_fresh(queue, now_ms, card, wait_until, err);
	}
	return rc;
}
