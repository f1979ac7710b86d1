/* SPDX-License-Identifier: MIT
 * A database of another program's form, written from nothing: one connection, no journal, a file that nobody else has. */
#ifndef SYNC_DECK_OUT_OUT_DB_H
#define SYNC_DECK_OUT_OUT_DB_H

#include <stdint.h>

#include "base/text.h"

struct out_db;
struct out_stmt;

/* Makes the file, or fills one that is empty, and runs the schema. */
int out_db_open(struct out_db **db, const char *path, const char *schema, struct err *err) MUST_CHECK;
/* Runs more, commits and closes; NULL as `last` just closes. */
int out_db_close(struct out_db *db, const char *last, struct err *err) MUST_CHECK;
/* Closes and forgets; NULL is fine. */
void out_db_drop(struct out_db *db);

/* A statement with parameters ?1 …; it lives as long as the database. */
int out_prepare(struct out_db *db, const char *sql, struct out_stmt **stmt, struct err *err) MUST_CHECK;
void out_int(struct out_stmt *stmt, int at, int64_t value);
void out_text(struct out_stmt *stmt, int at, struct str value); /* borrowed until out_run */
/* Runs it once; how many rows it wrote (an INSERT OR IGNORE may write none), or -1. */
int out_run(struct out_stmt *stmt, struct err *err) MUST_CHECK;

#endif
