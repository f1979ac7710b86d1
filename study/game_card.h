/* SPDX-License-Identifier: MIT
 * The game of one card: how high its memory has been, what that gave to each study day, when it is a leech. Pure
 * (docs/game.md has every formula in words). XP is counted in hundredths here. */
#ifndef STUDY_GAME_CARD_H
#define STUDY_GAME_CARD_H

#include "schema/cards.h"
#include "study/fsrs.h"

enum {
	GAME_XP = 100, /* what one XP is here */
	GAME_U = 2,    /* XP for one of U, and of V */
	GAME_V = 8,
	LEECH_LAPSES = 4, /* on as many days … */
	LEECH_DAYS = 60,  /* … within so many make a leech; and one prize in that time */
	BOSS_XP = 10,
};

/* An answer as the game sees it. s: 1/1000 day, ivl and dist as in the row. */
struct game_answer {
	int64_t day, s, ivl;
	int rating, mode, hint;
	int64_t dist;
};
struct game_answer game_answer_of(const struct row *review);

/* What an answer gives to its study day. */
enum game_flag {
	GAVE_DUE = 1,	 /* the card's first of the day, and it was due */
	GAVE_NEW = 2,	 /* the card's first ever */
	GAVE_LAPSE = 4,	 /* the first of the day, known before, forgotten */
	GAVE_PROOF = 8,	 /* due, typed without a hint, right */
	GAVE_BEATEN = 16, /* the hit that beat a leech */
	GAVE_FIRST = 32, /* the first of the day */
};
struct gift {
	int64_t day;
	int flags;
	int64_t gain; /* 1/100 XP */
};

/* Where a card stands with its lapses and hits: a function of its gifts. */
struct leeching {
	int64_t lapse[LEECH_LAPSES]; /* the last days of lapses, oldest first; 0 none */
	int64_t hit, beaten;	     /* days; 0 none */
};

/* One card's answers in fold order; {0} is an empty one. `out` takes the gifts as bytes. */
struct game_card {
	int u, v;
	int64_t owed, played, leech;
	struct leeching leeching;
};
struct gift game_card_add(struct game_card *game, const struct game_answer *answer);
/* A schedule that was brought along says when the card is due. */
void game_card_brought(struct game_card *game, int64_t due_day);

/* Gifts as bytes: each after the one before, whose day is *day (0 before the first). */
void gift_put(struct buf *out, int64_t *day, const struct gift *gift);
bool gift_get(struct str *bytes, int64_t *day, struct gift *gift);
/* The state of leeching that those gifts leave. */
struct leeching leeching_of(struct str gifts);
/* Whether the card is a leech on that day. */
bool is_leech(const struct leeching *leeching, int64_t day);

/* The heights of one answer, and of a stability (1/1000 day): 1/100 log2(1 + S). */
int game_height(int64_t s);
int game_checked(const struct game_answer *answer);
/* Whether it was typed, without an overruled mistake. */
bool game_is_typed(const struct game_answer *answer);

/* Proof rounds: whether a card whose self-graded height is ahead of its checked one is to be asked typed, or as
 * a choice, this time: about one review in eight, by card and count of reviews. */
bool proof_wanted(const struct card *card);

#endif
