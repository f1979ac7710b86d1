/* SPDX-License-Identifier: MIT
 * Settings: defaults, bounds, decks, and what a change does to schedules. */
#include "study/settings.h"

#include <string.h>

#include "tests/unit/device.h"
#include "tests/unit/unit.h"

static void set(struct device *d, const char *deck, const char *key, const char *value)
{
	if (settings_set(d->store, str_of(deck), key, str_of(value), &d->err))
		fail_msg("%s", d->err.text);
}

static struct settings of(struct device *d, const char *deck)
{
	struct settings settings;

	assert_int_equal(settings_load(d->store, str_of(deck), &settings, &d->err), 0);
	return settings;
}

static void settings__defaults(void **state)
{
	struct device *d = device_new(1);
	struct settings settings = of(d, "");

	(void)state;
	assert_int_equal(settings.new_per_day, 20);
	assert_int_equal(settings.reviews_per_day, 200);
	assert_true(settings.retention == 0.9);
	assert_int_equal(settings.learn_ahead_min, 20);
	assert_int_equal(settings.rollover, 4);
	assert_true(settings.fuzz && settings.bury_siblings);
	assert_int_equal(settings.steps.learn.count, 2);
	assert_int_equal(settings.steps.learn.second[1], 600);
	assert_int_equal(settings.steps.relearn.second[0], 600);
	assert_true(settings.fsrs.w[0] == 0.212);
	device_free(d);
}

static void settings__decks_inherit(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	set(d, "", "new", "10");
	set(d, "A", "new", "5");
	set(d, "A.b::C", "retention", "0.95"); /* a deck may have a point in its name */
	assert_int_equal(of(d, "A::B").new_per_day, 5);
	assert_int_equal(of(d, "A::B").new_owner, 1);
	assert_int_equal(of(d, "AB").new_per_day, 10);
	assert_int_equal(of(d, "AB").new_owner, 0);
	assert_true(of(d, "A.b::C::D").retention == 0.95);
	assert_true(of(d, "A.b").retention == 0.9);
	set(d, "A", "new", "");
	assert_int_equal(of(d, "A::B").new_per_day, 10);
	device_free(d);
}

static void settings__refuses_nonsense(void **state)
{
	static const struct {
		const char *key, *value;
	} bad[] = {{"new", "-1"},	 {"new", "ten"},    {"new", "1.5"},  {"retention", "1"},
		   {"retention", "nan"}, {"fuzz", "maybe"}, {"steps", "10"}, {"fsrs", "1 2 3"},
		   {"rollover", "24"},	 {"nothing", "1"}};
	struct device *d = device_new(1);
	struct log_counts counts;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(settings_set(d->store, STR(""), bad[i].key, str_of(bad[i].value), &d->err),
				 -1);
		assert_int_equal(d->err.kind, ERR_INPUT);
	}
	assert_int_equal(log_counts(d->store, &counts, &d->err), 0);
	assert_int_equal(counts.rows, 0);
	device_set(d, "new", "a lot"); /* of a newer version, or of somebody's hand: passed over */
	assert_int_equal(of(d, "").new_per_day, 20);
	device_free(d);
}

static void settings__kinds(void **state)
{
	struct device *d = device_new(1);
	struct settings settings;

	(void)state;
	set(d, "", "steps", "none");
	set(d, "", "relearn", "5m 1h");
	set(d, "", "fuzz", "off");
	set(d, "", "fsrs",
	    "0.5, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, "
	    "0.0614, 0.2629, "
	    "1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542");
	settings = of(d, "");
	assert_int_equal(settings.steps.learn.count, 0);
	assert_int_equal(settings.steps.relearn.second[1], 3600);
	assert_false(settings.fuzz);
	assert_true(settings.fsrs.w[0] == 0.5);
	device_free(d);
}

static int find_line(void *ctx, const char *key, const char *label, const char *value, bool is_default,
		     struct err *err)
{
	struct buf *out = ctx;

	(void)label, (void)err;
	if (strcmp(key, "retention") == 0 || strcmp(key, "steps") == 0 || strcmp(key, "siblings") == 0)
		buf_addf(out, "%s=%s%s ", key, value, is_default ? "" : "!");
	return 0;
}

static void settings__listing(void **state)
{
	struct device *d = device_new(1);
	struct buf out = {0};

	(void)state;
	set(d, "", "siblings", "off");
	assert_int_equal(settings_each(d->store, STR("X"), find_line, &out, &d->err), 0);
	assert_str(buf_str(&out), "retention=0.9 siblings=off! steps=1m 10m ");
	set(d, "", "siblings", "on"); /* as it was before anybody set it; for a deck that is a word of its own */
	set(d, "X", "retention", "0.9");
	buf_clear(&out);
	assert_int_equal(settings_each(d->store, STR(""), find_line, &out, &d->err), 0);
	assert_int_equal(settings_each(d->store, STR("X"), find_line, &out, &d->err), 0);
	assert_str(buf_str(&out), "retention=0.9 siblings=on steps=1m 10m retention=0.9! siblings=on! steps=1m 10m ");
	buf_fini(&out);
	device_free(d);
}

/* When intervals were last shaped anew, for a deck and those above it. */
static void settings__since(void **state)
{
	struct device *d = device_new(1);
	int64_t t, first;

	(void)state;
	assert_int_equal(settings_since(d->store, STR("A::B"), &t, &d->err), 0);
	assert_int_equal(t, 0);
	set(d, "", "new", "5"); /* shapes no interval */
	first = d->clock.wall_ms;
	d->clock.wall_ms += 60000;
	d->clock.mono_ms += 60000;
	set(d, "A", "retention", "0.8");
	assert_int_equal(settings_since(d->store, STR("A::B"), &t, &d->err), 0);
	assert_true(t > first);
	assert_int_equal(settings_since(d->store, STR("B"), &t, &d->err), 0);
	assert_int_equal(t, 0);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings__defaults),	      cmocka_unit_test(settings__decks_inherit),
		cmocka_unit_test(settings__refuses_nonsense), cmocka_unit_test(settings__kinds),
		cmocka_unit_test(settings__listing),	      cmocka_unit_test(settings__since),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
