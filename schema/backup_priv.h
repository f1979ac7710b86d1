/* SPDX-License-Identifier: MIT
 * The tables of a backup, for the files that write and read them. */
#ifndef SCHEMA_BACKUP_PRIV_H
#define SCHEMA_BACKUP_PRIV_H

#include "schema/backup.h"
#include "schema/backup_tables.def"
#include "schema/row.h"
#include "schema/store_priv.h"

enum { BACKUP_COLUMNS_MAX = 32, BACKUP_FIXED = 7 };

#define BACKUP_HEAD "-- cairn backup "
#define BACKUP_ROWS "-- rows "
#define BACKUP_END  "-- end"

struct backup_column {
	struct str name;
	char type; /* i r t b */
};

/* A table of the text; kind is 0, or that of the rows that it holds. */
struct backup_table {
	char name[32];
	int key;
	const char *select, *insert;
	int kind;
	struct backup_column column[BACKUP_COLUMNS_MAX];
	int columns;
};
/* The i-th; false behind the last. */
bool backup_table(size_t i, struct backup_table *table);
bool backup_table_named(struct str name, struct backup_table *table);

#endif
