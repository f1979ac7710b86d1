/* SPDX-License-Identifier: MIT
 * The way back: what the queue gives while it goes on, how it ends, and that two devices agree about it. */
#include "study/backlog.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "study/fold.h"
#include "study/plan.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

enum { CARDS = 60, TODAY = 20759 };
static const int64_t noon_ms = 1793620800000; /* 2026-11-02 12:00 UTC, study day TODAY */

static void set_day(struct device *d, int day)
{
	device_set_clock(d, noon_ms + (int64_t)day * DAY_MS);
}

static void append(struct device *d, uint64_t card, int64_t ivl, int64_t late, int64_t difficulty)
{
	struct row row = {.kind = ROW_STATE_KIND, .card = card};

	row.state = (struct row_state){
		.source = STR("test"), .ivl = ivl, .s = 1000 * ivl, .difficulty = difficulty, .due = TODAY - late, .reps = 3};
	device_append(d, row);
}

static uint64_t card_of(struct device *d, int id)
{
	struct card card;

	assert_int_equal(card_get(d->store, id, &card, &d->err), 0);
	return card.uid;
}

/* Cards of many stabilities that are 0 to 40 days late. */
static struct device *new_device(uint64_t seed)
{
	struct device *d = device_new(seed);

	set_day(d, 0);
	for (int i = 1; i <= CARDS; i++) {
		char front[16];

		snprintf(front, sizeof(front), "front %d", i);
		device_put_note(d, (uint64_t)i, i % 2 ? "A" : "B", front, "back");
	}
	for (int i = 1; i <= CARDS; i++)
		append(d, card_of(d, i), 1 + i * 37 % 90, i * 17 % 41, 1000 + i % 9 * 1000);
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	return d;
}

/* Answers Good to up to max reviews; their cards' names to uid. */
static int study(struct device *d, int max, uint64_t *uid)
{
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct answer answer = {3, 1000, MODE_FLIP, 0, -1};
	struct question question;
	int count = 0;

	while (count < max && session_next(session, &question, &d->err) == 0) {
		if (count % 2)
			assert_int_equal(session_foresee(session, &d->err), 0); /* changes nothing */
		if (uid)
			uid[count] = question.card.uid;
		count++;
		if (session_answer(session, &answer, NULL, &d->err))
			fail_msg("%s", d->err.text);
	}
	session_close(session);
	return count;
}

static void begin(struct device *d, int load)
{
	if (backlog_set(d->store, load, &d->err))
		fail_msg("%s", d->err.text);
}

static struct backlog look(struct device *d)
{
	struct backlog backlog;
	struct queue *queue;

	assert_int_equal(queue_open(&queue, d->store, QUEUE_ALL, &d->err), 0);
	if (backlog_look(d->store, queue, d->clock.wall_ms, &backlog, &d->err))
		fail_msg("%s", d->err.text);
	queue_close(queue);
	return backlog;
}

/* What a review saves a second, by the model's own functions and not the simulator's. */
static double saved(const struct fsrs *fsrs, const struct card *card, const struct sim_habits *h)
{
	int days = (int)(TODAY - card->last_day);
	struct memory now = {card->s, card->d};
	double r = fsrs_recall(fsrs, days, card->s);
	double known = fsrs_recall(fsrs, SIM_AHEAD, fsrs_next(fsrs, now, days, RATE_GOOD).s);
	double lost = fsrs_recall(fsrs, SIM_AHEAD, fsrs_next(fsrs, now, days, RATE_AGAIN).s);
	double all = h->known[0] + h->known[1] + h->known[2], seconds = 0;

	for (int i = 0; i < 3; i++)
		seconds += h->known[i] / all * h->seconds[SIM_REVIEW][i + 1];
	seconds = r * seconds + (1 - r) * (h->seconds[SIM_REVIEW][0] + h->seconds[SIM_RELEARN][2]);
	return (r * known + (1 - r) * lost - fsrs_recall(fsrs, days + SIM_AHEAD, card->s)) / seconds;
}

static void backlog__gives_what_saves_most_first(void **state)
{
	struct device *d = new_device(1);
	struct sim_habits habits;
	uint64_t uid[CARDS], asked[25];
	double value[CARDS], before = INFINITY;
	struct fsrs fsrs;

	(void)state;
	fsrs_default(&fsrs);
	sim_habits_default(&habits);
	begin(d, 25);
	for (int i = 0; i < CARDS; i++) {
		struct card card;

		assert_int_equal(card_get(d->store, i + 1, &card, &d->err), 0);
		uid[i] = card.uid;
		value[i] = saved(&fsrs, &card, &habits);
	}
	assert_int_equal(study(d, 99, asked), 25);
	for (int i = 0; i < 25; i++) {
		int k = 0;

		while (uid[k] != asked[i])
			k++;
		assert_true(value[k] <= before * 1.0001);
		before = value[k];
		value[k] = -1;
	}
	for (int k = 0; k < CARDS; k++)
		assert_true(value[k] <= before * 1.0001); /* what is left saves less */
	device_free(d);
}

static void backlog__keeps_the_load_over_all_decks(void **state)
{
	struct device *d = new_device(1);

	(void)state;
	if (settings_set(d->store, STR("A"), "reviews", STR("3"), &d->err))
		fail_msg("%s", d->err.text);
	assert_int_equal(study(d, 99, NULL), 33); /* 3 of A, all 30 of B */
	device_free(d);
	d = new_device(1);
	if (settings_set(d->store, STR("A"), "reviews", STR("3"), &d->err))
		fail_msg("%s", d->err.text);
	begin(d, 10);
	assert_int_equal(study(d, 99, NULL), 10);
	assert_int_equal(study(d, 99, NULL), 0);
	set_day(d, 1);
	assert_int_equal(study(d, 4, NULL), 4);
	assert_int_equal(study(d, 99, NULL), 6);
	begin(d, 0); /* stopped: the limits hold again, of which A's is used up or nearly */
	assert_int_equal(look(d).load, 0);
	assert_true(study(d, 99, NULL) >= 20);
	device_free(d);
}

static void backlog__ends_by_itself_and_says_so(void **state)
{
	struct device *d = new_device(1);
	int days = 0;

	(void)state;
	assert_int_equal(look(d).overdue, 59); /* i * 17 % 41 is 0 for i = 41 alone: due today */
	begin(d, 20);
	while (look(d).load) {
		assert_false(look(d).over);
		study(d, 99, NULL);
		assert_true(++days < 30);
		set_day(d, days);
	}
	set_day(d, days - 1);
	assert_true(look(d).over);
	assert_true(days >= 3); /* 60 cards, 20 a day */
	assert_true(look(d).overdue == 0);
	set_day(d, days);
	assert_false(look(d).over);
	device_free(d);
}

/* The load travels; two devices with the same rows ask the same cards in the same order. */
static void backlog__is_the_same_on_two_devices(void **state)
{
	struct device *a = new_device(1), *b = device_new(2);
	uint64_t first[20], second[20];

	(void)state;
	set_day(b, 0);
	begin(a, 20);
	for (int i = CARDS; i >= 1; i--) { /* other local ids */
		char front[16];

		snprintf(front, sizeof(front), "front %d", i);
		device_put_note(b, (uint64_t)i, i % 2 ? "A" : "B", front, "back");
	}
	(void)device_sync(a, b);
	assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
	assert_int_equal(look(b).load, 20);
	assert_int_equal(study(a, 99, first), 20);
	assert_int_equal(study(b, 99, second), 20);
	assert_memory_equal(first, second, sizeof(first));
	device_free(a);
	device_free(b);
}

static void backlog__what_is_taken_back_comes_again(void **state)
{
	struct device *d = new_device(1);
	struct session *session;
	struct answer answer = {3, 1000, MODE_FLIP, 0, -1};
	struct question question;
	struct row what;
	uint64_t uid;

	(void)state;
	begin(d, 5);
	session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	uid = question.card.uid;
	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_true(question.card.uid != uid);
	session_close(session);
	session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_true(question.card.uid != uid);
	assert_true(session_undo(session, &what, &d->err) >= 0);
	session_leave_table(session);
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(question.card.uid, uid);
	session_close(session);
	device_free(d);
}

/* More a day ends sooner and forgets less; what is known today is the model's sum. */
static void backlog__plans_end_sooner_with_more(void **state)
{
	struct device *d = new_device(1);
	struct plan plan;
	struct plan_way way;
	int before = PLAN_DAYS;
	double known = 0, forgotten = INFINITY;
	struct fsrs fsrs;

	(void)state;
	fsrs_default(&fsrs);
	if (plan_read(&plan, d->store, STR(""), &d->err))
		fail_msg("%s", d->err.text);
	for (int i = 1; i <= CARDS; i++) {
		struct card card;

		assert_int_equal(card_get(d->store, i, &card, &d->err), 0);
		known += card.due < TODAY ? fsrs_recall(&fsrs, (double)(TODAY - card.last_day), card.s) : 0;
	}
	assert_true(fabs(plan.known - known) < 1e-6);
	for (int load = 5; load <= 80; load *= 2) {
		assert_int_equal(plan_way_back(&plan, load, PLAN_DAYS, &way, &d->err), 0);
		assert_true(way.ends >= 0 && way.ends <= before);
		assert_true(way.forgotten <= forgotten + 1);
		before = way.ends;
		forgotten = way.forgotten;
		plan_way_fini(&way);
	}
	assert_int_equal(before, 0);
	for (double minutes = 2; minutes <= 6; minutes += 2) {
		int load;

		assert_int_equal(plan_load_of(&plan, minutes, &load, &d->err), 0);
		assert_in_range(load, minutes * 60 / 40, minutes * 60 / 8); /* 8 to 40 seconds a card, its steps included */
	}
	plan_fini(&plan);
	device_free(d);
}

static struct plan read_in_parts(struct device *d, int cards, int *parts)
{
	struct plan_reading *reading;
	struct plan plan;
	int rc = 0;

	assert_int_equal(plan_reading_new(&reading, d->store, STR(""), &d->err), 0);
	for (*parts = 0; rc == 0; ++*parts)
		rc = plan_reading_some(reading, cards, &plan, &d->err);
	assert_int_equal(rc, 1);
	plan_reading_free(reading);
	return plan;
}

/* However many cards are read at a time, the plan is the same; leaving in the middle frees what was read. */
static void backlog__a_plan_is_read_in_parts(void **state)
{
	struct device *d = new_device(1);
	struct plan_reading *reading;
	struct plan whole, none;
	int parts;

	(void)state;
	if (plan_read(&whole, d->store, STR(""), &d->err))
		fail_msg("%s", d->err.text);
	for (int cards = 1; cards <= 2 * CARDS; cards = cards * 3 + 1) {
		struct plan plan = read_in_parts(d, cards, &parts);

		assert_int_equal(parts, (CARDS + cards - 1) / cards + 1); /* the last one finds no more */
		assert_int_equal(plan.cards, whole.cards);
		assert_memory_equal(plan.card, whole.card, whole.cards * sizeof(*whole.card));
		assert_true(plan.news == whole.news && plan.overdue == whole.overdue && plan.known == whole.known &&
			    plan.inflow == whole.inflow && plan.today == whole.today && plan.new_per_day == whole.new_per_day);
		plan_fini(&plan);
	}
	assert_int_equal(plan_reading_new(&reading, d->store, STR(""), &d->err), 0);
	assert_int_equal(plan_reading_some(reading, 1, &none, &d->err), 0);
	plan_reading_free(reading);
	plan_fini(&whole);
	device_free(d);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(backlog__gives_what_saves_most_first),
		cmocka_unit_test(backlog__keeps_the_load_over_all_decks),
		cmocka_unit_test(backlog__ends_by_itself_and_says_so),
		cmocka_unit_test(backlog__is_the_same_on_two_devices),
		cmocka_unit_test(backlog__what_is_taken_back_comes_again),
		cmocka_unit_test(backlog__plans_end_sooner_with_more),
		cmocka_unit_test(backlog__a_plan_is_read_in_parts),
	};

	return cmocka_run_group_tests_name("backlog", tests, NULL, NULL);
}
