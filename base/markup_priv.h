/* SPDX-License-Identifier: MIT
 * What the two halves of the reader of markup share: lines, and runs within them. */
#ifndef BASE_MARKUP_PRIV_H
#define BASE_MARKUP_PRIV_H

#include "base/markup.h"

enum { MARKUP_OPEN_BLANK = 1 }; /* the bit of `open` that outlives its line */

static inline bool markup_is_space(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool markup_is_blank_mark(char c)
{
	return c == MARKUP_BLANK_ON || c == MARKUP_BLANK_OFF;
}

static inline int markup_count(const char *at, const char *end, char c)
{
	int n = 0;

	while (at + n < end && at[n] == c)
		n++;
	return n;
}

static inline void markup_set_blank(struct markup *m, char mark)
{
	m->open = mark == MARKUP_BLANK_ON ? m->open | MARKUP_OPEN_BLANK
					  : m->open & ~(unsigned)MARKUP_OPEN_BLANK;
}

/* Begins the next line that has runs; false at the end of the text. */
bool markup_begin_line(struct markup *m);
/* Behind its last run: what the line still says about blanks. */
void markup_end_line(struct markup *m);

#endif
