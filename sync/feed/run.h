/* SPDX-License-Identifier: MIT
 * Run: visits the feeds that are due, keeps what is new, and drafts from it. One at a time a store. */
#ifndef SYNC_FEED_RUN_H
#define SYNC_FEED_RUN_H

#include "schema/inbox.h"
#include "sync/feed/draft.h"

struct feed_run {
	struct store *store;
	const char *data;	   /* the data folder, where lists of words may lie */
	struct rng *rng;
	bool all;		   /* also those that are not due */
	const volatile int *stop;  /* not 0: somebody wants it to end; NULL: nobody can */
	const struct drafter *more[4]; /* before those without a network; NULL behind the last */
	/* A feed that could not be had: a sentence for people; NULL: nobody asks. */
	void (*broken)(const char *url, const char *why);

	int64_t asked, unchanged, failed, entries, doubles, drafts, taken, thrown, imported; /* what came of it */
};

/* 0 done, 1 another process is at it. */
int feed_run(struct feed_run *run, struct err *err) MUST_CHECK;

enum { FEED_DRAFTS_A_VISIT = 12, FEED_ENTRIES_A_VISIT = 30, FEED_KEEP_DAYS = 180 };

#endif
