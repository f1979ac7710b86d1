/* SPDX-License-Identifier: MIT
 * Steps by hand; test_vectors.c holds them against py-fsrs. */
#include "study/steps.h"

#include "tests/unit/unit.h"

static const struct {
	struct stage from;
	enum rating rating;
	double wait;
	struct stage to;
} table[] = {
	{{CARD_NEW, 0}, RATE_AGAIN, 60, {CARD_LEARNING, 0}},
	{{CARD_NEW, 0}, RATE_HARD, 330, {CARD_LEARNING, 0}}, /* the mean of 1 and 10 minutes */
	{{CARD_NEW, 0}, RATE_GOOD, 600, {CARD_LEARNING, 1}},
	{{CARD_NEW, 0}, RATE_EASY, 0, {CARD_REVIEW, 0}},
	{{CARD_LEARNING, 1}, RATE_AGAIN, 60, {CARD_LEARNING, 0}},
	{{CARD_LEARNING, 1}, RATE_HARD, 600, {CARD_LEARNING, 1}},
	{{CARD_LEARNING, 1}, RATE_GOOD, 0, {CARD_REVIEW, 0}},
	{{CARD_REVIEW, 0}, RATE_AGAIN, 600, {CARD_RELEARNING, 0}},
	{{CARD_REVIEW, 0}, RATE_HARD, 0, {CARD_REVIEW, 0}},
	{{CARD_RELEARNING, 0}, RATE_AGAIN, 600, {CARD_RELEARNING, 0}},
	{{CARD_RELEARNING, 0}, RATE_HARD, 900, {CARD_RELEARNING, 0}}, /* one step: half as much again */
	{{CARD_RELEARNING, 0}, RATE_GOOD, 0, {CARD_REVIEW, 0}},
	{{CARD_LEARNING, 5}, RATE_HARD, 0, {CARD_REVIEW, 0}}, /* there were more steps once */
	{{CARD_LEARNING, 5}, RATE_AGAIN, 60, {CARD_LEARNING, 0}},
};

static void steps__table(void **state)
{
	struct steps steps;

	(void)state;
	steps_default(&steps);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct stage stage = table[i].from;

		assert_true(steps_next(&steps, &stage, table[i].rating) == table[i].wait);
		assert_int_equal(stage.state, table[i].to.state);
		assert_int_equal(stage.step, table[i].to.step);
	}
}

static void steps__none(void **state)
{
	struct steps steps = {0};

	(void)state;
	for (int g = RATE_AGAIN; g <= RATE_EASY; g++)
		for (int from = CARD_NEW; from <= CARD_RELEARNING; from++) {
			struct stage stage = {(enum card_state)from, 0};

			assert_true(steps_next(&steps, &stage, (enum rating)g) == 0);
			assert_int_equal(stage.state, CARD_REVIEW);
		}
}

static void steps__text(void **state)
{
	struct step_list list = {0};
	struct buf out = {0};
	struct err err;

	(void)state;
	assert_int_equal(steps_parse(&list, STR(" 30s 1m  90m 2h 1d"), &err), 0);
	assert_int_equal(list.count, 5);
	assert_int_equal(list.second[2], 5400);
	steps_put(&out, &list);
	assert_str(buf_str(&out), "30s 1m 90m 2h 1d");
	assert_int_equal(steps_parse(&list, STR(""), &err), 0);
	assert_int_equal(list.count, 0);
	list.count = 1;
	assert_int_equal(steps_parse(&list, STR("10"), &err), -1);
	assert_int_equal(steps_parse(&list, STR("m"), &err), -1);
	assert_int_equal(steps_parse(&list, STR("-1m"), &err), -1);
	assert_int_equal(steps_parse(&list, STR("0m"), &err), -1);
	assert_int_equal(steps_parse(&list, STR("31d"), &err), -1);
	assert_int_equal(steps_parse(&list, STR("1m 1m 1m 1m 1m 1m 1m 1m 1m"), &err), -1);
	assert_int_equal(list.count, 1); /* untouched */
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps__table),
		cmocka_unit_test(steps__none),
		cmocka_unit_test(steps__text),
	};

	return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}
