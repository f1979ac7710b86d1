/* SPDX-License-Identifier: MIT
 * Foreign databases, as sqlite.org/security.html says they are to be read: no schema that is trusted, no views, no
 * triggers, small limits, an authorizer that lets SELECT pass, and an end for whatever takes too long. */
#include "sync/deck/foreign.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

enum {
	PAGE_HEAD = 100,
	STEPS_CHECK = 1000 * 1000,
	STEPS_MAX = 20 * 1000, /* checks: 2 * 10^10 instructions, minutes */
	HEAP_MAX = 256 * 1024 * 1024,
};

struct foreign {
	sqlite3 *db;
	int64_t checks;
};

struct foreign_row {
	sqlite3_stmt *stmt;
};

static int fail(struct foreign *foreign, struct err *err)
{
	if (foreign->checks >= STEPS_MAX)
		return err_set(err, ERR_INPUT, "its database takes too long to read");
	return err_set(err, ERR_INPUT, "its database cannot be read: %.200s", sqlite3_errmsg(foreign->db));
}

/* Anki's collation is not ours to repeat: names are only scanned, never looked up by its indexes. */
static int by_letters(void *ctx, int a_len, const void *a, int b_len, const void *b)
{
	int common = a_len < b_len ? a_len : b_len, order = common ? strncasecmp(a, b, (size_t)common) : 0;

	(void)ctx;
	return order ? order : (a_len > b_len) - (a_len < b_len);
}

static int on_progress(void *ctx)
{
	struct foreign *foreign = ctx;

	return ++foreign->checks >= STEPS_MAX;
}

static int only_reads(void *ctx, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)ctx, (void)a, (void)b, (void)c, (void)d;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION: return SQLITE_OK;
	}
	return SQLITE_DENY;
}

static void set_limits(sqlite3 *db)
{
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, FOREIGN_TEXT_MAX);
	sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 100 * 1000);
	sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 100);
	sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 10);
	sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 3);
	sqlite3_limit(db, SQLITE_LIMIT_VDBE_OP, 25000);
	sqlite3_limit(db, SQLITE_LIMIT_FUNCTION_ARG, 8);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50);
	sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 10);
}

/* What is odd but can be read: values of other types or none where the schema wants some, and the order of names in a
 * collation that is only a stand-in. */
static bool is_harmless(const char *finding)
{
	static const char *const known[] = {"ok", "NULL value in", "TEXT value in", "NUMERIC value in", "non-",
					    "CHECK constraint failed", "row not in PRIMARY KEY order"};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strncmp(finding, known[i], strlen(known[i])))
			return true;
	return strstr(finding, "row not in PRIMARY KEY order") != NULL;
}

/* The pages as a whole, before a row of them is believed. */
static int check_pages(struct foreign *foreign, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(foreign->db, "PRAGMA quick_check(20)", -1, &stmt, NULL), out = 0;

	while (out == 0 && (rc == SQLITE_OK || rc == SQLITE_ROW)) {
		rc = sqlite3_step(stmt);
		const char *finding = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;

		if (finding && !is_harmless(finding))
			out = err_set(err, ERR_INPUT, "its database is damaged: %.200s", finding);
	}
	if (out == 0 && rc != SQLITE_DONE)
		out = fail(foreign, err);
	sqlite3_finalize(stmt);
	return out;
}

static int set_up(struct foreign *foreign, struct err *err)
{
	sqlite3 *db = foreign->db;

	set_limits(db);
	sqlite3_hard_heap_limit64(HEAP_MAX);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_progress_handler(db, STEPS_CHECK, on_progress, foreign);
	if (sqlite3_create_collation(db, "unicase", SQLITE_UTF8, NULL, by_letters) ||
	    sqlite3_exec(db, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA query_only=ON; "
			 "SELECT 1 FROM json_each('[]')" /* declares it, which the authorizer would not allow */,
			 NULL, NULL, NULL))
		return fail(foreign, err);
	if (check_pages(foreign, err))
		return -1;
	if (sqlite3_set_authorizer(db, only_reads, NULL))
		return fail(foreign, err);
	return 0;
}

static int refuse_bytes(const char *bytes, size_t len, struct err *err)
{
	if (len < PAGE_HEAD || memcmp(bytes, "SQLite format 3", 16) != 0)
		return err_set(err, ERR_INPUT, "what should be its database is none");
	return 0;
}

int foreign_open(struct foreign **out, char *bytes, size_t len, struct err *err)
{
	struct foreign *foreign;

	if (refuse_bytes(bytes, len, err))
		return -1;
	bytes[18] = bytes[19] = 1; /* in memory there is no write-ahead log */
	foreign = mem_alloc(sizeof(*foreign));
	if (sqlite3_open_v2(":memory:", &foreign->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) ||
	    sqlite3_deserialize(foreign->db, "main", (unsigned char *)bytes, (sqlite3_int64)len,
				(sqlite3_int64)len, SQLITE_DESERIALIZE_READONLY)) {
		fail(foreign, err);
		foreign_close(foreign);
		return -1;
	}
	if (set_up(foreign, err)) {
		foreign_close(foreign);
		return -1;
	}
	*out = foreign;
	return 0;
}

void foreign_close(struct foreign *foreign)
{
	if (!foreign)
		return;
	sqlite3_close(foreign->db);
	free(foreign);
}

static int each_row(struct foreign *foreign, const char *sql, struct str value, foreign_each_fn *each, void *ctx,
		    struct err *err)
{
	struct foreign_row row = {0};
	int rc = sqlite3_prepare_v2(foreign->db, sql, -1, &row.stmt, NULL), out = 0;

	if (rc == SQLITE_OK && value.s)
		rc = sqlite3_bind_text64(row.stmt, 1, value.s, value.len, SQLITE_STATIC, SQLITE_UTF8);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(row.stmt);
		if (rc == SQLITE_ROW)
			out = each(ctx, &row, err);
		if (out)
			break;
	}
	if (!out && rc != SQLITE_DONE)
		out = fail(foreign, err);
	sqlite3_finalize(row.stmt);
	return out;
}

int foreign_each(struct foreign *foreign, const char *sql, foreign_each_fn *each, void *ctx, struct err *err)
{
	return each_row(foreign, sql, (struct str){NULL, 0}, each, ctx, err);
}

int foreign_each_json(struct foreign *foreign, struct str json, foreign_each_fn *each, void *ctx, struct err *err)
{
	return each_row(foreign, "SELECT key, value FROM json_each(?1)", json, each, ctx, err);
}

int64_t foreign_int(const struct foreign_row *row, int column)
{
	return sqlite3_column_int64(row->stmt, column);
}

double foreign_real(const struct foreign_row *row, int column)
{
	return sqlite3_column_double(row->stmt, column);
}

struct str foreign_text(const struct foreign_row *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row->stmt, column);

	return (struct str){text ? text : "", (size_t)sqlite3_column_bytes(row->stmt, column)};
}
