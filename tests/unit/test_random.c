/* SPDX-License-Identifier: MIT
 * The sequence of splitmix64 from seed 1234567 is the one that its reference implementation prints. */
#include "base/random.h"

#include <stdlib.h>

#include "tests/unit/unit.h"

static void random__is_splitmix64(void **state)
{
	static const uint64_t want[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
					UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
					UINT64_C(16408922859458223821)};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1234567);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_true(rng_next(&rng) == want[i]);
}

static void random__below_is_even(void **state)
{
	int seen[7] = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	for (int i = 0; i < 70000; i++)
		seen[rng_below(&rng, 7)]++;
	for (int i = 0; i < 7; i++)
		assert_in_range(seen[i], 9600, 10400); /* 4 standard deviations */
	assert_int_equal(rng_below(&rng, 1), 0);
}

static void random__seed_from_the_environment(void **state)
{
	struct rng a, b, c;

	(void)state;
	setenv("CAIRN_SEED", "42", 1);
	rng_init(&a);
	rng_init(&b);
	rng_seed(&c, 42);
	assert_true(rng_next(&a) == rng_next(&c));
	unsetenv("CAIRN_SEED");
	rng_init(&a);
	rng_init(&b);
	assert_true(rng_next(&a) != rng_next(&b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random__is_splitmix64),
		cmocka_unit_test(random__below_is_even),
		cmocka_unit_test(random__seed_from_the_environment),
	};
	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
