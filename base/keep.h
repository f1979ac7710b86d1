/* SPDX-License-Identifier: MIT
 * Keep: which of many dated things stay: one of each of the last days, weeks and months that have any. Pure. */
#ifndef BASE_KEEP_H
#define BASE_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEEP_DAYS = 14, KEEP_WEEKS = 8, KEEP_MONTHS = 24 };

/* day: days since 1970-01-01, the newest first. Sets keep[i] for all of the newest day, and for the newest of each of the last 14 days, 8 weeks (from
 * Monday) and 24 months in which there is one. Times without any count for nothing: a long break throws nothing away. */
void keep_choose(const int64_t *day, bool *keep, size_t count);

#endif
