/* SPDX-License-Identifier: MIT
 * A network without one. */
#include "tests/unit/fake_net.h"

#include <stdlib.h>
#include <string.h>

static const char *id_of(const bson_t *doc)
{
	bson_iter_t iter;

	return bson_iter_init_find(&iter, doc, "_id") && BSON_ITER_HOLDS_UTF8(&iter)
		       ? bson_iter_utf8(&iter, NULL)
		       : "";
}

static int compare(const struct fake_doc *a, const char *collection, const char *id)
{
	int order = strcmp(a->collection, collection);

	return order ? order : strcmp(id_of(a->doc), id);
}

static size_t lower_bound(const struct fake_net *fake, const char *collection, const char *id)
{
	size_t low = 0, high = fake->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare(&fake->doc[mid], collection, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bson_t *fake_get(struct fake_net *fake, const char *collection, const char *id)
{
	size_t at = lower_bound(fake, collection, id);

	return at < fake->count && compare(&fake->doc[at], collection, id) == 0 ? fake->doc[at].doc : NULL;
}

static void remove_at(struct fake_net *fake, size_t at)
{
	bson_destroy(fake->doc[at].doc);
	fake->count--;
	memmove(&fake->doc[at], &fake->doc[at + 1], (fake->count - at) * sizeof(fake->doc[0]));
}

void fake_put(struct fake_net *fake, const char *collection, bson_t *doc)
{
	size_t at = lower_bound(fake, collection, id_of(doc));

	if (fake_get(fake, collection, id_of(doc)))
		remove_at(fake, at);
	if (fake->count == FAKE_DOCS_MAX)
		abort();
	memmove(&fake->doc[at + 1], &fake->doc[at], (fake->count - at) * sizeof(fake->doc[0]));
	fake->doc[at] = (struct fake_doc){collection, doc};
	fake->count++;
}

void fake_drop(struct fake_net *fake, const char *collection, const char *id)
{
	for (size_t at = fake->count; at > 0; at--)
		if (!strcmp(fake->doc[at - 1].collection, collection) &&
		    (!id || !strcmp(id_of(fake->doc[at - 1].doc), id)))
			remove_at(fake, at - 1);
}

size_t fake_count(const struct fake_net *fake, const char *collection)
{
	size_t count = 0;

	for (size_t i = 0; i < fake->count; i++)
		count += !strcmp(fake->doc[i].collection, collection);
	return count;
}

static bool fails(struct fake_net *fake)
{
	return ++fake->calls == fake->fail_at;
}

static int gone(struct err *err)
{
	return err_set(err, ERR_NETWORK, "the test cut the line");
}

static int hello(void *self, bool *has_clock, int64_t *server_ms, int64_t *rtt_ms, struct err *err)
{
	struct fake_net *fake = self;

	*has_clock = fake->has_clock;
	*server_ms = fake->clock_ms;
	*rtt_ms = 0;
	return fails(fake) ? gone(err) : 0;
}

static bool is_in(const struct net_find *find, const bson_t *doc)
{
	const char *id = id_of(doc);
	bson_iter_t iter;

	if (find->deck && (!bson_iter_init_find(&iter, doc, "deck") || !BSON_ITER_HOLDS_UTF8(&iter) ||
			   strcmp(bson_iter_utf8(&iter, NULL), find->deck->value.v_utf8.str)))
		return false;
	for (size_t i = 0; i < find->id_count; i++)
		if (find->ids[i].value_type == BSON_TYPE_UTF8 && !strcmp(find->ids[i].value.v_utf8.str, id))
			return true;
	if (find->ids)
		return false;
	for (size_t i = 0; i < find->ranges; i++)
		if (strcmp(id, find->range[i].from) >= 0 &&
		    (!find->range[i].to[0] || strcmp(id, find->range[i].to) < 0))
			return true;
	return find->ranges == 0;
}

static int find(void *self, const struct net_find *find, net_doc_fn *each, void *ctx, struct err *err)
{
	struct fake_net *fake = self;
	int64_t left = find->limit ? find->limit : INT64_MAX, given = 0;
	bool cut = fails(fake);
	int rc = 0;

	fake->finds++;
	if (cut && fake->failure == FAKE_BEFORE)
		return gone(err);
	for (size_t i = 0; i < fake->count && left > 0 && rc == 0; i++) {
		if (strcmp(fake->doc[i].collection, find->collection) || !is_in(find, fake->doc[i].doc))
			continue;
		if (cut && given++ == 3)
			return gone(err);
		rc = each(ctx, fake->doc[i].doc, err);
		left--;
	}
	return rc ? rc : cut ? gone(err) : 0;
}

static int insert(void *self, const struct net_insert *insert, struct net_inserted *done, struct err *err)
{
	struct fake_net *fake = self;
	bool cut = fails(fake);
	size_t count = cut && fake->failure == FAKE_HALF ? insert->count / 2 : insert->count;

	*done = (struct net_inserted){0};
	fake->inserts++;
	if (cut && fake->failure == FAKE_BEFORE)
		return gone(err);
	for (size_t i = 0; i < count; i++) {
		if (fake_get(fake, insert->collection, id_of(insert->docs[i]))) {
			done->duplicate = true;
			done->index = i;
			return cut ? gone(err) : 0;
		}
		fake_put(fake, insert->collection, bson_copy(insert->docs[i]));
		fake->inserted++;
	}
	done->all = true;
	return cut ? gone(err) : 0;
}

static bool same_value(const bson_iter_t *a, const bson_iter_t *b)
{
	bson_t x = BSON_INITIALIZER, y = BSON_INITIALIZER;
	bool same;

	bson_append_iter(&x, "v", 1, a);
	bson_append_iter(&y, "v", 1, b);
	same = bson_equal(&x, &y);
	bson_destroy(&x);
	bson_destroy(&y);
	return same;
}

/* Equal values, at a path with dots too, and {$exists: false}. */
static bool matches(const bson_t *doc, const bson_t *match)
{
	bson_iter_t want, start, have, inner;

	bson_iter_init(&want, match);
	while (bson_iter_next(&want)) {
		bool there = bson_iter_init(&start, doc) &&
			     bson_iter_find_descendant(&start, bson_iter_key(&want), &have);
		bool absent = BSON_ITER_HOLDS_DOCUMENT(&want) && bson_iter_recurse(&want, &inner) &&
			      bson_iter_find(&inner, "$exists");

		if (absent ? there : !there || !same_value(&have, &want))
			return false;
	}
	return true;
}

static bson_t *changed(const bson_t *doc, const bson_t *change)
{
	static const char *const operators[] = {"$unset", "$set"};
	bson_t *now = bson_copy(doc), *next;
	bson_iter_t op, field;

	for (size_t i = 0; i < 2; i++) {
		if (!bson_iter_init_find(&op, change, operators[i]) || !bson_iter_recurse(&op, &field))
			continue;
		while (bson_iter_next(&field)) {
			next = bson_new();
			bson_copy_to_excluding_noinit(now, next, bson_iter_key(&field), NULL);
			if (i)
				bson_append_iter(next, NULL, 0, &field);
			bson_destroy(now);
			now = next;
		}
	}
	return now;
}

static void change_one(struct fake_net *fake, const char *collection, const struct net_change *change)
{
	const char *id = id_of(change->match);
	bson_t *doc = fake_get(fake, collection, id);

	fake->changed++;
	if (doc && matches(doc, change->match))
		fake_put(fake, collection,
			 change->whole ? bson_copy(change->change) : changed(doc, change->change));
	else if (change->make && !doc)
		fake_put(fake, collection, bson_copy(change->change));
}

static int update(void *self, const struct net_update *update, struct err *err)
{
	struct fake_net *fake = self;
	bool cut = fails(fake);
	size_t count = cut && fake->failure == FAKE_HALF ? update->count / 2 : update->count;

	if (cut && fake->failure == FAKE_BEFORE)
		return gone(err);
	for (size_t i = 0; i < count; i++)
		change_one(fake, update->collection, &update->changes[i]);
	return cut ? gone(err) : 0;
}

void fake_init(struct fake_net *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->net = (struct net){fake, hello, find, insert, update};
}

void fake_fini(struct fake_net *fake)
{
	while (fake->count)
		remove_at(fake, fake->count - 1);
}
