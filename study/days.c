/* SPDX-License-Identifier: MIT
 * Days: totals and tallies out of answers. How long a card had waited is told by the answer (or the schedule
 * brought along) that stands right before in the order of the fold, so nothing here depends on parameters. */
#include "study/days.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "study/days_priv.h"
#include "study/fold.h"
#include "study/fold_order.h"
#include "study/game.h"

enum {
	TOOK_MAX_MS = 10 * MINUTE_MS,  /* rows may hold anything */
};

struct item item_of(const struct row *row)
{
	int64_t local = row->t + row->z * (int64_t)MINUTE_MS;
	struct item item = {
		.kind = row->kind, .card = row->card, .origin = row->origin, .at = row->at, .t = row->t};

	item.day = clock_study_day(row->t, row->z);
	item.hour = (local - item.day * DAY_MS) / HOUR_MS;
	item.waited = NEVER;
	if (row->kind == ROW_REVIEW_KIND)
		item.review = row->review;
	else
		item.day = fold_state_day(&row->state, item.day);
	return item;
}

static enum tally_group group_of(const struct item *item)
{
	if (item->review.ord == 0)
		return GROUP_NEW;
	if (item->waited < 1)
		return GROUP_LEARNING;
	return item->waited < MATURE_DAYS ? GROUP_YOUNG : GROUP_MATURE;
}

static void add_rate(struct tally_rate *rate, bool recalled)
{
	rate->tests++;
	rate->recalled += recalled;
}

/* Log loss of a prediction, 1/1 000 000 nat: -ln p if it was recalled, else -ln (1 - p). */
static int64_t loss_of(int64_t p, bool recalled)
{
	double q = (double)(p < 1 ? 1 : p > 9999 ? 9999 : p) / 10000;

	return llround(-log(recalled ? q : 1 - q) * 1e6);
}

static void add_prediction(struct tally_bin *bin, int64_t p, bool recalled)
{
	add_rate(&bin->rate, recalled);
	bin->p += p;
}

static void add_test(struct tally *tally, const struct item *item, bool recalled)
{
	int64_t p = item->review.p;
	int octave = tally_octave((double)item->waited);

	add_rate(&tally->hour[item->hour].rate, recalled);
	add_rate(&tally->ivl[octave], recalled);
	if (p < 0 || p > 10000)
		return;
	add_prediction(&tally->bin[tally_bin_of(p)], p, recalled);
	add_prediction(&tally->ivl_bin[octave], p, recalled);
	add_prediction(&tally->hour_bin[item->hour], p, recalled);
	tally->loss += loss_of(p, recalled);
}

static int64_t rating_of(const struct item *item)
{
	return item->review.rating < RATE_AGAIN || item->review.rating > RATE_EASY ? RATE_AGAIN
										   : item->review.rating;
}

static int64_t took_of(const struct item *item)
{
	int64_t took = item->review.took_ms;

	return took < 0 ? 0 : took > TOOK_MAX_MS ? TOOK_MAX_MS : took;
}

void item_add(struct tally *tally, struct day_total *total, const struct item *item)
{
	enum tally_group group = group_of(item);
	int64_t rating = rating_of(item);

	tally->answers[group][rating - 1]++;
	tally->took_ms[group] += took_of(item);
	tally->hour[item->hour].answers++;
	if (group == GROUP_YOUNG || group == GROUP_MATURE)
		add_test(tally, item, rating > RATE_AGAIN);
	total->answers++;
	total->again += rating == RATE_AGAIN;
	total->took_ms += took_of(item);
	total->news += item->first && item->review.ord == 0;
	total->reviews += item->first && item->review.ord > 0;
}

int64_t item_waited(int64_t before, int64_t day)
{
	return before < day ? day - before : 0;
}

int days_add(struct store *store, const struct card *before, const struct row *row, struct err *err)
{
	struct item item = item_of(row);
	struct day_total total = {.day = item.day, .deck = before->deck};
	struct tally tally = {0};

	item.first = before->reps == 0 || before->last_day != item.day;
	if (before->reps > 0)
		item.waited = item_waited(before->last_day, item.day);
	item_add(&tally, &total, &item);
	if (day_add(store, &total, err))
		return -1;
	return item.day > 0 ? tally_add(store, item.day, before->deck, &tally, err) : 0;
}

struct counting {
	struct store *store;
	int64_t first_day, last_day;
	struct item *item;
	size_t count, cap;
};

bool item_says_nothing(const struct row *row)
{
	return row->kind == ROW_STATE_KIND && row->state.s <= 0 && row->state.ivl < 1;
}

static int take_row(void *ctx, const struct row *row, int64_t deck, struct err *err)
{
	struct counting *counting = ctx;

	(void)err;
	if (row->kind == ROW_PRACTICE_KIND || item_says_nothing(row))
		return 0;
	if (counting->count == counting->cap) {
		counting->cap = counting->cap ? counting->cap * 2 : 64;
		counting->item = mem_grow(counting->item, counting->cap, sizeof(*counting->item));
	}
	counting->item[counting->count] = item_of(row);
	counting->item[counting->count++].deck = deck;
	return 0;
}

int item_by_time(const struct item *a, const struct item *b)
{
	return fold_order((struct fold_when){a->t, a->origin, a->at}, (struct fold_when){b->t, b->origin, b->at});
}

static int by_card(const void *left, const void *right)
{
	const struct item *a = left, *b = right;

	if (a->card != b->card)
		return a->card < b->card ? -1 : 1;
	return item_by_time(a, b);
}

static int by_place(const void *left, const void *right)
{
	const struct item *a = left, *b = right;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->deck > b->deck) - (a->deck < b->deck);
}

/* The last one before an item; several may have the same t. */
struct seeking {
	const struct item *item;
	struct item best;
	bool found;
};

static int seek(void *ctx, const struct row *row, struct err *err)
{
	struct seeking *seeking = ctx;
	struct item item = item_of(row);

	(void)err;
	if (item_says_nothing(row) || item_by_time(&item, seeking->item) >= 0)
		return 0;
	if (seeking->found && item.t != seeking->best.t)
		return 1;
	if (!seeking->found || item_by_time(&item, &seeking->best) > 0)
		seeking->best = item;
	seeking->found = true;
	return 0;
}

int item_look_before(struct store *store, struct item *item, struct err *err)
{
	struct seeking seeking = {.item = item};

	if (log_each_before(store, item->card, item->t, seek, &seeking, err) < 0)
		return -1;
	if (seeking.found)
		item->waited = item_waited(seeking.best.day, item->day);
	return 0;
}

static bool is_counted(const struct counting *counting, const struct item *item)
{
	return item->kind == ROW_REVIEW_KIND && item->day >= counting->first_day &&
	       item->day <= counting->last_day;
}

/* The items of one card, in order: the first one's predecessor may lie before the rows that were read. */
static int place_card(struct counting *counting, struct item *item, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_counted(counting, &item[i]))
			continue;
		item[i].first = true;
		for (size_t k = 0; k < i && item[i].first; k++)
			item[i].first = item[k].kind != ROW_REVIEW_KIND || item[k].day != item[i].day;
		if (i)
			item[i].waited = item_waited(item[i - 1].day, item[i].day);
		else if (item[i].review.ord && item_look_before(counting->store, &item[i], err))
			return -1;
	}
	return 0;
}

static int place_cards(struct counting *counting, struct err *err)
{
	size_t next;

	if (counting->count)
		qsort(counting->item, counting->count, sizeof(*counting->item), by_card);
	for (size_t i = 0; i < counting->count; i = next) {
		for (next = i + 1;
		     next < counting->count && counting->item[next].card == counting->item[i].card; next++)
			;
		if (place_card(counting, &counting->item[i], next - i, err))
			return -1;
	}
	return 0;
}

int days_put(struct store *store, const struct tally *tally, const struct day_total *total,
		    struct err *err)
{
	if (day_add(store, total, err))
		return -1;
	return total->day > 0 ? tally_set(store, total->day, total->deck, tally, err) : 0;
}

/* Those that are counted, a day and deck after the other. */
static int add_up(struct counting *counting, struct err *err)
{
	struct item *item = counting->item;
	size_t count = 0, end;

	for (size_t i = 0; i < counting->count; i++)
		if (is_counted(counting, &item[i]))
			item[count++] = item[i];
	if (count)
		qsort(item, count, sizeof(*item), by_place);
	for (size_t i = 0; i < count; i = end) {
		struct day_total total = {.day = item[i].day, .deck = item[i].deck};
		struct tally tally = {0};

		for (end = i; end < count && by_place(&item[i], &item[end]) == 0; end++)
			item_add(&tally, &total, &item[end]);
		if (days_put(counting->store, &tally, &total, err))
			return -1;
	}
	return 0;
}

int days_count(struct store *store, int64_t first_day, int64_t last_day, struct err *err)
{
	struct counting counting = {.store = store, .first_day = first_day, .last_day = last_day};
	int rc = day_clear(store, first_day, last_day, err) || tally_clear(store, first_day, last_day, err)
			 ? -1
			 : 0;

	if (rc == 0)
		rc = log_each_answer(store, first_day * DAY_MS - DAYS_EAST_MS, (last_day + 1) * DAY_MS + DAYS_WEST_MS,
				     take_row, &counting, err);
	if (rc == 0)
		rc = place_cards(&counting, err);
	if (rc == 0)
		rc = add_up(&counting, err);
	if (rc == 0)
		rc = game_settle(store, first_day, last_day, err);
	free(counting.item);
	return rc;
}
