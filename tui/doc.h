/* SPDX-License-Identifier: MIT
 * Document: blocks of text one below the other in a box, longer than the box if need be, and scrolled. */
#ifndef TUI_DOC_H
#define TUI_DOC_H

#include "tui/canvas.h"
#include "tui/field.h"

/* Made anew for every drawing: {canvas, box, scroll}. After the last block y is the height of the whole. */
struct doc {
	struct canvas *canvas;
	struct box box;
	int scroll; /* lines above the box */
	int y;
	bool tight; /* no room for blank lines */
};

void doc_spans(struct doc *doc, int indent, const struct span *spans, size_t count);
void doc_text(struct doc *doc, int indent, struct str text, unsigned style);
void doc_textf(struct doc *doc, int indent, unsigned style, const char *fmt, ...) PRINTF_LIKE(4, 5);
void doc_gap(struct doc *doc); /* a blank line, but not at the top */
/* A word at the start of the line on which the next block begins. */
void doc_mark(struct doc *doc, struct str mark, unsigned style);
void doc_field(struct doc *doc, int indent, const struct field *field, bool with_cursor);
/* Taps on what was drawn since y was from_y. */
void doc_zone(struct doc *doc, int from_y, struct event event);
/* How far the document can be scrolled. */
int doc_scroll_max(const struct doc *doc);

#endif
