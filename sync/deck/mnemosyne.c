/* SPDX-License-Identifier: MIT
 * A collection of Mnemosyne from end to end, inside the jail. */
#include "sync/deck/mnemosyne_priv.h"

#include <stdlib.h>

#include "schema/notes.h"

void *mnem_next(void *table, size_t size)
{
	MNEM_TABLE(char, *t) = table;

	if (t->count == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 256;
		t->item = mem_grow(t->item, t->cap, size);
	}
	return t->item + size * t->count++;
}

uint64_t mnem_key(struct str id)
{
	return note_uid("mnemosyne", STR("id"), id);
}

int mnem_skip(struct mnem *mnem, int64_t count, const char *why, struct err *err)
{
	wire_begin(&mnem->wire, WIRE_SKIP);
	wire_int(&mnem->wire, count);
	wire_text(&mnem->wire, str_of(why));
	return wire_end(&mnem->wire, err);
}

/* When the collection began: its first answer. */
static int64_t began(const struct mnem *mnem)
{
	int64_t first = 0;

	for (size_t i = 0; i < mnem->answers.count; i++)
		if (mnem->answers.item[i].at_s > 0 && (!first || mnem->answers.item[i].at_s < first))
			first = mnem->answers.item[i].at_s;
	return first > 32503680000 ? 0 : first;
}

static int put_head(struct mnem *mnem, struct err *err)
{
	wire_begin(&mnem->wire, WIRE_HEAD);
	wire_int(&mnem->wire, began(mnem));
	wire_int(&mnem->wire, mnem->wish->z);
	wire_int(&mnem->wire, -1);
	wire_int(&mnem->wire, (int64_t)mnem->facts.count);
	wire_int(&mnem->wire, (int64_t)mnem->answers.count);
	return wire_end(&mnem->wire, err);
}

static int put_all(struct mnem *mnem, struct err *err)
{
	int rc = mnem->wish->database ? mnem_load_database(mnem, err) : mnem_load_package(mnem, err);

	if (rc || put_head(mnem, err) || mnem_put_notes(mnem, err) || mnem_put_log(mnem, err))
		return -1;
	return mnem->wish->media && !mnem->wish->database ? mnem_put_media(mnem, err) : 0;
}

void mnem_fini(struct mnem *mnem)
{
	free(mnem->facts.item);
	free(mnem->pairs.item);
	free(mnem->tags.item);
	free(mnem->links.item);
	free(mnem->cards.item);
	free(mnem->answers.item);
	buf_fini(&mnem->text);
	wire_fini(&mnem->wire);
	arena_fini(&mnem->arena);
}

int mnemosyne_parse(int fd, int out, void *ctx)
{
	struct mnem mnem = {.fd = fd, .wire.fd = out, .wish = ctx};
	struct err err = {0}, end = {0};
	int rc = put_all(&mnem, &err);

	wire_begin(&mnem.wire, rc ? WIRE_REFUSE : WIRE_DONE);
	if (rc)
		wire_text(&mnem.wire, str_of(err.text));
	if (wire_end(&mnem.wire, &end) || wire_flush(&mnem.wire, &end))
		rc = -1;
	mnem_fini(&mnem);
	return rc ? 1 : 0;
}
