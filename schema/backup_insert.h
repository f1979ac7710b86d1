/* SPDX-License-Identifier: MIT
 * Backup: the rows of a text into a store's tables. */
#ifndef SCHEMA_BACKUP_INSERT_H
#define SCHEMA_BACKUP_INSERT_H

#include "schema/backup_priv.h"

/* One value of a tuple, of the column's type; the text is borrowed. */
struct backup_value {
	bool is_null;
	int64_t number;
	double real;
	struct str text;
};

/* The table that rows go into, and the statement that puts them there. {.store = …} is none yet. */
struct backup_insert {
	struct store *store;
	struct backup_table table;
	sqlite3_stmt *stmt;
	struct buf body;
};

int backup_insert_into(struct backup_insert *in, const struct backup_table *table, struct err *err) MUST_CHECK;

/* values: one for each column of the table, in its order. ERR_INPUT: the table does not take such a row. */
int backup_insert_row(struct backup_insert *in, const struct backup_value *values, struct err *err) MUST_CHECK;

void backup_insert_fini(struct backup_insert *in);

#endif
