/* SPDX-License-Identifier: MIT
 * What becomes a row: drafts merged into notes, and texts that no other device would read. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "schema/inbox.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

static void same_answer(struct device *d, uint64_t uid, size_t len, const char *end)
{
	struct arena arena = {0};
	struct note note;
	struct str answer;

	assert_int_equal(note_find(d->store, uid, &note, &arena, &d->err), 0);
	answer = note.fields.item[1];
	assert_int_equal(answer.len, len);
	assert_true(utf8_is_valid(answer));
	assert_str(str_slice(answer, len - strlen(end), len), end);
	arena_fini(&arena);
}

/* One byte is left for a character of two. */
static void inbox__what_is_merged_is_cut_between_characters(void **state)
{
	enum { HELD = NOTE_FIELD_MAX - 4 };
	struct device *d = device_new(1);
	struct str fields[] = {STR("front"), STR("ääää")};
	struct inbox_draft draft = {.key = STR("key"), .deck = STR("A"), .tags = STR(""), .clues = STR(""), .fields = {fields, 2},
				    .type = template_builtin(TYPE_BASIC)->uid};
	char *held = malloc(HELD + 1);

	(void)state;
	memset(held, 'x', HELD);
	held[HELD] = '\0';
	device_put_note(d, 5, "A", "front", held);
	assert_int_equal(inbox_merge(d->store, &draft, 5, 0, &d->err), 0);
	same_answer(d, 5, HELD + 3, "x\nä");
	free(held);
	device_free(d);
}

static void row__a_note_with_half_a_character_is_cleaned_once(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	assert_int_equal(device_put_note(d, 5, "A", "front", "x\xd1](y)"), NOTE_NEW);
	same_answer(d, 5, 8, "x\xEF\xBF\xBD](y)");
	assert_int_equal(device_put_note(d, 5, "A", "front", "x\xd1](y)"), NOTE_KEPT);
	assert_int_equal(device_put_note(d, 5, "A", "front", "z\x1b[2J"), NOTE_CHANGED);
	same_answer(d, 5, 7, "z\xE2\x90\x9B[2J"); /* U+241B */
	device_free(d);
}

static void row__other_texts_of_that_kind_are_refused(void **state)
{
	static const char *const values[] = {"x\xd1", "\x01", "\xc2\x9b"};
	struct device *d = device_new(1);
	char *longest = malloc((1 << 20) + 1);
	struct buf value = {0};

	(void)state;
	memset(longest, 'x', (1 << 20) + 1);
	for (size_t i = 0; i <= sizeof(values) / sizeof(values[0]); i++) {
		struct str text = i ? str_of(values[i - 1]) : (struct str){longest, (1 << 20) + 1};
		STORE_TX(tx);

		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(setting_set(d->store, "key", text, 0, &d->err), -1);
		assert_int_equal(d->err.kind, ERR_INPUT);
		assert_non_null(strstr(d->err.text, "no other device"));
	}
	{
		STORE_TX(tx);

		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(setting_set(d->store, "key", (struct str){longest, 1 << 20}, 0, &d->err), 0);
		assert_int_equal(store_commit(&tx, &d->err), 0);
	}
	assert_int_equal(setting_get(d->store, "key", &value, &d->err), 0);
	assert_int_equal(value.len, 1 << 20);
	buf_fini(&value);
	free(longest);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inbox__what_is_merged_is_cut_between_characters),
		cmocka_unit_test(row__a_note_with_half_a_character_is_cleaned_once),
		cmocka_unit_test(row__other_texts_of_that_kind_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
