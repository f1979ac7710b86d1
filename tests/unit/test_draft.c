/* SPDX-License-Identifier: MIT
 * Drafts: what makes one sound. */
#include "schema/template.h"
#include "sync/feed/draft.h"
#include "tests/unit/unit.h"

static const struct draft_source source = {
	.title = {"The cell", 8},
	.text = {"A mitochondrion is the\npowerhouse of the cell.", 46},
	.link = {"https://a.example/1", 19},
};

static const char *judge(enum template_builtin type, const char *front, const char *back, const char *quote)
{
	struct str fields[2] = {str_of(front), str_of(back)};
	struct draft draft = {.type = template_builtin(type)->uid, .fields = {fields, 2}, .quote = str_of(quote)};
	const char *why = "";

	bool sound = draft_is_sound(&source, &draft, &why);

	assert_int_equal(sound, why == NULL);
	return why;
}

static void draft__a_quote_stands_there_but_for_white_space(void **state)
{
	(void)state;
	assert_true(draft_quote_is_in(source.text, STR("is the powerhouse")));
	assert_true(draft_quote_is_in(source.text, STR(" is  the\tpowerhouse ")));
	assert_true(draft_quote_is_in(STR("aab"), STR("ab")));
	assert_true(draft_quote_is_in(source.text, source.text));
	assert_false(draft_quote_is_in(source.text, STR("is thepowerhouse")));
	assert_false(draft_quote_is_in(source.text, STR("the cell.s")));
	assert_false(draft_quote_is_in(source.text, STR("power house")));
	assert_false(draft_quote_is_in(source.text, STR(" ")));
	assert_false(draft_quote_is_in(STR(""), STR("a")));
}

static void draft__sound_ones_are_told_from_others(void **state)
{
	(void)state;
	assert_null(judge(TYPE_BASIC, "mitochondrion", "the powerhouse", "A mitochondrion is"));
	assert_null(judge(TYPE_BASIC, "What?", "That", "The cell"));
	assert_null(judge(TYPE_CLOZE, "A {{c1::mitochondrion}}", "", "A mitochondrion"));
	assert_string_equal(judge(TYPE_BASIC, "a", "b", "A chloroplast"), "its quote is not in the source");
	assert_string_equal(judge(TYPE_BASIC, " ", "b", "A"), "its first field is empty");
	assert_string_equal(judge(TYPE_CLOZE, "no blank", "", "A"), "it makes no card");
	assert_string_equal(judge(TYPE_NUMBER, "a", "1", "A"), "it is of no built-in type, or has not that type's fields");
	assert_string_equal(judge(TYPE_BASIC, "a\x1b[2J", "b", "A"), "a field is too long or not clean");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draft__a_quote_stands_there_but_for_white_space),
		cmocka_unit_test(draft__sound_ones_are_told_from_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
