/* SPDX-License-Identifier: MIT
 * The way back: its order, its beginning and its end. */
#include "study/backlog.h"

#include <stdlib.h>

#include "schema/tally.h"
#include "study/plan.h"
#include "study/queue_priv.h"

enum { RANKED_MAX = 20000, RANKED_MIN = 500 }; /* cards of all decks, of one at least, due longest first */

void backlog_forget(struct queue *queue)
{
	free(queue->ranking.item);
	queue->ranking = (struct ranking){.day = -1};
}

/* Cards of one deck, as the simulator takes them. */
struct gathering {
	struct queue *queue;
	struct sim_card *card;
	size_t count, from; /* from: the first one's place in the ranking */
};

static int take_due(void *ctx, const struct card *card, struct err *err)
{
	struct gathering *g = ctx;
	struct ranking *r = &g->queue->ranking;
	int64_t last = card->last_day - r->day;

	(void)err;
	g->card = mem_grow(g->card, g->count + 1, sizeof(*g->card));
	r->item = mem_grow(r->item, r->count + 1, sizeof(*r->item));
	last = last < -FSRS_S_MAX ? -FSRS_S_MAX : last > 0 ? 0 : last;
	g->card[g->count++] = (struct sim_card){(float)card->s, (float)card->d, (int32_t)last, 0};
	r->item[r->count++] = (struct ranked){0, card->id, card->uid};
	return 0;
}

static int rank_deck(struct queue *queue, const struct queue_deck *deck, const struct sim_habits *habits, int limit,
		     struct err *err)
{
	struct ranking *r = &queue->ranking;
	struct gathering g = {.queue = queue, .from = r->count};
	const struct steps *steps = &deck->settings.steps;
	struct sim_rule rule = {.fsrs = &deck->settings.fsrs,
				.habits = habits,
				.learn_steps = steps->learn.count,
				.relearn_steps = steps->relearn.count};
	float *saved;
	int rc = card_each_due(queue->store, deck->id, QUEUE_REVIEW, r->day, INT64_MIN, 0, limit, take_due, &g, err);

	saved = mem_array(g.count + 1, sizeof(*saved));
	if (rc == 0 && g.count)
		rc = sim_saved(&rule, g.card, g.count, saved, err);
	for (size_t i = 0; i < g.count; i++)
		r->item[g.from + i].saved = saved[i];
	free(saved);
	free(g.card);
	return rc ? -1 : 0;
}

/* By name where they save the same, so that every device has one order. */
static int by_saved(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	return a->saved > b->saved ? -1 : a->saved < b->saved ? 1 : (a->uid > b->uid) - (a->uid < b->uid);
}

static bool may_give(const struct queue *queue, const struct queue_deck *deck)
{
	return deck->in && budget_left(&queue->budget[deck->reviews]) > 0;
}

static int rank(struct queue *queue, struct err *err)
{
	struct sim_habits habits;
	size_t decks = 0;
	int64_t answers;
	int limit;

	backlog_forget(queue);
	for (size_t i = 0; i < queue->decks; i++)
		decks += may_give(queue, &queue->deck[i]);
	if (decks == 0)
		return 0;
	limit = decks > RANKED_MAX / RANKED_MIN ? RANKED_MIN : RANKED_MAX / (int)decks;
	if (plan_habits(queue->store, STR(""), &habits, &answers, err))
		return -1;
	queue->ranking.day = queue->day;
	for (size_t i = 0; i < queue->decks; i++)
		if (may_give(queue, &queue->deck[i]) && rank_deck(queue, &queue->deck[i], &habits, limit, err)) {
			backlog_forget(queue);
			return -1;
		}
	if (queue->ranking.count)
		qsort(queue->ranking.item, queue->ranking.count, sizeof(*queue->ranking.item), by_saved);
	return 0;
}

/* The first of the ranking that can be asked. */
static int first_of(struct queue *queue, struct card *card, struct err *err)
{
	struct ranking *r = &queue->ranking;

	for (size_t i = r->at; i < r->count; i++) {
		const struct queue_deck *deck;
		int rc = card_get(queue->store, r->item[i].card, card, err);

		if (rc < 0)
			return -1;
		deck = rc == 0 ? queue_find_deck(queue, card->deck) : NULL;
		if (!deck || card->queue != QUEUE_REVIEW || card->due > queue->day) {
			r->at += i == r->at;
			continue;
		}
		if (!may_give(queue, deck) || queue_is_without(queue, card) ||
		    (queue->fresh_only && card->stale))
			continue;
		rc = queue_stands_back(queue, deck, card, err);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

/* An answer that was taken back is due again, and so is what a sync brought: when the ranking ends, another is made. */
int backlog_pick(struct queue *queue, struct card *card, struct err *err)
{
	int rc = 1;

	if (queue->ranking.day == queue->day)
		rc = first_of(queue, card, err);
	if (rc != 1)
		return rc;
	return rank(queue, err) ? -1 : first_of(queue, card, err);
}

int queue_forecast(const struct queue *queue, int64_t from_day, int64_t days, int64_t *due, int64_t *before,
		   int64_t *after, struct err *err)
{
	int64_t *id = mem_array(queue->decks + 1, sizeof(*id));
	struct tally_scope scope = {.deck = id};
	int rc;

	for (size_t i = 0; i < queue->decks; i++)
		if (queue->deck[i].in)
			id[scope.count++] = queue->deck[i].id;
	tally_sort_decks(id, scope.count);
	rc = spread_due(queue->store, &scope, from_day, days, due, before, after, err);
	free(id);
	return rc;
}

struct usual {
	int64_t day, days, reviews;
};

static int take_total(void *ctx, const struct day_total *total, struct err *err)
{
	struct usual *usual = ctx;

	(void)err;
	usual->days += total->answers && total->day != usual->day;
	usual->day = total->answers ? total->day : usual->day;
	usual->reviews += total->reviews;
	return 0;
}

/* Whether the setting was ended today by itself: then its value is "0", a learner's word leaves none. */
static int ended_today(struct store *store, int64_t today, bool *over, struct err *err)
{
	struct row row = {.kind = ROW_SETTING_KIND}, winner;
	struct arena arena = {0};
	int rc;

	row.setting.key = STR("backlog");
	rc = log_winner(store, row_register(&row), &winner, &arena, err);
	*over = rc == 0 && str_is(winner.setting.value, "0") && clock_study_day(winner.t, winner.z) == today;
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int backlog_look(struct store *store, struct queue *all, int64_t now_ms, struct backlog *backlog, struct err *err)
{
	int64_t today = queue_day(all, now_ms), due, after;
	const struct settings *settings = queue_settings(all, 0);
	struct usual usual = {.day = -1};

	*backlog = (struct backlog){.load = settings->backlog};
	if (queue_forecast(all, today, 1, &due, &backlog->overdue, &after, err) ||
	    day_each(store, today - BACKLOG_DAYS, today - 1, take_total, &usual, err) ||
	    ended_today(store, today, &backlog->over, err))
		return -1;
	backlog->daily = usual.days ? (usual.reviews + usual.days - 1) / usual.days : 0;
	if (backlog->daily < settings->quota)
		backlog->daily = settings->quota;
	return 0;
}

bool backlog_is_long(const struct backlog *backlog)
{
	return backlog->overdue > backlog->daily;
}

int backlog_set(struct store *store, int load, struct err *err)
{
	struct buf value = {0};
	int rc;

	if (load)
		buf_addf(&value, "%d", load);
	rc = settings_set(store, STR(""), "backlog", buf_str(&value), err);
	buf_fini(&value);
	return rc;
}

int backlog_settle(struct store *store, struct queue *all, int64_t now_ms, struct err *err)
{
	int load = queue_settings(all, 0)->backlog;
	int64_t day = queue_day(all, now_ms), due = 0;

	if (load == 0)
		return 0;
	for (size_t i = 0; i < all->decks && due <= load; i++) {
		int64_t count;

		if (all->deck[i].settings.reviews_per_day == 0)
			continue;
		if (card_count_due(store, all->deck[i].id, QUEUE_REVIEW, day, load + 1, &count, err))
			return -1;
		due += count;
	}
	return due > load ? 0 : settings_put(store, STR(""), "backlog", STR("0"), err);
}
