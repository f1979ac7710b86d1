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

/* A note of that kind, each field with its own name as text, opened. */
static struct note_form *open_note(const struct note_type *type, struct arena *arena)
{
	struct note_form *f = note_form_new();
	struct str *item = arena_alloc(arena, type->fields.count * sizeof(*item));
	struct note note = {.uid = 7, .type = type->uid, .tags = STR("tag"), .fields = {item, type->fields.count}};

	for (size_t i = 0; i < type->fields.count; i++)
		item[i] = type->cloze && i == 0 ? STR("{{c1::one}} {{c2::two}}") : type->fields.item[i];
	note_form_open(f, &note, type, STR("Deck"));
	return f;
}

static void expect_as_opened(const struct note_form *f, const struct note_type *type)
{
	struct buf now = {0};

	note_form_put(f, &now);
	assert_true(note_form_type(f)->uid == type->uid);
	assert_string_equal(buf_z(&now), buf_z(&f->was));
	buf_fini(&now);
}

/* Through all kinds and back: nothing is lost, and what is said of the cards adds up. */
static void note_form__next_kind__all_kinds(void **state)
{
	(void)state;
	for (int which = 0; which < TYPE_BUILTINS; which++) {
		const struct note_type *type = template_builtin((enum template_builtin)which);
		struct arena arena = {0};
		struct note_form *f = open_note(type, &arena);
		size_t cards = note_form_change(f).kept, kinds = 0;

		assert_int_equal(note_form_change(f).gone + note_form_change(f).fresh + note_form_change(f).lost_texts, 0);
		assert_true(cards > 0 && f->paused);
		do {
			struct note_change_of_kind change;

			note_form_next_kind(f);
			change = note_form_change(f);
			assert_int_equal(change.kept + change.gone, cards);
			assert_str(buf_str(&f->field[f->count - 1].text), "tag");
			assert_str(buf_str(&f->field[0].text), "Deck");
			if (type->fields.count > 2 && note_form_type(f)->fields.count == 2)
				assert_true(change.lost_texts > 0);
			assert_true(++kinds < 20);
		} while (f->other);
		assert_true(kinds >= 8);
		expect_as_opened(f, type);
		arena_fini(&arena);
		note_form_free(f);
	}
}

static void note_form__change__by_hand(void **state)
{
	static const struct {
		enum template_builtin from;
		const char *to;
		size_t kept, gone, fresh, lost_texts;
	} cases[] = {
		{TYPE_BASIC, "reversed", 1, 0, 1, 0}, {TYPE_REVERSED, "basic", 1, 1, 0, 0},
		{TYPE_BASIC, "typed", 1, 0, 0, 0},    {TYPE_TYPED, "basic", 1, 0, 0, 1},
		{TYPE_CLOZE, "basic", 1, 1, 0, 0},    {TYPE_CLOZE, "reversed", 2, 0, 0, 0},
		{TYPE_BASIC, "cloze", 0, 1, 0, 0},    {TYPE_CHOICE, "typed", 1, 0, 0, 1},
		{TYPE_TYPED, "choice", 1, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = {0};
		struct note_form *f = open_note(template_builtin(cases[i].from), &arena);
		struct note_change_of_kind change;

		kind(f, cases[i].to);
		change = note_form_change(f);
		assert_int_equal(change.kept, cases[i].kept);
		assert_int_equal(change.gone, cases[i].gone);
		assert_int_equal(change.fresh, cases[i].fresh);
		assert_int_equal(change.lost_texts, cases[i].lost_texts);
		arena_fini(&arena);
		note_form_free(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(note_form__draft__basic_and_reversed),
		cmocka_unit_test(note_form__draft__gaps),
		cmocka_unit_test(note_form__put_get__round),
		cmocka_unit_test(note_form__next_kind__all_kinds),
		cmocka_unit_test(note_form__change__by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
