/* SPDX-License-Identifier: MIT
 * actions: PEERS 3.3 rule 1, every study action on a phone keyboard's first layer. */
#include "tests/unit/unit.h"

#include "tui/actions.h"
#include "tui/event.h"

static void actions__keys_of_a_question(void **state)
{
	int n;

	(void)state;
	assert_int_equal(action_of_key(CTX_ASK | CTX_ANY, ' ', &n), DO_SHOW);
	assert_int_equal(action_of_key(CTX_ASK | CTX_ANY, K_ENTER, &n), DO_SHOW);
	assert_int_equal(action_of_key(CTX_CHOICE | CTX_CHOICE_LONG | CTX_ANY, 'C', &n), DO_PICK);
	assert_int_equal(n, 2);
	assert_int_equal(action_of_key(CTX_CHOICE | CTX_CHOICE_LONG | CTX_ANY, '4', &n), DO_PICK);
	assert_int_equal(n, 3);
	assert_int_equal(action_of_key(CTX_GRADE | CTX_ANY, 'x', &n), DO_AGAIN);
	assert_int_equal(action_of_key(CTX_GRADE | CTX_ANY, 'h', &n), DO_HARD);
	assert_int_equal(action_of_key(CTX_GRADE | CTX_ANY, '3', &n), DO_GOOD);
	assert_int_equal(action_of_key(CTX_GRADE | CTX_ANY, 'e', &n), DO_EASY);
	assert_int_equal(action_of_key(CTX_GRADE | CTX_ANY, 'u', &n), DO_UNDO);
	assert_int_equal(action_of_key(CTX_ANY, 'q', &n), DO_LEAVE);
	assert_int_equal(action_of_key(CTX_TYPING, 'q', &n), DO_NOTHING);
	assert_int_equal(action_of_key(CTX_ANY, 'z', &n), DO_NOTHING);
}

/* Every action has a key that a phone shows without switching layers, and every key is one that exists. */
static void actions__a_first_layer_key_each(void **state)
{
	(void)state;
	for (int i = 1; i < ACTIONS; i++) {
		const struct action_entry *entry = action_entry((enum action)i);
		struct str rest = str_of(entry->keys), name;
		int places = 0, easy = 0;

		for (; str_cut(&rest, ' ', &name); places++) {
			uint32_t key = action_key_code(name);

			assert_int_not_equal(key, 0);
			easy += (key >= 'a' && key <= 'z') || key == ' ' || key == K_ENTER;
		}
		assert_true(easy || i == DO_KEYS || i == DO_HELP || i == DO_REDRAW || i == DO_ROW ||
			    i == DO_CHART);
		assert_true(entry->of == 0 || places % entry->of == 0);
		assert_true(str_of(entry->help).len > 0);
	}
}

/* No key means two things at once, but in the contexts that never hold together. */
static void actions__no_key_is_hidden(void **state)
{
	static const unsigned together[] = {CTX_ASK | CTX_ANY | CTX_BODY,
					    CTX_CHOICE | CTX_CHOICE_LONG | CTX_ANY,
					    CTX_TYPING,
					    CTX_PAUSED | CTX_PAUSED_CARD | CTX_ANY | CTX_BODY,
					    CTX_GRADE | CTX_ANY | CTX_BODY,
					    CTX_LIST | CTX_ANY,
					    CTX_DECKS | CTX_ANY,
					    CTX_SUMMARY | CTX_ANY,
					    CTX_FORM_KEYS | CTX_ANY,
					    CTX_READ | CTX_BODY | CTX_ANY,
					    CTX_LIST | CTX_CATALOGUE | CTX_ANY,
					    CTX_OFFER | CTX_READ | CTX_BODY | CTX_ANY,
					    CTX_LIST | CTX_NEWS | CTX_ANY,
					    CTX_STATS | CTX_BODY | CTX_ANY,
					    CTX_MAP | CTX_ANY,
					    CTX_CARD | CTX_READ | CTX_BODY | CTX_ANY};

	(void)state;
	for (size_t t = 0; t < sizeof(together) / sizeof(together[0]); t++)
		for (int i = 1; i < ACTIONS; i++) {
			struct str rest = str_of(action_entry((enum action)i)->keys), name;
			int n;

			while ((action_entry((enum action)i)->contexts & together[t]) &&
			       str_cut(&rest, ' ', &name))
				assert_int_equal(action_of_key(together[t], action_key_code(name), &n), i);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions__keys_of_a_question),
		cmocka_unit_test(actions__a_first_layer_key_each),
		cmocka_unit_test(actions__no_key_is_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
