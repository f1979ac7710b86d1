/* SPDX-License-Identifier: MIT
 * Feeds beside a sync. */
#ifndef SYNC_FEED_BESIDE_H
#define SYNC_FEED_BESIDE_H

#include "sync/cross.h"

/* What goes wrong in either goes into the log file: the sync is none the worse for it. */

/* Whether a feed is due now; never without a store, nor where CAIRN_SYNC=off. */
bool feeds_due(struct cross *cross, struct store *store);
/* Starts `cairn-sync feed fetch --due` in a session of its own, and does not wait for it. */
void feeds_start(struct cross *cross);

#endif
