/* SPDX-License-Identifier: MIT
 * JSON lines of an export back into a store: rows at their places, as a sync brings them. */
#ifndef SYNC_DECK_LINES_H
#define SYNC_DECK_LINES_H

#include "base/mem.h"
#include "schema/brought.h"
#include "schema/store.h"

struct import;

bool lines_begin(struct str head); /* whether a file begins like such an export */
/* All of it as records, checked. ERR_INPUT names the line that is none of an export. */
int lines_read(struct import *import, const char *path, struct err *err) MUST_CHECK;

struct lines_counts {
	int64_t rows, held; /* rows that were new; those that were here */
	int64_t own;	    /* notes of servers' decks that are notes of the learner's own here: left out */
};
/* Lines on their way into a store: {.store, .deed} at first. */
struct lines {
	struct store *store;
	struct deed *deed; /* of the transaction */
	struct lines_counts counts;
	bool looked;	    /* where the own log ends: false after each commit */
	uint64_t log;	    /* that the last row stood in, and its number there */
	int64_t last;
	int64_t own_last;   /* where it is the own log: where that ends; else INT64_MAX */
	bool forked;	    /* somebody else wrote other rows to that log: what follows comes by identity */
	struct bringing bringing;
	struct arena arena; /* of a line */
};
/* One line, in the caller's transaction. */
int lines_take(struct lines *lines, struct str text, struct err *err) MUST_CHECK;
/* What has to be known of a line that is in the store. */
int lines_know(struct lines *lines, struct str text, struct err *err) MUST_CHECK;
void lines_fini(struct lines *lines);

#endif
