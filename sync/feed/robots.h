/* SPDX-License-Identifier: MIT
 * robots.txt, as RFC 9309 has it. Pure. */
#ifndef SYNC_FEED_ROBOTS_H
#define SYNC_FEED_ROBOTS_H

#include <stdbool.h>

#include "base/text.h"

enum { ROBOTS_MAX = 500 * 1024 };

/* Whether the path (with its query) may be fetched by a program called `agent`, lower case: the longest rule that fits of
 * the group that names it, else of "*"; none: yes. */
bool robots_allows(struct str robots, const char *agent, struct str path);

#endif
