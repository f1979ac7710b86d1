/* SPDX-License-Identifier: MIT
 * A sitting in another mode than study: where its cards come from, what an answer writes, and how it is taken back. */
#include <stdlib.h>

#include "study/search.h"
#include "study/session_priv.h"

int session_boss(const struct session *session, struct boss *boss, struct err *err)
{
	int64_t now = clock_wall_ms(store_clock(session->store));

	return boss_load(boss, session->store, queue_day(session->queue, now), err);
}

static int add_leeches(struct session *session, struct err *err)
{
	struct boss boss;

	if (session_boss(session, &boss, err))
		return -1;
	for (int i = 0; i < boss.count; i++) {
		size_t at = round_add_card(session->round, boss.leech[i].id, boss.leech[i].uid);

		session->round->card[at].out = !boss.leech[i].now;
	}
	return 0;
}

static int take_found(struct session *session, struct search *search, struct err *err)
{
	struct card card;

	for (int64_t i = 0; i < search_listed(search) && i < ROUND_CARDS_MAX; i++) {
		int rc = card_get(session->store, search_card(search, i), &card, err);

		if (rc < 0)
			return -1;
		if (rc == 0 && card.queue != QUEUE_ABSENT && card.queue != QUEUE_SUSPENDED)
			round_add_card(session->round, card.id, card.uid);
	}
	round_shuffle(session->round);
	return 0;
}

static int find_cards(struct session *session, struct str query, struct err *err)
{
	struct search *search = NULL;
	int rc = search_open(&search, session->store, err);

	if (rc == 0)
		rc = search_start(search, query, ORDER_ADDED, false, err);
	if (rc == 0 && search_step(search, 0, ROUND_CARDS_MAX, err) < 0)
		rc = -1;
	if (rc == 0)
		rc = take_found(session, search, err);
	search_close(search);
	return rc;
}

/* An exam that was left goes on when the same cards are asked for, or none in particular. 0, or 1: there is none. */
static int go_on(struct session *session, struct str query, struct err *err)
{
	struct round kept = {.mode = session->round->mode};
	struct buf text = {0};
	int rc = draft_get(session->store, STR(DRAFT_EXAM), &text, err);

	if (rc == 0)
		rc = exam_get(&kept, buf_str(&text));
	if (rc == 0 && query.len && !str_eq(query, buf_str(&kept.query)))
		rc = 1;
	buf_fini(&text);
	if (rc) {
		round_fini(&kept);
		return rc;
	}
	round_fini(session->round);
	*session->round = kept;
	return 0;
}

static int keep_exam(struct session *session, struct err *err)
{
	struct buf text = {0};
	int rc;

	if (session->round->mode->play != PLAY_EXAM)
		return 0;
	exam_put(session->round, &text);
	rc = draft_set(session->store, STR(DRAFT_EXAM), buf_str(&text), err);
	buf_fini(&text);
	return rc;
}

static int open_exam(struct session *session, const struct session_options *options, struct err *err)
{
	size_t wanted = options->count > 0 ? (size_t)options->count : EXAM_QUESTIONS;
	int rc = go_on(session, options->query, err);

	if (rc <= 0)
		return rc;
	session->round->target = wanted < EXAM_QUESTIONS_MAX ? wanted : EXAM_QUESTIONS_MAX;
	return find_cards(session, options->query, err);
}

int session_open_round(struct session *session, const struct session_options *options, struct err *err)
{
	struct round *round = session->round = mem_alloc(sizeof(*round));
	int64_t now = clock_wall_ms(store_clock(session->store));

	round->mode = options->play;
	round->seed = options->seed;
	buf_add(&round->query, options->query);
	switch (round->mode->source) {
	case SOURCE_QUEUE: return ghost_load(&round->ghost, session->store, now, err);
	case SOURCE_LEECHES: return add_leeches(session, err);
	case SOURCE_CARDS: break;
	}
	return round->mode->play == PLAY_EXAM ? open_exam(session, options, err)
					       : find_cards(session, options->query, err);
}

int session_next_of_round(struct session *session, struct question *question, struct err *err)
{
	struct round *round = session->round;
	struct card card;
	size_t at;

	while (round->mode->choose(round, &at) == 0) {
		int rc = card_get(session->store, round->card[at].id, &card, err);

		if (rc == 0 && card.uid != round->card[at].uid)
			rc = 1;
		session->variant = round->card[at].answers;
		if (rc == 0)
			rc = session_put_on_table(session, &card, question, err);
		if (rc <= 0)
			return rc;
		round->card[at].out = true;
	}
	return SESSION_DONE;
}

static int append_practice(struct session *session, const struct answer *answer, struct row *row, struct err *err)
{
	const struct question *q = &session->question;

	*row = (struct row){.kind = ROW_PRACTICE_KIND,
			    .card = q->card.uid,
			    .z = queue_zone(session->queue, clock_wall_ms(store_clock(session->store)))};
	row->practice = (struct row_practice){.rating = answer->rating,
					      .took_ms = session_took(answer),
					      .mode = answer->mode,
					      .hint = answer->hint,
					      .p = q->p < 0 ? -1 : (int64_t)(q->p * 10000 + 0.5),
					      .dist = answer->dist};
	return log_append(session->store, row, err);
}

void session_note_round(struct session *session, const struct answer *answer, const struct row *row, bool due)
{
	struct round *round = session->round;
	const struct card *card = &session->question.card;
	size_t at = round_find(round, card->uid);
	struct round_answer own = {.rating = answer->rating,
				   .took_ms = session_took(answer),
				   .origin = row->origin,
				   .at = row->at,
				   .due = due};

	own.card = at < round->cards ? at : round_add_card(round, card->id, card->uid);
	round_add(round, &own, answer->given);
}

static int write_practice(struct session *session, const struct answer *answer, struct row *row, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(session->store, &tx, err) || append_practice(session, answer, row, err))
		return -1;
	if (answer->mode >= MODE_TYPED && draft_forget(session, row->card, err))
		return -1;
	session_note_round(session, answer, row, false);
	if (keep_exam(session, err) || store_commit(&tx, err)) {
		round_drop_last(session->round);
		return -1;
	}
	return 0;
}

int session_practise(struct session *session, const struct answer *answer, struct err *err)
{
	struct row row;

	if (write_practice(session, answer, &row, err))
		return -1;
	session->score = (struct session_score){0};
	session_note_done(session, &(struct done){.origin = row.origin,
						  .at = row.at,
						  .rating = answer->rating,
						  .took_ms = session_took(answer)});
	return 0;
}

int session_turn_round(struct session *session, const struct row *what, bool undone, struct err *err)
{
	STORE_TX(tx);

	if (!round_turn(session->round, what->origin, what->at, undone) ||
	    session->round->mode->play != PLAY_EXAM)
		return 0;
	if (store_begin(session->store, &tx, err) || keep_exam(session, err))
		return -1;
	return store_commit(&tx, err);
}

int session_forget_exam(struct session *session, struct err *err)
{
	if (session->round->mode->play != PLAY_EXAM || !round_is_over(session->round))
		return 0;
	STORE_TX(tx);

	if (store_begin(session->store, &tx, err) || draft_set(session->store, STR(DRAFT_EXAM), STR(""), err))
		return -1;
	return store_commit(&tx, err);
}

int session_round_row(const struct session *session)
{
	const struct round *round = session->round;

	if (!round)
		return session->mode;
	return 10 * (int)round->mode->play + (round->mode->play == PLAY_MATCH ? (int)round->target : 0);
}

const struct round *session_round(const struct session *session)
{
	return session->round;
}
