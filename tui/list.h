/* SPDX-License-Identifier: MIT
 * List: lines to choose from, one of them marked, scrolled so that it is in sight. */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include "tui/canvas.h"

/* {.count = n} marks the first line. */
struct list {
	int count, marked, top, page;
};

/* Moves the mark. *chosen: the event also takes the marked line (a digit, a tap). True: handled. */
bool list_act(struct list *list, const struct event *event, bool *chosen, bool *moved);
/* Before drawing into `rows` lines: brings the mark into sight. */
void list_fit(struct list *list, int rows);
/* Draws line i of the list, if it is in sight, with its mark, its tap and a sign where the list goes on out of sight;
 * `right` stands at the right edge. */
void list_line(const struct list *list, struct canvas *canvas, struct box box, int i, struct str left,
	       struct str right);

/* For a view's labels: empty for what would do nothing there, else NULL. */
const char *list_label(const struct list *list, enum action action);

#endif
