/* SPDX-License-Identifier: MIT
 * Points: grading a long typed answer by its keywords: which of the expected answer's points it names. Knows words, not
 * meaning ("not" and "never" are nothing to it); what a helper or the learner says counts for more. Pure. */
#ifndef STUDY_POINTS_H
#define STUDY_POINTS_H

#include "base/mem.h"
#include "study/grade.h"

enum { POINTS_MAX = 8 };

struct points {
	size_t count, found;
	struct str missing[POINTS_MAX]; /* parts of the expected text */
	size_t missings;
	int rating; /* suggested: all 3, at least half of them 2, else 1 */
};

/* Whether letters are too small a measure for this answer: 60 bytes and 8 words or more, without alternatives. */
bool points_suit(enum answer_check check, struct str expected);
/* A point is a line, a sentence, or where there is one sentence a part between commas; it is named when at least half of its
 * words of four letters and more, and its numbers, are: by their beginnings, case and accents aside, one slip in six letters
 * forgiven. */
void points_check(struct str typed, struct str expected, struct points *points);

#endif
