/* SPDX-License-Identifier: MIT
 * What fitted parameters bring, in words: for the screen and for `cairn optimize`. */
#ifndef TUI_FIT_WORDS_H
#define TUI_FIT_WORDS_H

#include "study/drift.h"
#include "study/fitting.h"

/* How much better they predict. */
void fit_put_gain(struct buf *out, const struct fitting *fitting, bool adopted);
/* That recall is off, and what to do; one sentence. */
void fit_put_drift(struct buf *out, const struct drift *drift);
/* What they do to due days: a sentence, and a table of four lines. */
void fit_put_change(struct buf *out, const struct due_change *change);

#endif
