/* SPDX-License-Identifier: MIT
 * Searching: putting what was found in order, no further than somebody looks. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "study/search_priv.h"

static bool before(const struct listed *a, const struct listed *b)
{
	int rc = memcmp(a->key, b->key, LISTED_KEY);

	return rc < 0 || (rc == 0 && a->card < b->card);
}

/* Item i of the first `count` goes down to its place. */
static void sink(struct listed *item, size_t count, size_t i)
{
	struct listed own = item[i];
	size_t child;

	while ((child = 2 * i + 1) < count) {
		if (child + 1 < count && before(&item[child + 1], &item[child]))
			child++;
		if (!before(&item[child], &own))
			break;
		item[i] = item[child];
		i = child;
	}
	item[i] = own;
}

static void heap(struct listing *listing)
{
	if (listing->heaped)
		return;
	listing->sorted = 0;
	for (size_t i = listing->count / 2; i-- > 0;)
		sink(listing->item, listing->count, i);
	listing->heaped = true;
}

static void sort_to(struct listing *listing, size_t count)
{
	heap(listing);
	while (listing->sorted < count) {
		size_t last = listing->count - listing->sorted++ - 1;
		struct listed best = listing->item[0];

		listing->item[0] = listing->item[last];
		sink(listing->item, last, 0);
		listing->item[last] = best;
	}
}

static void swap(struct listed *a, struct listed *b)
{
	struct listed own = *a;

	*a = *b;
	*b = own;
}

/* Brings the `wanted` best to the front, in any order: quickselect, with the middle one as its pivot. */
static void select_best(struct listed *item, size_t count, size_t wanted)
{
	size_t low = 0, high = count;

	while (high - low > 1) {
		struct listed pivot = item[low + (high - low) / 2];
		size_t i = low, k = high - 1;

		while (true) {
			while (before(&item[i], &pivot))
				i++;
			while (before(&pivot, &item[k]))
				k--;
			if (i >= k)
				break;
			swap(&item[i++], &item[k--]);
		}
		if (wanted <= k + 1 && k + 1 < high)
			high = k + 1;
		else
			low = k + 1;
	}
}

/* Twice as many as are listed are kept at the most: then the worse half goes. */
static void cut(struct listing *listing)
{
	select_best(listing->item, listing->count, SEARCH_LISTED_MAX);
	listing->count = SEARCH_LISTED_MAX;
	listing->heaped = false;
}

void listing_add(struct listing *listing, const struct listed *item)
{
	if (listing->count >= 2 * SEARCH_LISTED_MAX)
		cut(listing);
	if (listing->count == listing->cap) {
		listing->cap = listing->cap ? listing->cap * 2 : 1024;
		listing->item = mem_grow(listing->item, listing->cap, sizeof(*listing->item));
	}
	listing->item[listing->count++] = *item;
	listing->heaped = false;
}

const struct listed *listing_at(struct listing *listing, size_t i)
{
	assert(i < listing->count);
	sort_to(listing, i + 1);
	return &listing->item[listing->count - 1 - i];
}

void listing_clear(struct listing *listing)
{
	listing->count = listing->sorted = 0;
	listing->heaped = false;
}

void listing_fini(struct listing *listing)
{
	free(listing->item);
	*listing = (struct listing){0};
}
