/* SPDX-License-Identifier: MIT
 * Ledger: what the syncs of a store have cost, how the last one failed, and when one may start by itself again. It is
 * kept in the store, so that the game, cron and timers hold back together. */
#ifndef SYNC_LEDGER_H
#define SYNC_LEDGER_H

#include "schema/store.h"

struct ledger_bytes {
	int64_t sent, received; /* on the wire, TLS included */
};

/* How long nobody tries by itself: full jitter, uniform in 0 … min(LEDGER_CAP_S, LEDGER_BASE_S * 2^(failures - 1))
 * seconds ("Exponential Backoff And Jitter", AWS Architecture Blog 2015: the fewest calls for the same work). */
enum { LEDGER_BASE_S = 60, LEDGER_CAP_S = 3600 };
int64_t ledger_delay_s(int64_t failures, struct rng *rng);

/* Seconds until a sync may start by itself, 0: now. Then why the last one failed: its kind, and the sentence
 * (appended). A moment further away than any delay is a clock that was set back: 0. */
int ledger_wait(struct store *store, int64_t *wait_s, enum err_kind *kind, struct buf *why, struct err *err) MUST_CHECK;
/* A complete sync: its time, its bytes, and nobody waits any more. */
int ledger_done(struct store *store, struct ledger_bytes bytes, struct err *err) MUST_CHECK;
/* One that failed for `why`; *until_ms: when one may start by itself again. */
int ledger_failed(struct store *store, struct ledger_bytes bytes, const struct err *why, struct rng *rng,
		  int64_t *until_ms, struct err *err) MUST_CHECK;

#endif
