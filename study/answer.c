/* SPDX-License-Identifier: MIT
 * A sitting: what an answer writes, in one transaction. */
#include <math.h>

#include "study/days.h"
#include "study/fold.h"
#include "study/leech.h"
#include "study/session_priv.h"

enum { TOOK_MAX_MS = 60000 };

int64_t session_took(const struct answer *answer)
{
	return answer->took_ms < 0 ? 0 : answer->took_ms > TOOK_MAX_MS ? TOOK_MAX_MS : answer->took_ms;
}

static struct row make_row(const struct card *card, const struct answer *answer, const struct schedule *next,
			   double p, int z)
{
	struct row row = {.kind = ROW_REVIEW_KIND, .z = z, .card = card->uid};

	row.review = (struct row_review){
		.rating = answer->rating,
		.took_ms = session_took(answer),
		.mode = answer->mode,
		.hint = answer->hint,
		.p = p < 0 ? -1 : llround(p * 10000),
		.ord = card->reps,
		.ivl = next->ivl,
		.s = llround(next->memory.s * 1000),
		.dist = answer->dist,
	};
	return row;
}

void session_note_done(struct session *session, const struct done *done)
{
	session->done = mem_grow(session->done, session->done_count + 1, sizeof(*session->done));
	session->done[session->done_count++] = *done;
}

static void note_answer(struct session *session, const struct answer *answer, const struct row *row)
{
	const struct card *asked = &session->question.card;

	session_note_done(session, &(struct done){.origin = row->origin,
						  .at = row->at,
						  .rating = (int)row->review.rating,
						  .took_ms = row->review.took_ms,
						  .is_new = row->review.ord == 0,
						  .is_review = asked->state == CARD_REVIEW,
						  .xp = session->score.xp});
	if (session->round)
		session_note_round(session, answer, row,
				   asked->reps > 0 && asked->last_day < clock_study_day(row->t, row->z));
}

/* The card as the fold would make it. A card that stands apart (suspended, buried) stays there: that takes
 * the fold. */
static int move_card(struct session *session, struct card *card, const struct schedule *next,
		     const struct row *row, int64_t day, struct err *err)
{
	const struct fsrs *fsrs = &queue_settings(session->queue, card->deck)->fsrs;
	int64_t row_day = clock_study_day(row->t, row->z);
	struct card before = *card;

	session->gift = (struct gift){0};
	if (card->queue < QUEUE_NEW || row_day != day || row->t <= card->last_t) {
		session->plain = false;
		return fold_card(session->store, card, err);
	}
	fold_answered(card, next, row->t, row_day);
	fold_around(queue_settings(session->queue, card->deck), card);
	return game_answered(session->store, &before, row, fsrs, card, &session->gift, err);
}

/* What makes a leech goes with the answer: undo takes both back. */
static int check_leech(struct session *session, const struct deed *deed, int lapses, struct card *card, int z,
		       struct err *err)
{
	const struct settings *settings = queue_settings(session->queue, card->deck);

	if (card->lapses <= lapses || !leech_is_due(card->lapses, settings->leech))
		return 0;
	return leech_take(session->store, card, settings, z, err) ||
			       deed_end(session->store, deed, STR("an answer that made a leech"), err)
		       ? -1
		       : 0;
}

static int write_answer(struct session *session, const struct answer *answer, struct card *card,
			struct row *row, struct err *err)
{
	struct card before = *card;
	struct schedule next[4];
	struct deed deed;
	int64_t t, day;
	int z, again;

	if (log_now(session->store, &t, err))
		return -1;
	z = queue_zone(session->queue, t);
	day = clock_study_day(t, z);
	if (session_write_day(session, day, z, err))
		return -1;
	session_schedules(session, card, day, next);
	*row = make_row(card, answer, &next[answer->rating - 1], session->question.p, z);
	again = card->reps == 0 ? card_has_rows(session->store, card->id, err) : 0; /* forgotten, or taken back */
	if (again < 0)
		return -1;
	session->plain = !again && before.due == session->question.card.due;
	if (!again)
		store_owe_sums(session->store);
	if (deed_begin(session->store, &deed, err) || log_append(session->store, row, err) ||
	    move_card(session, card, &next[answer->rating - 1], row, day, err) ||
	    check_leech(session, &deed, before.lapses, card, z, err))
		return -1;
	day = clock_study_day(row->t, row->z);
	if (again ? days_count(session->store, day, day, err) : days_add(session->store, &before, row, err))
		return -1;
	return session_play(session, row, before.deck, err);
}

static int answer_card(struct session *session, const struct answer *answer, struct card *card,
		       struct row *row, struct err *err)
{
	int64_t folded_with;
	int rc;
	STORE_TX(tx);

	if (store_begin(session->store, &tx, err))
		return -1;
	if (settings_folded_with(session->store, &folded_with, err) ||
	    (folded_with != session->folded_with && session_reopen_queue(session, err)))
		return -1;
	rc = session_reread(session, true, card, err);
	if (rc)
		return rc;
	if (write_answer(session, answer, card, row, err))
		return -1;
	if ((session->question.mode >= MODE_TYPED || session->pointed == card->uid) &&
	    draft_forget(session, card->uid, err))
		return -1;
	if (store_commit(&tx, err))
		return -1;
	if (session->plain)
		session_answered(session);
	return 0;
}

static int practise(struct session *session, const struct answer *answer, struct card *after, struct err *err)
{
	if (session_practise(session, answer, err))
		return err_wrap(err, "saving the answer");
	buf_clear(&session->draft);
	if (after)
		*after = session->question.card;
	session_clear_table(session);
	return 0;
}

int session_answer(struct session *session, const struct answer *answer, struct card *after, struct err *err)
{
	struct card card;
	struct row row;
	int rc;

	if (answer->rating < RATE_AGAIN || answer->rating > RATE_EASY)
		return err_set(err, ERR_INPUT, "a rating is 1 to 4, not %d", answer->rating);
	if (!session->on_table)
		return 1;
	if (session->round && !session->round->mode->schedules)
		return practise(session, answer, after, err);
	rc = even_look(session, err) ? -1 : answer_card(session, answer, &card, &row, err);
	if (rc)
		session->today_known = false; /* what was added to it is not in the log */
	if (rc < 0)
		return err_wrap(err, "saving the answer");
	if (rc == 0) {
		buf_clear(&session->draft);
		note_answer(session, answer, &row);
		if (session->plain)
			even_move(session, &session->question.card, &card);
		if (after)
			*after = card;
	}
	session_clear_table(session);
	return rc;
}
