/* SPDX-License-Identifier: MIT
 * What this connection remembers of cards while rows come in from elsewhere: a pull of years brings each card some twenty
 * times, and would ask the same each time. Forgotten as soon as anybody else writes. */
#include "schema/memo.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/store_priv.h"

enum { SLOTS_MIN = 1 << 10, SLOTS_MAX = 1 << 20 };

/* Uids are 64 random bits. */
static struct memo *slot_of(const struct memos *memos, uint64_t uid)
{
	size_t at = uid & (memos->slots - 1);

	while (memos->slot[at].uid && memos->slot[at].uid != uid)
		at = (at + 1) & (memos->slots - 1);
	return &memos->slot[at];
}

struct memo *memo_find(const struct store *store, uint64_t uid)
{
	struct memo *memo;

	if (!store->memos.count || !uid)
		return NULL;
	memo = slot_of(&store->memos, uid);
	return memo->uid ? memo : NULL;
}

void memo_forget(struct store *store)
{
	free(store->memos.slot);
	store->memos = (struct memos){0};
}

static void make_room(struct memos *memos)
{
	struct memos old = *memos;

	if (memos->slots && memos->count < memos->slots / 4 * 3)
		return;
	memos->slots = old.slots == 0 || old.slots == SLOTS_MAX ? SLOTS_MIN : old.slots * 2;
	memos->slot = mem_array(memos->slots, sizeof(*memos->slot));
	memos->count = 0;
	for (size_t i = 0; i < old.slots && memos->slots > old.slots; i++)
		if (old.slot[i].uid) {
			*slot_of(memos, old.slot[i].uid) = old.slot[i];
			memos->count++;
		}
	free(old.slot);
}

void memo_card(struct store *store, uint64_t uid, int64_t id, bool is_new)
{
	struct memos *memos = &store->memos;

	if (!uid)
		return;
	make_room(memos);
	*slot_of(memos, uid) = (struct memo){.uid = uid, .id = id, .knows_last = is_new, .last_t = INT64_MIN};
	memos->count++;
}

void memo_row(struct store *store, uint64_t uid, int64_t t)
{
	struct memo *memo = memo_find(store, uid);

	if (!memo || t < memo->last_t)
		return;
	memo->alone = t > memo->last_t;
	memo->last_t = t;
}

int memo_check(struct store *store, struct err *err)
{
	bool others_wrote;
	int64_t version;

	if (!store->remembers)
		return 0;
	DB_USE(use, store, DATA_VERSION);
	if (db_step(&use, err) < 0)
		return -1;
	version = sqlite3_column_int64(use.stmt, 0);
	others_wrote = version != store->memos_of;
	if (others_wrote)
		memo_forget(store);
	store->memos_of = version;
	return store->gathering.on ? gather_look(store, others_wrote, err) : 0;
}
