/* SPDX-License-Identifier: MIT
 * SQLite as schema's own files use it: named statements, columns and parameters by name. Nobody else includes
 * this. */
#ifndef SCHEMA_DB_H
#define SCHEMA_DB_H

#include <sqlite3.h>

#include "schema/store.h"

#define STATEMENT(NAME, sql) ST_##NAME,
enum statement {
#include "schema/statements.def"
	STATEMENTS
};
#undef STATEMENT

/* A prepared statement in use. Taken with db_use, given back by its scope (DB_USE), so that it may be used
 * again. Errors of binding and stepping are kept and reported by db_step. */
struct use {
	struct store *store;
	sqlite3_stmt *stmt;
	enum statement which;
	int rc;
};
#define DB_USE(name, store, which)                                                                           \
	__attribute__((cleanup(db_release))) struct use name = db_use((store), ST_##which)
struct use db_use(struct store *store, enum statement which);
/* The same where what is held back (schema/gather.h) makes no difference to what is asked: the caller has seen to it. */
#define DB_USE_APART(name, store, which)                                                                     \
	__attribute__((cleanup(db_release))) struct use name = db_use_apart((store), ST_##which)
struct use db_use_apart(struct store *store, enum statement which);
void db_release(struct use *use);
void db_again(struct use *use); /* reset for the next round, bindings kept */

/* Names are literals: db_bind_int(&use, "card", id) binds :card. Texts are borrowed until the next step or
 * release. */
#define db_bind_int(use, name, value)  db_put_int((use), ":" name, (value))
#define db_bind_real(use, name, value) db_put_real((use), ":" name, (value))
#define db_bind_text(use, name, value) db_put_text((use), ":" name, (value))
#define db_bind_blob(use, name, value) db_put_blob((use), ":" name, (value))
#define db_bind_null(use, name)	       db_put_null((use), ":" name)
void db_put_int(struct use *use, const char *name, int64_t value);
void db_put_real(struct use *use, const char *name, double value);
void db_put_text(struct use *use, const char *name, struct str value);
void db_put_blob(struct use *use, const char *name, struct str value);
void db_put_null(struct use *use, const char *name);

/* 1 a row stands, 0 done, -1 failed. */
int db_step(struct use *use, struct err *err) MUST_CHECK;
/* For statements that give no rows: 0 or -1. */
int db_run(struct use *use, struct err *err) MUST_CHECK;

int64_t db_int(struct use *use, const char *column); /* NULL is 0 */
double db_real(struct use *use, const char *column);
struct str db_text(struct use *use, const char *column); /* until the next step */
bool db_is_null(struct use *use, const char *column);
/* A column's number for sqlite3_column_…, where millions of rows are walked past; the statement has been stepped or not. */
int db_column(struct use *use, const char *column);
bool db_is_int(struct use *use, const char *column);

/* What a row of quick_check says of the damage, without its head line; "ok" when there is none. */
struct str db_damage(struct use *use);
/* The connection's message as an err; store_path and what SQLite said, with what to do where that is known.
 */
int db_fail(struct store *store, int rc, struct err *err);
sqlite3 *db_handle(struct store *store);
int db_exec(struct store *store, const char *sql, struct err *err) MUST_CHECK;

/* What one process is in a store: its origin, made with its first row. */
struct writer {
	uint64_t origin; /* 0: none yet */
	int64_t last_at;
	int64_t wall_ms, mono_ms; /* of the last row, to notice a jump of the wall clock */
	int pid;
};

#endif
