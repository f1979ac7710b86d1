/* SPDX-License-Identifier: MIT
 * New cards by load: the forecast against sums made by hand and against the simulator, what months of it come to, and that
 * the day's number stays. */
#include "study/new_load.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "study/backlog.h"
#include "study/fold.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

enum { TODAY = 20759 };
static const int64_t noon_ms = 1793620800000; /* 2026-11-02 12:00 UTC, study day TODAY */
static struct settings settings;

/* No steps; a new card is rated Good in 20 s and remembered for so many days; a review takes 13 s, known or not. */
static struct load_model by_hand(double first_days)
{
	struct load_model m = {.settings = &settings};
	double w[FSRS_PARAMS];
	struct err err;

	settings_default(&settings);
	for (int i = 0; i < FSRS_PARAMS; i++)
		w[i] = settings.fsrs.w[i];
	w[2] = first_days;
	assert_int_equal(fsrs_init(&settings.fsrs, w, FSRS_PARAMS, 0, &err), 0);
	settings.steps.learn.count = settings.steps.relearn.count = 0;
	m.habits.first[2] = 1;
	m.habits.known[1] = 1;
	m.habits.seconds[SIM_LEARN][2] = 20;
	for (int i = 0; i < 4; i++)
		m.habits.seconds[SIM_REVIEW][i] = 13;
	return m;
}

static bool is_about(double got, double want)
{
	if (fabs(got - want) < 1e-6)
		return true;
	print_error("%.9g, not %.9g\n", got, want);
	return false;
}

static void new_load__counts_a_new_cards_first_weeks(void **state)
{
	struct load_model m = by_hand(10);
	double seconds[LOAD_DAYS];
	struct err err;

	(void)state;
	assert_int_equal(load_of_new(&m, seconds, &err), 0);
	assert_true(is_about(seconds[0], 20));
	assert_true(is_about(seconds[9], 20));
	assert_true(is_about(seconds[10], 33)); /* each is asked once on day 10 */
	assert_true(seconds[29] > 33 + 1.3 && seconds[29] < 33 + 10 * 1.3); /* one in ten was not known, and comes again, soon */
}

/* Of cards due on the last day nothing comes again. */
static void new_load__counts_what_is_due(void **state)
{
	struct load_model m = by_hand(10);
	struct load_cards cards = {.due = {0}};
	double seconds, more;
	struct err err;

	(void)state;
	assert_int_equal(load_of_due(&m, &cards, &seconds, &err), 0);
	assert_true(is_about(seconds, 0));
	cards.due[29] = 700;
	cards.spread.s[6] = 1000; /* 32 to 63 days */
	assert_int_equal(load_of_due(&m, &cards, &seconds, &err), 0);
	assert_true(is_about(seconds, 9100));
	cards.due[0] = 700; /* of those due today one in ten is not known */
	assert_int_equal(load_of_due(&m, &cards, &more, &err), 0);
	assert_true(more > 18200 + 700 && more < 18200 + 9100);
}

/* 30 days of 10 minutes are 18,000 s; a card of 20 s and nothing else costs 600 when one begins each day. */
static void new_load__gives_what_is_left(void **state)
{
	static const struct {
		double due_s;
		int minutes, want;
	} cases[] = {
		{0, 10, 30},	  {0, 20, 60},	   {0, 1, 3},	   {0, 1440, LOAD_NEW_MAX}, {7800, 10, 17}, /* 10,200 / 600 */
		{17701, 10, 0},	  {17699, 10, 1}, /* half a card */
		{18000, 10, 0},	  {99999, 10, 0},
	};
	double new_s[LOAD_DAYS], later[LOAD_DAYS];

	(void)state;
	for (int i = 0; i < LOAD_DAYS; i++) {
		new_s[i] = 20;
		later[i] = i < 15 ? 20 : 60;
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(load_quota(cases[i].due_s, new_s, cases[i].minutes), cases[i].want);
	assert_int_equal(load_quota(0, later, 10), 15); /* 15 x 20 + 15 x 60 s */
	for (int minutes = 1, before = 0; minutes <= 1440; minutes++) {
		int quota = load_quota(50000, later, minutes);

		assert_true(quota >= before && quota <= LOAD_NEW_MAX);
		before = quota;
	}
}

/* A learner of the test's own: cards and chance. */
enum { LEARNT_MAX = 60000 };
struct learner {
	struct load_model m;
	struct rng rng;
	struct sim_card *card; /* days as they are, not from today */
	size_t count;
	double seconds;
};

static double chance(struct rng *rng)
{
	return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

static int one_of(struct rng *rng, const double *p, int count)
{
	double all = 0, at;
	int i = 0;

	for (int k = 0; k < count; k++)
		all += p[k];
	at = chance(rng) * all;
	while (i < count - 1 && at >= p[i])
		at -= p[i++];
	return i;
}

/* Steps as the simulator plays them: by the rating before. */
static struct memory take_steps(struct learner *l, struct memory memory, double p[3][4], enum sim_place place, int rating, int left)
{
	for (int tries = 0; left > 0 && rating < 3 && tries < 9; tries++) {
		rating = one_of(&l->rng, p[rating], 4);
		l->seconds += l->m.habits.seconds[place][rating];
		memory = fsrs_next(&settings.fsrs, memory, 0, (enum rating)(rating + 1));
		left = rating == 0 ? left : left - (rating > 1);
	}
	return memory;
}

static void put(struct sim_card *card, struct memory memory, int today)
{
	double ivl = fmax(nearbyint(fsrs_interval(&settings.fsrs, memory.s, settings.retention)), 1);

	*card = (struct sim_card){(float)memory.s, (float)memory.d, today, today + (int)ivl};
}

static void review(struct learner *l, struct sim_card *card, int today)
{
	const struct sim_habits *h = &l->m.habits;
	int days = today - card->last;
	int rating = chance(&l->rng) < fsrs_recall(&settings.fsrs, days, card->s) ? 1 + one_of(&l->rng, h->known, 3) : 0;
	struct memory memory = fsrs_next(&settings.fsrs, (struct memory){card->s, card->d}, days, (enum rating)(rating + 1));

	l->seconds += h->seconds[SIM_REVIEW][rating];
	if (rating == 0)
		memory = take_steps(l, memory, l->m.habits.relearn, SIM_RELEARN, 0, 1);
	put(card, memory, today);
}

static void learn(struct learner *l, int today)
{
	int rating = one_of(&l->rng, l->m.habits.first, 4);
	struct memory memory = fsrs_next(&settings.fsrs, (struct memory){0, 0}, 0, (enum rating)(rating + 1));

	assert_true(l->count < LEARNT_MAX);
	l->seconds += l->m.habits.seconds[SIM_LEARN][rating];
	memory = take_steps(l, memory, l->m.habits.learn, SIM_LEARN, rating, rating == 2 ? 1 : 2);
	put(&l->card[l->count++], memory, today);
}

static struct load_cards cards_of(const struct learner *l, int today)
{
	struct load_cards cards = {.due = {0}};

	for (size_t i = 0; i < l->count; i++) {
		const struct sim_card *card = &l->card[i];
		int at = card->due < today ? 0 : card->due - today;

		if (at < LOAD_DAYS)
			cards.due[at]++;
		cards.spread.s[tally_octave(card->s)]++;
		cards.spread.d[card->d < 10 ? (int)card->d - 1 : 9]++;
	}
	return cards;
}

/* What the simulator says of the next weeks with so many new cards a day, in minutes a day. */
static double foreseen(const struct learner *l, int today, int quota)
{
	struct sim_rule rule = {.fsrs = &settings.fsrs, .habits = &l->m.habits, .retention = settings.retention,
				.max_ivl = settings.max_ivl, .learn_steps = 2, .relearn_steps = 1, .days = LOAD_DAYS,
				.new_per_day = quota, .reviews_per_day = SIM_NO_LIMIT, .seed = 1};
	struct sim_card *card = malloc((l->count + 1) * sizeof(*card));
	struct sim_result r;
	struct err err;
	double minutes;

	for (size_t i = 0; i < l->count; i++) {
		card[i] = l->card[i];
		card[i].last -= today;
		card[i].due -= today;
	}
	if (sim_run(&rule, card, l->count, 20000, &r, &err))
		fail_msg("%s", err.text);
	minutes = (double)r.ms / 60000 / LOAD_DAYS;
	sim_result_fini(&r);
	free(card);
	return minutes;
}

static int quota_of(const struct load_model *m, const struct load_cards *cards, int minutes)
{
	double due_s, new_s[LOAD_DAYS];
	struct err err;

	if (load_of_due(m, cards, &due_s, &err) || load_of_new(m, new_s, &err))
		fail_msg("%s", err.text);
	return load_quota(due_s, new_s, minutes);
}

/* Whatever stands there, a year of it comes to the minutes chosen, and so does what the simulator makes of each day's number. */
static void new_load__comes_out_at_the_minutes(void **state)
{
	static const struct {
		int minutes, cards;
		double retention;
	} cases[] = {{15, 0, 0.9}, {30, 3000, 0.9}, {60, 1000, 0.9}, {30, 0, 0.8}};

	(void)state;
	settings_default(&settings);
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
		struct learner l = {.m = {.settings = &settings}};
		double year = 0, wanted = cases[c].minutes;

		settings.retention = cases[c].retention;
		sim_habits_default(&l.m.habits);
		rng_seed(&l.rng, 7 + c);
		l.card = malloc(LEARNT_MAX * sizeof(*l.card));
		for (int i = 0; i < cases[c].cards; i++) {
			int ivl = 1 + (int)rng_below(&l.rng, 60), last = -(int)rng_below(&l.rng, (uint32_t)ivl);

			l.card[l.count++] = (struct sim_card){(float)ivl, 5, last, last + ivl};
		}
		for (int today = 0; today < 420; today++) {
			struct load_cards cards = cards_of(&l, today);
			size_t count = l.count;
			int quota = quota_of(&l.m, &cards, cases[c].minutes);

			if (today % 60 == 59) {
				double minutes = foreseen(&l, today, quota);

				print_message("%d minutes, day %d: %d new, %.1f foreseen\n", cases[c].minutes, today, quota, minutes);
				assert_true(fabs(minutes / wanted - 1) < 0.15);
			}
			l.seconds = 0;
			for (size_t i = 0; i < count; i++)
				if (l.card[i].due <= today)
					review(&l, &l.card[i], today);
			for (int i = 0; i < quota; i++)
				learn(&l, today);
			year += today >= 60 ? l.seconds / 60 / 360 : 0;
		}
		print_message("%d minutes: %.2f a day over a year, %zu cards\n", cases[c].minutes, year, l.count);
		assert_true(fabs(year / wanted - 1) < 0.07);
		free(l.card);
	}
}

static void set_day(struct device *d, int day)
{
	device_set_clock(d, noon_ms + (int64_t)day * DAY_MS);
}

/* 60 new cards in two decks. */
static struct device *new_device(uint64_t seed)
{
	struct device *d = device_new(seed);

	set_day(d, 0);
	for (int i = 1; i <= 60; i++) {
		char front[16];

		snprintf(front, sizeof(front), "front %d", i);
		device_put_note(d, (uint64_t)i, i % 2 ? "A" : "B", front, "back");
	}
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	return d;
}

static int news(struct device *d)
{
	struct queue_counts left;
	struct queue *queue;

	assert_int_equal(queue_open(&queue, d->store, QUEUE_ALL, &d->err), 0);
	if (queue_left(queue, d->clock.wall_ms, &left, &d->err))
		fail_msg("%s", d->err.text);
	queue_close(queue);
	return (int)left.news;
}

/* The first answers of new cards; each in a sitting of its own. */
static void answer_new(struct device *d, int count)
{
	for (int i = 0; i < count; i++) {
		struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
		struct answer answer = {RATE_EASY, 60000, MODE_FLIP, 0, -1};
		struct question question;

		assert_int_equal(session_next(session, &question, &d->err), 0);
		if (session_answer(session, &answer, NULL, &d->err))
			fail_msg("%s", d->err.text);
		session_close(session);
	}
}

/* An answer of a minute makes what comes dearer: tomorrow has fewer, today has what it had. */
static void new_load__stays_for_the_day(void **state)
{
	struct device *d = new_device(1);
	int first, second;

	(void)state;
	assert_int_equal(news(d), 20);
	device_set(d, "new-minutes", "40");
	first = news(d);
	assert_true(first > 20 && first < 40);
	answer_new(d, 10);
	assert_int_equal(news(d), first - 10);
	store_close(d->store);
	device_open(d);
	assert_int_equal(news(d), first - 10);
	set_day(d, 1);
	second = news(d);
	assert_true(second > 0 && second < first);
	device_set(d, "new-minutes", "0");
	assert_int_equal(news(d), 20);
	device_set(d, "new-minutes", "");
	assert_int_equal(news(d), 20);
	device_free(d);
}

static void new_load__is_none_on_the_way_back_and_on_a_vacation(void **state)
{
	struct device *d = new_device(2);
	int quota;

	(void)state;
	device_set(d, "new-minutes", "20");
	quota = news(d);
	assert_true(quota > 0);
	assert_int_equal(backlog_set(d->store, 30, &d->err), 0);
	assert_int_equal(news(d), 0);
	assert_int_equal(backlog_set(d->store, 0, &d->err), 0);
	assert_int_equal(news(d), quota);
	device_set(d, "vacation", "2026-11-03..2026-11-05/2026-11-01");
	assert_int_equal(news(d), quota);
	set_day(d, 2);
	assert_int_equal(news(d), 0);
	set_day(d, 4);
	assert_int_equal(news(d), quota);
	device_free(d);
}

static void new_load__a_deck_without_new_cards_stays_without(void **state)
{
	struct device *d = new_device(5);

	(void)state;
	device_set(d, "new-minutes", "1440");
	assert_int_equal(news(d), 60);
	device_set(d, "deck.A.new", "0");
	assert_int_equal(news(d), 30);
	device_free(d);
}

/* 40 cards that were answered; 20 are new. A minute a day are 1,800 s in the month. */
static struct device *with_due(uint64_t seed, int64_t due)
{
	struct device *d = new_device(seed);

	for (int i = 1; i <= 40; i++) {
		struct row row = {.kind = ROW_STATE_KIND};
		struct card card;

		assert_int_equal(card_get(d->store, i, &card, &d->err), 0);
		row.card = card.uid;
		row.state = (struct row_state){.source = STR("test"), .ivl = 2, .s = 2000, .difficulty = 5000, .due = TODAY + due, .reps = 3};
		device_append(d, row);
	}
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	device_set(d, "new-minutes", "1");
	return d;
}

static void new_load__what_is_overdue_is_work_too(void **state)
{
	struct device *later = with_due(6, 200), *overdue = with_due(7, -3);

	(void)state;
	assert_int_equal(news(later), 1);
	assert_int_equal(news(overdue), 0);
	device_free(later);
	device_free(overdue);
}

/* Each has its own number; what was answered anywhere counts for both, so that together they give no more than the larger. */
static void new_load__two_devices_share_the_day(void **state)
{
	struct device *a = new_device(3), *b = device_new(4);
	int quota, left;

	(void)state;
	set_day(b, 0);
	device_set(a, "new-minutes", "20");
	device_sync(a, b);
	assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
	quota = news(a);
	assert_int_equal(news(b), quota);
	answer_new(a, 8);
	device_sync(a, b);
	assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
	left = news(b); /* b had kept nothing: its own forecast, with what a did */
	assert_true(left <= quota - 8 && left >= 0);
	answer_new(b, left);
	b->clock.wall_ms += 1000;
	assert_int_equal(news(b), 0);
	device_sync(b, a);
	assert_int_equal(fold_slice(a->store, 0, &a->err), 0);
	assert_int_equal(news(a), quota - 8 - left);
	device_free(a);
	device_free(b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_load__counts_a_new_cards_first_weeks),
		cmocka_unit_test(new_load__counts_what_is_due),
		cmocka_unit_test(new_load__gives_what_is_left),
		cmocka_unit_test(new_load__comes_out_at_the_minutes),
		cmocka_unit_test(new_load__stays_for_the_day),
		cmocka_unit_test(new_load__is_none_on_the_way_back_and_on_a_vacation),
		cmocka_unit_test(new_load__a_deck_without_new_cards_stays_without),
		cmocka_unit_test(new_load__what_is_overdue_is_work_too),
		cmocka_unit_test(new_load__two_devices_share_the_day),
	};

	return cmocka_run_group_tests_name("new_load", tests, NULL, NULL);
}
