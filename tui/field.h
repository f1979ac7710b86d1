/* SPDX-License-Identifier: MIT
 * Field: text that a person edits, one line or several, by grapheme clusters. */
#ifndef TUI_FIELD_H
#define TUI_FIELD_H

#include "tui/canvas.h"

/* {.cap = bytes} is an empty field. */
struct field {
	struct buf text;
	size_t cursor, cap;
	bool many;   /* Enter makes a new line; on an empty last line it is left to the view */
	bool secret; /* drawn as dots */
};

void field_set(struct field *field, struct str text); /* cleaned, cursor at the end */
void field_fini(struct field *field);		      /* forgets a secret's bytes first */
/* Takes keys and pastes that edit. False: it is not the field's business, or there was nothing to do. */
bool field_act(struct field *field, const struct event *event);
/* The cursor stands where nothing was typed yet: in an empty field, or on a new last line. */
bool field_on_empty_line(const struct field *field);
void field_end_line(struct field *field); /* a new last line on which nothing was typed goes */
/* Draws into the box (which scrolls with the cursor) and sets the canvas's cursor. Returns the lines that the
 * whole text has at that width; a NULL canvas only measures. */
int field_draw(const struct field *field, struct canvas *c, struct box box, unsigned style, bool with_cursor);

#endif
