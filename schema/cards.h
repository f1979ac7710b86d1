/* SPDX-License-Identifier: MIT
 * Cards as they stand: the cache that study folds from rows, with the indexes that find the next one. */
#ifndef SCHEMA_CARDS_H
#define SCHEMA_CARDS_H

#include "schema/row.h"
#include "schema/store.h"

/* What the index (deck, queue, due) is over. due: NEW position; LEARN ms UTC; REVIEW study day; BURIED the study day until
 * which; others 0. */
enum card_queue {
	QUEUE_ABSENT = -3,
	QUEUE_BURIED = -2,
	QUEUE_SUSPENDED = -1,
	QUEUE_NEW,
	QUEUE_LEARN,
	QUEUE_REVIEW
};
/* FSRS's own states. */
enum card_state { CARD_NEW, CARD_LEARNING, CARD_REVIEW, CARD_RELEARNING };

struct card {
	int64_t id; /* local */
	uint64_t uid;
	int64_t note, deck; /* local ids; 0 while only rows of it have arrived */
	uint32_t ord;	    /* template, or cloze number - 1 */
	enum card_queue queue;
	int64_t due;
	enum card_state state;
	double s, d; /* stability in days, difficulty 1–10; 0 while new */
	int reps, lapses, step;
	int64_t ivl;	  /* as in rows: > 0 days, < 0 seconds, 0 new */
	int64_t last_t;	  /* of the last review that counts, ms; 0 never */
	int64_t last_day; /* its study day */
	int flag;
	/* the game's (study/game_card.h) */
	int u, v;	/* heights, 1/100 log2(1 + S) */
	int64_t owed;	/* the study day from which an answer is a due one */
	int64_t played; /* the study day of the last answer; 0 never */
	int64_t leech;	/* the study day on which it became a leech; 0 it is none */
	int64_t cell;	/* where it is counted as memory; 0 nowhere */
	bool stale; /* rows have come in that this does not hold yet */
};

/* 0 found, 1 not there. */
int card_get(struct store *store, int64_t id, struct card *card, struct err *err) MUST_CHECK;
/* Whether anything was ever said of the card: 1 or 0. */
int card_has_rows(struct store *store, int64_t id, struct err *err) MUST_CHECK;
int card_find(struct store *store, uint64_t uid, struct card *card, struct err *err) MUST_CHECK;
/* Writes the schedule (queue … flag) and the game's part and takes the stale mark away; inside a transaction.
 */
int card_set(struct store *store, const struct card *card, struct err *err) MUST_CHECK;
/* The same for a card that was read as *before in this very transaction: nothing is written where nothing changed. */
int card_replace(struct store *store, const struct card *before, const struct card *card, struct err *err) MUST_CHECK;
/* As card_set, and adds to the bytes of what the card gave to each day. */
int card_set_more(struct store *store, const struct card *card, struct str days, struct err *err) MUST_CHECK;

typedef int card_each_fn(void *ctx, const struct card *card, struct err *err);
/* Cards of one deck and queue with due <= max_due, by due then id, beginning behind (after_due, after_id);
 * `limit` at most. Seeks, never scans. A non-zero return of each stops and is returned. */
int card_each_due(struct store *store, int64_t deck, enum card_queue queue, int64_t max_due,
		  int64_t after_due, int64_t after_id, int limit, card_each_fn *each, void *ctx,
		  struct err *err) MUST_CHECK;
/* The same, stale cards left out. */
struct card_place {
	int64_t deck;
	enum card_queue queue;
	int64_t max_due, after_due, after_id;
};
int card_each_fresh(struct store *store, const struct card_place *from, int limit, card_each_fn *each, void *ctx,
		    struct err *err) MUST_CHECK;
/* Those that are stale, by id, from that one on; each may write the card that it is given. */
int card_each_stale(struct store *store, int64_t first, card_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* Those of all decks that learn or are buried with due <= max_due, by due: there are few, they have an index of
 * their own. */
int card_each_soon(struct store *store, enum card_queue queue, int64_t max_due, card_each_fn *each, void *ctx,
		   struct err *err) MUST_CHECK;
/* The deck of each of them. */
typedef void card_deck_fn(void *ctx, int64_t deck);
int card_decks_soon(struct store *store, enum card_queue queue, int64_t max_due, card_deck_fn *each, void *ctx,
		    struct err *err) MUST_CHECK;
int card_each_of_note(struct store *store, int64_t note, card_each_fn *each, void *ctx,
		      struct err *err) MUST_CHECK;
/* Leeches that can be asked, the oldest first, as many at most. */
int card_each_leech(struct store *store, int limit, card_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
int card_each(struct store *store, card_each_fn *each, void *ctx,
	      struct err *err) MUST_CHECK; /* all that have a note, by id */
/* The same, `limit` of them, beginning behind the card with that id; of each only what a plan is made of: id, uid, deck, queue, due, s, d,
 * ivl and last_day. */
int card_each_plain(struct store *store, int64_t after_id, int limit, card_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* How many, counting no further than cap. */
int card_count_due(struct store *store, int64_t deck, enum card_queue queue, int64_t max_due, int64_t cap,
		   int64_t *count, struct err *err) MUST_CHECK;
/* Whether another card of the note was reviewed on that study day: 1 yes, 0 no. */
int card_sibling_on_day(struct store *store, int64_t note, int64_t except_card, int64_t day,
			struct err *err) MUST_CHECK;

/* Whether a card of another note of the deck with that tag, or one below it, is new or being learnt: 1 yes, 0 no. Walks the
 * deck's notes up to the first such. */
int card_tag_unknown(struct store *store, int64_t deck, int64_t except_note, struct str tag, struct err *err) MUST_CHECK;

/* Totals of one study day and deck: a cache over rows that count. */
struct day_total {
	int64_t day, deck;
	int64_t news;		/* reviews with ord 0 */
	int64_t reviews;	/* first review of a card that day, ord > 0 */
	int64_t answers, again; /* all reviews; those rated 1 */
	int64_t took_ms;
};
int day_get(struct store *store, int64_t day, int64_t deck, struct day_total *total,
	    struct err *err) MUST_CHECK; /* zeros if none */
void day_plus(struct day_total *total, const struct day_total *add);
int day_add(struct store *store, const struct day_total *add, struct err *err) MUST_CHECK;
/* Of all decks, and the days' stale marks. */
int day_clear(struct store *store, int64_t first_day, int64_t last_day, struct err *err) MUST_CHECK;
typedef int day_each_fn(void *ctx, const struct day_total *total, struct err *err);
int day_each(struct store *store, int64_t from_day, int64_t to_day, day_each_fn *each, void *ctx,
	     struct err *err) MUST_CHECK;

/* Local drafts: a half-typed answer or note, never sent. 0 found, 1 none. An empty text removes it. */
int draft_get(struct store *store, struct str key, struct buf *text, struct err *err) MUST_CHECK;
int draft_set(struct store *store, struct str key, struct str text, struct err *err) MUST_CHECK;

#endif
