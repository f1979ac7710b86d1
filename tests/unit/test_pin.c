/* SPDX-License-Identifier: MIT
 * pin: failures are counted before they are known, and nothing shortens the wait. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "tui/pin.h"

static struct clock now = {.fixed = true, .wall_ms = 1795000000000};
static struct env env;

static struct paths folder(void)
{
	static char *path;

	path = (char *)unit_folder();
	unlink(unit_path("pin"));
	unlink(unit_path("pin.tries"));
	return (struct paths){.config = path};
}

static int check(struct paths *paths, const char *typed, int64_t *wait_ms)
{
	struct pin pin;
	struct err err;
	int rc;

	assert_int_equal(pin_open(&pin, &env, paths, &now, &err), 0);
	rc = pin_check(&pin, str_of(typed), &err);
	*wait_ms = pin.wait_ms;
	pin_close(&pin);
	return rc;
}

static void pin__none__until_set(void **state)
{
	struct paths paths = folder();
	struct pin pin;
	struct err err;
	struct stat st;

	(void)state;
	assert_int_equal(pin_open(&pin, &env, &paths, &now, &err), PIN_NONE);
	pin_close(&pin);
	assert_int_equal(pin_set(&paths, STR("123"), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(pin_set(&paths, STR("1234"), &err), 0);
	assert_int_equal(stat(unit_path("pin"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(pin_clear(&paths, &err), 0);
	assert_int_equal(pin_open(&pin, &env, &paths, &now, &err), PIN_NONE);
	pin_close(&pin);
}

static void pin__check__right_and_wrong(void **state)
{
	struct paths paths = folder();
	struct err err;
	int64_t wait;

	(void)state;
	assert_int_equal(pin_set(&paths, STR("0042é"), &err), 0);
	assert_int_equal(check(&paths, "0042é", &wait), PIN_RIGHT);
	assert_int_equal(check(&paths, "0042", &wait), PIN_WRONG);
	assert_int_equal(wait, 30000);
}

/* 30 s, doubled each time, an hour at most; each check is a restart, because every struct pin is new. */
static void pin__check__waits_longer_and_longer(void **state)
{
	static const int64_t expected[] = {30, 60, 120, 240, 480, 960, 1920, 3600, 3600};
	struct paths paths = folder();
	struct err err;
	int64_t wait;

	(void)state;
	assert_int_equal(pin_set(&paths, STR("1234"), &err), 0);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_int_equal(check(&paths, "0000", &wait), PIN_WRONG);
		assert_int_equal(wait, expected[i] * 1000);
		clock_advance(&now, wait - 1);
		assert_int_equal(check(&paths, "1234", &wait), PIN_LOCKED);
		assert_int_equal(wait, 1);
		clock_advance(&now, 1);
	}
	assert_int_equal(check(&paths, "1234", &wait), PIN_RIGHT);
	assert_int_equal(check(&paths, "0000", &wait), PIN_WRONG);
	assert_int_equal(wait, 30000);
}

static void pin__check__a_clock_set_back_ends_too(void **state)
{
	struct paths paths = folder();
	struct err err;
	int64_t wait;

	(void)state;
	assert_int_equal(pin_set(&paths, STR("1234"), &err), 0);
	assert_int_equal(check(&paths, "0000", &wait), PIN_WRONG);
	now.wall_ms -= 365LL * DAY_MS;
	assert_int_equal(check(&paths, "1234", &wait), PIN_LOCKED);
	assert_int_equal(wait, 30000);
	clock_advance(&now, 30000);
	assert_int_equal(check(&paths, "1234", &wait), PIN_RIGHT);
}

/* The failure must be on disk even when the program dies in the check: then the hash is unreadable here. */
/* On one boot the wait is measured by what no one sets: a try of a year ago by the wall was still just now. */
static void pin__check__a_clock_set_forward_shortens_nothing(void **state)
{
	static const struct clock real;
	struct clock kept = now;
	struct paths paths = folder();
	struct buf tries = {0}, older = {0};
	long long count, wall, boot;
	char id[64];
	struct err err;
	int64_t wait;

	(void)state;
	now = real;
	assert_int_equal(pin_set(&paths, STR("1234"), &err), 0);
	assert_int_equal(check(&paths, "0000", &wait), PIN_WRONG);
	assert_int_equal(path_read(unit_path("pin.tries"), 200, 0, &tries, &err), 0);
	assert_int_equal(sscanf(buf_z(&tries), "%lld %lld %lld %63s", &count, &wall, &boot, id), 4);
	buf_addf(&older, "%lld %lld %lld %s\n", count, wall - 365LL * DAY_MS, boot, id);
	assert_int_equal(path_write(unit_path("pin.tries"), buf_str(&older), &err), 0);
	assert_int_equal(check(&paths, "1234", &wait), PIN_LOCKED);
	assert_true(wait > 0 && wait <= 30000);
	now = kept;
	buf_fini(&tries);
	buf_fini(&older);
}

static void pin__check__counts_before_it_looks(void **state)
{
	struct paths paths = folder();
	struct err err;
	int64_t wait;

	(void)state;
	assert_int_equal(pin_set(&paths, STR("1234"), &err), 0);
	assert_int_equal(chmod(unit_path("pin"), 0644), 0);
	assert_int_equal(check(&paths, "1234", &wait), -1);
	assert_int_equal(chmod(unit_path("pin"), 0600), 0);
	assert_int_equal(check(&paths, "1234", &wait), PIN_LOCKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pin__none__until_set),
		cmocka_unit_test(pin__check__right_and_wrong),
		cmocka_unit_test(pin__check__waits_longer_and_longer),
		cmocka_unit_test(pin__check__a_clock_set_back_ends_too),
		cmocka_unit_test(pin__check__a_clock_set_forward_shortens_nothing),
		cmocka_unit_test(pin__check__counts_before_it_looks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
