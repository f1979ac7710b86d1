/* SPDX-License-Identifier: MIT
 * Boss: read from the index of leeches; one that has not been forgotten for long enough is none any more. */
#include "study/boss.h"

#include "study/game_keep.h"

enum { LOOKED_AT_MAX = 1000 };

struct loading {
	struct boss *boss;
	struct store *store;
	int64_t day;
};

/* Only the first answer of a day counts, and only when its time has come. */
static bool can_be_hit(const struct card *card, int64_t day)
{
	bool due = card->queue == QUEUE_LEARN || (card->queue == QUEUE_REVIEW && card->due <= day);

	return due && card->played < day;
}

static int take(void *ctx, const struct card *card, struct err *err)
{
	struct loading *loading = ctx;
	struct boss *boss = loading->boss;
	struct boss_leech *leech = &boss->leech[boss->count];
	struct leeching leeching;

	if (game_leeching(loading->store, card, &leeching, err))
		return -1;
	if (!is_leech(&leeching, loading->day))
		return 0;
	*leech = (struct boss_leech){.id = card->id, .uid = card->uid, .now = can_be_hit(card, loading->day)};
	if (leeching.hit > loading->day - LEECH_DAYS)
		leech->hits = 1, leech->hit_on = leeching.hit;
	if (!leech->now)
		leech->due = card->queue == QUEUE_REVIEW && card->due > loading->day ? card->due : loading->day + 1;
	boss->now += leech->now;
	return ++boss->count == BOSS_LEECHES;
}

int boss_load(struct boss *boss, struct store *store, int64_t day, struct err *err)
{
	struct loading loading = {boss, store, day};

	*boss = (struct boss){0};
	return card_each_leech(store, LOOKED_AT_MAX, take, &loading, err) < 0 ? -1 : 0;
}
