/* SPDX-License-Identifier: MIT
 * Mnemosyne's answers as rows of ours, and its schedules as they stand. */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "sync/deck/brought_rows.h"
#include "sync/deck/mnemosyne_priv.h"

enum { TOOK_MAX = 60 * 1000, IVL_MAX = 36500, EASE_MIN = 1300, EASE_MAX = 10000, EASE_USUAL = 2500, LEARNING_S = 60, DAY_S = 86400 };
#define SECONDS_MAX INT64_C(32503680000) /* year 3000 */

static bool is_time(int64_t seconds)
{
	return seconds > 0 && seconds < SECONDS_MAX;
}

static int64_t within(int64_t value, int64_t min, int64_t max)
{
	return value < min ? min : value > max ? max : value;
}

/* Grades 0 and 1: forgotten; 2 and 3: remembered with an effort; 4: as it should be; 5: too easy. */
static int64_t rating_of(int64_t grade)
{
	return grade < 2 ? 1 : grade < 4 ? 2 : grade - 1;
}

/* A day is due from its midnight in UTC on, wherever the learner is: that day's number. */
static int64_t due_day(int64_t next_s)
{
	return next_s / DAY_S;
}

/* Seconds are all that it keeps; the card fills the rest, so that two cards' answers do not fall together. */
static int64_t moment(const struct mnem_answer *answer)
{
	return answer->at_s * 1000 + (int64_t)(answer->name % 1000);
}

static int by_moment(const void *a, const void *b)
{
	const struct mnem_answer *left = a, *right = b;

	if (left->at_s != right->at_s)
		return left->at_s < right->at_s ? -1 : 1;
	if (left->name % 1000 != right->name % 1000)
		return left->name % 1000 < right->name % 1000 ? -1 : 1;
	return (left->name > right->name) - (left->name < right->name);
}

static int by_name(const void *a, const void *b)
{
	const struct mnem_card *left = *(struct mnem_card *const *)a, *right = *(struct mnem_card *const *)b;

	return (left->name > right->name) - (left->name < right->name);
}

static struct mnem_card *find(struct mnem_card **card, size_t count, uint64_t name)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (card[middle]->name < name)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && card[low]->name == name ? card[low] : NULL;
}

static int put_answer(struct mnem *mnem, struct mnem_card *card, const struct mnem_answer *answer, int64_t at, struct err *err)
{
	int z = mnem->wish->z;
	int64_t days = is_time(answer->next_s)
			       ? due_day(answer->next_s) - clock_study_day(at, z)
			       : 0;
	struct row row = {
		.kind = ROW_REVIEW_KIND,
		.card = card->uid,
		.at = at,
		.review = {.rating = rating_of(answer->grade),
			   .took_ms = within(answer->took_s, 0, TOOK_MAX / 1000) * 1000,
			   .mode = MODE_FLIP,
			   .p = -1,
			   .ord = card->seen,
			   .ivl = answer->grade >= 2 && days > 0 ? within(days, 1, IVL_MAX) : -LEARNING_S,
			   .dist = -1},
	};

	row.review.s = row.review.ivl > 0 ? row.review.ivl * 1000 : 0;
	card->seen++;
	card->seen_ms = at;
	return brought_put_row(&mnem->wire, &row, err);
}

static int put_answers(struct mnem *mnem, struct mnem_card **card, struct err *err)
{
	int64_t last = 0, strays = 0;
	int rc = 0;

	if (mnem->answers.count)
		qsort(mnem->answers.item, mnem->answers.count, sizeof(*mnem->answers.item), by_moment);
	for (size_t i = 0; i < mnem->answers.count && rc == 0; i++) {
		const struct mnem_answer *answer = &mnem->answers.item[i];
		struct mnem_card *whose = find(card, mnem->cards.count, answer->name);

		if (!whose || !whose->uid || !is_time(answer->at_s) || answer->grade < 0 || answer->grade > 5) {
			strays++;
			continue;
		}
		last = moment(answer) > last ? moment(answer) : last + 1;
		rc = put_answer(mnem, whose, answer, last, err);
	}
	if (rc == 0 && strays)
		rc = mnem_skip(mnem, strays, "reviews of cards that are not in the file", err);
	return rc;
}

/* What it has learned is due when it says so: the schedule stands behind the answers, which no steps of ours explain. */
static void keep_schedule(struct mnem *mnem, const struct mnem_card *card, struct brought *states)
{
	int z = mnem->wish->z;
	int64_t at = card->seen_ms ? card->seen_ms + 1
		     : is_time(card->last_s) ? card->last_s * 1000 + (int64_t)(card->name % 1000)
					     : 0;
	struct row_state state = {.lapses = within(card->lapses, 0, 1 << 20), .reps = within(card->reps, 1, 1 << 20)};

	if (!card->uid || card->grade < 2 || !is_time(card->next_s) || !at)
		return;
	state.due = due_day(card->next_s);
	state.ivl = within(state.due - clock_study_day(at, z), 1, IVL_MAX);
	state.ease = EASE_USUAL;
	if (isfinite(card->easiness) && card->easiness > 0 && card->easiness < 100)
		state.ease = within(llround(card->easiness * 1000), EASE_MIN, EASE_MAX);
	brought_add(states, at, card->uid, &state);
}

int mnem_put_log(struct mnem *mnem, struct err *err)
{
	struct mnem_card **card = mem_array(mnem->cards.count + 1, sizeof(struct mnem_card *));
	struct brought states = {0};
	int rc;

	for (size_t i = 0; i < mnem->cards.count; i++)
		card[i] = &mnem->cards.item[i];
	qsort(card, mnem->cards.count, sizeof(struct mnem_card *), by_name);
	rc = put_answers(mnem, card, err);
	for (size_t i = 0; i < mnem->cards.count; i++)
		keep_schedule(mnem, &mnem->cards.item[i], &states);
	if (rc == 0)
		rc = brought_put(&states, &mnem->wire, "mnemosyne", err);
	brought_fini(&states);
	free(card);
	return rc;
}
