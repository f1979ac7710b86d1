/* SPDX-License-Identifier: MIT
 * The reader of foreign databases: what is opened can be read by SELECT, and nothing else can be done with it. */
#include "sync/deck/foreign.h"

#include "base/path.h"
#include "schema/store.h"
#include "tests/unit/unit.h"

static struct buf bytes;
static struct foreign *foreign;

/* A database like any other: an empty store. */
static int open_one(void **state)
{
	struct clock clock = {.fixed = true, .wall_ms = INT64_C(1790000000000)};
	struct store *store;
	struct rng rng;
	struct err err;

	(void)state;
	rng_seed(&rng, 1);
	assert_int_equal(store_open(&store, unit_path("foreign.db"), &clock, &rng, &err), 0);
	store_close(store);
	assert_int_equal(path_read(unit_path("foreign.db"), 64 << 20, 0, &bytes, &err), 0);
	return foreign_open(&foreign, bytes.s, bytes.len, &err);
}

static int close_it(void **state)
{
	(void)state;
	foreign_close(foreign);
	buf_fini(&bytes);
	return 0;
}

static int take(void *ctx, const struct foreign_row *row, struct err *err)
{
	(void)err;
	*(int64_t *)ctx = foreign_int(row, 0);
	return 0;
}

static void foreign__select_reads(void **state)
{
	struct err err;
	int64_t value = -1;

	(void)state;
	assert_int_equal(foreign_each(foreign, "SELECT count(*) FROM note", take, &value, &err), 0);
	assert_int_equal(value, 0);
}

static void foreign__nothing_else_is_done(void **state)
{
	static const char *const statements[] = {
		"DELETE FROM note",
		"INSERT INTO meta VALUES ('a', 'b')",
		"UPDATE note SET tags = ''",
		"CREATE TABLE x(a)",
		"CREATE TEMP TABLE x(a)",
		"DROP TABLE note",
		"ATTACH ':memory:' AS x",
		"DETACH main",
		"PRAGMA query_only = OFF",
		"PRAGMA user_version",
		"BEGIN",
		"VACUUM",
		"REINDEX",
		"ANALYZE",
		"SELECT load_extension('x')",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n",
	};
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		struct err err = {0};

		if (foreign_each(foreign, statements[i], take, &value, &err) != -1)
			fail_msg("%s was done", statements[i]);
		assert_int_equal(err.kind, ERR_INPUT);
	}
}

/* A text, an expression or a statement that would take too much. */
static void foreign__nothing_is_large(void **state)
{
	static const char *const statements[] = {
		"SELECT length(zeroblob(17 * 1024 * 1024))",
		"SELECT 1+1+1+1+1+1+1+1+1+1+1+1",
		"SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4",
		"SELECT 'a' LIKE '%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%'",
	};
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		struct err err = {0};

		if (foreign_each(foreign, statements[i], take, &value, &err) != -1)
			fail_msg("%s was answered", statements[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(foreign__select_reads),
		cmocka_unit_test(foreign__nothing_else_is_done),
		cmocka_unit_test(foreign__nothing_is_large),
	};
	return cmocka_run_group_tests_name("foreign", tests, open_one, close_it);
}
