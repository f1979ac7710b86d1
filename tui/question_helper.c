/* SPDX-License-Identifier: MIT
 * Question and answer: what of it goes to the helper, and what it says of a typed answer, below what stands there already. */
#include "base/markup.h"
#include "base/message.h"
#include "tui/question.h"
#include "tui/view_list.h"

static const char *const ratings[] = {N_("again"), N_("hard"), N_("good"), N_("easy")};

static void put_plain(struct buf *out, struct str markup)
{
	markup_plain(out, markup);
	for (size_t i = 0; i < out->len; i++) /* marks around blanks */
		if ((unsigned char)out->s[i] < ' ' && out->s[i] != '\n' && out->s[i] != '\t')
			out->s[i] = '_';
}

static struct str given(const struct asking *a)
{
	if (a->typed)
		return str_trim(buf_str(&a->field.text));
	return a->picked >= 0 ? a->q.choice.item[a->picked] : (struct str){0};
}

static struct str answer_of(const struct asking *a)
{
	if (a->q.mode == MODE_CHOICE)
		return a->q.choice.item[a->q.right];
	return a->q.expected;
}

static void with_texts(struct app *app, struct asking *a, bool menu)
{
	struct buf front = {0}, back = {0};

	put_plain(&front, a->q.front);
	put_plain(&back, a->q.back);
	if (!back.len)
		buf_add(&back, answer_of(a));
	if (menu)
		view_helper_push(app, buf_str(&front), buf_str(&back), given(a));
	else
		helper_ask(&app->grader, HELPER_GRADE, buf_str(&front), answer_of(a), given(a));
	buf_fini(&front);
	buf_fini(&back);
}

unsigned question_helper_menu(struct app *app, struct asking *a)
{
	with_texts(app, a, true);
	return ACT_HANDLED | ACT_REDRAW;
}

void question_helper_graded(struct app *app, struct asking *a)
{
	a->by_points = a->typed && a->grade.verdict == GRADE_WRONG && points_suit(a->q.check, a->q.expected);
	if (!a->by_points)
		return;
	points_check(str_trim(buf_str(&a->field.text)), a->q.expected, &a->points);
	a->proposed = a->points.rating;
	a->wants_helper = app->grader.is_set && app->grader.by_itself;
}

unsigned question_helper_tick(struct app *app, struct asking *a)
{
	if (a->wants_helper) { /* the answer stands on the screen by now */
		a->wants_helper = false;
		with_texts(app, a, false);
		return ACT_REDRAW;
	}
	if (app->grader_came) {
		app->grader_came = false;
		return a->by_points ? ACT_REDRAW : ACT_NONE;
	}
	return ACT_NONE;
}

int question_helper_grade(const struct app *app, const struct asking *a)
{
	return a->phase == PHASE_GRADE && a->by_points && app->grader.state == HELPER_SAID ? app->grader.grade : 0;
}

void question_helper_leave(struct app *app, struct asking *a)
{
	helper_cancel(&app->grader);
	a->wants_helper = a->by_points = false;
}

static void put_missing(struct doc *doc, struct str point)
{
	doc_mark(doc, STR("-"), ST_PLAIN);
	doc_text(doc, 2, point, STYLE_HUE(HUE_RED));
}

void helper_put_missing(struct doc *doc, const struct helper *helper)
{
	struct str rest = buf_str(&helper->missing), line;

	if (rest.len)
		doc_text(doc, 0, str_of(_("Missing:")), ST_PLAIN);
	while (rest.len && str_cut(&rest, '\n', &line))
		put_missing(doc, line);
}

void question_points_draw(struct doc *doc, const struct asking *a)
{
	const struct points *p = &a->points;
	bool all = p->found == p->count;

	doc_textf(doc, 0, ST_BOLD | STYLE_HUE(all ? HUE_GREEN : HUE_RED), "By keywords alone: %d of %d points.", (int)p->found, (int)p->count);
	for (size_t i = 0; i < p->missings; i++)
		put_missing(doc, p->missing[i]);
	doc_gap(doc);
	doc_text(doc, 0, a->q.expected, ST_BOLD);
}

void question_helper_draw(const struct app *app, const struct asking *a, struct doc *doc)
{
	const struct helper *h = &app->grader;

	if (!a->by_points || h->state == HELPER_IDLE)
		return;
	doc_gap(doc);
	switch (h->state) {
	case HELPER_IDLE: break;
	case HELPER_RUNS: doc_text(doc, 0, str_of(_("The helper reads your answer; rate it when you like.")), ST_DIM); break;
	case HELPER_FAILED: doc_textf(doc, 0, ST_DIM, "No word of the helper: %s", buf_z(&h->text)); break;
	case HELPER_SAID:
		doc_textf(doc, 0, ST_BOLD, "The helper proposes: %s.", _(ratings[h->grade ? h->grade - 1 : 0]));
		helper_put_missing(doc, h);
		doc_text(doc, 0, buf_str(&h->text), ST_PLAIN);
		break;
	}
}
