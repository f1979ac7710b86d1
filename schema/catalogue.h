/* SPDX-License-Identifier: MIT
 * The catalogue: what a server's `decks` offered when it was last asked, which of it the learner subscribed
 * to, and what pulls did to those decks. sync fills it, screens read it; the decks themselves are
 * schema/notes.h. */
#ifndef SCHEMA_CATALOGUE_H
#define SCHEMA_CATALOGUE_H

#include "schema/log.h"
#include "schema/store.h"
#include "schema/template.h"

struct offer {
	struct str key;						 /* _id with its type: "s:french" */
	struct str id, title;					 /* id: without the type */
	struct str description, author, language, tags, version; /* empty: not said */
	int64_t notes;						 /* -1: not said */
	bool gone;						 /* withdrawn, or no longer there */
	/* What follows is read only. */
	bool subscribed;       /* the learner's last word; the deck comes with the next sync */
	int64_t deck;	       /* local id, 0: not here */
	bool archived;	       /* here, outside the queue */
	struct str name, held; /* of that deck: path, version */
	int64_t fetched_ms;
};

/* One asking: begin gives its number, then a transaction with some puts at a time, and end forgets what was
 * not put and is not held here, and notes the time. The deck must be clean texts (utf8_clean). */
int catalogue_begin(struct store *store, int64_t *seen, struct err *err) MUST_CHECK;
int catalogue_put(struct store *store, const struct offer *offer, int64_t seen, struct err *err) MUST_CHECK;
int catalogue_end(struct store *store, int64_t seen, struct err *err) MUST_CHECK;
/* The number of the last asking: for decks that are seen between two. */
int catalogue_number(struct store *store, int64_t *seen, struct err *err) MUST_CHECK;
/* When it was last asked, ms UTC; 0 never. */
int catalogue_asked(struct store *store, int64_t *ms, struct err *err) MUST_CHECK;

/* Offers that have each of the words (any case) in title, description, author, language, tags or id, by
 * title; those `from` to from + count - 1 are handed over, *total is how many there are. Withdrawn ones only
 * where held. Texts live until the callback returns; its non-zero return stops and is returned. */
typedef int offer_each_fn(void *ctx, const struct offer *offer, struct err *err);
int catalogue_find(struct store *store, struct str words, int64_t from, int64_t count, offer_each_fn *each,
		   void *ctx, int64_t *total, struct err *err) MUST_CHECK;
void offer_copy(struct offer *to, const struct offer *from, struct arena *arena);
/* The one of that id, key or title, as a person names it: 0 found (texts in the arena), 1 none, 2 several. */
int catalogue_named(struct store *store, struct str name, struct offer *offer, struct arena *arena,
		    struct err *err) MUST_CHECK;

/* Some cards of a deck, plain text, to look at before it is taken. set: in a transaction of its own. */
struct preview_card {
	struct str front, back;
};
enum { PREVIEW_MAX = 3 };
/* The first card that a note of the type makes. False: it makes none. */
bool preview_of(const struct note_type *type, struct row_list fields, struct preview_card *card,
		struct arena *arena);
int preview_set(struct store *store, struct str key, const struct preview_card *cards, size_t count,
		struct err *err) MUST_CHECK;
/* Of a deck that is here from its notes. *count at most PREVIEW_MAX; texts in the arena. */
int preview_get(struct store *store, const struct offer *offer, struct preview_card cards[PREVIEW_MAX],
		size_t *count, struct arena *arena, struct err *err) MUST_CHECK;

/* Subscribed or not: a synced setting "subscribed/<key>", so that every device of the learner agrees; the
 * deck, if it is here, comes back from the archive or goes there. In a transaction of its own. */
int subscription_set(struct store *store, struct str key, bool on, struct err *err) MUST_CHECK;
/* What was said of every deck, by key. */
typedef int subscription_each_fn(void *ctx, struct str key, bool on, struct err *err);
int subscription_each(struct store *store, subscription_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* What was said of one deck, the newest first, and when (ms UTC). */
typedef int subscription_past_fn(void *ctx, bool on, int64_t t_ms, struct err *err);
int subscription_past(struct store *store, struct str key, subscription_past_fn *each, void *ctx,
		      struct err *err) MUST_CHECK;
/* Brings decks that are here into or out of the archive as the subscriptions say: rows may have come in. */
int subscription_apply(struct store *store, struct err *err) MUST_CHECK;

/* What pulls did since somebody looked. */
enum held_choice { HELD_ASKS, HELD_TAKE, HELD_KEEP };
struct deck_news {
	int64_t deck;
	struct str name, key;
	int64_t added, changed, removed; /* notes */
	struct str held;		 /* sum of what is held back; empty: nothing is */
	int64_t loses;			 /* notes that it would take away */
	enum held_choice choice;
};
/* The first two inside the caller's transaction. */
int deck_news_add(struct store *store, const struct deck_news *news, struct err *err) MUST_CHECK;
int deck_news_hold(struct store *store, int64_t deck, struct str sum, int64_t loses,
		   struct err *err) MUST_CHECK;
/* What the learner said of exactly that content. */
int deck_news_choice(struct store *store, int64_t deck, struct str sum, enum held_choice *choice,
		     struct err *err) MUST_CHECK;
int deck_news_choose(struct store *store, int64_t deck, enum held_choice choice, struct err *err) MUST_CHECK;
typedef int deck_news_fn(void *ctx, const struct deck_news *news, struct err *err);
int deck_news_each(struct store *store, deck_news_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* Somebody has seen it all; what is held back stays until it is decided. */
int deck_news_seen(struct store *store, struct err *err) MUST_CHECK;
/* "3 new, 2 changed, 1 gone" */
void deck_news_put(struct buf *out, const struct deck_news *news);

#endif
