/* SPDX-License-Identifier: MIT
 * Folding one card: the pure part. Study days come from each row's own zone, so journeys change nothing. */
#include "study/fold.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/fold_order.h"

enum {
	DAY_MAX = 10 * 1000 * 1000, /* study days beyond are nobody's */
	REPS_MAX = 1000 * 1000,
	ELAPSED_MAX = 10 * FSRS_S_MAX,
};

void fold_item_init(struct fold_item *item, const struct row *row, bool undone)
{
	*item = (struct fold_item){
		.kind = row->kind,
		.origin = row->origin,
		.at = row->at,
		.t = row->t,
		.day = clock_study_day(row->t, row->z),
		.undone = undone,
	};
	if (row->kind == ROW_REVIEW_KIND) {
		item->rating = row->review.rating;
		item->ord = row->review.ord;
		item->ivl = row->review.ivl;
		item->answer = game_answer_of(row);
	} else if (row->kind == ROW_STATE_KIND) {
		item->state = row->state;
		item->state.source = (struct str){NULL, 0}; /* borrowed, and of no matter */
	} else if (row->kind >= ROW_SUSPEND_KIND && row->kind <= ROW_DUE_KIND) {
		item->value = row->suspend.value; /* all decisions have the same members */
		item->g = row->suspend.g;
	}
}

void fold_put(struct fold *fold, const struct fold_item *item)
{
	if (fold->count == fold->cap) {
		fold->cap = fold->cap ? fold->cap * 2 : 16;
		fold->item = mem_grow(fold->item, fold->cap, sizeof(*fold->item));
	}
	fold->item[fold->count++] = *item;
}

void fold_add(struct fold *fold, const struct row *row, bool undone)
{
	struct fold_item item;

	fold_item_init(&item, row, undone);
	fold_put(fold, &item);
}

void fold_fini(struct fold *fold)
{
	free(fold->item);
	*fold = (struct fold){0};
}

static int by_time(const void *left, const void *right)
{
	const struct fold_item *a = left, *b = right;

	return fold_order((struct fold_when){a->t, a->origin, a->at}, (struct fold_when){b->t, b->origin, b->at});
}

static bool is_same(const struct fold_item *a, const struct fold_item *b)
{
	return a->origin == b->origin && a->at == b->at;
}

static void sort(struct fold *fold)
{
	size_t kept = 0, sorted = 1;

	while (sorted < fold->count && by_time(&fold->item[sorted - 1], &fold->item[sorted]) <= 0)
		sorted++;
	if (sorted < fold->count)
		qsort(fold->item, fold->count, sizeof(*fold->item), by_time);
	for (size_t i = 0; i < fold->count; i++)
		if (kept == 0 || !is_same(&fold->item[i], &fold->item[kept - 1]))
			fold->item[kept++] = fold->item[i];
	fold->count = kept;
}

/* The decision of that kind in force: the greatest (g, t, origin) that was not taken back; NULL: none. */
static const struct fold_item *decided(const struct fold *fold, enum row_kind kind)
{
	const struct fold_item *best = NULL;

	for (size_t i = 0; i < fold->count; i++) {
		const struct fold_item *item = &fold->item[i];

		if (item->kind == kind && !item->undone && (!best || item->g >= best->g))
			best = item; /* in order of (t, origin): a later equal one wins */
	}
	return best;
}

/* Rows may hold anything. */
static bool is_sane(int64_t value, int64_t max)
{
	return value >= -max && value <= max;
}

struct replay {
	const struct settings *settings;
	struct interval_rule rule;
	uint64_t card;
	int64_t since;
	struct schedule schedule;
	int64_t last_t, last_day;
	int64_t due; /* of a schedule that was brought along; 0 none */
	/* the last answer, NULL after a schedule that was brought along, and what it met */
	const struct fold_item *last;
	struct schedule before;
	enum rating rating;
	int elapsed;
};

static void replay_review(struct replay *replay, const struct fold_item *item)
{
	int64_t elapsed = replay->schedule.reps ? item->day - replay->last_day : 0;
	double seconds;

	replay->before = replay->schedule;
	replay->elapsed = elapsed < 0 ? 0 : elapsed > ELAPSED_MAX ? ELAPSED_MAX : (int)elapsed;
	replay->rating = item->rating < 1 || item->rating > 4 ? RATE_AGAIN : (enum rating)item->rating;
	replay->last = item;
	interval_rate(&replay->settings->fsrs, &replay->settings->steps, &replay->before, replay->elapsed,
		      replay->rating, &replay->schedule, &seconds);
	replay->last_t = item->t;
	replay->last_day = item->day;
	replay->due = 0;
}

/* The interval of the last answer: the recorded one where it holds, else the formula's. */
static void choose_interval(struct replay *replay)
{
	const struct fold_item *item = replay->last;
	struct schedule next[4];
	int64_t formula;

	if (!item)
		return;
	replay->rule.day = item->day;
	interval_next(&replay->settings->fsrs, &replay->settings->steps, &replay->rule, &replay->before,
		      replay->card, replay->elapsed, next);
	formula = next[replay->rating - 1].ivl;
	replay->schedule.ivl = formula;
	if (item->ord == replay->before.reps && item->t > replay->since && item->ivl &&
	    (item->ivl > 0) == (formula > 0) && is_sane(item->ivl, FSRS_S_MAX * 86400LL))
		replay->schedule.ivl = item->ivl;
}

int64_t fold_state_day(const struct row_state *state, int64_t day)
{
	int64_t ivl = state->ivl >= 1 ? state->ivl : state->s / 1000, last;

	ivl = ivl < 1 ? 1 : ivl > FSRS_S_MAX ? FSRS_S_MAX : ivl;
	last = (state->due > 0 && state->due < DAY_MAX ? state->due : day + ivl) - ivl;
	return last < day ? last : day;
}

/* A schedule brought along: FSRS's own terms, or SM-2's. Without any interval the card is as it was, but for its counts. */
static void replay_state(struct replay *replay, const struct fold_item *item)
{
	const struct row_state *state = &item->state;
	const struct fsrs *fsrs = &replay->settings->fsrs;
	int64_t ivl = state->ivl > FSRS_S_MAX ? FSRS_S_MAX : state->ivl, reps = state->reps,
		lapses = state->lapses;
	struct memory memory;

	reps = reps < 1 ? 1 : reps > REPS_MAX ? REPS_MAX : reps;
	lapses = lapses < 0 ? 0 : lapses > REPS_MAX ? REPS_MAX : lapses;
	if (state->s <= 0 && ivl < 1) {
		if (state->reps > 0 && replay->schedule.stage.state != CARD_NEW) {
			replay->schedule.reps = (int)reps;
			replay->schedule.lapses = (int)lapses;
		}
		return;
	}
	if (state->s > 0)
		memory = (struct memory){fmin((double)state->s / 1000, FSRS_S_MAX),
					 fmin(fmax((double)state->difficulty / 1000, 1), 10)};
	else
		memory = fsrs_from_sm2(fsrs, (double)ivl, state->ease > 0 ? (double)state->ease / 1000 : 2.5,
				       0.9);
	replay->schedule = (struct schedule){
		.memory = memory,
		.stage = {CARD_REVIEW, 0},
		.reps = (int)reps,
		.lapses = (int)lapses,
		.ivl = ivl >= 1 ? ivl : interval_days(fsrs, &replay->rule, memory.s),
	};
	replay->due = state->due > 0 && state->due < DAY_MAX ? state->due : item->day + replay->schedule.ivl;
	replay->last_day = fold_state_day(state, item->day);
	replay->last_t = item->t;
	replay->last = NULL;
}

static void replay_all(struct replay *replay, const struct fold *fold)
{
	const struct fold_item *forget = decided(fold, ROW_FORGET_KIND);
	size_t from = forget && forget->value ? (size_t)(forget - fold->item) + 1 : 0;

	for (size_t i = from; i < fold->count; i++) {
		if (fold->item[i].undone)
			continue;
		if (fold->item[i].kind == ROW_REVIEW_KIND)
			replay_review(replay, &fold->item[i]);
		else if (fold->item[i].kind == ROW_STATE_KIND)
			replay_state(replay, &fold->item[i]);
	}
}

struct schedule fold_schedule(const struct card *card)
{
	return (struct schedule){
		.memory = {card->s, card->d},
		.stage = {card->state, card->step},
		.reps = card->reps,
		.lapses = card->lapses,
		.ivl = card->ivl,
	};
}

void fold_answered(struct card *card, const struct schedule *next, int64_t t, int64_t day)
{
	card->s = next->memory.s;
	card->d = next->memory.d;
	card->state = next->stage.state;
	card->step = next->stage.step;
	card->reps = next->reps;
	card->lapses = next->lapses;
	card->ivl = next->ivl;
	card->last_t = t;
	card->last_day = day;
	switch (card->state) {
	case CARD_NEW:
		card->queue = QUEUE_NEW;
		card->due = card->note; /* the position in which notes came */
		break;
	case CARD_LEARNING:
	case CARD_RELEARNING:
		card->queue = QUEUE_LEARN;
		card->due = t - 1000 * next->ivl;
		break;
	case CARD_REVIEW:
		card->queue = QUEUE_REVIEW;
		card->due = day + next->ivl;
		break;
	}
}

void fold_around(const struct settings *settings, struct card *card)
{
	if (settings->vacations.count && card->queue == QUEUE_REVIEW)
		card->due = vacations_move(&settings->vacations, card->due, card->last_day, card->ivl,
					   rng_mix(card->uid ^ rng_mix((uint64_t)card->reps)));
}

struct interval_rule fold_rule(const struct settings *settings)
{
	bool alike = true;

	for (int i = 0; i < WEEKDAYS; i++)
		alike &= settings->easy.percent[i] == EASY_ALL;
	return (struct interval_rule){.retention = settings->retention,
				      .max_days = settings->max_ivl,
				      .fuzz = settings->fuzz,
				      .easy = alike ? NULL : &settings->easy};
}

static void decide_queue(const struct fold *fold, int64_t today, int64_t last_t, struct card *card)
{
	const struct fold_item *suspend = decided(fold, ROW_SUSPEND_KIND),
			       *bury = decided(fold, ROW_BURY_KIND);
	const struct fold_item *due = decided(fold, ROW_DUE_KIND), *flag = decided(fold, ROW_FLAG_KIND);

	card->flag = flag ? (int)(flag->value & 7) : 0;
	if (due && card->queue == QUEUE_REVIEW && due->t > last_t && is_sane(due->value, DAY_MAX))
		card->due = due->value;
	if (suspend && suspend->value) {
		card->queue = QUEUE_SUSPENDED;
		card->due = 0;
	} else if (bury && bury->value > today) {
		card->queue = QUEUE_BURIED;
		card->due = bury->value;
	}
}

void fold_finish(struct fold *fold, const struct settings *settings, int64_t since, int64_t today,
		 struct card *card)
{
	struct replay replay = {
		.settings = settings, .rule = fold_rule(settings), .card = card->uid, .since = since};
	bool absent = card->queue == QUEUE_ABSENT || card->note == 0;

	sort(fold);
	replay_all(&replay, fold);
	choose_interval(&replay);
	fold_answered(card, &replay.schedule, replay.last_t, replay.last_day);
	if (replay.due && card->state == CARD_REVIEW)
		card->due = replay.due;
	fold_around(settings, card);
	decide_queue(fold, today, replay.last_t, card);
	if (absent) {
		card->queue = QUEUE_ABSENT;
		card->due = 0;
	}
	card->stale = false;
}

void fold_gifts(const struct fold *fold, struct game_card *game, struct buf *gifts)
{
	int64_t day = 0;

	for (size_t i = 0; i < fold->count; i++) {
		const struct fold_item *item = &fold->item[i];
		struct gift gift;

		if (item->undone)
			continue;
		if (item->kind == ROW_STATE_KIND && item->state.due > 0 && item->state.due < DAY_MAX)
			game_card_brought(game, item->state.due);
		if (item->kind != ROW_REVIEW_KIND)
			continue;
		gift = game_card_add(game, &item->answer);
		if (gift.flags || gift.gain)
			gift_put(gifts, &day, &gift);
	}
}
