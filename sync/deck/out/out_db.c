/* SPDX-License-Identifier: MIT
 * A database of another program's form, written from nothing. */
#include "sync/deck/out/out_db.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/mem.h"

enum { STATEMENTS_MAX = 8 };

struct out_stmt {
	struct out_db *db;
	sqlite3_stmt *stmt;
	int rc; /* of a binding */
};

struct out_db {
	sqlite3 *db;
	struct out_stmt stmt[STATEMENTS_MAX];
	int stmts;
};

static int fail(struct out_db *db, struct err *err)
{
	return err_native(err, ERR_FAILED, sqlite3_extended_errcode(db->db), "writing its database: %.200s",
			  sqlite3_errmsg(db->db));
}

static int run(struct out_db *db, const char *sql, struct err *err)
{
	return sqlite3_exec(db->db, sql, NULL, NULL, NULL) ? fail(db, err) : 0;
}

int out_db_open(struct out_db **out, const char *path, const char *schema, struct err *err)
{
	struct out_db *db = *out = mem_alloc(sizeof(*db));

	if (sqlite3_open_v2(path, &db->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL))
		return fail(db, err);
	if (run(db,
		"PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
		"PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -4000; PRAGMA temp_store = FILE; BEGIN",
		err))
		return -1;
	return run(db, schema, err);
}

void out_db_drop(struct out_db *db)
{
	if (!db)
		return;
	for (int i = 0; i < db->stmts; i++)
		sqlite3_finalize(db->stmt[i].stmt);
	sqlite3_close(db->db);
	free(db);
}

int out_db_close(struct out_db *db, const char *last, struct err *err)
{
	int rc = (last && run(db, last, err)) || run(db, "COMMIT", err) ? -1 : 0;

	out_db_drop(db);
	return rc;
}

int out_prepare(struct out_db *db, const char *sql, struct out_stmt **stmt, struct err *err)
{
	struct out_stmt *made = &db->stmt[db->stmts];

	if (db->stmts == STATEMENTS_MAX)
		return err_set(err, ERR_FAILED, "writing its database: too many statements");
	*made = (struct out_stmt){.db = db};
	if (sqlite3_prepare_v3(db->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made->stmt, NULL))
		return fail(db, err);
	db->stmts++;
	*stmt = made;
	return 0;
}

void out_int(struct out_stmt *stmt, int at, int64_t value)
{
	stmt->rc |= sqlite3_bind_int64(stmt->stmt, at, value);
}

void out_text(struct out_stmt *stmt, int at, struct str value)
{
	stmt->rc |= sqlite3_bind_text64(stmt->stmt, at, value.len ? value.s : "", value.len, SQLITE_STATIC, SQLITE_UTF8);
}

int out_run(struct out_stmt *stmt, struct err *err)
{
	int rc = stmt->rc ? stmt->rc : sqlite3_step(stmt->stmt);

	stmt->rc = 0;
	if (rc != SQLITE_DONE) {
		fail(stmt->db, err);
		sqlite3_reset(stmt->stmt);
		return -1;
	}
	sqlite3_reset(stmt->stmt);
	return sqlite3_changes(stmt->db->db);
}
