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

/* Proof rounds: whether a card whose self-graded height is ahead of its checked one is to be asked typed, or as
 * a choice, this time: about one review in eight, by card and count of reviews. */
bool proof_wanted(const struct card *card);

/* --- A study day: combo and quests (study/game_day.c), its plan (study/game_plan.c) --- */

enum quest_kind { QUEST_CLEAR, QUEST_TYPED, QUEST_MIX, QUEST_GUESS, QUEST_TWICE, QUEST_KINDS };
enum {
	QUESTS = 3,
	QUEST_XP = 15,
	DUE_XP_MAX = 40, /* one XP for a due card's first answer of a day, up to so many */
	NEW_XP = 2,	 /* for a card's first answer ever … */
	NEW_XP_MAX = 20, /* … up to so many cards a day */
	COMBO_XP_MAX = 10,
};

struct quest {
	enum quest_kind kind;
	uint64_t deck_uid; /* QUEST_CLEAR */
	int64_t target;
};

/* What a row of kind `day` says. */
struct day_plan {
	bool planned;
	int64_t due, quota, rest, since;
	struct quest quest[QUESTS];
	int quests;
};
/* Bits of what was reached: those of enum quest_kind, and these. */
enum { REACHED_GOOD = 1 << 8, REACHED_CLEAR = 1 << 9 };

/* Text of a plan's quests, "typed:8 mix:20 clear:028q5cu4qnjff:14", and of what was reached, "good typed".
 * Words that are not known are passed over. */
void plan_put(struct buf *out, const struct day_plan *plan);
struct day_plan plan_of(const struct row_day *row);
const char *quest_name(enum quest_kind kind);
void reached_put(struct buf *out, unsigned reached);
unsigned reached_of(struct str text);

/* What stands at the rollover. */
struct day_offer {
	int64_t due, news; /* cards */
	int decks;	   /* with something due or new */
	uint64_t weakest;  /* uid of the deck to clear; 0 none */
	int64_t weakest_due;
};
/* Three of the templates that are valid: by hash of learner, day and i. */
void quests_choose(struct day_plan *plan, const struct day_offer *offer, struct str learner, int64_t day);

/* An answer of the day, in fold order (t, origin, at). */
struct day_item {
	uint64_t card, origin;
	int64_t at, t, took_ms;
	double p; /* what was predicted; 0 for a new card */
	uint64_t deck_uid;
	int rating;
	bool first; /* of that card on that day */
	bool known; /* not its first ever */
	bool typed; /* without an overruled mistake */
	bool chosen;
};
struct day_item day_item_of(const struct row *review);
/* Into fold order, with `first` told. */
void day_sort(struct day_item *item, size_t count);

struct day_play {
	int combo, combo_best, combo_xp;
	struct {
		int64_t count, target;
		bool done;
	} quest[QUESTS]; /* as in the plan */
	unsigned done;	 /* bits of quest kinds */
};
struct day_play day_play(const struct day_item *item, size_t count, const struct day_plan *plan,
			 unsigned reached);
/* Adds one answer to a combo that stands at `combo`; idle_ms: since the answer before. */
int combo_next(int combo, const struct day_item *item, int64_t idle_ms);

/* Cards that make the day good. */
int64_t day_need(const struct stone *stone);
bool day_is_good(const struct stone *stone);
/* Whether what was due is done: it repairs the streak. */
bool day_is_clear(const struct stone *stone);
/* XP of a day, 1/100. */
int64_t day_xp(const struct stone *stone);

/* --- Streak (study/game_streak.c) --- */

enum day_mark { DAY_OPEN, DAY_GOOD, DAY_MISSED, DAY_FREE, DAY_REST, DAY_FROZEN, DAY_REPAIRED };
enum { FREEZE_DAYS = 7, FREEZES_MAX = 2, REPAIR_DAYS = 3, BREAK_DAYS = 30, QUOTA_DEFAULT = 20 };

struct streak {
	int64_t days, best;
	int freezes;
	int64_t next_freeze; /* good days until the next one; 0: the bank is full */
	int good_of_30;
};
/* Stones in order of day, the last one may be today's. free_until: before that day nothing was due since the
 * last stone. mark (may be NULL): one of each day from the first stone's to today, in order. */
struct streak streak_of(const struct stone *stone, size_t count, int64_t today, int64_t free_until,
			unsigned char *mark);

/* --- Levels --- */

/* XP (1/100) at which level n begins: 30 n (n + 1) / 2. */
int64_t level_begin(int64_t level);
int64_t level_of(int64_t xp);

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

/* --- The game against the store (study/game_today.c, study/game_home.c) --- */

/* A study day as it is being played. */
struct today {
	int64_t day;
	struct day_item *item; /* in fold order */
	size_t count, cap;
	struct day_plan plan;
	int64_t plan_t; /* where the plan stands in fold order */
	uint64_t plan_origin;
	unsigned reached;
	struct deck_uid *deck; /* by local id */
	size_t decks;
};
int today_load(struct today *today, struct store *store, int64_t day, struct err *err) MUST_CHECK;
void today_add(struct today *today, const struct row *review, int64_t deck);
void today_plan(struct today *today, const struct row *row); /* of kind `day` */
void today_fini(struct today *today);
/* The part of the day's stone that its own rows say; inside a transaction. */
int today_settle(struct today *today, struct store *store, struct err *err) MUST_CHECK;
/* The same for whole days, from their rows. */
int game_settle(struct store *store, int64_t first_day, int64_t last_day, struct err *err) MUST_CHECK;

/* What the home screen shows. */
struct game_home {
	int64_t day; /* today */
	struct stone *stone;
	unsigned char *mark; /* enum day_mark of each day from stone[0].day to today */
	size_t stones;
	struct stone today; /* zeros if nothing was answered yet */
	struct day_plan plan;
	struct day_play play;
	struct streak streak;
	int64_t xp, level; /* 1/100 */
	double known, known_change; /* since yesterday's end */
};
/* For a moment; reads only. free_until: the first study day on which something is due, of what is due now. */
int game_load(struct game_home *home, struct store *store, int64_t day, int64_t free_until,
	      struct err *err) MUST_CHECK;
void game_fini(struct game_home *home);

#endif
