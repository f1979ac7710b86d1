/* SPDX-License-Identifier: MIT
 * Ledger: what the syncs of a store have cost, and when one may start by itself again. */
#include "sync/ledger.h"

#define META_FAILURES "sync_failures" /* int; in a row */
#define META_KIND     "sync_failed"   /* int; enum err_kind of the last one */
#define META_WHY      "sync_why"      /* text; its sentence */

int64_t ledger_delay_s(int64_t failures, struct rng *rng)
{
	int64_t most = LEDGER_BASE_S;

	for (int64_t i = 1; i < failures && most < LEDGER_CAP_S; i++)
		most *= 2;
	if (most > LEDGER_CAP_S)
		most = LEDGER_CAP_S;
	return (int64_t)rng_below(rng, (uint64_t)most + 1);
}

int ledger_wait(struct store *store, int64_t *wait_s, enum err_kind *kind, struct buf *why, struct err *err)
{
	int64_t until = 0, said = ERR_NETWORK, left;

	*wait_s = 0;
	if (meta_get_int(store, META_SYNC_RETRY, &until, err) < 0)
		return -1;
	left = (until - clock_wall_ms(store_clock(store)) + SECOND_MS - 1) / SECOND_MS;
	if (left <= 0 || left > LEDGER_CAP_S)
		return 0;
	if (meta_get_int(store, META_KIND, &said, err) < 0 || meta_get_text(store, META_WHY, why, err) < 0)
		return -1;
	*wait_s = left;
	*kind = (enum err_kind)said;
	return 0;
}

static int add(struct store *store, const char *key, int64_t bytes, struct err *err)
{
	int64_t before = 0;

	if (meta_get_int(store, key, &before, err) < 0)
		return -1;
	return bytes ? meta_set_int(store, key, before + bytes, err) : 0;
}

static int add_bytes(struct store *store, struct ledger_bytes bytes, struct err *err)
{
	return add(store, META_SYNC_SENT, bytes.sent, err) || add(store, META_SYNC_RECEIVED, bytes.received, err) ? -1
													       : 0;
}

static int forgive(struct store *store, struct err *err)
{
	int64_t failures = 0;

	if (meta_get_int(store, META_FAILURES, &failures, err) < 0)
		return -1;
	if (!failures)
		return 0;
	return meta_set_int(store, META_FAILURES, 0, err) || meta_set_int(store, META_SYNC_RETRY, 0, err) ? -1 : 0;
}

int ledger_done(struct store *store, struct ledger_bytes bytes, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(store, &tx, err) ||
	    meta_set_int(store, META_SYNCED, clock_wall_ms(store_clock(store)), err) ||
	    add_bytes(store, bytes, err) || forgive(store, err))
		return -1;
	return store_commit(&tx, err);
}

int ledger_failed(struct store *store, struct ledger_bytes bytes, const struct err *why, struct rng *rng,
		  int64_t *until_ms, struct err *err)
{
	int64_t failures = 0;
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || meta_get_int(store, META_FAILURES, &failures, err) < 0)
		return -1;
	*until_ms = clock_wall_ms(store_clock(store)) + ledger_delay_s(++failures, rng) * SECOND_MS;
	if (meta_set_int(store, META_FAILURES, failures, err) ||
	    meta_set_int(store, META_SYNC_RETRY, *until_ms, err) || meta_set_int(store, META_KIND, why->kind, err) ||
	    meta_set_text(store, META_WHY, str_of(why->text), err) || add_bytes(store, bytes, err))
		return -1;
	return store_commit(&tx, err);
}
