/* SPDX-License-Identifier: MIT
 * Question and answer: asking a card, taking the answer, grading it. */
#include "base/message.h"
#include "tui/question.h"

#include <stdlib.h>

#include "schema/notes.h"
#include "study/choices.h"
#include "study/game.h"
#include "tui/view_list.h"

enum { ANSWER_BYTES_MAX = 2000 };
static const char gone_words[] = N_("answered on another screen: going on from there");

bool question_takes_text(const struct asking *a)
{
	return a->phase == PHASE_ASK && (a->q.mode == MODE_TYPED || a->q.mode == MODE_CLOZE);
}

static struct field *field(struct app *app, void *state)
{
	struct asking *a = state;

	(void)app;
	return question_takes_text(a) && !a->paused ? &a->field : NULL;
}

static unsigned contexts(struct app *app, void *state)
{
	struct asking *a = state;
	unsigned body = (a->scroll_max ? CTX_BODY : 0), picture = question_has_picture(app, a) ? CTX_PICTURE : 0;

	if (a->phase == PHASE_GRADE)
		return CTX_GRADE | body | picture;
	if (question_takes_text(a))
		return a->paused ? CTX_PAUSED | CTX_PAUSED_CARD | body | picture : CTX_TYPING;
	if (a->q.mode == MODE_CHOICE)
		return CTX_CHOICE | (body ? CTX_CHOICE_LONG : 0) | picture;
	return CTX_ASK | body | picture;
}

static void table_card(struct app *app, struct asking *a)
{
	question_helper_leave(app, a);
	a->phase = PHASE_ASK;
	a->paused = a->typed = false;
	a->picked = -1;
	a->proposed = 3;
	a->scroll = a->scroll_max = a->back_y = 0;
	a->since_ms = app_active_ms(app);
	a->took_ms = -1;
	arena_reset(&a->arena);
	field_set(&a->field, a->q.draft);
}

static void show_over(struct app *app, bool replace)
{
	if (session_round(app->session))
		view_round_show(app, replace);
	else
		view_summary_show(app, replace);
}

/* The next card, or the end of the sitting, which takes this view's place. */
static unsigned next(struct app *app, struct asking *a)
{
	struct err err;
	int rc = session_next(app->session, &a->q, &err);

	if (rc < 0) {
		app_fail(app, &err);
	} else if (rc > 0) {
		show_over(app, true);
	} else {
		a->counted = session_progress(app->session, &a->progress, &err) == 0;
		table_card(app, a);
	}
	return ACT_HANDLED | ACT_REDRAW;
}

/* A quest that is done, or a day that counts, is said once, in one line. */
static void tell_quests(struct app *app)
{
	static const char *const words[QUEST_KINDS] = {N_("a deck cleared"), N_("answers typed"),
						       N_("decks mixed"), N_("new cards guessed"),
						       N_("two sittings")};
	const struct session_score *score = session_score(app->session);

	for (int i = 0; i < QUEST_KINDS; i++)
		if (score->quests >> i & 1)
			app_notice(app, "Quest done: %s, +%d XP", _(words[i]), QUEST_XP);
}

/* How far the answer was off, or which wrong one was taken. */
static int distance(const struct asking *a)
{
	if (a->typed)
		return a->grade.dist;
	return a->q.mode == MODE_CHOICE && a->picked >= 0 && a->picked != a->q.right
		       ? choice_print(a->q.choice.item[a->picked])
		       : -1;
}

static struct str given(const struct asking *a)
{
	if (a->typed)
		return str_trim(buf_str(&a->field.text));
	return a->picked >= 0 ? a->q.choice.item[a->picked] : (struct str){0};
}

static unsigned rate(struct app *app, struct asking *a, int rating)
{
	struct answer answer = {.rating = rating,
				.took_ms = a->took_ms < 0 ? app_active_ms(app) - a->since_ms : a->took_ms,
				.mode = a->q.mode,
				.given = given(a),
				.dist = distance(a)};
	struct err err;
	int rc = session_answer(app->session, &answer, NULL, &err);

	if (rc < 0) {
		app_fail(app, &err);
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (rc == 1)
		app_notice(app, "%s", _(gone_words));
	else
		tell_quests(app);
	if (rc == 0)
		crossing_wrote(&app->crossing);
	field_set(&a->field, (struct str){0});
	return next(app, a);
}

static unsigned reveal(struct app *app, struct asking *a)
{
	struct err err;

	if (session_intervals(app->session, a->ivl, &err))
		app_fail(app, &err);
	a->phase = PHASE_GRADE;
	a->back_y = -1; /* the drawing brings the answer into sight */
	return ACT_HANDLED | ACT_REDRAW;
}

/* The answer is known: it is shown and rated, or what comes next does not wait for that. */
static unsigned answered(struct app *app, struct asking *a)
{
	const struct round *round = session_round(app->session);

	if (round && !round->mode->schedules)
		a->took_ms = app_active_ms(app) - a->since_ms;
	if (round && round->mode->after(round, a->proposed))
		return rate(app, a, a->proposed);
	return reveal(app, a);
}

static unsigned submit(struct app *app, struct asking *a)
{
	const struct round *round = session_round(app->session);
	struct str text = str_trim(buf_str(&a->field.text));

	a->typed = text.len > 0;
	if (a->typed) {
		grade_answer(a->q.check, text, a->q.expected, &a->arena, &a->grade);
		a->proposed = a->grade.rating;
		question_helper_graded(app, a);
	} else {
		/* a gap may be thought instead of typed */
		a->proposed = a->q.mode == MODE_TYPED || (round && round->mode->silent) ? 1 : 3;
	}
	return answered(app, a);
}

static unsigned pick(struct app *app, struct asking *a, int n)
{
	if (n >= (int)a->q.choice.count)
		return ACT_HANDLED;
	a->picked = n;
	a->proposed = n == a->q.right ? 3 : 1;
	return answered(app, a);
}

static bool scroll(struct asking *a, int lines)
{
	int to = a->scroll + lines;

	to = to > a->scroll_max ? a->scroll_max : to < 0 ? 0 : to;
	if (to == a->scroll)
		return false;
	a->scroll = to;
	return true;
}

/* Takes the last action back, or does it again. */
static unsigned undo(struct app *app, struct asking *a, bool again)
{
	struct err err;
	struct row what;
	int rc;

	app_rest(app);
	rc = again ? session_redo(app->session, &what, &err) : session_undo(app->session, &what, &err);

	if (rc < 0)
		app_fail(app, &err);
	else if (rc > 0)
		app_notice(app,
			   again ? N_("there is nothing to do again") : N_("there is nothing to take back"));
	if (rc == 0) {
		unsigned bits;

		crossing_wrote(&app->crossing);
		bits = next(app, a);
		if (!view_tell_turned(app, !again) && what.kind == ROW_PRACTICE_KIND && !session_round(app->session))
			app_notice(app, again ? "the last answer was done again" : "the last answer was taken back");
		return bits;
	}
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned history(struct app *app, struct asking *a)
{
	struct arena arena = {0};
	struct note note;
	struct err err;
	int rc = note_get(app->store, a->q.card.note, &note, &arena, &err);

	if (rc < 0)
		app_fail(app, &err);
	else if (rc == 0 && note.shared)
		app_notice(app, "this note comes from a shared deck: its history is kept there");
	else if (rc == 0)
		view_history_push(app, note.uid);
	arena_fini(&arena);
	return ACT_HANDLED | ACT_REDRAW;
}

/* A revision was put in force above. */
static void back(struct app *app, void *state)
{
	struct asking *a = state;
	struct card card;
	struct err err;
	int rc;

	if (!app->notes_changed)
		return;
	app->notes_changed = false;
	rc = card_find(app->store, a->q.card.uid, &card, &err);
	if (rc == 0 && card.queue < QUEUE_NEW) /* suspended, buried or deleted there */
		rc = 1;
	if (rc == 0)
		rc = session_show(app->session, a->q.card.uid, &a->q, &err);
	if (rc < 0)
		app_fail(app, &err);
	else if (rc > 0)
		(void)next(app, a);
	else
		table_card(app, a);
}

static unsigned leave(struct app *app)
{
	const struct round *round = session_round(app->session);
	struct progress progress;
	struct err err;

	if (round && round->mode->silent) {
		view_home_show(app, true);
		view_stand_up(app);
		app_notice(app, "the exam is kept; p goes on with it");
	} else if (session_progress(app->session, &progress, &err) == 0 && progress.answered) {
		show_over(app, true);
	} else {
		view_home_show(app, true);
		if (round) {
			app_notice(app, "left before the first answer: nothing to sum up");
			view_stand_up(app);
		}
	}
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct asking *a = state;

	switch ((int)event->action) {
	case DO_SHOW:
		if (scroll(a, a->page))
			return ACT_HANDLED | ACT_REDRAW;
		return reveal(app, a);
	case DO_PAGE:
		if (!scroll(a, a->page))
			a->scroll = 0;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_PICK: return pick(app, a, event->n);
	case DO_SUBMIT: return submit(app, a);
	case DO_KEYS: a->paused = true; return ACT_HANDLED | ACT_REDRAW;
	case DO_TYPE: a->paused = false; return ACT_HANDLED | ACT_REDRAW;
	case DO_NEXT:
		if (scroll(a, a->page))
			return ACT_HANDLED | ACT_REDRAW;
		return rate(app, a, a->proposed);
	case DO_HELPER: return question_helper_menu(app, a);
	case DO_TAKE_GRADE: return question_helper_grade(app, a) ? rate(app, a, question_helper_grade(app, a)) : ACT_HANDLED;
	case DO_AGAIN: return rate(app, a, 1);
	case DO_HARD: return rate(app, a, 2);
	case DO_GOOD: return rate(app, a, 3);
	case DO_EASY: return rate(app, a, 4);
	case DO_PICTURE: return question_show_picture(app, a);
	case DO_HISTORY: return history(app, a);
	case DO_CARD_INFO: return view_card_push(app, a->q.card.uid);
	case DO_EDIT_NOTE: view_edit_push(app, a->q.card.id); return ACT_HANDLED | ACT_REDRAW;
	case DO_ADD_NOTE: view_add_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_BROWSE: view_browse_push(app, STR("")); return ACT_HANDLED | ACT_REDRAW;
	case DO_UNDO: return undo(app, a, false);
	case DO_REDO: return undo(app, a, true);
	case DO_SCROLL_DOWN: return ACT_HANDLED | (scroll(a, a->page > 3 ? a->page / 2 : 1) ? ACT_REDRAW : 0);
	case DO_SCROLL_UP: return ACT_HANDLED | (scroll(a, a->page > 3 ? -a->page / 2 : -1) ? ACT_REDRAW : 0);
	case DO_LEAVE: return leave(app);
	}
	return ACT_NONE;
}

static void rest(struct app *app, void *state)
{
	struct asking *a = state;
	struct err err;

	if (question_takes_text(a) && session_save_draft(app->session, buf_str(&a->field.text), &err) < 0)
		app_fail(app, &err);
}

/* Another process may show the same card and be ahead: what it did stands. */
static bool stands(struct app *app, void *state)
{
	struct asking *a = state;
	struct err err;
	int rc = session_look(app->session, &a->q, &err);

	if (rc < 0) {
		app_fail(app, &err);
	} else if (rc == LOOK_GONE) {
		app_notice(app, "%s", _(gone_words));
		(void)next(app, a);
	} else if (rc == LOOK_TYPED && question_takes_text(a) && !str_eq(a->q.draft, buf_str(&a->field.text))) {
		field_set(&a->field, a->q.draft);
		app_notice(app, "typed on another screen: going on from there");
	} else {
		return true;
	}
	return false;
}

static const char *label(struct app *app, void *state, enum action action)
{
	if (action == DO_BROWSE) /* the footer is for answering */
		return "";
	return question_label(app, state, action);
}

static void title(struct app *app, void *state, struct buf *out)
{
	question_title(app, state, out);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	question_draw(app, state, canvas, body);
}

static void release(struct app *app, void *state)
{
	struct asking *a = state;

	question_helper_leave(app, a);
	showing_end(&a->showing);
	field_fini(&a->field);
	arena_fini(&a->arena);
	free(a);
}

static unsigned tick(struct app *app, void *state)
{
	struct asking *a = state;
	unsigned moved = question_helper_tick(app, a) | (question_clock_moved(app, a) ? ACT_REDRAW : ACT_NONE) |
			 question_picture_tick(app, a);

	if (!question_is_late(app, a))
		return moved;
	show_over(app, true);
	return ACT_REDRAW;
}

static int64_t wait_ms(struct app *app, void *state)
{
	const struct asking *a = state;
	int64_t clock = a->wants_helper ? 0 : question_wait_ms(app, state), picture = question_picture_wait_ms(app, state);

	return picture >= 0 && (clock < 0 || picture < clock) ? picture : clock;
}

static const struct view view_question = {.name = N_("Question"),
					  .contexts = contexts,
					  .draw = draw,
					  .act = act,
					  .free = release,
					  .title = title,
					  .field = field,
					  .label = label,
					  .back = back,
					  .rest = rest,
					  .stands = stands,
					  .tick = tick,
					  .wait_ms = wait_ms};

/* After answers, or while one waits for the next card, the session's end; else home. */
static int show_end(struct app *app, int outcome, bool replace, struct err *err)
{
	struct progress progress;

	if (session_round(app->session)) {
		view_round_show(app, replace);
		return 0;
	}
	if (session_progress(app->session, &progress, err))
		return -1;
	if (outcome == SESSION_WAIT || progress.answered)
		view_summary_show(app, replace);
	else
		view_home_show(app, replace);
	return 0;
}

int view_question_open(struct app *app, struct str deck, bool replace, struct err *err)
{
	return view_sit_down(app, deck, err) ? -1 : view_question_go_on(app, replace, err);
}

int view_question_go_on(struct app *app, bool replace, struct err *err)
{
	struct asking *a;
	int rc;

	a = mem_alloc(sizeof(*a));
	a->field.cap = ANSWER_BYTES_MAX;
	rc = session_next(app->session, &a->q, err);
	if (rc != 0) {
		release(app, a);
		return rc < 0 ? -1 : show_end(app, rc, replace, err);
	}
	table_card(app, a);
	if (replace)
		app_replace(app, &view_question, a);
	else
		app_push(app, &view_question, a);
	return 0;
}
