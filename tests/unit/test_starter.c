/* SPDX-License-Identifier: MIT */
#include "study/starter.h"

#include <stdlib.h>
#include <string.h>

#include "base/markup.h"
#include "base/utf8.h"
#include "schema/notes.h"
#include "study/grade.h"
#include "study/starter_deck.h"
#include "tests/unit/unit.h"

static struct note_type type_of(const struct starter_note *note)
{
	const struct note_type *type = template_named(str_of(note->type));

	assert_non_null(type);
	return *type;
}

/* Every note makes cards, fits its type, is clean, and its own answer is taken as right. */
static void starter__every_card_is_whole(void **state)
{
	struct arena arena = {0};
	int cards = 0;

	(void)state;
	assert_int_equal(starter_count(), 3);
	for (int d = 0; d < starter_decks_count; d++) {
		assert_int_equal(starter_decks[d].count, starter_get(starter_decks[d].english).notes);
		assert_true(starter_decks[d].count >= 60 && starter_decks[d].count <= 110);
		for (int i = 0; i < starter_decks[d].count; i++) {
			const struct starter_note *note = &starter_decks[d].note[i];
			struct note_type type = type_of(note);
			struct str field[STARTER_FIELDS_MAX];
			uint32_t ords[TEMPLATE_ORDS_MAX];
			size_t count;

			for (int k = 0; k < note->count; k++) {
				struct buf clean = {0};

				field[k] = str_of(note->field[k]);
				assert_true(utf8_clean(&clean, field[k], CLEAN_TEXT, 4000));
				buf_fini(&clean);
			}
			assert_true((size_t)note->count <= type.fields.count);
			count = template_ords(&type, (struct row_list){field, (size_t)note->count}, ords,
					      TEMPLATE_ORDS_MAX);
			assert_true(count > 0);
			cards += (int)count;
			for (size_t c = 0; c < count; c++) {
				struct face face;
				struct grade grade;

				template_face(&type, (struct row_list){field, (size_t)note->count}, ords[c],
					      &arena, &face);
				assert_true(face.front.len && face.back.len);
				assert_true(face.expected.len > 0);
				assert_true(face.mode != MODE_CHOICE || face.wrong.count > 0);
				for (size_t w = 0; w < face.wrong.count; w++)
					assert_false(str_eq(face.wrong.item[w], face.expected));
				grade_answer(face.check, face.expected, face.expected, &arena, &grade);
				if (grade.verdict != GRADE_EXACT)
					fail_msg("%s: %.*s", note->field[0], STR_FMT(face.expected));
				arena_reset(&arena);
			}
		}
	}
	assert_true(cards >= 240);
	arena_fini(&arena);
}

static void starter__first_fields_differ(void **state)
{
	(void)state;
	for (int d = 0; d < starter_decks_count; d++)
		for (int i = 0; i < starter_decks[d].count; i++)
			for (int k = 0; k < i; k++)
				assert_string_not_equal(starter_decks[d].note[i].field[0],
							starter_decks[d].note[k].field[0]);
}

static void starter__loads_once(void **state)
{
	struct content_counts counts;
	struct clock clock = {.fixed = true, .wall_ms = INT64_C(1790000000000)};
	struct store *store;
	struct rng rng;
	struct err err;
	int64_t deck;

	(void)state;
	rng_seed(&rng, 1);
	assert_int_equal(store_open(&store, unit_path("starter.db"), &clock, &rng, &err), 0);
	assert_string_equal(starter_get(2).title, "Capitals of the world"); /* no other language holds here */
	assert_int_equal(starter_load(store, 2, &err), starter_get(2).notes);
	assert_int_equal(starter_load(store, 2, &err), 0);
	assert_int_equal(content_counts(store, &counts, &err), 0);
	assert_int_equal(counts.notes, starter_get(2).notes);
	assert_int_equal(deck_find(store, str_of(starter_get(2).title), &deck, &err), 0);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starter__every_card_is_whole),
		cmocka_unit_test(starter__first_fields_differ),
		cmocka_unit_test(starter__loads_once),
	};
	return cmocka_run_group_tests_name("starter", tests, NULL, NULL);
}
