/* SPDX-License-Identifier: MIT
 * Keep: the newest of each day, week and month. */
#include "base/keep.h"

#include <time.h>

static int64_t week_of(int64_t day)
{
	int64_t from_monday = day + 3; /* 1970-01-01 was a Thursday */

	return from_monday >= 0 ? from_monday / 7 : -((6 - from_monday) / 7);
}

static int64_t month_of(int64_t day)
{
	time_t seconds = (time_t)(day * 86400);
	struct tm tm;

	return gmtime_r(&seconds, &tm) ? (int64_t)tm.tm_year * 12 + tm.tm_mon : day;
}

static int64_t day_of(int64_t day)
{
	return day;
}

static void choose(const int64_t *day, bool *keep, size_t count, int64_t (*of)(int64_t), int most)
{
	int64_t last = 0;
	int had = 0;

	for (size_t i = 0; i < count && had < most; i++) {
		int64_t here = of(day[i]);

		if (had && here == last)
			continue;
		keep[i] = true;
		last = here;
		had++;
	}
}

void keep_choose(const int64_t *day, bool *keep, size_t count)
{
	for (size_t i = 0; i < count; i++)
		keep[i] = day[i] == day[0];
	choose(day, keep, count, day_of, KEEP_DAYS);
	choose(day, keep, count, week_of, KEEP_WEEKS);
	choose(day, keep, count, month_of, KEEP_MONTHS);
}
