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
	int64_t kept; /* decks that stay as they are although the server has something else; words say why */
	struct buf words; /* sentences for people, each a line */
};

struct content_wish {
	bool all;		 /* every deck that is listed */
	const struct str *decks; /* … or these, by `_id` as text or by title; fetched whatever was held */
	size_t count;
	void (*tell)(void *ctx, struct str deck);
	void *ctx;
};

/* Fetches what is subscribed or wished for and differs. Each deck is switched in one transaction. news is
 * added to. */
int content_pull(struct store *store, struct net *net, const struct content_wish *wish,
		 struct content_news *news, struct err *err) MUST_CHECK;

/* Prints the decks of the server, a line each: id, title, notes, whether subscribed. */
int content_list(struct store *store, struct net *net, struct buf *out, struct err *err) MUST_CHECK;

#endif
