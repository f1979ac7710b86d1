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

enum { NOTE = 17 };
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
		 "INSERT INTO brought(uid, mod, sum, number, type, row) SELECT 1, 0, 0, 0, 0, k FROM k; DROP TABLE k",
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fork__every_column_that_holds_a_row_follows_it),
		cmocka_unit_test(fork__what_names_a_row_that_is_not_there_is_found),
		cmocka_unit_test(fork__note_is_still_as_it_came_in_a_package),
	};

	return cmocka_run_group_tests_name("fork", tests, NULL, NULL);
}
