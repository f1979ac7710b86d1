/* SPDX-License-Identifier: MIT
 * The store: transactions, identity, registers, notes, places and forks, on real files. */
#include "schema/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "schema/cards.h"
#include "schema/db.h"
#include "schema/stale.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

struct revisions {
	char order[8];
	size_t count;
};

static int count_revision(void *ctx, const struct row *row, struct err *err)
{
	struct revisions *seen = ctx;

	(void)err;
	seen->order[seen->count++] = (char)('0' + row->note.g);
	return 0;
}

static int64_t rows_of(struct device *d)
{
	struct log_counts counts;

	assert_int_equal(log_counts(d->store, &counts, &d->err), 0);
	return counts.rows;
}

static void store__rows_are_numbered_without_holes_and_grow_in_time(void **state)
{
	struct device *d = device_new(1);
	struct row a, b;

	(void)state;
	a = device_append(d, device_review(7, 3));
	b = device_append(d, device_review(7, 1));
	assert_int_equal(a.n, 1);
	assert_int_equal(b.n, 2);
	assert_true(b.log == a.log && b.origin == a.origin);
	assert_int_equal(b.at, a.at + 1);
	device_free(d);
}

static void store__rolled_back_row_leaves_nothing(void **state)
{
	struct device *d = device_new(1);
	struct row row = device_review(7, 3);

	(void)state;
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(log_append(d->store, &row, &d->err), 0);
	}
	assert_int_equal(rows_of(d), 0);
	assert_int_equal(device_append(d, device_review(7, 3)).n, 1);
	assert_int_equal(rows_of(d), 1);
	device_free(d);
}

static void store__every_kind_reads_back_as_it_was_written(void **state)
{
	struct device *d = device_new(1);
	struct arena arena = {0};

	(void)state;
	for (int kind = 1; row_shape(kind); kind++) {
		const struct row_shape *shape = row_shape(kind);
		struct row row = {.kind = (enum row_kind)kind, .card = row_has_card(kind) ? 99 : 0, .z = 60},
			   back;
		struct str items[] = {STR("one"), STR(""), STR("t\xc3\xa9st")};
		struct buf before = {0}, after = {0};

		if (kind == ROW_NOTE_KIND)
			continue; /* its cards need a type: the note tests below */
		for (size_t i = 0; i < shape->count; i++) {
			if (shape->field[i].type == ROW_INT)
				*row_int(&row, &shape->field[i]) = (int64_t)i * 1234567 - 1000;
			else if (shape->field[i].type == ROW_TEXT)
				*row_text(&row, &shape->field[i]) = items[2];
			else
				*row_list(&row, &shape->field[i]) = (struct row_list){items, 3};
		}
		row = device_append(d, row);
		assert_int_equal(log_find(d->store, row.origin, row.at, &back, &arena, &d->err), 0);
		row_put_body(&before, &row);
		row_put_body(&after, &back);
		assert_true(str_eq(buf_str(&before), buf_str(&after)));
		assert_true(row_hash(&row, STR("me"), STR("")) == row_hash(&back, STR("me"), STR("")));
		buf_fini(&before);
		buf_fini(&after);
	}
	arena_fini(&arena);
	device_free(d);
}

static void store__undo_and_redo_walk_back_and_forth(void **state)
{
	struct device *d = device_new(1);
	struct arena arena = {0};
	struct row a, b, undo = {.kind = ROW_UNDO_KIND, .card = 7};
	struct undoable action;
	struct log_counts counts;

	(void)state;
	a = device_append(d, device_review(7, 3));
	b = device_append(d, device_review(7, 4));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(log_last_action(d->store, false, &action, &arena, &d->err), 0);
		assert_int_equal(action.row.at, i ? a.at : b.at);
		undo.undo = (struct row_undo){(int64_t)action.row.origin, action.row.at, 1, 0};
		device_append(d, undo);
	}
	assert_int_equal(log_last_action(d->store, false, &action, &arena, &d->err), 1);
	assert_int_equal(log_counts(d->store, &counts, &d->err), 0);
	assert_int_equal(counts.answers, 0);
	for (int i = 0; i < 2; i++) { /* the one undone last comes back first */
		assert_int_equal(log_last_action(d->store, true, &action, &arena, &d->err), 0);
		assert_int_equal(action.row.at, i ? b.at : a.at);
		undo.undo = (struct row_undo){(int64_t)action.row.origin, action.row.at, 0, 0};
		device_append(d, undo);
	}
	assert_int_equal(log_last_action(d->store, true, &action, &arena, &d->err), 1);
	assert_int_equal(log_counts(d->store, &counts, &d->err), 0);
	assert_int_equal(counts.answers, 2);
	arena_fini(&arena);
	device_free(d);
}

static void store__setting_with_the_greater_g_wins_in_any_order(void **state)
{
	struct device *a = device_new(1), *b = device_new(2), *c = device_new(3);
	struct buf value = {0};

	(void)state;
	for (int i = 0; i < 3; i++) /* a says it three times, b once, later by the clock */
		device_set(a, "limit", i == 2 ? "a3" : "a");
	b->clock.wall_ms += DAY_MS;
	device_set(b, "limit", "b");
	device_sync(b, c);
	device_sync(a, c);
	device_sync(a, b);
	device_sync(b, a);
	struct device *all[] = {a, b, c};
	for (int i = 0; i < 3; i++) {
		buf_clear(&value);
		assert_int_equal(setting_get(all[i]->store, "limit", &value, &all[i]->err), 0);
		assert_string_equal(buf_z(&value), "a3");
		device_free(all[i]);
	}
	buf_fini(&value);
}

static void store__second_copy_of_a_log_changes_nothing(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct copying copied;

	(void)state;
	device_put_note(a, 5, "D", "front", "back");
	device_append(a, device_review(7, 3));
	copied = device_sync(a, b);
	assert_int_equal(copied.outcome[PLACE_NEW], 2);
	copied = device_sync(a, b);
	assert_int_equal(copied.outcome[PLACE_HELD], 2);
	assert_int_equal(rows_of(b), 2);
	device_free(a);
	device_free(b);
}

static void store__row_at_a_second_place_is_the_same_row(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct arena arena = {0};
	struct row row, back;
	struct row other;

	(void)state;
	row = device_append(a, device_review(7, 3));
	device_sync(a, b);
	other = row;
	other.log = 4711;
	other.n = 1;
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(b->store, &tx, &b->err), 0);
		assert_int_equal(place_apply(b->store, &other, &b->err), PLACE_DOUBLE);
		assert_int_equal(store_commit(&tx, &b->err), 0);
	}
	assert_int_equal(rows_of(b), 1);
	assert_int_equal(place_get(b->store, 4711, 1, &back, &arena, &b->err), 0);
	assert_true(row_hash(&back, STR("me"), STR("")) == row_hash(&other, STR("me"), STR("")));
	arena_fini(&arena);
	device_free(a);
	device_free(b);
}

static void store__place_beyond_the_next_is_refused(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct row row;

	(void)state;
	device_append(a, device_review(7, 3));
	row = device_append(a, device_review(7, 3));
	STORE_TX(tx);
	assert_int_equal(store_begin(b->store, &tx, &b->err), 0);
	assert_int_equal(place_apply(b->store, &row, &b->err), -1);
	store_end(&tx);
	device_free(a);
	device_free(b);
}

static void store__fork_moves_the_rows_behind_it_to_a_new_log(void **state)
{
	struct device *d = device_new(1);
	struct arena arena = {0};
	struct row rows[4], back;
	struct mark own;

	(void)state;
	for (int i = 0; i < 4; i++)
		rows[i] = device_append(d, device_review(7, i + 1));
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(mark_fork(d->store, 2, &d->err), 0);
		assert_int_equal(mark_own(d->store, &own, &d->err), 0);
		assert_int_equal(store_commit(&tx, &d->err), 0);
	}
	assert_true(own.log != rows[0].log);
	assert_int_equal(own.last, 2);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(log_find(d->store, rows[i].origin, rows[i].at, &back, &arena, &d->err), 0);
		assert_true(back.log == (i < 2 ? rows[0].log : own.log));
		assert_int_equal(back.n, i < 2 ? i + 1 : i - 1);
		assert_int_equal(back.review.rating, i + 1);
	}
	assert_int_equal(device_append(d, device_review(7, 3)).n, 3);
	arena_fini(&arena);
	device_free(d);
}

static void store__clock_row_moves_its_origins_rows_in_time(void **state)
{
	struct device *d = device_new(1);
	struct arena arena = {0};
	struct row row, back, fix = {.kind = ROW_CLOCK_KIND};

	(void)state;
	row = device_append(d, device_review(7, 3));
	fix.clock.of = (int64_t)row.origin;
	fix.clock.ms = -2 * (int64_t)DAY_MS;
	device_append(d, fix);
	assert_int_equal(log_find(d->store, row.origin, row.at, &back, &arena, &d->err), 0);
	assert_int_equal(back.at, row.at);
	assert_int_equal(back.t, row.at - 2 * (int64_t)DAY_MS);
	arena_fini(&arena);
	device_free(d);
}

static void store__two_connections_share_one_log(void **state)
{
	struct device *d = device_new(1), second = *d;
	struct row a, b, c;

	(void)state;
	rng_seed(&second.rng, 9);
	device_open(&second);
	a = device_append(d, device_review(7, 3));
	b = device_append(&second, device_review(7, 3));
	c = device_append(d, device_review(7, 3));
	assert_true(a.log == b.log && a.log == c.log);
	assert_true(a.origin != b.origin && a.origin == c.origin);
	assert_int_equal(b.n, 2);
	assert_int_equal(c.n, 3);
	assert_true(b.at > a.at && c.at > b.at);
	store_close(second.store);
	device_free(d);
}

static void store__note_put_twice_is_kept_and_edited_is_changed(void **state)
{
	struct device *d = device_new(1);
	struct content_counts counts;

	(void)state;
	assert_int_equal(device_put_note(d, 5, "A::B", "front", "back"), NOTE_NEW);
	assert_int_equal(device_put_note(d, 5, "A::B", "front", "back"), NOTE_KEPT);
	assert_int_equal(device_put_note(d, 5, "A::B", "front", "other"), NOTE_CHANGED);
	assert_int_equal(rows_of(d), 2);
	assert_int_equal(content_counts(d->store, &counts, &d->err), 0);
	assert_int_equal(counts.notes, 1);
	assert_int_equal(counts.cards, 1);
	device_free(d);
}

static void store__note_history_survives_and_travels(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct arena arena = {0};
	struct revisions seen = {0};
	struct note note;

	(void)state;
	device_put_note(a, 5, "D", "front", "first");
	device_put_note(a, 5, "D", "front", "second");
	device_sync(a, b);
	assert_int_equal(note_find(b->store, 5, &note, &arena, &b->err), 0);
	assert_true(str_is(note.fields.item[1], "second"));
	assert_int_equal(note_each_revision(b->store, 5, count_revision, &seen, &b->err), 0);
	assert_string_equal(seen.order, "21");
	arena_fini(&arena);
	device_free(a);
	device_free(b);
}

static void store__edit_beats_a_deletion_that_had_not_seen_it(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct arena arena = {0};
	struct note note;

	(void)state;
	device_put_note(a, 5, "D", "front", "first");
	device_sync(a, b);
	device_put_note(a, 5, "D", "front", "edited");
	b->clock.wall_ms += DAY_MS;
	device_remove_note(b, 5);
	assert_int_equal(note_find(b->store, 5, &note, &arena, &b->err), 1);
	device_sync(a, b);
	device_sync(b, a);
	struct device *both[] = {a, b};
	for (int i = 0; i < 2; i++) {
		struct card card;

		assert_int_equal(note_find(both[i]->store, 5, &note, &arena, &both[i]->err), 0);
		assert_true(str_is(note.fields.item[1], "edited"));
		assert_int_equal(card_find(both[i]->store, hash_card_uid(5, 0), &card, &both[i]->err), 0);
		assert_int_equal(card.queue, QUEUE_NEW);
		device_free(both[i]);
	}
	arena_fini(&arena);
}

/* Two edits of one revision: the later one wins, until a clock row says that its clock was ahead. */
static void store__clock_row_decides_between_edits(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct row probe, fix = {.kind = ROW_CLOCK_KIND};
	struct arena arena = {0};
	struct note note;

	(void)state;
	device_put_note(a, 5, "D", "front", "first");
	device_sync(a, b);
	b->clock.wall_ms += DAY_MS;
	device_put_note(b, 5, "D", "front", "clock ahead");
	probe = device_append(b, device_review(7, 3));
	a->clock.wall_ms += HOUR_MS;
	device_put_note(a, 5, "D", "front", "later in truth");
	fix.clock.of = (int64_t)probe.origin;
	fix.clock.ms = -(int64_t)DAY_MS;
	device_sync(a, b);
	assert_int_equal(note_find(b->store, 5, &note, &arena, &b->err), 0);
	assert_str(note.fields.item[1], "clock ahead");
	device_append(b, fix);
	device_sync(b, a);
	struct device *both[] = {a, b};
	for (int i = 0; i < 2; i++) {
		assert_int_equal(note_find(both[i]->store, 5, &note, &arena, &both[i]->err), 0);
		assert_str(note.fields.item[1], "later in truth");
		device_free(both[i]);
	}
	arena_fini(&arena);
}

static void device_fold(struct device *d, const struct card *card)
{
	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(card_set(d->store, card, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static void store__rows_may_come_before_their_card(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct card card;
	uint64_t uid = hash_card_uid(5, 0), stale;

	(void)state;
	device_append(a, device_review(uid, 3));
	device_sync(a, b);
	assert_int_equal(card_find(b->store, uid, &card, &b->err), 0);
	assert_int_equal(card.queue, QUEUE_ABSENT);
	assert_int_equal(stale_next(b->store, &stale, &b->err), 0);
	device_fold(b, &card); /* as study does: it stays absent, and is marked again when its note comes */
	assert_int_equal(stale_next(b->store, &stale, &b->err), 1);
	device_put_note(b, 5, "D", "front", "back");
	assert_int_equal(card_find(b->store, uid, &card, &b->err), 0);
	assert_int_equal(card.queue, QUEUE_NEW);
	assert_true(card.stale);
	assert_int_equal(stale_next(b->store, &stale, &b->err), 0);
	assert_true(stale == uid);
	device_free(a);
	device_free(b);
}

static void store__copied_file_takes_a_new_log(void **state)
{
	struct device *d = device_new(1), copy = *d;
	char command[256];
	struct row a, b;

	(void)state;
	a = device_append(d, device_review(7, 3));
	store_checkpoint(d->store);
	snprintf(copy.path, sizeof(copy.path), "%s/copy.db", d->dir);
	snprintf(command, sizeof(command), "cp %s %s", d->path, copy.path);
	assert_int_equal(system(command), 0);
	rng_seed(&copy.rng, 2);
	device_open(&copy);
	b = device_append(&copy, device_review(7, 3));
	assert_true(a.log != b.log);
	assert_int_equal(b.n, 1);
	store_close(copy.store);
	snprintf(command, sizeof(command), "rm -f %s*", copy.path);
	assert_int_equal(system(command), 0);
	device_free(d);
}

static void refuse_after(struct device *d, const char *sql, const char *sentence)
{
	assert_int_equal(db_exec(d->store, sql, &d->err), 0);
	store_close(d->store);
	d->store = NULL;
	assert_int_equal(store_open(&d->store, d->path, &d->clock, &d->rng, &d->err), -1);
	assert_int_equal(d->err.kind, ERR_STORE);
	assert_non_null(strstr(d->err.text, sentence));
}

/* SQLite would make a number of it in a column of another type: a learner "007" would be "7" from then on. */
static void store__facts_of_digits_stay_text(void **state)
{
	static const char *const given[] = {"007", " 42", "1e3", "9223372036854775808", "anna"};
	struct device *d = device_new(1);
	struct buf value = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		STORE_TX(tx);

		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(meta_set_text(d->store, META_LEARNER, str_of(given[i]), &d->err), 0);
		assert_int_equal(store_commit(&tx, &d->err), 0);
		buf_clear(&value);
		assert_int_equal(meta_get_text(d->store, META_LEARNER, &value, &d->err), 0);
		assert_string_equal(buf_z(&value), given[i]);
	}
	buf_fini(&value);
	device_free(d);
}

static void store__newer_version_is_refused(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	refuse_after(d, "PRAGMA user_version = 99", "newer cairn");
	device_free(d);
}

static void store__file_of_another_program_is_refused(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	refuse_after(d, "PRAGMA application_id = 5", "another program");
	device_free(d);
}

static void store__file_that_is_no_database_is_refused_and_stays(void **state)
{
	struct device *d = device_new(1);
	static const char text[] =
		"these are the notes of somebody who keeps them in a text file, which is not a database";
	char back[sizeof(text)] = "";
	FILE *file;

	(void)state;
	store_close(d->store);
	d->store = NULL;
	file = fopen(d->path, "w");
	assert_int_equal(fwrite(text, sizeof(text), 1, file), 1);
	fclose(file);
	assert_int_equal(store_open(&d->store, d->path, &d->clock, &d->rng, &d->err), -1);
	assert_non_null(strstr(d->err.text, "not a cairn store"));
	file = fopen(d->path, "r");
	assert_int_equal(fread(back, sizeof(back), 1, file), 1);
	fclose(file);
	assert_string_equal(back, text);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(store__rows_are_numbered_without_holes_and_grow_in_time),
		cmocka_unit_test(store__rolled_back_row_leaves_nothing),
		cmocka_unit_test(store__every_kind_reads_back_as_it_was_written),
		cmocka_unit_test(store__undo_and_redo_walk_back_and_forth),
		cmocka_unit_test(store__setting_with_the_greater_g_wins_in_any_order),
		cmocka_unit_test(store__second_copy_of_a_log_changes_nothing),
		cmocka_unit_test(store__row_at_a_second_place_is_the_same_row),
		cmocka_unit_test(store__place_beyond_the_next_is_refused),
		cmocka_unit_test(store__fork_moves_the_rows_behind_it_to_a_new_log),
		cmocka_unit_test(store__clock_row_moves_its_origins_rows_in_time),
		cmocka_unit_test(store__two_connections_share_one_log),
		cmocka_unit_test(store__note_put_twice_is_kept_and_edited_is_changed),
		cmocka_unit_test(store__note_history_survives_and_travels),
		cmocka_unit_test(store__edit_beats_a_deletion_that_had_not_seen_it),
		cmocka_unit_test(store__clock_row_decides_between_edits),
		cmocka_unit_test(store__rows_may_come_before_their_card),
		cmocka_unit_test(store__copied_file_takes_a_new_log),
		cmocka_unit_test(store__facts_of_digits_stay_text),
		cmocka_unit_test(store__newer_version_is_refused),
		cmocka_unit_test(store__file_of_another_program_is_refused),
		cmocka_unit_test(store__file_that_is_no_database_is_refused_and_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
