/* SPDX-License-Identifier: MIT
 * The list of a server's decks, and cards to look at, as the store's catalogue. Batches are short
 * transactions: the game may be writing an answer. */
#include <stdlib.h>

#include "sync/mongo/content_key.h"
#include "sync/mongo/content_priv.h"

enum { BATCH = 100, DECKS_MAX = 100000, LOOKED_MAX = 50 };

struct listing {
	struct store *store;
	struct arena arena;
	struct remote_deck deck[BATCH];
	size_t count;
	int64_t seen, listed;
};

struct offer content_offer(const struct remote_deck *deck)
{
	return (struct offer){.key = deck->key,
			      .title = deck->title,
			      .description = deck->description,
			      .author = deck->author,
			      .language = deck->language,
			      .tags = deck->tags,
			      .version = deck->version,
			      .notes = deck->notes,
			      .gone = deck->gone};
}

static void forget(struct listing *listing)
{
	for (size_t i = 0; i < listing->count; i++)
		remote_deck_fini(&listing->deck[i]);
	listing->count = 0;
	arena_reset(&listing->arena);
}

static int flush(struct listing *listing, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(listing->store, &tx, err))
		return -1;
	for (size_t i = 0; i < listing->count; i++) {
		struct offer offer = content_offer(&listing->deck[i]);

		if (catalogue_put(listing->store, &offer, listing->seen, err))
			return -1;
	}
	forget(listing);
	return store_commit(&tx, err);
}

static int take_deck(void *ctx, const bson_t *doc, struct err *err)
{
	struct listing *listing = ctx;
	struct remote_deck *deck = &listing->deck[listing->count];

	if (listing->listed >= DECKS_MAX || !remote_deck_read(doc, deck, &listing->arena))
		return 0;
	listing->count++;
	listing->listed++;
	return listing->count == BATCH ? flush(listing, err) : 0;
}

int content_refresh(struct store *store, struct net *net, int64_t *count, struct err *err)
{
	struct listing *listing = mem_alloc(sizeof *listing);
	struct net_find find = {.collection = "decks"};
	int rc;

	listing->store = store;
	rc = catalogue_begin(store, &listing->seen, err);
	if (rc == 0)
		rc = net->find(net->self, &find, take_deck, listing, err);
	if (rc == 0)
		rc = flush(listing, err);
	if (rc == 0)
		rc = catalogue_end(store, listing->seen, err);
	*count = listing->listed;
	forget(listing);
	arena_fini(&listing->arena);
	free(listing);
	return rc;
}

struct looking {
	struct str key;
	struct arena arena;
	struct preview_card card[PREVIEW_MAX];
	size_t count;
};

static int take_card(void *ctx, const bson_t *doc, struct err *err)
{
	struct looking *looking = ctx;
	struct remote_note note;

	(void)err;
	if (remote_note_read(doc, looking->key, &note, &looking->arena) && !note.gone)
		looking->count += preview_of(template_find(note.draft.type), note.draft.fields,
					     &looking->card[looking->count], &looking->arena);
	return looking->count == PREVIEW_MAX;
}

int content_preview(struct store *store, struct net *net, struct str key, struct err *err)
{
	struct looking looking = {.key = key};
	bson_value_t deck;
	struct net_find find = {.collection = "cards", .deck = &deck, .limit = LOOKED_MAX};
	int rc;

	if (!remote_key_value(key, &deck))
		return err_set(err, ERR_INPUT, "%.*s names no deck", STR_FMT(key));
	rc = net->find(net->self, &find, take_card, &looking, err) < 0 ? -1 : 0;
	if (rc == 0)
		rc = preview_set(store, key, looking.card, looking.count, err);
	bson_value_destroy(&deck);
	arena_fini(&looking.arena);
	return rc;
}
