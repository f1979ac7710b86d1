/* SPDX-License-Identifier: MIT
 * Publishing: a deck of this store as documents of `decks` and `cards`, so that whoever reads sees the deck
 * before or the deck after and nothing between, wherever it ends. docs/sync.md, Publishing. Needs a
 * publisher's rights. */
#ifndef SYNC_MONGO_CONTENT_PUBLISH_H
#define SYNC_MONGO_CONTENT_PUBLISH_H

#include "schema/store.h"
#include "sync/mongo/content_doc.h"
#include "sync/mongo/net.h"

struct publish_wish {
	struct str deck; /* path here; the decks below it go along */
	struct str id;	 /* empty: made of the path */
	/* s is NULL: as it is on the server, at first the path's last name, or nothing. */
	struct str title, description, author, language, tags;
	bool withdraw;	/* no reader is offered it any more; who has it keeps it */
	bool take_over; /* although somebody else is said to be publishing it */
	bool dry;	/* only says what would be written */
};

struct publish_news {
	int64_t added, changed, removed, kept; /* documents of cards */
	int64_t unfit;			       /* notes that documents cannot say: own types, empty fields */
	bool same;			       /* the server holds it so already; nothing was written */
	int64_t version;
	struct buf id; /* under which it stands in `decks` */
};

/* 0. ERR_REFUSED: somebody else is publishing it, or the user may not (err->native 13). news: free its id. */
int content_publish(struct store *store, struct net *net, const struct publish_wish *wish,
		    struct publish_news *news, struct err *err) MUST_CHECK;

/* content_about.c: what the deck's document says of it. */
void publish_put_id(struct buf *out, struct str path); /* "Languages::French": "languages-french" */
void publish_put_about(bson_t *set, const struct publish_wish *wish, const struct remote_deck *deck);
bool publish_says_so(const struct publish_wish *wish, const struct remote_deck *deck); /* nothing to change */

/* content_own.c: the notes as documents, and what of it the server does not hold so. */
struct own_note {
	bson_t *doc;
	struct remote_note note; /* doc as a reader would take it */
};
struct own_deck {
	struct arena arena;
	struct own_note *note; /* by key */
	size_t count, cap;
	int64_t unfit;
};
/* ERR_INPUT: no such deck, or nothing in it that can be published. */
int own_deck_load(struct own_deck *own, struct store *store, struct str path, struct str id,
		  struct err *err) MUST_CHECK;
void own_deck_fini(struct own_deck *own);

/* What is there. */
struct there {
	struct arena arena;
	struct remote_note *note;
	size_t count, cap;
};
/* Documents to write, in order: new and changed ones, then those that are gone. */
struct own_diff {
	struct net_change *change;
	size_t count;
	int64_t added, changed, removed, kept;
};
void own_diff(const struct own_deck *own, struct there *there, struct str id, struct own_diff *diff);
void own_diff_fini(struct own_diff *diff);
struct str own_sum(const struct own_deck *own, struct arena *arena);

#endif
