/* SPDX-License-Identifier: MIT
 * The due queue: what was read of its decks is kept until somebody writes. Between two questions that is one answer in
 * one deck, so one deck of forty is read again. */
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
	queue->known_day = -1;
}

void queue_forget_deck(struct queue *queue, int64_t deck)
{
	for (size_t i = 0; i < queue->decks; i++)
		if (queue->deck[i].id == deck)
			forget(&queue->deck[i]);
}

void queue_keep(struct queue *queue, int64_t day)
{
	queue->known_day = day;
	queue->commits = store_commits(queue->store);
	queue->data_version = store_data_version(queue->store);
}

void queue_answered(struct queue *queue, int64_t deck)
{
	queue->answered = deck;
	queue->answered_by = store_commits(queue->store);
}

/* Siblings are cards of one note, and a note lies in one deck. */
static bool holds_elsewhere(const struct queue *queue, int64_t day, int64_t commits, int64_t data_version)
{
	return queue->known_day == day && queue->data_version == data_version && !store_is_writing(queue->store) &&
	       (commits == queue->commits ||
		(commits == queue->commits + 1 && queue->answered_by == commits));
}

void queue_known(struct queue *queue, int64_t day)
{
	int64_t commits = store_commits(queue->store);
	bool elsewhere = holds_elsewhere(queue, day, commits, store_data_version(queue->store));

	if (!elsewhere)
		queue_forget(queue);
	else if (commits != queue->commits)
		queue_forget_deck(queue, queue->answered);
	queue_keep(queue, store_is_writing(queue->store) ? -1 : day);
}
