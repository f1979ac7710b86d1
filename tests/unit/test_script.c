/* SPDX-License-Identifier: MIT
 * script: the notation of --script. */
#include "tests/unit/unit.h"

#include "tui/script.h"

static void assert_step(const char *text, struct script_step *step)
{
	struct str rest = str_of(text);
	struct err err;

	assert_int_equal(script_step(&rest, step, &err), 0);
	assert_int_equal(rest.len, 0);
}

static void script__step__each_form(void **state)
{
	struct script_step s;

	(void)state;
	assert_step("é", &s);
	assert_int_equal(s.event.key, 0xE9);
	assert_step("<cr>", &s);
	assert_int_equal(s.event.key, K_ENTER);
	assert_step("<lt>", &s);
	assert_int_equal(s.event.key, '<');
	assert_step("<tap:3,4>", &s);
	assert_int_equal(s.event.kind, EV_TAP);
	assert_int_equal(s.event.col * 100 + s.event.row, 304);
	assert_step("<size:40x20>", &s);
	assert_int_equal(s.event.kind, EV_SIZE);
	assert_int_equal(s.event.col * 100 + s.event.row, 4020);
	assert_step("<paste:a b>", &s);
	assert_str(s.event.text, "a b");
	assert_step("<+10m>", &s);
	assert_int_equal(s.kind, SCRIPT_PASS);
	assert_int_equal(s.ms, 600000);
	assert_step("<+2d>", &s);
	assert_int_equal(s.ms, 2 * 86400000);
	assert_step("<shot>", &s);
	assert_int_equal(s.kind, SCRIPT_SHOT);
}

static void script__step__refuses_nonsense(void **state)
{
	static const char *const bad[] = {"<",		"<nokey>",    "<tap:1>",
					  "<tap:-1,2>", "<size:0x4>", "<size:40x20x2>",
					  "<+10>",	"<+x m>",     "<x>y<"};
	struct script_step s;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct str rest = str_of(bad[i]);
		struct err err;
		int rc = 0;

		while (rest.len && rc == 0)
			rc = script_step(&rest, &s, &err);
		assert_int_equal(rc, -1);
		assert_int_equal(err.kind, ERR_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(script__step__each_form),
		cmocka_unit_test(script__step__refuses_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
