/* SPDX-License-Identifier: MIT
 * Keywords of long answers: points by hand, and that nothing of a text makes it stumble. */
#include "tests/unit/unit.h"

#include <string.h>

#include "base/random.h"
#include "base/utf8.h"
#include "study/points.h"

static const char ROME[] = "Economic troubles and debased coins, endless civil wars, and migrations across the Danube.";

static void check(const char *typed, const char *expected, size_t found, size_t count, int rating)
{
	struct points points;

	points_check(str_of(typed), str_of(expected), &points);
	assert_int_equal(points.count, count);
	assert_int_equal(points.found, found);
	assert_int_equal(points.missings, count - found > POINTS_MAX ? POINTS_MAX : count - found);
	assert_int_equal(points.rating, rating);
}

static void points__clauses_of_one_sentence(void **state)
{
	(void)state;
	check("civil wars without end", ROME, 1, 3, 1);
	check("endless civil war; migrations over the Danube", ROME, 2, 3, 2);
	check("economy in trouble, debased coinage, civil wars, migration over the danube", ROME, 3, 3, 3);
	check("ECONOMIC TROUBELS, DEBASED COINS", ROME, 1, 3, 1);
	check("", ROME, 0, 3, 1);
	check("I do not know", ROME, 0, 3, 1);
}

static void points__sentences_and_lines(void **state)
{
	(void)state;
	check("the heart pumps blood", "The heart pumps blood. The lungs bring oxygen into it.", 1, 2, 2);
	check("oxygen", "The heart pumps blood\nThe lungs bring oxygen", 0, 2, 1);
	check("lungs: oxygen. heart: blood.", "The heart pumps blood\nThe lungs bring oxygen", 2, 2, 3);
	check("from 1914 to 1918", "It lasted from 1914 to 1918.", 1, 1, 3);
	check("from 1939 to 1945", "1914 to 1918.", 0, 1, 1);
}

static void points__other_scripts(void **state)
{
	(void)state;
	check("cœur", "le cœur", 1, 1, 3);
	check("Größe und Gewicht", "die Groesse; das Gewicht", 2, 2, 3);
	check("首都は東京", "東京", 1, 1, 3);
	check("首都は京都", "大阪府", 0, 1, 1);
	check("сердце качает кровь", "Сердце качает кровь", 1, 1, 3);
}

static void points__what_suits(void **state)
{
	(void)state;
	assert_true(points_suit(CHECK_TEXT, str_of(ROME)));
	assert_false(points_suit(CHECK_LIST, str_of(ROME)));
	assert_false(points_suit(CHECK_TEXT, STR("Lima")));
	assert_false(points_suit(CHECK_TEXT, STR("one two three four five six seven eight nine ten / the same in other words, and more")));
	assert_false(points_suit(CHECK_TEXT, STR("Donaudampfschifffahrtsgesellschaftskapitaenswitwenrentenversicherung")));
}

/* The right answer itself is always whole, and missing points are parts of it. */
static void points__of_any_text(void **state)
{
	static const char *const bits[] = {"a", "word ", "zürich ", "東", "́", ".", ". ", ", ", ";", "\n", " ", "42", "\xC3", "!", "  "};
	struct buf wanted = {0}, typed = {0};
	struct points points;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (int i = 0; i < 3000; i++) {
		buf_clear(&wanted), buf_clear(&typed);
		for (uint64_t n = rng_below(&rng, 30); n; n--)
			buf_addz(&wanted, bits[rng_below(&rng, 15)]);
		utf8_clean(&typed, buf_str(&wanted), CLEAN_TEXT, 4000);
		points_check(buf_str(&typed), buf_str(&typed), &points);
		assert_int_equal(points.found, points.count);
		assert_int_equal(points.rating, 3);
		points_check(STR("qqqq"), buf_str(&typed), &points);
		assert_int_equal(points.found, 0);
		for (size_t k = 0; k < points.missings; k++)
			assert_true(points.missing[k].s >= typed.s && points.missing[k].s + points.missing[k].len <= typed.s + typed.len);
	}
	buf_fini(&wanted);
	buf_fini(&typed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points__clauses_of_one_sentence), cmocka_unit_test(points__sentences_and_lines),
		cmocka_unit_test(points__other_scripts),	   cmocka_unit_test(points__what_suits),
		cmocka_unit_test(points__of_any_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
