/* SPDX-License-Identifier: MIT
 * TeX of notes to markup with Unicode's letters and signs, where that reads well. */
#ifndef SYNC_DECK_TEX_H
#define SYNC_DECK_TEX_H

#include "base/text.h"

enum tex_mode {
	TEX_NONE,
	TEX_MATH, /* the source is a formula */
	TEX_TEXT, /* the source is text with $formulas$ */
};

/* Appends one line of markup. False, and nothing is appended: it holds something that a line of text cannot
 * show. */
bool tex_to_markup(struct buf *out, struct str tex, enum tex_mode mode);

#endif
