/* SPDX-License-Identifier: MIT
 * The due queue: its decks, their budgets, its days. */
#include "study/queue.h"

#include <stdlib.h>

#include "study/fold.h"
#include "study/queue_priv.h"

enum { CANDIDATES = 16 }; /* due cards looked at to shuffle a day, over all decks */

static size_t budget_of(struct queue *queue, struct str owner, int limit)
{
	for (size_t i = 0; i < queue->budgets; i++)
		if (str_eq(queue->budget[i].owner, owner) && queue->budget[i].limit == limit)
			return i;
	queue->budget = mem_grow(queue->budget, queue->budgets + 1, sizeof(*queue->budget));
	queue->budget[queue->budgets] = (struct budget){owner, limit, 0};
	return queue->budgets++;
}

struct opening {
	struct queue *queue;
	struct settings_book *book;
	struct str path;
};

static int take_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct opening *opening = ctx;
	struct queue *queue = opening->queue;
	struct queue_deck *own;

	(void)err;
	if (deck->archived)
		return 0;
	queue->deck = mem_grow(queue->deck, queue->decks + 1, sizeof(*queue->deck));
	own = &queue->deck[queue->decks++];
	*own = (struct queue_deck){
		.id = deck->id, .path = arena_str(&queue->arena, deck->name), .shared = deck->remote.len > 0};
	own->in = deck_is_within(opening->path, own->path);
	settings_of(opening->book, own->path, &own->settings);
	return 0;
}

/* News and reviews have budgets of their own even where one deck sets both: a NUL byte keeps their owners
 * apart. */
static void take_budgets(struct queue *queue)
{
	int load = queue->everywhere.backlog;

	for (size_t i = 0; i < queue->decks; i++) {
		struct queue_deck *deck = &queue->deck[i];
		const struct settings *settings = &deck->settings;
		struct buf name = {0};

		buf_addf(&name, "n%.*s", STR_FMT(str_slice(deck->path, 0, settings->new_owner)));
		if (queue->everywhere.new_minutes && settings->new_per_day) /* by load: queue_use_day says how many */
			deck->news = budget_of(queue, STR("n"), queue->everywhere.new_per_day);
		else
			deck->news =
				budget_of(queue, arena_str(&queue->arena, buf_str(&name)), settings->new_per_day);
		buf_clear(&name);
		buf_addf(&name, "r%.*s", STR_FMT(str_slice(deck->path, 0, settings->reviews_owner)));
		if (load && settings->reviews_per_day) /* the way back: one load for all decks */
			deck->reviews = budget_of(queue, STR("r"), load);
		else
			deck->reviews =
				budget_of(queue, arena_str(&queue->arena, buf_str(&name)), settings->reviews_per_day);
		buf_fini(&name);
	}
}

static void set_batch(struct queue *queue)
{
	int decks = 0;

	for (size_t i = 0; i < queue->decks; i++)
		decks += queue->deck[i].in;
	queue->batch = decks && decks < CANDIDATES ? CANDIDATES / decks : 1;
}

int queue_open_path(struct queue **queue, struct store *store, struct str path, struct err *err)
{
	struct opening opening = {mem_alloc(sizeof(struct queue)), NULL, path};
	int rc = settings_book_open(&opening.book, store, err);

	opening.queue->store = store;
	opening.queue->after = after_new();
	opening.queue->alike = alike_new();
	opening.queue->day = opening.queue->woken = opening.queue->known.day = opening.queue->used.day = opening.queue->ranking.day =
		opening.queue->load.day = -1;
	if (rc == 0) {
		settings_of(opening.book, (struct str){NULL, 0}, &opening.queue->everywhere);
		rc = deck_each(store, take_deck, &opening, err);
		settings_book_close(opening.book);
	}
	if (rc) {
		queue_close(opening.queue);
		*queue = NULL;
		return -1;
	}
	take_budgets(opening.queue);
	set_batch(opening.queue);
	*queue = opening.queue;
	return 0;
}

int queue_open(struct queue **queue, struct store *store, int64_t id, struct err *err)
{
	struct arena arena = {0};
	struct deck deck = {0};
	int rc = id ? deck_get(store, id, &deck, &arena, err) : 0;

	*queue = NULL;
	if (rc == 1)
		rc = err_set(err, ERR_INPUT, "there is no deck %lld", (long long)id);
	if (rc == 0)
		rc = queue_open_path(queue, store, deck.name, err);
	arena_fini(&arena);
	return rc;
}

void queue_close(struct queue *queue)
{
	if (!queue)
		return;
	backlog_forget(queue);
	after_free(queue->after);
	alike_free(queue->alike);
	arena_fini(&queue->arena);
	free(queue->deck);
	free(queue->budget);
	free(queue);
}

const struct queue_deck *queue_find_deck(const struct queue *queue, int64_t id)
{
	for (size_t i = 0; i < queue->decks; i++)
		if (queue->deck[i].id == id)
			return &queue->deck[i];
	return NULL;
}

const struct settings *queue_settings(const struct queue *queue, int64_t id)
{
	const struct queue_deck *deck = queue_find_deck(queue, id);

	return deck ? &deck->settings : &queue->everywhere;
}

struct str queue_deck_path(const struct queue *queue, int64_t id)
{
	const struct queue_deck *deck = queue_find_deck(queue, id);

	return deck ? deck->path : (struct str){NULL, 0};
}

bool queue_holds(const struct queue *queue, int64_t id)
{
	const struct queue_deck *deck = queue_find_deck(queue, id);

	return deck && deck->in;
}

int queue_zone(const struct queue *queue, int64_t now_ms)
{
	return clock_zone_min(store_clock(queue->store), now_ms) - 60 * queue->everywhere.rollover;
}

int64_t queue_day(const struct queue *queue, int64_t now_ms)
{
	return clock_study_day(now_ms, queue_zone(queue, now_ms));
}

int64_t budget_left(const struct budget *budget)
{
	return budget->used < budget->limit ? budget->limit - budget->used : 0;
}

int64_t queue_max_due(const struct queue *queue, enum card_queue which, int64_t now_ms)
{
	int64_t day = queue_day(queue, now_ms);

	if (which == QUEUE_NEW)
		return INT64_MAX;
	return which == QUEUE_LEARN ? clock_day_start_ms(day + 1, queue_zone(queue, now_ms)) - 1 : day;
}

int queue_stands_back(const struct queue *queue, const struct queue_deck *deck, const struct card *card,
		      struct err *err)
{
	int waits = card->queue == QUEUE_NEW ? after_waits(queue, card, err) : 0;

	if (waits)
		return waits;
	if (!deck->settings.bury_siblings || card->last_day == queue->day)
		return 0;
	if (queue->without && card->note == queue->without->note && card->id != queue->without->id)
		return 1;
	return card_sibling_on_day(queue->store, card->note, card->id, queue->day, err);
}

static bool is_in(const void *ctx, int64_t deck)
{
	return queue_find_deck(ctx, deck) != NULL;
}

int queue_begin_day(struct queue *queue, int64_t day, struct err *err)
{
	if (queue_use_day(queue, day, err))
		return -1;
	if (queue->woken != day && fold_burials(queue->store, day, is_in, queue, err))
		return -1;
	queue->day = queue->woken = day;
	return 0;
}
