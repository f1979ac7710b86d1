/* SPDX-License-Identifier: MIT
 * What can be chosen: never what is right as well, first what is easily taken for it, the same on every device. */
#include "study/choices.h"

#include <stdio.h>

#include "base/hash.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

static struct choice_note answer(const char *text)
{
	return (struct choice_note){.front = str_of(text), .answer = str_of(text)};
}

static bool synonyms(const char *a, const char *b)
{
	struct choice_note own = answer(a), other = answer(b);

	return choice_is_synonym(&own, &other);
}

static void choices__synonyms(void **state)
{
	struct choice_note own = {STR("big"), STR("large"), {0}, false}, same = {STR("Big "), STR("huge"), {0}, false};

	(void)state;
	assert_true(synonyms("Paris", "paris "));
	assert_true(synonyms("Paris / Paname", "Paname"));
	assert_true(synonyms("a / b / c", "x / C"));
	assert_true(synonyms("stra\xc3\x9f""e", "STRASSE"));
	assert_false(synonyms("Paris", "Parma"));
	assert_false(synonyms("1/2", "1"));
	assert_false(synonyms("el", "\xc3\xa9l"));
	assert_true(choice_is_synonym(&own, &same)); /* the same was asked */
}

static void choices__whole(void **state)
{
	struct choice_note own = answer("either / or");

	(void)state;
	assert_true(str_is(choice_shown(&own), "either"));
	own.whole = true;
	assert_true(str_is(choice_shown(&own), "either / or"));
}

static int likeness(const char *tags, const char *text, bool confused)
{
	struct choice_note own = {STR("f"), STR("\xd0\xb4\xd0\xbe\xd0\xbc"), STR("house noun"), false},
			   other = {STR("g"), str_of(text), str_of(tags), false};

	return choice_likeness(&own, &other, confused);
}

static void choices__likeness(void **state)
{
	int plain = likeness("", "abc", false);

	(void)state;
	assert_true(likeness("", "\xd0\xba\xd0\xbe\xd1\x82", false) > plain);   /* the same script */
	assert_true(likeness("noun", "abc", false) > likeness("", "\xd0\xba\xd0\xbe\xd1\x82", false)); /* the same tag */
	assert_true(likeness("nou", "abc", false) == plain);
	assert_true(plain > likeness("", "abcdefghijkl", false)); /* about as long */
	assert_true(likeness("", "abcdefghijkl", true) > likeness("noun", "\xd0\xba\xd0\xbe\xd1\x82", false));
}

/* Notes 1 … 40: numbers, but for five words that carry the tag of note 1. */
static void fill(struct device *d, bool backwards)
{
	for (int k = 1; k <= 40; k++) {
		int i = backwards ? 41 - k : k;
		char front[16], back[16];
		struct str fields[] = {str_of(front), str_of(back)};
		struct note_draft draft = {(uint64_t)i * 7919, template_builtin(TYPE_BASIC)->uid, STR("D"), STR(""),
					   {fields, 2}};
		STORE_TX(tx);

		snprintf(front, sizeof(front), "q%d", i);
		snprintf(back, sizeof(back), "%s%d", i <= 6 ? "w" : "1", i);
		fields[0] = str_of(front);
		fields[1] = str_of(back);
		if (i <= 6)
			draft.tags = STR("words");
		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(note_put(d->store, &draft, 0, &d->err), NOTE_NEW);
		assert_int_equal(store_commit(&tx, &d->err), 0);
	}
}

static void ask(struct device *d, struct session **session, struct question *question)
{
	*session = sitting_open(d, (struct session_options){.mode = MODE_CHOICE});
	assert_int_equal(session_show(*session, hash_card_uid(7919, 0), question, &d->err), 0);
	assert_int_equal(question->mode, MODE_CHOICE);
	assert_int_equal(question->choice.count, 4);
}

/* Two devices that took the same notes in another order offer the same in the same order: those with the tag. */
static void choices__two_devices(void **state)
{
	struct device *here = device_new(1), *there = device_new(2);
	struct session *left, *right;
	struct question a, b;

	(void)state;
	fill(here, false);
	fill(there, true);
	ask(here, &left, &a);
	ask(there, &right, &b);
	for (size_t i = 0; i < a.choice.count; i++) {
		assert_true(str_eq(a.choice.item[i], b.choice.item[i]));
		assert_int_equal(a.choice.item[i].s[0], 'w');
	}
	assert_int_equal(a.right, b.right);
	assert_true(str_is(a.choice.item[a.right], "w1"));
	session_close(left);
	session_close(right);
	device_free(here);
	device_free(there);
}

/* What was taken for the answer once is offered from then on, whatever else is like it. */
static void choices__confusion(void **state)
{
	struct device *d = device_new(1);
	struct session *session;
	struct question question;
	struct row row = device_review(hash_card_uid(7919, 0), 1);
	bool again = false;

	(void)state;
	fill(d, false);
	row.review.mode = MODE_CHOICE;
	row.review.dist = choice_print(STR("133"));
	(void)device_append(d, row);
	ask(d, &session, &question);
	for (size_t i = 0; i < question.choice.count; i++)
		again |= str_is(question.choice.item[i], "133");
	assert_true(again);
	session_close(session);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices__synonyms),	cmocka_unit_test(choices__whole),
		cmocka_unit_test(choices__likeness),	cmocka_unit_test(choices__two_devices),
		cmocka_unit_test(choices__confusion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
