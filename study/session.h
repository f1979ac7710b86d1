/* SPDX-License-Identifier: MIT
 * A sitting: which card is asked next and how, what an answer does, and how it is taken back. What the views
 * stand on; knows nothing of terminals. Every function that writes does so in one transaction of its own,
 * durable at its return. */
#ifndef STUDY_SESSION_H
#define STUDY_SESSION_H

#include "schema/cards.h"
#include "schema/log.h"
#include "schema/template.h"
#include "study/boss.h"
#include "study/round.h"
#include "study/settings.h"

struct session;

enum { CHOICES_MAX = 6, MODE_NATURAL = -1 };

struct session_options {
	int64_t deck;	 /* local id, its sub-decks are taken along; 0: every deck, unless path says more */
	struct str path; /* with deck 0: a path that need not be a deck itself, borrowed for session_open;
			    empty: all */
	int mode; /* enum row_mode, asked that way where the card can be; MODE_NATURAL: as its type says */
	/* Where another mode than study is played (study/round.h): its cards, as searching knows them; how many of them (an
	 * exam; 0: as ever); and what their order follows from. */
	const struct mode *play; /* NULL: study */
	struct str query;
	int count;
	uint64_t seed;
};

/* The store is borrowed until the close. Stale cards are folded when they are needed, not here. */
int session_open(struct session **session, struct store *store, const struct session_options *options,
		 struct err *err) MUST_CHECK;
/* Writes the row of the sitting if anything was answered in it. */
int session_end(struct session *session, struct err *err) MUST_CHECK;
void session_close(struct session *session); /* NULL is fine; writes nothing */

/* The card on the table. Texts and lists live until the next call of session_next or session_show. */
struct question {
	struct card card;
	struct str deck;	/* its path */
	struct str front, back; /* markup (base/markup.h) */
	struct str expected;	/* plain text: what a typed answer is held against (grade_answer) */
	enum answer_check check;
	enum row_mode mode;
	struct row_list choice; /* MODE_CHOICE: plain texts, in the order shown, 2 to CHOICES_MAX of them */
	int right;		/* the index of the right one */
	bool is_new;
	bool guess;	  /* before the first sight: nobody is expected to know it */
	bool leech;	  /* forgotten often (settings: leech) */
	double p;	  /* predicted retrievability; -1 for a new card */
	struct str draft; /* what had been typed when the last process went away, or empty */
};

enum session_outcome {
	SESSION_DONE = 1, /* nothing is left for today */
	SESSION_WAIT = 2, /* only learning cards are left, none of them due yet: session_wait_ms */
};
/* 0: a question; or enum session_outcome. The same question until it is answered, buried, suspended or undone
 * away. */
int session_next(struct session *session, struct question *question, struct err *err) MUST_CHECK;
/* While nobody waits: makes the next question ready, as it will be if nothing but the answer to this one is written. What
 * session_next gives is the same without it. */
int session_foresee(struct session *session, struct err *err) MUST_CHECK;
/* Whether that would find nothing to do. */
bool session_has_foreseen(const struct session *session);
/* Puts that card on the table, due or not. 0, or 1 if there is no such card. */
int session_show(struct session *session, uint64_t card, struct question *question,
		 struct err *err) MUST_CHECK;
/* What Again, Hard, Good, Easy would give the card on the table now: > 0 days, < 0 seconds (interval_put). Not where nothing is
 * scheduled: then ivl stays. */
int session_intervals(struct session *session, int64_t ivl[4], struct err *err) MUST_CHECK;
/* After SESSION_WAIT: ms from now until the next learning card may be asked. */
int64_t session_wait_ms(const struct session *session);

struct answer {
	int rating;	    /* 1 again, 2 hard, 3 good, 4 easy */
	int64_t took_ms;    /* capped at 60 000 here */
	enum row_mode mode; /* how it was asked */
	int hint;	    /* hints taken */
	int dist;	    /* typed distance; choice_print of what was chosen wrongly; else -1 */
	struct str given;   /* what was typed or chosen, for the report of an exam; may be empty */
};
/* Answers the card on the table: its row, its new state and the day's totals are on disk when this returns;
 * the first answer of a study day writes the day's row before. *after (may be NULL) is the card as it stands
 * now. 0; 1 when no card lies on the table, or another process answered it meanwhile: then nothing is written
 * and session_next tells on. */
int session_answer(struct session *session, const struct answer *answer, struct card *after,
		   struct err *err) MUST_CHECK;

/* What the last answer brought; zeros when the game is switched off. */
struct session_score {
	int64_t xp;	 /* 1/100 */
	int combo;	 /* right answers in a row */
	unsigned quests; /* bits of the quests (enum quest_kind) that it finished */
	bool good;	 /* with it the day counts for the streak */
	int64_t day_cards, day_need;
};
const struct session_score *session_score(const struct session *session);

/* No card lies on the table any more: the next one is chosen anew. */
void session_leave_table(struct session *session);
/* The round that is played; NULL: study. */
const struct round *session_round(const struct session *session);
/* The leeches, whatever is played. */
int session_boss(const struct session *session, struct boss *boss, struct err *err) MUST_CHECK;

/* A pair for a grid; texts of one line, in the arena. */
struct match_pair {
	uint64_t card;
	struct str front, answer;
};
/* The first cards of the round that suit a grid, none of them right for another, `wanted` at most; the others are out. */
int session_deal(struct session *session, struct match_pair *pair, size_t wanted, size_t *count,
		 struct arena *arena, struct err *err) MUST_CHECK;

/* Decides for the card on the table; undo takes it back. kind: ROW_SUSPEND_KIND (value 1 or 0), ROW_BURY_KIND
 * (until tomorrow; the value does not count), ROW_FLAG_KIND (0–7), ROW_FORGET_KIND (1), ROW_DUE_KIND (days
 * from today). */
int session_decide(struct session *session, enum row_kind kind, int64_t value, struct err *err) MUST_CHECK;

/* Takes back the newest own action of this store, or does it again; also after a restart. 0 done: *what is
 * the row (only kind, card and numbers), and its card is the next question. 1: there is nothing. */
int session_undo(struct session *session, struct row *what, struct err *err) MUST_CHECK;
/* What the last of these did, "suspend 3 cards"; empty: a single answer or decision. Until the next one. */
struct str session_turned(const struct session *session);
int session_redo(struct session *session, struct row *what, struct err *err) MUST_CHECK;

/* Keeps the half-typed answer to the card on the table; empty text forgets it. Answering forgets it as well.
 * 0, or 1: another process has kept one for this card meanwhile, which stands (session_look fetches it). */
int session_save_draft(struct session *session, struct str typed, struct err *err) MUST_CHECK;

/* Whether another process, which may show the same card, has done something to it; cheap while nothing was written. */
enum session_look {
	LOOK_GONE = 1,	/* answered, moved or gone elsewhere: nothing lies on the table any more */
	LOOK_TYPED = 2, /* another text was kept for it: question->draft */
};
/* 0 the card stands as it was asked, or enum session_look. */
int session_look(struct session *session, struct question *question, struct err *err) MUST_CHECK;

struct progress {
	int answered, again; /* in this sitting, less what was undone */
	int news, reviews;   /* first answers of new cards, answers of due reviews in it */
	int64_t took_ms;
	int64_t xp;	    /* 1/100 */
	int64_t started_ms; /* wall clock */
	int64_t left_new, left_learn,
		left_review; /* still to come today, within the limits; counted to 1 000 */
};
int session_progress(struct session *session, struct progress *progress, struct err *err) MUST_CHECK;

#endif
