/* SPDX-License-Identifier: MIT
 * The views, as the shell and each other know them. Each stands in tui/view_NAME.c. */
#ifndef TUI_VIEW_LIST_H
#define TUI_VIEW_LIST_H

#include "tui/app.h"

/* What the program starts with: a question, a gate, or the first decks. */
int view_start(struct app *app, struct err *err) MUST_CHECK;

void view_help_push(struct app *app, unsigned contexts);

/* A sitting over a deck (0: all): the next question, or the end of the session. In the place of the topmost
 * view when `replace`. */
int view_question_open(struct app *app, int64_t deck, bool replace, struct err *err) MUST_CHECK;
void view_summary_show(struct app *app, bool replace);
void view_decks_show(struct app *app, bool replace);
void view_welcome_push(struct app *app);
void view_add_push(struct app *app);
void view_settings_push(struct app *app);

/* Asks for the PIN before anything else is shown. */
void view_pin_push(struct app *app);
/* A question with a text as its answer: who the learner is, whether a new server may be used. */
typedef void view_ask_fn(struct app *app, struct str answer);
void view_ask_push(struct app *app, const char *title, struct str text, view_ask_fn *done);

#endif
