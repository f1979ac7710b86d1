/* SPDX-License-Identifier: MIT
 * A sitting: decisions about a card, and taking actions back. All of them are register rows: nothing is
 * removed. */
#include "study/deeds.h"
#include "study/fold.h"
#include "study/session_priv.h"

static int64_t decision(enum row_kind kind, int64_t value, int64_t today)
{
	if (kind == ROW_BURY_KIND)
		return today + 1;
	return kind == ROW_DUE_KIND ? today + value : value;
}

static int write_decision(struct session *session, enum row_kind kind, int64_t value, struct card *card,
			  struct err *err)
{
	int64_t now = clock_wall_ms(store_clock(session->store));
	struct row row = {
		.kind = kind, .card = session->question.card.uid, .z = queue_zone(session->queue, now)};
	STORE_TX(tx);

	row.suspend.value = decision(kind, value, queue_day(session->queue, now));
	if (store_begin(session->store, &tx, err) || log_append(session->store, &row, err))
		return -1;
	if (card_get(session->store, session->question.card.id, card, err) ||
	    fold_card(session->store, card, err))
		return -1;
	return store_commit(&tx, err);
}

int session_decide(struct session *session, enum row_kind kind, int64_t value, struct err *err)
{
	struct card card;

	if (!session->on_table)
		return 0;
	if (kind < ROW_SUSPEND_KIND || kind > ROW_DUE_KIND)
		return err_set(err, ERR_INPUT, "kind %d of row is no decision about a card", (int)kind);
	if (write_decision(session, kind, value, &card, err))
		return err_wrap(err, "saving the decision");
	session->question.card = card;
	if (kind != ROW_FLAG_KIND)
		session_clear_table(session);
	return 0;
}

static void mark_done(struct session *session, const struct row *what, bool undone)
{
	for (size_t i = 0; i < session->done_count; i++)
		if (session->done[i].origin == what->origin && session->done[i].at == what->at)
			session->done[i].undone = undone;
}

/* Another process that shows this sitting asks the same card next. */
static int point(struct session *session, uint64_t card, struct err *err)
{
	STORE_TX(tx);

	if (!card)
		return 0;
	if (store_begin(session->store, &tx, err) || draft_point(session, card, err))
		return -1;
	return store_commit(&tx, err);
}

/* In a round its own answers are taken back, and none that was given before it; 0, or 1: the newest action is such an answer. */
static int is_of_round(struct session *session, bool undo, struct err *err)
{
	struct undoable action;
	struct arena arena = {0};
	int rc = session->round ? log_last_action(session->store, !undo, &action, &arena, err) : 1;

	if (rc == 0 && (action.row.kind == ROW_REVIEW_KIND || action.row.kind == ROW_PRACTICE_KIND))
		rc = !round_has(session->round, action.row.origin, action.row.at);
	else if (rc > 0)
		rc = 0; /* nothing there: deeds_turn says so */
	arena_fini(&arena);
	return rc;
}

static int turn_back(struct session *session, bool undo, struct row *what, struct err *err)
{
	int rc;

	buf_clear(&session->turned);
	rc = is_of_round(session, undo, err);
	if (rc)
		return rc;
	rc = deeds_turn(session->store, undo, what, &session->turned, err);
	if (rc)
		return rc;
	mark_done(session, what, undo);
	if (session->round && session_turn_round(session, what, undo, err))
		return -1;
	session->today_known = false;
	session->score = (struct session_score){0};
	session_clear_table(session);
	session->pinned = undo && what->kind != ROW_PRACTICE_KIND ? what->card : 0;
	session->pinned_always = undo;
	return undo ? point(session, session->pinned, err) : 0;
}

struct str session_turned(const struct session *session)
{
	return buf_str(&session->turned);
}

int session_undo(struct session *session, struct row *what, struct err *err)
{
	return turn_back(session, true, what, err);
}

int session_redo(struct session *session, struct row *what, struct err *err)
{
	return turn_back(session, false, what, err);
}
