/* SPDX-License-Identifier: MIT
 * The audit: what is missing on the server is given back, and what it has otherwise is settled, without anybody's
 * suspicion, within a week or half a year. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "sync/mongo/place.h"
#include "sync/mongo/protocol.h"
#include "tests/unit/device.h"
#include "tests/unit/fake_net.h"
#include "tests/unit/unit.h"

static struct fake_net net;
static const struct str learner = {"ada", 3};

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

static struct sync_news sync_with_key(struct device *d, const char *key)
{
	struct sync *sync = mem_alloc(sizeof *sync);
	struct sync_news news;

	sync_init(sync, &store_sqlite, d->store, &d->clock, learner, str_of(key));
	if (sync_run(sync, &net.net, &d->err))
		fail_msg("%s", d->err.text);
	news = sync->news;
	sync_fini(sync);
	free(sync);
	return news;
}

static struct sync_news must_sync(struct device *d)
{
	return sync_with_key(d, "");
}

static struct sync_news sync_after_days(struct device *d, int days)
{
	clock_advance(&d->clock, days * (int64_t)DAY_MS);
	return must_sync(d);
}

static void answer(struct device *d, int count)
{
	for (int i = 0; i < count; i++)
		device_append(d, device_review(hash_card_uid(5, (uint32_t)i), 1 + i % 4));
}

static uint64_t log_of(struct device *d)
{
	struct mark own;

	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(mark_own(d->store, &own, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	return own.log;
}

static char *id_of(struct device *d, int64_t n)
{
	static char id[PLACE_MAX];

	place_put(id, learner, log_of(d), n);
	return id;
}

static bool holds(struct device *d, const struct row *row)
{
	struct arena arena = {0};
	struct row found;
	int rc = log_find(d->store, row->origin, row->at, &found, &arena, &d->err);

	arena_fini(&arena);
	return rc == 0;
}

static int64_t in_quarantine(struct device *d)
{
	int64_t count = -1;

	assert_int_equal(raw_count(d->store, &count, &d->err), 0);
	return count;
}

/* a has written and sent five rows, b holds them, and both began their week. */
struct pair {
	struct device *a, *b;
};

static struct pair pair_new(void)
{
	struct pair pair = {device_new(1), device_new(2)};

	answer(pair.a, 5);
	must_sync(pair.a);
	must_sync(pair.b);
	return pair;
}

static void pair_free(struct pair *pair)
{
	device_free(pair->a);
	device_free(pair->b);
}

static struct row row_of(struct device *d, int64_t n)
{
	struct arena arena = {0};
	struct row row;

	assert_int_equal(place_get(d->store, log_of(d), n, &row, &arena, &d->err), 0);
	arena_fini(&arena);
	return row;
}

/* Another program's row at a's place n. */
static struct row put_stranger(struct device *a, int64_t n)
{
	struct row_codec codec = {learner, STR("")};
	struct row row = device_review(hash_card_uid(9, 9), 2);

	row.log = log_of(a);
	row.n = n;
	row.origin = 4711;
	row.at = clock_wall_ms(&a->clock);
	fake_put(&net, "rows", row_encode(&codec, &row));
	return row;
}

static void audit__row_missing_amid_a_log_is_given_back_within_a_week(void **state)
{
	struct pair pair = pair_new();
	bson_t *before = bson_copy(fake_get(&net, "rows", id_of(pair.a, 3)));

	(void)state;
	fake_drop(&net, "rows", id_of(pair.a, 3));
	assert_int_equal(must_sync(pair.b).repaired, 0);
	assert_int_equal(sync_after_days(pair.b, 8).repaired, 1);
	assert_true(bson_equal(fake_get(&net, "rows", id_of(pair.a, 3)), before));
	assert_int_equal(sync_after_days(pair.b, 1).repaired, 0);
	bson_destroy(before);
	pair_free(&pair);
}

static void audit__own_row_missing_is_offered_again(void **state)
{
	struct pair pair = pair_new();
	struct sync_news news;

	(void)state;
	fake_drop(&net, "rows", id_of(pair.a, 2));
	assert_int_equal(must_sync(pair.a).lost, 0);
	assert_null(fake_get(&net, "rows", id_of(pair.a, 2)));
	news = sync_after_days(pair.a, 8);
	assert_int_equal(news.waiting, 0);
	assert_int_equal(news.forks, 0);
	assert_int_equal(news.pushed, 1); /* those behind it are found there */
	assert_non_null(fake_get(&net, "rows", id_of(pair.a, 2)));
	pair_free(&pair);
}

static void audit__half_a_year_sees_every_old_row(void **state)
{
	struct pair pair = pair_new();
	int64_t repaired = 0;

	(void)state;
	clock_advance(&pair.b->clock, 60 * (int64_t)DAY_MS);
	for (int64_t n = 1; n <= 4; n++)
		fake_drop(&net, "rows", id_of(pair.a, n));
	for (int week = 0; week < 27; week++)
		repaired += sync_after_days(pair.b, 8).repaired;
	assert_int_equal(repaired, 4);
	pair_free(&pair);
}

/* Parts that were a share of the log let rows through for years, while it grew. */
static void audit__half_a_year_sees_every_old_row_of_a_log_that_grows(void **state)
{
	struct pair pair = pair_new();
	int64_t repaired = 0;

	(void)state;
	answer(pair.a, 196);
	must_sync(pair.a);
	must_sync(pair.b);
	clock_advance(&pair.b->clock, 60 * (int64_t)DAY_MS);
	for (int64_t n = 1; n <= 200; n++)
		fake_drop(&net, "rows", id_of(pair.a, n));
	for (int week = 0; week < 26; week++) {
		answer(pair.a, 5);
		must_sync(pair.a);
		repaired += sync_after_days(pair.b, 8).repaired;
	}
	assert_int_equal(repaired, 200);
	pair_free(&pair);
}

static void audit__other_row_at_a_place_is_taken_and_ours_sent_again(void **state)
{
	struct pair pair = pair_new();
	struct device *c = device_new(3);
	struct row ours = row_of(pair.a, 2), theirs = put_stranger(pair.a, 2);
	struct sync_news news = sync_after_days(pair.b, 8);

	(void)state;
	assert_int_equal(news.replaced, 1);
	assert_int_equal(news.pushed, 1);
	assert_true(holds(pair.b, &ours) && holds(pair.b, &theirs));
	must_sync(c);
	assert_true(holds(c, &ours) && holds(c, &theirs));
	news = sync_after_days(pair.b, 8);
	assert_int_equal(news.replaced + news.pushed + news.repaired, 0);
	pair_free(&pair);
	device_free(c);
}

static void audit__row_that_another_has_sent_again_is_not_sent_twice(void **state)
{
	struct pair pair = pair_new();
	struct device *c = device_new(3);
	struct sync_news news;

	(void)state;
	must_sync(c);
	put_stranger(pair.a, 2);
	assert_int_equal(sync_after_days(pair.b, 8).pushed, 1);
	news = sync_after_days(c, 8); /* it takes b's copy before it looks at the place */
	assert_int_equal(news.doubled, 1);
	assert_int_equal(news.replaced, 1);
	assert_int_equal(news.pushed, 0);
	pair_free(&pair);
	device_free(c);
}

static void audit__quarantined_place_takes_what_the_server_has(void **state)
{
	struct pair pair = pair_new();
	struct row ours = row_of(pair.a, 2);
	bson_t *good = bson_copy(fake_get(&net, "rows", id_of(pair.a, 2))), *bad = bson_copy(good);

	(void)state;
	bson_append_int32(bad, "extra", -1, 1);
	fake_put(&net, "rows", bad);
	assert_int_equal(sync_after_days(pair.b, 8).bad, 1);
	assert_int_equal(in_quarantine(pair.b), 1);
	assert_true(holds(pair.b, &ours));
	fake_put(&net, "rows", good);
	assert_int_equal(sync_after_days(pair.b, 8).replaced, 1);
	assert_int_equal(in_quarantine(pair.b), 0);
	assert_true(holds(pair.b, &ours));
	pair_free(&pair);
}

static void audit__quarantine_is_read_again_with_another_key(void **state)
{
	struct pair pair = pair_new();
	struct device *c = device_new(3);

	(void)state;
	assert_int_equal(sync_with_key(c, "0123456789abcdef").bad, 5);
	assert_int_equal(in_quarantine(c), 5);
	assert_int_equal(must_sync(c).replaced, 5);
	assert_int_equal(in_quarantine(c), 0);
	pair_free(&pair);
	device_free(c);
}

static void put_bad(const char *id)
{
	fake_put(&net, "rows", BCON_NEW("_id", BCON_UTF8(id), "k", BCON_UTF8("no row")));
}

static void audit__log_of_bad_documents_is_asked_once_a_week(void **state)
{
	struct device *a = device_new(1);

	(void)state;
	put_bad("ada/0000000000001/0000001");
	assert_int_equal(must_sync(a).bad, 1);
	must_sync(a);
	put_bad("ada/0000000000001/0000002");
	assert_int_equal(must_sync(a).bad, 0);
	assert_int_equal(sync_after_days(a, 8).bad, 1);
	device_free(a);
}

static void audit__round_that_was_cut_goes_on(void **state)
{
	struct pair pair = pair_new();

	(void)state;
	fake_drop(&net, "rows", id_of(pair.a, 3));
	clock_advance(&pair.b->clock, 8 * (int64_t)DAY_MS);
	net.fail_at = net.calls + 3; /* hello, pull, audit */
	net.failure = FAKE_BEFORE;
	{
		struct sync *sync = mem_alloc(sizeof *sync);

		sync_init(sync, &store_sqlite, pair.b->store, &pair.b->clock, learner, STR(""));
		assert_int_equal(sync_run(sync, &net.net, &pair.b->err), -1);
		sync_fini(sync);
		free(sync);
	}
	net.fail_at = 0;
	assert_int_equal(must_sync(pair.b).repaired, 1);
	pair_free(&pair);
}

static void audit__row_before_a_bad_document_is_known_by_its_identity(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct row row = device_append(a, device_review(7, 3));
	uint64_t other = row.log + 1;

	(void)state;
	STORE_TX(tx);
	assert_int_equal(store_begin(b->store, &tx, &b->err), 0);
	assert_int_equal(place_apply(b->store, &row, &b->err), PLACE_NEW);
	assert_int_equal(place_apply_raw(b->store, row.log, 2, STR("x"), "bad", &b->err), 0);
	row.log = other;
	assert_int_equal(place_apply(b->store, &row, &b->err), PLACE_DOUBLE);
	assert_int_equal(store_commit(&tx, &b->err), 0);
	device_free(a);
	device_free(b);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(audit__row_missing_amid_a_log_is_given_back_within_a_week),
		CASE(audit__own_row_missing_is_offered_again),
		CASE(audit__half_a_year_sees_every_old_row),
		CASE(audit__half_a_year_sees_every_old_row_of_a_log_that_grows),
		CASE(audit__other_row_at_a_place_is_taken_and_ours_sent_again),
		CASE(audit__row_that_another_has_sent_again_is_not_sent_twice),
		CASE(audit__quarantined_place_takes_what_the_server_has),
		CASE(audit__quarantine_is_read_again_with_another_key),
		CASE(audit__log_of_bad_documents_is_asked_once_a_week),
		CASE(audit__round_that_was_cut_goes_on),
		CASE(audit__row_before_a_bad_document_is_known_by_its_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
