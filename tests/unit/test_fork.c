/* SPDX-License-Identifier: MIT
 * Rows that get other keys, at a fork and where a server has another row in their place: all that names them follows, and what
 * was one action of the learner is taken back as one, or not at all. */
#include <stdio.h>
#include <string.h>

#include "schema/brought.h"
#include "schema/store_priv.h"
#include "schema/takeout.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { NOTE = 17, CARDS = 4 };
#define KEY(alias, n) (INT64_C(alias) << LOG_N_BITS | (n))

static void run(struct device *d, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db_handle(d->store), sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
}

static int64_t look_up(struct device *d, const char *sql)
{
	sqlite3_stmt *one;
	int64_t value;

	assert_int_equal(sqlite3_prepare_v2(db_handle(d->store), sql, -1, &one, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(one), SQLITE_ROW);
	value = sqlite3_column_int64(one, 0);
	sqlite3_finalize(one);
	return value;
}

static void fork_at(struct device *d, int64_t last)
{
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(mark_fork(d->store, last, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* The columns of whole numbers with a value from low to high, "table.column " each, and in *named those that are called
 * `row`. */
static void list_columns(struct device *d, int64_t low, int64_t high, struct buf *out, struct buf *named)
{
	sqlite3_stmt *all;

	assert_int_equal(sqlite3_prepare_v2(db_handle(d->store),
					    "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
					    "WHERE m.type = 'table' AND c.type = 'INTEGER' ORDER BY 1, 2",
					    -1, &all, NULL),
			 SQLITE_OK);
	while (sqlite3_step(all) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(all, 0), *column = (const char *)sqlite3_column_text(all, 1);
		char sql[200];

		snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE \"%s\" BETWEEN %lld AND %lld", table, column,
			 (long long)low, (long long)high);
		if (look_up(d, sql))
			buf_addf(out, "%s.%s ", table, column);
		if (!strcmp(column, "row"))
			buf_addf(named, "%s.row ", table);
	}
	sqlite3_finalize(all);
}

static void assert_named(struct buf *named, const char *columns)
{
	struct str rest = buf_str(named), one;

	while (str_cut(&rest, ' ', &one))
		if (one.len) {
			char word[80];

			snprintf(word, sizeof word, "%.*s ", STR_FMT(one));
			if (!strstr(columns, word))
				fail_msg("%s holds rows and is not looked at here", word);
		}
}

/* Every column that holds a row's key. One that is added: here, in rows_move and in LOOSE_ENDS. */
static const char every[] = "brought.row contested.row deed.first deed.last note.row place.id place.row raw.id row.id type.row "
			    "undone.row ";

/* A line of each table that names rows, all about `key`. */
static void name_everywhere(struct device *d, int64_t key)
{
	char sql[1000];

	snprintf(sql, sizeof sql,
		 "CREATE TEMP TABLE k AS SELECT %lld AS k; INSERT INTO place SELECT k, k FROM k; INSERT INTO raw SELECT k, x'00', '' FROM k; INSERT INTO undone SELECT k FROM k; "
		 "INSERT INTO deed SELECT k, k, 'suspend 1 card' FROM k; INSERT INTO type SELECT 1, k, 0 FROM k; "
		 "INSERT INTO contested SELECT k, 1, 0 FROM k; "
		 "INSERT INTO note(uid, type, deck, tags, fields, row) SELECT 1, 1, 1, '', '', k FROM k; "
		 "INSERT INTO brought(note, mod, sum, number, type, row) SELECT 1, 0, 0, 0, 0, k FROM k; DROP TABLE k",
		 (long long)key);
	run(d, sql);
}

static void fork__every_column_that_holds_a_row_follows_it(void **state)
{
	struct device *d = device_new(1);
	struct buf before = {0}, old = {0}, after = {0}, named = {0};

	(void)state;
	device_append(d, device_review(7, 3));
	fork_at(d, 1); /* the keys of the first log are as small as other numbers */
	for (int i = 1; i <= 4; i++)
		device_append(d, device_review(7, i));
	name_everywhere(d, KEY(1, 3));
	list_columns(d, KEY(1, 3), KEY(1, 4), &before, &named);
	assert_string_equal(buf_z(&before), every);
	assert_named(&named, every);
	fork_at(d, 2);
	list_columns(d, KEY(1, 3), KEY(1, 4), &old, &named);
	assert_string_equal(buf_z(&old), "");
	list_columns(d, KEY(2, 1), KEY(2, 2), &after, &named);
	assert_string_equal(buf_z(&after), every);
	buf_fini(&before);
	buf_fini(&old);
	buf_fini(&after);
	buf_fini(&named);
	device_free(d);
}

static void fork__what_names_a_row_that_is_not_there_is_found(void **state)
{
	struct device *d = device_new(1);
	struct buf found = {0};

	(void)state;
	device_append(d, device_review(7, 3));
	name_everywhere(d, KEY(5, 3));
	{
		DB_USE(use, d->store, LOOSE_ENDS);
		while (db_step(&use, &d->err) == 1)
			if (db_int(&use, "n"))
				buf_addf(&found, "%.*s ", STR_FMT(db_text(&use, "what")));
	}
	assert_string_equal(buf_z(&found), "place.row undone.row deed.first deed.last type.row note.row brought.row contested.row ");
	buf_fini(&found);
	device_free(d);
}

static int take_same(void *ctx, const struct takeout_note *note, struct err *err)
{
	(void)err;
	*(bool *)ctx = note->brought && note->same;
	return 0;
}

static bool is_as_it_came(struct device *d)
{
	bool same = false;

	assert_int_equal(takeout_each_note(d->store, take_same, &same, &d->err), 0);
	return same;
}

static void fork__note_is_still_as_it_came_in_a_package(void **state)
{
	struct device *d = device_new(1);
	struct brought_note came = {.mod = 5, .sum = 9, .html = STR("<b>front</b>\x1f" "back"), .guid = STR("g"), .number = 1, .type = 2};

	(void)state;
	device_put_note(d, NOTE, "A", "**front**", "back");
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(brought_note_set(d->store, NOTE, &came, &d->err), 0);
		assert_int_equal(store_commit(&tx, &d->err), 0);
	}
	assert_true(is_as_it_came(d));
	fork_at(d, 0);
	assert_true(is_as_it_came(d));
	device_put_note(d, NOTE, "A", "front", "back");
	assert_false(is_as_it_came(d));
	device_free(d);
}

static struct row suspend_cards(struct device *d)
{
	struct row row = {0};
	struct deed deed;
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(deed_begin(d->store, &deed, &d->err), 0);
	for (uint64_t card = 1; card <= CARDS; card++) {
		row = (struct row){.kind = ROW_SUSPEND_KIND, .card = card};
		row.suspend.value = 1;
		assert_int_equal(log_append(d->store, &row, &d->err), 0);
	}
	assert_int_equal(deed_end(d->store, &deed, STR("suspend 4 cards"), &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	return row;
}

/* How many rows undo (or redo) is about; 0: there is nothing to take back. */
static int64_t rows_of_last_action(struct device *d, bool undone)
{
	struct arena arena = {0};
	struct undoable action;
	int rc = log_last_action(d->store, undone, &action, &arena, &d->err);

	arena_fini(&arena);
	if (rc < 0)
		fail_msg("%s", d->err.text);
	return rc ? 0 : action.last - action.first + 1;
}

/* As undo does: the last row first. */
static void take_back(struct device *d, const struct row *last)
{
	struct deed deed;
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(deed_begin(d->store, &deed, &d->err), 0);
	for (int64_t n = last->n; n > last->n - CARDS; n--) {
		struct arena arena = {0};
		struct row row, undo = {.kind = ROW_UNDO_KIND};

		assert_int_equal(place_get(d->store, last->log, n, &row, &arena, &d->err), 0);
		undo.card = row.card;
		undo.undo = (struct row_undo){.target_origin = (int64_t)row.origin, .target_at = row.at, .on = 1};
		assert_int_equal(log_append(d->store, &undo, &d->err), 0);
		arena_fini(&arena);
	}
	assert_int_equal(deed_end(d->store, &deed, STR("suspend 4 cards"), &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static void fork__action_is_taken_back_whole_or_not_at_all(void **state)
{
	(void)state;
	for (int64_t last = 0; last <= CARDS; last++) {
		struct device *d = device_new(1);

		suspend_cards(d);
		assert_int_equal(rows_of_last_action(d, false), CARDS);
		fork_at(d, last);
		assert_int_equal(rows_of_last_action(d, false), last ? 0 : CARDS);
		assert_int_equal(look_up(d, "SELECT coalesce(max(last), 0) FROM deed WHERE last < 1 << 40"), last);
		device_append(d, device_review(7, 3));
		assert_int_equal(rows_of_last_action(d, false), 1);
		device_free(d);
	}
}

static void fork__action_is_done_again_whole_or_not_at_all(void **state)
{
	(void)state;
	for (int64_t last = 0; last <= 2 * CARDS; last++) {
		struct device *d = device_new(1);
		struct row row = suspend_cards(d);

		take_back(d, &row);
		assert_int_equal(rows_of_last_action(d, true), CARDS);
		fork_at(d, last);
		assert_int_equal(rows_of_last_action(d, true), last == 0 || last == CARDS ? CARDS : 0);
		assert_int_equal(rows_of_last_action(d, false), 0);
		device_free(d);
	}
}

/* The server's row of that place, whatever stood there. */
static void take_over(struct device *d, uint64_t log, int64_t n)
{
	struct row row = {.kind = ROW_REVIEW_KIND, .log = log, .n = n, .origin = 99, .at = 1763000000000 + n, .card = 8};
	uint64_t leans;
	STORE_TX(tx);

	row.review.rating = 3;
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(place_take_over(d->store, &row, &leans, &d->err), PLACE_NEW);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* Rows of an old log that go to the end of the own one are not what the learner did last. */
static void fork__row_that_left_its_place_is_no_action(void **state)
{
	(void)state;
	for (int64_t n = 1; n <= CARDS + 1; n++) {
		struct device *d = device_new(1);
		struct row row = suspend_cards(d), answer = device_append(d, device_review(7, 3));

		fork_at(d, answer.n);
		take_over(d, row.log, n);
		assert_int_equal(rows_of_last_action(d, false), 0);
		device_append(d, device_review(7, 3));
		assert_int_equal(rows_of_last_action(d, false), 1);
		device_free(d);
	}
}

static void fork__action_that_lost_a_row_is_not_done_again(void **state)
{
	(void)state;
	for (int64_t n = 1; n <= CARDS; n++) {
		struct device *d = device_new(1);
		struct row row = suspend_cards(d);

		fork_at(d, CARDS);
		take_back(d, &row);
		assert_int_equal(rows_of_last_action(d, true), CARDS);
		take_over(d, row.log, n);
		assert_int_equal(rows_of_last_action(d, true), 0);
		device_free(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fork__every_column_that_holds_a_row_follows_it),
		cmocka_unit_test(fork__what_names_a_row_that_is_not_there_is_found),
		cmocka_unit_test(fork__note_is_still_as_it_came_in_a_package),
		cmocka_unit_test(fork__action_is_taken_back_whole_or_not_at_all),
		cmocka_unit_test(fork__action_is_done_again_whole_or_not_at_all),
		cmocka_unit_test(fork__row_that_left_its_place_is_no_action),
		cmocka_unit_test(fork__action_that_lost_a_row_is_not_done_again),
	};

	return cmocka_run_group_tests_name("fork", tests, NULL, NULL);
}
