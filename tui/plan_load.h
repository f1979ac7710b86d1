/* SPDX-License-Identifier: MIT
 * The cards of a plan, read for a screen that stands already: some at each turn of the loop, so that a key is answered at once. */
#ifndef TUI_PLAN_LOAD_H
#define TUI_PLAN_LOAD_H

#include "study/plan.h"
#include "tui/app.h"

struct plan_load {
	struct plan_reading *reading; /* NULL: not begun, or done */
	bool loaded, failed;	      /* failed: it has been said why */
};

/* The next cards of that deck and those below it; empty: of all. true: *plan is whole now. Nothing once it is, or has failed. */
bool plan_load(struct app *app, struct plan_load *load, struct str path, struct plan *plan);
/* Whether there is more to read. */
bool plan_is_loading(const struct plan_load *load);
/* In the place of the plan, until it is there. */
void plan_draw_loading(const struct plan_load *load, struct canvas *canvas, struct box body);
void plan_load_fini(struct plan_load *load);

#endif
