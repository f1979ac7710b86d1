/* SPDX-License-Identifier: MIT
 * keys: the bytes that terminals send, whole and in pieces. */
#include "tests/unit/unit.h"

#include <string.h>

#include "base/random.h"
#include "tui/keys.h"

/* Events as text: "A up tap:3,4 paste:hi". */
static void describe(struct keys *keys, struct buf *out)
{
	struct event e;

	while (keys_next(keys, &e)) {
		if (out->len)
			buf_addc(out, ' ');
		if (e.kind == EV_TAP)
			buf_addf(out, "tap:%d,%d", e.col, e.row);
		else if (e.kind == EV_WHEEL)
			buf_addf(out, "wheel:%d", e.delta);
		else if (e.kind == EV_FOCUS)
			buf_addf(out, "focus:%d", e.delta);
		else if (e.kind == EV_PASTE)
			buf_addf(out, "paste:%.*s", STR_FMT(e.text));
		else if (e.key < 0x80)
			buf_addf(out, "%c%s", (char)e.key, e.burst == 1 ? "" : e.burst ? "!" : "~");
		else
			buf_addf(out, "%x", e.key);
	}
}

static void assert_keys(const char *bytes, const char *expected)
{
	for (int split = 0; split < 2; split++) { /* as one read, and byte by byte */
		struct keys keys = {0};
		struct buf out = {0};

		for (size_t i = 0; split && bytes[i]; i++)
			keys_feed(&keys, (struct str){&bytes[i], 1});
		if (!split)
			keys_feed(&keys, str_of(bytes));
		describe(&keys, &out);
		assert_string_equal(buf_z(&out), expected);
		assert_false(keys_pending(&keys));
		buf_fini(&out);
		keys_fini(&keys);
	}
}

static void keys__named(void **state)
{
	(void)state;
	assert_keys("\033[A\033OB\033[1;5C\033[D", "110006 110007 110009 110008");
	assert_keys("\033[3~\033[5~\033[H\033[4~", "110003 11000c 11000a 11000b");
	assert_keys("\r\n\177\t\014", "110001 110001 110002 110005 12006c");
	assert_keys("\033[19~\033[99X", "");
}

static void keys__mouse(void **state)
{
	(void)state;
	assert_keys("\033[<0;4;5M\033[<0;4;5m", "tap:3,4");
	assert_keys("\033[M !\"\033[M#!\"", "tap:0,1");
	assert_keys("\033[<64;1;1M\033[<65;1;1M\033[<2;1;1M\033[<35;1;1M", "wheel:-3 wheel:3");
	assert_keys("\033[I\033[O", "focus:1 focus:0");
}

static void keys__paste(void **state)
{
	(void)state;
	assert_keys("\033[200~a\033[Ab\r\033[201~", "paste:a\033[Ab\r");
	assert_keys("\033[200~one\033[201~\033[200~two\033[201~", "paste:one paste:two");
}

static void keys__utf8(void **state)
{
	(void)state;
	assert_keys("\xC3\xA9", "e9");
	assert_keys("\xFFz", "z");
}

static void keys__burst(void **state)
{
	struct keys keys = {0};
	struct buf out = {0};

	(void)state;
	keys_feed(&keys, STR("hello"));
	describe(&keys, &out);
	assert_string_equal(buf_z(&out), "h! e! l! l! o!");
	buf_clear(&out);
	keys_feed(&keys, STR("x "));
	describe(&keys, &out);
	assert_string_equal(buf_z(&out), "x  ~");
	buf_clear(&out);
	keys_feed(&keys, STR("x"));
	describe(&keys, &out);
	assert_string_equal(buf_z(&out), "x");
	buf_fini(&out);
	keys_fini(&keys);
}

/* Property: no bytes at all break the reader, and none that come later are lost in it. */
static void keys__property_any_bytes(void **state)
{
	static const char *const bits[] = {"\033", "[", "O",	"<",	    "M", "~",  "200",
					   "201",  ";", "\xC3", "\xE6\x97", "a", "\r", "\x9B"};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 11);
	for (int round = 0; round < 2000; round++) {
		struct keys keys = {0};
		struct event e, last = {0};

		for (int i = 0; i < 30; i++) {
			keys_feed(&keys, str_of(bits[rng_below(&rng, sizeof(bits) / sizeof(bits[0]))]));
			while (keys_next(&keys, &e))
				;
		}
		keys_feed(&keys, STR("\033[201~")); /* ends what may be a paste */
		keys_flush(&keys);
		keys_feed(&keys, STR("z"));
		while (keys_next(&keys, &e))
			last = e;
		assert_int_equal(last.kind, EV_KEY);
		assert_int_equal(last.key, 'z');
		keys_fini(&keys);
	}
}

static void keys__lone_escape(void **state)
{
	struct keys keys = {0};
	struct event e;

	(void)state;
	keys_feed(&keys, STR("\033"));
	assert_true(keys_pending(&keys));
	assert_false(keys_next(&keys, &e));
	keys_flush(&keys);
	assert_true(keys_next(&keys, &e));
	assert_int_equal(e.key, K_ESC);
	keys_fini(&keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys__named),
		cmocka_unit_test(keys__mouse),
		cmocka_unit_test(keys__paste),
		cmocka_unit_test(keys__utf8),
		cmocka_unit_test(keys__burst),
		cmocka_unit_test(keys__lone_escape),
		cmocka_unit_test(keys__property_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
