/* SPDX-License-Identifier: MIT
 * What stands at the rollover: how much is due and since when, which deck is weakest, and the plan that
 * follows. */
#include "study/game_rollover.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/notes.h"
#include "study/backlog.h"

enum {
	WEAK_DAYS = 30,	   /* looked back for the weakest deck */
	WEAK_ANSWERS = 10, /* at least, or a deck says too little of itself */
};

/* A deck that nothing lies below, with what its last days were like. */
struct leaf {
	int64_t id, due, answers, again;
};

struct looking {
	struct store *store;
	int64_t day, since;
	struct leaf *leaf;
	size_t leaves;
	int64_t news, due;
	int decks, depth; /* depth: of the line before */
};

static int first_due(void *ctx, const struct card *card, struct err *err)
{
	struct looking *looking = ctx;

	(void)err;
	if (card->due < looking->since)
		looking->since = card->due;
	return 0;
}

static int take_line(void *ctx, const struct deck_line *line, struct err *err)
{
	struct looking *looking = ctx;
	int64_t due = line->counts.review + line->counts.learn;

	if (looking->leaves && line->depth > looking->depth)
		looking->leaves--; /* the one before has decks below it */
	looking->depth = line->depth;
	looking->leaf = mem_grow(looking->leaf, looking->leaves + 1, sizeof(*looking->leaf));
	looking->leaf[looking->leaves++] = (struct leaf){.id = line->id, .due = due};
	looking->decks += line->id && (due || line->counts.news);
	if (line->id == 0)
		return 0;
	return card_each_due(looking->store, line->id, QUEUE_REVIEW, looking->day, INT64_MIN, 0, 1, first_due,
			     looking, err);
}

static int take_total(void *ctx, const struct day_total *total, struct err *err)
{
	struct looking *looking = ctx;

	(void)err;
	for (size_t i = 0; i < looking->leaves; i++)
		if (looking->leaf[i].id == total->deck) {
			looking->leaf[i].answers += total->answers;
			looking->leaf[i].again += total->again;
		}
	return 0;
}

static bool is_weaker(const struct leaf *a, const struct leaf *b)
{
	return !b || a->again * b->answers > b->again * a->answers;
}

static int find_weakest(struct looking *looking, struct day_offer *offer, struct err *err)
{
	const struct leaf *weakest = NULL;
	struct arena arena = {0};
	struct deck deck;
	int rc;

	if (day_each(looking->store, looking->day - WEAK_DAYS, looking->day - 1, take_total, looking, err))
		return -1;
	for (size_t i = 0; i < looking->leaves; i++) {
		const struct leaf *leaf = &looking->leaf[i];

		if (leaf->id && leaf->due && leaf->answers >= WEAK_ANSWERS && is_weaker(leaf, weakest))
			weakest = leaf;
	}
	if (!weakest)
		return 0;
	rc = deck_get(looking->store, weakest->id, &deck, &arena, err);
	if (rc == 0) {
		offer->weakest = deck.uid;
		offer->weakest_due = weakest->due;
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int rollover_since(struct store *store, struct queue *all, int64_t now_ms, int64_t *since, struct err *err)
{
	struct looking looking = {.store = store, .day = queue_day(all, now_ms)};
	int rc;

	looking.since = looking.day + 1;
	rc = queue_each_line(all, now_ms, take_line, &looking, err);
	*since = looking.since;
	free(looking.leaf);
	return rc;
}

int game_now(struct game_home *home, struct store *store, struct queue *all, struct err *err)
{
	int64_t now = clock_wall_ms(store_clock(store)), since;

	*home = (struct game_home){0};
	if (!queue_settings(all, 0)->game)
		return 1;
	if (rollover_since(store, all, now, &since, err))
		return -1;
	return game_load(home, store, queue_day(all, now), since, err);
}

static int look(struct looking *looking, struct queue *all, int64_t now_ms, struct day_offer *offer,
		struct err *err)
{
	struct queue_counts left;

	if (queue_each_line(all, now_ms, take_line, looking, err) || queue_left(all, now_ms, &left, err) ||
	    find_weakest(looking, offer, err))
		return -1;
	offer->due = left.review + left.learn;
	offer->news = left.news;
	offer->decks = looking->decks;
	return 0;
}

int rollover_plan(struct store *store, struct queue *all, int64_t now_ms, struct day_plan *plan,
		  struct err *err)
{
	struct looking looking = {.store = store, .day = queue_day(all, now_ms)};
	const struct settings *settings = queue_settings(all, 0);
	struct day_offer offer = {0};
	struct buf learner = {0};
	int rc;

	looking.since = looking.day;
	rc = look(&looking, all, now_ms, &offer, err);
	if (rc == 0 && meta_get_text(store, META_LEARNER, &learner, err) < 0)
		rc = -1;
	*plan = (struct day_plan){.planned = true,
				  .due = offer.due,
				  .quota = settings->quota,
				  .rest = settings->rest,
				  .since = looking.since};
	if (rc == 0 && settings->game)
		quests_choose(plan, &offer, buf_str(&learner), looking.day);
	buf_fini(&learner);
	free(looking.leaf);
	return rc;
}

static int append_plan(struct store *store, const struct day_plan *plan, int z, struct err *err)
{
	struct row row = {.kind = ROW_DAY_KIND, .z = z};
	struct buf quests = {0};
	int rc;

	plan_put(&quests, plan);
	row.day = (struct row_day){.due = plan->due,
				   .quota = plan->quota,
				   .quests = buf_str(&quests),
				   .rest = plan->rest,
				   .since = plan->since};
	rc = log_append(store, &row, err);
	buf_fini(&quests);
	return rc;
}

int rollover_write(struct store *store, int z, struct err *err)
{
	struct day_plan plan;
	struct queue *all = NULL;
	int rc = queue_open(&all, store, QUEUE_ALL, err);

	if (rc == 0)
		rc = rollover_plan(store, all, clock_wall_ms(store_clock(store)), &plan, err);
	if (rc == 0)
		rc = append_plan(store, &plan, z, err);
	if (rc == 0)
		rc = backlog_settle(store, all, clock_wall_ms(store_clock(store)), err);
	queue_close(all);
	return rc;
}
