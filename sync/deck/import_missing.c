/* SPDX-License-Identifier: MIT
 * Notes that are held in a deck, and in no file of a folder that says what is in that deck: told, kept,
 * suspended when that was asked for. */
#include "sync/deck/import_priv.h"

#include <inttypes.h>
#include <stdlib.h>

#include "schema/cards.h"
#include "schema/stale.h"

struct missing {
	const struct import *import;
	int64_t *note; /* local ids */
	size_t count, cap;
};

static int look(void *ctx, const struct note *note, struct err *err)
{
	struct missing *missing = ctx;

	(void)err;
	if (note->shared || uid_set_has(&missing->import->notes, note->uid))
		return 0;
	if (missing->count == missing->cap) {
		missing->cap = missing->cap ? 2 * missing->cap : 64;
		missing->note = mem_grow(missing->note, missing->cap, sizeof(*missing->note));
	}
	missing->note[missing->count++] = note->id;
	return 0;
}

static int look_in(void *ctx, const struct deck *deck, struct err *err)
{
	struct missing *missing = ctx;

	return uid_set_has(&missing->import->whole_decks, deck->uid)
		       ? note_each(missing->import->store, deck->id, look, missing, err)
		       : 0;
}

struct suspending {
	struct import *import;
	int64_t cards;
};

static int suspend_card(void *ctx, const struct card *card, struct err *err)
{
	struct suspending *suspending = ctx;
	struct import *import = suspending->import;
	struct row row = {.kind = ROW_SUSPEND_KIND, .card = card->uid, .z = import->z, .suspend.value = 1};

	if (card->queue == QUEUE_ABSENT || card->queue == QUEUE_SUSPENDED)
		return 0;
	suspending->cards++;
	return log_append(import->store, &row, err) || stale_mark(import->store, card, err) ? -1 : 0;
}

static int suspend(struct import *import, const struct missing *missing, struct err *err)
{
	struct suspending suspending = {.import = import};
	struct deed deed;
	struct buf what = {0};
	int rc = deed_begin(import->store, &deed, err);

	for (size_t i = 0; i < missing->count && rc == 0; i++)
		rc = card_each_of_note(import->store, missing->note[i], suspend_card, &suspending, err);
	buf_addf(&what, "suspend %" PRId64 " %s", suspending.cards, suspending.cards == 1 ? "card" : "cards");
	if (rc == 0)
		rc = deed_end(import->store, &deed, buf_str(&what), err);
	import->suspended = suspending.cards;
	buf_fini(&what);
	return rc;
}

int import_missing(struct import *import, bool suspend_them, struct err *err)
{
	struct missing missing = {.import = import};
	int rc = 0;

	if (!import->whole_decks.count)
		return 0;
	if (deck_each(import->store, look_in, &missing, err))
		rc = -1;
	import->missing = (int64_t)missing.count;
	if (rc == 0 && suspend_them && missing.count)
		rc = suspend(import, &missing, err);
	free(missing.note);
	return rc;
}
