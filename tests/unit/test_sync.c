/* SPDX-License-Identifier: MIT
 * The protocol on real stores and a network that fails where it is told to: what one device wrote is on the
 * others, once, and nothing is ever lost. */
#include <stdlib.h>

#include "schema/apply.h"
#include "tests/unit/meeting.h"
#include "tests/unit/unit.h"

static void sync__two_devices_hold_the_same_and_nothing_is_sent_twice(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;

	(void)state;
	meeting_answer(a, 40);
	news = meeting_sync(a);
	assert_int_equal(news.pushed, 40);
	assert_int_equal(news.safe, 40);
	assert_int_equal(news.waiting, 0);
	news = meeting_sync(b);
	assert_int_equal(news.pulled, 40);
	meeting_answer(b, 10);
	meeting_sync(b);
	news = meeting_sync(a);
	assert_int_equal(news.pulled, 10);
	meeting_assert_same(a, b, 50);
	assert_int_equal(fake_count(&meeting, "rows"), 50);
	meeting.inserted = meeting.inserts = meeting.calls = 0;
	meeting_sync(a);
	meeting_sync(b);
	assert_int_equal(meeting.inserted, 0);
	assert_int_equal(meeting.inserts, 0);
	assert_int_equal(meeting.calls, 4); /* each: hello and one find */
	device_free(a);
	device_free(b);
}

static void sync__both_study_offline_and_meet(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);

	(void)state;
	meeting_answer(a, 5);
	meeting_sync(a);
	meeting_sync(b);
	meeting_answer(a, 7);
	meeting_answer(b, 9);
	device_put_note(a, 900, "Deck", "front", "a's back");
	device_put_note(b, 900, "Deck", "front", "b's back");
	meeting_sync(a);
	meeting_sync(b);
	meeting_sync(a);
	meeting_assert_same(a, b, 23);
	device_free(a);
	device_free(b);
}

static void sync__many_rows_go_in_commands_of_a_thousand(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);

	(void)state;
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(a->store, &tx, &a->err), 0);
		for (int i = 0; i < 2500; i++) {
			struct row row = device_review((uint64_t)i + 1, 3);

			assert_int_equal(log_append(a->store, &row, &a->err), 0);
		}
		assert_int_equal(store_commit(&tx, &a->err), 0);
	}
	meeting_sync(a);
	assert_int_equal(meeting.inserts, 3);
	meeting_sync(b);
	meeting_assert_same(a, b, 2500);
	device_free(a);
	device_free(b);
}

/* The network fails at every call in turn, in every way; the sync after it completes and nothing is lost or
 * doubled. */
static void sync__any_call_may_fail(void **state)
{
	int points = 0;

	(void)state;
	for (int failure = FAKE_BEFORE; failure <= FAKE_HALF; failure++) {
		for (int64_t at = 1;; at++, points++) {
			struct device *a = device_new(1), *b = device_new(2);
			struct sync_news news;
			int rc;

			meeting_answer(b, 9);
			meeting_sync(b);
			meeting_answer(a, 20);
			meeting.calls = 0;
			meeting.fail_at = at;
			meeting.failure = (enum fake_failure)failure;
			rc = meeting_sync_as(a, "ada", "", &news);
			meeting.fail_at = 0;
			if (rc)
				assert_int_equal(a->err.kind, ERR_NETWORK);
			assert_int_equal(meeting_sync(a).waiting, 0);
			meeting_sync(b);
			meeting_assert_same(a, b, 29);
			assert_int_equal(fake_count(&meeting, "rows"), 29);
			device_free(a);
			device_free(b);
			fake_drop(&meeting, "rows", NULL);
			if (rc == 0)
				break;
		}
	}
	assert_true(points >= 12);
}

/* The same for the store: whatever it refuses, at whichever call, the next sync makes good. */
static struct {
	int64_t calls, fail_at;
} trap;

static bool trapped(struct err *err)
{
	if (++trap.calls != trap.fail_at)
		return false;
	err_set(err, ERR_STORE, "the test refused this write");
	return true;
}

static int trap_begin(struct store *s, struct store_tx *tx, struct err *err)
{
	return trapped(err) ? -1 : store_begin(s, tx, err);
}

static int trap_commit(struct store_tx *tx, struct err *err)
{
	return trapped(err) ? -1 : store_commit(tx, err);
}

static int trap_apply(struct store *s, const struct row *row, struct err *err)
{
	return trapped(err) ? -1 : place_apply(s, row, err);
}

static int trap_acked(struct store *s, uint64_t log, int64_t n, struct err *err)
{
	return trapped(err) ? -1 : mark_set_acked(s, log, n, err);
}

static void sync__any_write_of_the_store_may_fail(void **state)
{
	struct sync_store ops = store_sqlite;
	int points = 0;

	(void)state;
	ops.begin = trap_begin;
	ops.commit = trap_commit;
	ops.apply = trap_apply;
	ops.set_acked = trap_acked;
	for (int64_t at = 1;; at++, points++) {
		struct device *a = device_new(1), *b = device_new(2);
		struct sync *sync = mem_alloc(sizeof *sync);
		int rc;

		meeting_answer(b, 6);
		meeting_sync(b);
		meeting_answer(a, 6);
		trap.calls = 0;
		trap.fail_at = at;
		sync_init(sync, &ops, a->store, &a->clock, STR("ada"), STR(""));
		rc = sync_run(sync, &meeting.net, &a->err);
		sync_fini(sync);
		free(sync);
		meeting_sync(a);
		meeting_sync(b);
		meeting_assert_same(a, b, 12);
		device_free(a);
		device_free(b);
		fake_drop(&meeting, "rows", NULL);
		if (rc == 0)
			break;
	}
	assert_true(points >= 12);
}

/* The file is put back to how it was, in its own inode: nothing tells the store, and the same numbers are
 * given out again. The server holds what the first life wrote. */
static void sync__store_put_back_takes_a_new_log_and_loses_nothing(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;
	char saved[128];

	(void)state;
	meeting_answer(a, 5);
	meeting_sync(a);
	store_close(a->store);
	snprintf(saved, sizeof(saved), "%s", unit_path("saved.db"));
	device_copy_file(a->path, saved);
	device_open(a);
	meeting_answer(a, 4);
	meeting_sync(a);
	store_close(a->store);
	device_copy_file(saved, a->path);
	device_open(a);
	a->clock.wall_ms += DAY_MS;
	meeting_answer(a, 3);
	news = meeting_sync(a);
	assert_int_equal(news.forks, 1);
	assert_int_equal(news.waiting, 0);
	assert_int_equal(news.pulled, 4);
	meeting_sync(b);
	meeting_assert_same(a, b, 12);
	news = meeting_sync(a);
	assert_int_equal(news.forks, 0);
	assert_int_equal(news.pushed, 0);
	device_free(a);
	device_free(b);
}

/* A copy beside the original is noticed by its inode; rows it held for the original's log reach the server as
 * well. */
static void sync__copied_store_brings_rows_that_were_never_sent(void **state)
{
	struct device *a = device_new(1), *b = device_new(2), *copy = device_new(3);

	(void)state;
	meeting_answer(a, 5);
	meeting_sync(a);
	meeting_answer(a, 3);
	store_close(a->store);
	store_close(copy->store);
	remove(copy->path);
	device_copy_file(a->path, copy->path);
	device_open(a);
	device_open(copy);
	meeting_answer(copy, 2);
	meeting_sync(copy);
	meeting_sync(copy);
	meeting_sync(b);
	meeting_assert_same(copy, b, 10);
	device_free(a);
	device_free(b);
	device_free(copy);
}

static void sync__emptied_server_is_filled_again(void **state)
{
	struct device *a = device_new(1), *b = device_new(2), *c = device_new(3);

	(void)state;
	meeting_answer(a, 30);
	meeting_answer(b, 20);
	meeting_sync(a);
	meeting_sync(b);
	fake_drop(&meeting, "rows", NULL);
	meeting_sync(b); /* b alone brings both logs back */
	assert_int_equal(fake_count(&meeting, "rows"), 50);
	meeting_sync(c);
	meeting_assert_same(b, c, 50);
	meeting_sync(a);
	meeting_assert_same(a, c, 50);
	assert_int_equal(meeting_waiting(a), 0);
	device_free(a);
	device_free(b);
	device_free(c);
}

static int (*real_insert)(void *, const struct net_insert *, struct net_inserted *, struct err *);
static struct device *minted; /* that gets a new log after the first insert; NULL: it has */

/* What an import or a restore by another process may do to the own log. */
static void mint(struct device *d)
{
	struct device other = *d;
	STORE_TX(tx);

	device_open(&other);
	assert_int_equal(store_begin(other.store, &tx, &d->err), 0);
	assert_int_equal(log_mint(other.store, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	store_close(other.store);
}

static int insert_and_mint(void *self, const struct net_insert *insert, struct net_inserted *inserted, struct err *err)
{
	int rc = real_insert(self, insert, inserted, err);

	if (minted)
		mint(minted);
	minted = NULL;
	return rc;
}

static void sync__log_left_while_its_rows_are_sent_is_an_error(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;

	(void)state;
	meeting_answer(a, 3);
	meeting_sync(a);
	meeting_answer(a, 5);
	minted = a;
	real_insert = meeting.net.insert;
	meeting.net.insert = insert_and_mint;
	assert_int_equal(meeting_sync_as(a, "ada", "", &news), -1);
	assert_int_equal(a->err.kind, ERR_FAILED);
	meeting_answer(a, 2);
	meeting_sync(a);
	meeting_sync(b);
	meeting_assert_same(a, b, 10);
	device_free(a);
	device_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MEETING_CASE(sync__two_devices_hold_the_same_and_nothing_is_sent_twice),
		MEETING_CASE(sync__both_study_offline_and_meet),
		MEETING_CASE(sync__many_rows_go_in_commands_of_a_thousand),
		MEETING_CASE(sync__any_call_may_fail),
		MEETING_CASE(sync__any_write_of_the_store_may_fail),
		MEETING_CASE(sync__store_put_back_takes_a_new_log_and_loses_nothing),
		MEETING_CASE(sync__copied_store_brings_rows_that_were_never_sent),
		MEETING_CASE(sync__emptied_server_is_filled_again),
		MEETING_CASE(sync__log_left_while_its_rows_are_sent_is_an_error),
	};

	return cmocka_run_group_tests_name("sync", tests, NULL, NULL);
}
