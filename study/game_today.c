/* SPDX-License-Identifier: MIT
 * A study day against the store: its rows into the pure fold, and what that says into its stone. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/log.h"
#include "schema/notes.h"
#include "study/days.h"
#include "study/game.h"

enum {
	DAYS_AT_ONCE = 16,
};

struct deck_uid {
	int64_t id;
	uint64_t uid;
};

static int take_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct today *today = ctx;

	(void)err;
	today->deck = mem_grow(today->deck, today->decks + 1, sizeof(*today->deck));
	today->deck[today->decks++] = (struct deck_uid){deck->id, deck->uid};
	return 0;
}

static uint64_t uid_of(const struct today *today, int64_t deck)
{
	for (size_t i = 0; i < today->decks; i++)
		if (today->deck[i].id == deck)
			return today->deck[i].uid;
	return 0;
}

static struct day_item *add_item(struct today *today)
{
	if (today->count == today->cap) {
		today->cap = today->cap ? today->cap * 2 : 64;
		today->item = mem_grow(today->item, today->cap, sizeof(*today->item));
	}
	return &today->item[today->count++];
}

void today_add(struct today *today, const struct row *row, int64_t deck, bool due)
{
	struct day_item *item = add_item(today);

	*item = day_item_of(row);
	item->deck_uid = uid_of(today, deck);
	item->due = due;
	item->in.first = true;
	for (size_t i = 0; i + 1 < today->count && item->in.first; i++)
		item->in.first = today->item[i].in.card != item->in.card;
}

/* Of several plans the first in fold order holds. */
void today_plan(struct today *today, const struct row *row)
{
	bool first = !today->plan.planned || row->t < today->plan_t ||
		     (row->t == today->plan_t && row->origin < today->plan_origin);

	today->reached |= reached_of(row->day.reached);
	if (row->day.reached.len || !first)
		return;
	today->plan = plan_of(&row->day);
	today->plan_t = row->t;
	today->plan_origin = row->origin;
}

void today_take(struct today *today, const struct row *row)
{
	if (row->kind == ROW_DAY_KIND)
		today_plan(today, row);
	else
		*add_item(today) = day_item_of(row);
}

void today_fini(struct today *today)
{
	free(today->item);
	free(today->deck);
	*today = (struct today){0};
}

/* Days next to each other, read in one walk over their rows. */
struct days {
	int64_t first, last;
	struct today today[DAYS_AT_ONCE];
};

static int take_row(void *ctx, const struct row *row, struct err *err)
{
	struct days *days = ctx;
	int64_t day = clock_study_day(row->t, row->z);

	(void)err;
	if (day < days->first || day > days->last)
		return 0;
	today_take(&days->today[day - days->first], row);
	return 0;
}

static bool needs_decks(const struct day_plan *plan)
{
	for (int i = 0; i < plan->quests; i++)
		if (plan->quest[i].kind == QUEST_CLEAR || plan->quest[i].kind == QUEST_MIX)
			return true;
	return false;
}

static bool was_due(struct str gifts, int64_t day)
{
	struct gift gift;
	int64_t at = 0;

	while (gift_get(&gifts, &at, &gift))
		if (at == day && gift.flags & GAVE_DUE)
			return true;
	return false;
}

/* What only the card can tell: whether its time had come, and where it lies now. */
static int ask_card(struct today *today, struct store *store, struct day_item *item, struct err *err)
{
	struct card_gave gave;
	struct buf days = {0};
	struct card card;
	int rc = card_find(store, item->in.card, &card, err);

	if (rc == 0)
		rc = card_gave(store, card.id, &gave, &days, err);
	if (rc == 0) {
		item->deck_uid = uid_of(today, card.deck);
		item->due = was_due(buf_str(&days), today->day);
	}
	buf_fini(&days);
	return rc < 0 ? -1 : 0;
}

static int ask_cards(struct today *today, struct store *store, struct err *err)
{
	if (needs_decks(&today->plan) && deck_each(store, take_deck, today, err))
		return -1;
	for (size_t i = 0; i < today->count; i++)
		if (today->item[i].in.first && ask_card(today, store, &today->item[i], err))
			return -1;
	return 0;
}

static int today_order(struct today *today, struct store *store, struct err *err)
{
	fold_sort(today->item, today->count, sizeof(*today->item));
	return ask_cards(today, store, err);
}

static int load_days(struct days *days, struct store *store, struct err *err)
{
	if (log_each_played(store, days->first * DAY_MS - DAYS_EAST_MS, (days->last + 1) * DAY_MS + DAYS_WEST_MS,
			    take_row, days, err))
		return -1;
	for (int64_t i = 0; i <= days->last - days->first; i++) {
		struct today *today = &days->today[i];

		today->day = days->first + i;
		if (today_order(today, store, err))
			return -1;
	}
	return 0;
}

int today_load(struct today *today, struct store *store, int64_t day, struct err *err)
{
	struct days days = {.first = day, .last = day};
	int rc = load_days(&days, store, err);

	*today = days.today[0];
	return rc;
}

int today_settle(struct today *today, struct store *store, struct err *err)
{
	struct day_play play = day_play(today->item, today->count, &today->plan, today->reached);
	struct stone stone = {
		.day = today->day,
		.combo = play.combo_xp,
		.planned = today->plan.planned,
		.due = today->plan.due,
		.quota = today->plan.quota,
		.rest = today->plan.rest,
		.since = today->plan.since,
		.reached = today->reached,
	};

	for (int i = 0; i < QUEST_KINDS; i++)
		stone.quests += play.done >> i & 1;
	return stone_settle(store, &stone, err);
}

static int settle_any(struct today *today, struct store *store, struct err *err)
{
	bool any = today->count || today->plan.planned || today->reached;

	return any ? today_settle(today, store, err) : stone_unsettle(store, today->day, err);
}

int today_end(struct today *today, struct store *store, struct err *err)
{
	return today_order(today, store, err) || settle_any(today, store, err) ? -1 : 0;
}

static int settle_days(struct days *days, struct store *store, struct err *err)
{
	for (int64_t i = 0; i <= days->last - days->first; i++)
		if (settle_any(&days->today[i], store, err))
			return -1;
	return 0;
}

int game_settle(struct store *store, int64_t first_day, int64_t last_day, struct err *err)
{
	int rc = 0;

	while (first_day <= last_day && rc == 0) {
		struct days days = {.first = first_day, .last = last_day};

		if (days.last >= days.first + DAYS_AT_ONCE)
			days.last = days.first + DAYS_AT_ONCE - 1;
		rc = load_days(&days, store, err);
		if (rc == 0)
			rc = settle_days(&days, store, err);
		for (int i = 0; i < DAYS_AT_ONCE; i++)
			today_fini(&days.today[i]);
		first_day = days.last + 1;
	}
	return rc;
}
