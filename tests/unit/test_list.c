/* SPDX-License-Identifier: MIT
 * list: the mark stays inside, and in sight. */
#include "tests/unit/unit.h"

#include "base/random.h"
#include "tui/list.h"

static bool act(struct list *l, enum action action, int n)
{
	bool chosen, moved;

	assert_true(list_act(l, &(struct event){.kind = EV_DO, .action = action, .n = n}, &chosen, &moved));
	return chosen;
}

static void list__digit_takes_a_line_in_sight(void **state)
{
	struct list l = {.count = 20, .marked = 10};

	(void)state;
	list_fit(&l, 5);
	assert_int_equal(l.top, 6);
	assert_true(act(&l, DO_ROW, 2));
	assert_int_equal(l.marked, 8);
	l = (struct list){.count = 2};
	list_fit(&l, 5);
	assert_false(act(&l, DO_ROW, 2)); /* there is no such line */
	assert_int_equal(l.marked, 0);
}

static void list__property_marked_is_in_sight(void **state)
{
	static const enum action actions[] = {DO_UP, DO_DOWN, DO_SCROLL_UP, DO_SCROLL_DOWN, DO_ROW};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	for (int round = 0; round < 200; round++) {
		struct list l = {.count = 1 + (int)rng_below(&rng, 30)};

		for (int i = 0; i < 50; i++) {
			list_fit(&l, 1 + (int)rng_below(&rng, 12));
			assert_true(l.marked >= l.top && l.marked < l.top + l.page);
			act(&l, actions[rng_below(&rng, 5)], (int)rng_below(&rng, 9));
			assert_true(l.marked >= 0 && l.marked < l.count);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list__digit_takes_a_line_in_sight),
		cmocka_unit_test(list__property_marked_is_in_sight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
