/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <stdio.h>

#include <string.h>

#include "tests/unit/unit.h"

static void text__compare(void **state)
{
	struct str none = {NULL, 0};

	(void)state;
	assert_true(str_eq(none, STR("")));
	assert_true(str_is(STR("ab"), "ab"));
	assert_false(str_is(STR("ab\0c"), "ab"));
	assert_true(str_starts(STR("abc"), "ab"));
	assert_false(str_starts(STR("a"), "ab"));
	assert_true(str_starts(none, ""));
	assert_int_equal(str_cmp(STR("a"), STR("ab")), -1);
	assert_int_equal(str_cmp(STR("b"), STR("ab")) > 0, 1);
	assert_int_equal(str_cmp(none, STR("")), 0);
	assert_true(str_cmp(STR("\x7f"), STR("\x80")) < 0); /* by bytes, not by signed char */
	assert_int_equal(str_of(NULL).len, 0);
}

static void text__trim(void **state)
{
	(void)state;
	assert_str(str_trim(STR(" \t\r\n a b \v\f")), "a b");
	assert_str(str_trim(STR("   ")), "");
	assert_str(str_trim((struct str){NULL, 0}), "");
	assert_str(str_trim(STR("\xc2\xa0x")), "\xc2\xa0x"); /* ASCII only */
}

static void cut_into(struct buf *out, const char *z)
{
	struct str rest = str_of(z), part;

	buf_clear(out);
	while (str_cut(&rest, ',', &part))
		buf_addf(out, "<%.*s>", STR_FMT(part));
}

static void text__cut(void **state)
{
	struct buf out = {0};

	(void)state;
	cut_into(&out, "a,,b");
	assert_str(buf_str(&out), "<a><><b>");
	cut_into(&out, "");
	assert_str(buf_str(&out), "<>");
	cut_into(&out, ",");
	assert_str(buf_str(&out), "<><>");
	cut_into(&out, NULL);
	assert_str(buf_str(&out), "");
	buf_fini(&out);
}

static void text__has_word(void **state)
{
	(void)state;
	assert_true(str_has_word(STR("a bc d"), STR("bc")));
	assert_true(str_has_word(STR("a bc d"), STR("d")));
	assert_false(str_has_word(STR("a bc d"), STR("b")));
	assert_false(str_has_word(STR("a bc d"), STR("a bc")));
	assert_false(str_has_word((struct str){NULL, 0}, STR("a")));
}

static void text__slice_is_clamped(void **state)
{
	(void)state;
	assert_str(str_slice(STR("abcdef"), 2, 4), "cd");
	assert_str(str_slice(STR("abc"), 1, 99), "bc");
	assert_str(str_slice(STR("abc"), 9, 99), "");
	assert_str(str_slice(STR("abc"), 2, 1), "");
	assert_int_equal(str_slice((struct str){NULL, 0}, 0, 5).len, 0);
}

static void text__to_int(void **state)
{
	static const char *const bad[] = {"",
					  " 1",
					  "1 ",
					  "1x",
					  "0x10",
					  "1.0",
					  "9223372036854775808",
					  "--1",
					  "+",
					  "99999999999999999999999999999999999999"};
	struct err err;
	int64_t value;

	(void)state;
	assert_int_equal(str_to_int(STR("-9223372036854775808"), &value, &err), 0);
	assert_int_equal(value, INT64_MIN);
	assert_int_equal(str_to_int(STR("+007"), &value, &err), 0);
	assert_int_equal(value, 7);
	assert_int_equal(str_to_int(str_slice(STR("1234"), 0, 2), &value, &err), 0);
	assert_int_equal(value, 12);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(str_to_int(str_of(bad[i]), &value, &err), -1);
		assert_int_equal(err.kind, ERR_INPUT);
	}
	assert_int_equal(str_to_int(STR("1\0002"), &value, &err), -1);
}

static void text__to_real(void **state)
{
	static const char *const bad[] = {"", " 1", "1 ", "abc", "nan", "inf", "1e999"};
	struct err err;
	double value;

	(void)state;
	assert_int_equal(str_to_real(STR("-2.5e3"), &value, &err), 0);
	assert_true(value == -2500);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(str_to_real(str_of(bad[i]), &value, &err), -1);
	assert_int_equal(str_to_real(STR("1\0002"), &value, &err), -1);
}

static void text__buf_grows_and_is_terminated(void **state)
{
	struct buf b = {0};

	(void)state;
	assert_string_equal(buf_z(&b), "");
	assert_int_equal(buf_str(&b).len, 0);
	for (int i = 0; i < 1000; i++) {
		buf_addf(&b, "%d,", i % 10);
		assert_int_equal(b.s[b.len], '\0');
		assert_int_equal(b.len, 2 * (i + 1));
	}
	buf_cut(&b, 4);
	assert_string_equal(buf_z(&b), "0,1,");
	buf_cut(&b, 99);
	assert_int_equal(b.len, 4);
	buf_clear(&b);
	buf_addc(&b, '\0');
	buf_add(&b, STR("x"));
	assert_int_equal(b.len, 2);
	assert_memory_equal(b.s, "\0x", 3);
	buf_fini(&b);
	assert_int_equal(b.len, 0);
}

static void text__nothing_has_no_sign(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {{-0.0, "+0.0"}, {-0.04, "+0.0"}, {-0.0499999, "+0.0"}, {0.04, "+0.0"},
		     {-0.06, "-0.1"}, {0.06, "+0.1"}, {-12.34, "-12.3"}};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "%+.1f", real_tenths(cases[i].value));
		assert_string_equal(text, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text__compare),
		cmocka_unit_test(text__trim),
		cmocka_unit_test(text__cut),
		cmocka_unit_test(text__has_word),
		cmocka_unit_test(text__to_int),
		cmocka_unit_test(text__to_real),
		cmocka_unit_test(text__nothing_has_no_sign),
		cmocka_unit_test(text__slice_is_clamped),
		cmocka_unit_test(text__buf_grows_and_is_terminated),
	};
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
