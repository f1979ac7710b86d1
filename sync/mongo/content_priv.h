/* SPDX-License-Identifier: MIT
 * What the files content_*.c share: one run over the shared decks, and the deck under way. */
#ifndef SYNC_MONGO_CONTENT_PRIV_H
#define SYNC_MONGO_CONTENT_PRIV_H

#include "base/mem.h"
#include "schema/catalogue.h"
#include "sync/mongo/content.h"
#include "sync/mongo/content_doc.h"

/* A note held of a deck. */
struct old {
	uint64_t uid, front; /* front: hash of type and first field */
	bool seen;	     /* it is among what came */
	bool adopted;	     /* a note with another id goes on as this one */
};

/* What is held of a shared deck. */
struct held {
	int64_t id;
	struct str key, version, name;
	int64_t fetched_ms;
	bool archived;
};

/* What the learner said of a deck. */
struct order {
	struct str key;
	bool on;
};

struct pull {
	struct store *store;
	struct net *net;
	const struct content_wish *wish;
	struct content_news *news;
	struct arena arena; /* of the lists */
	struct remote_deck *decks;
	size_t deck_count, deck_cap;
	struct held *held;
	size_t held_count;
	struct order *orders;
	size_t order_count;
	bson_value_t *ids; /* to ask for */
	size_t id_count;

	/* the deck under way */
	struct arena deck_arena;
	const struct remote_deck *deck;
	struct remote_note *notes;
	size_t note_count, note_cap;
	int64_t skipped;
	struct deck_news did;
	bool moved;	 /* somebody published it meanwhile */
	struct old *old; /* the notes held, by uid */
	size_t old_count, old_cap;
};

/* content_list.c: texts are the deck's. */
struct offer content_offer(const struct remote_deck *deck);

/* content_same.c: which note held is which document. */
uint64_t content_front(uint64_t type, struct row_list fields); /* for struct old */
void content_sort_old(struct pull *pull);
struct old *content_old(const struct pull *pull, uint64_t uid); /* NULL: not held; after the sort */
/* Ids that were taken over before keep meaning the older note. */
int content_follow_ids(struct pull *pull, struct err *err) MUST_CHECK;
/* A new id with the front of a note that vanished in this pull takes it over; inside the switch. */
int content_adopt(struct pull *pull, struct err *err) MUST_CHECK;

#endif
