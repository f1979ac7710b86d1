/* SPDX-License-Identifier: MIT
 * Cache: what the helper has said to a question before, so that nothing is paid for twice. A folder of at most
 * CACHE_SLOTS files; a newer answer takes the place of an older one. Can be deleted at any time. */
#ifndef SYNC_ASSIST_CACHE_H
#define SYNC_ASSIST_CACHE_H

#include <stdint.h>

#include "base/text.h"

enum { CACHE_SLOTS = 1024, CACHE_BYTES = 64 * 1024 };

/* 0: appended to out; 1: it is not there. What is read is checked as if it came from the network. */
int cache_get(const char *folder, uint64_t key, struct buf *out) MUST_CHECK;
/* A cache that cannot be written is no error. */
void cache_put(const char *folder, uint64_t key, struct str content);

#endif
