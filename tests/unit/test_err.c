/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/unit.h"

static void err__set_fills_everything(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(err_set(&err, ERR_INPUT, "line %d is not a card", 7), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(err.native, 0);
	assert_string_equal(err.text, "line 7 is not a card");
	assert_non_null(strstr(err.file, "test_err.c"));
	assert_int_equal(err_native(&err, ERR_STORE, 11, "broken"), -1);
	assert_int_equal(err.native, 11);
}

static void err__sys_names_the_reason(void **state)
{
	struct err err;

	(void)state;
	errno = ENOSPC;
	assert_int_equal(err_sys(&err, "writing %s", "x"), -1);
	assert_string_equal(err.text, "writing x: No space left on device");
	assert_int_equal(err.native, ENOSPC);
	assert_int_equal(err.kind, ERR_FAILED);
}

static void err__wrap_puts_before(void **state)
{
	struct err err;

	(void)state;
	(void)err_native(&err, ERR_NETWORK, 5, "nobody answered");
	assert_int_equal(err_wrap(&err, "syncing with %s", "host"), -1);
	assert_string_equal(err.text, "syncing with host: nobody answered");
	assert_int_equal(err.kind, ERR_NETWORK);
	assert_int_equal(err.native, 5);
}

static void err__null_is_allowed(void **state)
{
	(void)state;
	errno = EIO;
	assert_int_equal(err_set(NULL, ERR_FAILED, "x"), -1);
	assert_int_equal(err_sys(NULL, "x"), -1);
	assert_int_equal(err_wrap(NULL, "x"), -1);
}

static void err__long_text_is_cut_not_overrun(void **state)
{
	char text[2000];
	struct err err;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	(void)err_set(&err, ERR_FAILED, "%s", text);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	errno = EIO;
	(void)err_sys(&err, "%s", text);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	(void)err_wrap(&err, "%s", text);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(err__set_fills_everything),
		cmocka_unit_test(err__sys_names_the_reason),
		cmocka_unit_test(err__wrap_puts_before),
		cmocka_unit_test(err__null_is_allowed),
		cmocka_unit_test(err__long_text_is_cut_not_overrun),
	};
	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
