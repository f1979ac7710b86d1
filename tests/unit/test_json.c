/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <math.h>

#include "tests/unit/unit.h"

static void json__nested(void **state)
{
	struct buf out = {0};
	struct json j = {&out, false};

	(void)state;
	json_open(&j, '{');
	json_key_int(&j, "a", -9223372036854775807);
	json_key(&j, "b");
	json_open(&j, '[');
	json_bool(&j, true);
	json_null(&j);
	json_open(&j, '{');
	json_close(&j, '}');
	json_open(&j, '[');
	json_close(&j, ']');
	json_str(&j, STR("x"));
	json_close(&j, ']');
	json_key(&j, "c");
	json_real(&j, 0.5, 3);
	json_close(&j, '}');
	assert_str(buf_str(&out), "{\"a\":-9223372036854775807,\"b\":[true,null,{},[],\"x\"],\"c\":0.500}");
	buf_fini(&out);
}

static void json__escapes(void **state)
{
	struct buf out = {0};
	struct json j = {&out, false};

	(void)state;
	json_str(&j, STR("a\"b\\c\nd\te\x1b\x7f\0é"));
	assert_str(buf_str(&out), "\"a\\\"b\\\\c\\nd\\u0009e\\u001b\\u007f\\u0000é\"");
	buf_fini(&out);
}

static void json__no_number_is_null(void **state)
{
	struct buf out = {0};
	struct json j = {&out, false};

	(void)state;
	json_open(&j, '[');
	json_real(&j, NAN, 2);
	json_real(&j, -INFINITY, 2);
	json_real(&j, 2.675, 1);
	json_close(&j, ']');
	assert_str(buf_str(&out), "[null,null,2.7]");
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json__nested),
		cmocka_unit_test(json__escapes),
		cmocka_unit_test(json__no_number_is_null),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
