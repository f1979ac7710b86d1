/* SPDX-License-Identifier: MIT
 * The due queue: what was read of its decks and of the day is kept until somebody writes. Between two questions that is one
 * answer in one deck, so one deck of forty is read again. */
#include "study/queue_priv.h"

struct known *queue_known_of(struct queue_deck *deck, enum card_queue which)
{
	return &deck->known[which == QUEUE_REVIEW];
}

static void forget(struct queue_deck *deck)
{
	deck->known[0] = deck->known[1] = (struct known){0};
}

void queue_forget(struct queue *queue)
{
	for (size_t i = 0; i < queue->decks; i++)
		forget(&queue->deck[i]);
	queue->known.day = -1;
}

void queue_forget_deck(struct queue *queue, int64_t deck)
{
	for (size_t i = 0; i < queue->decks; i++)
		if (queue->deck[i].id == deck)
			forget(&queue->deck[i]);
}

static struct read_at read_now(const struct queue *queue, int64_t day)
{
	return (struct read_at){store_is_writing(queue->store) ? -1 : day, store_commits(queue->store),
				store_data_version(queue->store)};
}

void queue_keep(struct queue *queue, int64_t day)
{
	queue->known = read_now(queue, day);
}

void queue_answered(struct queue *queue, int64_t deck)
{
	queue->answered = deck;
	queue->answered_by = store_commits(queue->store);
}

enum holds { HOLDS_NOT, HOLDS_ELSEWHERE, HOLDS };

/* What was read then holds now: all of it; but for the deck in which a card was answered; or nothing. */
static enum holds holds(const struct queue *queue, const struct read_at *then, const struct read_at *now)
{
	if (now->day < 0 || then->day != now->day || then->data_version != now->data_version)
		return HOLDS_NOT;
	if (now->commits == then->commits)
		return HOLDS;
	return now->commits == then->commits + 1 && queue->answered_by == now->commits ? HOLDS_ELSEWHERE : HOLDS_NOT;
}

/* Siblings are cards of one note, and a note lies in one deck. */
void queue_known(struct queue *queue, int64_t day)
{
	struct read_at now = read_now(queue, day);

	switch (holds(queue, &queue->known, &now)) {
	case HOLDS_NOT: queue_forget(queue); break;
	case HOLDS_ELSEWHERE: queue_forget_deck(queue, queue->answered); break;
	case HOLDS: break;
	}
	queue->known = now;
}

static int take_total(void *ctx, const struct day_total *total, struct err *err)
{
	struct queue *queue = ctx;

	(void)err;
	for (size_t i = 0; i < queue->decks; i++)
		if (queue->deck[i].id == total->deck) {
			queue->deck[i].new_today = total->news;
			queue->deck[i].reviews_today = total->reviews;
		}
	return 0;
}

static int read_totals(struct queue *queue, int64_t day, struct err *err)
{
	for (size_t i = 0; i < queue->decks; i++)
		queue->deck[i].new_today = queue->deck[i].reviews_today = 0;
	return day_each(queue->store, day, day, take_total, queue, err);
}

static int read_total(struct queue *queue, int64_t day, int64_t deck, struct err *err)
{
	struct day_total total;

	return day_get(queue->store, day, deck, &total, err) ? -1 : take_total(queue, &total, err);
}

static void use_budgets(struct queue *queue)
{
	for (size_t i = 0; i < queue->budgets; i++)
		queue->budget[i].used = 0;
	for (size_t i = 0; i < queue->decks; i++) {
		struct queue_deck *deck = &queue->deck[i];

		queue->budget[deck->news].used += deck->new_today;
		queue->budget[deck->reviews].used += deck->reviews_today;
	}
}

int queue_use_day(struct queue *queue, int64_t day, struct err *err)
{
	struct read_at now = read_now(queue, day);
	int rc = 0;

	switch (holds(queue, &queue->used, &now)) {
	case HOLDS_NOT: rc = read_totals(queue, day, err); break;
	case HOLDS_ELSEWHERE: rc = read_total(queue, day, queue->answered, err); break;
	case HOLDS: return 0;
	}
	queue->used = now;
	queue->used.day = rc ? -1 : now.day;
	use_budgets(queue);
	return rc;
}
