/* SPDX-License-Identifier: MIT
 * Due: whether a feed wants a visit. Knows nothing of networks, and needs none of their libraries. */
#ifndef SYNC_FEED_DUE_H
#define SYNC_FEED_DUE_H

#include "schema/store.h"

enum { FEED_BACK_OFF_HOURS = 24 * 7 }; /* the longest that one which fails, or a host that asks for it, is left alone; or a fifth more */

/* Whether to wait until then. Not where that lies further ahead than what is given out to a feed that is wanted every so
 * many hours: a clock that ran ahead has said it. */
bool feed_waits(int64_t until_ms, int64_t now_ms, int64_t every_hours);

/* Whether a feed is due now; never where nothing is subscribed to. One look into settings. */
int feed_is_due(struct store *store, bool *due, struct err *err) MUST_CHECK;

#endif
