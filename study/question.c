/* SPDX-License-Identifier: MIT
 * Making a question of a card: its faces, how it is asked, what can be chosen. */
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/markup.h"
#include "base/random.h"
#include "schema/notes.h"
#include "base/utf8.h"
#include "study/fold.h"
#include "study/session_priv.h"

enum { NEAR = 24, CANDIDATES = 12, TYPED_MAX = 200, PROOF_MAX = 40, CHOICE_MAX = 300 };

void session_schedules(const struct session *session, const struct card *card, int64_t day,
		       struct schedule next[4])
{
	const struct settings *settings = queue_settings(session->queue, card->deck);
	struct interval_rule rule = fold_rule(settings);
	struct schedule now = fold_schedule(card);
	int64_t elapsed = card->reps ? day - card->last_day : 0;

	elapsed = elapsed < 0 ? 0 : elapsed > FSRS_S_MAX * 10 ? FSRS_S_MAX * 10 : elapsed;
	interval_next(&settings->fsrs, &settings->steps, &rule, &now, card->uid, (int)elapsed, next);
}

static void predict(const struct session *session, struct question *question)
{
	int64_t now = clock_wall_ms(store_clock(session->store)), day = queue_day(session->queue, now);
	const struct card *card = &question->card;
	const struct settings *settings = queue_settings(session->queue, card->deck);
	struct schedule next[4];

	session_schedules(session, card, day, next);
	for (int i = 0; i < 4; i++)
		question->ivl[i] = next[i].ivl;
	question->is_new = card->state == CARD_NEW;
	question->leech = settings->leech && card->lapses >= settings->leech;
	question->p = -1;
	if (!question->is_new)
		question->p = fsrs_recall(&settings->fsrs, fmax(0, (double)(day - card->last_day)), card->s);
}

/* Texts to choose from, the right one first. */
struct choices {
	struct str text[CANDIDATES + 1];
	size_t count;
	uint64_t seed;
};

static void offer(struct choices *choices, struct str text)
{
	if (text.len == 0 || text.len > CHOICE_MAX || choices->count > CANDIDATES)
		return;
	for (size_t i = 0; i < choices->count; i++) {
		struct buf a = {0}, b = {0};
		bool same;

		utf8_fold(&a, choices->text[i]);
		utf8_fold(&b, text);
		same = str_eq(buf_str(&a), buf_str(&b));
		buf_fini(&a);
		buf_fini(&b);
		if (same)
			return;
	}
	choices->text[choices->count++] = text;
}

/* "Paris / Paname" is shown as "Paris", unless the card is made for choosing. */
static struct str first_alternative(const struct face *face)
{
	struct str text = face->expected;

	for (size_t i = 0; face->check != CHECK_CHOICE && i + 3 <= text.len; i++)
		if (str_starts(str_slice(text, i, text.len), " / "))
			return str_slice(text, 0, i);
	return text;
}

static int offer_neighbour(struct session *session, struct choices *choices, const struct note *own,
			   const struct note_type *type, uint32_t ord, int64_t id, struct err *err)
{
	struct note note;
	struct face face;
	int rc = id > 0 ? note_get(session->store, id, &note, &session->arena, err) : 1;

	if (rc || note.deck != own->deck || note.type != own->type)
		return rc < 0 ? -1 : 0;
	template_face(type, note.fields, ord, &session->arena, &face);
	offer(choices, first_alternative(&face));
	return 0;
}

/* Wrong answers are the right ones of notes of the same deck and type that were added about the same time. */
static int draw_neighbours(struct session *session, struct choices *choices, const struct note *note,
			   const struct note_type *type, uint32_t ord, struct err *err)
{
	for (int64_t away = 1; away <= NEAR && choices->count <= CANDIDATES; away++)
		if (offer_neighbour(session, choices, note, type, ord, note->id + away, err) ||
		    offer_neighbour(session, choices, note, type, ord, note->id - away, err))
			return -1;
	return 0;
}

static uint64_t rank(const struct choices *choices, struct str text)
{
	return rng_mix(choices->seed ^ hash_bytes(text));
}

static void sort(struct choices *choices, size_t from)
{
	for (size_t i = from + 1; i < choices->count; i++) {
		struct str text = choices->text[i];
		size_t k = i;

		for (; k > from && rank(choices, choices->text[k - 1]) > rank(choices, text); k--)
			choices->text[k] = choices->text[k - 1];
		choices->text[k] = text;
	}
}

/* Which wrong ones are taken, and in what order all are shown, follows from the card and its count of
 * reviews. */
static void settle(struct session *session, struct choices *choices, size_t max)
{
	struct question *question = &session->question;
	struct str right = choices->text[0], *list;

	sort(choices, 1);
	if (choices->count > max)
		choices->count = max;
	choices->seed = ~choices->seed;
	sort(choices, 0);
	list = arena_alloc(&session->arena, choices->count * sizeof(*list));
	for (size_t i = 0; i < choices->count; i++) {
		list[i] = choices->text[i];
		if (str_eq(list[i], right))
			question->right = (int)i;
	}
	question->choice = (struct row_list){list, choices->count};
}

/* 0 there are choices, 1 too few. */
static int make_choices(struct session *session, const struct note *note, const struct note_type *type,
			const struct face *face, struct err *err)
{
	const struct card *card = &session->question.card;
	struct choices choices = {.seed = rng_mix(card->uid ^ rng_mix((uint64_t)card->reps + 1))};
	int max = queue_settings(session->queue, card->deck)->choices;

	offer(&choices, first_alternative(face));
	if (choices.count == 0)
		return 1;
	for (size_t i = 0; i < face->wrong.count; i++)
		offer(&choices, face->wrong.item[i]);
	if (face->wrong.count == 0 && draw_neighbours(session, &choices, note, type, card->ord, err))
		return -1;
	if (choices.count < 2)
		return 1;
	settle(session, &choices, (size_t)max);
	return 0;
}

static bool can_type(const struct face *face)
{
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
		rc = make_choices(session, note, type, face, err);
		if (rc == 0)
			question->mode = MODE_CHOICE;
		return rc;
	}
	return 1;
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
	rc = decide_mode(session, session->mode, note, type, &face, err);
	if (rc == 1 && is_proof(session, &face))
		rc = prove(session, note, type, &face, err);
	if (rc == 1)
		rc = decide_mode(session, (int)face.mode, note, type, &face, err);
	if (rc == 1)
		rc = decide_mode(session, MODE_FLIP, note, type, &face, err);
	return rc;
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
	predict(session, question);
	if (session->draft_card == card->uid)
		question->draft = arena_str(&session->arena, buf_str(&session->draft));
	return ask(session, &note, &type, err);
}
