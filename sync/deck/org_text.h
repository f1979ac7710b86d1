/* SPDX-License-Identifier: MIT
 * The text within Org files: emphasis, links, deletions in [brackets], headings and their tags. */
#ifndef SYNC_DECK_ORG_TEXT_H
#define SYNC_DECK_ORG_TEXT_H

#include "base/text.h"

/* Appends a line as markup: *bold* /italic/ _under_ +struck+ =verbatim= ~code~, links by their words, pictures as
 * placeholders, TeX as Unicode where it reads well. */
void org_inline(struct buf *out, struct str line);

/* The level of a heading, 0: it is none. *title is without stars, the word of a task, priority and tags; *tags is the text
 * between the colons at its end. */
int org_heading(struct str line, struct str *title, struct str *tags);
bool org_has_tag(struct str tags, const char *tag); /* tags: "drill:verbs" */
/* ":NAME: value" of a drawer, or "#+NAME: value"; the name compares without case. */
bool org_property(struct str line, const char *name, struct str *value);
bool org_keyword(struct str line, const char *name, struct str *value);

/* Makes deletions of [text] and [text||hint] in markup from org_inline: each its own number, or all of them the first.
 * Returns how many; links, dates, boxes, counters and footnotes are left as they stand. */
int org_number_clozes(struct buf *text, bool each);
/* The same of org-fc's {{text}}, {{text}{hint}}, {{text}{hint}@7}: the eighth deletion. */
void org_number_holes(struct buf *text);

#endif
