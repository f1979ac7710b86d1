/* SPDX-License-Identifier: MIT
 * What the queue keeps between two questions, and what answers leave owing: after any sequence of answers, undo, suspensions,
 * notes, answers of another process, rows from another device, looks ahead that come true or do not, idle folding and new days a queue that was kept says what
 * a fresh one says, and every sum is what it is without owing anything. */
#include <stdio.h>

#include "schema/stale.h"
#include "schema/stones.h"
#include "schema/tally.h"
#include "study/fold.h"
#include "study/game_known.h"
#include "study/queue.h"
#include "study/session.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { SEQUENCES = 6, STEPS = 120, DECKS = 3, NOTES = 90 };
static const int64_t noon_ms = 1793620800000; /* 2026-11-02 12:00 UTC */

struct life {
	struct device *d, *far; /* far: another device with the same notes */
	struct store *beside;	/* another connection to the same file */
	struct session *session, *other;
	struct queue *kept;
	struct rng rng;
	uint64_t note;
};

static void must(struct life *l, int rc)
{
	if (rc < 0)
		fail_msg("%s", l->d->err.text);
}

static void pass(struct life *l, int64_t ms)
{
	l->d->clock.mono_ms += ms;
	l->d->clock.wall_ms += ms;
	l->far->clock.mono_ms += ms;
	l->far->clock.wall_ms += ms;
}

static void put_note(struct life *l)
{
	char deck[16], front[24], back[24];
	enum template_builtin type = l->note % 3 ? TYPE_BASIC : TYPE_REVERSED;
	int pair = (int)(l->note / (2 * DECKS) % 26), own = (int)(l->note % 26); /* two of a deck, one behind the other, are taken for each other */
	struct str fields[2] = {{front, (size_t)snprintf(front, sizeof(front), "%c%c%c %c%c%c%c", 'a' + pair, 'a' + pair, 'a' + pair, 'a' + pair, 'a' + pair, 'a' + pair, 'a' + own)},
				{back, (size_t)snprintf(back, sizeof(back), "back %d", (int)l->note)}};
	struct note_draft draft = {++l->note, template_builtin(type)->uid, STR(""), STR(""), {fields, 2}};
	STORE_TX(tx);

	snprintf(deck, sizeof(deck), "Deck %d", (int)(l->note % DECKS));
	draft.deck = str_of(deck);
	must(l, store_begin(l->d->store, &tx, &l->d->err));
	must(l, note_put(l->d->store, &draft, 0, &l->d->err));
	must(l, store_commit(&tx, &l->d->err));
}

static struct session *open_session(struct life *l, struct store *store)
{
	struct session_options options = {0, STR(""), MODE_CHOICE};
	struct session *session;

	must(l, session_open(&session, store, &options, &l->d->err));
	return session;
}

static void answer(struct life *l, struct session *session)
{
	struct answer said = {1 + (int)rng_below(&l->rng, 4), 1000, MODE_FLIP, 0, -1};
	struct question question;
	int rc = session_next(session, &question, &l->d->err);

	must(l, rc);
	if (rc == 0)
		must(l, session_answer(session, &said, NULL, &l->d->err));
}

/* Whether it was made before or is made now, it is the same question. */
static void compare_question(struct life *l, const struct question *kept)
{
	struct session *fresh = open_session(l, l->d->store);
	struct question question;

	must(l, session_show(fresh, kept->card.uid, &question, &l->d->err));
	assert_true(str_eq(kept->front, question.front) && str_eq(kept->back, question.back) && kept->mode == question.mode &&
		    kept->is_new == question.is_new && kept->p == question.p && kept->right == question.right &&
		    kept->choice.count == question.choice.count && str_eq(kept->deck, question.deck));
	for (size_t i = 0; i < kept->choice.count; i++)
		assert_true(str_eq(kept->choice.item[i], question.choice.item[i]));
	session_close(fresh);
}

/* After an answer of its own, when it has kept most. */
static void compare_session(struct life *l)
{
	int64_t wait, now = l->d->clock.wall_ms;
	struct queue_counts counts;
	struct question question;
	struct progress kept;
	struct queue *fresh;
	struct card card;
	int rc = session_next(l->session, &question, &l->d->err);

	must(l, rc);
	must(l, session_progress(l->session, &kept, &l->d->err));
	must(l, queue_open_path(&fresh, l->d->store, STR(""), &l->d->err));
	must(l, queue_left(fresh, now, &counts, &l->d->err));
	assert_true(kept.left_new == counts.news && kept.left_learn == counts.learn && kept.left_review == counts.review);
	if (rc == 0) {
		assert_int_equal(queue_next(fresh, now, &card, &wait, &l->d->err), 0);
		assert_true(question.card.uid == card.uid);
		compare_question(l, &question);
	}
	queue_close(fresh);
}

static void foresee(struct life *l)
{
	struct question question;
	int rc = session_next(l->session, &question, &l->d->err);

	must(l, rc);
	must(l, session_foresee(l->session, &l->d->err));
	assert_true(session_has_foreseen(l->session));
}

/* Another card than the one that is next, or than one that undo has put first. */
static void show_any(struct life *l)
{
	struct question question;
	struct card card;

	session_leave_table(l->session);
	must(l, session_next(l->session, &question, &l->d->err));
	must(l, card_get(l->d->store, 1 + (int64_t)rng_below(&l->rng, l->note), &card, &l->d->err));
	if (card.queue >= QUEUE_NEW)
		must(l, session_show(l->session, card.uid, &question, &l->d->err));
}

static void suspend_any(struct life *l)
{
	show_any(l);
	must(l, session_decide(l->session, ROW_SUSPEND_KIND, 1, &l->d->err));
}

static void act(struct life *l, uint64_t what)
{
	struct row undone;

	switch (what) {
	case 0: answer(l, l->other); break;
	case 1: put_note(l); break;
	case 2: must(l, session_undo(l->session, &undone, &l->d->err)); break;
	case 3: must(l, fold_slice(l->d->store, 5, &l->d->err)); break;
	case 4: must(l, fold_slice(l->beside, 0, &l->d->err)); break;
	case 5: pass(l, DAY_MS); break;
	case 6: device_sync(l->far, l->d); break;
	case 7: show_any(l); break;
	case 8: suspend_any(l); break;
	}
}

/* Half of the time an answer, of which half are foreseen, some of them wrongly. */
static void step(struct life *l)
{
	enum { ACTS = 9 };

	pass(l, (int64_t)rng_below(&l->rng, 9) * MINUTE_MS);
	if (rng_below(&l->rng, 2)) {
		act(l, rng_below(&l->rng, ACTS));
		return;
	}
	if (rng_below(&l->rng, 2)) {
		foresee(l);
		if (rng_below(&l->rng, 3) == 0)
			act(l, rng_below(&l->rng, ACTS));
	}
	answer(l, l->session);
	compare_session(l);
}

static void compare_queues(struct life *l, int64_t now)
{
	struct queue_counts kept, anew;
	struct card kept_card, card;
	struct queue *fresh;
	int64_t wait;
	int rc;

	must(l, queue_open_path(&fresh, l->d->store, STR(""), &l->d->err));
	must(l, queue_left(l->kept, now, &kept, &l->d->err));
	must(l, queue_left(fresh, now, &anew, &l->d->err));
	assert_int_equal(kept.news, anew.news);
	assert_int_equal(kept.learn, anew.learn);
	assert_int_equal(kept.review, anew.review);
	rc = queue_next(l->kept, now, &kept_card, &wait, &l->d->err);
	assert_int_equal(queue_next(fresh, now, &card, &wait, &l->d->err), rc);
	if (rc == 0)
		assert_true(kept_card.uid == card.uid && !card.stale);
	queue_close(fresh);
}

/* The day, as it is read while an answer is owed, and when nothing is. */
struct sums {
	struct tally tally;
	struct spread spread;
	struct stone stone;
	int64_t answers, news, took, cells;
};

static int add_day(void *ctx, const struct day_total *total, struct err *err)
{
	struct sums *sums = ctx;

	(void)err;
	sums->answers += total->answers;
	sums->news += total->news;
	sums->took += total->took_ms;
	return 0;
}

static int add_cell(void *ctx, const struct memory_cell *cell, struct err *err)
{
	struct sums *sums = ctx;

	(void)err;
	sums->cells += cell->n * 7 + cell->ln * 3 + cell->days;
	return 0;
}

/* The same out of the cards. */
static int add_card(void *ctx, const struct card *card, struct err *err)
{
	struct memory_cell cell = known_cell(card->cell, card->s, card->last_day);

	return card->cell ? add_cell(ctx, &cell, err) : 0;
}

static void read_small(struct life *l, int64_t day, struct sums *sums)
{
	must(l, day_each(l->beside, 0, 99999, add_day, sums, &l->d->err));
	must(l, stone_get(l->beside, day, &sums->stone, &l->d->err));
}

static void read_all(struct life *l, int64_t day, struct sums *sums)
{
	struct tally_scope all = {.all = true};

	must(l, tally_sum(l->beside, &all, 0, 99999, &sums->tally, NULL, &l->d->err));
	must(l, spread_sum(l->beside, &all, &sums->spread, &l->d->err));
	must(l, cell_each(l->beside, add_cell, sums, &l->d->err));
	read_small(l, day, sums);
}

/* Everything made stale and folded again from the rows is what was there. */
static void compare_sums(struct life *l, int64_t day)
{
	struct sums owing = {0}, settled = {0}, folded = {0}, anew = {0}, cards = {0};

	read_small(l, day, &owing);
	must(l, store_settle(l->beside, &l->d->err));
	read_small(l, day, &settled);
	assert_true(owing.answers == settled.answers && owing.news == settled.news && owing.took == settled.took);
	assert_memory_equal(&owing.stone, &settled.stone, sizeof(owing.stone));
	must(l, fold_slice(l->beside, 0, &l->d->err)); /* what came from the other device */
	read_all(l, day, &folded);
	STORE_TX(tx);
	must(l, store_begin(l->beside, &tx, &l->d->err));
	must(l, stale_mark_all(l->beside, &l->d->err));
	for (int64_t i = day - STEPS; i <= day; i++)
		must(l, stale_mark_day(l->beside, i, &l->d->err));
	must(l, store_commit(&tx, &l->d->err));
	must(l, fold_slice(l->beside, 0, &l->d->err));
	read_all(l, day, &anew);
	assert_true(anew.answers == folded.answers && anew.news == folded.news && anew.took == folded.took);
	assert_int_equal(anew.cells, folded.cells);
	must(l, card_each(l->beside, add_card, &cards, &l->d->err));
	assert_int_equal(cards.cells, folded.cells);
	assert_memory_equal(&anew.tally, &folded.tally, sizeof(anew.tally));
	assert_memory_equal(&anew.spread, &folded.spread, sizeof(anew.spread));
	assert_int_equal(anew.stone.cards, folded.stone.cards);
	assert_int_equal(anew.stone.gain, folded.stone.gain);
}

static void live(uint64_t seed)
{
	struct life life = {.d = device_new_in_memory(seed), .far = device_new_in_memory(seed + 1000)}, *l = &life;
	int64_t ahead = noon_ms - l->d->clock.wall_ms;
	struct session *far;

	rng_seed(&l->rng, seed);
	pass(l, ahead);
	l->far->clock.wall_ms = l->d->clock.wall_ms;
	for (int i = 0; i < NOTES; i++)
		put_note(l);
	must(l, settings_set(l->d->store, STR(""), "new", STR("300"), &l->d->err));
	device_sync(l->d, l->far);
	far = open_session(l, l->far->store);
	must(l, store_open(&l->beside, l->d->path, &l->d->clock, &l->rng, &l->d->err));
	l->session = open_session(l, l->d->store);
	l->other = open_session(l, l->beside);
	must(l, queue_open_path(&l->kept, l->d->store, STR(""), &l->d->err));
	for (int i = 0; i < STEPS; i++) {
		step(l);
		if (i % 5 == 0)
			answer(l, far);
		compare_queues(l, l->d->clock.wall_ms);
		if (i % 20 == 19)
			compare_sums(l, clock_study_day(l->d->clock.wall_ms, 0));
	}
	session_close(far);
	session_close(l->session);
	session_close(l->other);
	queue_close(l->kept);
	store_close(l->beside);
	device_free(l->d);
	device_free(l->far);
}

static void queue_known__says_what_a_fresh_one_says(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEQUENCES; seed++)
		live(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queue_known__says_what_a_fresh_one_says),
	};

	return cmocka_run_group_tests_name("queue_known", tests, NULL, NULL);
}
