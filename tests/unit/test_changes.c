/* SPDX-License-Identifier: MIT
 * What changes under a sitting: parameters, settings, decks, and two devices that come to agree. */
#include <string.h>

#include "base/hash.h"
#include "schema/stale.h"
#include "study/fold.h"
#include "tests/unit/same.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

static int compare_card(void *ctx, const struct card *card, struct err *err)
{
	struct device *other = ctx;
	struct card theirs;

	assert_int_equal(card_find(other->store, card->uid, &theirs, err), 0);
	theirs.id = card->id; /* local */
	theirs.note = card->note;
	theirs.deck = card->deck;
	if (card->queue == QUEUE_NEW)
		theirs.due = card->due;
	assert_same_card(&theirs, card);
	return 0;
}

static int compare_day(void *ctx, const struct day_total *total, struct err *err)
{
	struct device *other = ctx;
	struct day_total theirs;
	struct arena arena = {0};

	assert_int_equal(day_get(other->store, total->day, total->deck, &theirs, err), 0);
	assert_memory_equal(&theirs, total, sizeof(theirs));
	arena_fini(&arena);
	return 0;
}

/* Two devices that answer, decide and undo on the same cards offline hold the same states and totals after
 * both syncs. */
static void changes__two_devices_agree(void **state)
{
	struct device *a = sitting_device(6), *b = device_new(2), *device[2] = {a, b};
	struct session *session[2];
	struct rng rng;
	struct row what;

	(void)state;
	rng_seed(&rng, 9);
	device_sync(a, b);
	for (int i = 0; i < 2; i++)
		session[i] = sitting_open(device[i], (struct session_options){.mode = MODE_NATURAL});
	for (int step = 0; step < 300; step++) {
		int i = (int)rng_below(&rng, 2);
		uint64_t uid = hash_card_uid(100 + rng_below(&rng, 6), 0);
		struct question question;

		device_set_clock(a, sitting_start_ms + step * 5LL * HOUR_MS);
		device_set_clock(b, sitting_start_ms + step * 5LL * HOUR_MS + 1);
		switch (rng_below(&rng, 8)) {
		case 0: assert_true(session_undo(session[i], &what, &device[i]->err) >= 0); break;
		case 1: assert_true(session_redo(session[i], &what, &device[i]->err) >= 0); break;
		case 2:
			assert_int_equal(session_show(session[i], uid, &question, &device[i]->err), 0);
			assert_int_equal(session_decide(session[i],
							ROW_SUSPEND_KIND + (int)rng_below(&rng, 5), 1,
							&device[i]->err),
					 0);
			break;
		default: sitting_answer(device[i], session[i], uid, 1 + (int)rng_below(&rng, 4));
		}
		if (step % 20 == 19) {
			device_sync(a, b);
			device_sync(b, a);
			device_set_clock(b, a->clock.wall_ms);
			assert_int_equal(fold_slice(a->store, 0, &a->err), 0);
			assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
			assert_int_equal(card_each(a->store, compare_card, b, &a->err), 0);
			assert_int_equal(day_each(a->store, 0, 99999, compare_day, b, &a->err), 0);
			assert_int_equal(day_each(b->store, 0, 99999, compare_day, a, &a->err), 0);
		}
	}
	for (int i = 0; i < 2; i++) {
		session_close(session[i]);
		device_free(device[i]);
	}
}

/* New parameters change the schedule of every card, and nothing of the log. */
static void changes__new_parameters(void **state)
{
	struct device *d = sitting_device(2);
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	uint64_t uid = hash_card_uid(100, 0);
	struct card card = sitting_answer(d, session, uid, 4), now;
	int64_t left;

	(void)state;
	assert_int_equal(settings_set(d->store, STR(""), "retention", STR("0.8"), &d->err), 0);
	assert_int_equal(stale_count(d->store, 10, &left, &d->err), 0);
	assert_int_equal(left, 1); /* those with rows */
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	assert_int_equal(card_find(d->store, uid, &now, &d->err), 0);
	assert_true(now.s == card.s && now.ivl > card.ivl);
	assert_int_equal(settings_set(d->store, STR("A"), "retention", STR("0.97"), &d->err), 0);
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	assert_int_equal(card_find(d->store, uid, &now, &d->err), 0);
	assert_true(now.ivl < card.ivl);
	assert_int_equal(settings_set(d->store, STR(""), "fuzz", STR("off"), &d->err), 0); /* and off again is as if never */
	assert_int_equal(stale_count(d->store, 10, &left, &d->err), 0);
	assert_int_equal(left, 1);
	session_close(session);
	device_free(d);
}

/* Parameters that come from another device count here as if they had been set here. */
static void changes__new_parameters_from_elsewhere(void **state)
{
	struct device *a = sitting_device(2), *b = device_new(2);
	uint64_t uid = hash_card_uid(100, 0);
	struct session *session = sitting_open(a, (struct session_options){.mode = MODE_NATURAL});
	struct card before = sitting_answer(a, session, uid, 4), ours, theirs;
	int64_t left;

	(void)state;
	session_close(session);
	device_sync(a, b);
	device_set_clock(b, sitting_start_ms + MINUTE_MS);
	assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
	assert_int_equal(settings_set(b->store, STR(""), "retention", STR("0.8"), &b->err), 0);
	assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
	device_sync(b, a);
	assert_int_equal(fold_slice(a->store, 0, &a->err), 0);
	assert_int_equal(card_find(a->store, uid, &ours, &a->err), 0);
	assert_int_equal(card_find(b->store, uid, &theirs, &b->err), 0);
	assert_true(ours.ivl > before.ivl);
	assert_int_equal(ours.due, theirs.due);
	assert_int_equal(settings_adopt(a->store, &a->err), 0); /* once is enough */
	assert_int_equal(stale_count(a->store, 9, &left, &a->err), 0);
	assert_int_equal(left, 0);
	device_free(a);
	device_free(b);
}

/* A limit changed while a session is open holds from the next question on. */
static void changes__settings_change_within(void **state)
{
	struct device *d = sitting_device(3);
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct answer answer = {4, 1000, MODE_FLIP, 0, -1};
	struct question question;

	(void)state;
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(settings_set(d->store, STR(""), "new", STR("1"), &d->err), 0);
	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
	assert_int_equal(session_next(session, &question, &d->err), SESSION_DONE);
	session_close(session);
	device_free(d);
}

/* The same from another process on the file, which also brings a new deck. */
static void changes__another_process_changes_things(void **state)
{
	struct device *d = sitting_device(2), other = *d;
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct answer answer = {4, 1000, MODE_FLIP, 0, -1};
	struct question question;

	(void)state;
	device_open(&other);
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(settings_set(other.store, STR(""), "new", STR("1"), &other.err), 0);
	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
	assert_int_equal(session_next(session, &question, &d->err), SESSION_DONE);
	assert_int_equal(settings_set(other.store, STR("New"), "new", STR("3"), &other.err), 0);
	device_put_note(&other, 500, "New", "front", "back");
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_true(question.card.uid == hash_card_uid(500, 0));
	session_close(session);
	store_close(other.store);
	device_free(d);
}

/* Becoming stale under the learner's hands does not throw the answer away. */
static void changes__stale_on_the_table(void **state)
{
	struct device *d = sitting_device(1);
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct answer answer = {3, 1000, MODE_FLIP, 0, -1};
	struct question question;
	struct card card;

	(void)state;
	sitting_answer(d, session, hash_card_uid(100, 0), 4);
	device_set_clock(d, sitting_start_ms + 10LL * DAY_MS);
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(settings_set(d->store, STR(""), "fsrs",
				      STR("0.3 1.3 2.3 9 6.4 0.8 3 0.001 1.9 0.2 0.8 1.5 0.06 "
					  "0.26 1.6 0.6 1.9 0.5 0.09 0.07 0.15"),
				      &d->err),
			 0);
	assert_int_equal(session_answer(session, &answer, &card, &d->err), 0);
	assert_int_equal(card.reps, 2);
	sitting_assert_folds_alike(d, &card);
	session_close(session);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes__two_devices_agree),
		cmocka_unit_test(changes__new_parameters),
		cmocka_unit_test(changes__new_parameters_from_elsewhere),
		cmocka_unit_test(changes__settings_change_within),
		cmocka_unit_test(changes__another_process_changes_things),
		cmocka_unit_test(changes__stale_on_the_table),
	};

	return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
