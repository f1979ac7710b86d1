/* SPDX-License-Identifier: MIT
 * crossing: what a line of cairn-sync's pipe does to the word in the header. */
#include "tests/unit/unit.h"

#include "tui/crossing.h"

static void assert_word(struct crossing *c, const char *line, const char *word)
{
	crossing_line(c, str_of(line));
	assert_string_equal(crossing_word(c), word);
}

static void crossing__line__words(void **state)
{
	struct crossing c = {0};

	(void)state;
	assert_string_equal(crossing_word(&c), "");
	c.state = CROSSING_RUNS;
	assert_word(&c, "state=pull\trows=3\twaiting=12\tsafe=0\ttext=pulling", "");
	assert_true(c.changed);
	assert_word(&c, "state=error\tkind=network\trows=0\twaiting=12\tsafe=0\ttext=nobody answered",
		    "offline");
	assert_string_equal(c.text, "nobody answered");
	assert_word(&c, "state=done\trows=0\twaiting=12\tsafe=30\ttext=", "12 waiting");
	assert_word(&c, "state=done\trows=0\twaiting=0\tsafe=42\ttext=", "safe");
	crossing_wrote(&c);
	assert_string_equal(crossing_word(&c), "1 waiting");
	assert_word(&c, "state=who\tnames=ann,bob", "who?");
	assert_word(&c, "state=error\tkind=refused\ttext=wrong password", "sync error");
}

static void crossing__line__survives_nonsense(void **state)
{
	struct crossing c = {0};

	(void)state;
	assert_word(&c, "", "");
	assert_word(&c, "\t\t=\tstate", "");
	assert_word(&c, "state=done\twaiting=abc", "safe");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crossing__line__words),
		cmocka_unit_test(crossing__line__survives_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
