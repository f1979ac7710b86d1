/* SPDX-License-Identifier: MIT
 * Day numbers come from Python's datetime, zone offsets from the tz database's own rules. */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/zone.h"
#include "tests/unit/unit.h"

static const struct {
	const char *date;
	int64_t day;
} dates[] = {{"0001-01-01", -719162}, {"1600-02-29", -135081}, {"1900-03-01", -25508},
	     {"1969-12-31", -1},      {"1970-01-01", 0},       {"2000-02-29", 11016},
	     {"2024-02-29", 19782},   {"2026-11-21", 20778},   {"9999-12-31", 2932896}};

static int64_t moment(const char *iso)
{
	struct err err;
	int64_t ms;
	int zone;

	if (clock_parse(str_of(iso), &ms, &zone, &err))
		fail_msg("%s", err.text);
	return ms;
}

static void clock__dates(void **state)
{
	struct buf out = {0};
	char iso[40];

	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		buf_clear(&out);
		clock_put_date(&out, dates[i].day);
		assert_str(buf_str(&out), dates[i].date);
		snprintf(iso, sizeof(iso), "%sT00:00:00Z", dates[i].date);
		assert_int_equal(moment(iso), dates[i].day * DAY_MS);
	}
	buf_fini(&out);
}

static void clock__parse_forms(void **state)
{
	struct err err;
	int64_t ms;
	int zone;

	(void)state;
	assert_int_equal(moment("1970-01-01T00:00Z"), 0);
	assert_int_equal(moment("2026-11-21T09:30:00+01:00"), INT64_C(1795249800000));
	assert_int_equal(moment("2026-11-21T09:30:00+0100"), INT64_C(1795249800000));
	assert_int_equal(moment("2026-11-21T03:15:00.25-05:15"), INT64_C(1795249800250));
	assert_int_equal(moment("2026-11-21T08:30:00.1239z"), INT64_C(1795249800123));
	assert_int_equal(moment("1969-12-31T23:59:59.999Z"), -1);
	assert_int_equal(clock_parse(STR("2026-01-01T00:00:00-03:30"), &ms, &zone, &err), 0);
	assert_int_equal(zone, -210);
}

static void clock__parse_refuses(void **state)
{
	static const char *const bad[] = {"",
					  "2026-11-21",
					  "2026-11-21T09:30:00",
					  "2026-13-01T00:00Z",
					  "2026-00-01T00:00Z",
					  "2026-01-32T00:00Z",
					  "2026-02-30T00:00Z",
					  "2025-02-29T00:00Z",
					  "2026-01-01T24:00Z",
					  "2026-01-01T00:60Z",
					  "2026-01-01T00:00:00.Z",
					  "2026-01-01T00:00:00+1:00",
					  "2026-01-01T00:00:00+99:00",
					  "2026-01-01T00:00:00Zx",
					  "2026-01-01 00:00:00Z",
					  "-026-01-01T00:00:00Z"};
	struct err err;
	int64_t ms;
	int zone;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (clock_parse(str_of(bad[i]), &ms, &zone, &err) != -1)
			fail_msg("\"%s\" was taken for a time", bad[i]);
}

static void clock__iso_is_parsed_back(void **state)
{
	struct buf out = {0};

	(void)state;
	for (int64_t ms = -INT64_C(2000000000000); ms < INT64_C(4000000000000); ms += INT64_C(7777777777)) {
		buf_clear(&out);
		clock_put_iso(&out, ms);
		assert_int_equal(moment(buf_z(&out)), ms);
	}
	buf_fini(&out);
}

static void clock__study_days(void **state)
{
	int z = 60 - 4 * 60; /* Berlin in winter, rollover at 4 */

	(void)state;
	assert_int_equal(clock_study_day(moment("2026-11-21T03:59:59.999+01:00"), z), 20777);
	assert_int_equal(clock_study_day(moment("2026-11-21T04:00:00+01:00"), z), 20778);
	assert_int_equal(clock_study_day(-1, 0), -1);
	assert_int_equal(clock_study_day(-DAY_MS, 0), -1);
	assert_int_equal(clock_study_day(-DAY_MS - 1, 0), -2);
	for (int64_t day = -1000; day < 1000; day++) {
		for (int zone = -18 * 60; zone <= 14 * 60; zone += 37) {
			int64_t start = clock_day_start_ms(day, zone);

			assert_int_equal(clock_study_day(start, zone), day);
			assert_int_equal(clock_study_day(start - 1, zone), day - 1);
		}
	}
}

static void clock__zone_knows_summer(void **state)
{
	struct clock own = {0};

	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1); /* the rule itself: no tz database needed */
	tzset();
	assert_int_equal(clock_zone_min(&own, moment("2026-01-15T12:00Z")), 60);
	assert_int_equal(clock_zone_min(&own, moment("2026-07-15T12:00Z")), 120);
	assert_int_equal(clock_zone_min(&own, moment("2026-03-29T00:59:59Z")), 60);
	assert_int_equal(clock_zone_min(&own, moment("2026-03-29T01:00:00Z")), 120);
	assert_int_equal(clock_zone_min(&own, moment("2026-10-25T00:59:59.999Z")), 120);
	assert_int_equal(clock_zone_min(&own, moment("2026-10-25T01:00:00Z")), 60);
	setenv("TZ", "<-0330>3:30", 1);
	tzset();
	assert_int_equal(clock_zone_min(&own, moment("1969-07-15T12:00:00.500Z")), -210);
	setenv("TZ", "UTC", 1);
	tzset();
}

static void set_zone_file(const char *city)
{
	char path[80];
	struct buf bytes = {0};
	char piece[4096];
	size_t got;
	FILE *file;

	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", city);
	file = fopen(path, "re");
	if (!file)
		skip(); /* no database of zones */
	while ((got = fread(piece, 1, sizeof(piece), file)))
		buf_add(&bytes, (struct str){piece, got});
	fclose(file);
	assert_int_equal(rename(unit_file("localtime.new", buf_str(&bytes)), unit_path("localtime")), 0);
	buf_fini(&bytes);
}

/* As it goes when the machine's zone is set: another file in its place, while the program runs. */
static void clock__zone_that_was_changed_is_seen_after_a_minute(void **state)
{
	struct clock own = {0};
	int64_t summer = moment("2026-07-15T12:00Z");
	char tz[160];

	(void)state;
	set_zone_file("Asia/Tokyo");
	snprintf(tz, sizeof(tz), ":%s", unit_path("localtime"));
	setenv("TZ", tz, 1);
	tzset();
	zone_look(1000);
	assert_int_equal(clock_zone_min(&own, summer), 540);
	set_zone_file("America/New_York");
	zone_look(60 * 1000);
	assert_int_equal(clock_zone_min(&own, summer), 540);
	zone_look(61 * 1000);
	assert_int_equal(clock_zone_min(&own, summer), -240);
	assert_string_equal(getenv("TZ"), tz);
	assert_int_equal(remove(unit_path("localtime")), 0); /* for a moment there is none */
	zone_look(200 * 1000);
	assert_int_equal(clock_zone_min(&own, summer), -240);
	set_zone_file("Asia/Tokyo");
	zone_look(300 * 1000);
	assert_int_equal(clock_zone_min(&own, summer), 540);
	setenv("TZ", "UTC", 1);
	tzset();
	zone_look(400 * 1000);
	assert_int_equal(clock_zone_min(&own, summer), 0);
}

static void clock__fixed_stands_still(void **state)
{
	struct clock clock;
	struct err err;

	(void)state;
	setenv("CAIRN_NOW", "2026-11-21T09:30:00+05:30", 1);
	assert_int_equal(clock_init(&clock, &err), 0);
	assert_true(clock.fixed);
	assert_int_equal(clock_zone_min(&clock, 0), 330);
	assert_int_equal(clock_wall_ms(&clock), moment("2026-11-21T04:00:00Z"));
	assert_int_equal(clock_mono_ms(&clock), 0);
	clock_advance(&clock, 10 * MINUTE_MS);
	assert_int_equal(clock_wall_ms(&clock), moment("2026-11-21T04:10:00Z"));
	assert_int_equal(clock_mono_ms(&clock), 10 * MINUTE_MS);
	setenv("CAIRN_NOW", "yesterday", 1);
	assert_int_equal(clock_init(&clock, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	unsetenv("CAIRN_NOW");
	assert_int_equal(clock_init(&clock, &err), 0);
	assert_false(clock.fixed);
	assert_true(clock_wall_ms(&clock) > moment("2020-01-01T00:00Z"));
}

/* SYNC.md, Time: before the release, or 30 days beyond the newest row; a test's clock never. */
static void clock__is_doubtful__bounds(void **state)
{
	enum { MINUTE = 60 * 1000 };
	const int64_t released = 1793491200000, month = 30LL * 24 * 60 * MINUTE;
	struct clock clock = {.fixed = true, .simulated = true, .wall_ms = released};

	(void)state;
	assert_false(clock_is_doubtful(&clock, released, 0));
	assert_false(clock_is_doubtful(&clock, released, released - month));
	assert_true(clock_is_doubtful(&clock, released, released - month - 1));
	assert_false(clock_is_doubtful(&clock, released, released + 100 * month)); /* rows that are ahead are sync's business */
	clock.wall_ms--;
	assert_true(clock_is_doubtful(&clock, released, released));
	clock.simulated = false;
	assert_false(clock_is_doubtful(&clock, released, 1));
	assert_false(clock_is_doubtful(&(struct clock){0}, released, 0)); /* this machine's own, if it is right */
}

static void clock__put_local__zones(void **state)
{
	struct buf out = {0};

	(void)state;
	clock_put_local(&out, 1795248000000, 0);
	clock_put_local(&out, 1795248000000, -600);
	clock_put_local(&out, -1, 0);
	assert_string_equal(buf_z(&out), "2026-11-21 08:002026-11-20 22:001969-12-31 23:59");
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock__is_doubtful__bounds),
		cmocka_unit_test(clock__put_local__zones),
		cmocka_unit_test(clock__dates),
		cmocka_unit_test(clock__parse_forms),
		cmocka_unit_test(clock__parse_refuses),
		cmocka_unit_test(clock__iso_is_parsed_back),
		cmocka_unit_test(clock__study_days),
		cmocka_unit_test(clock__zone_knows_summer),
		cmocka_unit_test(clock__zone_that_was_changed_is_seen_after_a_minute),
		cmocka_unit_test(clock__fixed_stands_still),
	};
	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
