/* SPDX-License-Identifier: MIT
 * The rules of days and streaks: by hand, and as properties: what comes in late never takes anything away, and
 * the order in which rows came in does not matter. */
#include <string.h>

#include "base/random.h"
#include "study/game.h"
#include "tests/unit/unit.h"

enum { DAYS = 80, ROUNDS = 3000, MONDAY = 20416 }; /* 2025-11-24 */

/* One letter a day: g good, c good and everything due done, m nothing, h too little, r rest planned from here
 * on for that weekday alone and nothing done. */
static size_t stones_of(const char *days, struct stone *stone)
{
	size_t count = 0;
	int64_t rest = 0;

	for (int i = 0; days[i]; i++) {
		if (days[i] == 'm' || days[i] == 'r')
			continue;
		if (days[i + 1] == 'r')
			rest = 1 << (i + 1) % 7;
		stone[count++] = (struct stone){.day = MONDAY + i,
						.cards = days[i] == 'h' ? 3 : 20,
						.dues = days[i] == 'c' ? 50 : 15,
						.planned = true,
						.due = 50,
						.quota = 20,
						.rest = rest,
						.since = MONDAY - 1};
	}
	return count;
}

static struct streak fold(const char *days)
{
	struct stone stone[200];
	size_t count = stones_of(days, stone);

	return streak_of(stone, count, MONDAY + (int64_t)strlen(days) - 1, MONDAY, NULL, 0, NULL);
}

static void game__streaks_by_hand(void **state)
{
	static const struct {
		const char *days;
		int64_t streak;
		int freezes;
	} table[] = {
		{"", 0, 1},
		{"g", 1, 1},
		{"gm", 1, 1},		       /* today is not over */
		{"ggg", 3, 1},
		{"gggmg", 4, 0},	       /* the freeze */
		{"gghgg", 4, 0},	       /* too little is a missed day, too */
		{"gggggggg", 8, 2},	       /* one more for seven good days */
		{"gggggggggggggggggggg", 20, 2}, /* and no third */
		{"ggggggmmg", 4, 0},	       /* 6 and a freeze, then a break halves: 3 + 1 */
		{"ggggggmmmmmmg", 4, 0},       /* a week away is one break */
		{"ggggggmmgmgmg", 4, 0},       /* within a month no other */
		{"ggggggmmcg", 8, 2},	       /* caught up: both days are repaired, the freeze comes back */
		{"ggggggmmmmmcg", 5, 0},       /* too late for the first two: a freeze, then half of 6, and 2 */
		{"gggggrg", 6, 1},	       /* a planned day of rest */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct streak streak = fold(table[i].days);

		if (streak.days != table[i].streak || streak.freezes != table[i].freezes)
			fail_msg("%s: streak %d, %d freezes", table[i].days, (int)streak.days, streak.freezes);
	}
}

/* Days on which nothing was due: the next plan says since when something is. */
static void game__free_days(void **state)
{
	struct stone stone[2] = {{.day = MONDAY, .cards = 20, .planned = true, .due = 3, .quota = 20},
				 {.day = MONDAY + 9,
				  .cards = 5,
				  .planned = true,
				  .due = 5,
				  .quota = 20,
				  .since = MONDAY + 9}};
	struct streak streak = streak_of(stone, 2, MONDAY + 9, 0, NULL, 0, NULL);

	(void)state;
	assert_int_equal(streak.days, 2);
	assert_int_equal(streak.freezes, 1);
	stone[1].since = MONDAY + 3;
	assert_int_equal(streak_of(stone, 2, MONDAY + 9, 0, NULL, 0, NULL).days, 1);
	assert_int_equal(streak_of(stone, 1, MONDAY + 9, MONDAY + 9, NULL, 0, NULL).days, 1);
}

/* Any day that becomes good, or on which everything due is done, makes the streak longer or leaves it. */
static void game__late_days_only_repair(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (int round = 0; round < ROUNDS; round++) {
		char days[DAYS + 1] = {0};
		struct streak before, after;
		uint64_t misses = 2 + rng_below(&rng, 8), at;

		for (int i = 0; i < DAYS; i++)
			days[i] = rng_below(&rng, misses) ? (rng_below(&rng, 9) ? 'g' : 'c') : rng_below(&rng, 2) ? 'm' : 'h';
		days[0] = 'g';
		before = fold(days);
		at = 1 + rng_below(&rng, DAYS - 1);
		days[at] = days[at] == 'g' || days[at] == 'c' || rng_below(&rng, 2) ? 'c' : 'g';
		after = fold(days);
		if (after.days < before.days || after.freezes < before.freezes)
			fail_msg("round %d: %s, day %d: %d, before %d", round, days, (int)at, (int)after.days,
				 (int)before.days);
		assert_true(after.good_of_30 >= before.good_of_30);
	}
}

static struct day_item make_item(struct rng *rng)
{
	return (struct day_item){.in.card = rng_below(rng, 25),
				 .in.when.origin = rng_below(rng, 2),
				 .in.when.at = (int64_t)rng_next(rng) & 0xFFFFFF,
				 .in.when.t = (int64_t)rng_below(rng, 12 * HOUR_MS),
				 .deck_uid = 1 + rng_below(rng, 4),
				 .rating = 1 + (int)rng_below(rng, 4),
				 .known = rng_below(rng, 2),
				 .typed = rng_below(rng, 2),
				 .chosen = rng_below(rng, 2)};
}

static const struct day_plan all_quests = {.planned = true,
					   .quests = 3,
					   .quest = {{QUEST_MIX, 0, 20}, {QUEST_TWICE, 0, 1}, {QUEST_TYPED, 0, 8}}};

/* In any order, the same day. */
static void game__days_know_no_order(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	for (int round = 0; round < 300; round++) {
		struct day_item item[60], other[60];
		size_t count = 1 + rng_below(&rng, 60);
		struct day_play a, b;

		for (size_t i = 0; i < count; i++)
			item[i] = make_item(&rng);
		memcpy(other, item, sizeof(other));
		for (size_t i = count - 1; i > 0; i--) {
			size_t k = rng_below(&rng, i + 1);
			struct day_item keep = other[i];

			other[i] = other[k];
			other[k] = keep;
		}
		fold_sort(item, count, sizeof(*item));
		fold_sort(other, count, sizeof(*other));
		a = day_play(item, count, &all_quests, 0);
		b = day_play(other, count, &all_quests, 0);
		assert_int_equal(a.combo, b.combo);
		assert_int_equal(a.combo_xp, b.combo_xp);
		assert_int_equal(a.done, b.done);
		for (int q = 0; q < 3; q++)
			assert_int_equal(a.quest[q].count, b.quest[q].count);
	}
}

static void game__combo_by_hand(void **state)
{
	struct day_item item[40];
	struct day_plan none = {0};
	struct day_play play;

	(void)state;
	for (int i = 0; i < 40; i++)
		item[i] = (struct day_item){.in = {.card = 100 + (uint64_t)i, .when.t = i * 10000}, .rating = 3, .known = true, .due = true};
	fold_sort(item, 40, sizeof(*item));
	play = day_play(item, 20, &none, 0);
	assert_int_equal(play.combo, 20);
	assert_int_equal(play.combo_xp, 3); /* at 5, 10 and 20 */
	item[19].rating = 1;
	play = day_play(item, 20, &none, 0);
	assert_int_equal(play.combo, 9); /* a miss halves */
	item[19].rating = 3;
	for (int i = 20; i < 40; i++)
		item[i].in.when.t += 121000;
	assert_int_equal(day_play(item, 21, &none, 0).combo, 1); /* two minutes away */
}

static void game__plans_as_text(void **state)
{
	struct day_plan plan = {.quests = 3,
				.quest = {{QUEST_CLEAR, 0xFEEDFACECAFEBEEF, 14}, {QUEST_TYPED, 0, 8}, {QUEST_MIX, 0, 20}}};
	struct row_day row = {.due = 50, .quota = 20, .rest = 96, .since = 3};
	struct day_plan back;
	struct buf text = {0};

	(void)state;
	plan_put(&text, &plan);
	row.quests = buf_str(&text);
	back = plan_of(&row);
	assert_int_equal(back.quests, 3);
	assert_int_equal(back.rest, 96);
	assert_memory_equal(back.quest, plan.quest, sizeof(plan.quest));
	row.quests = STR("typed:8 typed:9 what:3 mix clear:x:3 twice:1 guess:99999999 :: ");
	back = plan_of(&row);
	assert_int_equal(back.quests, 2);
	buf_clear(&text);
	reached_put(&text, REACHED_GOOD | 1U << QUEST_MIX);
	assert_int_equal(reached_of(buf_str(&text)), REACHED_GOOD | 1U << QUEST_MIX);
	assert_int_equal(reached_of(STR("nothing we know")), 0);
	buf_fini(&text);
}

/* What is asked before its day comes makes no combo, nor breaks one. */
static void game__combo_of_due_cards(void **state)
{
	const struct day_plan plan = {0};
	struct day_item item[6];

	(void)state;
	for (int i = 0; i < 6; i++)
		item[i] = (struct day_item){.in = {.card = 100 + (uint64_t)i, .when.t = i * 10000, .first = true},
					    .rating = i == 3 ? 1 : 3,
					    .known = true,
					    .due = i != 3};
	assert_int_equal(day_play(item, 6, &plan, 0).combo_best, 5);
	item[3].due = true;
	assert_int_equal(day_play(item, 6, &plan, 0).combo_best, 3);
}

static void game__levels(void **state)
{
	(void)state;
	assert_int_equal(level_of(0), 0);
	assert_int_equal(level_of(29 * GAME_XP), 0);
	assert_int_equal(level_of(30 * GAME_XP), 1);
	assert_int_equal(level_of(89 * GAME_XP), 1);
	assert_int_equal(level_of(90 * GAME_XP), 2);
	assert_int_equal(level_of(1650 * GAME_XP), 10);
}

/* Days away that were planned are not missed; a good day among them counts as ever. */
static void streak__is_not_broken_by_a_vacation(void **state)
{
	static const int64_t away[] = {MONDAY + 5, MONDAY + 6, MONDAY + 7, MONDAY + 8, MONDAY + 9};
	struct stone stone[7];

	(void)state;
	for (int i = 0; i < 7; i++)
		stone[i] = (struct stone){.day = MONDAY + (i < 5 ? i : i + 5), .cards = 20, .planned = true, .quota = 20, .due = 20};
	assert_int_equal(streak_of(stone, 7, MONDAY + 11, 0, away, 5, NULL).days, 7);
	assert_true(streak_of(stone, 7, MONDAY + 11, 0, away, 2, NULL).days < 7);
	assert_true(streak_of(stone, 7, MONDAY + 11, 0, NULL, 0, NULL).days < 7);
	stone[5].day = MONDAY + 7;
	assert_int_equal(streak_of(stone, 7, MONDAY + 11, 0, away, 5, NULL).days, 7); /* day 10 takes the freeze */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streak__is_not_broken_by_a_vacation),
		cmocka_unit_test(game__streaks_by_hand),   cmocka_unit_test(game__free_days),
		cmocka_unit_test(game__late_days_only_repair), cmocka_unit_test(game__days_know_no_order),
		cmocka_unit_test(game__combo_by_hand), cmocka_unit_test(game__combo_of_due_cards),	   cmocka_unit_test(game__plans_as_text),
		cmocka_unit_test(game__levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
