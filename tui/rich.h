/* SPDX-License-Identifier: MIT
 * Rich text: markup (base/markup.h) as lines and spans of a document. */
#ifndef TUI_RICH_H
#define TUI_RICH_H

#include "tui/doc.h"

/* Draws a field's or a face's markup as blocks: paragraphs, items with hanging indents, headings, quotes,
 * code, tables as rows with bars. */
void rich_draw(struct doc *doc, int indent, struct str markup, unsigned style);

#endif
