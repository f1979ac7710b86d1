/* SPDX-License-Identifier: MIT
 * The due queue: new cards that build on others. A note tagged after::X waits until no card of its deck that is tagged X, or
 * X::…, is new or still being learnt. In a ring the oldest note does not wait for the others. */
#include <stdlib.h>

#include "schema/after.h"
#include "study/queue_priv.h"

/* What was asked of a tag holds until somebody writes: many cards wait for one tag. A note that has the tag itself is asked for apart,
 * since it does not wait for itself. */
struct waiting {
	int64_t deck;
	struct buf tag;
	int waits;
};
/* Rings of a deck. Whether there could be any hangs on tags alone, which seldom change. */
struct deck_rings {
	int64_t deck, last, changed; /* note_state then */
	bool possible, found;	     /* found: `rings` are of the cards as they stand */
	struct rings *rings;
};
struct after {
	struct waiting *item;
	size_t count;
	struct deck_rings *deck;
	size_t decks;
	int64_t commits, data_version;
	bool asked;
};

struct after *after_new(void)
{
	return mem_alloc(sizeof(struct after));
}

static void forget(struct after *after)
{
	for (size_t i = 0; i < after->count; i++)
		buf_fini(&after->item[i].tag);
	free(after->item);
	after->item = NULL;
	after->count = 0;
	for (size_t i = 0; i < after->decks; i++) {
		rings_free(after->deck[i].rings);
		after->deck[i].rings = NULL;
		after->deck[i].found = false;
	}
}

void after_free(struct after *after)
{
	if (!after)
		return;
	forget(after);
	free(after->deck);
	free(after);
}

static void look_for_writes(struct store *store, struct after *after)
{
	if (after->commits != store_commits(store) || after->data_version != store_data_version(store))
		forget(after);
	after->commits = store_commits(store);
	after->data_version = store_data_version(store);
}

static int tag_waits(struct store *store, struct after *after, const struct card *card, struct str tag, struct err *err)
{
	struct waiting fresh = {.deck = card->deck};

	for (size_t i = 0; i < after->count; i++)
		if (after->item[i].deck == card->deck && str_eq(buf_str(&after->item[i].tag), tag))
			return after->item[i].waits;
	fresh.waits = card_tag_unknown(store, card->deck, card->note, tag, err);
	if (fresh.waits < 0)
		return -1;
	buf_add(&fresh.tag, tag);
	after->item = mem_grow(after->item, after->count + 1, sizeof(*after->item));
	after->item[after->count++] = fresh;
	return fresh.waits;
}

static struct deck_rings *rings_of(struct after *after, int64_t deck)
{
	size_t i = 0;

	while (i < after->decks && after->deck[i].deck != deck)
		i++;
	if (i == after->decks) {
		after->deck = mem_grow(after->deck, i + 1, sizeof(*after->deck));
		after->deck[after->decks++] = (struct deck_rings){.deck = deck, .last = -1};
	}
	return &after->deck[i];
}

static int look_at_tags(struct store *store, struct deck_rings *d, struct err *err)
{
	struct rings *all;
	int64_t last, changed;

	if (note_state(store, &last, &changed, err))
		return -1;
	if (d->last == last && d->changed == changed)
		return 0;
	if (rings_find(store, d->deck, true, &all, err))
		return -1;
	d->possible = all != NULL;
	d->last = last;
	d->changed = changed;
	rings_free(all);
	return 0;
}

/* Whether the card's note is the oldest of a ring that the tag belongs to: 1 yes, 0 no. */
static int opens(struct store *store, struct after *after, const struct card *card, struct str tag, struct err *err)
{
	struct deck_rings *d = rings_of(after, card->deck);

	if (!d->found) {
		if (look_at_tags(store, d, err) || (d->possible && rings_find(store, d->deck, false, &d->rings, err)))
			return -1;
		d->found = true;
	}
	return rings_opens(d->rings, card->note, tag);
}

/* Whether a card with these tags waits for that one: 1 yes, 0 no. */
static int waits_for(struct store *store, struct after *after, const struct card *card, struct str tags, struct str tag, struct err *err)
{
	int rc;

	look_for_writes(store, after);
	rc = after_has(tags, tag) ? card_tag_unknown(store, card->deck, card->note, tag, err) : tag_waits(store, after, card, tag, err);
	if (rc == 1) {
		rc = opens(store, after, card, tag, err);
		return rc < 0 ? -1 : !rc;
	}
	return rc;
}

int queue_waits_for(struct store *store, const struct card *card, struct buf *what, struct err *err)
{
	struct after *after = after_new();
	struct buf tags = {0};
	struct str rest, wanted;
	int rc = note_tags(store, card->note, &tags, err);

	rest = buf_str(&tags);
	while (rc == 0 && after_next(&rest, &wanted)) {
		rc = waits_for(store, after, card, buf_str(&tags), wanted, err);
		if (rc > 0)
			buf_add(what, wanted);
	}
	buf_fini(&tags);
	after_free(after);
	return rc < 0 ? -1 : 0;
}

int after_waits(const struct queue *queue, const struct card *card, struct err *err)
{
	struct buf tags = {0};
	struct str rest, wanted;
	int rc = note_tags(queue->store, card->note, &tags, err);

	rest = buf_str(&tags);
	while (rc == 0 && after_next(&rest, &wanted)) {
		queue->after->asked = true;
		rc = waits_for(queue->store, queue->after, card, buf_str(&tags), wanted, err);
	}
	buf_fini(&tags);
	return rc;
}

bool after_asked(const struct queue *queue)
{
	bool asked = queue->after->asked;

	queue->after->asked = false;
	return asked;
}
