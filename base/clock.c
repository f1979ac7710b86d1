/* SPDX-License-Identifier: MIT
 * Clock: wall and monotonic time, the zone, and study days. */
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * SECOND_MS + ts.tv_nsec / 1000000;
}

int clock_init(struct clock *clock, struct err *err)
{
	const char *now = getenv("CAIRN_NOW");

	*clock = (struct clock){0};
	if (!now || !*now)
		return 0;
	clock->simulated = *now == '~';
	if (clock_parse(str_of(now + clock->simulated), &clock->wall_ms, &clock->zone_min, err))
		return err_wrap(err, "CAIRN_NOW");
	clock->fixed = true;
	return 0;
}

int64_t clock_wall_ms(const struct clock *clock)
{
	return clock->fixed ? clock->wall_ms : read_clock(CLOCK_REALTIME);
}

int64_t clock_mono_ms(const struct clock *clock)
{
	return clock->fixed ? clock->mono_ms : read_clock(CLOCK_BOOTTIME);
}

int64_t clock_asleep_ms(void)
{
	return read_clock(CLOCK_BOOTTIME) - read_clock(CLOCK_MONOTONIC);
}

int clock_zone_min(const struct clock *clock, int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / SECOND_MS);
	struct tm tm;

	if (clock->fixed)
		return clock->zone_min;
	if (!localtime_r(&seconds, &tm))
		return 0;
	return (int)(tm.tm_gmtoff / 60);
}

void clock_advance(struct clock *clock, int64_t ms)
{
	clock->wall_ms += ms;
	clock->mono_ms += ms;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t clock_study_day(int64_t t_ms, int z_min)
{
	return floor_div(t_ms + (int64_t)z_min * MINUTE_MS, DAY_MS);
}

int64_t clock_day_start_ms(int64_t day, int z_min)
{
	return day * DAY_MS - (int64_t)z_min * MINUTE_MS;
}

/* Days since 1970-01-01 of a date of the Gregorian calendar, by counting years from 1 March. */
static int64_t days_of(int64_t year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1, era = floor_div(y, 400), of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t z = days + 719468, era = floor_div(z, 146097), of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = y + era * 400 + (*month <= 2);
}

static bool is_date(int year, int month, int day)
{
	int64_t same_year;
	int same_month, same_day;

	if (month < 1 || month > 12)
		return false;
	date_of(days_of(year, month, day), &same_year, &same_month, &same_day);
	return same_month == month && same_day == day;
}

/* Takes `digits` digits and, if `behind` is not 0, that character off *s. */
static bool take(struct str *s, int digits, char behind, int *value)
{
	*value = 0;
	if (s->len < (size_t)digits + (behind != 0))
		return false;
	for (int i = 0; i < digits; i++) {
		if (s->s[i] < '0' || s->s[i] > '9')
			return false;
		*value = *value * 10 + (s->s[i] - '0');
	}
	if (behind && s->s[digits] != behind)
		return false;
	*s = str_slice(*s, (size_t)digits + (behind != 0), s->len);
	return true;
}

static bool take_zone(struct str *s, int *zone_min)
{
	int sign, hours, minutes;

	*zone_min = 0;
	if (str_is(*s, "Z") || str_is(*s, "z"))
		return true;
	if (s->len < 5 || (s->s[0] != '+' && s->s[0] != '-'))
		return false;
	sign = s->s[0] == '-' ? -1 : 1;
	*s = str_slice(*s, 1, s->len);
	if (!take(s, 2, s->len == 5 ? ':' : '\0', &hours) || !take(s, 2, '\0', &minutes))
		return false;
	*zone_min = sign * (hours * 60 + minutes);
	return s->len == 0 && hours < 19 && minutes < 60;
}

static bool take_fraction(struct str *s, int *ms)
{
	int scale = 100, digit;

	*ms = 0;
	if (s->len == 0 || s->s[0] != '.')
		return true;
	*s = str_slice(*s, 1, s->len);
	while (take(s, 1, '\0', &digit)) {
		*ms += digit * scale;
		scale /= 10;
	}
	return scale < 100;
}

int clock_parse(struct str iso, int64_t *wall_ms, int *zone_min, struct err *err)
{
	struct str s = iso;
	int year, month, day, hour, minute, second = 0, ms = 0;
	bool ok = take(&s, 4, '-', &year) && take(&s, 2, '-', &month) && take(&s, 2, 'T', &day) &&
		  take(&s, 2, ':', &hour) && take(&s, 2, '\0', &minute);

	if (ok && s.len && s.s[0] == ':') {
		s = str_slice(s, 1, s.len);
		ok = take(&s, 2, '\0', &second) && take_fraction(&s, &ms);
	}
	ok = ok && take_zone(&s, zone_min) && is_date(year, month, day) && hour < 24 && minute < 60 &&
	     second < 61;
	if (!ok)
		return err_set(err, ERR_USAGE, "\"%.*s\" is not a time like 2026-11-21T09:30:00+01:00",
			       STR_FMT(str_slice(iso, 0, 40)));
	*wall_ms = ((days_of(year, month, day) * 24 + hour) * 60 + minute - *zone_min) * MINUTE_MS +
		   (int64_t)second * SECOND_MS + ms;
	return 0;
}

void clock_put_date(struct buf *out, int64_t day)
{
	int64_t year;
	int month, of_month;

	date_of(day, &year, &month, &of_month);
	buf_addf(out, "%04lld-%02d-%02d", (long long)year, month, of_month);
}

void clock_put_local(struct buf *out, int64_t wall_ms, int zone_min)
{
	int64_t minutes = floor_div(wall_ms, MINUTE_MS) + zone_min, day = floor_div(minutes, 24 * 60);

	clock_put_date(out, day);
	minutes -= day * 24 * 60;
	buf_addf(out, " %02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

void clock_put_stamp(struct buf *out, const struct clock *clock)
{
	int64_t seconds = floor_div(clock_wall_ms(clock), SECOND_MS), day = floor_div(seconds, DAY_MS / SECOND_MS);

	clock_put_date(out, day);
	seconds -= day * (DAY_MS / SECOND_MS);
	buf_addf(out, "-%02d%02d%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

bool clock_is_doubtful(const struct clock *clock, int64_t released_ms, int64_t newest_ms)
{
	int64_t now = clock_wall_ms(clock);

	if (clock->fixed && !clock->simulated)
		return false;
	return now < released_ms || (newest_ms && now - newest_ms > 30LL * DAY_MS);
}

void clock_put_iso(struct buf *out, int64_t wall_ms)
{
	int64_t day = floor_div(wall_ms, DAY_MS), rest = wall_ms - day * DAY_MS;

	clock_put_date(out, day);
	buf_addf(out, "T%02d:%02d:%02d.%03dZ", (int)(rest / HOUR_MS), (int)(rest / MINUTE_MS % 60),
		 (int)(rest / SECOND_MS % 60), (int)(rest % SECOND_MS));
}
