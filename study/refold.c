/* SPDX-License-Identifier: MIT
 * Folding against the store: stale cards one by one, stale days, in slices. */
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "schema/notes.h"
#include "schema/stale.h"
#include "schema/sweep.h"
#include "schema/tally.h"
#include "study/days_priv.h"
#include "study/refold.h"

/* Beside somebody: whoever waits looks for the lock each fifth of a millisecond, and finds it free most of the time. */
enum { PAUSE_US = 500, BESIDE_SLICE_US = 1000, BESIDE_PAUSE_US = 2000, SUM_US = 2, DAYS_MAX = 64, SPREAD_CARDS = 128 };

struct deck_rule {
	int64_t deck, since;
	struct settings settings;
};

int refold_open(struct refold *refold, struct store *store, struct err *err)
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

void refold_close(struct refold *refold)
{
	batch_fini(&refold->batch);
	settings_book_close(refold->book);
	free(refold->rule);
	*refold = (struct refold){0};
}

static int load_rule(struct refold *refold, int64_t id, struct deck_rule *rule, struct err *err)
{
	struct arena arena = {0};
	struct deck deck = {0};
	int rc = id ? deck_get(refold->store, id, &deck, &arena, err) : 0;

	*rule = (struct deck_rule){.deck = id};
	if (rc >= 0) {
		settings_of(refold->book, deck.name, &rule->settings);
		rc = settings_since(refold->store, deck.name, &rule->since, err);
	}
	arena_fini(&arena);
	return rc;
}

static int add_rule(struct refold *refold, int64_t deck, struct err *err)
{
	if (refold->rules == refold->rule_cap) {
		refold->rule_cap = refold->rule_cap ? refold->rule_cap * 2 : 4;
		refold->rule = mem_grow(refold->rule, refold->rule_cap, sizeof(*refold->rule));
	}
	return load_rule(refold, deck, &refold->rule[refold->rules++], err);
}

/* Cards of a deck tend to come together. */
static int find_rule(struct refold *refold, int64_t deck, const struct deck_rule **rule, struct err *err)
{
	size_t at = refold->last, tried = 0;

	for (; tried < refold->rules && refold->rule[at].deck != deck; tried++)
		at = (at + 1) % refold->rules;
	if (tried == refold->rules) {
		at = refold->rules;
		if (add_rule(refold, deck, err))
			return -1;
	}
	refold->last = at;
	*rule = &refold->rule[at];
	return 0;
}

int refold_rule(struct refold *refold, int64_t deck, const struct settings **settings, int64_t *since,
		struct err *err)
{
	const struct deck_rule *rule;

	if (find_rule(refold, deck, &rule, err))
		return -1;
	*settings = &rule->settings;
	*since = rule->since;
	return 0;
}

int refold_finish(struct refold *refold, struct fold *fold, struct card *card, bool is_read, struct err *err)
{
	const struct card before = *card;
	const struct settings *settings;
	int64_t since;

	if (refold_rule(refold, card->deck, &settings, &since, err))
		return -1;
	fold_finish(fold, settings, since, refold->today, card);
	if (game_refold(&refold->batch, refold->store, fold, &settings->fsrs, card, err))
		return -1;
	return is_read ? card_replace(refold->store, &before, card, err) : card_set(refold->store, card, err);
}

static int gather(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	fold_add(ctx, row, row->undone);
	return 0;
}

int refold_card(struct refold *refold, struct card *card, bool is_read, struct err *err)
{
	struct fold fold = {0};
	int rc = log_each_of_card(refold->store, card->uid, gather, &fold, err);

	if (rc == 0)
		rc = refold_finish(refold, &fold, card, is_read, err);
	fold_fini(&fold);
	return rc;
}

int fold_card(struct store *store, struct card *card, struct err *err)
{
	struct refold refold;
	int rc;

	if (refold_open(&refold, store, err))
		return -1;
	rc = refold_card(&refold, card, false, err);
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
			rc = refold_card(&refold, &card, true, err);
		else if (rc == 1)
			rc = 0;
	}
	if (rc == 0)
		rc = batch_flush(&refold.batch, store, err);
	refold_close(&refold);
	return rc;
}

int64_t refold_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

bool refold_is_full(const struct refold *refold, int64_t end_us)
{
	return refold_now_us() + SUM_US * (int64_t)(refold->batch.stones + refold->batch.cells) >= end_us;
}

int64_t refold_slice_us(struct store *store)
{
	return store_has_company(store) ? BESIDE_SLICE_US : SLICE_US;
}

void refold_pause(struct store *store)
{
	nanosleep(&(struct timespec){0, (store_has_company(store) ? BESIDE_PAUSE_US : PAUSE_US) * 1000}, NULL);
}

/* Blocks of days are long: the exact hour at which one is over does not matter. */
static int64_t utc_day(struct store *store)
{
	return clock_wall_ms(store_clock(store)) / DAY_MS;
}

/* Stale days that lie together: newest first, within so many days. */
struct span {
	int64_t first, last;
	int days;
};

static int widen(void *ctx, int64_t day, struct err *err)
{
	struct span *span = ctx;

	(void)err;
	if (span->last < span->first)
		span->last = day;
	else if (day <= span->last - span->days)
		return 1;
	span->first = day;
	return 0;
}

/* The days beside those that are counted have to be read as well, so as many at once as a slice allows. */
static int some_days(struct store *store, int *days, struct err *err)
{
	struct span span = {.first = 1, .last = 0, .days = *days};
	int64_t start = refold_now_us(), took;
	int rc = stale_day_each(store, *days, widen, &span, err);

	if (rc < 0 || span.last < span.first)
		return rc < 0 ? -1 : 1;
	rc = days_count(store, span.first, span.last, err);
	took = refold_now_us() - start;
	if (took > SLICE_US && *days > 1)
		*days /= 2;
	else if (took < SLICE_US / 3 && *days < DAYS_MAX)
		*days *= 2;
	return rc;
}

/* One stale card, or some stale days, or one block of days that is over. 0 done, 1 nothing was left. */
static int one_step(struct refold *refold, int *days, struct err *err)
{
	struct card card;
	uint64_t uid;
	int rc = stale_next(refold->store, &uid, err);

	if (rc == 0) {
		rc = card_find(refold->store, uid, &card, err);
		return rc == 0 ? refold_card(refold, &card, true, err) : -1;
	}
	if (rc == 1)
		rc = some_days(refold->store, days, err);
	return rc == 1 ? tally_roll(refold->store, utc_day(refold->store), err) : rc;
}

static int one_transaction(struct store *store, int *days, struct err *err)
{
	struct refold refold = {0};
	int64_t end;
	int rc;
	STORE_TX(tx);

	if (store_begin(store, &tx, err))
		return -1;
	end = refold_now_us() + refold_slice_us(store);
	rc = refold_open(&refold, store, err);
	if (rc == 0)
		rc = one_step(&refold, days, err);
	while (rc == 0 && !refold_is_full(&refold, end))
		rc = one_step(&refold, days, err);
	if (rc >= 0 && batch_flush(&refold.batch, store, err))
		rc = -1;
	refold_close(&refold);
	if (rc < 0 || store_commit(&tx, err))
		return -1;
	return rc;
}

/* What is folded can be folded again: nobody waits for the disk. */
static int one_slice(struct store *store, int *days, struct err *err)
{
	int rc;

	store_idle(store, true);
	rc = one_transaction(store, days, err);
	store_idle(store, false);
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

/* 1: each has its mark. */
static int spread_some(struct store *store, struct err *err)
{
	int64_t end;
	int rc;
	STORE_TX(tx);

	if (store_begin(store, &tx, err))
		return -1;
	end = refold_now_us() + refold_slice_us(store);
	do
		rc = stale_spread(store, SPREAD_CARDS, err);
	while (rc == 0 && refold_now_us() < end);
	return rc < 0 || store_commit(&tx, err) ? -1 : rc;
}

/* A mark on all cards becomes one a card, in slices; end_us 0: until all have theirs. 0 there are more, 1 no more. */
static int spread(struct store *store, int64_t end_us, struct err *err)
{
	int rc = stale_is_spread(store, err);

	while (rc == 0) {
		store_idle(store, true);
		rc = spread_some(store, err);
		store_idle(store, false);
		if (end_us && refold_now_us() >= end_us)
			break;
		if (end_us == 0)
			refold_pause(store);
	}
	return rc;
}

/* 0 there is more, 1 no more. */
static int fold_until(struct store *store, int64_t end_us, struct err *err)
{
	int rc = end_us == 0 && (sweep_cards(store, err) || days_walk(store, err)) ? -1 : 0, days = 1;

	while (rc == 0) {
		rc = is_fresh(store, err);
		if (rc == 0)
			rc = one_slice(store, &days, err);
		if (end_us && refold_now_us() >= end_us)
			break;
		if (end_us == 0)
			refold_pause(store);
	}
	return rc;
}

int fold_slice(struct store *store, int budget_ms, struct err *err)
{
	int64_t end = budget_ms ? refold_now_us() + 1000LL * budget_ms : 0;
	int rc = store_settle(store, err) || settings_adopt(store, err) ? -1 : spread(store, end, err);

	if (rc == 1)
		rc = fold_until(store, end, err);
	if (rc < 0)
		return err_wrap(err, "bringing schedules up to date");
	return rc == 0;
}
