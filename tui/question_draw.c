/* SPDX-License-Identifier: MIT
 * Question and answer: how a card looks. What stands on the screen already stays where it is, so that a
 * transition changes few cells. */
#include "tui/question.h"

#include "base/markup.h"
#include "base/message.h"
#include "base/utf8.h"
#include "study/interval.h"
#include "tui/rich.h"

enum { MARGIN_GAP = 6, MARGIN_COLS_MIN = 32 };

static void draw_options(struct app *app, struct asking *a, struct doc *doc)
{
	bool shown = a->phase == PHASE_GRADE;

	for (size_t i = 0; i < a->q.choice.count; i++) {
		bool right = shown && (int)i == a->q.right, wrong = shown && (int)i == a->picked && !right;
		unsigned style = right	 ? ST_BOLD | STYLE_HUE(HUE_GREEN)
				 : wrong ? STYLE_HUE(HUE_RED)
					 : ST_PLAIN;
		char mark[3] = {(char)('a' + i), ')', '\0'};
		int from = doc->y;

		doc_mark(doc, str_of(mark), ST_PLAIN);
		doc_text(doc, 3, right ? STR("+") : wrong ? STR("x") : STR(" "), style);
		doc->y--;
		doc_text(doc, 5, a->q.choice.item[i], style);
		if (!shown)
			doc_zone(doc, from, (struct event){.kind = EV_DO, .action = DO_PICK, .n = (int)i});
		doc->y += app->layout.airy && i + 1 < a->q.choice.count;
	}
}

static const char *verdict_word(const struct asking *a)
{
	switch (a->grade.verdict) {
	case GRADE_EXACT: return _("Right.");
	case GRADE_NEARLY: return _("Right; mind the marked letters.");
	case GRADE_ALMOST: return _("Almost: one letter off.");
	case GRADE_WRONG: break;
	}
	return _("Not right.");
}

/* One side of the difference: wrong letters in brackets, letters that are merely like the right ones
 * underlined. */
static void draw_side(struct doc *doc, const struct asking *a, struct arena *arena, bool typed, int indent)
{
	struct span *span = arena_alloc(arena, (a->grade.runs * 2 + 2) * sizeof(*span));
	unsigned style = ST_BOLD | STYLE_HUE(typed ? HUE_RED : HUE_GREEN);
	size_t count = 0;
	bool open = false;

	for (size_t i = 0; i < a->grade.runs; i++) {
		const struct diff_run *run = &a->grade.run[i];
		struct str text = typed ? run->typed : run->expected;
		bool off = run->kind != DIFF_SAME;

		if (!text.len)
			continue;
		if (off != open)
			span[count++] = (struct span){typed ? off ? STR("[") : STR("]")
						      : off ? STR("(")
							    : STR(")"),
						      style};
		span[count++] = (struct span){text, off ? style : ST_PLAIN};
		open = off;
	}
	if (open)
		span[count++] = (struct span){typed ? STR("]") : STR(")"), style};
	doc_spans(doc, indent, span, count);
}

static void draw_typed(struct doc *doc, struct asking *a)
{
	bool right = a->grade.verdict != GRADE_WRONG;
	struct str you = str_of(_("you")), answer = str_of(_("answer"));
	int indent = 1 + (utf8_width(you) > utf8_width(answer) ? utf8_width(you) : utf8_width(answer));
	struct arena arena = {0};

	doc_text(doc, 0, str_of(verdict_word(a)), ST_BOLD | STYLE_HUE(right ? HUE_GREEN : HUE_RED));
	if (a->grade.verdict != GRADE_EXACT) {
		doc_mark(doc, you, ST_DIM);
		draw_side(doc, a, &arena, true, indent);
		doc_mark(doc, answer, ST_DIM);
		draw_side(doc, a, &arena, false, indent);
	}
	arena_fini(&arena);
}

/* Whether the back says more than what is on the screen already. */
static bool back_adds(const struct asking *a)
{
	struct buf plain = {0};
	struct str shown = {0}, back;
	bool same;

	if (a->q.mode == MODE_CHOICE)
		shown = a->q.choice.item[a->q.right];
	else if (a->typed)
		shown = a->grade.expected;
	markup_plain(&plain, a->q.back);
	back = str_trim(buf_str(&plain));
	if (a->q.mode == MODE_CHOICE && str_starts(back, "- ")) /* a list of one right answer */
		back = str_slice(back, 2, back.len);
	same = shown.len && str_eq(back, str_trim(shown));
	buf_fini(&plain);
	return !same;
}

static void draw_answer(struct app *app, struct asking *a, struct doc *doc)
{
	if (a->typed) {
		doc_gap(doc);
		if (a->by_points)
			question_points_draw(doc, a);
		else
			draw_typed(doc, a);
	}
	if (a->q.back.len && back_adds(a)) {
		doc_gap(doc);
		rich_draw(doc, 0, a->q.back, ST_BOLD);
	}
	question_helper_draw(app, a, doc);
}

/* Returns the line at which the answer begins. */
static int draw_card(struct app *app, struct asking *a, struct doc *doc)
{
	int back;

	rich_draw(doc, 0, a->q.front, ST_PLAIN);
	if (a->q.mode == MODE_CHOICE) {
		doc_gap(doc);
		draw_options(app, a, doc);
	}
	back = doc->y;
	if (a->phase == PHASE_GRADE)
		draw_answer(app, a, doc);
	return back;
}

/* The answer's own lines stay at the bottom edge of the body, whatever the question's length. */
static int draw_field(struct asking *a, struct canvas *canvas, struct box body, int used)
{
	struct box line = {body.row, body.col + 2, body.rows, body.cols - 2};
	int rows = field_draw(&a->field, NULL, line, ST_PLAIN, false),
	    most = body.rows > 3 ? body.rows / 2 : 1;

	line.rows = rows > most ? most : rows;
	line.row = used + line.rows + 1 > body.rows ? body.row + body.rows - line.rows
						    : body.row + used + (used > 0);
	canvas_put(canvas, line.row, body.col, 1, STR(">"), ST_BOLD);
	field_draw(&a->field, canvas, line, ST_PLAIN, !a->paused);
	return line.rows;
}

/* Where a screen is much wider than a line should be: the day and the card, beside the text. */
static void draw_margin(struct asking *a, struct canvas *canvas, struct box body)
{
	struct box side = {body.row, body.col + body.cols + MARGIN_GAP, body.rows, 0};
	const struct progress *p = &a->progress;
	struct doc doc = {.canvas = canvas};
	struct buf ivl = {0};

	side.cols = canvas->cols - side.col;
	if (side.cols < MARGIN_COLS_MIN)
		return;
	doc.box = side;
	if (a->counted) {
		doc_text(&doc, 0, str_of(_("Today")), ST_BOLD);
		doc_textf(&doc, 0, ST_PLAIN, "%d answered, %d known", p->answered, p->answered - p->again);
		doc_textf(&doc, 0, ST_PLAIN, "%d new, %d learning, %d due left", (int)p->left_new,
			  (int)p->left_learn, (int)p->left_review);
		doc_gap(&doc);
	}
	if (a->phase == PHASE_GRADE && a->q.card.reps) {
		interval_put(&ivl, a->q.card.ivl);
		doc_text(&doc, 0, str_of(_("This card")), ST_BOLD);
		doc_textf(&doc, 0, ST_PLAIN, "asked %d times, forgotten %d", a->q.card.reps,
			  a->q.card.lapses);
		doc_textf(&doc, 0, ST_PLAIN, "last interval %s, stability %.1f d", buf_z(&ivl), a->q.card.s);
	}
	buf_fini(&ivl);
}

void question_draw(struct app *app, struct asking *a, struct canvas *canvas, struct box body)
{
	bool tight = app->layout.step <= LAYOUT_MICRO;
	struct doc measure = {.box = body, .tight = tight},
		   doc = {.canvas = canvas, .box = body, .tight = tight};
	int back = draw_card(app, a, &measure), lines = 0, used = measure.y + 1;

	if (question_takes_text(a))
		lines = draw_field(a, canvas, body, measure.y);
	doc.box.rows -= lines;
	measure.box.rows = doc.box.rows;
	a->scroll_max = doc_scroll_max(&measure);
	a->page = doc.box.rows > 2 ? doc.box.rows - 1 : 1;
	if (a->phase == PHASE_GRADE && a->back_y < 0) { /* just revealed */
		a->back_y = back;
		if (measure.y > doc.box.rows && back > a->scroll)
			a->scroll = back;
	}
	if (a->scroll > a->scroll_max)
		a->scroll = a->scroll_max;
	doc.scroll = a->scroll;
	draw_card(app, a, &doc);
	used += lines ? lines + 1 : 0;
	question_draw_picture(app, a, canvas, (struct box){body.row + used, body.col, body.rows - used, body.cols});
	draw_margin(a, canvas, body);
}
