/* SPDX-License-Identifier: MIT
 * The due queue: new cards that build on others. A note tagged after::X waits until no card of its deck that is tagged X, or
 * X::…, is new or still being learnt. */
#include "study/queue_priv.h"

#include <stdlib.h>

enum { PREFIX = 7 };

static bool is_after(struct str tag)
{
	return str_starts(tag, "after::") && tag.len > PREFIX;
}

/* What was asked of a tag holds until somebody writes: many cards wait for one tag. */
struct waiting {
	int64_t deck;
	struct buf tag;
	int waits;
};
struct after {
	struct waiting *item;
	size_t count;
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
}

void after_free(struct after *after)
{
	if (after)
		forget(after);
	free(after);
}

static int tag_waits(struct store *store, struct after *after, const struct card *card, struct str tag, struct err *err)
{
	struct waiting fresh = {.deck = card->deck};

	if (after->commits != store_commits(store) || after->data_version != store_data_version(store))
		forget(after);
	after->commits = store_commits(store);
	after->data_version = store_data_version(store);
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

int queue_waits_for(struct store *store, const struct card *card, struct buf *what, struct err *err)
{
	struct buf tags = {0};
	struct str rest, tag;
	int rc = note_tags(store, card->note, &tags, err);

	rest = buf_str(&tags);
	while (rc == 0 && str_cut(&rest, ' ', &tag)) {
		struct str wanted = str_slice(tag, PREFIX, tag.len);

		if (is_after(tag))
			rc = card_tag_unknown(store, card->deck, card->note, wanted, err);
		if (rc > 0)
			buf_add(what, wanted);
	}
	buf_fini(&tags);
	return rc < 0 ? -1 : 0;
}

int after_waits(const struct queue *queue, const struct card *card, struct err *err)
{
	struct buf tags = {0};
	struct str rest, tag;
	int rc = note_tags(queue->store, card->note, &tags, err);

	rest = buf_str(&tags);
	while (rc == 0 && str_cut(&rest, ' ', &tag)) {
		if (!is_after(tag))
			continue;
		queue->after->asked = true;
		rc = tag_waits(queue->store, queue->after, card, str_slice(tag, PREFIX, tag.len), err);
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
