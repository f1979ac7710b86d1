/* SPDX-License-Identifier: MIT
 * How a card is asked: choices, a guess first, decks by turns. */
#include <string.h>

#include "base/hash.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

static void asked__choices(void **state)
{
	struct device *d = sitting_device(12);
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_CHOICE});
	struct question question, again;
	bool elsewhere = false;

	(void)state;
	for (int i = 0; i < 12; i += 2) { /* those of deck A */
		uint64_t uid = hash_card_uid((uint64_t)(100 + i), 0);

		assert_int_equal(session_show(session, uid, &question, &d->err), 0);
		assert_int_equal(question.mode, MODE_CHOICE);
		assert_int_equal(question.choice.count, 4);
		assert_true(str_eq(question.choice.item[question.right], question.expected));
		for (int a = 0; a < 4; a++)
			for (int b = 0; b < a; b++)
				assert_false(str_eq(question.choice.item[a], question.choice.item[b]));
		elsewhere |= question.right != 0;
		struct session *second = sitting_open(d, (struct session_options){.mode = MODE_CHOICE});
		assert_int_equal(session_show(second, uid, &again, &d->err), 0);
		for (int a = 0; a < 4; a++)
			assert_true(str_eq(question.choice.item[a], again.choice.item[a]));
		session_close(second);
	}
	assert_true(elsewhere);
	session_close(session);
	device_free(d);
}

/* A deck of one has nothing to choose from: it is asked as its type says. */
static void asked__choice_needs_siblings(void **state)
{
	struct device *d = sitting_device(1);
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_CHOICE});
	struct question question;

	(void)state;
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(question.mode, MODE_FLIP);
	session_close(session);
	device_free(d);
}

/* With guess on, a new card is asked with choices before it is shown; once answered it is asked as ever. */
static void asked__guess_first(void **state)
{
	struct device *d = sitting_device(12);
	struct answer wrong = {.rating = 1, .mode = MODE_CHOICE, .dist = -1};
	struct session *session;
	struct question question;
	struct card after;

	(void)state;
	assert_int_equal(settings_set(d->store, STR(""), "guess", STR("on"), &d->err), 0);
	session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_true(question.guess);
	assert_int_equal(question.mode, MODE_CHOICE);
	assert_int_equal(session_answer(session, &wrong, &after, &d->err), 0);
	assert_int_equal(after.lapses, 0); /* nobody was expected to know it */
	assert_int_equal(session_show(session, question.card.uid, &question, &d->err), 0);
	assert_false(question.guess);
	assert_int_equal(question.mode, MODE_FLIP);
	session_close(session);
	session = sitting_open(d, (struct session_options){.mode = MODE_FLIP});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_false(question.guess);
	session_close(session);
	device_free(d);
}

/* The decks of the first cards that are asked, as letters. */
static void first_decks(struct device *d, int count, char *decks)
{
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_FLIP});
	struct question question;

	for (int i = 0; i < count; i++) {
		assert_int_equal(session_next(session, &question, &d->err), 0);
		decks[i] = question.deck.s[question.deck.len - 1];
		(void)sitting_answer(d, session, question.card.uid, 4);
	}
	decks[count] = '\0';
	session_close(session);
}

static void asked__decks_in_order(void **state)
{
	struct device *d = sitting_device(12);
	char decks[13];

	(void)state;
	first_decks(d, 4, decks);
	assert_non_null(strchr(decks, 'A'));
	assert_non_null(strchr(decks, 'B'));
	device_free(d);
	d = sitting_device(12);
	assert_int_equal(settings_set(d->store, STR(""), "mixed", STR("off"), &d->err), 0);
	first_decks(d, 12, decks);
	assert_string_equal(decks, "AAAAAABBBBBB");
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asked__choices),
		cmocka_unit_test(asked__choice_needs_siblings),
		cmocka_unit_test(asked__guess_first),
		cmocka_unit_test(asked__decks_in_order),
	};

	return cmocka_run_group_tests_name("asked", tests, NULL, NULL);
}
