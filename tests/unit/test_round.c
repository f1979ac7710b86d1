/* SPDX-License-Identifier: MIT
 * Rounds without a store: which card comes next, what taking back does, exams as text, ghosts and races, pairs. */
#include "study/round.h"

#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "study/pairs.h"
#include "tests/unit/unit.h"

static struct round round_over(enum mode_kind play, int cards)
{
	struct round round = {.mode = mode_of(play)};

	for (int i = 0; i < cards; i++)
		assert_int_equal(round_add_card(&round, 10 + i, (uint64_t)(100 + i)), i);
	return round;
}

/* Answers the card that comes next; at: names the answer. */
static size_t play(struct round *round, int rating, int64_t took_ms, int64_t at)
{
	struct round_answer answer = {.rating = rating, .took_ms = took_ms, .origin = 7, .at = at, .due = true};

	assert_int_equal(round->mode->choose(round, &answer.card), 0);
	round_add(round, &answer, STR("given"));
	return answer.card;
}

static void round__table(void **state)
{
	(void)state;
	for (int i = 0; i < PLAYS; i++) {
		const struct mode *mode = mode_of((enum mode_kind)i);

		assert_int_equal(mode->play, i);
		assert_ptr_equal(mode_named(str_of(mode->name)), mode);
		assert_true(mode->play == PLAY_STUDY || mode->end);
		assert_true((mode->source == SOURCE_QUEUE) == !mode->choose);
	}
	assert_null(mode_named(STR("chess")));
	assert_false(mode_of(PLAY_PRACTICE)->schedules || mode_of(PLAY_EXAM)->schedules || mode_of(PLAY_SPRINT)->schedules ||
		     mode_of(PLAY_MATCH)->schedules);
	assert_true(mode_of(PLAY_BOSS)->schedules && mode_of(PLAY_GHOST)->schedules);
}

/* Each once, then what was missed until it is known. */
static void round__practice(void **state)
{
	struct round round = round_over(PLAY_PRACTICE, 3);

	(void)state;
	assert_int_equal(play(&round, 3, 10, 1), 0);
	assert_int_equal(play(&round, 1, 10, 2), 1);
	assert_int_equal(play(&round, 1, 10, 3), 2);
	assert_int_equal(play(&round, 1, 10, 4), 1);
	assert_int_equal(play(&round, 2, 10, 5), 2);
	assert_false(round_is_over(&round));
	assert_int_equal(play(&round, 3, 10, 6), 1);
	assert_true(round_is_over(&round));
	assert_int_equal(round_sum(&round).answers, 6);
	assert_int_equal(round_sum(&round).right, 3);
	assert_int_equal(round.card[1].misses, 2);
	round_fini(&round);
}

/* Whatever was answered and taken back, in any order: the round stands as if those answers had never been. */
static void round__taking_back(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5);
	for (int n = 0; n < 300; n++) {
		struct round played = round_over(PLAY_PRACTICE, 6), plain = round_over(PLAY_PRACTICE, 6);
		size_t a = 0, b = 0;
		int over;

		for (int64_t at = 1; at <= 12 && !round_is_over(&played); at++) {
			(void)play(&played, 1 + (int)rng_below(&rng, 4), 10, at);
			if (rng_below(&rng, 3) == 0)
				assert_true(round_turn(&played, 7, at, true));
		}
		for (size_t i = 0; i < played.answers; i++)
			if (!played.answer[i].undone)
				round_add(&plain, &played.answer[i], STR(""));
		over = played.mode->choose(&played, &a);
		assert_int_equal(over, plain.mode->choose(&plain, &b));
		assert_int_equal(a, b);
		assert_memory_equal(played.card, plain.card, 6 * sizeof(*plain.card));
		assert_int_equal(round_sum(&played).right, round_sum(&plain).right);
		round_fini(&played);
		round_fini(&plain);
	}
}

static void round__turn_again(void **state)
{
	struct round round = round_over(PLAY_EXAM, 2);

	(void)state;
	(void)play(&round, 1, 10, 1);
	assert_false(round_turn(&round, 7, 2, true));
	assert_false(round_turn(&round, 8, 1, true));
	assert_true(round_turn(&round, 7, 1, true));
	assert_int_equal(round.card[0].answers, 0);
	assert_null(round_last(&round, 0));
	assert_true(round_turn(&round, 7, 1, false));
	assert_int_equal(round.card[0].misses, 1);
	assert_string_equal(round_last(&round, 0)->given, "given");
	round_fini(&round);
}

/* A sprint asks all before it asks one again, and ends with its minute of active time. */
static void round__sprint(void **state)
{
	struct round round = round_over(PLAY_SPRINT, 3);

	(void)state;
	for (int64_t i = 0; i < 6; i++)
		assert_int_equal(play(&round, 3, 9999, i), i % 3);
	assert_int_equal(play(&round, 1, 5, 6), 0);
	assert_false(round_is_over(&round)); /* 59 999 ms */
	assert_int_equal(play(&round, 1, 1, 7), 1);
	assert_true(round_is_over(&round));
	round_fini(&round);
}

/* The order follows from the seed and the cards, not from the order in which they were found. */
static void round__shuffle(void **state)
{
	struct round a = {.mode = mode_of(PLAY_EXAM), .seed = 3}, b = a, c = a;
	int same = 0;

	(void)state;
	c.seed = 4;
	for (int i = 0; i < 50; i++) {
		(void)round_add_card(&a, i, (uint64_t)i);
		(void)round_add_card(&b, 1000 - i, (uint64_t)(49 - i));
		(void)round_add_card(&c, i, (uint64_t)i);
	}
	round_shuffle(&a);
	round_shuffle(&b);
	round_shuffle(&c);
	for (int i = 0; i < 50; i++) {
		assert_int_equal(a.card[i].uid, b.card[i].uid);
		same += a.card[i].uid == c.card[i].uid;
	}
	assert_true(same < 10);
	round_fini(&a);
	round_fini(&b);
	round_fini(&c);
}

static void round__exam_as_text(void **state)
{
	struct round round = round_over(PLAY_EXAM, 9), back = {.mode = mode_of(PLAY_EXAM)};
	struct buf text = {0}, again = {0};

	(void)state;
	round.target = 4;
	buf_addz(&round.query, "deck:\"A::B\"");
	round.card[1].out = true;
	assert_int_equal(play(&round, 1, 1234, 11), 0);
	assert_int_equal(play(&round, 3, 20, 12), 2);
	assert_true(round_turn(&round, 7, 12, true));
	exam_put(&round, &text);
	assert_int_equal(exam_get(&back, buf_str(&text)), 0);
	assert_int_equal(back.target, 4);
	assert_string_equal(buf_z(&back.query), "deck:\"A::B\"");
	assert_int_equal(back.cards, 9);
	assert_true(back.card[1].out);
	assert_int_equal(back.card[8].id, 18);
	assert_int_equal(back.answers, 2);
	assert_int_equal(back.card[0].misses, 1);
	assert_int_equal(back.card[2].answers, 0);
	assert_string_equal(round_last(&back, 0)->given, "given");
	exam_put(&back, &again);
	assert_string_equal(buf_z(&text), buf_z(&again));
	for (size_t cut = 0; cut < text.len; cut++) { /* whatever stands there, nothing breaks */
		struct round part = {.mode = mode_of(PLAY_EXAM)};

		(void)exam_get(&part, str_slice(buf_str(&text), 0, cut));
		round_fini(&part);
		text.s[cut] ^= 3;
		(void)exam_get(&part, buf_str(&text));
		round_fini(&part);
		text.s[cut] ^= 3;
	}
	buf_fini(&text);
	buf_fini(&again);
	round_fini(&round);
	round_fini(&back);
}

/* Most cards cannot be asked, and those that can lie anywhere among them: none of them is lost, nor is an answer. */
static void round__exam_among_many(void **state)
{
	(void)state;
	for (int first = 0; first < 60; first += 7) {
		struct round round = round_over(PLAY_EXAM, 66), back = {.mode = mode_of(PLAY_EXAM)};
		struct buf text = {0};

		for (int i = 0; i < 66; i++)
			round.card[i].out = i % 11 != first % 11;
		round.target = 5;
		for (int i = 0; i < 4; i++)
			(void)play(&round, 3, 20, 10 + i);
		exam_put(&round, &text);
		assert_int_equal(exam_get(&back, buf_str(&text)), 0);
		assert_int_equal(back.answers, 4);
		for (int i = 0; i < 4; i++)
			assert_true(back.card[back.answer[i].card].uid == round.card[round.answer[i].card].uid);
		assert_true(back.card[play(&back, 3, 20, 14)].uid == round.card[play(&round, 3, 20, 14)].uid);
		assert_true(round_is_over(&back) && round_is_over(&round));
		buf_fini(&text);
		round_fini(&round);
		round_fini(&back);
	}
}

/* Sittings of answers `took` apart, with a right answer but for every `miss`-th. */
static size_t add_sitting(struct ghost_item *item, size_t count, int64_t t, int answers, int64_t took, int miss)
{
	for (int i = 0; i < answers; i++)
		item[count++] = (struct ghost_item){.in = {(uint64_t)i, t / 86400000, {t + i * took, 1, t + i * took}, false},
						    .took_ms = took,
						    .known = true,
						    .right = miss == 0 || i % miss != 0};
	return count;
}

static const int64_t day_ms = 86400000;

static void round__ghost(void **state)
{
	struct ghost_item item[400] = {0};
	struct ghost ghost;
	size_t count = 0;

	(void)state;
	assert_int_equal(ghost_of(&ghost, item, 0), 0);
	assert_int_equal(ghost.count, 0);
	count = add_sitting(item, count, 1 * day_ms, 14, 100, 0); /* fast, but too short */
	count = add_sitting(item, count, 2 * day_ms, 20, 3000, 0);
	count = add_sitting(item, count, 3 * day_ms, 20, 2000, 2); /* faster, but half of it wrong */
	count = add_sitting(item, count, 4 * day_ms, 16, 5000, 0);
	ghost_sort(item, count);
	assert_int_equal(ghost_of(&ghost, item, count), 3);
	assert_int_equal(ghost.day, 2);
	assert_int_equal(ghost.count, 20);
	assert_int_equal(ghost_right(&ghost, 2999), 0);
	assert_int_equal(ghost_right(&ghost, 3000), 1);
	assert_int_equal(ghost_right(&ghost, 30000), 10);
	assert_int_equal(ghost_right(&ghost, 1 << 30), 20);
	ghost_fini(&ghost);
	for (int64_t i = 5; i < 12; i++) /* seven later ones: the best of the old is forgotten */
		count = add_sitting(item, count, i * day_ms, 15, 9000, 0);
	ghost_sort(item, count);
	assert_int_equal(ghost_of(&ghost, item, count), GHOST_SITTINGS);
	assert_int_equal(ghost.day, 11);
	ghost_fini(&ghost);
}

/* A card's second answer of the day and its first ever are none of the race; an hour away counts a minute. */
static void round__ghost_counts_due(void **state)
{
	struct ghost_item item[64] = {0};
	struct ghost ghost;
	size_t count = add_sitting(item, 0, day_ms, 16, 1000, 0);

	(void)state;
	item[3].in.card = item[2].in.card; /* again */
	item[5].known = false;
	item[8].took_ms = 3600000;
	ghost_sort(item, count);
	assert_int_equal(ghost_of(&ghost, item, count), 0); /* 14 are left */
	count = add_sitting(item, count, day_ms + 20000, 16, 1000, 0);
	for (size_t i = 16; i < count; i++)
		item[i].in.card += 100;
	ghost_sort(item, count);
	assert_int_equal(ghost_of(&ghost, item, count), 1);
	assert_int_equal(ghost.count, 30);
	assert_int_equal(ghost.point[29].ms, 29 * 1000 + 60000);
	ghost_fini(&ghost);
}

static void round__race(void **state)
{
	struct ghost_item item[20] = {0};
	struct ghost ghost;
	size_t count = add_sitting(item, 0, day_ms, 20, 3000, 10); /* 18 of 20: 90 % */

	(void)state;
	ghost_sort(item, count);
	assert_int_equal(ghost_of(&ghost, item, count), 1);
	assert_int_equal(race_end(&(struct race){14, 14, 100}, &ghost), RACE_SHORT);
	assert_int_equal(race_end(&(struct race){20, 18, 60000}, &ghost), RACE_WON);
	assert_int_equal(race_end(&(struct race){20, 18, 59000}, &ghost), RACE_WON);
	assert_int_equal(race_end(&(struct race){20, 17, 60000}, &ghost), RACE_LOST);
	assert_int_equal(race_end(&(struct race){20, 10, 20000}, &ghost), RACE_CARELESS); /* mashing */
	assert_int_equal(race_end(&(struct race){100, 88, 3000}, &ghost), RACE_WON);	  /* 2 points behind */
	assert_int_equal(race_end(&(struct race){100, 87, 3000}, &ghost), RACE_CARELESS);
	ghost_fini(&ghost);
}

static void round__pairs(void **state)
{
	struct pairs a, b;
	int first, second, other;

	(void)state;
	for (int count = 2; count <= PAIRS_MAX; count++) {
		int seen[PAIRS_MAX] = {0};

		pairs_deal(&a, count, 9);
		pairs_deal(&b, count, 9);
		assert_memory_equal(&a, &b, sizeof(a));
		for (int i = 0; i < 2 * count; i++)
			seen[a.tile[i].pair] += a.tile[i].answer ? 1 : 10;
		for (int i = 0; i < count; i++)
			assert_int_equal(seen[i], 11);
	}
	for (first = 0, second = 1; a.tile[second].pair != a.tile[first].pair; second++)
		;
	other = 0;
	while (a.tile[other].pair == a.tile[first].pair || a.tile[other].answer == a.tile[first].answer)
		other++;
	assert_int_equal(pairs_take(&a, 2 * PAIRS_MAX), PAIRS_NOTHING);
	assert_int_equal(pairs_take(&a, first), PAIRS_PICKED);
	assert_int_equal(pairs_take(&a, first), PAIRS_LET_GO);
	for (int i = 2 * PAIRS_MAX - 1; i >= first; i--) /* two questions are no mistake */
		if (a.tile[i].answer == a.tile[first].answer)
			assert_int_equal(pairs_take(&a, i), PAIRS_PICKED);
	assert_int_equal(a.misses, 0);
	assert_int_equal(pairs_take(&a, other), PAIRS_MISSED);
	assert_int_equal(a.misses, 1);
	assert_int_equal(pairs_take(&a, first), PAIRS_PICKED);
	assert_int_equal(pairs_take(&a, second), PAIRS_MATCHED);
	assert_int_equal(a.left, PAIRS_MAX - 1);
	assert_int_equal(pairs_take(&a, first), PAIRS_NOTHING);
	pairs_put(&a, a.tile[first].pair, false);
	assert_int_equal(a.left, PAIRS_MAX);
	pairs_put(&a, a.tile[first].pair, false);
	assert_int_equal(a.left, PAIRS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round__table),		cmocka_unit_test(round__practice),
		cmocka_unit_test(round__taking_back),	cmocka_unit_test(round__turn_again),
		cmocka_unit_test(round__sprint),	cmocka_unit_test(round__shuffle),
		cmocka_unit_test(round__exam_as_text),	cmocka_unit_test(round__exam_among_many),
		cmocka_unit_test(round__ghost),
		cmocka_unit_test(round__ghost_counts_due), cmocka_unit_test(round__race),
		cmocka_unit_test(round__pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
