/* SPDX-License-Identifier: MIT
 * The game: numbers folded out of rows (docs/game.md has every formula in words). The pure part takes time,
 * chance and rows as parameters; the same set of rows gives the same numbers, in whatever order and however
 * often they came in. XP is counted in hundredths here. */
#ifndef STUDY_GAME_H
#define STUDY_GAME_H

#include "schema/cards.h"
#include "schema/stones.h"
#include "study/fsrs.h"

enum {
	GAME_XP = 100, /* what one XP is here */
	GAME_U = 2,    /* XP for one of U, and of V */
	GAME_V = 8,
	LEECH_LAPSES = 4, /* on as many days … */
	LEECH_DAYS = 60,  /* … within so many make a leech; and one prize in that time */
	BOSS_XP = 10,
};

/* --- A card: heights, and what it gave to each study day (study/game_card.c) --- */

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

/* --- Sums over cards, on their way into the store (study/game_batch.c) --- */

struct game_batch {
	struct stone *stone; /* hash tables, by day and by key */
	struct memory_cell *cell;
	size_t stones, stone_cap, cells, cell_cap;
};
void batch_gift(struct game_batch *batch, const struct gift *gift, int sign);
void batch_cell(struct game_batch *batch, int64_t key, double s, int64_t day, int sign);
/* Writes the sums and empties the batch; inside a transaction. */
int batch_flush(struct game_batch *batch, struct store *store, struct err *err) MUST_CHECK;
void batch_fini(struct game_batch *batch);

/* --- Known: the sum of retrievability over cards (study/game_known.c) --- */

/* The cell of a memory: cards of about the same stability, last reviewed about the same day. */
int64_t known_key(const struct fsrs *fsrs, double s, int64_t day);
struct memory_cell known_cell(int64_t key, double s, int64_t day); /* one card in it */
/* Adds the cell's cards as they are on a study day. */
double known_of(const struct memory_cell *cell, int64_t day);

/* --- Keeping a card's part up to date, inside the transaction that changes the card --- */

struct fold;
/* Folded from its rows: `card` after fold_finish and before card_set; sets u … cell and adds to the batch. */
int game_refold(struct game_batch *batch, struct store *store, const struct fold *fold,
		const struct fsrs *fsrs, struct card *card, struct err *err) MUST_CHECK;
/* Answered: `before` is the card as the store holds it, `card` as it is now; sets u … cell, writes the card
 * (card_set) and the sums. *gift: what the answer gave. */
int game_answered(struct store *store, const struct card *before, const struct row *row,
		  const struct fsrs *fsrs, struct card *card, struct gift *gift, struct err *err) MUST_CHECK;

#endif
