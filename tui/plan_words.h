/* SPDX-License-Identifier: MIT
 * Plans in words, for screens and for lines. */
#ifndef TUI_PLAN_WORDS_H
#define TUI_PLAN_WORDS_H

#include "study/plan.h"
#include "tui/canvas.h"

struct program;

extern const char *const weekday_words[WEEKDAYS]; /* "Mon"; to be translated */

/* When a way back ends, what it costs a day, and what is forgotten meanwhile: sentences. */
void plan_put_way(struct buf *out, const struct plan *plan, const struct plan_way *way);
/* Draws the sentences, which are gone then, at the top of the box; the rest of it, for a chart. */
struct box plan_draw_text(struct canvas *canvas, struct box box, struct buf *text);
/* So many days after the plan's today, "MM-DD"; a chart's label (tui/chart.h) with the plan as its ctx. */
void plan_put_day(const void *plan, int days, struct buf *out);
/* `cairn plan --backlog` and `--load`. */
int plan_say_way(struct program *p, const struct plan *plan, int days, struct err *err) MUST_CHECK;

/* `cairn plan --vacation`. */
int plan_say_vacation(struct program *p, const struct plan *plan, struct err *err) MUST_CHECK;

#endif
