/* SPDX-License-Identifier: MIT
 * The protocol on real stores and a network that fails where it is told to: what one device wrote is on the
 * others, once, and nothing is ever lost. */
#include "sync/mongo/protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "sync/mongo/place.h"
#include "tests/unit/device.h"
#include "tests/unit/fake_net.h"
#include "tests/unit/unit.h"

static struct fake_net net;

static int try_sync_as(struct device *d, const char *learner, const char *key, struct sync_news *news)
{
	struct sync *sync = mem_alloc(sizeof *sync);
	int rc;

	sync_init(sync, &store_sqlite, d->store, &d->clock, str_of(learner), str_of(key));
	rc = sync_run(sync, &net.net, &d->err);
	*news = sync->news;
	sync_fini(sync);
	free(sync);
	return rc;
}

static int try_sync(struct device *d, struct sync_news *news)
{
	return try_sync_as(d, "ada", "", news);
}

static struct sync_news must_sync(struct device *d)
{
	struct sync_news news;

	if (try_sync(d, &news))
		fail_msg("%s", d->err.text);
	return news;
}

static void answer(struct device *d, int count)
{
	for (int i = 0; i < count; i++)
		device_append(d, device_review(hash_card_uid(5, (uint32_t)i), 1 + i % 4));
}

struct listing {
	struct buf text;
	int64_t count;
};

/* Identity and content, in the order of identity: places may differ. */
static int list_row(void *ctx, const struct row *row, struct err *err)
{
	struct listing *listing = ctx;
	struct buf body = {0};

	(void)err;
	row_put_body(&body, row);
	buf_addf(&listing->text, "%016llx %lld %d %llx %016llx\n", (unsigned long long)row->origin,
		 (long long)row->at, row->kind, (unsigned long long)row->card,
		 (unsigned long long)hash_bytes(buf_str(&body)));
	listing->count++;
	buf_fini(&body);
	return 0;
}

static int by_line(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The rows of a device as sorted lines. */
static char *rows_of(struct device *d, int64_t *count)
{
	struct listing listing = {0};
	struct buf out = {0};
	char **lines, *rest;

	assert_int_equal(log_each(d->store, list_row, &listing, &d->err), 0);
	lines = mem_array((size_t)listing.count + 1, sizeof *lines);
	rest = listing.text.s;
	for (int64_t i = 0; i < listing.count; i++)
		lines[i] = strsep(&rest, "\n");
	qsort(lines, (size_t)listing.count, sizeof *lines, by_line);
	for (int64_t i = 0; i < listing.count; i++) {
		if (i)
			assert_string_not_equal(lines[i], lines[i - 1]); /* no row twice */
		buf_addf(&out, "%s\n", lines[i]);
	}
	*count = listing.count;
	free(lines);
	buf_fini(&listing.text);
	return out.s ? out.s : strdup("");
}

static void assert_same(struct device *a, struct device *b, int64_t count)
{
	int64_t in_a, in_b;
	char *x = rows_of(a, &in_a), *y = rows_of(b, &in_b);

	assert_int_equal(in_a, count);
	assert_int_equal(in_b, count);
	assert_string_equal(x, y);
	free(x);
	free(y);
}

static int64_t waiting(struct device *d)
{
	struct log_counts counts;

	assert_int_equal(log_counts(d->store, &counts, &d->err), 0);
	return counts.waiting;
}

static int setup(void **state)
{
	(void)state;
	fake_init(&net);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_fini(&net);
	return 0;
}

static void sync__two_devices_hold_the_same_and_nothing_is_sent_twice(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;

	(void)state;
	answer(a, 40);
	news = must_sync(a);
	assert_int_equal(news.pushed, 40);
	assert_int_equal(news.safe, 40);
	assert_int_equal(news.waiting, 0);
	news = must_sync(b);
	assert_int_equal(news.pulled, 40);
	answer(b, 10);
	must_sync(b);
	news = must_sync(a);
	assert_int_equal(news.pulled, 10);
	assert_same(a, b, 50);
	assert_int_equal(fake_count(&net, "rows"), 50);
	net.inserted = net.inserts = net.calls = 0;
	must_sync(a);
	must_sync(b);
	assert_int_equal(net.inserted, 0);
	assert_int_equal(net.inserts, 0);
	assert_int_equal(net.calls, 4); /* each: hello and one find */
	device_free(a);
	device_free(b);
}

static void sync__both_study_offline_and_meet(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);

	(void)state;
	answer(a, 5);
	must_sync(a);
	must_sync(b);
	answer(a, 7);
	answer(b, 9);
	device_put_note(a, 900, "Deck", "front", "a's back");
	device_put_note(b, 900, "Deck", "front", "b's back");
	must_sync(a);
	must_sync(b);
	must_sync(a);
	assert_same(a, b, 23);
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
			struct row row = device_review((uint64_t)i, 3);

			assert_int_equal(log_append(a->store, &row, &a->err), 0);
		}
		assert_int_equal(store_commit(&tx, &a->err), 0);
	}
	must_sync(a);
	assert_int_equal(net.inserts, 3);
	must_sync(b);
	assert_same(a, b, 2500);
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

			answer(b, 9);
			must_sync(b);
			answer(a, 20);
			net.calls = 0;
			net.fail_at = at;
			net.failure = (enum fake_failure)failure;
			rc = try_sync(a, &news);
			net.fail_at = 0;
			if (rc)
				assert_int_equal(a->err.kind, ERR_NETWORK);
			assert_int_equal(must_sync(a).waiting, 0);
			must_sync(b);
			assert_same(a, b, 29);
			assert_int_equal(fake_count(&net, "rows"), 29);
			device_free(a);
			device_free(b);
			fake_drop(&net, "rows", NULL);
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

		answer(b, 6);
		must_sync(b);
		answer(a, 6);
		trap.calls = 0;
		trap.fail_at = at;
		sync_init(sync, &ops, a->store, &a->clock, STR("ada"), STR(""));
		rc = sync_run(sync, &net.net, &a->err);
		sync_fini(sync);
		free(sync);
		must_sync(a);
		must_sync(b);
		assert_same(a, b, 12);
		device_free(a);
		device_free(b);
		fake_drop(&net, "rows", NULL);
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
	answer(a, 5);
	must_sync(a);
	store_close(a->store);
	snprintf(saved, sizeof(saved), "%s", unit_path("saved.db"));
	device_copy_file(a->path, saved);
	device_open(a);
	answer(a, 4);
	must_sync(a);
	store_close(a->store);
	device_copy_file(saved, a->path);
	device_open(a);
	a->clock.wall_ms += DAY_MS;
	answer(a, 3);
	news = must_sync(a);
	assert_int_equal(news.forks, 1);
	assert_int_equal(news.waiting, 0);
	assert_int_equal(news.pulled, 4);
	must_sync(b);
	assert_same(a, b, 12);
	news = must_sync(a);
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
	answer(a, 5);
	must_sync(a);
	answer(a, 3);
	store_close(a->store);
	store_close(copy->store);
	remove(copy->path);
	device_copy_file(a->path, copy->path);
	device_open(a);
	device_open(copy);
	answer(copy, 2);
	must_sync(copy);
	must_sync(copy);
	must_sync(b);
	assert_same(copy, b, 10);
	device_free(a);
	device_free(b);
	device_free(copy);
}

static void sync__emptied_server_is_filled_again(void **state)
{
	struct device *a = device_new(1), *b = device_new(2), *c = device_new(3);

	(void)state;
	answer(a, 30);
	answer(b, 20);
	must_sync(a);
	must_sync(b);
	fake_drop(&net, "rows", NULL);
	must_sync(b); /* b alone brings both logs back */
	assert_int_equal(fake_count(&net, "rows"), 50);
	must_sync(c);
	assert_same(b, c, 50);
	must_sync(a);
	assert_same(a, c, 50);
	assert_int_equal(waiting(a), 0);
	device_free(a);
	device_free(b);
	device_free(c);
}

static void drop_number(struct device *d, int64_t n)
{
	struct mark own;
	char id[PLACE_MAX];
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(mark_own(d->store, &own, &d->err), 0);
	place_put(id, STR("ada"), own.log, n);
	fake_drop(&net, "rows", id);
}

static void sync__hole_stops_its_log_until_its_writer_fills_it(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;

	(void)state;
	answer(a, 10);
	must_sync(a);
	drop_number(a, 4);
	news = must_sync(b);
	assert_int_equal(news.pulled, 3);
	assert_int_equal(news.holes, 1);
	drop_number(a, 10); /* its last safe row is gone as well: everything is offered again */
	must_sync(a);
	must_sync(b);
	assert_same(a, b, 10);
	device_free(a);
	device_free(b);
}

static void sync__hole_that_stands_long_enough_is_passed(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	int64_t count;

	(void)state;
	answer(a, 10);
	must_sync(a);
	drop_number(a, 4);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(must_sync(b).holes, 1);
		free(rows_of(b, &count));
		assert_int_equal(count, 3);
		b->clock.wall_ms += DAY_MS;
	}
	must_sync(b);
	free(rows_of(b, &count));
	assert_int_equal(count, 9);
	device_free(a);
	device_free(b);
}

static void sync__bad_documents_take_their_number_and_stop_nothing(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;
	struct mark own;
	char id[PLACE_MAX];
	bson_t *doc;
	int64_t raws;

	(void)state;
	answer(a, 6);
	must_sync(a);
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(a->store, &tx, &a->err), 0);
		assert_int_equal(mark_own(a->store, &own, &a->err), 0);
	}
	place_put(id, STR("ada"), own.log, 3);
	doc = bson_new();
	bson_append_utf8(doc, "_id", -1, id, -1);
	bson_append_utf8(doc, "k", -1, "review", -1);
	fake_put(&net, "rows", doc);
	fake_put(&net, "rows", BCON_NEW("_id", BCON_UTF8("ada/what/ever")));
	news = must_sync(b);
	assert_int_equal(news.pulled, 5);
	assert_int_equal(news.bad, 1);
	assert_int_equal(news.foreign, 1);
	assert_int_equal(raw_count(b->store, &raws, &b->err), 0);
	assert_int_equal(raws, 1);
	assert_int_equal(must_sync(b).bad, 0);
	device_free(a);
	device_free(b);
}

/* A row of a later version is kept whole, and repaired from that. */
static void sync__newer_rows_are_kept_and_given_back(void **state)
{
	struct device *b = device_new(2);
	bson_t *newer = BCON_NEW("_id", BCON_UTF8("ada/0000000000009/0000001"), "k", BCON_UTF8("duel"), "v",
				 BCON_INT32(9), "won", BCON_BOOL(true));
	bson_t *before = bson_copy(newer);

	(void)state;
	fake_put(&net, "rows", newer);
	assert_int_equal(must_sync(b).bad, 1);
	fake_drop(&net, "rows", NULL);
	assert_int_equal(must_sync(b).repaired, 1);
	assert_true(bson_equal(before, fake_get(&net, "rows", "ada/0000000000009/0000001")));
	bson_destroy(before);
	device_free(b);
}

static void sync__wrong_clock_becomes_a_row(void **state)
{
	struct device *a = device_new(1);
	struct sync_news news;
	int64_t t;

	(void)state;
	a->clock = (struct clock){0};
	answer(a, 3);
	net.has_clock = true;
	net.clock_ms = clock_wall_ms(&a->clock) + 2 * (int64_t)DAY_MS;
	news = must_sync(a);
	assert_int_equal(news.clock_rows, 1);
	assert_int_equal(news.pushed, 4);
	assert_int_equal(log_now(a->store, &t, &a->err), 0);
	assert_true(llabs(t - net.clock_ms) < 10 * MINUTE_MS ||
		    llabs(t - clock_wall_ms(&a->clock)) < 10 * MINUTE_MS);
	answer(a, 1);
	net.clock_ms = clock_wall_ms(&a->clock) + 2 * (int64_t)DAY_MS;
	assert_int_equal(must_sync(a).clock_rows, 0); /* it is known */
	net.clock_ms = clock_wall_ms(&a->clock) + 500;
	assert_int_equal(must_sync(a).clock_rows, 0);
	device_free(a);
}

static void sync__stone_of_erasure_stops_sending(void **state)
{
	struct device *a = device_new(1);

	(void)state;
	fake_put(&net, "rows", BCON_NEW("_id", BCON_UTF8("ada/~erased")));
	answer(a, 3);
	assert_true(must_sync(a).erased);
	assert_int_equal(net.inserts, 0);
	assert_int_equal(waiting(a), 3);
	fake_drop(&net, "rows", "ada/~erased"); /* a server set back to before the erasure */
	assert_true(must_sync(a).erased);
	assert_int_equal(net.inserts, 0);
	device_free(a);
}

static void go_on_as(struct device *d, const char *learner)
{
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(mark_rename(d->store, str_of(learner), &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static void sync__learner_goes_on_under_a_new_name_with_all_rows_held(void **state)
{
	struct device *a = device_new(1), *b = device_new(2), *c = device_new(3);
	struct sync_news news;

	(void)state;
	answer(a, 3);
	answer(b, 4);
	must_sync(a);
	must_sync(b);
	must_sync(a);
	fake_drop(&net, "rows", NULL);
	fake_put(&net, "rows", BCON_NEW("_id", BCON_UTF8("ada/~erased")));
	assert_true(must_sync(a).erased);
	go_on_as(a, "bea");
	assert_int_equal(try_sync_as(a, "bea", "", &news), 0);
	assert_int_equal(news.pushed, 3);
	assert_int_equal(news.repaired, 4);
	assert_int_equal(waiting(a), 0);
	assert_int_equal(try_sync_as(c, "bea", "", &news), 0);
	assert_int_equal(news.pulled, 7);
	assert_same(a, c, 7);
	assert_true(must_sync(b).erased);
	go_on_as(b, "bea"); /* its places are there already, with the bytes that it would send */
	assert_int_equal(try_sync_as(b, "bea", "", &news), 0);
	assert_int_equal(news.forks, 0);
	assert_int_equal(waiting(b), 0);
	assert_same(a, b, 7);
	device_free(a);
	device_free(b);
	device_free(c);
}

static void sync__learners_of_one_collection_do_not_meet(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct str names[8];
	struct arena arena = {0};
	struct sync_news news;
	size_t count;

	(void)state;
	answer(a, 3);
	answer(b, 4);
	must_sync(a);
	assert_int_equal(try_sync_as(b, "ada-2", "", &news), 0);
	assert_int_equal(news.pulled, 0);
	assert_int_equal(news.pushed, 4);
	fake_put(&net, "rows", BCON_NEW("_id", BCON_UTF8("NOT/a/name")));
	fake_put(&net, "rows", BCON_NEW("_id", BCON_UTF8("zoe")));
	assert_int_equal(sync_names(&net.net, names, 8, &count, &arena, &a->err), 0);
	assert_int_equal(count, 2);
	assert_str(names[0], "ada-2"); /* "-" stands before "/" */
	assert_str(names[1], "ada");
	arena_fini(&arena);
	device_free(a);
	device_free(b);
}

static void sync__rows_forged_without_the_key_are_not_taken(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;

	(void)state;
	answer(a, 3);
	must_sync(a);
	assert_int_equal(try_sync_as(b, "ada", "a key of 16 bytes or more", &news), 0);
	assert_int_equal(news.pulled, 0);
	assert_int_equal(news.bad, 3);
	device_free(a);
	device_free(b);
}

/* What a later or careless version may write: others may refuse it, but it is nobody else's row and no reason
 * to fork. */
static void sync__own_row_that_no_reader_takes_does_not_fork(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct row odd = device_review(7, 9);
	struct sync_news news;

	(void)state;
	device_append(a, odd);
	device_set(a, "new", "\x1b[2J");
	answer(a, 2);
	news = must_sync(a);
	assert_int_equal(news.forks, 0);
	assert_int_equal(news.safe, 4);
	assert_int_equal(must_sync(a).forks, 0);
	news = must_sync(b);
	assert_int_equal(news.bad, 2);
	assert_int_equal(news.pulled, 2);
	device_free(a);
	device_free(b);
}

/* More logs than one find has ranges for. */
static void sync__hundreds_of_logs(void **state)
{
	struct device *a = device_new(1), *b;
	int64_t count;

	(void)state;
	for (int i = 0; i < 450; i++) {
		char id[PLACE_MAX];
		bson_t *doc;

		place_put(id, STR("ada"), (uint64_t)i * 7919 + 1, 1);
		doc = BCON_NEW("_id", BCON_UTF8(id), "v", BCON_INT32(7));
		fake_put(&net, "rows", doc);
	}
	b = device_new(2);
	answer(b, 1);
	must_sync(b);
	assert_int_equal(must_sync(a).bad, 450);
	free(rows_of(a, &count));
	assert_int_equal(count, 1);
	net.finds = 0;
	answer(b, 1);
	must_sync(b);
	assert_int_equal(must_sync(a).pulled, 1);
	device_free(a);
	device_free(b);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(sync__two_devices_hold_the_same_and_nothing_is_sent_twice),
		CASE(sync__both_study_offline_and_meet),
		CASE(sync__many_rows_go_in_commands_of_a_thousand),
		CASE(sync__any_call_may_fail),
		CASE(sync__any_write_of_the_store_may_fail),
		CASE(sync__store_put_back_takes_a_new_log_and_loses_nothing),
		CASE(sync__copied_store_brings_rows_that_were_never_sent),
		CASE(sync__emptied_server_is_filled_again),
		CASE(sync__hole_stops_its_log_until_its_writer_fills_it),
		CASE(sync__hole_that_stands_long_enough_is_passed),
		CASE(sync__bad_documents_take_their_number_and_stop_nothing),
		CASE(sync__newer_rows_are_kept_and_given_back),
		CASE(sync__wrong_clock_becomes_a_row),
		CASE(sync__stone_of_erasure_stops_sending),
		CASE(sync__learner_goes_on_under_a_new_name_with_all_rows_held),
		CASE(sync__learners_of_one_collection_do_not_meet),
		CASE(sync__rows_forged_without_the_key_are_not_taken),
		CASE(sync__own_row_that_no_reader_takes_does_not_fork),
		CASE(sync__hundreds_of_logs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
