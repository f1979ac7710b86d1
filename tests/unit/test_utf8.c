/* SPDX-License-Identifier: MIT
 * The gate for text from outside, as properties over random text (SECURITY-CHECKLIST 1 and 2), and widths by
 * hand. */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/random.h"
#include "tests/unit/unit.h"

static void assert_clean(const char *in, size_t len, unsigned flags, const char *want)
{
	struct buf out = {0};
	bool same = utf8_clean(&out, (struct str){in, len}, flags, 4096);

	assert_str(buf_str(&out), want);
	assert_int_equal(same, str_eq((struct str){in, len}, str_of(want)));
	buf_fini(&out);
}

#define CLEAN(in, flags, want) assert_clean(in, sizeof(in) - 1, flags, want)

static void clean__keeps_what_people_write(void **state)
{
	(void)state;
	CLEAN("", CLEAN_LINE, "");
	CLEAN("Köln 日本 עברית العربية 👩\u200d🚀 ē", CLEAN_LINE, "Köln 日本 עברית العربية 👩\u200d🚀 ē");
	CLEAN("a\nb\tc", CLEAN_TEXT, "a\nb\tc");
}

static void clean__controls_become_visible(void **state)
{
	(void)state;
	CLEAN("a\nb\tc", CLEAN_LINE, "a b c");
	CLEAN("a\r\nb\rc", CLEAN_TEXT, "a\nb\nc");
	CLEAN("\x1b[31mred\x07", CLEAN_TEXT, "␛[31mred␇");
	CLEAN("a\0b", CLEAN_TEXT, "a␀b");
	CLEAN("x\x7fy", CLEAN_TEXT, "x␡y");
	CLEAN("\xc2\x9b"
	      "31m",
	      CLEAN_TEXT, "\uFFFD31m"); /* C1 CSI */
	CLEAN("\x9b", CLEAN_TEXT, "\uFFFD");
}

static void clean__bad_bytes_are_replaced(void **state)
{
	(void)state;
	CLEAN("K\xf6ln", CLEAN_LINE, "K\uFFFDln");
	CLEAN("\xc0\xaf", CLEAN_LINE, "\uFFFD\uFFFD");
	CLEAN("\xed\xa0\x80", CLEAN_LINE, "\uFFFD\uFFFD\uFFFD"); /* a surrogate */
	CLEAN("\xf4\x90\x80\x80", CLEAN_LINE, "\uFFFD\uFFFD\uFFFD\uFFFD");
	CLEAN("a\xe2\x82", CLEAN_LINE, "a\uFFFD\uFFFD");
	CLEAN("\uFFFD", CLEAN_LINE, "\uFFFD"); /* the real character is text like any other */
}

static void clean__hidden_characters_go(void **state)
{
	(void)state;
	CLEAN("a\u202Eb\u2066c\u200Fd\u061Ce", CLEAN_LINE, "abcde");
	CLEAN("a\u200Bb\u2060c\uFEFFd\u2028e\u2029f\uFFF9g", CLEAN_LINE, "abcdefg");
	CLEAN("x\U000E0041\U000E007Fy", CLEAN_LINE, "xy");
}

/* Each of those that turn text around, hide in it or tag it; what stands beside them stays. */
static void clean__every_hidden_character_goes(void **state)
{
	static const uint32_t ranges[][2] = {{0x061C, 0x061C}, {0x200B, 0x200B}, {0x200E, 0x200F}, {0x2028, 0x202E},
					     {0x2060, 0x2060}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB},
					     {0xE0000, 0xE007F}};

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		for (uint32_t code = ranges[i][0]; code <= ranges[i][1]; code++) {
			struct buf in = {0}, out = {0};

			buf_addz(&in, "a");
			utf8_put(&in, code);
			buf_addz(&in, "א");
			assert_false(utf8_clean(&out, buf_str(&in), CLEAN_LINE, 100));
			if (!str_eq(buf_str(&out), STR("aא")))
				fail_msg("U+%04X stays", code);
			buf_fini(&in);
			buf_fini(&out);
		}
}

static void clean__composes(void **state)
{
	(void)state;
	CLEAN("e\u0301", CLEAN_LINE, "é");
	CLEAN("e\u200B\u0301", CLEAN_LINE, "é");
	CLEAN("\u1112\u1161\u11AB", CLEAN_LINE, "한");
}

static void clean__marks_are_counted_across_what_goes(void **state)
{
	struct buf in = {0}, out = {0};
	int marks = 0;

	(void)state;
	buf_addz(&in, "q");
	for (int i = 0; i < 40; i++)
		buf_addz(&in, i % 5 == 4 ? "\u200B" : "\u0344"); /* U+0344 is two marks once it is composed */
	assert_false(utf8_clean(&out, buf_str(&in), CLEAN_LINE, 4096));
	for (struct str rest = buf_str(&out); rest.len;)
		marks += utf8_next(&rest) != 'q';
	assert_int_equal(marks, 8);
	buf_fini(&in);
	buf_fini(&out);
}

static void clean__cap(void **state)
{
	struct buf out = {0};

	(void)state;
	buf_addz(&out, "before ");
	assert_false(utf8_clean(&out, STR("äöü"), CLEAN_LINE, 3));
	assert_str(buf_str(&out), "before ä");
	assert_true(utf8_clean(&out, STR("äöü"), CLEAN_LINE, 6));
	assert_str(buf_str(&out), "before ääöü");
	assert_false(utf8_clean(&out, STR("x"), CLEAN_LINE, 0));
	assert_str(buf_str(&out), "before ääöü");
	buf_fini(&out);
}

static bool is_forbidden(uint32_t p, unsigned flags)
{
	static const uint32_t ranges[][2] = {{0, 0x1F},
					     {0x7F, 0x9F},
					     {0x61C, 0x61C},
					     {0x200B, 0x200B},
					     {0x200E, 0x200F},
					     {0x2028, 0x202E},
					     {0x2060, 0x2060},
					     {0x2066, 0x2069},
					     {0xFEFF, 0xFEFF},
					     {0xFFF9, 0xFFFB},
					     {0xD800, 0xDFFF},
					     {0xE0000, 0xE007F},
					     {0x110000, UINT32_MAX}};

	if ((flags & CLEAN_TEXT) && (p == '\n' || p == '\t'))
		return false;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (p >= ranges[i][0] && p <= ranges[i][1])
			return true;
	return false;
}

/* Text that is likely to hurt: marks, controls, bidi, jamo, tags, broken bytes. */
static void put_nasty(struct buf *out, struct rng *rng)
{
	static const uint32_t lows[] = {0,	0x20,	0x80,	 0x300,	  0x300,  0x344, 0x1100,
					0x1160, 0x2000, 0x2028,	 0x2060,  0x590,  0x900, 0xF900,
					0xFB00, 0xFF00, 0x1F300, 0xE0000, 0x1D100};
	uint64_t kind = rng_below(rng, sizeof(lows) / sizeof(lows[0]) + 3);

	for (uint64_t burst = rng_below(rng, 4) ? 1 : 12; burst; burst--) {
		if (kind < sizeof(lows) / sizeof(lows[0]))
			utf8_put(out, lows[kind] + (uint32_t)rng_below(rng, 112));
		else if (kind % 3)
			buf_addc(out, (char)rng_below(rng, 256));
		else
			utf8_put(out, (uint32_t)rng_below(rng, 0x110000));
	}
}

static bool is_nfc(struct str s)
{
	size_t len;
	uint8_t *nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)s.s, s.len, NULL, &len);
	bool same = len == s.len && memcmp(nfc, s.s, len) == 0;

	free(nfc);
	return same;
}

static void assert_properties(struct str out, unsigned flags, size_t cap)
{
	struct buf again = {0};
	int marks = 0;

	assert_true(out.len <= cap);
	assert_true(utf8_is_valid(out));
	assert_true(out.len == 0 || is_nfc(out));
	for (struct str rest = out; rest.len;) {
		uint32_t p = utf8_next(&rest);

		if (is_forbidden(p, flags))
			fail_msg("U+%04X came through", p);
		marks = uc_is_general_category_withtable(p, UC_CATEGORY_MASK_M) ? marks + 1 : 0;
		assert_true(marks <= 8);
	}
	assert_true(utf8_clean(&again, out, flags, cap));
	assert_true(str_eq(buf_str(&again), out));
	buf_fini(&again);
}

static void clean__properties(void **state)
{
	struct buf in = {0}, out = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 20261121);
	for (int round = 0; round < 20000; round++) {
		unsigned flags = round & 1 ? CLEAN_TEXT : CLEAN_LINE;
		size_t cap = rng_below(&rng, 4) ? 4096 : rng_below(&rng, 40);
		bool same;

		buf_clear(&in);
		buf_clear(&out);
		for (uint64_t n = rng_below(&rng, 30); n; n--)
			put_nasty(&in, &rng);
		same = utf8_clean(&out, buf_str(&in), flags, cap);
		assert_int_equal(same, str_eq(buf_str(&in), buf_str(&out)));
		assert_properties(buf_str(&out), flags, cap);
	}
	buf_fini(&in);
	buf_fini(&out);
}

/* Joined emoji are counted as xterm, tmux and ncurses do: each part for itself. */
static void tame__by_hand(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool tame;
	} texts[] = {
		{"", 0, true},
		{"plain", 5, true},
		{"lines\r\n\tand tabs, more than eight bytes\n", 38, true},
		{"\xd1\x8f and \xf0\x9f\x98\x80", 11, true},
		{"\xc2\xa0", 2, true},	  /* U+00A0 */
		{"x\xd1", 2, false},	  /* cut in two */
		{"x\xd1](y)", 6, false},  /* and gone on */
		{"\xc0\x80", 2, false},   /* overlong */
		{"\xed\xa0\x80", 3, false}, /* half of a pair */
		{"\xc2\x9b", 2, false},   /* U+009B, the CSI of C1 */
		{"nothing but the end\x1f", 20, false},
		{"a\0b", 3, false},
		{"a\x7f", 2, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (utf8_is_tame((struct str){texts[i].bytes, texts[i].len}) != texts[i].tame)
			fail_msg("text %zu", i);
}

static void width__by_hand(void **state)
{
	static const struct {
		const char *text;
		int cells;
	} cases[] = {{"", 0},  {"abc", 3},	{"é", 1}, {"e\u0301", 1}, {"日本", 4},	 {"한", 2}, {"ｶ", 1},
		     {"👍", 2}, {"👩\u200d🚀", 4}, {"ß", 1}, {"α", 1},	  {"\u0301", 0}, {"שָׁ", 1},
		     /* as glibc's wcwidth adds them up: spacing marks have a cell, marks on a letter none */
		     {"काम हिन्दी की भाषा", 17}, {"น้ำ", 2}, {"கா", 2}, {"ကျေး", 4}, {"ភាសា", 4}, {"ಕಿ", 1}, {"বাংলা", 5},
		     {"🇫🇷", 2}, {"👍🏽", 2}, {"ｶﾞ", 2}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (utf8_width(str_of(cases[i].text)) != cases[i].cells)
			fail_msg("\"%s\" has %d cells, not %d", cases[i].text,
				 utf8_width(str_of(cases[i].text)), cases[i].cells);
}

static void cluster__pieces_add_up(void **state)
{
	struct buf in = {0}, clean = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5);
	for (int round = 0; round < 5000; round++) {
		struct str rest, fit;
		int total = 0, width;
		size_t bytes = 0;

		buf_clear(&in);
		buf_clear(&clean);
		for (uint64_t n = rng_below(&rng, 20) + 1; n; n--)
			put_nasty(&in, &rng);
		utf8_clean(&clean, buf_str(&in), CLEAN_LINE, 4096);
		for (rest = buf_str(&clean); rest.len;) {
			struct str one = utf8_cluster(&rest, &width);

			assert_true(one.len > 0 && width >= 0);
			assert_true(utf8_is_valid(one));
			bytes += one.len;
			total += width;
		}
		assert_int_equal(bytes, clean.len);
		assert_int_equal(total, utf8_width(buf_str(&clean)));
		fit = utf8_fit(buf_str(&clean), total / 2);
		assert_true(utf8_width(fit) <= total / 2);
		assert_true(str_eq(utf8_fit(buf_str(&clean), total), buf_str(&clean)));
	}
	buf_fini(&in);
	buf_fini(&clean);
}

static void fit__never_halves_a_wide_one(void **state)
{
	(void)state;
	assert_str(utf8_fit(STR("日本"), 3), "日");
	assert_str(utf8_fit(STR("日本"), 1), "");
	assert_str(utf8_fit(STR("e\u0301x"), 1), "e\u0301");
	assert_str(utf8_fit(STR("abc"), 0), "");
}

static void fold__case(void **state)
{
	struct buf out = {0};

	(void)state;
	utf8_fold(&out, STR("Straße ΣΊΣΥΦΟΣ E\u0301"));
	assert_str(buf_str(&out), "strasse σίσυφοσ é");
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean__keeps_what_people_write),
		cmocka_unit_test(clean__controls_become_visible),
		cmocka_unit_test(clean__bad_bytes_are_replaced),
		cmocka_unit_test(clean__hidden_characters_go),
		cmocka_unit_test(clean__every_hidden_character_goes),
		cmocka_unit_test(clean__composes),
		cmocka_unit_test(clean__marks_are_counted_across_what_goes),
		cmocka_unit_test(clean__cap),
		cmocka_unit_test(clean__properties),
		cmocka_unit_test(tame__by_hand),
		cmocka_unit_test(width__by_hand),
		cmocka_unit_test(cluster__pieces_add_up),
		cmocka_unit_test(fit__never_halves_a_wide_one),
		cmocka_unit_test(fold__case),
	};
	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
