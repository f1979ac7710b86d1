/* SPDX-License-Identifier: MIT
 * Shared content: the collections `decks` and `cards` into the store's shared decks. docs/sync.md, Content.
 * Learners only read there. */
#ifndef SYNC_MONGO_CONTENT_H
#define SYNC_MONGO_CONTENT_H

#include "schema/store.h"
#include "sync/mongo/net.h"

struct content_news {
	int64_t fetched;		 /* decks whose content was switched or found the same */
	int64_t added, changed, removed; /* notes */
	int64_t skipped;		 /* documents that are no notes */
	int64_t own;			 /* whose uids are notes of the learner's own here, which stay */
	int64_t kept; /* decks that stay as they are although the server has something else; words say why */
	struct buf words; /* sentences for people, each a line */
};

struct content_wish {
	bool all;		/* every deck that is listed and was not unsubscribed */
	const struct str *keys; /* … and these, by key (sync/mongo/content_key.h); fetched whatever was held */
	size_t count;
	void (*tell)(void *ctx, struct str deck);
	void *ctx;
};

/* Fetches what is subscribed or wished for and differs; decks that were unsubscribed go into the archive. Each deck
 * is switched in one transaction. news is added to. */
int content_pull(struct store *store, struct net *net, const struct content_wish *wish,
		 struct content_news *news, struct err *err) MUST_CHECK;

/* Asks for the list of decks and keeps it in the store's catalogue; *count: how many there are. */
int content_refresh(struct store *store, struct net *net, int64_t *count, struct err *err) MUST_CHECK;
/* Asks for some cards of a deck and keeps them there as its preview. */
int content_preview(struct store *store, struct net *net, struct str key, struct err *err) MUST_CHECK;

#endif
