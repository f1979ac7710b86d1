/* SPDX-License-Identifier: MIT
 * What a sitting holds; for session.c, question.c and undo.c. */
#ifndef STUDY_SESSION_PRIV_H
#define STUDY_SESSION_PRIV_H

#include "base/mem.h"
#include "schema/notes.h"
#include "study/game.h"
#include "study/interval.h"
#include "study/queue.h"
#include "study/round.h"
#include "study/session.h"

/* An answer of this sitting. */
struct done {
	uint64_t origin;
	int64_t at;
	int rating;
	int64_t took_ms;
	int64_t xp; /* 1/100 */
	bool is_new, is_review, undone;
};

/* A question made while the one before it was on the table. */
struct ahead_question {
	int64_t commits, data_version; /* of the store for which it is right; commits -1: none was made */
	struct arena arena;
	struct question question;
};

struct session {
	struct store *store;
	struct queue *queue;
	int64_t data_version, listed; /* of the store when the queue was opened */
	int64_t folded_with;	      /* what the cards were folded with when the queue was opened */
	int mode;
	struct round *round; /* NULL: study */
	int variant;	     /* how often the card was asked in the round: another set of choices */
	struct buf path;    /* of the deck, for the row of the sitting */
	struct arena arena; /* of the question */
	struct question question;
	bool on_table;	    /* question is being asked */
	uint64_t pinned;    /* this card comes next; 0: as the queue says */
	bool pinned_always; /* even when it is not due */
	struct buf turned;	/* what was taken back or done again last, in words */
	struct buf draft;	/* of the card on the table: as last read or written here */
	uint64_t pointed;	/* the card that a process that comes next begins with, as last seen */
	int64_t looked;		/* data_version when session_look looked */
	int64_t started_ms, wait_until;
	struct done *done;
	size_t done_count;
	struct day_load load; /* days 0: not yet read; what is due on the days ahead, with this sitting's answers */
	int32_t *load_due;    /* as load.due; owned */
	int64_t load_commits, load_version; /* of the store for which it is right */
	struct gift gift; /* what the last answer gave to its day */
	struct session_score score;
	struct today today; /* if known: as this process has last seen it */
	bool today_known;
	bool plain; /* the last answer counted for its card, its deck and its day alone */
	int combo_xp; /* of today so far */
	struct ahead_question ahead;
	int64_t foreseen; /* store_commits when it was looked ahead; -1: not for this question */
};

/* Puts the card, which is not stale, on the table: faces, mode, choices, previews. 0; 1 its note or type is
 * not held. */
int question_make(struct session *session, const struct card *card, struct err *err) MUST_CHECK;
/* Gives the question on its way onto the table something to choose from. 0; 1 too little is like the right answer. */
int question_choices(struct session *session, const struct note *note, const struct note_type *type,
		     const struct face *face, struct err *err) MUST_CHECK;
/* How well the card of a question made before is known, now. */
void question_predict(const struct session *session, struct question *question);
/* study/ahead.c: puts a question on the table that was made before. False: there is none of this card that holds. */
bool ahead_take(struct session *session, const struct card *card);
void ahead_forget(struct session *session);
/* The card on the table was answered by the last transaction, and nothing else was written. */
void session_answered(struct session *session);
/* What each rating would do to a card now, on that study day. */
void session_schedules(const struct session *session, const struct card *card, int64_t day,
		       struct schedule next[4]);
/* Settings and decks may have changed since the last question: here, in another process, by a sync. */
int session_reopen_queue(struct session *session, struct err *err) MUST_CHECK;
/* Whether the card still is as it was asked: 0, or 1 answered, moved or gone elsewhere meanwhile. What makes
 * it stale need not change it: it is folded first. */
int session_reread(struct session *session, bool in_tx, struct card *card, struct err *err) MUST_CHECK;
void session_clear_table(struct session *session);

/* Before the first answer of a study day: its plan, in the answer's transaction. */
int session_write_day(struct session *session, int64_t day, int z, struct err *err) MUST_CHECK;
/* What the answer, whose row is in the log, brings in the game: combo, quests, what was reached. */
int session_play(struct session *session, const struct row *row, int64_t deck, struct err *err) MUST_CHECK;

/* study/draft.c: what was typed for a card and not sent. */
int draft_last_card(struct session *session, uint64_t *card, struct err *err) MUST_CHECK; /* 0 none: *card 0 */
/* Of the card on the table, into session->draft. */
int draft_read(struct session *session, struct err *err) MUST_CHECK;
/* Inside the transaction of its answer. */
int draft_forget(struct session *session, uint64_t card, struct err *err) MUST_CHECK;
/* That card comes first in whatever process looks next. */
int draft_point(struct session *session, uint64_t card, struct err *err) MUST_CHECK;

/* Milliseconds as rows hold them. */
int64_t session_took(const struct answer *answer);
void session_note_done(struct session *session, const struct done *done);
/* Folds the card if need be, and puts it on the table. 0; 1 its note is not held, or it cannot be asked in the round. */
int session_put_on_table(struct session *session, struct card *card, struct question *question,
			 struct err *err) MUST_CHECK;

/* study/session_round.c: what differs where session->round is set. */
int session_open_round(struct session *session, const struct session_options *options, struct err *err) MUST_CHECK;
int session_next_of_round(struct session *session, struct question *question, struct err *err) MUST_CHECK;
/* Answers without moving the schedule, in one transaction. */
int session_practise(struct session *session, const struct answer *answer, struct err *err) MUST_CHECK;
void session_note_round(struct session *session, const struct answer *answer, const struct row *row, bool due);
int session_turn_round(struct session *session, const struct row *what, bool undone, struct err *err) MUST_CHECK;
int session_forget_exam(struct session *session, struct err *err) MUST_CHECK;
int session_round_row(const struct session *session); /* the mode, as rows of kind `session` have it */

#define DRAFT_EXAM "exam" /* the one that goes on */

/* study/even.c: what is due on the days ahead, as the store says it now; nothing is read while what was read holds. Before
 * an answer's transaction, and for what is shown beside the ratings; no question waits for it. */
int even_look(struct session *session, struct err *err) MUST_CHECK;
/* The last commit put one card for the other; or moved none. */
void even_move(struct session *session, const struct card *before, const struct card *after);
void even_same(struct session *session);
void even_forget(struct session *session);

#endif
