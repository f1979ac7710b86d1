/* SPDX-License-Identifier: MIT
 * One run of the verb sync, as its files share it. */
#ifndef SYNC_RUN_H
#define SYNC_RUN_H

#include "sync/link.h"
#include "sync/report.h"

/* What is to become of this device's rows after an erasure on the server. */
enum erased { ERASED_UNDECIDED, ERASED_KEEP, ERASED_DELETE, ERASED_RENAME };

struct wishes {
	enum erased erased;
	const char *rename; /* ERASED_RENAME: the new name */
	const char *learner;
	bool by_itself; /* a program started it: it holds back after failures, and is quiet */
	struct report report;
};

struct sync_run {
	struct link link;
	struct wishes wishes;
	struct buf learner;
	struct sync_news news; /* as far as it came */
	int64_t began_ms;      /* monotonic */
};

/* Who studies: the name that is fixed in the store, else what was said, else the one who is there is asked.
 * 0 known, in run->learner; 1 the game has to ask. */
int learner_find(struct sync_run *run, struct err *err) MUST_CHECK;

#endif
