/* SPDX-License-Identifier: MIT
 * The due queue: choosing the next card. */
#include <stdlib.h>

#include "base/random.h"
#include "study/fold.h"
#include "study/queue_priv.h"

enum { FOLDS_AT_ONCE = 20 };

/* The best candidate so far, and where the walk stands. */
struct pick {
	struct queue *queue;
	const struct queue_deck *deck;
	enum card_queue which;
	struct card card, last;
	bool found;
	int64_t first;	 /* what decides first: the day due, or how many new ones the deck has had */
	uint64_t second; /* then */
	int seen, taken;
};

static void rank(const struct pick *pick, const struct card *card, int64_t *first, uint64_t *second)
{
	*first = card->due;
	*second = card->uid;
	if (pick->which == QUEUE_REVIEW) { /* shuffled within a day, the same way all day long */
		*second = rng_mix(card->uid ^ rng_mix((uint64_t)pick->queue->day));
	} else if (pick->which == QUEUE_NEW) { /* decks in turn, each in its own order */
		*first = pick->deck->new_today;
		*second = (uint64_t)card->due;
	}
}

/* Only one that would be the best yet is asked for its siblings: that is a seek. */
static int consider(void *ctx, const struct card *card, struct err *err)
{
	struct pick *pick = ctx;
	uint64_t second;
	int64_t first;
	int rc;

	pick->seen++;
	pick->last = *card;
	rank(pick, card, &first, &second);
	if (pick->found && (first > pick->first || (first == pick->first && second >= pick->second))) {
		pick->taken++;
		return 0;
	}
	rc = pick->which == QUEUE_LEARN ? 0 : queue_stands_back(pick->queue, pick->deck, card, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	pick->taken++;
	pick->card = *card;
	pick->first = first;
	pick->second = second;
	pick->found = true;
	return 0;
}

/* Reads on until the deck has given a candidate: those that stand back are as few as were answered today. */
static int pick_from_deck(struct pick *pick, int64_t max_due, struct err *err)
{
	int limit = pick->which == QUEUE_REVIEW ? pick->queue->batch : 1;

	pick->last = (struct card){.due = INT64_MIN};
	pick->taken = 0;
	do {
		pick->seen = 0;
		if (card_each_due(pick->queue->store, pick->deck->id, pick->which, max_due, pick->last.due,
				  pick->last.id, limit, consider, pick, err))
			return -1;
	} while (pick->seen == limit && pick->taken == 0);
	return 0;
}

static int consider_first(void *ctx, const struct card *card, struct err *err)
{
	struct pick *pick = ctx;

	pick->deck = queue_find_deck(pick->queue, card->deck);
	return pick->deck && pick->deck->in ? consider(pick, card, err) : 0;
}

/* Learning cards know neither budgets nor siblings: the first of each deck is enough. 0 or 1: none. */
static int pick_learning(struct queue *queue, int64_t max_due, struct card *card, struct err *err)
{
	struct pick pick = {.queue = queue, .which = QUEUE_LEARN};

	if (card_each_first(queue->store, QUEUE_LEARN, max_due, consider_first, &pick, err))
		return -1;
	*card = pick.card;
	return !pick.found;
}

/* 0 or 1: none. */
static int pick_card(struct queue *queue, enum card_queue which, int64_t max_due, struct card *card,
		     struct err *err)
{
	struct pick pick = {.queue = queue, .which = which};

	for (size_t i = 0; i < queue->decks; i++) {
		const struct queue_deck *deck = &queue->deck[i];
		size_t budget = which == QUEUE_NEW ? deck->news : deck->reviews;

		if (!deck->in || budget_left(&queue->budget[budget]) == 0)
			continue;
		if (pick.found && !queue->everywhere.mixed)
			break;
		pick.deck = deck;
		if (pick_from_deck(&pick, max_due, err))
			return -1;
	}
	*card = pick.card;
	return !pick.found;
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
		rc = card_count_due(queue->store, queue->deck[i].id, which, max_due, left[budget], &count,
				    err);
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

static int pick_next(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until,
		     struct err *err)
{
	struct card learn;
	int learns, rc;
	STORE_VIEW(view);

	if (store_view_begin(queue->store, &view, err))
		return -1;
	learns = pick_learning(queue, queue_max_due(queue, QUEUE_LEARN, now_ms), &learn, err);
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

/* What was picked is stale: it is folded, and so is what would be picked then, in one transaction. New
 * parameters may have made thousands stale, most of them no longer due. */
static int freshen(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until,
		   struct err *err)
{
	int rc = 0;
	STORE_TX(tx);

	if (store_begin(queue->store, &tx, err))
		return -1;
	for (int i = 0; i < FOLDS_AT_ONCE && rc == 0; i++) {
		rc = pick_next(queue, now_ms, card, wait_until, err);
		if (rc || !card->stale)
			break;
		rc = fold_card(queue->store, card, err);
	}
	return rc < 0 || store_commit(&tx, err) ? -1 : 0;
}

int queue_next(struct queue *queue, int64_t now_ms, struct card *card, int64_t *wait_until, struct err *err)
{
	for (;;) {
		int rc = queue_begin_day(queue, queue_day(queue, now_ms), err);

		if (rc == 0)
			rc = pick_next(queue, now_ms, card, wait_until, err);
		if (rc || !card->stale)
			return rc;
		if (freshen(queue, now_ms, card, wait_until, err))
			return -1;
	}
}
