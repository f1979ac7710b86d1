/* SPDX-License-Identifier: MIT
 * Grams: a note's text as the search index holds it, pieces of two and three letters, and the same of what is looked
 * for. Pure. */
#ifndef SCHEMA_GRAMS_H
#define SCHEMA_GRAMS_H

#include <stdbool.h>

#include "base/text.h"

/* Appends a note's stored fields (joined by U+001F) as they are searched: without markup, loose (base/loose.h). */
void grams_text(struct buf *out, struct str fields);
/* Appends the pieces of a loose text, separated by blanks: of every word (letters and digits of ASCII, everything
 * beyond ASCII) all runs of two and three characters, and single ones of scripts written without spaces. */
void grams_put(struct buf *out, struct str text);
/* Appends an FTS5 expression that every text containing this loose one matches. False: it is too short for one. */
bool grams_match(struct buf *out, struct str text);

#endif
