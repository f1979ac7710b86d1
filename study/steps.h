/* SPDX-License-Identifier: MIT
 * Learning and relearning steps on top of the memory model, as py-fsrs has them. Pure. */
#ifndef STUDY_STEPS_H
#define STUDY_STEPS_H

#include <stddef.h>

#include "base/text.h"
#include "schema/cards.h"
#include "study/fsrs.h"

enum { STEPS_MAX = 8 };

struct step_list {
	int count;
	int second[STEPS_MAX]; /* waiting times, in seconds, rising or not */
};

struct steps {
	struct step_list learn, relearn; /* an empty list: straight to days */
};

void steps_default(struct steps *steps); /* 1 m 10 m, and 10 m */
/* "1m 10m", "30s", "1h", "1d", separated by spaces; empty: none. */
int steps_parse(struct step_list *list, struct str text, struct err *err) MUST_CHECK;
void steps_put(struct buf *out, const struct step_list *list);

/* Where a card stands in its steps. */
struct stage {
	enum card_state state;
	int step; /* 0 … while learning or relearning */
};

/* Where a rating leads. Returns the seconds until the card is asked again, which may be halves; 0: it is in
 * review now, and its interval in days follows from its stability. */
double steps_next(const struct steps *steps, struct stage *stage, enum rating rating);

#endif
