/* SPDX-License-Identifier: MIT
 * Grading typed answers: what differs is shown, not hidden. Pure: knows nothing of cards, stores or
 * terminals. */
#ifndef STUDY_GRADE_H
#define STUDY_GRADE_H

#include "base/mem.h"
#include "base/text.h"
#include "schema/template.h"

enum verdict {
	GRADE_EXACT,  /* the same text, but for spaces, quote styles, dashes, full width, a final period */
	GRADE_NEARLY, /* the same but for case, accents or punctuation */
	GRADE_ALMOST, /* one edit away at 6 letters or more */
	GRADE_WRONG,
};

/* What the answer line shows of a run of clusters. */
enum diff_kind {
	DIFF_SAME,
	DIFF_LIKE,    /* the same letter in another case, with another accent, another mark of punctuation */
	DIFF_WRONG,   /* typed in place of something else: typed and expected both stand here */
	DIFF_MISSING, /* expected, not typed */
	DIFF_EXTRA,   /* typed, not expected */
};

struct diff_run {
	enum diff_kind kind;
	struct str typed, expected; /* one is empty for MISSING and EXTRA */
};

struct grade {
	enum verdict verdict;
	int dist;   /* edits (in clusters, after folding) to the best alternative: the row's `dist` */
	int rating; /* suggested: exact and nearly 3, almost 2, wrong 1 */
	struct str expected;  /* the alternative that came closest */
	struct diff_run *run; /* typed against it, left to right */
	size_t runs;
};

/* Holds what was typed against what was expected, as `check` says: CHECK_TEXT (alternatives separated by " /
 * "), CHECK_NUMBER ("3.14" or "3.14 ± 0.01"; a unit behind it may be left away; decimal comma or point),
 * CHECK_LIST (items separated by newlines, commas or semicolons, in any order), CHECK_SELF and CHECK_CHOICE
 * as CHECK_TEXT. Texts are valid UTF-8. Everything in *grade lives in the arena. */
void grade_answer(enum answer_check check, struct str typed, struct str expected, struct arena *arena,
		  struct grade *grade);

#endif
