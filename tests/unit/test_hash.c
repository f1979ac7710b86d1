/* SPDX-License-Identifier: MIT
 * Frozen vectors, computed with Python's hashlib.blake2b and struct, not with this program. */
#include "base/hash.h"

#include <string.h>

#include "base/random.h"
#include "tests/unit/unit.h"

static void hash__uid_vectors(void **state)
{
	const struct str anki[] = {STR("anki"), STR("Geography"), STR("xAbC1~,k")};
	const struct str utf8[] = {STR("md"), STR("Köche"), STR("ключ")};
	const struct str ab_c[] = {STR("ab"), STR("c")}, a_bc[] = {STR("a"), STR("bc")},
			 empty[] = {{NULL, 0}};

	(void)state;
	assert_int_equal(hash_uid(NULL, 0), 0x0e5751c026e543b2);
	assert_int_equal(hash_uid(empty, 1), 0x11da6d1f761ddf9b);
	assert_int_equal(hash_uid(anki, 3), 0xfe90832a31a9e3ba);
	assert_int_equal(hash_uid(utf8, 3), 0xd25b0a864e681b93);
	assert_int_equal(hash_uid(ab_c, 2), 0x3be9924d646fc726);
	assert_int_equal(hash_uid(a_bc, 2), 0xef05eb7b9474cf1f);
}

static void hash__card_vectors(void **state)
{
	const struct {
		uint32_t ord;
		uint64_t uid;
	} cases[] = {{0, 0x9e5e7dbee0826b42},	{1, 0x039f96367039420f},   {2, 0x0ddc1a436702bfad},
		     {255, 0xf373b24fef230108}, {256, 0x8a6b6937e96f7893}, {70000, 0x9eeeda777c6d303e}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(hash_card_uid(0x0123456789abcdef, cases[i].ord), cases[i].uid);
}

static void hash__content_vectors(void **state)
{
	(void)state;
	assert_int_equal(hash_bytes((struct str){NULL, 0}), 0x0e5751c026e543b2);
	assert_int_equal(hash_bytes(STR("abc")), 0xbddd813c63423972);
	assert_int_equal(hash_keyed(STR("abc"), STR("0123456789abcdef")), 0x66b4857d42c644c6);
}

static void hash__base32hex_vectors(void **state)
{
	char text[14];

	(void)state;
	hash_put32(text, 0x0123456789abcdef, 13);
	assert_string_equal(text, "028q5cu4qnjff");
	hash_put32(text, UINT64_MAX, 13);
	assert_string_equal(text, "fvvvvvvvvvvvv");
	hash_put32(text, (UINT64_C(1) << 35) - 1, 7);
	assert_string_equal(text, "vvvvvvv");
	hash_put32(text, 1, 7);
	assert_string_equal(text, "0000001");
}

static void hash__base32hex_keeps_order_and_value(void **state)
{
	struct rng rng;
	char a[14], b[14];

	(void)state;
	rng_seed(&rng, 7);
	for (int i = 0; i < 2000; i++) {
		uint64_t x = rng_next(&rng) >> rng_below(&rng, 64), y = rng_next(&rng) >> rng_below(&rng, 64),
			 back;

		hash_put32(a, x, 13);
		hash_put32(b, y, 13);
		assert_int_equal((x > y) - (x < y), (strcmp(a, b) > 0) - (strcmp(a, b) < 0));
		assert_true(hash_get32(str_of(a), 13, &back));
		assert_int_equal(back, x);
	}
}

static void hash__base32hex_refuses(void **state)
{
	static const char *const bad[] = {"",
					  "0",
					  "00000000000000",
					  "000000000000w",
					  "000000000000A",
					  "000000000000-",
					  "gvvvvvvvvvvvv",
					  "vvvvvvvvvvvvv"};
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(hash_get32(str_of(bad[i]), 13, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash__uid_vectors),
		cmocka_unit_test(hash__card_vectors),
		cmocka_unit_test(hash__content_vectors),
		cmocka_unit_test(hash__base32hex_vectors),
		cmocka_unit_test(hash__base32hex_refuses),
		cmocka_unit_test(hash__base32hex_keeps_order_and_value),
	};
	return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
