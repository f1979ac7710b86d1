/* SPDX-License-Identifier: MIT
 * Typed answers, by hand and by properties. */
#include "study/grade.h"

#include "base/random.h"
#include "base/utf8.h"
#include "tests/unit/unit.h"

#define TEXT CHECK_TEXT

static const struct {
	enum answer_check check;
	const char *typed, *expected;
	enum verdict verdict;
	int dist;
} table[] = {
	{TEXT, "Paris", "Paris", GRADE_EXACT, 0},
	{TEXT, "  Paris  ", "Paris", GRADE_EXACT, 0},
	{TEXT, "Paris. ", "Paris", GRADE_EXACT, 0}, /* autocorrect */
	{TEXT, "New\xc2\xa0 York", "New York", GRADE_EXACT, 0},
	{TEXT, "it\xe2\x80\x99s", "it's", GRADE_EXACT, 0},
	{TEXT, "\xe2\x80\x9cyes\xe2\x80\x9d", "\"yes\"", GRADE_EXACT, 0},
	{TEXT,
	 "1939\xe2\x80\x93"
	 "45",
	 "1939-45", GRADE_EXACT, 0},
	{TEXT, "\xef\xbc\xa1\xef\xbc\xa2", "AB", GRADE_EXACT, 0}, /* full width */
	{TEXT, "wait\xe2\x80\xa6", "wait...", GRADE_NEARLY, 0},
	{TEXT, "e\xcc\x81t\xc3\xa9", "\xc3\xa9t\xc3\xa9", GRADE_EXACT, 0}, /* NFC */
	{TEXT, "paris", "Paris", GRADE_NEARLY, 0},
	{TEXT, "ete", "\xc3\xa9t\xc3\xa9", GRADE_NEARLY, 0},
	{TEXT, "STRASSE",
	 "stra\xc3\x9f"
	 "e",
	 GRADE_NEARLY, 0},
	{TEXT, "soeur", "s\xc5\x93ur", GRADE_NEARLY, 0},
	{TEXT, "Lodz",
	 "\xc5\x81\xc3\xb3"
	 "d\xc5\xba",
	 GRADE_NEARLY, 0},
	{TEXT, "Hello world", "Hello, world!", GRADE_NEARLY, 0},
	{TEXT, "well known", "well-known", GRADE_NEARLY, 0},
	{TEXT, "\xd1\x91\xd0\xbb\xd0\xba\xd0\xb0", "\xd0\xb5\xd0\xbb\xd0\xba\xd0\xb0", GRADE_NEARLY, 0},
	{TEXT, "\xe3\x81\x8b\xe3\x81\x8e", "\xe3\x81\x8b\xe3\x81\x8d", GRADE_WRONG,
	 1}, /* a kana's voice is a letter */
	{TEXT, "necesary", "necessary", GRADE_ALMOST, 1},
	{TEXT, "neccessary", "necessary", GRADE_ALMOST, 1},
	{TEXT, "nesessary", "necessary", GRADE_ALMOST, 1},
	{TEXT, "encessary", "necessary", GRADE_ALMOST, 1}, /* two swapped are one edit */
	{TEXT, "icecream", "ice cream", GRADE_ALMOST, 1},
	{TEXT, "necesery", "necessary", GRADE_WRONG, 2},
	{TEXT, "hose", "house", GRADE_WRONG, 1},		  /* five letters forgive nothing */
	{TEXT, "Version 12.04", "Version 12.05", GRADE_WRONG, 1}, /* nor do digits */
	{TEXT, "15", "1.5", GRADE_WRONG, 1},
	{TEXT, "5", "-5", GRADE_WRONG, 1},
	{TEXT, "C", "C#", GRADE_WRONG, 1},
	{TEXT, "=", "!=", GRADE_WRONG, 0}, /* nothing but signs: all of them count */
	{TEXT, "", "Paris", GRADE_WRONG, 5},
	{TEXT, "?", "!", GRADE_WRONG, 0},
	{TEXT, "London", "Paris", GRADE_WRONG, 6},
	{TEXT, "colour", "color / colour", GRADE_EXACT, 0},
	{TEXT, "Colour", "color / colour", GRADE_NEARLY, 0},
	{TEXT, "km / h", "km / h", GRADE_EXACT, 0},
	{CHECK_SELF, "paris", "Paris", GRADE_NEARLY, 0},
	{CHECK_NUMBER, "3.14", "3,14", GRADE_EXACT, 0},
	{CHECK_NUMBER, "3.15", "3.14 \xc2\xb1 0.01", GRADE_EXACT, 0},
	{CHECK_NUMBER, "3.16", "3.14 \xc2\xb1 0.01", GRADE_WRONG, 1},
	{CHECK_NUMBER, "98", "100 +- 2%", GRADE_EXACT, 0},
	{CHECK_NUMBER, "97", "100 +/- 2 %", GRADE_WRONG, 0},
	{CHECK_NUMBER, "1,000", "1000", GRADE_EXACT, 0},
	{CHECK_NUMBER, "1 234 567", "1.234.567", GRADE_EXACT, 0},
	{CHECK_NUMBER, "1.234,5", "1234.5", GRADE_EXACT, 0},
	{CHECK_NUMBER, "0,125", "1/8", GRADE_EXACT, 0},
	{CHECK_NUMBER, "6.022e23", "6,022E23", GRADE_EXACT, 0},
	{CHECK_NUMBER,
	 "\xe2\x88\x92"
	 "4",
	 "-4", GRADE_EXACT, 0}, /* a real minus */
	{CHECK_NUMBER, "9.81", "9.81 m/s\xc2\xb2", GRADE_EXACT, 0},
	{CHECK_NUMBER, "9.81 kg", "9.81 m/s\xc2\xb2", GRADE_WRONG, 0},
	{CHECK_NUMBER, "9.81 M", "9.81 m", GRADE_NEARLY, 0},
	{CHECK_NUMBER, "nine", "9", GRADE_WRONG, 4},
	{CHECK_NUMBER, "", "9", GRADE_WRONG, 1},
	{CHECK_LIST, "b, a", "a\nb", GRADE_EXACT, 0},
	{CHECK_LIST, "B; a", "a\nb", GRADE_NEARLY, 0},
	{CHECK_LIST, "tuesday, monay", "Monday\nTuesday", GRADE_ALMOST, 1},
	{CHECK_LIST, "a", "a\nb", GRADE_WRONG, 1},
	{CHECK_LIST, "a\nb\nc", "a\nb", GRADE_WRONG, 1},
	{CHECK_LIST, "x, y\nz", "x, y\nz", GRADE_EXACT, 0},
	{CHECK_LIST, "", "a\nb", GRADE_WRONG, 2},
};

static void grade__table(void **state)
{
	struct arena arena = {0};
	struct grade grade;
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		bool free_dist = table[i].check == CHECK_NUMBER && table[i].verdict != GRADE_EXACT;

		grade_answer(table[i].check, str_of(table[i].typed), str_of(table[i].expected), &arena,
			     &grade);
		if (grade.verdict == table[i].verdict && (free_dist || grade.dist == table[i].dist))
			continue;
		print_error("\"%s\" for \"%s\": verdict %d, distance %d\n", table[i].typed, table[i].expected,
			    (int)grade.verdict, grade.dist);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	arena_fini(&arena);
}

static void put_runs(struct buf *out, const struct grade *grade)
{
	static const char marks[] = "=~*-+";

	for (size_t i = 0; i < grade->runs; i++)
		buf_addf(out, "%c[%.*s|%.*s]", marks[grade->run[i].kind], STR_FMT(grade->run[i].typed),
			 STR_FMT(grade->run[i].expected));
}

static void assert_diff(const char *typed, const char *expected, const char *want)
{
	struct arena arena = {0};
	struct buf out = {0};
	struct grade grade;

	grade_answer(CHECK_TEXT, str_of(typed), str_of(expected), &arena, &grade);
	put_runs(&out, &grade);
	assert_str(buf_str(&out), want);
	buf_fini(&out);
	arena_fini(&arena);
}

/* = same, ~ alike, * wrong, - missing, + extra; typed before the bar. */
static void grade__diff(void **state)
{
	(void)state;
	assert_diff("Paris", "Paris", "=[Paris|Paris]");
	assert_diff("paris", "Paris", "~[p|P]=[aris|aris]");
	assert_diff("ete", "\xc3\xa9t\xc3\xa9", "~[e|\xc3\xa9]=[t|t]~[e|\xc3\xa9]");
	assert_diff("necesary", "necessary", "=[nece|nece]-[|s]=[sary|sary]");
	assert_diff("hello world", "Hello, world!", "~[h|H]=[ello|ello]~[|,]=[ world| world]~[|!]");
	assert_diff("abcxyz", "abc", "=[abc|abc]+[xyz|]");
	assert_diff("encessary", "necessary", "*[en|ne]=[cessary|cessary]");
	assert_diff("strasse",
		    "stra\xc3\x9f"
		    "e",
		    "=[stra|stra]~[ss|\xc3\x9f]=[e|e]");
	assert_diff("", "ab", "-[|ab]");
}

static void random_text(struct buf *out, struct rng *rng)
{
	static const char *const pieces[] = {
		"a", "b", "C", "\xc3\xa9", " ", "-", "1", ".", "\xf0\x9f\x98\x80", "\xe3\x81\x8c", "'", "ss"};

	buf_clear(out);
	for (uint64_t i = rng_below(rng, 12); i; i--)
		buf_addz(out, pieces[rng_below(rng, 12)]);
}

/* The runs put together are what was typed and what was expected; a text is always its own right answer. */
static void grade__properties(void **state)
{
	struct buf typed = {0}, expected = {0}, left = {0}, right = {0};
	struct arena arena = {0};
	struct grade grade, mirror;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 6);
	for (int i = 0; i < 20000; i++) {
		random_text(&typed, &rng);
		random_text(&expected, &rng);
		buf_clear(&left);
		buf_clear(&right);
		grade_answer(CHECK_TEXT, buf_str(&typed), buf_str(&expected), &arena, &grade);
		for (size_t k = 0; k < grade.runs; k++) {
			buf_add(&left, grade.run[k].typed);
			buf_add(&right, grade.run[k].expected);
			assert_true(grade.run[k].typed.len || grade.run[k].expected.len);
		}
		assert_true(left.len <= typed.len && right.len <= expected.len);
		assert_true(utf8_is_valid(buf_str(&left)) && utf8_is_valid(buf_str(&right)));
		assert_int_equal(grade.rating, grade.verdict == GRADE_WRONG    ? 1
					       : grade.verdict == GRADE_ALMOST ? 2
									       : 3);
		grade_answer(CHECK_TEXT, buf_str(&expected), buf_str(&typed), &arena, &mirror);
		assert_int_equal(mirror.dist, grade.dist); /* a distance is symmetric */
		grade_answer(CHECK_TEXT, buf_str(&expected), buf_str(&expected), &arena, &grade);
		assert_int_equal(grade.verdict, GRADE_EXACT);
		arena_reset(&arena);
	}
	buf_fini(&typed);
	buf_fini(&expected);
	buf_fini(&left);
	buf_fini(&right);
	arena_fini(&arena);
}

/* A long paste costs no more than a moment. */
static void grade__long_texts(void **state)
{
	struct buf typed = {0};
	struct arena arena = {0};
	struct grade grade;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_addz(&typed, "x ");
	grade_answer(CHECK_TEXT, buf_str(&typed), STR("x"), &arena, &grade);
	assert_int_equal(grade.verdict, GRADE_WRONG);
	grade_answer(CHECK_LIST, buf_str(&typed), STR("x"), &arena, &grade);
	assert_int_equal(grade.verdict, GRADE_WRONG);
	buf_fini(&typed);
	arena_fini(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grade__table),
		cmocka_unit_test(grade__diff),
		cmocka_unit_test(grade__properties),
		cmocka_unit_test(grade__long_texts),
	};

	return cmocka_run_group_tests_name("grade", tests, NULL, NULL);
}
