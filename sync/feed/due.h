/* SPDX-License-Identifier: MIT
 * Due: whether a feed wants a visit. Knows nothing of networks, and needs none of their libraries. */
#ifndef SYNC_FEED_DUE_H
#define SYNC_FEED_DUE_H

#include "schema/store.h"

/* Whether a feed is due now; never where nothing is subscribed to. One look into settings. */
int feed_is_due(struct store *store, bool *due, struct err *err) MUST_CHECK;

#endif
