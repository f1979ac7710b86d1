/* SPDX-License-Identifier: MIT
 * What a connection holds; for schema's own files. Nothing in it outlives a transaction but the statements
 * and the writer, which is this process. */
#ifndef SCHEMA_STORE_PRIV_H
#define SCHEMA_STORE_PRIV_H

#include "schema/db.h"
#include "schema/gather.h"
#include "schema/memo.h"
#include "schema/tally.h"

#define STATEMENT(NAME, sql) +1
enum { STATEMENT_COUNT = 0 STATEMENTS };
#undef STATEMENT

/* The log that rows are being added to in this transaction; written back by log_flush. */
struct adding {
	bool loaded, changed;
	int64_t alias, last;
	uint64_t name;
	bool own;
	/* the run that the last row belongs to; origin -1: none yet */
	int64_t origin, at_first, at_last, n_first;
	bool run_is_new;
	/* where other runs of that origin end, as far as place_apply had to know; -1: not asked for */
	int64_t held_to;
};

/* The last aliases whose names were looked up, by their last digits: rows of few logs and origins come in turn. */
enum { NAMED_SLOTS = 8 };
struct named {
	bool known;
	int64_t alias;
	uint64_t name;
};

/* Whether an undo waits for its target, as far as this transaction knows. */
enum waiting { WAITING_UNKNOWN, WAITING_NONE, WAITING_SOME };

enum total { TOTAL_CARDS, TOTAL_NOTES, TOTALS };

/* Indexes of parameters and columns by the address of their name, which is a literal: two hash tables a
 * statement. */
enum { NAME_BITS = 5, NAME_SLOTS = 1 << NAME_BITS };
struct name_slot {
	const char *name;
	int index;
};

/* What this transaction changes in tallies (schema/tally.c). */
struct tally_change {
	int64_t deck, day, by;
	int cell; /* of struct spread, or the due day's count */
};
struct tallying {
	struct tally_change *change;
	size_t count, cap;
	bool has_day;
	int64_t day, deck;
	struct tally add;
};

/* Decks by name, at the place that the name's hash gives: notes of many decks come in turns. */
enum { DECK_SLOTS = 128 };
struct deck_named {
	char *name; /* owned; NULL: the place is free */
	size_t len;
	int64_t id;
};

struct store {
	sqlite3 *db;
	char *path;
	struct clock *clock;
	struct rng *rng;
	sqlite3_stmt *stmt[STATEMENT_COUNT];
	struct name_slot parameter[STATEMENT_COUNT][NAME_SLOTS], column[STATEMENT_COUNT][NAME_SLOTS];
	bool in_tx, in_view;
	int beside; /* a descriptor of the index of the write-ahead log, only to ask for locks on it; 0: none yet */
	int64_t commits;
	int64_t listed;	   /* settings and decks that this connection has written */
	bool file_checked; /* this connection's file is the one that the own log belongs to */
	struct writer writer;
	struct adding adding;
	int64_t answers; /* change of answers that count, in this transaction: goes with the log's end */
	int64_t total[TOTALS]; /* changes of this transaction */
	struct tallying tallying;
	bool owing;	 /* this transaction leaves its sums owing (owed.h) */
	struct buf owed; /* what it owes, or what was read of it */
	uint64_t origin_name;  /* the last origin looked up in this transaction; 0: none */
	int64_t origin_alias, origin_skew;
	enum waiting waiting;
	int64_t stale_day; /* the last one marked in this transaction */
	bool has_stale_day;
	bool remembers;	   /* rows come in from elsewhere here */
	struct gathering gathering;
	struct memos memos;
	int64_t memos_of;  /* the file's data_version then */
	struct deck_named deck_named[DECK_SLOTS]; /* likewise */
	struct named log_named[NAMED_SLOTS], origin_named[NAMED_SLOTS]; /* for reading rows */
	struct buf scratch;		      /* bodies, joined fields */
	struct row_walk *walking;	      /* the walk over all rows that SQLite is on (sweep.c); NULL: none */
};

/* SQLite's code. The function that a walk over all rows is made of. */
int sweep_init(struct store *store);

/* Writes the current log's marks and run; called by the commit and by whoever reads them. */
/* A maintained count (table total) as of the last commit. */
int total_get(struct store *store, const char *name, int64_t *value, struct err *err) MUST_CHECK;

int log_flush(struct store *store, struct err *err) MUST_CHECK;
void log_forget(struct store *store); /* a rollback */

#endif
