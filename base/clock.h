/* SPDX-License-Identifier: MIT
 * Clock: wall and monotonic time, the zone, and study days. Pure rules take their time from here as parameters. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * 1000, HOUR_MS = 3600 * 1000, DAY_MS = 24 * 3600 * 1000 };

/* {0} is the machine's own clock. CAIRN_NOW (ISO 8601 with offset) fixes it: then it stands still, both
 * wall and monotonic, until clock_advance moves it, and the zone is the one of the offset. With a "~" before it, it is
 * simulated: it stands as well, and may be wrong. */
struct clock {
	bool fixed;
	int64_t wall_ms; /* UTC, when fixed */
	int64_t mono_ms; /* when fixed */
	int zone_min;    /* east of UTC, when fixed */
	bool simulated;  /* fixed, but a part that may be wrong: a sync corrects it as it would a machine's */
};

int clock_init(struct clock *clock, struct err *err) MUST_CHECK; /* reads CAIRN_NOW */
int64_t clock_wall_ms(const struct clock *clock);
int64_t clock_mono_ms(const struct clock *clock); /* includes time asleep (CLOCK_BOOTTIME) */
int64_t clock_asleep_ms(void); /* how long this machine has slept since it was started */
/* Minutes east of UTC in force here at that moment, DST included. */
int clock_zone_min(const struct clock *clock, int64_t wall_ms);
void clock_advance(struct clock *clock, int64_t ms); /* a fixed clock only */

/* Whether a wall clock is worth a question before the first answer (SYNC.md, Time): it stands before the program
 * was released, or more than 30 days behind the newest row held (its t; 0: none). Clocks of tests are never asked about. */
bool clock_is_doubtful(const struct clock *clock, int64_t released_ms, int64_t newest_ms);

/* Days since 1970-01-01 of the moment t_ms in a zone `z_min` minutes east from which the rollover hour has been
 * subtracted already: floor((t + 60000 z) / 86400000), DESIGN.md 2. */
int64_t clock_study_day(int64_t t_ms, int z_min);
/* The moment at which that study day starts. */
int64_t clock_day_start_ms(int64_t day, int z_min);

/* "2026-11-21T09:30:00+01:00", "…Z", seconds and fractions optional. */
int clock_parse(struct str iso, int64_t *wall_ms, int *zone_min, struct err *err) MUST_CHECK;
/* Appends "2026-11-21T09:30:00.000Z". */
void clock_put_iso(struct buf *out, int64_t wall_ms);
/* Appends "2026-11-21 09:30", as a clock in that zone shows it. */
void clock_put_local(struct buf *out, int64_t wall_ms, int zone_min);
/* Appends "2026-11-21-093000", now in UTC: for names of files, which stay in their order when the hour comes twice or the zone changes. */
void clock_put_stamp(struct buf *out, const struct clock *clock);
/* Appends "2026-11-21" of days since 1970-01-01. */
void clock_put_date(struct buf *out, int64_t day);

#endif
