/* SPDX-License-Identifier: MIT
 * What a plan is made of: cards as they stand, limits, and how the learner answers. */
#include <stdlib.h>

#include "base/message.h"
#include "base/random.h"
#include "study/plan.h"
#include "study/queue_priv.h"
#include "study/stats.h"

enum { UNKNOWN = 50 }; /* answers of somebody unknown that the learner's own are added to */

static bool is_played(const struct plan *plan, uint32_t hash)
{
	return hash % (uint32_t)plan->share == 0;
}

struct named {
	struct sim_card card;
	uint32_t hash;
};

struct collection {
	struct named *named;
	size_t count, cap;
};

/* Every other one, by name. */
static void halve(struct plan *plan, struct collection *all)
{
	size_t kept = 0;

	plan->share *= 2;
	for (size_t i = 0; i < all->count; i++)
		if (is_played(plan, all->named[i].hash))
			all->named[kept++] = all->named[i];
	all->count = kept;
}

struct plan_reading {
	struct plan plan;
	struct store *store;
	struct queue *queue;
	struct buf path;
	int64_t after; /* the last card that was read */
	int64_t news;
	struct collection all;
};

static void take_learnt(struct plan_reading *reading, const struct queue_deck *deck, const struct card *card)
{
	struct plan *plan = &reading->plan;
	struct collection *all = &reading->all;
	uint32_t hash = (uint32_t)(rng_mix(card->uid) >> 32);
	int64_t last = card->last_day - plan->today, due = card->queue == QUEUE_LEARN ? 0 : card->due - plan->today;

	if (card->queue == QUEUE_REVIEW && due < 0) {
		plan->overdue++;
		plan->known += fsrs_recall(&deck->settings.fsrs, (double)(last < 0 ? -last : 0), card->s);
	}
	if (card->ivl > 0)
		plan->inflow += 1 / (double)card->ivl;
	if (!is_played(plan, hash))
		return;
	if (all->count == all->cap) {
		all->cap = all->cap ? all->cap * 2 : 1024;
		all->named = mem_grow(all->named, all->cap, sizeof(*all->named));
	}
	last = last < -FSRS_S_MAX ? -FSRS_S_MAX : last > 0 ? 0 : last;
	due = due < -FSRS_S_MAX ? -FSRS_S_MAX : due > FSRS_S_MAX ? FSRS_S_MAX : due;
	all->named[all->count++] = (struct named){
		{(float)card->s, (float)card->d, (int32_t)last, (int32_t)due}, hash};
	if (all->count > PLAN_CARDS)
		halve(plan, all);
}

static int take_card(void *ctx, const struct card *card, struct err *err)
{
	struct plan_reading *reading = ctx;
	const struct queue_deck *deck = queue_find_deck(reading->queue, card->deck);

	(void)err;
	reading->after = card->id;
	if (!deck || !deck->in || card->queue == QUEUE_SUSPENDED)
		return 0;
	if (card->s > 0)
		take_learnt(reading, deck, card);
	else
		reading->news++;
	return 0;
}

static void keep_played(struct plan_reading *reading)
{
	struct plan *plan = &reading->plan;

	while (reading->news / plan->share > PLAN_CARDS)
		halve(plan, &reading->all);
	plan->news = (size_t)(reading->news / plan->share);
	plan->cards = reading->all.count;
	plan->card = mem_array(plan->cards + 1, sizeof(*plan->card));
	for (size_t i = 0; i < plan->cards; i++)
		plan->card[i] = reading->all.named[i].card;
}

/* Each budget once, if a deck of the queue lives on it. */
static void add_limits(struct plan *plan, const struct queue *queue)
{
	for (size_t b = 0; b < queue->budgets; b++) {
		bool news = false, reviews = false;

		for (size_t i = 0; i < queue->decks; i++) {
			news |= queue->deck[i].in && queue->deck[i].news == b;
			reviews |= queue->deck[i].in && queue->deck[i].reviews == b;
		}
		plan->new_per_day += news ? (int)queue->budget[b].limit : 0;
		plan->reviews_per_day += reviews ? (int)queue->budget[b].limit : 0;
	}
}

/* own: counts; the unknown one's shares are worth UNKNOWN answers. */
static void mix(double *p, const int64_t *own, int count)
{
	double all = UNKNOWN;

	for (int i = 0; i < count; i++)
		all += (double)own[i];
	for (int i = 0; i < count; i++)
		p[i] = ((double)own[i] + p[i] * UNKNOWN) / all;
}

/* The seconds of a row, so that their mean over these answers is the learner's. */
static void stretch(double seconds[4], const int64_t answers[4], int64_t took_ms)
{
	double count = 0, assumed = 0, own = (double)took_ms / 1000, scale;

	for (int i = 0; i < 4; i++) {
		count += (double)answers[i];
		assumed += (double)answers[i] * seconds[i];
	}
	if (count < 1 || own <= 0 || assumed <= 0)
		return;
	scale = (own + UNKNOWN * assumed / count) / (assumed + UNKNOWN * assumed / count);
	for (int i = 0; i < 4; i++)
		seconds[i] *= scale;
}

static void learn_habits(struct sim_habits *h, int64_t *answers, const struct tally *sum)
{
	int64_t steps[4], tests[4];

	for (int i = 0; i < 4; i++) {
		steps[i] = sum->answers[GROUP_NEW][i] + sum->answers[GROUP_LEARNING][i];
		tests[i] = sum->answers[GROUP_YOUNG][i] + sum->answers[GROUP_MATURE][i];
		*answers += steps[i] + tests[i];
	}
	mix(h->first, sum->answers[GROUP_NEW], 4);
	mix(h->known, tests + 1, 3);
	stretch(h->seconds[SIM_LEARN], steps, sum->took_ms[GROUP_NEW] + sum->took_ms[GROUP_LEARNING]);
	stretch(h->seconds[SIM_RELEARN], sum->answers[GROUP_LEARNING], sum->took_ms[GROUP_LEARNING]);
	stretch(h->seconds[SIM_REVIEW], tests, sum->took_ms[GROUP_YOUNG] + sum->took_ms[GROUP_MATURE]);
}

int plan_habits(struct store *store, struct str path, struct sim_habits *habits, int64_t *answers, struct err *err)
{
	struct stats stats;

	*answers = 0;
	sim_habits_default(habits);
	if (stats_load(store, path, PLAN_DAYS, &stats, err))
		return -1;
	learn_habits(habits, answers, &stats.sum);
	stats_fini(&stats);
	return 0;
}

int plan_habits_until(struct store *store, int64_t day, struct sim_habits *habits, struct err *err)
{
	struct tally_scope all = {.all = true};
	struct tally sum;
	int64_t answers = 0;

	sim_habits_default(habits);
	if (tally_sum(store, &all, day - PLAN_DAYS, day, &sum, NULL, err))
		return -1;
	learn_habits(habits, &answers, &sum);
	return 0;
}

int plan_reading_new(struct plan_reading **out, struct store *store, struct str path, struct err *err)
{
	struct plan_reading *reading = mem_alloc(sizeof(*reading));

	*reading = (struct plan_reading){.plan = {.share = 1}, .store = store};
	*out = reading;
	buf_add(&reading->path, path);
	if (settings_load(store, path, &reading->plan.settings, err) || queue_open_path(&reading->queue, store, path, err))
		return -1;
	reading->plan.today = queue_day(reading->queue, clock_wall_ms(store_clock(store)));
	add_limits(&reading->plan, reading->queue);
	return 0;
}

int plan_reading_some(struct plan_reading *reading, int cards, struct plan *plan, struct err *err)
{
	int64_t before = reading->after;

	if (card_each_plain(reading->store, before, cards, take_card, reading, err))
		return -1;
	if (reading->after != before)
		return 0;
	keep_played(reading);
	if (reading->plan.cards + reading->plan.news == 0)
		return err_set(err, ERR_INPUT, _("There are no cards to plan for: add or import some."));
	if (plan_habits(reading->store, buf_str(&reading->path), &reading->plan.habits, &reading->plan.answers, err))
		return -1;
	*plan = reading->plan;
	reading->plan.card = NULL;
	return 1;
}

void plan_reading_free(struct plan_reading *reading)
{
	if (!reading)
		return;
	plan_fini(&reading->plan);
	queue_close(reading->queue);
	free(reading->all.named);
	buf_fini(&reading->path);
	free(reading);
}

int plan_read(struct plan *plan, struct store *store, struct str path, struct err *err)
{
	struct plan_reading *reading;
	int rc = plan_reading_new(&reading, store, path, err);

	*plan = (struct plan){0};
	while (rc == 0)
		rc = plan_reading_some(reading, PLAN_CARDS, plan, err);
	plan_reading_free(reading);
	return rc < 0 ? -1 : 0;
}

void plan_fini(struct plan *plan)
{
	free(plan->card);
	plan->card = NULL;
}
