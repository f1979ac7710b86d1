/* SPDX-License-Identifier: MIT
 * Modes against a real store: what they write, what they must not move, and how it is taken back. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "schema/stale.h"
#include "study/fold.h"
#include "study/game_rollover.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

enum { NOTES = 12 };
static const int64_t start_ms = 1793620800000; /* 2026-11-02 12:00 UTC */

static uint64_t card_uid(int i)
{
	return hash_card_uid((uint64_t)(100 + i), 0);
}

static struct device *new_device(void)
{
	struct device *d = device_new(1);
	char front[32], back[32];

	device_set_clock(d, start_ms);
	for (int i = 0; i < NOTES; i++) {
		snprintf(front, sizeof(front), "question %d", i);
		snprintf(back, sizeof(back), "answer %c", 'a' + i);
		device_put_note(d, (uint64_t)(100 + i), i % 2 ? "B" : "A", front, back);
	}
	return d;
}

static struct session *open(struct device *d, enum mode_kind play, const char *query, int count)
{
	return sitting_open(d, (struct session_options){.mode = MODE_NATURAL,
							.play = mode_of(play),
							.query = str_of(query),
							.count = count,
							.seed = 11});
}

static void close_session(struct device *d, struct session *session)
{
	assert_int_equal(session_end(session, &d->err), 0);
	session_close(session);
}

static int next(struct device *d, struct session *session, struct question *question)
{
	int rc = session_next(session, question, &d->err);

	if (rc < 0)
		fail_msg("%s", d->err.text);
	return rc;
}

static void give(struct device *d, struct session *session, int rating, int64_t took_ms)
{
	struct answer answer = {.rating = rating, .took_ms = took_ms, .mode = MODE_TYPED, .given = STR("mine")};

	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
}

/* All that must not move. */
struct standing {
	struct card card[NOTES];
	int64_t xp;
	struct day_total total;
	double known;
	struct queue_counts left;
};

static void look(struct device *d, struct standing *s)
{
	int64_t now = clock_wall_ms(&d->clock), day = clock_study_day(now, -240);
	struct game_home home = {0};
	struct queue *queue;

	memset(s, 0, sizeof(*s));
	for (int i = 0; i < NOTES; i++)
		assert_int_equal(card_find(d->store, card_uid(i), &s->card[i], &d->err), 0);
	assert_int_equal(queue_open(&queue, d->store, QUEUE_ALL, &d->err), 0);
	assert_int_equal(queue_left(queue, now, &s->left, &d->err), 0);
	assert_int_equal(game_now(&home, d->store, queue, &d->err), 0);
	s->xp = home.xp;
	s->known = home.known;
	assert_int_equal(day_get(d->store, day, s->card[0].deck, &s->total, &d->err), 0);
	game_fini(&home);
	queue_close(queue);
}

static void expect_same(const struct standing *a, const struct standing *b)
{
	assert_memory_equal(a->card, b->card, sizeof(a->card));
	assert_int_equal(a->xp, b->xp);
	assert_memory_equal(&a->total, &b->total, sizeof(a->total));
	assert_memory_equal(&a->left, &b->left, sizeof(a->left));
	assert_true(a->known == b->known);
}

/* Some cards have a schedule, today's is begun. */
static void study_some(struct device *d)
{
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_FLIP});
	struct question question;

	for (int i = 0; i < 6; i++) {
		assert_int_equal(session_show(session, card_uid(i), &question, &d->err), 0);
		give(d, session, 4, 900);
	}
	close_session(d, session);
}

static int count_kinds(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	((int *)ctx)[row->kind]++;
	return 0;
}

static void count(struct device *d, int kinds[16])
{
	memset(kinds, 0, 16 * sizeof(int));
	assert_int_equal(log_each(d->store, count_kinds, kinds, &d->err), 0);
}

/* Every mode that moves no schedule, played to its end with all ratings: rows of practice come in, nothing else moves,
 * neither at once nor after everything was folded from the rows again; taking all back changes nothing either. */
static void modes__practice_moves_nothing(void **state)
{
	static const enum mode_kind plays[] = {PLAY_PRACTICE, PLAY_SPRINT, PLAY_EXAM, PLAY_MATCH};
	struct device *d = new_device();
	struct standing before, after;
	int was[16], is[16];

	(void)state;
	study_some(d);
	device_set_clock(d, start_ms + 3 * (int64_t)DAY_MS);
	look(d, &before);
	for (size_t i = 0; i < sizeof(plays) / sizeof(plays[0]); i++) {
		struct session *session = open(d, plays[i], "", 10);
		struct question question;
		struct row what;
		int given = 0;

		count(d, was);
		while (given < 40 && next(d, session, &question) == 0) {
			device_set_clock(d, clock_wall_ms(&d->clock) + 1000);
			give(d, session, 1 + given % 4, 3000);
			given++;
		}
		assert_true(given >= 10);
		count(d, is);
		assert_int_equal(is[ROW_PRACTICE_KIND] - was[ROW_PRACTICE_KIND], given);
		assert_int_equal(is[ROW_REVIEW_KIND], was[ROW_REVIEW_KIND]);
		assert_int_equal(is[ROW_DAY_KIND], was[ROW_DAY_KIND]);
		look(d, &after);
		expect_same(&before, &after);
		for (int k = 0; k < given; k++)
			assert_int_equal(session_undo(session, &what, &d->err), 0);
		assert_int_equal(round_sum(session_round(session)).answers, 0);
		look(d, &after);
		expect_same(&before, &after);
		for (int k = 0; k < given; k++)
			assert_int_equal(session_redo(session, &what, &d->err), 0);
		assert_int_equal(round_sum(session_round(session)).answers, given);
		close_session(d, session);
	}
	assert_int_equal(stale_mark_all(d->store, &d->err), 0);
	assert_true(fold_slice(d->store, 0, &d->err) >= 0);
	look(d, &after);
	expect_same(&before, &after);
	device_free(d);
}

/* What was answered before a round is not taken back in it: nobody would see it. */
static void modes__undo_stays_in_the_round(void **state)
{
	static const enum mode_kind plays[] = {PLAY_PRACTICE, PLAY_SPRINT, PLAY_EXAM, PLAY_MATCH};
	struct device *d = new_device();
	struct standing before, after;

	(void)state;
	study_some(d);
	look(d, &before);
	for (size_t i = 0; i < sizeof(plays) / sizeof(plays[0]); i++) {
		struct session *session = open(d, plays[i], "", 10);
		struct question question;
		struct row what;

		assert_int_equal(session_undo(session, &what, &d->err), 1);
		assert_int_equal(next(d, session, &question), 0);
		give(d, session, 3, 10);
		assert_int_equal(session_undo(session, &what, &d->err), 0);
		assert_int_equal(session_undo(session, &what, &d->err), 1);
		look(d, &after);
		expect_same(&before, &after);
		assert_int_equal(session_redo(session, &what, &d->err), 0);
		assert_int_equal(session_redo(session, &what, &d->err), 1);
		close_session(d, session);
	}
	device_free(d);
}

/* An answer that is taken back is asked again next. */
static void modes__undo_asks_again(void **state)
{
	struct device *d = new_device();
	struct session *session = open(d, PLAY_PRACTICE, "deck:A", 0);
	struct question first, second;
	struct row what;

	(void)state;
	assert_int_equal(next(d, session, &first), 0);
	assert_true(str_is(first.deck, "A"));
	give(d, session, 3, 10);
	assert_int_equal(next(d, session, &second), 0);
	assert_true(second.card.uid != first.card.uid);
	assert_int_equal(session_undo(session, &what, &d->err), 0);
	assert_int_equal(what.kind, ROW_PRACTICE_KIND);
	assert_int_equal(next(d, session, &second), 0);
	assert_true(second.card.uid == first.card.uid);
	close_session(d, session);
	device_free(d);
}

/* Left after two questions by a process that dies, taken up by another with the same questions to come. */
static void modes__exam_goes_on(void **state)
{
	struct device *d = new_device();
	struct session *session = open(d, PLAY_EXAM, "deck:A", 4);
	struct question question;
	uint64_t third;

	(void)state;
	assert_int_equal(next(d, session, &question), 0);
	assert_int_equal(question.mode, MODE_TYPED); /* so that it can be checked */
	give(d, session, 1, 10);
	assert_int_equal(next(d, session, &question), 0);
	give(d, session, 3, 10);
	assert_int_equal(next(d, session, &question), 0);
	third = question.card.uid;
	session_close(session);
	session = open(d, PLAY_EXAM, "", 20);
	assert_int_equal(round_sum(session_round(session)).answers, 2);
	assert_int_equal(session_round(session)->target, 4);
	assert_int_equal(next(d, session, &question), 0);
	assert_int_equal(question.card.uid, third);
	give(d, session, 3, 10);
	assert_int_equal(next(d, session, &question), 0);
	give(d, session, 3, 10);
	assert_int_equal(next(d, session, &question), SESSION_DONE);
	session_close(session); /* in the report: it is still there */
	session = open(d, PLAY_EXAM, "deck:A", 20);
	assert_int_equal(next(d, session, &question), SESSION_DONE);
	assert_string_equal(round_last(session_round(session), 0)->given, "mine");
	close_session(d, session);
	session = open(d, PLAY_EXAM, "deck:A", 20);
	assert_int_equal(round_sum(session_round(session)).answers, 0); /* read: the next one is new */
	give(d, session, 3, 10 + 0 * next(d, session, &question));
	close_session(d, session);
	session = open(d, PLAY_EXAM, "deck:B", 20); /* of other cards: another one */
	assert_int_equal(round_sum(session_round(session)).answers, 0);
	close_session(d, session);
	device_free(d);
}

/* Four days of lapses within 60 make a leech (docs/game.md); it is beaten by two typed hits on different days. */
static void fail_on_day(struct device *d, int day, int i)
{
	struct row row = device_review(card_uid(i), day ? 1 : 3);

	device_set_clock(d, start_ms + day * 2 * (int64_t)DAY_MS + i * 1000);
	row.review.ord = day;
	row.review.ivl = 1;
	row.review.s = 1000;
	(void)device_append(d, row);
}

static void make_leeches(struct device *d, int leeches)
{
	for (int day = 0; day < 5; day++)
		for (int i = 0; i < leeches; i++)
			fail_on_day(d, day, i);
	assert_true(fold_slice(d->store, 0, &d->err) >= 0);
	for (int i = 0; i < leeches; i++) {
		struct card card;

		assert_int_equal(card_find(d->store, card_uid(i), &card, &d->err), 0);
		STORE_TX(tx);
		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(fold_card(d->store, &card, &d->err), 0);
		assert_int_equal(store_commit(&tx, &d->err), 0);
		assert_true(card.leech > 0);
	}
}

/* So many can be hit today, and each has had so many hits. */
static void expect_boss(struct device *d, const struct session *session, int now, int hits)
{
	int64_t today = clock_study_day(clock_wall_ms(&d->clock), 0);
	struct boss boss;

	assert_int_equal(session_boss(session, &boss, &d->err), 0);
	assert_int_equal(boss.count, BOSS_LEECHES);
	assert_int_equal(boss.now, now);
	for (int i = 0; i < boss.count; i++) {
		assert_int_equal(boss.leech[i].hits, hits);
		assert_true(boss.leech[i].now ? boss.leech[i].due == 0 : boss.leech[i].due > today);
	}
}

static void modes__boss(void **state)
{
	struct device *d = new_device();
	struct standing before, after;
	struct session *session;
	struct question question;
	struct card card;
	struct row what;

	(void)state;
	session = open(d, PLAY_BOSS, "", 0);
	assert_int_equal(next(d, session, &question), SESSION_DONE);
	close_session(d, session);
	make_leeches(d, 7);
	device_set_clock(d, start_ms + 12 * (int64_t)DAY_MS);
	session = open(d, PLAY_BOSS, "", 0);
	assert_int_equal(session_round(session)->cards, BOSS_LEECHES);
	look(d, &before);
	assert_int_equal(next(d, session, &question), 0);
	assert_int_equal(question.mode, MODE_TYPED);
	give(d, session, 3, 10);
	assert_int_equal(session_undo(session, &what, &d->err), 0);
	look(d, &after);
	expect_same(&before, &after);
	expect_boss(d, session, BOSS_LEECHES, 0);
	for (int hit = 1; hit <= 2; hit++) {
		int asked = 0;

		while (next(d, session, &question) == 0) {
			give(d, session, 3, 10);
			asked++;
		}
		assert_int_equal(asked, BOSS_LEECHES);
		if (hit == 1)
			expect_boss(d, session, 0, 1); /* not twice on one day */
		close_session(d, session);
		assert_int_equal(card_find(d->store, question.card.uid, &card, &d->err), 0);
		assert_int_equal(card.leech > 0, hit == 1);
		device_set_clock(d, clock_wall_ms(&d->clock) + 40 * (int64_t)DAY_MS);
		session = open(d, PLAY_BOSS, "", 0);
	}
	look(d, &after);
	assert_true(after.xp >= before.xp + 5 * BOSS_XP * GAME_XP);
	assert_int_equal(session_round(session)->cards, 0); /* the other two were forgotten long ago: leeches no longer */
	close_session(d, session);
	device_free(d);
}

/* The sitting of the day before is the ghost; the race ends with as many due answers. */
static void modes__ghost(void **state)
{
	struct device *d = device_new(1);
	struct session_options options = {.mode = MODE_FLIP};
	struct session *session;
	struct question question;
	char front[32];

	(void)state;
	device_set_clock(d, start_ms);
	for (int i = 0; i < 20; i++) {
		snprintf(front, sizeof(front), "question %d", i);
		device_put_note(d, (uint64_t)(100 + i), "A", front, "x");
	}
	for (int day = 0; day < 2; day++) { /* the first ever, then a sitting of due ones */
		device_set_clock(d, start_ms + day * 30 * (int64_t)DAY_MS);
		session = sitting_open(d, options);
		for (int i = 0; i < 20; i++) {
			assert_int_equal(session_show(session, card_uid(i), &question, &d->err), 0);
			device_set_clock(d, clock_wall_ms(&d->clock) + 2000);
			give(d, session, 4, 2000);
		}
		close_session(d, session);
	}
	device_set_clock(d, start_ms + 60 * (int64_t)DAY_MS);
	session = open(d, PLAY_GHOST, "", 0);
	assert_int_equal(session_round(session)->ghost.count, 20);
	close_session(d, session);
	device_set_clock(d, start_ms + 2000 * (int64_t)DAY_MS); /* everything is due; the ghost is forgotten */
	session = open(d, PLAY_GHOST, "", 0);
	assert_int_equal(session_round(session)->ghost.count, 0);
	close_session(d, session);
	device_free(d);
}

/* One's own best time of a grid of that size, whatever else was played. */
static void modes__match_best(void **state)
{
	struct device *d = new_device();
	struct match_pair pair[4];
	struct arena arena = {0};
	size_t dealt;

	(void)state;
	for (int game = 0; game < 3; game++) {
		struct session *session = open(d, PLAY_MATCH, "", 0);
		struct question question;

		assert_int_equal(session_deal(session, pair, game == 1 ? 3 : 4, &dealt, &arena, &d->err), 0);
		assert_int_equal(dealt, game == 1 ? 3 : 4);
		assert_int_equal(session_round(session)->best_ms, game == 2 ? 4 * 700 : 0);
		for (size_t i = 0; i < dealt; i++) {
			device_set_clock(d, clock_wall_ms(&d->clock) + 5000);
			assert_int_equal(session_show(session, pair[i].card, &question, &d->err), 0);
			give(d, session, 3, game == 0 ? 700 : 100);
		}
		close_session(d, session);
	}
	arena_fini(&arena);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes__practice_moves_nothing), cmocka_unit_test(modes__undo_stays_in_the_round),
		cmocka_unit_test(modes__undo_asks_again),
		cmocka_unit_test(modes__exam_goes_on),		 cmocka_unit_test(modes__boss),
		cmocka_unit_test(modes__ghost),			 cmocka_unit_test(modes__match_best),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
