/* SPDX-License-Identifier: MIT
 * Rings of notes that wait for each other. A note comes once no other note of its deck with a tag that it waits for is
 * unknown: those that can come are taken away until none can. What is left never comes. */
#include "study/rings.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/notes.h"

#define AFTER "after::"
enum { PREFIX = sizeof(AFTER) - 1 };

struct waiter {
	struct str tags; /* in the arena */
	bool has_new;	 /* what is being learnt waits for nothing any more */
	bool comes;
};

struct deck_notes {
	int64_t deck;
	struct arena arena;
	struct waiter *note;
	size_t count, cap;
	struct str *target; /* tags that somebody waits for, each once */
	size_t *unknown;    /* by target: how many notes have it and do not come */
	size_t targets;
};

struct walk {
	struct deck_notes notes;
	ring_fn *each;
	void *ctx;
};

static bool next_target(struct str *rest, struct str *target)
{
	struct str tag;

	while (str_cut(rest, ' ', &tag))
		if (str_starts(tag, AFTER) && tag.len > PREFIX) {
			*target = str_slice(tag, PREFIX, tag.len);
			return true;
		}
	return false;
}

static bool has_tag(struct str tags, struct str target)
{
	struct str tag;

	while (str_cut(&tags, ' ', &tag))
		if (str_eq(str_slice(tag, 0, target.len), target) &&
		    (tag.len == target.len || str_starts(str_slice(tag, target.len, tag.len), "::")))
			return true;
	return false;
}

static size_t target_index(struct deck_notes *d, struct str target)
{
	size_t i = 0;

	while (i < d->targets && !str_eq(d->target[i], target))
		i++;
	if (i == d->targets) {
		d->target = mem_grow(d->target, i + 1, sizeof(*d->target));
		d->target[d->targets++] = target;
	}
	return i;
}

static void count_unknown(struct deck_notes *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct str rest = d->note[i].tags, target;

		while (next_target(&rest, &target))
			(void)target_index(d, target);
	}
	d->unknown = mem_array(d->targets + 1, sizeof(*d->unknown));
	for (size_t t = 0; t < d->targets; t++)
		for (size_t i = 0; i < d->count; i++)
			d->unknown[t] += has_tag(d->note[i].tags, d->target[t]);
}

static bool waits_for(struct deck_notes *d, const struct waiter *note, struct str target)
{
	return d->unknown[target_index(d, target)] > (has_tag(note->tags, target) ? 1 : 0);
}

/* What it waits for, the first such tag; false: nothing. */
static bool waits(struct deck_notes *d, const struct waiter *note, struct str *target)
{
	struct str rest = note->tags;

	while (note->has_new && next_target(&rest, target))
		if (waits_for(d, note, *target))
			return true;
	return false;
}

static size_t take_away(struct deck_notes *d)
{
	size_t left = d->count;
	bool any = true;
	struct str target;

	while (any) {
		any = false;
		for (size_t i = 0; i < d->count; i++) {
			struct waiter *note = &d->note[i];

			if (note->comes || waits(d, note, &target))
				continue;
			note->comes = any = true;
			left--;
			for (size_t t = 0; t < d->targets; t++)
				d->unknown[t] -= has_tag(note->tags, d->target[t]);
		}
	}
	return left;
}

static size_t first_with(const struct deck_notes *d, struct str target, size_t but)
{
	size_t i = 0;

	while (d->note[i].comes || i == but || !has_tag(d->note[i].tags, target))
		i++;
	return i;
}

/* From any note that is left along what it waits for: after as many steps as there are notes one is in a ring. */
static void put_ring(struct deck_notes *d, struct buf *out)
{
	size_t at = 0, begin;
	struct str target;

	while (d->note[at].comes)
		at++;
	for (size_t i = 0; i < d->count; i++) {
		(void)waits(d, &d->note[at], &target);
		at = first_with(d, target, at);
	}
	begin = at;
	do {
		(void)waits(d, &d->note[at], &target);
		buf_addf(out, "%s" AFTER "%.*s", out->len ? " " : "", STR_FMT(target));
		at = first_with(d, target, at);
	} while (at != begin);
}

static void forget(struct deck_notes *d)
{
	free(d->note);
	free(d->target);
	free(d->unknown);
	arena_fini(&d->arena);
	*d = (struct deck_notes){0};
}

static int end_deck(struct walk *walk, struct err *err)
{
	struct deck_notes *d = &walk->notes;
	struct ring ring = {.deck = d->deck};
	struct buf tags = {0};
	int rc = 0;

	if (d->count) {
		count_unknown(d);
		ring.notes = take_away(d);
	}
	if (ring.notes) {
		put_ring(d, &tags);
		ring.tags = buf_str(&tags);
		rc = walk->each(walk->ctx, &ring, err);
	}
	buf_fini(&tags);
	forget(d);
	return rc;
}

static int take_note(void *ctx, int64_t deck, struct str tags, bool has_new, struct err *err)
{
	struct walk *walk = ctx;
	struct deck_notes *d = &walk->notes;

	if (d->deck != deck && end_deck(walk, err))
		return -1;
	d->deck = deck;
	if (d->count == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 64;
		d->note = mem_grow(d->note, d->cap, sizeof(*d->note));
	}
	d->note[d->count++] = (struct waiter){.tags = arena_str(&d->arena, tags), .has_new = has_new};
	return 0;
}

int rings_each(struct store *store, ring_fn *each, void *ctx, struct err *err)
{
	struct walk walk = {.each = each, .ctx = ctx};
	int rc = note_each_unknown(store, take_note, &walk, err);

	if (rc == 0)
		rc = end_deck(&walk, err);
	forget(&walk.notes);
	return rc;
}
