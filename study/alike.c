/* SPDX-License-Identifier: MIT
 * The due queue: new cards that are easily taken for one another come on different days. A new card whose note's first field
 * reads nearly like that of one begun today in its deck lets the next ones of its deck go before it. */
#include "study/queue_priv.h"

#include <stdlib.h>

#include "base/markup.h"
#include "schema/log.h"
#include "study/grade_priv.h"

enum {
	LETTERS_MIN = 4,
	LETTERS_MAX = 24,
	LONG_FROM = 8,	 /* letters from which two edits are few */
	LOOK_AHEAD = 20, /* new cards looked at; all alike: the first comes */
	TODAY_MAX = 50,	 /* begun in a deck: beyond, cards come as they come */
};

/* A text as it is compared; no letters: it is not. */
struct begun {
	uint64_t card;
	int64_t deck;
	bool read;
	struct letters front;
};

/* What was begun today, in all decks: holds until somebody writes what is not known here. */
struct alike {
	struct begun *item;
	size_t count;
	struct arena arena; /* fronts */
	int64_t day, commits, data_version;
};

struct alike *alike_new(void)
{
	struct alike *alike = mem_alloc(sizeof(*alike));

	alike->day = -1;
	return alike;
}

void alike_free(struct alike *alike)
{
	if (!alike)
		return;
	arena_fini(&alike->arena);
	free(alike->item);
	free(alike);
}

static void add(struct alike *alike, uint64_t card, int64_t deck)
{
	alike->item = mem_grow(alike->item, alike->count + 1, sizeof(*alike->item));
	alike->item[alike->count++] = (struct begun){.card = card, .deck = deck};
}

void alike_answered(struct queue *queue, const struct card *card)
{
	struct alike *alike = queue->alike;

	if (alike->day < 0 || alike->commits + 1 != store_commits(queue->store))
		return;
	alike->commits++;
	if (card->reps == 0)
		add(alike, card->uid, card->deck);
}

static int take_answer(void *ctx, const struct row *row, int64_t deck, struct err *err)
{
	(void)err;
	if (row->kind == ROW_REVIEW_KIND && row->review.ord == 0)
		add(ctx, row->card, deck);
	return 0;
}

static int read_today(const struct queue *queue, struct err *err)
{
	struct alike *alike = queue->alike;
	int64_t from_ms = clock_day_start_ms(queue->day, queue_zone(queue, clock_wall_ms(store_clock(queue->store))));

	if (alike->day == queue->day && alike->commits == store_commits(queue->store) &&
	    alike->data_version == store_data_version(queue->store))
		return 0;
	alike->count = 0;
	arena_reset(&alike->arena);
	alike->day = -1;
	if (log_each_answer(queue->store, from_ms, from_ms + DAY_MS, take_answer, alike, err))
		return -1;
	alike->day = queue->day;
	alike->commits = store_commits(queue->store);
	alike->data_version = store_data_version(queue->store);
	return 0;
}

/* Numbers are meant to be told apart: what holds a digit is a place in a row, not a look-alike. */
static struct letters comparable(struct str front, struct arena *arena)
{
	struct letters letters = grade_letters(front, arena), none = {0};

	if (letters.count < LETTERS_MIN || letters.count > LETTERS_MAX)
		return none;
	for (size_t i = 0; i < letters.count; i++)
		if (letters.item[i].digit)
			return none;
	return letters;
}

static int read_front(struct store *store, int64_t id, struct arena *arena, struct letters *front, struct err *err)
{
	struct arena texts = {0};
	struct buf line = {0};
	struct note note;
	int rc = note_get(store, id, &note, &texts, err);

	*front = (struct letters){0};
	if (rc == 0 && note.fields.count) {
		markup_line(&line, note.fields.item[0], NOTE_FIELD_MAX);
		if (line.len <= LETTERS_MAX * 8)
			*front = comparable(buf_str(&line), arena);
	}
	buf_fini(&line);
	arena_fini(&texts);
	return rc < 0 ? -1 : 0;
}

static bool is_alike(const struct letters *a, const struct letters *b)
{
	size_t most = a->count > b->count ? a->count : b->count, least = a->count + b->count - most;
	int edits, few = most < LONG_FROM ? 1 : 2;
	struct runs runs = {0};

	if (least == 0 || most - least > (size_t)few)
		return false;
	(void)grade_compare(a, b, &runs, &edits);
	free(runs.item);
	return edits <= few;
}

static int read_begun(struct store *store, struct alike *alike, struct begun *begun, struct err *err)
{
	struct card card;
	int rc = begun->read ? 0 : card_find(store, begun->card, &card, err);

	if (rc == 0 && !begun->read)
		rc = read_front(store, card.note, &alike->arena, &begun->front, err);
	begun->read = rc >= 0;
	return rc < 0 ? -1 : 0;
}

/* Walks the new cards of a deck for the first that reads like none of those. */
struct apart {
	struct queue *queue;
	const struct queue_deck *deck;
	struct letters without; /* begun too, as one looks ahead */
	struct arena arena;
	struct card *found;
	int seen;
};

/* 1 it is, 0 not. */
static int reads_like_today(struct apart *apart, const struct card *card, struct err *err)
{
	struct alike *alike = apart->queue->alike;
	struct letters front;

	if (read_front(apart->queue->store, card->note, &apart->arena, &front, err))
		return -1;
	if (front.count == 0)
		return 0;
	if (read_today(apart->queue, err))
		return -1;
	for (size_t i = 0; i < alike->count; i++) {
		struct begun *begun = &alike->item[i];

		if (begun->deck != card->deck)
			continue;
		if (read_begun(apart->queue->store, alike, begun, err))
			return -1;
		if (is_alike(&front, &begun->front))
			return 1;
	}
	return is_alike(&front, &apart->without);
}

static int consider(void *ctx, const struct card *card, struct err *err)
{
	struct apart *apart = ctx;
	int rc;

	if (queue_is_without(apart->queue, card))
		return 0;
	if (apart->seen++ == LOOK_AHEAD)
		return 1;
	rc = queue_stands_back(apart->queue, apart->deck, card, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	rc = reads_like_today(apart, card, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	*apart->found = *card;
	return 1;
}

static int look_on(struct apart *apart, struct err *err)
{
	const struct card *card = apart->found;
	struct card_place from = {card->deck, QUEUE_NEW, INT64_MAX, card->due, card->id};
	int limit = LOOK_AHEAD + (apart->queue->without != NULL);
	struct store *store = apart->queue->store;

	if (apart->queue->fresh_only)
		return card_each_fresh(store, &from, limit, consider, apart, err);
	return card_each_due(store, from.deck, from.queue, from.max_due, from.after_due, from.after_id, limit, consider, apart,
			     err);
}

int alike_pick(struct queue *queue, const struct queue_deck *deck, struct card *card, struct err *err)
{
	const struct card *without = queue->without;
	struct apart apart = {.queue = queue, .deck = deck, .found = card};
	int rc = 0;

	if (!deck->settings.bury_siblings || deck->new_today == 0 || deck->new_today > TODAY_MAX)
		return 0;
	if (without && without->reps == 0 && without->deck == deck->id)
		rc = read_front(queue->store, without->note, &apart.arena, &apart.without, err);
	if (rc == 0)
		rc = reads_like_today(&apart, card, err);
	if (rc == 1)
		rc = look_on(&apart, err);
	arena_fini(&apart.arena);
	return rc < 0 ? -1 : 0;
}
