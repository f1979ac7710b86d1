/* SPDX-License-Identifier: MIT
 * A sitting: the next question, made while the learner is at the one before it. It holds as long as nobody has written
 * anything but the answer in between: another process, a pull, undo and the like let it fall. */
#include "study/session_priv.h"

void ahead_forget(struct session *session)
{
	session->ahead.commits = -1;
}

void session_answered(struct session *session)
{
	const struct card *card = &session->question.card;
	struct ahead_question *ahead = &session->ahead;

	queue_answered(session->queue, card);
	if (ahead->commits >= 0 && ahead->commits + 1 == store_commits(session->store) && ahead->question.card.id != card->id)
		ahead->commits++;
}

static bool holds(const struct session *session)
{
	const struct ahead_question *ahead = &session->ahead;

	return ahead->commits >= 0 && ahead->commits == store_commits(session->store) &&
	       ahead->data_version == store_data_version(session->store);
}

/* The two take turns with their texts: those of the question before are in use until then. */
static void swap(struct session *session)
{
	struct arena arena = session->arena;
	struct question question = session->question;

	session->arena = session->ahead.arena;
	session->question = session->ahead.question;
	session->ahead.arena = arena;
	session->ahead.question = question;
}

bool ahead_take(struct session *session, const struct card *card)
{
	if (session->round || session->ahead.question.card.id != card->id || !holds(session))
		return false;
	swap(session);
	ahead_forget(session);
	session->question.card = *card;
	question_predict(session, &session->question);
	buf_clear(&session->draft);
	return true;
}

/* One that is typed may have a draft, which is kept without a row: such a question is made when it is asked. */
static int make(struct session *session, const struct card *card, struct err *err)
{
	struct buf draft = session->draft;
	bool typed;
	int rc;

	session->draft = (struct buf){0};
	swap(session);
	rc = question_make(session, card, err);
	typed = session->question.mode == MODE_TYPED || session->question.mode == MODE_CLOZE;
	swap(session);
	buf_fini(&session->draft);
	session->draft = draft;
	if (rc == 0 && !typed) {
		session->ahead.commits = store_commits(session->store);
		session->ahead.data_version = store_data_version(session->store);
	}
	return rc < 0 ? -1 : 0;
}

bool session_has_foreseen(const struct session *session)
{
	return !session->on_table || session->round || session->foreseen == store_commits(session->store);
}

int session_foresee(struct session *session, struct err *err)
{
	struct card next;
	int rc;
	STORE_VIEW(view);

	if (session_has_foreseen(session))
		return 0;
	ahead_forget(session);
	session->foreseen = store_commits(session->store);
	if (even_look(session, err))
		return -1;
	if (store_view_begin(session->store, &view, err))
		return -1;
	if (session->listed != store_listed(session->store) || session->data_version != store_data_version(session->store))
		return 0; /* the queue will be opened anew */
	rc = queue_foresee(session->queue, clock_wall_ms(store_clock(session->store)), session->question.card.id, &next, err);
	if (rc || next.stale)
		return rc < 0 ? -1 : 0;
	return make(session, &next, err);
}
