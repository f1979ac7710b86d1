/* SPDX-License-Identifier: MIT
 * Easy days, vacations and even days: what they do to due days, and that devices agree. */
#include "study/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "study/away.h"
#include "study/fold.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

enum { MONDAY = 20759, CARDS = 40 };
static const int64_t noon_ms = 1793620800000; /* 2026-11-02 12:00 UTC, a Monday: study day 20759 */

static void calendar__reads_what_it_writes(void **state)
{
	struct buf out = {0};
	struct vacations v;
	struct easy easy;
	struct err err;

	(void)state;
	assert_int_equal(calendar_weekday(MONDAY), 0);
	assert_int_equal(calendar_weekday(-1), 2); /* 1969-12-31 was a Wednesday */
	assert_int_equal(easy_parse(&easy, STR("sun=none sat"), &err), 0);
	easy_put(&out, &easy);
	assert_string_equal(buf_z(&out), "sat=less sun=none");
	buf_clear(&out);
	assert_int_equal(vacations_parse(&v, STR("2026-12-20..2027-01-03/2026-12-01 2027-07-01..2027-07-02+light"), &err), 0);
	assert_int_equal(v.v[0].to - v.v[0].from, 14);
	assert_int_equal(v.v[1].from - v.v[1].set, 2);
	vacations_put(&out, &v);
	assert_string_equal(buf_z(&out), "2026-12-20..2027-01-03/2026-12-01 2027-07-01..2027-07-02/2027-06-29+light");
	buf_fini(&out);
}

static void calendar__refuses_nonsense(void **state)
{
	static const char *const easy[] = {"son", "sat=half", "mon=none tue=none wed=none thu=none fri=none sat=none sun=none", "=less"};
	static const char *const away[] = {"2026-12-20", "2026-12-20..2026-12-19", "2026-12-20..2027-12-20", "2026-02-30..2026-03-01",
					   "2026-12-20..2026-12-2x", "2026-12-20,,2026-12-22", "+light"};
	struct vacations v = {0};
	struct easy e = {{1}};
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(easy) / sizeof(easy[0]); i++)
		assert_int_equal(easy_parse(&e, str_of(easy[i]), &err), -1);
	for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++)
		assert_int_equal(vacations_parse(&v, str_of(away[i]), &err), -1);
	assert_int_equal(e.percent[0], 1); /* left alone */
	assert_int_equal(v.count, 0);
}

/* Nothing stays within the vacation; before it only what loses a fifth of its interval at most, and nothing before the day
 * on which it was planned; behind it spread, and no later than a fifth or the vacation's length. */
static void calendar__cards_go_around_a_vacation(void **state)
{
	struct vacations v = {.count = 1, .v = {{.from = MONDAY + 20, .to = MONDAY + 33, .set = MONDAY + 12}}};
	struct rng rng = {0};
	int before = 0, behind = 0;

	(void)state;
	rng_seed(&rng, 5);
	for (int i = 0; i < 20000; i++) {
		int64_t ivl = 1 + (int64_t)rng_below(&rng, 120), last = MONDAY + 19 - (int64_t)rng_below(&rng, 100), due = last + ivl;
		int64_t slack = ivl / 5 > 1 ? ivl / 5 : 1, got = vacations_move(&v, due, last, ivl, rng_next(&rng));

		if (due < v.v[0].from || due > v.v[0].to) {
			assert_int_equal(got, due);
			continue;
		}
		assert_true(got < v.v[0].from || got > v.v[0].to);
		assert_true(got > last);
		if (got < due)
			assert_true(due - got <= slack && got >= v.v[0].set);
		else
			assert_true(got <= v.v[0].to + slack && got <= v.v[0].to + 14);
		before += got < due;
		behind += got > due;
	}
	print_message("%d before, %d behind\n", before, behind);
	assert_true(before > 500 && behind > 500);
}

/* A day counts when it was planned the day before at the latest, whatever is said later, and 42 of a year. */
static void calendar__days_away_were_planned(void **state)
{
	struct away_word word[2] = {{.said = MONDAY + 12}, {.said = MONDAY}};
	int64_t *day;
	size_t count;

	(void)state;
	word[1].vacations = (struct vacations){.count = 1, .v = {{.from = MONDAY, .to = MONDAY + 19}}};
	count = away_days(&word[1], 1, &day);
	assert_int_equal(count, 19); /* not the day on which it was said */
	assert_int_equal(day[0], MONDAY + 1);
	free(day);
	count = away_days(word, 2, &day); /* called off on the 12th: what was before stays */
	assert_int_equal(count, 12);
	assert_int_equal(day[11], MONDAY + 12);
	free(day);
	word[1].vacations = (struct vacations){.count = 2, .v = {{.from = MONDAY + 1, .to = MONDAY + 60}, {.from = MONDAY + 400, .to = MONDAY + 409}}};
	count = away_days(&word[1], 1, &day);
	assert_int_equal(count, 52);
	assert_int_equal(day[41], MONDAY + 42);
	assert_int_equal(day[42], MONDAY + 400);
	free(day);
}

static void set_day(struct device *d, int day)
{
	device_set_clock(d, noon_ms + (int64_t)day * DAY_MS);
}

static void set(struct device *d, const char *key, const char *value)
{
	if (settings_set(d->store, STR(""), key, str_of(value), &d->err))
		fail_msg("%s", d->err.text);
}

static void put_notes(struct device *d)
{
	for (int i = 1; i <= CARDS; i++) {
		char front[16];

		snprintf(front, sizeof(front), "front %d", i);
		device_put_note(d, (uint64_t)i, "A", front, "back");
	}
}

static void study(struct device *d, struct rng *rng, int max) /* rng NULL: all are easy */
{
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct question question;

	while (max-- && session_next(session, &question, &d->err) == 0) {
		struct answer answer = {rng && rng_below(rng, 8) ? 3 : 4, 1000, MODE_FLIP, 0, -1};

		if (session_answer(session, &answer, NULL, &d->err))
			fail_msg("%s", d->err.text);
	}
	session_close(session);
}

static void assert_same_days(struct device *a, struct device *b)
{
	for (int i = 1; i <= CARDS; i++) {
		struct card one, other;

		assert_int_equal(card_get(a->store, i, &one, &a->err), 0);
		assert_int_equal(card_find(b->store, one.uid, &other, &b->err), 0);
		assert_int_equal(one.due, other.due);
		assert_int_equal(one.ivl, other.ivl);
	}
}

static void join(struct device *a, struct device *b)
{
	(void)device_sync(a, b);
	(void)device_sync(b, a);
	for (int i = 0; i < 2; i++) {
		struct device *d = i ? b : a;

		assert_int_equal(settings_adopt(d->store, &d->err), 0);
		assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	}
}

/* Both play, each evening its own days out, while easy days and vacations change; whoever folds, the days are the same. */
static void calendar__devices_agree(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct rng rng = {0};

	(void)state;
	rng_seed(&rng, 9);
	set_day(a, 0), set_day(b, 0);
	put_notes(a), put_notes(b);
	set(a, "even", "on"), set(b, "even", "on");
	for (int day = 0; day < 60; day++) {
		set_day(a, day), set_day(b, day);
		study(day % 3 ? a : b, &rng, 30);
		if (day == 10)
			set(a, "easy", "sat=less sun=none");
		if (day == 20)
			set(b, "vacation", "2026-12-01..2026-12-10/2026-11-23");
		if (day == 40)
			set(a, "retention", "0.93");
		if (day % 7 == 0) {
			join(a, b);
			assert_same_days(a, b);
		}
	}
	join(a, b);
	assert_same_days(a, b);
	device_free(a);
	device_free(b);
}

/* One answer, and now and then what else moves cards. 1: nothing to ask. */
static int one_answer(struct device *d, struct session *session, int n, bool looks_at)
{
	struct question question;
	struct answer answer = {n % 7 == 0 ? 1 : n % 5 == 0 ? 4 : 3, 1000, MODE_FLIP, 0, -1};
	int rc = session_next(session, &question, &d->err);
	struct card card;
	struct row row;
	int64_t ivl[4];

	if (rc < 0)
		fail_msg("%s", d->err.text);
	if (rc)
		return 1;
	if (looks_at && n % 2)
		assert_int_equal(session_foresee(session, &d->err), 0);
	if (n % 11 == 3)
		assert_int_equal(session_save_draft(session, STR("half typed"), &d->err), 0);
	if (looks_at)
		assert_int_equal(session_intervals(session, ivl, &d->err), 0);
	assert_int_equal(session_answer(session, &answer, &card, &d->err), 0);
	if (looks_at) /* what was shown */
		assert_int_equal(card.ivl, ivl[answer.rating - 1]);
	if (n % 13 == 5)
		assert_int_equal(session_undo(session, &row, &d->err), 0);
	if (n % 17 == 7 && session_next(session, &question, &d->err) == 0)
		assert_int_equal(session_decide(session, n % 2 ? ROW_DUE_KIND : ROW_SUSPEND_KIND, 9, &d->err), 0);
	return 0;
}

/* Which day an answer chooses is the store's word, not what a process has in memory: one goes on, one begins anew before
 * each answer. */
static void calendar__a_new_beginning_chooses_the_same_days(void **state)
{
	struct device *a = device_new_in_memory(1), *b = device_new_in_memory(1);
	int answers = 0, n = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		set_day(i ? b : a, 0);
		put_notes(i ? b : a);
		set(i ? b : a, "new", "8");
	}
	for (int day = 0; day < 60; day++) {
		struct session *session;

		set_day(a, day), set_day(b, day);
		session = sitting_open(a, (struct session_options){.mode = MODE_FLIP});
		for (int i = 0; i < 30; i++, n++) {
			struct session *anew = sitting_open(b, (struct session_options){.mode = MODE_FLIP});
			int rc = one_answer(a, session, n, i % 3 > 0);

			assert_int_equal(one_answer(b, anew, n, i % 3 == 0), rc);
			session_close(anew);
			if (rc)
				break;
			answers++;
		}
		session_close(session);
		assert_same_days(a, b);
	}
	assert_in_range(answers, 200, 1800);
	device_free(a);
	device_free(b);
}

/* After it is set no card is due on a day of the vacation, and what rows say of intervals still holds. */
static void calendar__a_vacation_moves_what_is_due(void **state)
{
	struct device *d = device_new(1);
	struct rng rng = {0};
	int64_t ivl[CARDS + 1];
	struct vacation v;
	struct card card;
	int moved = 0;

	(void)state;
	rng_seed(&rng, 9);
	set_day(d, 0);
	put_notes(d);
	for (int day = 0; day < 20; day++) {
		set_day(d, day);
		study(d, &rng, 30);
	}
	for (int i = 1; i <= CARDS; i++) {
		assert_int_equal(card_get(d->store, i, &card, &d->err), 0);
		ivl[i] = card.ivl;
		moved += card.due > MONDAY + 21 && card.due <= MONDAY + 40;
	}
	assert_true(moved > 0);
	assert_int_equal(vacation_parse(&v, STR("2026-11-24..2026-12-12"), &d->err), 0); /* days 22 to 40 */
	assert_int_equal(v.from, MONDAY + 22);
	assert_int_equal(away_plan(d->store, v, MONDAY + 22, &d->err), -1);
	assert_int_equal(away_plan(d->store, v, MONDAY + 19, &d->err), 0);
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	for (int i = 1; i <= CARDS; i++) {
		assert_int_equal(card_get(d->store, i, &card, &d->err), 0);
		assert_int_equal(card.ivl, ivl[i]);
		assert_true(card.queue != QUEUE_REVIEW || card.due < v.from || card.due > v.to);
	}
	for (int i = CARDS + 1; i <= CARDS + 10; i++)
		device_put_note(d, (uint64_t)i, "A", "new", "back");
	set_day(d, 20);
	study(d, NULL, 60); /* an answer moves likewise: what is easy at once comes after some 8 days */
	for (int i = CARDS + 1; i <= CARDS + 10; i++) {
		assert_int_equal(card_get(d->store, i, &card, &d->err), 0);
		assert_true(card.queue == QUEUE_REVIEW && card.last_day + card.ivl >= v.from && card.last_day + card.ivl <= v.to);
		assert_true(card.due < v.from || card.due > v.to);
	}
	device_free(d);
}

static struct vacation range(int from, int to)
{
	return (struct vacation){.from = MONDAY + from, .to = MONDAY + to};
}

/* What the screen does to a list of vacations before it is agreed to. */
static void calendar__vacations_are_added_changed_and_ended(void **state)
{
	struct vacations v = {0};
	struct err err;

	(void)state;
	assert_int_equal(away_add(&v, range(0, 5), MONDAY, &err), -1); /* begins today */
	assert_int_equal(away_add(&v, range(10, 20), MONDAY, &err), 0);
	assert_int_equal(away_add(&v, range(30, 35), MONDAY, &err), 0);
	assert_int_equal(v.count, 2);
	assert_int_equal(v.v[1].set, MONDAY);
	v.v[0].light = true;
	assert_int_equal(away_change(&v, 0, range(12, 22), MONDAY + 3, &err), 0); /* it stays light, and is planned now */
	assert_int_equal(v.count, 2);
	assert_true(v.v[1].from == MONDAY + 12 && v.v[1].to == MONDAY + 22 && v.v[1].light && v.v[1].set == MONDAY + 3);
	assert_int_equal(away_change(&v, 1, range(2, 22), MONDAY + 3, &err), -1);
	assert_int_equal(v.v[1].from, MONDAY + 12);
	/* One that has begun keeps its first day; it can be longer, shorter, or over. */
	assert_int_equal(away_change(&v, 1, range(13, 22), MONDAY + 14, &err), -1);
	assert_int_equal(away_change(&v, 1, range(12, 13), MONDAY + 14, &err), -1);
	assert_int_equal(away_change(&v, 1, range(12, 15), MONDAY + 14, &err), 0);
	assert_true(v.v[1].to == MONDAY + 15 && v.v[1].set == MONDAY + 3);
	away_end(&v, 1, MONDAY + 14);
	assert_true(v.count == 2 && v.v[1].to == MONDAY + 13);
	away_end(&v, 0, MONDAY + 14); /* ahead: it goes */
	assert_int_equal(v.count, 1);
	/* What is over stays for the cards that are spread behind it, until there is no room or nobody is. */
	assert_int_equal(away_add(&v, range(40, 41), MONDAY + 20, &err), 0);
	assert_int_equal(v.count, 2);
	assert_int_equal(away_add(&v, range(90, 91), MONDAY + 13 + VACATION_DAYS + 1, &err), 0);
	assert_true(v.count == 2 && v.v[0].from == MONDAY + 40);
	assert_int_equal(away_add(&v, range(91, 95), MONDAY + 75, &err), 0); /* in the place of the one that it overlaps */
	assert_true(v.count == 2 && v.v[1].to == MONDAY + 95);
	for (int i = 2; i < VACATIONS; i++)
		assert_int_equal(away_add(&v, range(100 + 2 * i, 100 + 2 * i), MONDAY + 75, &err), 0);
	assert_int_equal(v.count, VACATIONS);
	assert_int_equal(away_add(&v, range(200, 201), MONDAY + 75, &err), 0); /* the one that is over makes room */
	assert_int_equal(away_add(&v, range(210, 211), MONDAY + 75, &err), -1);
	assert_int_equal(v.count, VACATIONS);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(calendar__reads_what_it_writes),      cmocka_unit_test(calendar__refuses_nonsense),
		cmocka_unit_test(calendar__cards_go_around_a_vacation), cmocka_unit_test(calendar__days_away_were_planned),
		cmocka_unit_test(calendar__devices_agree),	       cmocka_unit_test(calendar__a_vacation_moves_what_is_due),
		cmocka_unit_test(calendar__vacations_are_added_changed_and_ended),
		cmocka_unit_test(calendar__a_new_beginning_chooses_the_same_days),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
