/* SPDX-License-Identifier: MIT
 * The game as the home screen shows it: read from its sums, never from all rows or cards. */
#include <stdlib.h>

#include "base/mem.h"
#include "study/away.h"
#include "study/game.h"
#include "study/game_known.h"

enum { DAYS_BACK = 40 * 366 }; /* rows may hold anything: nobody's streak is older */

struct loading {
	struct game_home *home;
	size_t cap;
};

static int take_stone(void *ctx, const struct stone *stone, struct err *err)
{
	struct loading *loading = ctx;
	struct game_home *home = loading->home;

	(void)err;
	if (stone->day > home->day || (home->stones == 0 && stone->cards == 0))
		return 0;
	if (home->stones == loading->cap) {
		loading->cap = loading->cap ? loading->cap * 2 : 128;
		home->stone = mem_grow(home->stone, loading->cap, sizeof(*home->stone));
	}
	home->stone[home->stones++] = *stone;
	return 0;
}

/* The day's own part as its rows say it now: the stone has it only when the day is over. */
static void set_today(struct game_home *home, const struct today *today)
{
	struct stone *stone = home->stones ? &home->stone[home->stones - 1] : NULL;

	home->plan = today->plan;
	home->play = day_play(today->item, today->count, &today->plan, today->reached);
	home->today = (struct stone){.day = home->day};
	if (!stone || stone->day != home->day)
		return;
	stone->combo = home->play.combo_xp;
	stone->quests = 0;
	for (int i = 0; i < QUEST_KINDS; i++)
		stone->quests += home->play.done >> i & 1;
	stone->planned = today->plan.planned;
	stone->due = today->plan.due;
	stone->quota = today->plan.quota;
	stone->rest = today->plan.rest;
	stone->since = today->plan.since;
	stone->reached = today->reached;
	home->today = *stone;
}

struct knowing {
	int64_t day;
	double now, before;
};

static int add_cell(void *ctx, const struct memory_cell *cell, struct err *err)
{
	struct knowing *knowing = ctx;

	(void)err;
	knowing->now += known_of(cell, knowing->day);
	knowing->before += known_of(cell, knowing->day - 1);
	return 0;
}

/* Cards that were answered today stand at 1 in both sums; yesterday they stood at what was predicted of them.
 */
static int load_known(struct game_home *home, struct store *store, const struct today *today, struct err *err)
{
	struct knowing knowing = {.day = home->day};

	if (cell_each(store, add_cell, &knowing, err))
		return -1;
	for (size_t i = 0; i < today->count; i++)
		if (today->item[i].in.first)
			knowing.before -= 1 - today->item[i].p;
	home->known = knowing.now;
	home->known_change = knowing.now - knowing.before;
	return 0;
}

static void sum_up(struct game_home *home, int64_t free_until, const int64_t *away, size_t aways)
{
	size_t days = home->stones ? (size_t)(home->day - home->stone[0].day + 1) : 0;

	home->mark = mem_array(days + 1, sizeof(*home->mark));
	home->streak = streak_of(home->stone, home->stones, home->day, free_until, away, aways, home->mark);
	for (size_t i = 0; i < home->stones; i++)
		home->xp += day_xp(&home->stone[i]);
	home->level = level_of(home->xp);
}

int game_load(struct game_home *home, struct store *store, int64_t day, int64_t free_until, struct err *err)
{
	struct loading loading = {.home = home};
	struct today today = {0};
	int64_t *away = NULL;
	size_t aways = 0;
	int rc;
	STORE_VIEW(view);

	*home = (struct game_home){.day = day};
	rc = store_view_begin(store, &view, err);
	if (rc == 0)
		rc = stone_each(store, day - DAYS_BACK, take_stone, &loading, err);
	if (rc == 0)
		rc = today_load(&today, store, day, err);
	if (rc == 0)
		rc = load_known(home, store, &today, err);
	if (rc == 0)
		rc = away_load(store, &away, &aways, err);
	if (rc == 0) {
		set_today(home, &today);
		sum_up(home, free_until, away, aways);
	}
	free(away);
	today_fini(&today);
	return rc;
}

void game_fini(struct game_home *home)
{
	free(home->stone);
	free(home->mark);
	*home = (struct game_home){0};
}
