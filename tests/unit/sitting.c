/* SPDX-License-Identifier: MIT
 * Sittings for tests. */
#include "tests/unit/sitting.h"

#include <stdio.h>

#include "study/fold.h"
#include "tests/unit/same.h"
#include "tests/unit/unit.h"

const int64_t sitting_start_ms = 1793620800000;

struct device *sitting_device(int notes)
{
	struct device *d = device_new(1);
	char front[24], back[24];

	device_set_clock(d, sitting_start_ms - DAY_MS);
	for (int i = 0; i < notes; i++) {
		snprintf(front, sizeof(front), "front %d", i);
		snprintf(back, sizeof(back), "back %d", i);
		device_put_note(d, (uint64_t)(100 + i), i % 2 ? "A::B" : "A", front, back);
	}
	device_set_clock(d, sitting_start_ms);
	return d;
}

struct session *sitting_open(struct device *d, struct session_options options)
{
	struct session *session;

	if (session_open(&session, d->store, &options, &d->err))
		fail_msg("%s", d->err.text);
	return session;
}

struct card sitting_answer(struct device *d, struct session *session, uint64_t card, int rating)
{
	struct answer answer = {rating, 1500, MODE_FLIP, 0, -1};
	struct question question;
	struct card after;

	assert_int_equal(session_show(session, card, &question, &d->err), 0);
	if (session_answer(session, &answer, &after, &d->err))
		fail_msg("%s", d->err.text);
	return after;
}

void sitting_assert_folds_alike(struct device *d, const struct card *card)
{
	struct card again;

	STORE_TX(tx);
	assert_int_equal(card_find(d->store, card->uid, &again, &d->err), 0);
	assert_same_card(&again, card);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(fold_card(d->store, &again, &d->err), 0);
	assert_same_card(&again, card);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}
