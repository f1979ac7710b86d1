/* SPDX-License-Identifier: MIT
 * Loose letters: texts as somebody means them who leaves case and accents out; what searching and lenient grading
 * compare. */
#ifndef BASE_LOOSE_H
#define BASE_LOOSE_H

#include "base/text.h"

/* Appends valid UTF-8 with case folded (full Unicode folding), without the accents of Latin, Greek and Cyrillic,
 * Hebrew points and Arabic vowels, and with letters like æ, ø and ł as the plain ones. */
void loose_put(struct buf *out, struct str text);

#endif
