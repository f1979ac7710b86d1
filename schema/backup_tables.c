/* SPDX-License-Identifier: MIT
 * The tables of a backup: those of the list, then one a kind of rows. */
#include "schema/backup_priv.h"

#include <stdio.h>
#include <string.h>

#define TABLE(name, columns, key, select, insert) {name, columns, key, select, insert},
static const struct {
	const char *name, *columns;
	int key;
	const char *select, *insert;
} listed[] = {BACKUP_TABLES(TABLE)};
#undef TABLE
enum { LISTED = sizeof(listed) / sizeof(listed[0]) };

static void add_column(struct backup_table *table, struct str name, char type)
{
	table->column[table->columns++] = (struct backup_column){name, type};
}

static void take_listed(size_t i, struct backup_table *table)
{
	struct str rest = str_of(listed[i].columns), word, name;

	snprintf(table->name, sizeof(table->name), "%s", listed[i].name);
	table->key = listed[i].key;
	table->select = listed[i].select;
	table->insert = listed[i].insert;
	while (str_cut(&rest, ' ', &word)) {
		str_cut(&word, ':', &name);
		add_column(table, name, word.s[0]);
	}
}

static void take_kind(int kind, struct backup_table *table)
{
	static const char *const fixed[BACKUP_FIXED] = {"id", "t", "lag", "z", "origin", "card", "reg"};
	static const char type_of[] = {[ROW_INT] = 'i', [ROW_TEXT] = 't', [ROW_LIST] = 't'};
	const struct row_shape *shape = row_shape(kind);

	snprintf(table->name, sizeof(table->name), "row_%s", shape->name);
	table->key = 1;
	table->kind = kind;
	for (int i = 0; i < BACKUP_FIXED; i++)
		add_column(table, str_of(fixed[i]), 'i');
	for (size_t i = 0; i < shape->count; i++)
		add_column(table, str_of(shape->field[i].word), type_of[shape->field[i].type]);
}

bool backup_table(size_t i, struct backup_table *table)
{
	*table = (struct backup_table){.key = 1};
	if (i < LISTED)
		take_listed(i, table);
	else if (row_shape((int64_t)i - LISTED + 1))
		take_kind((int)i - LISTED + 1, table);
	else
		return false;
	return true;
}

bool backup_table_named(struct str name, struct backup_table *table)
{
	for (size_t i = 0; backup_table(i, table); i++)
		if (str_is(name, table->name))
			return true;
	return false;
}

int64_t backup_rows(const struct backup_counts *counts)
{
	int64_t rows = 0;

	for (size_t i = 0; i < counts->tables; i++)
		if (strncmp(counts->of[i].table, "row_", 4) == 0)
			rows += counts->of[i].rows;
	return rows;
}

int64_t backup_count_of(const struct backup_counts *counts, const char *table)
{
	for (size_t i = 0; i < counts->tables; i++)
		if (strcmp(counts->of[i].table, table) == 0)
			return counts->of[i].rows;
	return 0;
}
