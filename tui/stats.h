/* SPDX-License-Identifier: MIT
 * The charts over a deck's numbers: each a table, a picture of it and a sentence. The stats view and `cairn
 * stats` walk the one list. */
#ifndef TUI_STATS_H
#define TUI_STATS_H

#include "base/json.h"
#include "study/stats.h"
#include "tui/chart.h"

enum { STAT_COLS = 7, STAT_LABEL = 24 };

/* Seconds are of one decimal, rates of 0 … 1, reals of four decimals. NAN: nothing to say. */
enum stat_kind { STAT_LABELS, STAT_INT, STAT_RATE, STAT_SECONDS, STAT_REAL };
struct stat_column {
	const char *key, *head; /* in JSON, on the screen */
	enum stat_kind kind;
};
struct stat_row {
	char label[STAT_LABEL];
	const char *name; /* instead of the label, of any length: the stats'; or NULL */
	double value[STAT_COLS]; /* [0]: none, it is the label's */
};
struct stat_table {
	const struct stat_column *column;
	int columns;
	struct stat_row *row;
	int rows, cap;
};
struct stat_fact {
	const char *key;
	double value;
	enum stat_kind kind;
};
enum { FACTS_MAX = 4 };

struct stat_chart {
	const char *name, *title;
	const struct stat_column *column;
	int columns;
	void (*fill)(const struct stats *stats, struct stat_table *table);
	/* page: how many pictures back in time, for those that have more than one. */
	void (*draw)(const struct stats *stats, int page, struct canvas *canvas, struct box box);
	void (*say)(const struct stats *stats, int page, struct buf *out);
	int (*facts)(const struct stats *stats,
		     struct stat_fact *fact);		   /* what the table does not hold; or NULL */
	int (*pages)(const struct stats *stats, int cols); /* NULL: one */
	bool in_parts;					   /* stats_load_parts comes before */
};
extern const struct stat_chart *const stat_charts[];
extern const int stat_chart_count;

/* {0} is an empty table. */
void stat_make(struct stat_table *table, const struct stat_chart *chart, const struct stats *stats);
void stat_fini(struct stat_table *table);
struct str stat_label(const struct stat_row *row);
/* A row with its label as printf has it; its values follow one by one. */
struct stat_row *stat_add(struct stat_table *table, const char *fmt, ...) PRINTF_LIKE(2, 3);
void stat_put_value(struct buf *out, enum stat_kind kind, double value); /* for people */
void stat_put_json_value(struct json *json, enum stat_kind kind, double value);

/* Study days as dates. */
struct date {
	int year, month, day, weekday; /* month and day from 1, Monday is 0 */
};
struct date date_of(int64_t day);
const char *month_name(int month); /* three letters */

#endif
