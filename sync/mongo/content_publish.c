/* SPDX-License-Identifier: MIT
 * Publishing: mark the deck, write what differs, then version and sum together with the mark's end. Who dies
 * on the way leaves the mark, and whoever publishes next goes on from what is there. */
#include "sync/mongo/content_publish.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/marks.h"

enum {
	ID_MAX = 200,
	LOG_DIGITS = 13,
	MARK_DEAD_MS = 10 * MINUTE_MS,
	BATCH_MAX = 500,
	BATCH_BYTES = 512 * 1024
};

struct publish {
	struct store *store;
	struct net *net;
	const struct publish_wish *wish;
	struct publish_news *news;
	struct arena arena;
	struct str id, key;	 /* of the deck: text, and with its type */
	char by[LOG_DIGITS + 1]; /* whose mark is ours */
	int64_t ahead_ms;	 /* of our monotonic clock: what makes it the server's clock */
	struct own_deck own;
	struct there there;
	struct own_diff diff;
	struct remote_deck deck; /* as it is there */
	bool found;
};

static int set_id(struct publish *p, struct err *err)
{
	struct buf clean = {0}, *id = &p->news->id;
	bool good;

	if (p->wish->id.len)
		buf_add(id, p->wish->id);
	else
		publish_put_id(id, p->wish->deck);
	good = id->len && utf8_clean(&clean, buf_str(id), CLEAN_LINE, ID_MAX);
	buf_fini(&clean);
	if (!good)
		return err_set(err, ERR_USAGE, "the deck needs an id of 1 to %d plain bytes: --id NAME",
			       ID_MAX);
	p->id = buf_str(id);
	p->key.s = arena_alloc(&p->arena, id->len + 3);
	p->key.len = (size_t)snprintf((char *)(uintptr_t)p->key.s, id->len + 3, "s:%s", id->s);
	return 0;
}

static int64_t server_now(const struct publish *p)
{
	return clock_mono_ms(store_clock(p->store)) + p->ahead_ms;
}

static int take_deck(void *ctx, const bson_t *doc, struct err *err)
{
	struct publish *p = ctx;

	(void)err;
	remote_deck_fini(&p->deck);
	p->found = remote_deck_read(doc, &p->deck, &p->arena);
	return 0;
}

static int look_deck(struct publish *p, struct err *err)
{
	bson_value_t id = {.value_type = BSON_TYPE_UTF8};
	struct net_find find = {.collection = "decks", .ids = &id, .id_count = 1};

	id.value.v_utf8.str = (char *)(uintptr_t)p->id.s;
	id.value.v_utf8.len = (uint32_t)p->id.len;
	p->found = false;
	return p->net->find(p->net->self, &find, take_deck, p, err);
}

static int take_card(void *ctx, const bson_t *doc, struct err *err)
{
	struct publish *p = ctx;
	struct there *there = &p->there;
	struct remote_note note;

	(void)err;
	if (!remote_note_read(doc, p->key, &note, &there->arena))
		return 0; /* no reader sees it */
	if (there->count == there->cap) {
		there->cap = there->cap ? 2 * there->cap : 64;
		there->note = mem_grow(there->note, there->cap, sizeof *there->note);
	}
	there->note[there->count++] = note;
	return 0;
}

/* What is there now, and how it differs. */
static int look_cards(struct publish *p, struct err *err)
{
	bson_value_t deck = {.value_type = BSON_TYPE_UTF8};
	struct net_find find = {.collection = "cards", .deck = &deck};

	deck.value.v_utf8.str = (char *)(uintptr_t)p->id.s;
	deck.value.v_utf8.len = (uint32_t)p->id.len;
	own_diff_fini(&p->diff);
	p->there.count = 0;
	arena_reset(&p->there.arena);
	if (p->net->find(p->net->self, &find, take_card, p, err))
		return -1;
	own_diff(&p->own, &p->there, p->id, &p->diff);
	return 0;
}

static int change_deck(struct publish *p, bson_t *match, bson_t *change, struct err *err)
{
	struct net_change one = {.match = match, .change = change};
	struct net_update update = {"decks", &one, 1};
	int rc = p->net->update(p->net->self, &update, err);

	bson_destroy(match);
	bson_destroy(change);
	return rc;
}

static bool is_ours(const struct publish *p)
{
	return p->found && p->deck.publishing && str_is(p->deck.mark_by, p->by);
}

static int somebody_else(struct publish *p, struct err *err)
{
	struct buf since = {0};

	if (p->deck.mark_ms) {
		buf_addz(&since, _(" since "));
		clock_put_iso(&since, p->deck.mark_ms);
	}
	err_set(err, ERR_REFUSED,
		"the deck %.*s is being published by somebody else%s; try again in some minutes, or with "
		"--take-over if that one died",
		STR_FMT(p->id), buf_z(&since));
	buf_fini(&since);
	return -1;
}

/* Ours from before, one that stood too long, or none: free to take. */
static bool may_take(const struct publish *p)
{
	return !p->deck.publishing || is_ours(p) || p->wish->take_over ||
	       (p->deck.mark_ms && server_now(p) - p->deck.mark_ms > MARK_DEAD_MS);
}

static void put_mark(bson_t *doc, const struct publish *p)
{
	BCON_APPEND(doc, "publishing", "{", "by", BCON_UTF8(p->by), "at", BCON_DATE_TIME(server_now(p)), "}");
}

static int make_deck(struct publish *p, struct err *err)
{
	bson_t *doc = bson_new();
	const bson_t *docs[] = {doc};
	struct net_insert insert = {"decks", docs, 1};
	struct net_inserted done;
	int rc;

	bson_append_utf8(doc, "_id", 3, p->id.s, (int)p->id.len);
	put_mark(doc, p);
	rc = p->net->insert(p->net->self, &insert, &done, err);
	bson_destroy(doc);
	return rc; /* whether it is ours is read again */
}

/* The mark as it was seen becomes ours: of two that do so at once one finds nothing that matches. */
static int mark_deck(struct publish *p, struct err *err)
{
	bson_t *match = bson_new(), *change = bson_new();
	bson_t sub;

	bson_append_utf8(match, "_id", 3, p->id.s, (int)p->id.len);
	if (p->deck.mark.value_type)
		bson_append_value(match, "publishing", 10, &p->deck.mark);
	else
		BCON_APPEND(match, "publishing", "{", "$exists", BCON_BOOL(false), "}");
	bson_append_document_begin(change, "$set", 4, &sub);
	put_mark(&sub, p);
	bson_append_document_end(change, &sub);
	return change_deck(p, match, change, err);
}

static int claim(struct publish *p, struct err *err)
{
	if (!may_take(p))
		return somebody_else(p, err);
	if (p->found ? mark_deck(p, err) : make_deck(p, err))
		return -1;
	if (look_deck(p, err))
		return -1;
	return is_ours(p) ? 0 : somebody_else(p, err);
}

static int write_cards(struct publish *p, struct err *err)
{
	struct net_update update = {.collection = "cards"};

	for (size_t at = 0; at < p->diff.count; at += update.count) {
		size_t bytes = 0;

		update.changes = &p->diff.change[at];
		for (update.count = 0;
		     at + update.count < p->diff.count && update.count < BATCH_MAX && bytes < BATCH_BYTES;
		     update.count++)
			bytes += update.changes[update.count].change->len;
		/* Who was away too long may have lost the deck to somebody else. */
		if (at && (look_deck(p, err) || (!is_ours(p) && somebody_else(p, err))))
			return -1;
		if (at && mark_deck(p, err))
			return -1;
		if (p->net->update(p->net->self, &update, err))
			return -1;
	}
	return 0;
}

/* Different from every version before: the next number, or the time. */
static int64_t next_version(const struct publish *p)
{
	int64_t old = 0;

	if (p->deck.version.len > 2 && str_starts(p->deck.version, "i:") &&
	    !str_to_int(str_slice(p->deck.version, 2, p->deck.version.len), &old, NULL) && old >= 0 &&
	    old < INT64_MAX / 2)
		return old + 1;
	return p->deck.version.len ? server_now(p) : 1;
}

/* One change: whoever reads finds the mark, or the new version with its sum. */
static int finish(struct publish *p, struct err *err)
{
	struct str sum = own_sum(&p->own, &p->arena);
	bson_t *match = bson_new(), *change = bson_new();
	bson_t sub;

	p->news->version = next_version(p);
	bson_append_utf8(match, "_id", 3, p->id.s, (int)p->id.len);
	bson_append_utf8(match, "publishing.by", 13, p->by, -1);
	bson_append_document_begin(change, "$set", 4, &sub);
	publish_put_about(&sub, p->wish, &p->deck);
	bson_append_int64(&sub, "notes", 5, (int64_t)p->own.count);
	bson_append_int64(&sub, "version", 7, p->news->version);
	bson_append_utf8(&sub, "sum", 3, sum.s, (int)sum.len);
	bson_append_document_end(change, &sub);
	BCON_APPEND(change, "$unset", "{", "publishing", "", "gone", "", "}");
	if (change_deck(p, match, change, err) || look_deck(p, err))
		return -1;
	return p->found && !p->deck.publishing && str_eq(p->deck.sum, sum) ? 0 : somebody_else(p, err);
}

static bool is_same(struct publish *p)
{
	return p->found && !p->deck.publishing && !p->deck.gone && !p->diff.count && p->deck.version.len &&
	       str_eq(p->deck.sum, own_sum(&p->own, &p->arena)) && publish_says_so(p->wish, &p->deck);
}

static int write_deck(struct publish *p, struct err *err)
{
	if (claim(p, err) || look_cards(p, err) || write_cards(p, err))
		return -1;
	return finish(p, err);
}

static int withdraw(struct publish *p, struct err *err)
{
	bson_t *match, *change;

	if (!p->found || p->deck.gone) {
		p->news->same = true;
		return p->found ? 0
				: err_set(err, ERR_INPUT, "there is no deck %.*s on the server",
					  STR_FMT(p->id));
	}
	if (p->deck.publishing && !may_take(p))
		return somebody_else(p, err);
	if (p->wish->dry)
		return 0;
	match = bson_new();
	bson_append_utf8(match, "_id", 3, p->id.s, (int)p->id.len);
	change = BCON_NEW("$set", "{", "gone", BCON_BOOL(true), "}");
	return change_deck(p, match, change, err);
}

static int publish(struct publish *p, struct err *err)
{
	int rc;

	if (look_deck(p, err))
		return -1;
	if (p->wish->withdraw)
		return withdraw(p, err);
	if (own_deck_load(&p->own, p->store, p->wish->deck, p->id, err) || look_cards(p, err))
		return -1;
	p->news->same = is_same(p);
	rc = p->news->same || p->wish->dry ? 0 : write_deck(p, err);
	p->news->unfit = p->own.unfit;
	p->news->added = p->diff.added;
	p->news->changed = p->diff.changed;
	p->news->removed = p->diff.removed;
	p->news->kept = p->diff.kept;
	return rc;
}

/* Who we are for other publishers, and what time it is for all of them. */
static int begin(struct publish *p, struct err *err)
{
	struct mark mark;
	const struct clock *clock = store_clock(p->store);
	bool has_clock = false;
	int64_t now_ms, rtt;
	STORE_TX(tx);

	if (store_begin(p->store, &tx, err) || mark_own(p->store, &mark, err) || store_commit(&tx, err))
		return -1;
	hash_put32(p->by, mark.log, LOG_DIGITS);
	if (p->net->hello(p->net->self, &has_clock, &now_ms, &rtt, err))
		return -1;
	p->ahead_ms = (has_clock ? now_ms : clock_wall_ms(clock)) - clock_mono_ms(clock);
	return 0;
}

int content_publish(struct store *store, struct net *net, const struct publish_wish *wish,
		    struct publish_news *news, struct err *err)
{
	struct publish p = {.store = store, .net = net, .wish = wish, .news = news};
	int rc = set_id(&p, err);

	if (rc == 0)
		rc = begin(&p, err);
	if (rc == 0)
		rc = publish(&p, err);
	own_deck_fini(&p.own);
	own_diff_fini(&p.diff);
	free(p.there.note);
	arena_fini(&p.there.arena);
	remote_deck_fini(&p.deck);
	arena_fini(&p.arena);
	return rc;
}
