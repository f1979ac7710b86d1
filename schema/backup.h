/* SPDX-License-Identifier: MIT
 * Backup: a store as SQL that both sqlite3 and psql load, and back. docs/backups.md says what stands in it. Knows
 * nothing of files, seals and other programs: the text goes through a flow. */
#ifndef SCHEMA_BACKUP_H
#define SCHEMA_BACKUP_H

#include "base/flow.h"
#include "schema/store.h"

enum { BACKUP_FORMAT = 1, BACKUP_TABLES_MAX = 64 };

/* How many rows each table of a backup has, in the order of the text. */
struct backup_count {
	char table[32];
	int64_t rows;
};
struct backup_counts {
	struct backup_count of[BACKUP_TABLES_MAX];
	size_t tables;
};
int64_t backup_rows(const struct backup_counts *counts); /* in all */
int64_t backup_count_of(const struct backup_counts *counts, const char *table);

/* Writes everything as of one moment, whoever writes meanwhile, into the flow and ends it. The text depends on what the
 * store holds and on nothing else. Memory: a piece, and one row. */
int backup_write(struct store *store, struct flow *into, struct backup_counts *counts, struct err *err) MUST_CHECK;

/* Puts such a text into an empty store that nobody else has open: its flow takes the text, and end fails unless it was
 * there to its last line, every table with the number of rows that it says. ERR_INPUT: not such a text, or a newer
 * one; the store is then useless. The store's own log begins anew with the next row. */
struct backup_reader;
void backup_read(struct backup_reader **reader, struct store *store);
struct flow *backup_reader_flow(struct backup_reader *reader);
const struct backup_counts *backup_reader_counts(const struct backup_reader *reader);
void backup_reader_free(struct backup_reader *reader); /* NULL is fine */

/* Everything of one store into another that holds other rows, as a sync would carry it: what is there already is known by
 * its identity. Both begin no transaction of their own meanwhile. Returns how many rows were new, or -1. Refused:
 * another learner's. */
int64_t backup_merge(struct store *into, struct store *from, struct err *err) MUST_CHECK;
/* Page by page into a store without any row: whoever has it open sees it filled. */
int backup_copy(struct store *into, struct store *from, struct err *err) MUST_CHECK;
/* 1: it holds no row and no note. */
int store_is_empty(struct store *store, struct err *err) MUST_CHECK;
/* Every page and index is whole. */
int store_check(struct store *store, struct err *err) MUST_CHECK;

/* When the last good backup was made, read back whole and tried to be made in vain; ms UTC, 0: never. */
#define META_BACKUP	   "backup_made"
#define META_BACKUP_CHECKED "backup_checked"
#define META_BACKUP_FAILED "backup_failed" /* after the last good one */
#define META_BACKUP_PLACE  "backup_place"  /* text: its folder */

#endif
