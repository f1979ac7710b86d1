/* SPDX-License-Identifier: MIT
 * A sitting: opening, the next question, ending. */
#include "study/session.h"

#include <stdlib.h>

#include "study/fold.h"
#include "study/session_priv.h"

/* Whether settings or decks may be other ones than when the queue was opened. */
static bool is_outdated(const struct session *session)
{
	return session->listed != store_listed(session->store) ||
	       session->data_version != store_data_version(session->store);
}

static int note_versions(struct session *session, struct err *err)
{
	session->today_known = false;
	session->listed = store_listed(session->store);
	session->data_version = store_data_version(session->store);
	return settings_folded_with(session->store, &session->folded_with, err);
}

int session_open(struct session **session, struct store *store, const struct session_options *options,
		 struct err *err)
{
	struct session *own = mem_alloc(sizeof(*own));
	int rc;
	STORE_VIEW(view);

	own->store = store;
	own->mode = options->mode;
	own->ahead.commits = -1;
	own->started_ms = clock_wall_ms(store_clock(store));
	rc = settings_adopt(store, err);
	if (rc == 0)
		rc = store_view_begin(store, &view, err);
	if (rc == 0)
		rc = note_versions(own, err);
	if (rc == 0 && options->deck)
		rc = queue_open(&own->queue, store, options->deck, err);
	else if (rc == 0)
		rc = queue_open_path(&own->queue, store, options->path, err);
	if (rc == 0)
		rc = draft_last_card(own, &own->pinned, err);
	if (rc == 0 && options->play && options->play->play != PLAY_STUDY)
		rc = session_open_round(own, options, err);
	if (rc) {
		session_close(own);
		*session = NULL;
		return -1;
	}
	buf_add(&own->path, options->deck ? queue_deck_path(own->queue, options->deck) : options->path);
	*session = own;
	return 0;
}

void session_close(struct session *session)
{
	if (!session)
		return;
	even_forget(session);
	queue_close(session->queue);
	arena_fini(&session->arena);
	arena_fini(&session->ahead.arena);
	buf_fini(&session->path);
	buf_fini(&session->draft);
	buf_fini(&session->turned);
	free(session->done);
	today_fini(&session->today);
	if (session->round)
		round_fini(session->round);
	free(session->round);
	free(session);
}

static int64_t now_ms(const struct session *session)
{
	return clock_wall_ms(store_clock(session->store));
}

void session_clear_table(struct session *session)
{
	session->on_table = false;
}

void session_leave_table(struct session *session)
{
	session_clear_table(session);
}

static int freshen(struct session *session, struct card *card, struct err *err)
{
	STORE_TX(tx);

	if (!card->stale)
		return 0;
	if (store_begin(session->store, &tx, err) || fold_card(session->store, card, err))
		return -1;
	return store_commit(&tx, err);
}

int session_put_on_table(struct session *session, struct card *card, struct question *question,
			 struct err *err)
{
	int rc;

	session->looked = store_data_version(session->store);
	rc = freshen(session, card, err);
	if (rc == 0 && !ahead_take(session, card))
		rc = question_make(session, card, err);
	if (rc)
		return rc;
	session->on_table = true;
	session->foreseen = -1;
	*question = session->question;
	return 0;
}

int session_reread(struct session *session, bool in_tx, struct card *card, struct err *err)
{
	const struct card *asked = &session->question.card;
	int rc = card_get(session->store, asked->id, card, err);

	if (rc == 0 && card->stale)
		rc = in_tx ? fold_card(session->store, card, err) : freshen(session, card, err);
	if (rc)
		return rc;
	return card->reps != asked->reps || card->last_t != asked->last_t || card->queue != asked->queue;
}

int session_reopen_queue(struct session *session, struct err *err)
{
	struct queue *fresh;

	ahead_forget(session);
	if (note_versions(session, err) ||
	    queue_open_path(&fresh, session->store, buf_str(&session->path), err))
		return -1;
	even_forget(session);
	queue_close(session->queue);
	session->queue = fresh;
	return 0;
}

static bool is_due(const struct session *session, const struct card *card)
{
	int64_t now = now_ms(session), ahead = queue_settings(session->queue, card->deck)->learn_ahead_min;

	switch (card->queue) {
	case QUEUE_NEW: return true;
	case QUEUE_LEARN: return card->due <= now + ahead * MINUTE_MS;
	case QUEUE_REVIEW: return card->due <= queue_day(session->queue, now);
	case QUEUE_ABSENT:
	case QUEUE_BURIED:
	case QUEUE_SUSPENDED: return false;
	}
	return false;
}

/* Due without learning ahead: a card that was answered since, perhaps on another device, no longer is. */
static bool is_waiting(const struct session *session, const struct card *card)
{
	return is_due(session, card) && (card->queue != QUEUE_LEARN || card->due <= now_ms(session));
}

/* Whether the pinned card comes: always after an undo; else while its deck is asked and it is still due. */
static bool pin_holds(const struct session *session, const struct card *card)
{
	if (card->queue < QUEUE_NEW)
		return false;
	return session->pinned_always || (queue_holds(session->queue, card->deck) && is_waiting(session, card));
}

/* The pinned card, once. 0 it lies on the table, 1 the queue decides. */
static int take_pinned(struct session *session, struct question *question, struct err *err)
{
	struct card card;
	uint64_t uid = session->pinned;
	int rc;

	session->pinned = 0;
	if (!uid)
		return 1;
	if (queue_begin_day(session->queue, queue_day(session->queue, now_ms(session)), err))
		return -1;
	rc = card_find(session->store, uid, &card, err);
	if (rc == 0)
		rc = freshen(session, &card, err);
	if (rc)
		return rc;
	if (!pin_holds(session, &card))
		return 1;
	return session_put_on_table(session, &card, question, err);
}

int session_next(struct session *session, struct question *question, struct err *err)
{
	struct card card;
	int rc;
	STORE_VIEW(view);

	if (session->on_table) {
		rc = session_reread(session, false, &card, err);
		if (rc < 0)
			return -1;
		*question = session->question;
		if (rc == 0)
			return 0;
		session_clear_table(session);
	}
	if (is_outdated(session) && session_reopen_queue(session, err))
		return -1;
	if (session->round && round_is_over(session->round))
		return SESSION_DONE;
	if (session->round && session->round->mode->choose)
		return session_next_of_round(session, question, err);
	if (store_view_begin(session->store, &view, err))
		return -1;
	rc = take_pinned(session, question, err);
	if (rc != 1)
		return rc;
	rc = queue_next(session->queue, now_ms(session), &card, &session->wait_until, err);
	if (rc == 0) {
		rc = session_put_on_table(session, &card, question, err);
		return rc == 1 ? err_set(err, ERR_STORE, "card %lld has no note; restore a backup",
					 (long long)card.id)
			       : rc;
	}
	return rc == QUEUE_WAIT ? SESSION_WAIT : rc == QUEUE_EMPTY ? SESSION_DONE : -1;
}

int session_look(struct session *session, struct question *question, struct err *err)
{
	int64_t version = store_data_version(session->store);
	struct buf before = {0};
	struct card card;
	int rc = 0;

	if (!session->on_table || version == session->looked)
		return 0;
	session->looked = version;
	buf_add(&before, buf_str(&session->draft));
	rc = session_reread(session, false, &card, err);
	if (rc == 1)
		session_clear_table(session);
	if (rc == 0 && draft_read(session, err))
		rc = -1;
	if (rc == 0 && !str_eq(buf_str(&before), buf_str(&session->draft))) {
		session->question.draft = arena_str(&session->arena, buf_str(&session->draft));
		*question = session->question;
		rc = LOOK_TYPED;
	}
	buf_fini(&before);
	return rc;
}

int session_show(struct session *session, uint64_t uid, struct question *question, struct err *err)
{
	struct card card;
	int rc = card_find(session->store, uid, &card, err);

	if (rc == 0 && card.queue == QUEUE_ABSENT)
		rc = 1;
	if (rc == 0)
		rc = session_put_on_table(session, &card, question, err);
	return rc;
}

int session_intervals(struct session *session, int64_t ivl[4], struct err *err)
{
	struct schedule next[4];

	if (!session->on_table || (session->round && !session->round->mode->schedules))
		return 0;
	if (even_look(session, err))
		return -1;
	session_schedules(session, &session->question.card, queue_day(session->queue, now_ms(session)), next);
	for (int i = 0; i < 4; i++)
		ivl[i] = next[i].ivl;
	return 0;
}

int64_t session_wait_ms(const struct session *session)
{
	int64_t left = session->wait_until - now_ms(session);

	return left > 0 ? left : 0;
}

int session_progress(struct session *session, struct progress *progress, struct err *err)
{
	struct queue_counts left;

	*progress = (struct progress){.started_ms = session->started_ms};
	for (size_t i = 0; i < session->done_count; i++) {
		const struct done *done = &session->done[i];

		if (done->undone)
			continue;
		progress->answered++;
		progress->again += done->rating == RATE_AGAIN;
		progress->news += done->is_new;
		progress->reviews += done->is_review;
		progress->took_ms += done->took_ms;
		progress->xp += done->xp;
	}
	if (queue_left(session->queue, now_ms(session), &left, err))
		return -1;
	progress->left_new = left.news;
	progress->left_learn = left.learn;
	progress->left_review = left.review;
	return 0;
}

/* In a race against the clock the time is the active one. */
static int64_t session_ended_ms(const struct session *session)
{
	const struct round *round = session->round;
	bool timed = round && (round->mode->play == PLAY_MATCH || round->mode->play == PLAY_SPRINT);

	return timed ? session->started_ms + round_sum(round).took_ms : now_ms(session);
}

int session_end(struct session *session, struct err *err)
{
	struct row row = {.kind = ROW_SESSION_KIND};
	bool any = false;
	STORE_TX(tx);

	if (session->round && session_forget_exam(session, err))
		return err_wrap(err, "ending the exam");
	for (size_t i = 0; i < session->done_count; i++)
		any |= !session->done[i].undone;
	if (!any)
		return 0;
	row.session = (struct row_session){session->started_ms, session_ended_ms(session),
					   session_round_row(session), buf_str(&session->path)};
	row.z = queue_zone(session->queue, now_ms(session));
	if (store_begin(session->store, &tx, err) || log_append(session->store, &row, err) ||
	    store_commit(&tx, err))
		return err_wrap(err, "ending the session");
	session->done_count = 0;
	return 0;
}
