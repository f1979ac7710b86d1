/* SPDX-License-Identifier: MIT
 * Making a question of a card: what can be chosen. Wrong answers are the right ones of notes of the same deck and type. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/random.h"
#include "schema/notes.h"
#include "study/choices.h"
#include "study/session_priv.h"

enum {
	NEAR = 96,
	NEAR_ENOUGH = 24, /* so many notes are looked at if they give LURES_ENOUGH good ones */
	LURES_ENOUGH = 6,
	WRONG_MAX = 32,
};

struct lure {
	struct str text, folded;
	int likeness;
	uint64_t rank; /* chance */
};

struct lures {
	struct session *session;
	const struct note *note;
	const struct note_type *type;
	struct choice_note own;
	struct choice_words words; /* own, folded */
	uint32_t ord;
	uint64_t seed;
	struct lure lure[NEAR];
	size_t count, seen, good; /* good: shares a tag with us, if we have any */
	int print[WRONG_MAX]; /* of answers that were chosen wrongly before */
	size_t prints;
	struct arena kept, arena; /* of the question; of one note */
};

static bool was_confused(const struct lures *lures, struct str text)
{
	int print = choice_print(text);

	for (size_t i = 0; i < lures->prints && i < WRONG_MAX; i++)
		if (lures->print[i] == print)
			return true;
	return false;
}

static void offer(struct lures *lures, const struct choice_note *other)
{
	struct str text = choice_shown(other);
	struct lure *lure = &lures->lure[lures->count];

	struct choice_words words;

	if (text.len == 0 || text.len > CHOICE_BYTES_MAX || lures->count == NEAR)
		return;
	choice_fold(other, &lures->arena, &words);
	if (choice_is_right_too(&lures->words, &words))
		return;
	for (size_t i = 0; i < lures->count; i++)
		if (str_eq(lures->lure[i].folded, words.alternative[0]))
			return;
	lure->text = arena_str(&lures->session->arena, text);
	lure->folded = arena_str(&lures->kept, words.alternative[0]);
	lure->likeness = choice_likeness(&lures->own, other, was_confused(lures, text));
	lure->rank = rng_mix(lures->seed ^ hash_bytes(text));
	lures->good += lures->own.tags.len == 0 || choice_shares_tag(&lures->own, other);
	lures->count++;
}

/* Who was taken for the answer before may stand further on. */
static bool is_enough(const struct lures *lures)
{
	return lures->seen >= NEAR_ENOUGH && lures->good >= LURES_ENOUGH && lures->prints == 0;
}

static int offer_note(void *ctx, const struct note *note, struct err *err)
{
	struct lures *lures = ctx;
	struct choice_note other = {.tags = note->tags};
	struct face face;

	(void)err;
	if (is_enough(lures))
		return 1;
	lures->seen++;
	if (note->type != lures->note->type)
		return 0;
	arena_reset(&lures->arena);
	template_face(lures->type, note->fields, lures->ord, &lures->arena, &face);
	other.front = face.front;
	other.answer = face.expected;
	other.whole = face.check == CHECK_CHOICE;
	offer(lures, &other);
	return 0;
}

static int note_confusion(void *ctx, const struct row *row, struct err *err)
{
	struct lures *lures = ctx;
	bool practice = row->kind == ROW_PRACTICE_KIND;
	int64_t dist = practice ? row->practice.dist : row->review.dist;
	int64_t mode = practice ? row->practice.mode : row->review.mode;

	(void)err;
	if ((!practice && row->kind != ROW_REVIEW_KIND) || row->undone || mode != MODE_CHOICE || dist < 0)
		return 0;
	lures->print[lures->prints++ % WRONG_MAX] = (int)dist;
	return 0;
}

static int by_likeness(const void *left, const void *right)
{
	const struct lure *a = left, *b = right;

	if (a->likeness != b->likeness)
		return b->likeness - a->likeness;
	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

static int by_rank(const void *left, const void *right)
{
	const struct lure *a = left, *b = right;

	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

/* The most likely ones and the right one, in an order that follows from the seed. */
static void settle(struct lures *lures, size_t max)
{
	struct question *question = &lures->session->question;
	struct lure list[CHOICES_MAX];
	struct str *text;
	size_t count;

	qsort(lures->lure, lures->count, sizeof(lures->lure[0]), by_likeness);
	count = lures->count < max - 1 ? lures->count : max - 1;
	for (size_t i = 0; i < count; i++)
		list[i] = (struct lure){.text = lures->lure[i].text, .rank = rng_mix(~lures->lure[i].rank)};
	list[count].text = arena_str(&lures->session->arena, choice_shown(&lures->own));
	list[count].rank = rng_mix(~rng_mix(lures->seed ^ hash_bytes(list[count].text)));
	count++;
	text = arena_alloc(&lures->session->arena, count * sizeof(*text));
	qsort(list, count, sizeof(list[0]), by_rank);
	for (size_t i = 0; i < count; i++) {
		text[i] = list[i].text;
		if (str_eq(text[i], choice_shown(&lures->own)))
			question->right = (int)i;
	}
	question->choice = (struct row_list){text, count};
}

static int draw(struct lures *lures, const struct face *face, struct err *err)
{
	struct session *session = lures->session;

	if (log_each_of_card(session->store, session->question.card.uid, note_confusion, lures, err) < 0)
		return -1;
	if (face->wrong.count == 0)
		return note_each_near(session->store, lures->note, NEAR, offer_note, lures, err);
	for (size_t i = 0; i < face->wrong.count; i++)
		offer(lures, &(struct choice_note){STR(""), face->wrong.item[i], {0}, true});
	return 0;
}

int question_choices(struct session *session, const struct note *note, const struct note_type *type,
		     const struct face *face, struct err *err)
{
	const struct card *card = &session->question.card;
	struct lures lures = {.session = session,
			      .note = note,
			      .type = type,
			      .own = {face->front, face->expected, note->tags, face->check == CHECK_CHOICE},
			      .ord = card->ord,
			      .seed = rng_mix(card->uid ^ rng_mix((uint64_t)(card->reps + session->variant) + 1))};
	size_t max = (size_t)queue_settings(session->queue, card->deck)->choices;
	struct str right = choice_shown(&lures.own);
	int rc = 1;

	choice_fold(&lures.own, &lures.kept, &lures.words);
	if (right.len && right.len <= CHOICE_BYTES_MAX)
		rc = draw(&lures, face, err);
	arena_fini(&lures.kept);
	arena_fini(&lures.arena);
	if (rc == 0 && lures.count == 0)
		rc = 1;
	if (rc == 0)
		settle(&lures, max);
	return rc;
}
