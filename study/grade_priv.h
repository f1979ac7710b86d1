/* SPDX-License-Identifier: MIT
 * Between the files of grading: texts as letters, and comparing two of them. */
#ifndef STUDY_GRADE_PRIV_H
#define STUDY_GRADE_PRIV_H

#include "study/grade.h"

/* One cluster of a text, as it is shown and as it is compared. */
struct letter {
	struct str text;  /* a run of white space is one " " */
	struct str exact; /* quotes, dashes and full width folded */
	struct str loose; /* and case and accents; empty for punctuation */
	bool space, digit;
	bool word; /* a letter or a digit */
};

struct letters {
	struct letter *item;
	size_t count;
};

enum { GRADE_LETTERS_MAX = 400 };
/* NFC, trimmed, without a final period; no further than GRADE_LETTERS_MAX clusters. */
struct letters grade_letters(struct str text, struct arena *arena);

/* Runs that grow. */
struct runs {
	struct diff_run *item;
	size_t count, cap;
};
/* Joined with the run before where both are of a kind and stand side by side in memory. */
void grade_add_run(struct runs *runs, enum diff_kind kind, struct str typed, struct str expected);

/* Typed against expected: verdict and edits, the diff appended to runs. */
enum verdict grade_compare(const struct letters *typed, const struct letters *expected, struct runs *runs,
			   int *dist);

enum verdict grade_number(struct str typed, struct str expected);

#endif
