/* SPDX-License-Identifier: MIT
 * What stands at a server that should not: holes, bad and newer documents, other learners' and forged rows, stones. */
#include <stdlib.h>

#include "base/hash.h"
#include "sync/mongo/place.h"
#include "tests/unit/meeting.h"
#include "tests/unit/unit.h"

static void drop_number(struct device *d, int64_t n)
{
	struct mark own;
	char id[PLACE_MAX];
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(mark_own(d->store, &own, &d->err), 0);
	place_put(id, STR("ada"), own.log, n);
	fake_drop(&meeting, "rows", id);
}

static void odd_server__hole_stops_its_log_until_its_writer_fills_it(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;

	(void)state;
	meeting_answer(a, 10);
	meeting_sync(a);
	drop_number(a, 4);
	news = meeting_sync(b);
	assert_int_equal(news.pulled, 3);
	assert_int_equal(news.holes, 1);
	drop_number(a, 10); /* its last safe row is gone as well: everything is offered again */
	meeting_sync(a);
	meeting_sync(b);
	meeting_assert_same(a, b, 10);
	device_free(a);
	device_free(b);
}

static void odd_server__hole_that_stands_long_enough_is_passed(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	int64_t count;

	(void)state;
	meeting_answer(a, 10);
	meeting_sync(a);
	drop_number(a, 4);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(meeting_sync(b).holes, 1);
		free(meeting_rows(b, &count));
		assert_int_equal(count, 3);
		b->clock.wall_ms += DAY_MS;
	}
	meeting_sync(b);
	free(meeting_rows(b, &count));
	assert_int_equal(count, 9);
	device_free(a);
	device_free(b);
}

static void odd_server__bad_documents_take_their_number_and_stop_nothing(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;
	struct mark own;
	char id[PLACE_MAX];
	bson_t *doc;
	int64_t raws;

	(void)state;
	meeting_answer(a, 6);
	meeting_sync(a);
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(a->store, &tx, &a->err), 0);
		assert_int_equal(mark_own(a->store, &own, &a->err), 0);
	}
	place_put(id, STR("ada"), own.log, 3);
	doc = bson_new();
	bson_append_utf8(doc, "_id", -1, id, -1);
	bson_append_utf8(doc, "k", -1, "review", -1);
	fake_put(&meeting, "rows", doc);
	fake_put(&meeting, "rows", BCON_NEW("_id", BCON_UTF8("ada/what/ever")));
	news = meeting_sync(b);
	assert_int_equal(news.pulled, 5);
	assert_int_equal(news.bad, 1);
	assert_int_equal(news.foreign, 1);
	assert_int_equal(raw_count(b->store, &raws, &b->err), 0);
	assert_int_equal(raws, 1);
	assert_int_equal(meeting_sync(b).bad, 0);
	device_free(a);
	device_free(b);
}

/* A row of a later version is kept whole, and repaired from that. */
static void odd_server__newer_rows_are_kept_and_given_back(void **state)
{
	struct device *b = device_new(2);
	bson_t *newer = BCON_NEW("_id", BCON_UTF8("ada/0000000000009/0000001"), "k", BCON_UTF8("duel"), "v",
				 BCON_INT32(9), "won", BCON_BOOL(true));
	bson_t *before = bson_copy(newer);

	(void)state;
	fake_put(&meeting, "rows", newer);
	assert_int_equal(meeting_sync(b).bad, 1);
	fake_drop(&meeting, "rows", NULL);
	assert_int_equal(meeting_sync(b).repaired, 1);
	assert_true(bson_equal(before, fake_get(&meeting, "rows", "ada/0000000000009/0000001")));
	bson_destroy(before);
	device_free(b);
}

static void odd_server__wrong_clock_becomes_a_row(void **state)
{
	struct device *a = device_new(1);
	struct sync_news news;
	int64_t t;

	(void)state;
	a->clock = (struct clock){0};
	meeting_answer(a, 3);
	meeting.has_clock = true;
	meeting.clock_ms = clock_wall_ms(&a->clock) + 2 * (int64_t)DAY_MS;
	news = meeting_sync(a);
	assert_int_equal(news.clock_rows, 1);
	assert_int_equal(news.pushed, 4);
	assert_int_equal(log_now(a->store, &t, &a->err), 0);
	assert_true(llabs(t - meeting.clock_ms) < 10 * MINUTE_MS ||
		    llabs(t - clock_wall_ms(&a->clock)) < 10 * MINUTE_MS);
	meeting_answer(a, 1);
	meeting.clock_ms = clock_wall_ms(&a->clock) + 2 * (int64_t)DAY_MS;
	assert_int_equal(meeting_sync(a).clock_rows, 0); /* it is known */
	meeting.clock_ms = clock_wall_ms(&a->clock) + 500;
	assert_int_equal(meeting_sync(a).clock_rows, 0);
	device_free(a);
}

static void odd_server__stone_of_erasure_stops_sending(void **state)
{
	struct device *a = device_new(1);

	(void)state;
	fake_put(&meeting, "rows", BCON_NEW("_id", BCON_UTF8("ada/~erased")));
	meeting_answer(a, 3);
	assert_true(meeting_sync(a).erased);
	assert_int_equal(meeting.inserts, 0);
	assert_int_equal(meeting_waiting(a), 3);
	fake_drop(&meeting, "rows", "ada/~erased"); /* a server set back to before the erasure */
	assert_true(meeting_sync(a).erased);
	assert_int_equal(meeting.inserts, 0);
	device_free(a);
}

static void go_on_as(struct device *d, const char *learner)
{
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(mark_rename(d->store, str_of(learner), &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static void odd_server__learner_goes_on_under_a_new_name_with_all_rows_held(void **state)
{
	struct device *a = device_new(1), *b = device_new(2), *c = device_new(3);
	struct sync_news news;

	(void)state;
	meeting_answer(a, 3);
	meeting_answer(b, 4);
	meeting_sync(a);
	meeting_sync(b);
	meeting_sync(a);
	fake_drop(&meeting, "rows", NULL);
	fake_put(&meeting, "rows", BCON_NEW("_id", BCON_UTF8("ada/~erased")));
	assert_true(meeting_sync(a).erased);
	go_on_as(a, "bea");
	assert_int_equal(meeting_sync_as(a, "bea", "", &news), 0);
	assert_int_equal(news.pushed, 3);
	assert_int_equal(news.repaired, 4);
	assert_int_equal(meeting_waiting(a), 0);
	assert_int_equal(meeting_sync_as(c, "bea", "", &news), 0);
	assert_int_equal(news.pulled, 7);
	meeting_assert_same(a, c, 7);
	assert_true(meeting_sync(b).erased);
	go_on_as(b, "bea"); /* its places are there already, with the bytes that it would send */
	assert_int_equal(meeting_sync_as(b, "bea", "", &news), 0);
	assert_int_equal(news.forks, 0);
	assert_int_equal(meeting_waiting(b), 0);
	meeting_assert_same(a, b, 7);
	device_free(a);
	device_free(b);
	device_free(c);
}

static void odd_server__learners_of_one_collection_do_not_meet(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct str names[8];
	struct arena arena = {0};
	struct sync_news news;
	size_t count;

	(void)state;
	meeting_answer(a, 3);
	meeting_answer(b, 4);
	meeting_sync(a);
	assert_int_equal(meeting_sync_as(b, "ada-2", "", &news), 0);
	assert_int_equal(news.pulled, 0);
	assert_int_equal(news.pushed, 4);
	fake_put(&meeting, "rows", BCON_NEW("_id", BCON_UTF8("NOT/a/name")));
	fake_put(&meeting, "rows", BCON_NEW("_id", BCON_UTF8("zoe")));
	assert_int_equal(sync_names(&meeting.net, names, 8, &count, &arena, &a->err), 0);
	assert_int_equal(count, 2);
	assert_str(names[0], "ada-2"); /* "-" stands before "/" */
	assert_str(names[1], "ada");
	arena_fini(&arena);
	device_free(a);
	device_free(b);
}

static void odd_server__rows_forged_without_the_key_are_not_taken(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct sync_news news;

	(void)state;
	meeting_answer(a, 3);
	meeting_sync(a);
	assert_int_equal(meeting_sync_as(b, "ada", "a key of 16 bytes or more", &news), 0);
	assert_int_equal(news.pulled, 0);
	assert_int_equal(news.bad, 3);
	device_free(a);
	device_free(b);
}

/* What a later or careless version may write: others may refuse it, but it is nobody else's row and no reason
 * to fork. */
static void odd_server__own_row_that_no_reader_takes_does_not_fork(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct row odd = device_review(7, 9);
	struct sync_news news;

	(void)state;
	device_append(a, odd);
	device_append(a, device_review(8, 0));
	meeting_answer(a, 2);
	news = meeting_sync(a);
	assert_int_equal(news.forks, 0);
	assert_int_equal(news.safe, 4);
	assert_int_equal(meeting_sync(a).forks, 0);
	news = meeting_sync(b);
	assert_int_equal(news.bad, 2);
	assert_int_equal(news.pulled, 2);
	device_free(a);
	device_free(b);
}

/* More logs than one find has ranges for. */
static void odd_server__hundreds_of_logs(void **state)
{
	struct device *a = device_new(1), *b;
	int64_t count;

	(void)state;
	for (int i = 0; i < 450; i++) {
		char id[PLACE_MAX];
		bson_t *doc;

		place_put(id, STR("ada"), (uint64_t)i * 7919 + 1, 1);
		doc = BCON_NEW("_id", BCON_UTF8(id), "v", BCON_INT32(7));
		fake_put(&meeting, "rows", doc);
	}
	b = device_new(2);
	meeting_answer(b, 1);
	meeting_sync(b);
	assert_int_equal(meeting_sync(a).bad, 450);
	free(meeting_rows(a, &count));
	assert_int_equal(count, 1);
	meeting.finds = 0;
	meeting_answer(b, 1);
	meeting_sync(b);
	assert_int_equal(meeting_sync(a).pulled, 1);
	device_free(a);
	device_free(b);
}

/* A log of another device, of a note type of its own. */
enum { TYPE = 99, NOTE = 31 };
#define THEN INT64_C(1763000000000)
static const struct row_codec as_ada = {{"ada", 3}, {"", 0}};

static void put_row(struct row row, uint64_t log, int64_t n)
{
	row.log = log;
	row.n = n;
	row.origin = log;
	row.at = row.t = THEN + n;
	fake_put(&meeting, "rows", row_encode(&as_ada, &row));
}

static void put_named_type(uint64_t log, int64_t n, const char *name)
{
	struct str fields[] = {STR("Front"), STR("Back")}, cards[] = {STR("Card"), STR("{{Front}}"), STR("{{Back}}")};
	struct row row = {.kind = ROW_TYPE_KIND};

	row.type = (struct row_type){.uid = TYPE, .name = str_of(name), .fields = {fields, 2}, .cards = {cards, 3}, .g = 1};
	put_row(row, log, n);
}

static void put_type(uint64_t log, int64_t n)
{
	put_named_type(log, n, "mine");
}

static void put_undo(uint64_t log, int64_t n, uint64_t of_log, int64_t of, bool on)
{
	struct row row = {.kind = ROW_UNDO_KIND};

	row.undo = (struct row_undo){.target_origin = (int64_t)of_log, .target_at = THEN + of, .on = on, .g = n};
	put_row(row, log, n);
}

static void assert_type_and_cards(struct device *d, bool known, int cards)
{
	struct content_counts counts;
	struct arena arena = {0};
	struct note_type type;

	assert_int_equal(type_find(d->store, TYPE, &type, &arena, &d->err), !known);
	assert_int_equal(content_counts(d->store, &counts, &d->err), 0);
	assert_int_equal(counts.cards, cards);
	arena_fini(&arena);
}

/* Its only revision was taken back: its cards leave, and come back with it. */
static void odd_server__type_taken_back_is_gone_until_it_is_done_again(void **state)
{
	struct str fields[] = {STR("front"), STR("back")};
	struct row note = {.kind = ROW_NOTE_KIND};
	struct device *a = device_new(1);

	(void)state;
	note.note = (struct row_note){.uid = NOTE, .type = TYPE, .deck = STR("A"), .fields = {fields, 2}, .g = 1};
	put_type(77, 1);
	put_row(note, 77, 2);
	meeting_sync(a);
	assert_type_and_cards(a, true, 1);
	put_undo(77, 3, 77, 1, true);
	meeting_sync(a);
	assert_type_and_cards(a, false, 0);
	put_undo(77, 4, 77, 1, false);
	meeting_sync(a);
	assert_type_and_cards(a, true, 1);
	device_free(a);
}

static void odd_server__type_that_comes_behind_its_undo_is_gone(void **state)
{
	struct device *a = device_new(1);

	(void)state;
	put_undo(70, 1, 77, 1, true);
	meeting_sync(a);
	put_type(77, 1);
	meeting_sync(a);
	assert_type_and_cards(a, false, 0);
	device_free(a);
}

/* Of two revisions that did not see each other the later one wins, by the corrected time. */
static void odd_server__type_is_the_later_one_when_a_clock_was_corrected(void **state)
{
	struct row clock = {.kind = ROW_CLOCK_KIND, .clock = {.of = 77, .ms = MINUTE_MS}};
	struct device *a = device_new(1);
	struct arena arena = {0};
	struct note_type type;

	(void)state;
	put_named_type(77, 1, "early");
	put_named_type(78, 1, "late"); /* of the same moment: the greater origin's */
	meeting_sync(a);
	assert_int_equal(type_find(a->store, TYPE, &type, &arena, &a->err), 0);
	assert_str(type.name, "late");
	put_row(clock, 79, 1);
	meeting_sync(a);
	assert_int_equal(type_find(a->store, TYPE, &type, &arena, &a->err), 0);
	assert_str(type.name, "early");
	arena_fini(&arena);
	device_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MEETING_CASE(odd_server__hole_stops_its_log_until_its_writer_fills_it),
		MEETING_CASE(odd_server__hole_that_stands_long_enough_is_passed),
		MEETING_CASE(odd_server__bad_documents_take_their_number_and_stop_nothing),
		MEETING_CASE(odd_server__newer_rows_are_kept_and_given_back),
		MEETING_CASE(odd_server__wrong_clock_becomes_a_row),
		MEETING_CASE(odd_server__stone_of_erasure_stops_sending),
		MEETING_CASE(odd_server__learner_goes_on_under_a_new_name_with_all_rows_held),
		MEETING_CASE(odd_server__learners_of_one_collection_do_not_meet),
		MEETING_CASE(odd_server__rows_forged_without_the_key_are_not_taken),
		MEETING_CASE(odd_server__own_row_that_no_reader_takes_does_not_fork),
		MEETING_CASE(odd_server__hundreds_of_logs),
		MEETING_CASE(odd_server__type_taken_back_is_gone_until_it_is_done_again),
		MEETING_CASE(odd_server__type_that_comes_behind_its_undo_is_gone),
		MEETING_CASE(odd_server__type_is_the_later_one_when_a_clock_was_corrected),
	};

	return cmocka_run_group_tests_name("odd_server", tests, NULL, NULL);
}
