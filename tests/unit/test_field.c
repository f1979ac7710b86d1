/* SPDX-License-Identifier: MIT
 * field: editing goes by clusters, the cursor stays inside. */
#include "tests/unit/unit.h"

#include "base/utf8.h"
#include "tui/field.h"

static void type(struct field *f, const char *text)
{
	struct str rest = str_of(text);

	while (rest.len)
		assert_true(
			field_act(f, &(struct event){.kind = EV_KEY, .key = utf8_next(&rest), .burst = 1}));
}

static bool press(struct field *f, uint32_t key)
{
	return field_act(f, &(struct event){.kind = EV_KEY, .key = key, .burst = 1});
}

static void field__backspace__takes_a_cluster(void **state)
{
	struct field f = {.cap = 100};

	(void)state;
	type(&f, "ae\xCC\x81");
	assert_true(press(&f, K_BACKSPACE));
	assert_str(buf_str(&f.text), "a");
	assert_true(press(&f, K_BACKSPACE));
	assert_false(press(&f, K_BACKSPACE));
	field_fini(&f);
}

static void field__insert__in_the_middle(void **state)
{
	struct field f = {.cap = 100};

	(void)state;
	type(&f, "hé日");
	assert_true(press(&f, K_LEFT));
	assert_true(press(&f, K_LEFT));
	type(&f, "x");
	assert_str(buf_str(&f.text), "hxé日");
	assert_true(press(&f, K_END));
	assert_true(press(&f, K_CTRL + 'u'));
	assert_str(buf_str(&f.text), "");
	field_fini(&f);
}

static void field__paste__is_cleaned_and_capped(void **state)
{
	struct field f = {.cap = 8};

	(void)state;
	assert_true(field_act(&f, &(struct event){.kind = EV_PASTE, .text = STR("a\nb\033c and more")}));
	assert_str(buf_str(&f.text), "a b\xE2\x90\x9B"
				     "c ");
	field_fini(&f);
}

static void field__enter__only_where_lines_are(void **state)
{
	struct field one = {.cap = 100}, many = {.cap = 100, .many = true};

	(void)state;
	type(&one, "a");
	assert_false(press(&one, K_ENTER));
	type(&many, "a");
	assert_true(press(&many, K_ENTER));
	assert_false(press(&many, K_ENTER)); /* an empty last line: the view's business */
	assert_str(buf_str(&many.text), "a\n");
	field_fini(&one);
	field_fini(&many);
}

static void field__end_line__only_the_empty_last_one(void **state)
{
	static const struct {
		const char *typed, *left;
	} cases[] = {{"", ""}, {"a", "a"}, {"a\n", "a"}, {"a\n\n", "a\n"}, {"a\nb", "a\nb"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct field f = {.cap = 100, .many = true};

		field_set(&f, str_of(cases[i].typed));
		field_end_line(&f);
		assert_str(buf_str(&f.text), cases[i].left);
		assert_int_equal(f.cursor, f.text.len);
		field_fini(&f);
	}
}

static void field__draw__follows_the_cursor(void **state)
{
	struct field f = {.cap = 100};
	struct canvas c = {0};
	struct buf out = {0};

	(void)state;
	canvas_resize(&c, 4, 2);
	type(&f, "abcdefghij");
	assert_int_equal(field_draw(&f, &c, (struct box){0, 0, 2, 4}, 0, true), 3);
	canvas_print(&c, &out);
	assert_string_equal(buf_z(&out), "efgh\nij\n");
	assert_int_equal(c.cursor_row, 1);
	assert_int_equal(c.cursor_col, 2);
	buf_fini(&out);
	canvas_fini(&c);
	field_fini(&f);
}

/* As it stands in a box of 8 cells, and where the cursor is with all of it typed. */
static void assert_wraps(const char *text, bool secret, const char *expected, int row, int col)
{
	struct field f = {.cap = 100, .many = true, .secret = secret};
	struct canvas c = {0};
	struct buf out = {0};

	canvas_resize(&c, 8, 4);
	field_set(&f, str_of(text));
	field_draw(&f, &c, (struct box){0, 0, 4, 8}, 0, true);
	canvas_print(&c, &out);
	assert_string_equal(buf_z(&out), expected);
	assert_int_equal(c.cursor_row, row);
	assert_int_equal(c.cursor_col, col);
	buf_fini(&out);
	canvas_fini(&c);
	field_fini(&f);
}

static void field__draw__wraps_at_words(void **state)
{
	(void)state;
	assert_wraps("one two three", false, "one two\nthree\n\n\n", 1, 5);
	assert_wraps("one two ", false, "one two\n\n\n\n", 1, 0);
	assert_wraps("four four", false, "four\nfour\n\n\n", 1, 4);
	assert_wraps("eighteen  x", false, "eighteen\nx\n\n\n", 1, 1); /* blanks at an end that is full take no room */
	assert_wraps("a verylongword b", false, "a verylo\nngword b\n\n\n", 2, 0); /* on a line of its own it would not fit either */
	assert_wraps("one\ntwo three", false, "one\ntwo\nthree\n\n", 2, 5);
	assert_wraps("\xE6\x97\xA5\xE6\x9C\xAC ab\xE6\x97\xA5", false, "\xE6\x97\xA5\xE6\x9C\xAC\nab\xE6\x97\xA5\n\n\n", 1, 4);
	assert_wraps("12345 1234", true, "••••••••\n••\n\n\n", 1, 2); /* where words end stays secret */
}

static void field__draw__secret_shows_dots(void **state)
{
	struct field f = {.cap = 100, .secret = true};
	struct canvas c = {0};
	struct buf out = {0};

	(void)state;
	canvas_resize(&c, 8, 1);
	type(&f, "1234");
	field_draw(&f, &c, (struct box){0, 0, 1, 8}, 0, true);
	canvas_print(&c, &out);
	assert_string_equal(buf_z(&out), "••••\n");
	buf_fini(&out);
	canvas_fini(&c);
	field_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(field__backspace__takes_a_cluster),
		cmocka_unit_test(field__insert__in_the_middle),
		cmocka_unit_test(field__paste__is_cleaned_and_capped),
		cmocka_unit_test(field__enter__only_where_lines_are),
		cmocka_unit_test(field__end_line__only_the_empty_last_one),
		cmocka_unit_test(field__draw__follows_the_cursor),
		cmocka_unit_test(field__draw__wraps_at_words),
		cmocka_unit_test(field__draw__secret_shows_dots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
