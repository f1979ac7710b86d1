/* SPDX-License-Identifier: MIT
 * Feeds beside a sync. */
#ifndef SYNC_FEED_BESIDE_H
#define SYNC_FEED_BESIDE_H

#include "sync/cross.h"

/* Starts `cairn-sync feed fetch --due` in a session of its own if a feed is due, and does not wait for it. What goes wrong
 * goes into the log file: the sync is none the worse for it. */
void feeds_beside(struct cross *cross);

#endif
