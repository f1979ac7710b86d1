/* SPDX-License-Identifier: MIT
 * Learners who try to get more out of the game than they put in, on the real study code: none of them earns
 * more than a tenth above the honest one for at least as much work. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "study/game_rollover.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

enum { DAYS = 45, NOTES = 200, AHEAD = 30, CRAMS = 4, ANSWERS_MAX = 150 };

enum learner { HONEST, TYPIST, CRAMMER, MASHER, FAILER, AHEADER, GUESSER, LEARNERS };
static const char *const names[LEARNERS] = {"honest", "all typed", "crammer", "masher",
					    "failer", "ahead",	   "guesser"};

struct life {
	enum learner who;
	struct device *d;
	struct rng rng;
	struct session *session;
	int64_t answers, typed, xp, quests;
	double known;
};

/* Whether the card is remembered: as FSRS has it, new ones never; what was answered a minute ago mostly is. */
static bool remembers(struct life *life, const struct question *question)
{
	double p = question->is_new ? 0 : question->card.state == CARD_REVIEW ? question->p : 0.9;

	return (double)rng_below(&life->rng, 10000) < p * 10000;
}

static void give(struct life *life, const struct question *question, int rating, bool right)
{
	struct answer answer = {.rating = rating, .took_ms = 5000, .mode = question->mode, .dist = -1};

	if (question->mode == MODE_TYPED)
		answer.dist = right ? 0 : 9;
	life->d->clock.wall_ms += 6000;
	life->d->clock.mono_ms += 6000;
	assert_int_equal(session_answer(life->session, &answer, NULL, &life->d->err), 0);
	life->answers++;
	life->typed += question->mode == MODE_TYPED;
}

static void answer(struct life *life, const struct question *question)
{
	bool right = remembers(life, question);

	if (life->who == GUESSER && question->mode == MODE_CHOICE && !right)
		right = rng_below(&life->rng, 4) == 0;
	if (life->who == MASHER)
		give(life, question, 3, false); /* an overruled mistake where it is typed */
	else if (life->who == FAILER && !question->is_new && rng_below(&life->rng, 2))
		give(life, question, 1, false);
	else
		give(life, question, right ? 3 : 1, right);
}

static void again(struct life *life, uint64_t card, int times)
{
	struct question question;

	for (int i = 0; i < times; i++)
		if (session_show(life->session, card, &question, &life->d->err) == 0)
			give(life, &question, 3, true);
}

static void look_ahead(struct life *life)
{
	struct question question;

	for (int i = 0; i < AHEAD; i++) {
		uint64_t note = 100 + rng_below(&life->rng, NOTES);

		if (session_show(life->session, hash_card_uid(note, 0), &question, &life->d->err) == 0 &&
		    question.card.state == CARD_REVIEW)
			answer(life, &question);
	}
}

static void sit(struct life *life)
{
	struct session_options options = {.mode = life->who == TYPIST	  ? MODE_TYPED
						  : life->who == GUESSER ? MODE_CHOICE
									 : MODE_NATURAL};
	struct question question;
	int rc;

	life->session = sitting_open(life->d, options);
	for (int i = 0; i < ANSWERS_MAX; i++) {
		uint64_t card;

		rc = session_next(life->session, &question, &life->d->err);
		assert_true(rc >= 0);
		if (rc == SESSION_DONE)
			break;
		if (rc == SESSION_WAIT) {
			life->d->clock.wall_ms += session_wait_ms(life->session) + 1000;
			continue;
		}
		card = question.card.uid;
		answer(life, &question);
		if (life->who == CRAMMER)
			again(life, card, CRAMS);
	}
	if (life->who == AHEADER)
		look_ahead(life);
	assert_int_equal(session_end(life->session, &life->d->err), 0);
	session_close(life->session);
}

static int count_quests(void *ctx, const struct stone *stone, struct err *err)
{
	(void)err;
	*(int64_t *)ctx += stone->quests;
	return 0;
}

static void look(struct life *life)
{
	struct game_home home;
	struct queue *all;

	assert_int_equal(queue_open(&all, life->d->store, QUEUE_ALL, &life->d->err), 0);
	assert_int_equal(game_now(&home, life->d->store, all, &life->d->err), 0);
	life->xp = home.xp / GAME_XP;
	life->known = home.known;
	game_fini(&home);
	queue_close(all);
	assert_int_equal(stone_each(life->d->store, INT64_MIN, count_quests, &life->quests, &life->d->err), 0);
}

static void put_notes(struct device *d)
{
	char front[32], back[32], deck[8];

	device_set(d, "new", "6");
	for (int i = 0; i < NOTES; i++) {
		snprintf(front, sizeof(front), "front %d", i);
		snprintf(back, sizeof(back), "back %d", i);
		snprintf(deck, sizeof(deck), "D%d", i % 4);
		device_put_note(d, 100 + (uint64_t)i, deck, front, back);
	}
}

/* Every twelfth day is missed; the choices of all learners come from the same seed. */
static void live(struct life *life)
{
	int64_t begin;

	life->d = device_new_in_memory(1000 + (uint64_t)life->who);
	rng_seed(&life->rng, 42);
	put_notes(life->d);
	begin = life->d->clock.wall_ms;
	for (int day = 0; day < DAYS; day++) {
		life->d->clock.wall_ms = begin + day * (int64_t)DAY_MS;
		if (day % 12 != 11)
			sit(life);
	}
	look(life);
	print_message("%-10s %5lld answers  %5lld XP  %4.1f an answer  %3lld quests  %2lld %% typed  %5.1f known\n",
		      names[life->who], (long long)life->answers, (long long)life->xp,
		      (double)life->xp / (double)life->answers, (long long)life->quests,
		      (long long)(100 * life->typed / life->answers), life->known);
	device_free(life->d);
}

/* Typing everything is not a cheat but the better exercise: it may earn more. */
static void game__no_cheat_pays(void **state)
{
	struct life life[LEARNERS] = {{0}};

	(void)state;
	for (int who = 0; who < LEARNERS; who++) {
		life[who].who = (enum learner)who;
		live(&life[who]);
	}
	assert_true(life[TYPIST].xp > life[HONEST].xp);
	for (int who = CRAMMER; who < LEARNERS; who++)
		if (life[who].xp * 10 > life[HONEST].xp * 11)
			fail_msg("%s earns %lld XP, the honest one %lld", names[who], (long long)life[who].xp,
				 (long long)life[HONEST].xp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(game__no_cheat_pays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
