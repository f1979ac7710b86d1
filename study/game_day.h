/* SPDX-License-Identifier: MIT
 * The game of one study day: its plan, combo, quests and XP; levels. Pure: answers in, numbers out. */
#ifndef STUDY_GAME_DAY_H
#define STUDY_GAME_DAY_H

#include "schema/stones.h"
#include "study/fold_order.h"
#include "study/game_card.h"

enum quest_kind { QUEST_CLEAR, QUEST_TYPED, QUEST_MIX, QUEST_GUESS, QUEST_TWICE, QUEST_KINDS };
enum {
	QUESTS = 3,
	QUEST_XP = 15,
	DUE_XP_MAX = 40, /* one XP for a due card's first answer of a day, up to so many */
	NEW_XP = 2,	 /* for a card's first answer ever … */
	NEW_XP_MAX = 20, /* … up to so many cards a day */
	COMBO_XP_MAX = 10,
	QUOTA_DEFAULT = 20,
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
	struct fold_place in;
	int64_t took_ms;
	double p; /* what was predicted; 0 for a new card */
	uint64_t deck_uid;
	int rating;
	bool known; /* not its first ever */
	bool due;   /* as its card says (GAVE_DUE) */
	bool typed; /* without an overruled mistake */
	bool chosen;
};
struct day_item day_item_of(const struct row *review);

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

/* XP (1/100) at which level n begins: 30 n (n + 1) / 2. */
int64_t level_begin(int64_t level);
int64_t level_of(int64_t xp);

#endif
