/* SPDX-License-Identifier: MIT
 * Making a question of a card: its faces, and how it is asked. */
#include <math.h>

#include "schema/notes.h"
#include "study/fold.h"
#include "study/points.h"
#include "study/session_priv.h"

enum {
	TYPED_MAX = 200,
	LONG_MAX = 1000, /* where the note itself asks for typing, and keywords grade it (study/points.h) */
	PROOF_MAX = 40,
	GUESS_MAX = 60, /* bytes: four answers that fill a phone's screen are read, not guessed */
};

void session_schedules(const struct session *session, const struct card *card, int64_t day,
		       struct schedule next[4])
{
	const struct settings *settings = queue_settings(session->queue, card->deck);
	struct interval_rule rule = fold_rule(settings);
	struct schedule now = fold_schedule(card);
	int64_t elapsed = card->reps ? day - card->last_day : 0;

	rule.day = day;
	if (settings->even && session->load.days)
		rule.load = &session->load;
	elapsed = elapsed < 0 ? 0 : elapsed > FSRS_S_MAX * 10 ? FSRS_S_MAX * 10 : elapsed;
	interval_next(&settings->fsrs, &settings->steps, &rule, &now, card->uid, (int)elapsed, next);
}

void question_predict(const struct session *session, struct question *question)
{
	int64_t now = clock_wall_ms(store_clock(session->store)), day = queue_day(session->queue, now);
	const struct card *card = &question->card;
	const struct settings *settings = queue_settings(session->queue, card->deck);

	question->is_new = card->state == CARD_NEW;
	question->leech = settings->leech && card->lapses >= settings->leech;
	question->p = -1;
	if (!question->is_new)
		question->p = fsrs_recall(&settings->fsrs, fmax(0, (double)(day - card->last_day)), card->s);
}

static bool can_type(const struct face *face)
{
	if (face->mode == MODE_TYPED && points_suit(face->check, face->expected))
		return face->expected.len <= LONG_MAX;
	if (face->expected.len == 0 || face->expected.len > TYPED_MAX)
		return false;
	for (size_t i = 0; i < face->expected.len; i++)
		if (face->expected.s[i] == '\n' && face->check != CHECK_LIST)
			return false;
	return true;
}

static int decide_mode(struct session *session, int wanted, const struct note *note,
		       const struct note_type *type, const struct face *face, struct err *err)
{
	struct question *question = &session->question;
	int rc;

	switch (wanted) {
	case MODE_FLIP: question->mode = MODE_FLIP; return 0;
	case MODE_CLOZE:
	case MODE_TYPED:
		if (!can_type(face) || (wanted == MODE_CLOZE && !type->cloze))
			return 1;
		question->mode = (enum row_mode)wanted;
		return 0;
	case MODE_CHOICE:
		rc = question_choices(session, note, type, face, err);
		if (rc == 0)
			question->mode = MODE_CHOICE;
		return rc;
	}
	return 1;
}

/* Before the first sight a guess teaches more than a look right or wrong. */
static bool is_guess(const struct session *session, const struct face *face)
{
	const struct card *card = &session->question.card;

	return session->mode == MODE_NATURAL && face->mode == MODE_FLIP && card->state == CARD_NEW &&
	       face->expected.len <= GUESS_MAX &&
	       queue_settings(session->queue, card->deck)->guess;
}

static bool is_proof(const struct session *session, const struct face *face)
{
	const struct card *card = &session->question.card;

	return session->mode == MODE_NATURAL && face->mode == MODE_FLIP &&
	       queue_settings(session->queue, card->deck)->game && proof_wanted(card);
}

/* What is short is typed; else, where there is something to choose from, it is chosen. 1: neither. */
static int prove(struct session *session, const struct note *note, const struct note_type *type,
		 const struct face *face, struct err *err)
{
	int rc = face->expected.len <= PROOF_MAX ? decide_mode(session, MODE_TYPED, note, type, face, err) : 1;

	return rc == 1 ? decide_mode(session, MODE_CHOICE, note, type, face, err) : rc;
}

static int ask_naturally(struct session *session, const struct note *note, const struct note_type *type,
			 const struct face *face, struct err *err)
{
	int rc = decide_mode(session, (int)face->mode, note, type, face, err);

	return rc == 1 ? decide_mode(session, MODE_FLIP, note, type, face, err) : rc;
}

/* 1: not so. */
static int ask_in_round(struct session *session, const struct note *note, const struct note_type *type,
			const struct face *face, struct err *err)
{
	int rc = 1;

	switch (session->round->mode->ask) {
	case WAY_NATURAL: return ask_naturally(session, note, type, face, err);
	case WAY_CHOICE: return decide_mode(session, MODE_CHOICE, note, type, face, err);
	case WAY_TYPED:
		rc = decide_mode(session, MODE_TYPED, note, type, face, err);
		return rc == 1 ? ask_naturally(session, note, type, face, err) : rc;
	case WAY_CHECKED:
		if (face->mode != MODE_FLIP)
			rc = decide_mode(session, (int)face->mode, note, type, face, err);
		return rc == 1 ? prove(session, note, type, face, err) : rc;
	}
	return rc;
}

static int ask(struct session *session, const struct note *note, const struct note_type *type,
	       struct err *err)
{
	struct question *question = &session->question;
	struct face face;
	int rc;

	template_face(type, note->fields, question->card.ord, &session->arena, &face);
	question->front = face.front;
	question->back = face.back;
	question->expected = face.expected;
	question->check = face.check;
	if (session->round && session->round->mode->choose)
		return ask_in_round(session, note, type, &face, err);
	rc = decide_mode(session, session->mode, note, type, &face, err);
	if (rc == 1 && is_guess(session, &face)) {
		rc = decide_mode(session, MODE_CHOICE, note, type, &face, err);
		question->guess = rc == 0;
	}
	if (rc == 1 && is_proof(session, &face))
		rc = prove(session, note, type, &face, err);
	return rc == 1 ? ask_naturally(session, note, type, &face, err) : rc;
}

int question_make(struct session *session, const struct card *card, struct err *err)
{
	struct question *question = &session->question;
	struct note_type type;
	struct note note;
	int rc;

	arena_reset(&session->arena);
	*question = (struct question){.card = *card};
	rc = note_get(session->store, card->note, &note, &session->arena, err);
	if (rc == 0)
		rc = type_find(session->store, note.type, &type, &session->arena, err);
	if (rc)
		return rc;
	question->deck = arena_str(&session->arena, queue_deck_path(session->queue, card->deck));
	question_predict(session, question);
	buf_clear(&session->draft);
	rc = ask(session, &note, &type, err);
	if (rc || (question->mode != MODE_TYPED && question->mode != MODE_CLOZE))
		return rc;
	rc = draft_read(session, err);
	question->draft = arena_str(&session->arena, buf_str(&session->draft));
	return rc;
}
