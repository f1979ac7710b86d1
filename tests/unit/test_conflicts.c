/* SPDX-License-Identifier: MIT
 * Two devices edit one note without having seen each other: the loser is told once, on the device that lost.
 */
#include <stdio.h>

#include "schema/conflicts.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { UID = 7 };

static int64_t open_conflicts(struct device *d)
{
	int64_t count = -1;

	assert_int_equal(conflict_count(d->store, &count, &d->err), 0);
	return count;
}

/* What the learner is told: the first field of the text that lost and of the one that won, "" for nothing. */
static const char *told(struct device *d)
{
	static char words[128];
	struct arena arena = {0};
	struct conflict conflict;
	int rc;

	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	rc = conflict_take(d->store, &conflict, &arena, &d->err);
	if (rc < 0)
		fail_msg("%s", d->err.text);
	words[0] = '\0';
	if (rc == 0) {
		assert_int_equal(conflict.note, UID);
		snprintf(words, sizeof words, "%.*s to %.*s", STR_FMT(conflict.lost.note.fields.item[0]),
			 STR_FMT(conflict.won.note.fields.item[0]));
	}
	assert_int_equal(store_commit(&tx, &d->err), 0);
	arena_fini(&arena);
	return words;
}

struct pair {
	struct device *a, *b;
};

/* Both hold the note "old". */
static struct pair pair_new(void)
{
	struct pair pair = {device_new(1), device_new(2)};

	device_put_note(pair.a, UID, "D", "old", "1");
	device_sync(pair.a, pair.b);
	return pair;
}

static void pair_meet(struct pair *pair)
{
	device_sync(pair->a, pair->b);
	device_sync(pair->b, pair->a);
}

static void pair_free(struct pair *pair)
{
	device_free(pair->a);
	device_free(pair->b);
}

static void conflicts__loser_is_told_once_where_it_lost(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	device_put_note(pair.a, UID, "D", "laptop", "1");
	pair.b->clock.wall_ms += MINUTE_MS;
	device_put_note(pair.b, UID, "D", "phone", "1");
	pair_meet(&pair);
	assert_int_equal(open_conflicts(pair.a), 1);
	assert_string_equal(told(pair.a), "laptop to phone");
	assert_string_equal(told(pair.a), "");
	assert_string_equal(told(pair.b), "");
	pair_meet(&pair);
	assert_int_equal(open_conflicts(pair.a), 0);
	pair_free(&pair);
}

static void conflicts__longer_chain_wins_and_the_newest_own_text_is_named(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	device_put_note(pair.a, UID, "D", "a1", "1");
	device_put_note(pair.a, UID, "D", "a2", "1");
	device_put_note(pair.a, UID, "D", "a3", "1");
	pair.b->clock.wall_ms += MINUTE_MS;
	device_put_note(pair.b, UID, "D", "b1", "1");
	device_put_note(pair.b, UID, "D", "b2", "1");
	pair_meet(&pair);
	assert_string_equal(told(pair.b), "b2 to a3");
	assert_string_equal(told(pair.b), "");
	assert_string_equal(told(pair.a), "");
	pair_free(&pair);
}

static void conflicts__edit_that_had_seen_the_other_is_none(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	device_put_note(pair.a, UID, "D", "a1", "1");
	pair_meet(&pair);
	device_put_note(pair.b, UID, "D", "b1", "1");
	pair_meet(&pair);
	assert_int_equal(open_conflicts(pair.a), 0);
	assert_int_equal(open_conflicts(pair.b), 0);
	pair_free(&pair);
}

static void conflicts__same_text_on_both_is_none(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	device_put_note(pair.a, UID, "D", "same", "1");
	device_put_note(pair.b, UID, "D", "same", "1");
	pair_meet(&pair);
	assert_int_equal(open_conflicts(pair.a) + open_conflicts(pair.b), 0);
	pair_free(&pair);
}

static void conflicts__deletion_that_lost_to_an_edit_is_told(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	device_put_note(pair.a, UID, "D", "edit", "1");
	pair.b->clock.wall_ms += MINUTE_MS;
	device_remove_note(pair.b, UID);
	pair_meet(&pair);
	assert_int_equal(open_conflicts(pair.b), 1);
	assert_string_equal(told(pair.b), " to edit");
	pair_free(&pair);
}

static void conflicts__follow_their_row_through_a_fork(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	device_put_note(pair.b, UID, "D", "phone", "1");
	pair.a->clock.wall_ms += MINUTE_MS;
	device_put_note(pair.a, UID, "D", "laptop", "1");
	device_sync(pair.a, pair.b);
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(pair.b->store, &tx, &pair.b->err), 0);
		assert_int_equal(mark_fork(pair.b->store, 0, &pair.b->err), 0);
		assert_int_equal(store_commit(&tx, &pair.b->err), 0);
	}
	assert_string_equal(told(pair.b), "phone to laptop");
	pair_free(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conflicts__loser_is_told_once_where_it_lost),
		cmocka_unit_test(conflicts__longer_chain_wins_and_the_newest_own_text_is_named),
		cmocka_unit_test(conflicts__edit_that_had_seen_the_other_is_none),
		cmocka_unit_test(conflicts__same_text_on_both_is_none),
		cmocka_unit_test(conflicts__deletion_that_lost_to_an_edit_is_told),
		cmocka_unit_test(conflicts__follow_their_row_through_a_fork),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
