/* SPDX-License-Identifier: MIT
 * Terms and definitions as Quizlet, Memrise and others export them: the writer chose what stands between the two and
 * between two cards, and did not say. */
#ifndef SYNC_DECK_TERMS_H
#define SYNC_DECK_TERMS_H

#include "base/text.h"

struct terms_form {
	const char *between; /* term and definition */
	const char *cards;   /* two cards */
	int percent;	     /* of the cards that read so: both sides and nothing else */
	size_t count;	     /* of cards */
};

/* The separators that most of the text agrees with. */
struct terms_form terms_guess(struct str text);
/* Whether a file of columns, a record a line, would not understand this text. */
bool terms_are_needed(struct str text);

#endif
