/* SPDX-License-Identifier: MIT
 * History: reading a card's rows. */
#include "study/history.h"

#include <stdlib.h>

#include "base/markup.h"
#include "base/mem.h"
#include "schema/notes.h"
#include "study/queue.h"
#include "study/settings.h"

enum { FRONT_MAX = 200 };

static int take(void *ctx, const struct row *row, struct err *err)
{
	struct history *h = ctx;

	(void)err;
	if (row->kind != ROW_REVIEW_KIND)
		return 0;
	h->item = mem_grow(h->item, h->count + 1, sizeof(*h->item));
	h->item[h->count++] = (struct history_item){
		.t = row->t,
		.day = clock_study_day(row->t, row->z),
		.rating = (int)(row->review.rating < RATE_AGAIN || row->review.rating > RATE_EASY
					? RATE_AGAIN
					: row->review.rating),
		.took_ms = row->review.took_ms,
		.ivl = row->review.ivl,
		.s = row->review.s > 0 ? (double)row->review.s / 1000 : 0,
		.p = row->review.p < 0 ? -1 : (double)row->review.p / 10000,
		.undone = row->undone,
	};
	return 0;
}

static int read_texts(struct store *store, struct history *h, struct err *err)
{
	struct arena arena = {0};
	struct note note;
	struct deck deck;
	int rc = note_get(store, h->card.note, &note, &arena, err);

	if (rc == 0 && note.fields.count)
		markup_line(&h->front, note.fields.item[0], FRONT_MAX);
	if (rc == 0)
		rc = deck_get(store, note.deck, &deck, &arena, err);
	if (rc == 0)
		buf_add(&h->deck, deck.name);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int read_settings(struct store *store, struct history *h, struct err *err)
{
	struct settings settings;
	const struct clock *clock = store_clock(store);

	if (settings_load(store, buf_str(&h->deck), &settings, err))
		return -1;
	h->fsrs = settings.fsrs;
	h->desired = settings.retention;
	h->today = clock_study_day(clock_wall_ms(clock), settings_zone(&settings, clock));
	return 0;
}

int history_load(struct store *store, uint64_t uid, struct history *h, struct err *err)
{
	int rc;
	STORE_VIEW(view);

	*h = (struct history){.count = 0};
	if (store_view_begin(store, &view, err))
		return -1;
	rc = card_find(store, uid, &h->card, err);
	if (rc == 0)
		rc = read_texts(store, h, err) || read_settings(store, h, err) ||
				     log_each_of_card(store, uid, take, h, err) ||
				     (h->card.queue == QUEUE_NEW && queue_waits_for(store, &h->card, &h->waits_for, err))
			     ? -1
			     : 0;
	if (rc)
		history_fini(h);
	return rc;
}

void history_fini(struct history *h)
{
	buf_fini(&h->deck);
	buf_fini(&h->front);
	buf_fini(&h->waits_for);
	free(h->item);
	h->item = NULL;
	h->count = 0;
}

double history_recall(const struct history *h, int64_t t)
{
	const struct history_item *last = NULL;

	for (size_t i = 0; i < h->count && h->item[i].t <= t; i++)
		if (!h->item[i].undone && h->item[i].s > 0)
			last = &h->item[i];
	return last ? fsrs_recall(&h->fsrs, (double)(t - last->t) / DAY_MS, last->s) : -1;
}

const struct history_item *history_first(const struct history *h)
{
	for (size_t i = 0; i < h->count; i++)
		if (!h->item[i].undone && h->item[i].s > 0)
			return &h->item[i];
	return NULL;
}
