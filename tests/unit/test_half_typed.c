/* SPDX-License-Identifier: MIT
 * What is half typed, and what another process does to the card that lies on the table. */
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

static void half_typed__draft_survives(void **state)
{
	struct device *d = sitting_device(3);
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_TYPED});
	struct answer answer = {3, 1000, MODE_TYPED, 0, 0};
	struct question first, question;

	(void)state;
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(question.mode, MODE_TYPED);
	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
	assert_int_equal(session_next(session, &first, &d->err), 0);
	assert_int_equal(session_save_draft(session, STR("half an ans"), &d->err), 0);
	session_close(session); /* as if killed */
	session = sitting_open(d, (struct session_options){.mode = MODE_TYPED});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_true(question.card.uid == first.card.uid);
	assert_str(question.draft, "half an ans");
	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
	session_close(session);
	session = sitting_open(d, (struct session_options){.mode = MODE_TYPED});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(question.draft.len, 0);
	session_close(session);
	device_free(d);
}

/* A day begins with what is half typed as with any other question: what was put off until it comes back. */
static void half_typed__draft_begins_the_day(void **state)
{
	struct device *d = sitting_device(2);
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_TYPED});
	struct question first, question;
	struct card card;

	(void)state;
	assert_int_equal(session_next(session, &first, &d->err), 0);
	assert_int_equal(session_decide(session, ROW_BURY_KIND, 0, &d->err), 0);
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(session_save_draft(session, STR("half an ans"), &d->err), 0);
	session_close(session);
	device_set_clock(d, sitting_start_ms + DAY_MS);
	session = sitting_open(d, (struct session_options){.mode = MODE_TYPED});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_str(question.draft, "half an ans");
	assert_int_equal(card_find(d->store, first.card.uid, &card, &d->err), 0);
	assert_int_equal(card.queue, QUEUE_NEW);
	session_close(session);
	device_free(d);
}

/* What is half typed waits for its own deck. */
static void half_typed__draft_stays_in_its_deck(void **state)
{
	struct device *d = sitting_device(2);
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_TYPED});
	struct question first, question;

	(void)state;
	device_put_note(d, 200, "C", "front", "back");
	assert_int_equal(session_next(session, &first, &d->err), 0);
	assert_int_equal(session_save_draft(session, STR("half an ans"), &d->err), 0);
	session_close(session);
	session = sitting_open(d, (struct session_options){.path = STR("C"), .mode = MODE_TYPED});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_str(question.deck, "C");
	session_close(session);
	session = sitting_open(d, (struct session_options){.mode = MODE_TYPED});
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_true(question.card.uid == first.card.uid);
	assert_str(question.draft, "half an ans");
	session_close(session);
	device_free(d);
}

/* Another process answers the card that lies on the table. */
static void half_typed__answered_elsewhere(void **state)
{
	struct device *d = sitting_device(1);
	struct session *here = sitting_open(d, (struct session_options){.mode = MODE_NATURAL}), *there = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct answer answer = {4, 1000, MODE_FLIP, 0, -1};
	struct log_counts before, after;
	struct question question;

	(void)state;
	assert_int_equal(session_next(here, &question, &d->err), 0);
	assert_int_equal(session_next(there, &question, &d->err), 0);
	assert_int_equal(session_answer(there, &answer, NULL, &d->err), 0);
	assert_int_equal(log_counts(d->store, &before, &d->err), 0);
	assert_int_equal(session_answer(here, &answer, NULL, &d->err), 1);
	assert_int_equal(log_counts(d->store, &after, &d->err), 0);
	assert_int_equal(after.rows, before.rows);
	assert_int_equal(session_next(here, &question, &d->err), SESSION_DONE);
	session_close(here);
	session_close(there);
	device_free(d);
}

/* Two processes with the same card: the text kept last stands, and each sees what the other one did. */
static void half_typed__typed_elsewhere(void **state)
{
	struct device *d = sitting_device(2);
	struct session *here = sitting_open(d, (struct session_options){.mode = MODE_TYPED}), *there;
	struct answer answer = {3, 1000, MODE_TYPED, 0, 0};
	struct question mine, yours, look;
	struct store *store;

	(void)state;
	assert_int_equal(store_open(&store, d->path, &d->clock, &d->rng, &d->err), 0);
	assert_int_equal(session_open(&there, store, &(struct session_options){.mode = MODE_TYPED}, &d->err), 0);
	assert_int_equal(session_next(here, &mine, &d->err), 0);
	assert_int_equal(session_save_draft(here, STR("ba"), &d->err), 0);
	assert_int_equal(session_look(here, &look, &d->err), 0);
	assert_int_equal(session_next(there, &yours, &d->err), 0);
	assert_true(yours.card.uid == mine.card.uid);
	assert_str(yours.draft, "ba");
	assert_int_equal(session_save_draft(there, STR("bac"), &d->err), 0);
	assert_int_equal(session_save_draft(here, STR("baX"), &d->err), 1);
	assert_int_equal(session_look(here, &look, &d->err), LOOK_TYPED);
	assert_str(look.draft, "bac");
	assert_int_equal(session_look(here, &look, &d->err), 0);
	assert_int_equal(session_save_draft(here, STR("baXY"), &d->err), 0); /* having seen it */
	assert_int_equal(session_answer(here, &answer, NULL, &d->err), 0);
	assert_int_equal(session_look(there, &look, &d->err), LOOK_GONE);
	assert_int_equal(session_next(there, &yours, &d->err), 0);
	assert_true(yours.card.uid != mine.card.uid);
	assert_int_equal(yours.draft.len, 0);
	session_close(there);
	store_close(store);
	session_close(here);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_typed__draft_survives),
		cmocka_unit_test(half_typed__draft_begins_the_day),
		cmocka_unit_test(half_typed__draft_stays_in_its_deck),
		cmocka_unit_test(half_typed__answered_elsewhere),
		cmocka_unit_test(half_typed__typed_elsewhere),
	};

	return cmocka_run_group_tests_name("half_typed", tests, NULL, NULL);
}
