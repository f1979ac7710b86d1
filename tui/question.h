/* SPDX-License-Identifier: MIT
 * Question: what the view that asks a card knows; shared by its files: acting, drawing, words. */
#ifndef TUI_QUESTION_H
#define TUI_QUESTION_H

#include "study/grade.h"
#include "study/points.h"
#include "study/session.h"
#include "tui/app.h"
#include "tui/doc.h"
#include "tui/pictures.h"

enum question_phase { PHASE_ASK, PHASE_GRADE };

struct asking {
	struct question q;
	enum question_phase phase;
	struct field field; /* MODE_TYPED, MODE_CLOZE */
	bool paused;	    /* the field waits, letters are keys */
	bool typed;	    /* something was typed, and `grade` holds */
	struct grade grade;
	struct arena arena; /* of grade */
	bool by_points;	    /* a long answer that is not right letter by letter: `points` holds */
	bool wants_helper;  /* … and the helper is asked about it as soon as it is drawn */
	struct points points;
	int picked;	    /* MODE_CHOICE: the option, -1 none yet */
	int proposed;	    /* the rating that Enter takes */
	int scroll, scroll_max, page;
	int back_y; /* the line at which the answer begins */
	struct progress progress;
	bool counted; /* progress holds */
	int64_t since_ms;  /* active time at which the card came */
	int64_t tens;	   /* of seconds that the clock has shown */
	int64_t took_ms;   /* until the answer, where only that counts; -1: until it is rated */
	int64_t ivl[4];	   /* PHASE_GRADE: what each rating would give */
	char label[4][24]; /* "good 3d" */
	struct box room;   /* for a picture below the text; no rows: none */
	struct showing showing;
};

/* tui/question_words.c */
const char *question_label(struct app *app, struct asking *a, enum action action);
void question_title(struct app *app, const struct asking *a, struct buf *out);

/* tui/question_round.c */
void question_round_title(struct app *app, const struct asking *a, struct buf *out);
int64_t question_wait_ms(struct app *app, const struct asking *a); /* until the clock moves; < 0: there is none */
bool question_clock_moved(struct app *app, struct asking *a);		   /* since it was asked last */
bool question_is_late(struct app *app, const struct asking *a);	   /* the time is over */

/* tui/question_helper.c */
unsigned question_helper_menu(struct app *app, struct asking *a);
void question_helper_graded(struct app *app, struct asking *a); /* something was typed, and `grade` holds */
unsigned question_helper_tick(struct app *app, struct asking *a);
int question_helper_grade(const struct app *app, const struct asking *a); /* what it proposes; 0: nothing (yet) */
void question_helper_leave(struct app *app, struct asking *a);		  /* the card is done */
void question_points_draw(struct doc *doc, const struct asking *a);
void question_helper_draw(const struct app *app, const struct asking *a, struct doc *doc);
/* tui/question_picture.c */
bool question_has_picture(struct app *app, const struct asking *a);
unsigned question_show_picture(struct app *app, const struct asking *a);
void question_draw_picture(struct app *app, struct asking *a, struct canvas *canvas, struct box room);
unsigned question_picture_tick(struct app *app, struct asking *a);
int64_t question_picture_wait_ms(struct app *app, const struct asking *a); /* < 0: nothing is awaited */

bool question_takes_text(const struct asking *a);
void question_draw(struct app *app, struct asking *a, struct canvas *canvas, struct box body);

#endif
