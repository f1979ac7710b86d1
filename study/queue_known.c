/* SPDX-License-Identifier: MIT
 * The due queue: what was read of its decks and of the day is kept until somebody writes. Between two questions that is one
 * answer in one deck, so one deck of forty is read again. */
#include <string.h>

#include "study/new_load.h"
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

static struct queue_deck *find(struct queue *queue, int64_t deck)
{
	for (size_t i = 0; i < queue->decks; i++)
		if (queue->deck[i].id == deck)
			return &queue->deck[i];
	return NULL;
}

void queue_forget_deck(struct queue *queue, int64_t deck)
{
	struct queue_deck *found = find(queue, deck);

	if (found)
		forget(found);
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

void queue_answered(struct queue *queue, const struct card *card)
{
	queue->answered = card->deck;
	queue->answered_card = card->id;
	queue->answered_by = store_commits(queue->store);
	alike_answered(queue, card);
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
static void after_answer(struct queue *queue, const struct read_at *now)
{
	const struct ahead *ahead = &queue->ahead;
	struct queue_deck *deck = find(queue, queue->answered);

	if (!deck)
		return;
	forget(deck);
	if (ahead->card && ahead->card == queue->answered_card && ahead->at.day == now->day &&
	    ahead->at.data_version == now->data_version && ahead->at.commits + 1 == now->commits)
		memcpy(deck->known, ahead->known, sizeof(deck->known));
}

void queue_known(struct queue *queue, int64_t day)
{
	struct read_at now = read_now(queue, day);

	switch (holds(queue, &queue->known, &now)) {
	case HOLDS_NOT: queue_forget(queue); break;
	case HOLDS_ELSEWHERE: after_answer(queue, &now); break;
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

/* By load: how many new cards the day has, all decks together; none on the way back and on a vacation. */
static int use_load(struct queue *queue, int64_t day, struct err *err)
{
	const struct settings *settings = &queue->everywhere;
	bool none = settings->backlog || vacations_have(&settings->vacations, day);

	if (settings->new_minutes == 0 || (queue->load.day == day && !none))
		return 0;
	if (!none && load_read(queue, day, &queue->load.quota, &queue->load.kept, err))
		return -1;
	queue->load.day = none ? -1 : day;
	for (size_t i = 0; i < queue->decks; i++)
		if (queue->deck[i].settings.new_per_day)
			queue->budget[queue->deck[i].news].limit = none ? 0 : queue->load.quota;
	return 0;
}

int queue_use_day(struct queue *queue, int64_t day, struct err *err)
{
	struct read_at now = read_now(queue, day);
	int rc = use_load(queue, day, err);

	if (rc)
		return -1;
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

bool queue_is_without(const struct queue *queue, const struct card *card)
{
	return queue->without && queue->without->id == card->id;
}

int queue_without_due(const struct queue *queue, int64_t deck, enum card_queue which, int64_t max_due)
{
	const struct card *card = queue->without;

	return card && card->deck == deck && card->queue == which && card->due <= max_due;
}

/* What the answer uses up of its day, which decides whether a new card or a review is next. */
static void spend(struct queue *queue, struct queue_deck *deck, int by)
{
	const struct card *card = queue->without;

	if (card->reps == 0)
		deck->new_today += by;
	else if (card->last_day != queue->day)
		deck->reviews_today += by;
	use_budgets(queue);
}

/* The same reading as ever, with other numbers: kept apart for when they are true. */
static int look_ahead(struct queue *queue, struct queue_deck *deck, int64_t now_ms, struct card *next, struct err *err)
{
	struct known before[2];
	int64_t until;
	int rc;

	memcpy(before, deck->known, sizeof(before));
	forget(deck);
	spend(queue, deck, 1);
	rc = queue_choose(queue, now_ms, next, &until, err);
	if (rc >= 0 && queue_count_deck(queue, deck, now_ms, err))
		rc = -1;
	memcpy(queue->ahead.known, deck->known, sizeof(before));
	memcpy(deck->known, before, sizeof(before));
	spend(queue, deck, -1);
	return rc;
}

int queue_foresee(struct queue *queue, int64_t now_ms, int64_t asked, struct card *next, struct err *err)
{
	struct queue_deck *deck;
	struct card card;
	int rc;
	STORE_VIEW(view);

	queue->ahead.card = 0;
	if (queue->day != queue_day(queue, now_ms))
		return QUEUE_EMPTY;
	if (store_view_begin(queue->store, &view, err) || queue_use_day(queue, queue->day, err))
		return -1;
	queue_known(queue, queue->day);
	rc = card_get(queue->store, asked, &card, err);
	deck = rc ? NULL : find(queue, card.deck);
	if (rc || !deck || card.stale)
		return rc < 0 ? -1 : QUEUE_EMPTY;
	queue->without = &card;
	(void)after_asked(queue);
	rc = look_ahead(queue, deck, now_ms, next, err);
	queue->without = NULL;
	if (rc >= 0 && !after_asked(queue)) { /* the answer may be what others wait for */
		queue->ahead.card = asked;
		queue->ahead.at = queue->known;
	}
	return rc;
}
