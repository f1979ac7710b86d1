/* SPDX-License-Identifier: MIT
 * Folding against the store: stale cards, stale days, in slices. */
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "schema/notes.h"
#include "schema/tally.h"
#include "study/days.h"
#include "study/fold.h"

enum {
	SLICE_US = 4000, /* one transaction holds the write lock no longer than about this */
};

/* The settings of the last deck asked for: cards of a deck tend to come together. */
struct refold {
	struct store *store;
	struct settings_book *book;
	struct settings settings;
	int64_t deck, since, today;
	bool loaded;
	struct game_batch batch; /* what cards change in the game's sums, until the end of the transaction */
};

static int refold_open(struct refold *refold, struct store *store, struct err *err)
{
	struct settings everywhere;
	const struct clock *clock = store_clock(store);

	*refold = (struct refold){.store = store};
	if (settings_book_open(&refold->book, store, err))
		return -1;
	settings_of(refold->book, (struct str){NULL, 0}, &everywhere);
	refold->today = clock_study_day(clock_wall_ms(clock), settings_zone(&everywhere, clock));
	return 0;
}

static void refold_close(struct refold *refold)
{
	batch_fini(&refold->batch);
	settings_book_close(refold->book);
}

static int use_deck(struct refold *refold, int64_t id, struct err *err)
{
	struct arena arena = {0};
	struct deck deck = {0};
	int rc = 0;

	if (refold->loaded && refold->deck == id)
		return 0;
	if (id)
		rc = deck_get(refold->store, id, &deck, &arena, err);
	if (rc >= 0) {
		settings_of(refold->book, deck.name, &refold->settings);
		rc = settings_since(refold->store, deck.name, &refold->since, err);
	}
	refold->deck = id;
	refold->loaded = rc == 0;
	arena_fini(&arena);
	return rc;
}

static int gather(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	fold_add(ctx, row, row->undone);
	return 0;
}

static int refold_card(struct refold *refold, struct card *card, struct err *err)
{
	struct fold fold = {0};
	int rc = use_deck(refold, card->deck, err);

	if (rc == 0)
		rc = log_each_of_card(refold->store, card->uid, gather, &fold, err);
	if (rc == 0) {
		fold_finish(&fold, &refold->settings, refold->since, refold->today, card);
		rc = game_refold(&refold->batch, refold->store, &fold, &refold->settings.fsrs, card, err);
	}
	if (rc == 0)
		rc = card_set(refold->store, card, err);
	fold_fini(&fold);
	return rc;
}

int fold_card(struct store *store, struct card *card, struct err *err)
{
	struct refold refold;
	int rc;

	if (refold_open(&refold, store, err))
		return -1;
	rc = refold_card(&refold, card, err);
	if (rc == 0)
		rc = batch_flush(&refold.batch, store, err);
	refold_close(&refold);
	return rc;
}

int fold_cards(struct store *store, const int64_t *id, size_t count, struct err *err)
{
	struct refold refold;
	struct card card;
	int rc = 0;

	if (refold_open(&refold, store, err))
		return -1;
	for (size_t i = 0; i < count && rc == 0; i++) {
		rc = card_get(store, id[i], &card, err);
		if (rc == 0)
			rc = refold_card(&refold, &card, err);
		else if (rc == 1)
			rc = 0;
	}
	refold_close(&refold);
	return rc;
}

static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

/* Blocks of days are long: the exact hour at which one is over does not matter. */
static int64_t utc_day(struct store *store)
{
	return clock_wall_ms(store_clock(store)) / DAY_MS;
}

/* One stale card, or one stale day, or one block of days that is over. 0 done, 1 nothing was left. */
static int one_step(struct refold *refold, struct err *err)
{
	struct card card;
	uint64_t uid;
	int64_t day;
	int rc = stale_next(refold->store, &uid, err);

	if (rc == 0) {
		rc = card_find(refold->store, uid, &card, err);
		return rc == 0 ? refold_card(refold, &card, err) : -1;
	}
	if (rc == 1)
		rc = stale_next_day(refold->store, &day, err);
	if (rc == 0)
		return days_count(refold->store, day, day, err);
	return rc < 0 ? -1 : tally_roll(refold->store, utc_day(refold->store), err);
}

static int one_transaction(struct store *store, struct err *err)
{
	int64_t end = now_us() + SLICE_US;
	struct refold refold = {0};
	int rc;
	STORE_TX(tx);

	if (store_begin(store, &tx, err))
		return -1;
	rc = refold_open(&refold, store, err);
	while (rc == 0 && now_us() < end)
		rc = one_step(&refold, err);
	if (rc >= 0 && batch_flush(&refold.batch, store, err))
		rc = -1;
	refold_close(&refold);
	if (rc < 0 || store_commit(&tx, err))
		return -1;
	return rc;
}

/* Asked without a lock, so that idling writes nothing. */
static int is_fresh(struct store *store, struct err *err)
{
	uint64_t card;
	int64_t day;
	int rc = stale_next(store, &card, err);

	if (rc == 1)
		rc = stale_next_day(store, &day, err);
	return rc == 1 ? tally_is_rolled(store, utc_day(store), err) : rc;
}

int fold_slice(struct store *store, int budget_ms, struct err *err)
{
	int64_t end = now_us() + 1000LL * budget_ms;
	int rc = settings_adopt(store, err);

	while (rc == 0) {
		rc = is_fresh(store, err);
		if (rc == 0)
			rc = one_transaction(store, err);
		if (budget_ms && now_us() >= end)
			break;
	}
	if (rc < 0)
		return err_wrap(err, "bringing schedules up to date");
	return rc == 0;
}
