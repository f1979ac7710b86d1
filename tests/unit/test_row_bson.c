/* SPDX-License-Identifier: MIT
 * The row format: what goes out comes back, the bytes are frozen, and what is no row is told apart from what
 * is newer. */
#include "sync/mongo/row_bson.h"

#include <string.h>

#include "sync/mongo/place.h"
#include "tests/unit/unit.h"

static const struct row_codec codec = {{"ada", 3}, {"", 0}};
static const struct row_codec keyed = {{"ada", 3}, {"sixteen bytes key", 17}};

static struct row review(void)
{
	struct row row = {.log = 0x0123456789abcdef,
			  .n = 70,
			  .origin = 0xfedcba9876543210,
			  .at = 1763714400123,
			  .t = 1763714400123,
			  .z = -240,
			  .kind = ROW_REVIEW_KIND,
			  .card = 42};

	row.review = (struct row_review){3, 4200, 2, 0, 9012, 7, 31, 31250, -1};
	return row;
}

/* Every kind, every field filled with something its range allows. */
static struct row filled(const struct row_shape *shape, struct str *items)
{
	struct row row = review();

	memset(&row.review, 0, sizeof(row) - offsetof(struct row, review));
	row.kind = shape->kind;
	row.card = row_has_card(shape->kind) ? 0xffffffffffffffff : 0;
	for (size_t i = 0; i < shape->count; i++) {
		if (shape->field[i].type == ROW_INT)
			*row_int(&row, &shape->field[i]) = 1;
		else if (shape->field[i].type == ROW_TEXT)
			*row_text(&row, &shape->field[i]) = STR("Käse ✓ 😀\nzwei");
		else
			*row_list(&row, &shape->field[i]) = (struct row_list){items, 3};
	}
	return row;
}

static enum row_verdict decode(const struct row_codec *with, const bson_t *doc, struct row *row,
			       struct arena *arena)
{
	const char *why;

	return row_decode(with, doc, 0x0123456789abcdef, 70, row, arena, &why);
}

static void row_bson__every_kind_comes_back_byte_for_byte(void **state)
{
	struct str items[] = {STR("one"), STR(""), STR("drei\nZeilen")};
	struct arena arena = {0};
	int kinds = 0;

	(void)state;
	for (int kind = 1; row_shape(kind); kind++, kinds++) {
		struct row row = filled(row_shape(kind), items), back;
		bson_t *doc = row_encode(&codec, &row), *again;

		assert_int_equal(decode(&codec, doc, &back, &arena), ROW_GOOD);
		assert_true(row_hash(&row, codec.learner, codec.key) ==
			    row_hash(&back, codec.learner, codec.key));
		again = row_encode(&codec, &back);
		assert_true(bson_equal(doc, again));
		bson_destroy(doc);
		bson_destroy(again);
	}
	assert_int_equal(kinds, 15);
	arena_fini(&arena);
}

/* Frozen: a server's rows of years depend on it. The hash is 64 bits of BLAKE2b-256 as schema/row.h lists it,
 * computed apart with Python's hashlib. */
static void row_bson__document_of_a_review_is_frozen(void **state)
{
	struct row row = review();
	bson_t *doc = row_encode(&codec, &row);
	char *json = bson_as_relaxed_extended_json(doc, NULL);

	(void)state;
	assert_string_equal(json,
			    "{ \"_id\" : \"ada/028q5cu4qnjff/0000026\", \"o\" : \"ftn5qj1r58cgg\", \"a\" : "
			    "1763714400123, \"z\" : -240, "
			    "\"k\" : \"review\", \"c\" : \"000000000001a\", \"r\" : 3, \"ms\" : 4200, \"m\" "
			    ": 2, \"q\" : 0, "
			    "\"p\" : 9012, \"i\" : 7, \"d\" : 31, \"s\" : 31250, \"e\" : -1, \"v\" : 1, "
			    "\"h\" : \"db59u1o5f4jdn\" }");
	bson_free(json);
	bson_destroy(doc);
}

/* One field replaced by another value; the others as they were. */
static bson_t *with(const bson_t *doc, const char *key, const bson_value_t *value)
{
	bson_t *out = bson_new();
	bson_iter_t iter;

	bson_iter_init(&iter, doc);
	while (bson_iter_next(&iter)) {
		if (strcmp(bson_iter_key(&iter), key))
			bson_append_iter(out, NULL, 0, &iter);
		else if (value)
			bson_append_value(out, key, -1, value);
	}
	return out;
}

static bson_value_t real(double x)
{
	bson_value_t value = {.value_type = BSON_TYPE_DOUBLE};

	value.value.v_double = x;
	return value;
}

static bson_value_t whole(int64_t x)
{
	bson_value_t value = {.value_type = BSON_TYPE_INT64};

	value.value.v_int64 = x;
	return value;
}

static bson_value_t text(const char *s)
{
	bson_value_t value = {.value_type = BSON_TYPE_UTF8};

	value.value.v_utf8.str = (char *)(uintptr_t)s;
	value.value.v_utf8.len = (uint32_t)strlen(s);
	return value;
}

static void expect(const char *key, const bson_value_t *value, enum row_verdict verdict)
{
	struct arena arena = {0};
	struct row row = review(), back;
	bson_t *doc = row_encode(&codec, &row), *changed = with(doc, key, value);

	if (decode(&codec, changed, &back, &arena) != verdict)
		fail_msg("%s: not the expected verdict", key);
	bson_destroy(doc);
	bson_destroy(changed);
	arena_fini(&arena);
}

static void row_bson__numbers_may_be_int64_or_integral_doubles(void **state)
{
	bson_value_t values[] = {whole(3), real(3.0)}, at = real(1763714400123.0);

	(void)state;
	expect("r", &values[0], ROW_GOOD);
	expect("r", &values[1], ROW_GOOD);
	expect("a", &at, ROW_GOOD);
}

static void row_bson__wrong_shape_is_bad(void **state)
{
	bson_value_t wrong[] = {real(3.5), real(1e300),	     real(0.0 / 0.0),
				text("3"), whole(INT64_MAX), whole(4)};
	bson_value_t hash = text("0000000000000"), kind = whole(1), upper = text("0000000000A00");
	const char *const fields[] = {"o", "a", "z", "k", "c", "r", "e", "v", "h"};

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		expect(fields[i], NULL, ROW_BAD);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect("r", &wrong[i], ROW_BAD);
	expect("h", &hash, ROW_BAD);
	expect("k", &kind, ROW_BAD);
	expect("c", &upper, ROW_BAD);
	expect("o", &upper, ROW_BAD);
}

static void row_bson__newer_is_told_apart_from_broken(void **state)
{
	bson_value_t version = whole(2), kind = text("duel");
	struct row row = review(), back;
	struct arena arena = {0};
	bson_t *doc = row_encode(&codec, &row);

	(void)state;
	expect("v", &version, ROW_NEWER);
	expect("k", &kind, ROW_NEWER);
	bson_append_int32(doc, "extra", -1, 1);
	assert_int_equal(decode(&codec, doc, &back, &arena), ROW_NEWER);
	bson_destroy(doc);
	arena_fini(&arena);
}

static void row_bson__row_of_another_place_learner_or_key_is_bad(void **state)
{
	struct row row = review(), back;
	struct row_codec other = {STR("bob"), STR("")};
	struct arena arena = {0};
	bson_t *doc = row_encode(&codec, &row), *sealed = row_encode(&keyed, &row);
	const char *why;

	(void)state;
	assert_int_equal(row_decode(&codec, doc, row.log, row.n + 1, &back, &arena, &why), ROW_BAD);
	assert_int_equal(row_decode(&codec, doc, row.log + 1, row.n, &back, &arena, &why), ROW_BAD);
	assert_int_equal(decode(&other, doc, &back, &arena), ROW_BAD);
	assert_int_equal(decode(&keyed, doc, &back, &arena), ROW_BAD);
	assert_int_equal(decode(&codec, sealed, &back, &arena), ROW_BAD);
	assert_int_equal(decode(&keyed, sealed, &back, &arena), ROW_GOOD);
	bson_destroy(doc);
	bson_destroy(sealed);
	arena_fini(&arena);
}

static void row_bson__controls_and_broken_utf8_never_come_in(void **state)
{
	const char *const texts[] = {"\x1b[2J", "\xc2\x9b", "\x7f", "\xff", "\x01"};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct row row = review(), back;
		bson_t *doc;

		row.kind = ROW_SETTING_KIND;
		row.card = 0;
		row.setting = (struct row_setting){STR("new"), str_of(texts[i]), 1};
		doc = row_encode(&codec, &row);
		assert_int_equal(decode(&codec, doc, &back, &arena), ROW_BAD);
		bson_destroy(doc);
	}
	arena_fini(&arena);
}

static void row_bson__no_card_is_no_row_of_a_card(void **state)
{
	struct str items[] = {STR("one"), STR(""), STR("drei")};
	struct arena arena = {0};

	(void)state;
	for (int kind = 1; row_shape(kind); kind++) {
		struct row row = filled(row_shape(kind), items), back;
		bson_t *doc;

		row.card = 0;
		doc = row_encode(&codec, &row);
		assert_int_equal(decode(&codec, doc, &back, &arena), row_needs_card(kind) ? ROW_BAD : ROW_GOOD);
		bson_destroy(doc);
	}
	arena_fini(&arena);
}

/* Any bytes that libbson takes for a document are answered, and read within their bounds (the suite runs
 * under ASan). */
static void row_bson__damaged_documents_are_survived(void **state)
{
	struct row row = review(), back;
	bson_t *doc = row_encode(&codec, &row), view;
	uint8_t bytes[512];
	struct arena arena = {0};

	(void)state;
	for (uint32_t at = 4; at < doc->len; at++)
		for (int bit = 0; bit < 8; bit++) {
			memcpy(bytes, bson_get_data(doc), doc->len);
			bytes[at] ^= (uint8_t)(1 << bit);
			if (bson_init_static(&view, bytes, doc->len))
				(void)decode(&codec, &view, &back, &arena);
			arena_reset(&arena);
		}
	bson_destroy(doc);
	arena_fini(&arena);
}

static void place__text_order_is_number_order(void **state)
{
	const int64_t numbers[] = {1, 2, 31, 32, 33, 1023, 1024, 99999, PLACE_N_MAX - 1};
	char before[PLACE_MAX] = "", now[PLACE_MAX];
	uint64_t log;
	int64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		place_put(now, STR("ada"), 7, numbers[i]);
		assert_true(strcmp(before, now) < 0);
		assert_true(place_parse(str_of(now), STR("ada"), &log, &n));
		assert_true(log == 7 && n == numbers[i]);
		strcpy(before, now);
	}
	assert_false(place_parse(str_of(now), STR("bob"), &log, &n));
	assert_false(place_parse(STR("ada/0000000000007/0000000"), STR("ada"), &log, &n));
	assert_false(place_parse(STR("ada/000000000000W/0000001"), STR("ada"), &log, &n));
	assert_false(place_parse(STR("ada/~erased"), STR("ada"), &log, &n));
}

static void place__learners_names_are_narrow(void **state)
{
	(void)state;
	assert_true(learner_is_valid(STR("ada-1")));
	assert_false(learner_is_valid(STR("")));
	assert_false(learner_is_valid(STR("Ada")));
	assert_false(learner_is_valid(STR("a/b")));
	assert_false(learner_is_valid(STR("a.b")));
	assert_false(learner_is_valid(STR("123456789012345678901234567890123")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(row_bson__every_kind_comes_back_byte_for_byte),
		cmocka_unit_test(row_bson__document_of_a_review_is_frozen),
		cmocka_unit_test(row_bson__numbers_may_be_int64_or_integral_doubles),
		cmocka_unit_test(row_bson__wrong_shape_is_bad),
		cmocka_unit_test(row_bson__newer_is_told_apart_from_broken),
		cmocka_unit_test(row_bson__row_of_another_place_learner_or_key_is_bad),
		cmocka_unit_test(row_bson__controls_and_broken_utf8_never_come_in),
		cmocka_unit_test(row_bson__no_card_is_no_row_of_a_card),
		cmocka_unit_test(row_bson__damaged_documents_are_survived),
		cmocka_unit_test(place__text_order_is_number_order),
		cmocka_unit_test(place__learners_names_are_narrow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
