/* SPDX-License-Identifier: MIT
 * The text within lines of Markdown, where it differs from markup. */
#ifndef SYNC_DECK_MARKDOWN_TEXT_H
#define SYNC_DECK_MARKDOWN_TEXT_H

#include "base/text.h"

/* Appends the line as markup: pictures as placeholders, formulas in Unicode, bullets as "-". */
void markdown_inline(struct buf *out, struct str line);
/* ==text== becomes a deletion, numbered in order, unless the text has numbered ones of its own. */
void markdown_number_clozes(struct buf *text);

#endif
