/* SPDX-License-Identifier: MIT
 * Cards that were put off until a day come back when it begins. */
#include <stdlib.h>

#include "base/mem.h"
#include "study/fold.h"

struct waking {
	fold_deck_fn *has;
	const void *ctx;
	int64_t *card;
	size_t count;
};

static int take(void *ctx, const struct card *card, struct err *err)
{
	struct waking *waking = ctx;

	(void)err;
	if (waking->has && !waking->has(waking->ctx, card->deck))
		return 0;
	waking->card = mem_grow(waking->card, waking->count + 1, sizeof(*waking->card));
	waking->card[waking->count++] = card->id;
	return 0;
}

static int wake(struct store *store, const struct waking *waking, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || fold_cards(store, waking->card, waking->count, err))
		return -1;
	return store_commit(&tx, err);
}

int fold_burials(struct store *store, int64_t day, fold_deck_fn *has, const void *ctx, struct err *err)
{
	struct waking waking = {.has = has, .ctx = ctx};
	int rc = card_each_soon(store, QUEUE_BURIED, day, take, &waking, err);

	if (rc == 0 && waking.count)
		rc = wake(store, &waking, err);
	free(waking.card);
	return rc < 0 ? -1 : 0;
}
