/* SPDX-License-Identifier: MIT
 * A sitting: decisions about a card, and taking actions back. All of them are register rows: nothing is
 * removed. */
#include "study/days.h"
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

static int count_day(struct session *session, int64_t day, struct err *err)
{
	return days_count(session->store, day, day, err);
}

/* Brings up to date what the row changed: its card and, if it was an answer, its day. */
static int refold(struct session *session, const struct row *row, struct err *err)
{
	struct card card;
	int rc = card_find(session->store, row->card, &card, err);

	if (rc == 0)
		rc = fold_card(session->store, &card, err);
	if (rc == 0 && (row->kind == ROW_REVIEW_KIND || row->kind == ROW_PRACTICE_KIND))
		rc = count_day(session, clock_study_day(row->t, row->z), err);
	return rc < 0 ? -1 : 0;
}

static int turn(struct session *session, bool undo, struct row *what, struct arena *arena, struct err *err)
{
	struct row row = {.kind = ROW_UNDO_KIND};
	int rc;
	STORE_TX(tx);

	if (store_begin(session->store, &tx, err))
		return -1;
	rc = log_last_action(session->store, !undo, what, arena, err);
	if (rc)
		return rc;
	row.card = what->card;
	row.z = queue_zone(session->queue, clock_wall_ms(store_clock(session->store)));
	row.undo.target_origin = (int64_t)what->origin;
	row.undo.target_at = what->at;
	row.undo.on = undo;
	if (log_append(session->store, &row, err) || refold(session, what, err))
		return -1;
	return store_commit(&tx, err);
}

static void mark_done(struct session *session, const struct row *what, bool undone)
{
	for (size_t i = 0; i < session->done_count; i++)
		if (session->done[i].origin == what->origin && session->done[i].at == what->at)
			session->done[i].undone = undone;
}

static int turn_back(struct session *session, bool undo, struct row *what, struct err *err)
{
	struct arena arena = {0};
	int rc = turn(session, undo, what, &arena, err);

	arena_fini(&arena); /* rows of actions hold no texts */
	if (rc)
		return rc < 0 ? err_wrap(err, undo ? "taking the last action back" : "doing it again") : rc;
	mark_done(session, what, undo);
	session_clear_table(session);
	session->pinned = undo ? what->card : 0;
	session->pinned_always = undo;
	return 0;
}

int session_undo(struct session *session, struct row *what, struct err *err)
{
	return turn_back(session, true, what, err);
}

int session_redo(struct session *session, struct row *what, struct err *err)
{
	return turn_back(session, false, what, err);
}
