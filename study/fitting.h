/* SPDX-License-Identifier: MIT
 * The scheduler in service: when to look whether other parameters predict better, what was found, and what the
 * learner says to it. What waits for a word is a fact about this file alone; what is adopted is a setting row. */
#ifndef STUDY_FITTING_H
#define STUDY_FITTING_H

#include "study/due_change.h"
#include "study/optimize.h"

enum {
	FITTING_ANSWERS = 400, /* new ones, from one look to the next */
};

enum fitting_state {
	FITTING_OFFERED = 1, /* better ones are known */
	FITTING_ADOPTED,     /* they are in force */
};
struct fitting {
	enum fitting_state state;
	size_t answers, tested, days; /* as in struct optimize_report */
	double before, after;
	struct due_change change;
	double w[FSRS_PARAMS];	 /* fitted */
	double now[FSRS_PARAMS]; /* in force when it was looked */
};

/* Whether enough answers have come in since the last look, and the learner wants it (setting "fit"). */
int fitting_is_due(struct store *store, bool *due, struct err *err) MUST_CHECK;
/* Looks; what is better is offered, or adopted where nobody wants to be asked ("fit-ask"). Parameters that somebody
 * set since the last look, here or on another device, are left alone for as many answers. 0 nothing is to be told, 1 there is. */
int fitting_run(struct store *store, struct err *err) MUST_CHECK;

/* What the learner is to be told: 0, or 1 nothing. An offer lapses when other parameters have come into force. */
int fitting_news(struct store *store, struct fitting *fitting, struct err *err) MUST_CHECK;
/* Adopts what was offered; one deed. */
int fitting_take(struct store *store, const struct fitting *fitting, struct err *err) MUST_CHECK;
/* Brings back what was in force before, as a deed of its own: whatever was done since stays. */
int fitting_give_back(struct store *store, const struct fitting *fitting, struct err *err) MUST_CHECK;
/* The learner has seen it, and leaves it at that. */
int fitting_seen(struct store *store, struct err *err) MUST_CHECK;

#endif
