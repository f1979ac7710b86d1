/* SPDX-License-Identifier: MIT
 * The text within lines of Markdown, where it differs from markup. */
#ifndef SYNC_DECK_MARKDOWN_TEXT_H
#define SYNC_DECK_MARKDOWN_TEXT_H

#include "base/text.h"

/* Appends the line as markup: pictures as placeholders, formulas in Unicode, bullets as "-". */
void markdown_inline(struct buf *out, struct str line);
enum { MARKDOWN_CLOZES_MAX = 99 };
bool markdown_is_sound(struct str address); /* by its ending */
/* Appends the placeholder of a picture or, by its ending, a sound. */
void markdown_put_medium(struct buf *out, struct str address);
/* ==text== becomes a deletion, numbered in order, unless the text has numbered ones of its own. ==text==^[hint] and
 * ==text==[^group] are taken as Obsidian's flashcards have them. */
void markdown_number_clozes(struct buf *text);
/* Appends {{cN::text::hint}}, whatever the text holds; no hint when it is empty. */
void markdown_put_cloze(struct buf *out, int number, struct str text, struct str hint);
/* Makes deletions of [text], with `hint` between text and hint ("||", ":", NULL: there are none): each its own number, or
 * all of them the first. Placeholders of media, \\[brackets] and what `except` (may be NULL) says stay as they are.
 * Returns how many. */
typedef bool markdown_except_fn(struct str inner, struct str behind);
int markdown_number_brackets(struct buf *text, const char *hint, bool each, markdown_except_fn *except);

#endif
