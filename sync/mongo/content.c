/* SPDX-License-Identifier: MIT
 * Shared content: which decks are to be fetched, whether what came is whole, and the switch in one
 * transaction. */
#include "sync/mongo/content.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/message.h"
#include "sync/mongo/content_key.h"
#include "sync/mongo/content_priv.h"

enum { DECKS_MAX = 10000 };

static int take_deck(void *ctx, const bson_t *doc, struct err *err)
{
	struct pull *pull = ctx;
	struct remote_deck deck;

	(void)err;
	if (!remote_deck_read(doc, &deck, &pull->arena) || pull->deck_count >= DECKS_MAX) {
		pull->news->skipped++;
		return 0;
	}
	if (pull->deck_count == pull->deck_cap) {
		pull->deck_cap = pull->deck_cap ? 2 * pull->deck_cap : 16;
		pull->decks = mem_grow(pull->decks, pull->deck_cap, sizeof *pull->decks);
	}
	pull->decks[pull->deck_count++] = deck;
	return 0;
}

static int take_held(void *ctx, const struct deck *deck, struct err *err)
{
	struct pull *pull = ctx;

	(void)err;
	if (!deck->remote.len)
		return 0;
	pull->held = mem_grow(pull->held, pull->held_count + 1, sizeof *pull->held);
	pull->held[pull->held_count++] = (struct held){.id = deck->id,
						       .key = arena_str(&pull->arena, deck->remote),
						       .version = arena_str(&pull->arena, deck->version),
						       .name = arena_str(&pull->arena, deck->name),
						       .fetched_ms = deck->fetched_ms,
						       .archived = deck->archived};
	return 0;
}

static int take_order(void *ctx, struct str key, bool on, struct err *err)
{
	struct pull *pull = ctx;

	(void)err;
	pull->orders = mem_grow(pull->orders, pull->order_count + 1, sizeof *pull->orders);
	pull->orders[pull->order_count++] = (struct order){arena_str(&pull->arena, key), on};
	return 0;
}

static const struct order *order_of(const struct pull *pull, struct str key)
{
	for (size_t i = 0; i < pull->order_count; i++)
		if (str_eq(pull->orders[i].key, key))
			return &pull->orders[i];
	return NULL;
}

static const struct held *held_of(const struct pull *pull, const struct remote_deck *deck)
{
	for (size_t i = 0; i < pull->held_count; i++)
		if (str_eq(pull->held[i].key, deck->key))
			return &pull->held[i];
	return NULL;
}

static bool is_wished(const struct pull *pull, const struct remote_deck *deck)
{
	for (size_t i = 0; i < pull->wish->count; i++)
		if (str_eq(pull->wish->keys[i], deck->key))
			return true;
	return false;
}

static void keep(struct pull *pull, const struct remote_deck *deck, const char *why)
{
	pull->news->kept++;
	buf_addf(&pull->news->words, _("The deck %.*s stays as it is here: %s.\n"), STR_FMT(deck->title),
		 why);
}

static bool is_due(struct pull *pull, const struct remote_deck *deck, const struct held *held)
{
	int64_t now = clock_wall_ms(store_clock(pull->store));
	const struct order *order = order_of(pull, deck->key);

	if (deck->gone)
		return false;
	if (is_wished(pull, deck))
		return true;
	if ((order && !order->on) || (held && held->archived))
		return false;
	if (!held)
		return order || pull->wish->all;
	if (deck->version.len)
		return !str_eq(deck->version, held->version);
	return llabs(now - held->fetched_ms) >= DAY_MS;
}

static int take_note(void *ctx, const bson_t *doc, struct err *err)
{
	struct pull *pull = ctx;
	struct remote_note note;

	(void)err;
	if (!remote_note_read(doc, pull->deck->key, &note, &pull->deck_arena)) {
		pull->skipped++;
		return 0;
	}
	if (pull->note_count == pull->note_cap) {
		pull->note_cap = pull->note_cap ? 2 * pull->note_cap : 64;
		pull->notes = mem_grow(pull->notes, pull->note_cap, sizeof *pull->notes);
	}
	pull->notes[pull->note_count++] = note;
	return 0;
}

static int take_old(void *ctx, const struct note *note, struct err *err)
{
	struct pull *pull = ctx;

	(void)err;
	if (!note->shared)
		return 0;
	if (pull->old_count == pull->old_cap) {
		pull->old_cap = pull->old_cap ? 2 * pull->old_cap : 64;
		pull->old = mem_grow(pull->old, pull->old_cap, sizeof *pull->old);
	}
	pull->old[pull->old_count++] =
		(struct old){.uid = note->uid, .front = content_front(note->type, note->fields)};
	return 0;
}

static void mark_seen(struct pull *pull)
{
	for (size_t i = 0; i < pull->note_count; i++) {
		struct old *old = pull->notes[i].gone ? NULL : content_old(pull, pull->notes[i].draft.uid);

		if (old)
			old->seen = true;
	}
}

static size_t count_gone(const struct pull *pull)
{
	size_t gone = 0;

	for (size_t i = 0; i < pull->old_count; i++)
		gone += !pull->old[i].seen;
	return gone;
}

static int write_notes(struct pull *pull, struct str path, struct err *err)
{
	for (size_t i = 0; i < pull->note_count; i++) {
		struct note_draft *draft = &pull->notes[i].draft;
		int rc;

		if (pull->notes[i].gone)
			continue;
		draft->deck = path;
		rc = note_put_shared(pull->store, draft, err);
		if (rc < 0)
			return -1;
		pull->did.added += rc == NOTE_NEW;
		pull->did.changed += rc == NOTE_CHANGED;
		pull->news->own += rc == NOTE_OWN;
	}
	for (size_t i = 0; i < pull->old_count; i++) {
		if (pull->old[i].seen)
			continue;
		if (note_remove_shared(pull->store, pull->old[i].uid, err) < 0)
			return -1;
		pull->did.removed++;
	}
	return 0;
}

/* The deck's path here: as it was, else its title, made different from a deck of that name that is something
 * else. */
static int local_deck(struct pull *pull, const struct held *held, struct str *path, int64_t *id,
		      struct err *err)
{
	struct buf name = {0};
	int rc = 1;

	if (held) {
		*path = held->name;
		*id = held->id;
		return 0;
	}
	buf_add(&name, pull->deck->title);
	rc = deck_find(pull->store, buf_str(&name), id, err);
	if (rc == 0)
		buf_addf(&name, " (%.*s)", STR_FMT(pull->deck->id_text));
	*path = arena_str(&pull->deck_arena, buf_str(&name));
	buf_fini(&name);
	return rc < 0 ? -1 : deck_make(pull->store, *path, id, err);
}

/* What is held here stands in the catalogue, also when nobody ever asked for the list. */
static int note_offer(struct pull *pull, struct err *err)
{
	struct offer offer = content_offer(pull->deck);
	int64_t seen;

	return catalogue_number(pull->store, &seen, err) || catalogue_put(pull->store, &offer, seen, err) ? -1
													  : 0;
}

static int switch_deck(struct pull *pull, const struct held *held, struct err *err)
{
	struct deck now = {.remote = pull->deck->key,
			   .version = pull->deck->version,
			   .fetched_ms = clock_wall_ms(store_clock(pull->store)),
			   .skipped = pull->skipped};
	struct str path;
	STORE_TX(tx);

	if (store_begin(pull->store, &tx, err) || local_deck(pull, held, &path, &now.id, err) ||
	    content_adopt(pull, err) || write_notes(pull, path, err) || deck_set_shared(pull->store, &now, err))
		return -1;
	pull->did.deck = now.id;
	if (deck_news_add(pull->store, &pull->did, err) || note_offer(pull, err))
		return -1;
	return store_commit(&tx, err);
}

static int take_over(struct pull *pull, const struct held *held, struct err *err)
{
	const struct deck_news *did = &pull->did;

	if (switch_deck(pull, held, err))
		return -1;
	pull->news->fetched++;
	pull->news->skipped += pull->skipped;
	pull->news->added += did->added;
	pull->news->changed += did->changed;
	pull->news->removed += did->removed;
	if (did->added + did->changed + did->removed) {
		buf_addf(&pull->news->words, "%.*s: ", STR_FMT(pull->deck->title));
		deck_news_put(&pull->news->words, did);
		buf_addz(&pull->news->words, ".\n");
	}
	return 0;
}

/* More than half would go: that is shown first, and the learner decides for exactly this content. */
static int hold_back(struct pull *pull, const struct held *held, struct str sum, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(pull->store, &tx, err) ||
	    deck_news_hold(pull->store, held->id, sum, (int64_t)count_gone(pull), err) ||
	    store_commit(&tx, err))
		return -1;
	keep(pull, pull->deck,
	     _("more than half of its notes are gone on the server; cairn subscribe with its name takes that "
	       "over, "
	       "and the catalogue in the game asks"));
	return 0;
}

static int guard(struct pull *pull, const struct held *held, struct str sum, struct err *err)
{
	enum held_choice choice = HELD_TAKE;

	if (held && count_gone(pull) * 2 > pull->old_count && !is_wished(pull, pull->deck) &&
	    deck_news_choice(pull->store, held->id, sum, &choice, err))
		return -1;
	switch (choice) {
	case HELD_TAKE: return take_over(pull, held, err);
	case HELD_ASKS: return hold_back(pull, held, sum, err);
	case HELD_KEEP: break;
	}
	return 0;
}

/* The deck's own document again: nobody may have published while its cards were read. */
static int read_again(void *ctx, const bson_t *doc, struct err *err)
{
	struct pull *pull = ctx;
	struct remote_deck now;

	(void)err;
	if (!remote_deck_read(doc, &now, &pull->deck_arena))
		return 0;
	if (str_eq(now.key, pull->deck->key))
		pull->moved = now.publishing || !str_eq(now.version, pull->deck->version) ||
			      !str_eq(now.sum, pull->deck->sum);
	remote_deck_fini(&now);
	return 0;
}

static int check_and_switch(struct pull *pull, const struct held *held, struct err *err)
{
	struct net_find again = {.collection = "decks", .ids = &pull->deck->id, .id_count = 1};
	struct str sum = remote_sum(pull->notes, pull->note_count, &pull->deck_arena);

	if (pull->deck->version.len && pull->net->find(pull->net->self, &again, read_again, pull, err))
		return -1;
	if (pull->moved)
		keep(pull, pull->deck, _("it was published anew while it was read"));
	else if (pull->deck->sum.len && !str_eq(pull->deck->sum, sum))
		keep(pull, pull->deck,
		     _("what is on the server does not fit its sum; somebody has to publish it again"));
	else
		return guard(pull, held, sum, err);
	return 0;
}

static int pull_deck(struct pull *pull, const struct remote_deck *deck, const struct held *held,
		     struct err *err)
{
	struct net_find find = {.collection = "cards", .deck = &deck->id};
	int rc = 0;

	pull->deck = deck;
	pull->note_count = pull->old_count = 0;
	pull->skipped = 0;
	pull->moved = false;
	pull->did = (struct deck_news){0};
	arena_reset(&pull->deck_arena);
	if (pull->wish->tell)
		pull->wish->tell(pull->wish->ctx, deck->title);
	if (held)
		rc = note_each(pull->store, held->id, take_old, pull, err);
	content_sort_old(pull);
	if (rc == 0)
		rc = pull->net->find(pull->net->self, &find, take_note, pull, err);
	if (rc || content_follow_ids(pull, err))
		return -1;
	mark_seen(pull);
	return check_and_switch(pull, held, err);
}

static void add_id(struct pull *pull, struct str key)
{
	bson_value_t value;

	if (!remote_key_value(key, &value))
		return;
	pull->ids = mem_grow(pull->ids, pull->id_count + 1, sizeof *pull->ids);
	pull->ids[pull->id_count++] = value;
}

/* Of a server's thousands of decks only those that somebody here wants are asked for. */
static void wanted_ids(struct pull *pull)
{
	for (size_t i = 0; i < pull->wish->count; i++)
		add_id(pull, pull->wish->keys[i]);
	for (size_t i = 0; i < pull->held_count; i++)
		if (!pull->held[i].archived)
			add_id(pull, pull->held[i].key);
	for (size_t i = 0; i < pull->order_count; i++)
		if (pull->orders[i].on)
			add_id(pull, pull->orders[i].key);
}

static int load_decks(struct pull *pull, struct err *err)
{
	struct net_find find = {.collection = "decks"};

	if (!pull->wish->all) {
		wanted_ids(pull);
		find.ids = pull->ids;
		find.id_count = pull->id_count;
		if (!find.id_count) /* nothing to ask for */
			return 0;
	}
	return pull->net->find(pull->net->self, &find, take_deck, pull, err);
}

static void pull_fini(struct pull *pull)
{
	for (size_t i = 0; i < pull->deck_count; i++)
		remote_deck_fini(&pull->decks[i]);
	free(pull->decks);
	for (size_t i = 0; i < pull->id_count; i++)
		bson_value_destroy(&pull->ids[i]);
	free(pull->ids);
	free(pull->held);
	free(pull->orders);
	free(pull->notes);
	free(pull->old);
	arena_fini(&pull->arena);
	arena_fini(&pull->deck_arena);
}

static int pull_due(struct pull *pull, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < pull->deck_count && rc == 0; i++) {
		const struct remote_deck *deck = &pull->decks[i];
		const struct held *held = held_of(pull, deck);

		if (!is_due(pull, deck, held))
			continue;
		if (deck->publishing)
			keep(pull, deck, _("it is being published just now"));
		else
			rc = pull_deck(pull, deck, held, err);
	}
	return rc;
}

int content_pull(struct store *store, struct net *net, const struct content_wish *wish,
		 struct content_news *news, struct err *err)
{
	struct pull pull = {.store = store, .net = net, .wish = wish, .news = news};
	int rc = subscription_apply(store, err);

	if (rc == 0)
		rc = deck_each(store, take_held, &pull, err);
	if (rc == 0)
		rc = subscription_each(store, take_order, &pull, err);
	if (rc == 0)
		rc = load_decks(&pull, err);
	if (rc == 0)
		rc = pull_due(&pull, err);
	pull_fini(&pull);
	return rc;
}
