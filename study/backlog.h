/* SPDX-License-Identifier: MIT
 * The way back from a backlog: a load a day that the learner chose (setting "backlog"). While it is set, the queue gives
 * reviews by what they save a second (sim_saved), as many a day as was chosen, over all decks; on the first study day on
 * which all that is due fits, it ends by itself. */
#ifndef STUDY_BACKLOG_H
#define STUDY_BACKLOG_H

#include "study/queue.h"

struct backlog {
	int load;	 /* reviews a day; 0: there is no way back */
	bool over;	 /* it ended today by itself */
	int64_t overdue; /* cards in review due before today, of decks in the queue */
	int64_t daily;	 /* reviews of a day on which something was answered, of the last BACKLOG_DAYS; at least the quota */
};
enum { BACKLOG_DAYS = 90 };

/* Of all decks: the queue is one over everything. */
int backlog_look(struct store *store, struct queue *all, int64_t now_ms, struct backlog *backlog,
		 struct err *err) MUST_CHECK;
/* Worth a way back: more is overdue than a day's work. */
bool backlog_is_long(const struct backlog *backlog);
/* The load from now on, as a deed; 0 stops it. */
int backlog_set(struct store *store, int load, struct err *err) MUST_CHECK;
/* At the beginning of a study day, in its transaction: ends what all of today's due cards fit in. */
int backlog_settle(struct store *store, struct queue *all, int64_t now_ms, struct err *err) MUST_CHECK;

#endif
