/* SPDX-License-Identifier: MIT
 * note_form: what was typed becomes a note, or a draft, and comes back. */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "tui/note_form.h"

static void set(struct note_form *f, int i, const char *text)
{
	field_set(&f->field[i], str_of(text));
}

static void kind(struct note_form *f, const char *name)
{
	for (int i = 0; !str_is(note_form_type(f)->name, name); i++) {
		assert_true(i < 20);
		note_form_next_kind(f);
	}
}

static void note_form__draft__basic_and_reversed(void **state)
{
	struct note_form *f = note_form_new();
	struct arena arena = {0};
	struct note_draft draft;

	(void)state;
	set(f, 0, " Geo::Europe ");
	set(f, 1, "France");
	assert_int_equal(note_form_draft(f, &arena, &draft), 1);
	set(f, 2, "Paris");
	kind(f, "reversed");
	assert_int_equal(note_form_draft(f, &arena, &draft), 2);
	assert_str(draft.deck, "Geo::Europe");
	assert_str(draft.fields.item[1], "Paris");
	arena_fini(&arena);
	note_form_free(f);
}

static void note_form__draft__gaps(void **state)
{
	static const struct {
		const char *typed, *made;
		size_t cards;
	} cases[] = {
		{"The [[sun]] is a [[star]].", "The {{c1::sun}} is a {{c2::star}}.", 2},
		{"{{c1::a}} and [[b]]", "{{c1::a}} and {{c2::b}}", 2},
		{"no gap [[here", "no gap [[here", 0},
		{"[a link](x)", "[a link](x)", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct note_form *f = note_form_new();
		struct arena arena = {0};
		struct note_draft draft;

		kind(f, "cloze");
		set(f, 1, cases[i].typed);
		assert_int_equal(note_form_draft(f, &arena, &draft), cases[i].cards);
		assert_str(draft.fields.item[0], cases[i].made);
		arena_fini(&arena);
		note_form_free(f);
	}
}

static void note_form__put_get__round(void **state)
{
	struct note_form *f = note_form_new(), *g = note_form_new();
	struct buf text = {0}, again = {0};

	(void)state;
	set(f, 0, "Deck");
	note_form_put(f, &text);
	assert_int_equal(text.len, 0); /* nothing typed: nothing kept */
	kind(f, "typed");
	set(f, 1, "half a qu");
	set(f, 2, "two\nlines");
	note_form_put(f, &text);
	note_form_get(g, buf_str(&text));
	note_form_put(g, &again);
	assert_string_equal(buf_z(&again), buf_z(&text));
	assert_str(buf_str(&g->field[2].text), "two\nlines");
	assert_str(note_form_type(g)->name, "typed");
	note_form_get(g, STR("nonsense"));
	buf_fini(&text);
	buf_fini(&again);
	note_form_free(f);
	note_form_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(note_form__draft__basic_and_reversed),
		cmocka_unit_test(note_form__draft__gaps),
		cmocka_unit_test(note_form__put_get__round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
