/* SPDX-License-Identifier: MIT
 * The streak: good days in a row, with freezes, days of rest, repair, and breaks that halve. Every rule is
 * such that a good day more never makes the number smaller: rows that arrive late only repair. Pure. */
#include "study/game_streak.h"

#include <stdlib.h>

#include "base/mem.h"
#include "study/calendar.h"
#include "study/game_day.h"

enum { LAST_30 = 30, FREEZES_FIRST = 1, GONE = -1 };

/* Where the days stand in the list of stones. */
struct walk {
	const struct stone *stone;
	size_t count, at, plan; /* plan: the next one behind the day that has one */
	int64_t day, today, free_until;
	int64_t rest; /* of the last plan so far */
	const int64_t *away;
	size_t aways, away_at;
	unsigned char *mark;
};

static bool is_away(struct walk *walk)
{
	while (walk->away_at < walk->aways && walk->away[walk->away_at] < walk->day)
		walk->away_at++;
	return walk->away_at < walk->aways && walk->away[walk->away_at] == walk->day;
}

/* A day that something repairs: what was due was done at most three days later. */
static bool is_repaired(const struct walk *walk)
{
	for (size_t i = walk->at; i < walk->count && walk->stone[i].day <= walk->day + REPAIR_DAYS; i++)
		if (walk->stone[i].day > walk->day && day_is_clear(&walk->stone[i]))
			return true;
	return false;
}

/* Nothing was due: the next plan says since when something is. */
static bool is_free(struct walk *walk)
{
	while (walk->plan < walk->count &&
	       (walk->stone[walk->plan].day <= walk->day || !walk->stone[walk->plan].planned))
		walk->plan++;
	return walk->day < (walk->plan < walk->count ? walk->stone[walk->plan].since : walk->free_until);
}

/* at: the first stone of that day or behind it. */
static enum day_mark judge(struct walk *walk)
{
	const struct stone *stone = walk->at < walk->count && walk->stone[walk->at].day == walk->day
					    ? &walk->stone[walk->at]
					    : NULL;

	if (stone && stone->planned)
		walk->rest = stone->rest;
	if (stone && day_is_good(stone))
		return DAY_GOOD;
	if (walk->day == walk->today)
		return DAY_OPEN;
	if (walk->rest >> calendar_weekday(walk->day) & 1 || is_away(walk))
		return DAY_REST;
	if (!stone && is_free(walk))
		return DAY_FREE;
	return is_repaired(walk) ? DAY_REPAIRED : DAY_MISSED;
}

/* Freezes as days of fuel: a good day gives one, a missed day takes seven, or what there is: a break that left
 * the rest in the bank would make a good day before it a loss later. */
static enum day_mark burn(int64_t *fuel, enum day_mark mark)
{
	if (mark == DAY_GOOD && *fuel < FREEZES_MAX * FREEZE_DAYS)
		++*fuel;
	if (mark != DAY_MISSED)
		return mark;
	*fuel -= FREEZE_DAYS;
	if (*fuel >= 0)
		return DAY_FROZEN;
	*fuel = 0;
	return DAY_MISSED;
}

/* The best that the streak can be: unbroken, or so many days after it was halved last. Within BREAK_DAYS
 * after a halving missed days cost nothing and good ones bring nothing, until it goes on unbroken; of all
 * ways to lay such breaks over the missed days the best one counts. */
struct chain {
	int64_t whole, broken[BREAK_DAYS];
};

static int64_t best_of(const struct chain *chain)
{
	int64_t best = chain->whole;

	for (int i = 0; i < BREAK_DAYS; i++)
		if (chain->broken[i] > best)
			best = chain->broken[i];
	return best;
}

static void step(struct chain *chain, enum day_mark mark)
{
	int64_t best = best_of(chain), halved = chain->whole >= 0 ? chain->whole / 2 : GONE,
		old = chain->broken[BREAK_DAYS - 1];

	for (int i = BREAK_DAYS - 1; i > 0; i--)
		chain->broken[i] = chain->broken[i - 1];
	if (old >= 0 && old / 2 > halved)
		halved = old / 2;
	chain->broken[0] = halved;
	chain->whole = mark == DAY_MISSED ? GONE : best + (mark == DAY_GOOD);
}

static void take_day(struct walk *walk, struct chain *chain, int64_t *fuel, struct streak *streak)
{
	enum day_mark mark;

	while (walk->at < walk->count && walk->stone[walk->at].day < walk->day)
		walk->at++;
	mark = burn(fuel, judge(walk));
	step(chain, mark);
	if (walk->mark)
		walk->mark[walk->day - walk->stone[0].day] = (unsigned char)mark;
	if (mark == DAY_GOOD && walk->day > walk->today - LAST_30)
		streak->good_of_30++;
	if (best_of(chain) > streak->best)
		streak->best = best_of(chain);
}

struct streak streak_of(const struct stone *stone, size_t count, int64_t today, int64_t free_until,
			const int64_t *away, size_t aways, unsigned char *mark)
{
	struct walk walk = {.stone = stone,
			    .count = count,
			    .today = today,
			    .free_until = free_until,
			    .away = away,
			    .aways = aways,
			    .mark = mark};
	struct streak streak = {0};
	struct chain chain = {.whole = 0};
	int64_t fuel = FREEZES_FIRST * FREEZE_DAYS;

	for (int i = 0; i < BREAK_DAYS; i++)
		chain.broken[i] = GONE;
	for (walk.day = count ? stone[0].day : today + 1; walk.day <= today; walk.day++)
		take_day(&walk, &chain, &fuel, &streak);
	streak.days = best_of(&chain);
	streak.freezes = (int)(fuel / FREEZE_DAYS);
	if (streak.freezes < FREEZES_MAX)
		streak.next_freeze = FREEZE_DAYS - fuel % FREEZE_DAYS;
	return streak;
}
