/* SPDX-License-Identifier: MIT
 * Own notes as documents, and what of them the server does not hold so. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "sync/mongo/content_key.h"
#include "sync/mongo/content_publish.h"

enum { UID_DIGITS = 13 };

struct loading {
	struct own_deck *own;
	struct str path, id, key;
	struct store *store;
};

/* The document's `_id` is "<deck>/<uid>": the note keeps it whatever becomes of its text. */
static int take_note(void *ctx, const struct note *note, struct err *err)
{
	struct loading *loading = ctx;
	struct own_deck *own = loading->own;
	struct own_note out = {.doc = bson_new()};
	char digits[UID_DIGITS + 1];
	struct buf id = {0};

	(void)err;
	hash_put32(digits, note->uid, UID_DIGITS);
	buf_addf(&id, "%.*s/%s", STR_FMT(loading->id), digits);
	if (!remote_note_write(out.doc, buf_str(&id), loading->id, note) ||
	    !remote_note_read(out.doc, loading->key, &out.note, &own->arena)) {
		bson_destroy(out.doc);
		own->unfit++;
	} else {
		if (own->count == own->cap) {
			own->cap = own->cap ? 2 * own->cap : 64;
			own->note = mem_grow(own->note, own->cap, sizeof *own->note);
		}
		own->note[own->count++] = out;
	}
	buf_fini(&id);
	return 0;
}

static int take_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct loading *loading = ctx;
	struct str rest = str_slice(deck->name, loading->path.len, deck->name.len);

	if (!str_eq(str_slice(deck->name, 0, loading->path.len), loading->path) ||
	    (rest.len && !str_starts(rest, "::")))
		return 0;
	return note_each(loading->store, deck->id, take_note, loading, err);
}

static int by_key(const void *a, const void *b)
{
	const struct own_note *x = a, *y = b;

	return str_cmp(x->note.key, y->note.key);
}

int own_deck_load(struct own_deck *own, struct store *store, struct str path, struct str id, struct err *err)
{
	struct loading loading = {.own = own, .path = path, .id = id, .store = store};
	struct buf key = {0};
	int64_t deck;
	int rc = deck_find(store, path, &deck, err);

	if (rc)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no deck \"%.*s\" here", STR_FMT(path));
	buf_addf(&key, "s:%.*s", STR_FMT(id));
	loading.key = arena_str(&own->arena, buf_str(&key));
	buf_fini(&key);
	rc = deck_each(store, take_deck, &loading, err);
	if (rc == 0 && !own->count)
		return err_set(err, ERR_INPUT, "the deck \"%.*s\" has no notes that can be published",
			       STR_FMT(path));
	if (rc == 0)
		qsort(own->note, own->count, sizeof *own->note, by_key);
	return rc;
}

void own_deck_fini(struct own_deck *own)
{
	for (size_t i = 0; i < own->count; i++)
		bson_destroy(own->note[i].doc);
	free(own->note);
	arena_fini(&own->arena);
}

static int by_remote_key(const void *a, const void *b)
{
	const struct remote_note *x = a, *y = b;

	return str_cmp(x->key, y->key);
}

static const struct own_note *own_find(const struct own_deck *own, struct str key)
{
	struct own_note wanted = {.note = {.key = key}};

	return bsearch(&wanted, own->note, own->count, sizeof wanted, by_key);
}

/* Cards are sharded by deck and _id: both stand in what picks one. */
static bson_t *match_of(struct str key, struct str id)
{
	bson_t *match = bson_new();
	bson_value_t value;

	if (remote_key_value(key, &value)) {
		bson_append_value(match, "_id", 3, &value);
		bson_value_destroy(&value);
	}
	bson_append_utf8(match, "deck", 4, id.s, (int)id.len);
	return match;
}

static void add(struct own_diff *diff, struct str key, struct str id, bson_t *change, bool whole)
{
	diff->change[diff->count++] = (struct net_change){match_of(key, id), change, whole, whole};
}

void own_diff(const struct own_deck *own, struct there *there, struct str id, struct own_diff *diff)
{
	diff->change = mem_array(own->count + there->count + 1, sizeof *diff->change);
	if (there->count)
		qsort(there->note, there->count, sizeof *there->note, by_remote_key);
	for (size_t i = 0; i < own->count; i++) {
		const struct remote_note *mine = &own->note[i].note, *theirs = NULL;

		if (there->count)
			theirs = bsearch(mine, there->note, there->count, sizeof *mine, by_remote_key);
		if (theirs && !theirs->gone && theirs->hash == mine->hash) {
			diff->kept++;
			continue;
		}
		diff->added += !theirs || theirs->gone;
		diff->changed += theirs && !theirs->gone;
		add(diff, mine->key, id, bson_copy(own->note[i].doc), true);
	}
	for (size_t i = 0; i < there->count; i++) {
		if (there->note[i].gone || own_find(own, there->note[i].key))
			continue;
		diff->removed++;
		add(diff, there->note[i].key, id, BCON_NEW("$set", "{", "gone", BCON_BOOL(true), "}"), false);
	}
}

void own_diff_fini(struct own_diff *diff)
{
	for (size_t i = 0; i < diff->count; i++) {
		bson_destroy((bson_t *)(uintptr_t)diff->change[i].match);
		bson_destroy((bson_t *)(uintptr_t)diff->change[i].change);
	}
	free(diff->change);
	*diff = (struct own_diff){0};
}

struct str own_sum(const struct own_deck *own, struct arena *arena)
{
	struct remote_note *notes = mem_array(own->count + 1, sizeof *notes);
	struct str sum;

	for (size_t i = 0; i < own->count; i++)
		notes[i] = own->note[i].note;
	sum = remote_sum(notes, own->count, arena);
	free(notes);
	return sum;
}
