/* SPDX-License-Identifier: MIT
 * Numbers as text are what printf makes of them, to the last digit. */
#include "base/digits.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "tests/unit/unit.h"

enum { MANY = 300000 };

static void check_int(struct buf *out, int64_t value)
{
	char want[32];

	buf_clear(out);
	digits_put_int(out, value);
	snprintf(want, sizeof(want), "%" PRId64, value);
	assert_string_equal(buf_z(out), want);
}

static void check_real(struct buf *out, double value)
{
	char want[64];

	buf_clear(out);
	digits_put_real(out, value);
	snprintf(want, sizeof(want), "%.17g", value);
	assert_string_equal(buf_z(out), want);
}

static void digits__int__as_printf(void **state)
{
	struct buf out = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5);
	check_int(&out, 0), check_int(&out, INT64_MAX), check_int(&out, INT64_MIN);
	for (int64_t ten = 1; ten < INT64_MAX / 10; ten *= 10)
		for (int64_t near = -1; near <= 1; near++)
			check_int(&out, ten + near), check_int(&out, -ten + near);
	for (int i = 0; i < MANY; i++)
		check_int(&out, (int64_t)rng_next(&rng) >> rng_below(&rng, 64));
	buf_fini(&out);
}

static void digits__real__as_printf(void **state)
{
	static const double odd[] = {0.0, -0.0, 1, 0.1, 8.2956, -8.2956, 10, 36500, 0.5, 1.5, 2.5, 1e15, 1e16, 1e17, 123456789012345678.0,
				     999999999999999.9, 1e-5, 1e300, 5e-324, 4503599627370497.5, 9007199254740993.0, 0.3, 1.0 / 3};
	struct buf out = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		check_real(&out, odd[i]);
	check_real(&out, NAN), check_real(&out, INFINITY), check_real(&out, -INFINITY);
	for (double ten = 1; ten < 1e18; ten *= 10)
		check_real(&out, nextafter(ten, 0)), check_real(&out, ten), check_real(&out, nextafter(ten, INFINITY));
	for (int i = 0; i < MANY; i++) {
		uint64_t bits = rng_next(&rng);
		double any;

		memcpy(&any, &bits, sizeof(any));
		check_real(&out, any);
		check_real(&out, ldexp((double)(bits >> 11), (int)rng_below(&rng, 60) - 56));   /* what memories are like */
		check_real(&out, (double)(bits >> 40) / 1024);				       /* ends that are exact */
		check_real(&out, (double)rng_below(&rng, 100000) / 10000);
	}
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits__int__as_printf),
		cmocka_unit_test(digits__real__as_printf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
