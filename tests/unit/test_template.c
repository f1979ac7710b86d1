/* SPDX-License-Identifier: MIT */
#include "schema/template.h"

#include "base/hash.h"
#include "base/random.h"
#include "schema/cloze.h"
#include "tests/unit/unit.h"

static struct arena arena;

static struct row_list list_of(const char *z)
{
	static struct str item[16];
	struct str rest = str_of(z);
	size_t count = 0;

	while (str_cut(&rest, '|', &item[count]))
		count++;
	return (struct row_list){item, count};
}

static struct face face_of(enum template_builtin which, const char *fields, uint32_t ord)
{
	struct face face;

	template_face(template_builtin(which), list_of(fields), ord, &arena, &face);
	return face;
}

static void ords_are(const struct note_type *type, const char *fields, const char *expected)
{
	uint32_t ords[TEMPLATE_ORDS_MAX];
	size_t count = template_ords(type, list_of(fields), ords, TEMPLATE_ORDS_MAX);
	struct buf out = {0};

	for (size_t i = 0; i < count; i++)
		buf_addf(&out, "%s%u", i ? " " : "", ords[i]);
	assert_str(buf_str(&out), expected);
	buf_fini(&out);
}

/* The uids are frozen: cards of every learner hang on them. The numbers come from Python's hashlib. */
static void template__builtins(void **state)
{
	static const char *const names[] = {"basic",	  "reversed", "optional-reversed",
					    "cloze",	  "typed",    "choice",
					    "true-false", "list",     "number"};

	(void)state;
	for (int i = 0; i < TYPE_BUILTINS; i++) {
		const struct note_type *type = template_builtin((enum template_builtin)i);

		assert_str(type->name, names[i]);
		assert_ptr_equal(template_named(str_of(names[i])), type);
		assert_ptr_equal(template_find(type->uid), type);
		assert_int_equal(type->cards.count % 3, 0);
	}
	assert_null(template_named(STR("Basic")));
	assert_null(template_find(1));
	assert_int_equal(template_builtin(TYPE_BASIC)->uid, UINT64_C(0x52fbf02c1266159f));
	assert_int_equal(template_builtin(TYPE_CLOZE)->uid, UINT64_C(0x9a06995d54d6201f));
}

static void template__which_cards(void **state)
{
	(void)state;
	ords_are(template_builtin(TYPE_BASIC), "a|b", "0");
	ords_are(template_builtin(TYPE_BASIC), " \n|b", "");
	ords_are(template_builtin(TYPE_BASIC), "", "");
	ords_are(template_builtin(TYPE_REVERSED), "a|b", "0 1");
	ords_are(template_builtin(TYPE_REVERSED), "a|", "0");
	ords_are(template_builtin(TYPE_OPTIONAL), "a|b|", "0");
	ords_are(template_builtin(TYPE_OPTIONAL), "a|b|y", "0 1");
	ords_are(template_builtin(TYPE_OPTIONAL), "a|b", "0");
	ords_are(template_builtin(TYPE_CLOZE), "{{c1::a}} {{c3::b}} {{c1::c}}|", "0 2");
	ords_are(template_builtin(TYPE_CLOZE), "no cloze|", "");
	ords_are(template_builtin(TYPE_CLOZE), "{{c0::a}}{{c501::b}}{{c500::c}}{{c99999999999999999999::d}}|",
		 "499");
	ords_are(template_builtin(TYPE_CLOZE), "{{c2::never closed|", "");
	ords_are(template_builtin(TYPE_CLOZE), "{{c1,3::both}}|", "0 2");
	ords_are(template_builtin(TYPE_TYPED), "q|a", "0");
}

static void template__flip(void **state)
{
	struct face face = face_of(TYPE_REVERSED, "**dog**|der Hund\n(m.)", 0);

	(void)state;
	assert_str(face.front, "**dog**");
	assert_str(face.back, "der Hund\n(m.)");
	assert_str(face.expected, "der Hund");
	assert_int_equal(face.mode, MODE_FLIP);
	assert_int_equal(face.check, CHECK_SELF);
	face = face_of(TYPE_REVERSED, "**dog**|der Hund", 1);
	assert_str(face.front, "der Hund");
	assert_str(face.expected, "dog");
	face = face_of(TYPE_REVERSED, "a|b", 2);
	assert_str(face.front, "");
	face = face_of(TYPE_BASIC, "", 0);
	assert_str(face.back, "");
	face = face_of(TYPE_BASIC, "q|\n[sound: x.mp3]\n- `rm`", 0);
	assert_str(face.expected, "rm");
}

static void template__typed_choice_and_others(void **state)
{
	struct face face = face_of(TYPE_TYPED, "2+2=|*4*|because", 0);

	(void)state;
	assert_str(face.front, "2+2=");
	assert_str(face.back, "*4*\n\nbecause");
	assert_str(face.expected, "4");
	assert_int_equal(face.mode, MODE_TYPED);
	assert_int_equal(face.check, CHECK_TEXT);
	face = face_of(TYPE_CHOICE, "q|right|- w1\n- **w2**\n\n- w3", 0);
	assert_int_equal(face.mode, MODE_CHOICE);
	assert_int_equal(face.check, CHECK_CHOICE);
	assert_str(face.expected, "right");
	assert_int_equal(face.wrong.count, 3);
	assert_str(face.wrong.item[1], "w2");
	assert_str(face.back, "right");
	face = face_of(TYPE_CHOICE, "q|right|", 0);
	assert_int_equal(face.wrong.count, 0);
	face = face_of(TYPE_TRUTH, "The earth is flat|False", 0);
	assert_int_equal(face.mode, MODE_CHOICE);
	assert_str(face.expected, "False");
	assert_int_equal(face.wrong.count, 1);
	assert_str(face.wrong.item[0], "true");
	face = face_of(TYPE_LIST, "q|- a\n- b\nc", 0);
	assert_int_equal(face.check, CHECK_LIST);
	assert_str(face.expected, "a\nb\nc");
	assert_str(face.back, "- a\n- b\nc");
	face = face_of(TYPE_NUMBER, "pi|3.14 ± 0.01", 0);
	assert_int_equal(face.check, CHECK_NUMBER);
	assert_str(face.expected, "3.14 ± 0.01");
}

static void template__wrong_on_one_line(void **state)
{
	const struct str fields[] = {STR("q"), STR("a"), STR("b | c d | `|`")};
	struct face face;

	(void)state;
	template_face(template_builtin(TYPE_CHOICE), (struct row_list){fields, 3}, 0, &arena, &face);
	assert_int_equal(face.wrong.count, 3);
	assert_str(face.wrong.item[1], "c d");
	assert_str(face.wrong.item[2], "|");
}

/* The notes of Anki's sample and what Anki's own card export makes of them (s20-cards.txt). */
static void template__cloze(void **state)
{
	struct face face =
		face_of(TYPE_CLOZE, "{{c1::Canberra::city}} was founded in {{c2::1913}}.|extra", 0);

	(void)state;
	assert_str(face.front, "\x01[city]\x02 was founded in 1913.");
	assert_str(face.back, "\x01"
			      "Canberra\x02 was founded in 1913.\n\nextra");
	assert_str(face.expected, "Canberra");
	assert_int_equal(face.mode, MODE_CLOZE);
	face = face_of(TYPE_CLOZE, "nested {{c1::outer {{c2::inner}} text}} and {{c1::second c1}}|", 0);
	assert_str(face.front, "nested \x01[...]\x02 and \x01[...]\x02");
	assert_str(face.expected, "outer inner text, second c1");
	face = face_of(TYPE_CLOZE, "nested {{c1::outer {{c2::inner}} text}} and {{c1::second c1}}|", 1);
	assert_str(face.front, "nested outer \x01[...]\x02 text and second c1");
	assert_str(face.back, "nested outer \x01inner\x02 text and second c1");
	face = face_of(TYPE_CLOZE, "{{c1::a {{c1::b}} c}}|", 0);
	assert_str(face.front, "\x01[...]\x02");
	assert_str(face.back, "\x01"
			      "a b c\x02");
	face = face_of(TYPE_CLOZE, "{{c1::x::}} {{c2::y::h {{c1::z}} }} {{c1 open}} }}|", 1);
	assert_str(face.front, "x \x01[h {{c1::z}} ]\x02 {{c1 open}} }}");
	face = face_of(TYPE_CLOZE, "{{c1::open {{c2::closed}} `git {{c2::rebase}}`|", 1);
	assert_str(face.front, "{{c1::open \x01[...]\x02 `git \x01[...]\x02`");
}

static struct face custom(bool cloze, const char *fields, const char *front, const char *back,
			  const char *values, uint32_t ord)
{
	static struct str names[16], cards[3];
	struct row_list list = list_of(fields);
	struct note_type type = {.cloze = cloze};
	struct face face;

	for (size_t i = 0; i < list.count; i++)
		names[i] = list.item[i];
	cards[0] = STR("Card 1");
	cards[1] = str_of(front);
	cards[2] = str_of(back);
	type.fields = (struct row_list){names, list.count};
	type.cards = (struct row_list){cards, 3};
	template_face(&type, list_of(values), ord, &arena, &face);
	return face;
}

static void template__dialect(void **state)
{
	struct face face;

	(void)state;
	face = custom(false, "A|B",
		      "{{#A}}a:{{ A }}{{#B}}+{{B}}{{/B}}{{/A}}{{^A}}none{{#B}}{{B}}{{/B}}{{/A}}",
		      "{{FrontSide}}{{Gone}}{{B}}", "x|y", 0);
	assert_str(face.front, "a:x+y");
	assert_str(face.back, "y");
	face = custom(false, "A|B", "{{#A}}a:{{A}}{{/A}}{{^A}}none{{#B}}{{B}}{{/B}}{{/A}}", "", " |y", 0);
	assert_str(face.front, "noney");
	face = custom(false, "A|B", "{{#A}}{{#B}}x{{/B}}y{{/A}}z", "", " |y", 0);
	assert_str(face.front, "z");
	face = custom(false, "A", "{{A}} {{ open {{text:A}}", "{{hint:A}}{{tts en_US:A}}", "x", 0);
	assert_str(face.front, "x x"); /* "open {{text" is a filter that nobody knows */
	assert_str(face.back, "x");
	face = custom(false, "A", "{{hint:A}}{{unknown:filters:A}}", "", "x", 0);
	assert_str(face.front, "x");
	face = custom(false, "A", "{{furigana:A}} / {{kanji:A}} / {{kana:A}}", "", "私は 食[た]べる 物[もの]",
		      0);
	assert_str(face.front, "私は食(た)べる物(もの) / 私は食べる物 / 私はたべるもの");
	face = custom(true, "T", "{{type:cloze:T}}{{cloze:T}}{{#c2}}two{{/c2}}", "{{cloze:T}}",
		      "{{c1::a}}{{c2::b}}", 1);
	assert_str(face.front, "a\x01[...]\x02two");
	assert_str(face.expected, "b");
	assert_int_equal(face.mode, MODE_TYPED);
	face = custom(false, "A", "{{#A}}{{#A}}{{/A}}{{/A}}{{/A}}{{/B}}{{A}}", "", "x", 0);
	assert_str(face.front, "x");
	/* What a field holds is never read as a template. */
	face = custom(false, "A|B", "{{A}}", "", "{{B}}|secret", 0);
	assert_str(face.front, "{{B}}");
}

static void template__any_bytes(void **state)
{
	static const char *const atoms[] = {"{{c1::", "{{c2::", "}}",	 "::",		"{{",	   "#", "^",
					    "/",      "A",	"type:", "cloze:",	"a",	   "[", "]",
					    " ",      "{{c",	"1",	 "{{furigana:", "choice:", ":"};
	struct buf text = {0}, template = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	for (int i = 0; i < 50000; i++) {
		struct str names[] = {STR("A"), STR("B")}, cards[3], values[2];
		struct note_type type = {.cloze = i & 1, .fields = {names, 2}, .cards = {cards, 3}};
		uint32_t ords[TEMPLATE_ORDS_MAX];
		struct face face;

		buf_clear(&text);
		buf_clear(&template);
		for (uint64_t n = rng_below(&rng, 20); n; n--)
			buf_addz(&text, atoms[rng_below(&rng, sizeof(atoms) / sizeof(atoms[0]))]);
		for (uint64_t n = rng_below(&rng, 20); n; n--)
			buf_addz(&template, atoms[rng_below(&rng, sizeof(atoms) / sizeof(atoms[0]))]);
		values[0] = buf_str(&text);
		values[1] = STR("v");
		cards[0] = STR("c");
		cards[1] = cards[2] = buf_str(&template);
		arena_reset(&arena);
		template_ords(&type, (struct row_list){values, 2}, ords, TEMPLATE_ORDS_MAX);
		template_face(&type, (struct row_list){values, 2}, 0, &arena, &face);
		values[1] = face.front;
		template_face(template_builtin(TYPE_CLOZE), (struct row_list){values, 2}, 0, &arena, &face);
		for (size_t at = 0, on = 0; at < face.front.len; at++) { /* marks pair up */
			on += face.front.s[at] == 1;
			on -= face.front.s[at] == 2;
			assert_true(on <= 1 || i & 1);
		}
	}
	buf_fini(&text);
	buf_fini(&template);
}

static void template__time_is_linear(void **state)
{
	static const char *const patterns[] = {"{{c1::", "{{c1::a}}", "{{c1::a::b", "}}", "::", "{{c1,2::"};
	struct buf text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		struct str value;
		struct face face;

		buf_clear(&text);
		while (text.len < 1024 * 1024)
			buf_addz(&text, patterns[i]);
		for (size_t k = 0; k < 1024 * 256; k++)
			buf_addz(&text, "}}");
		value = buf_str(&text);
		template_face(template_builtin(TYPE_CLOZE), (struct row_list){&value, 1}, 0, &arena, &face);
		assert_true(face.front.len > 0);
	}
	buf_fini(&text);
}

static int forget(void **state)
{
	(void)state;
	arena_fini(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(template__builtins),
		cmocka_unit_test(template__which_cards),
		cmocka_unit_test(template__flip),
		cmocka_unit_test(template__typed_choice_and_others),
		cmocka_unit_test(template__wrong_on_one_line),
		cmocka_unit_test(template__cloze),
		cmocka_unit_test(template__dialect),
		cmocka_unit_test(template__any_bytes),
		cmocka_unit_test(template__time_is_linear),
	};
	return cmocka_run_group_tests_name("template", tests, NULL, forget);
}
