/* SPDX-License-Identifier: MIT
 * Makes the store of a person who studied most days: make_learner FILE DAYS NEW. NEW cards a day in three
 * decks, asked when they are due, remembered as often as FSRS says or a little less (less still at night), at
 * the hours at which people study, with weekends that are skipped and two holidays; then a lapse of the last
 * week's habit, so that something is overdue. Ends at CAIRN_NOW. The same arguments give the same rows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/random.h"
#include "schema/notes.h"
#include "study/days.h"
#include "study/fold.h"
#include "study/game_rollover.h"

enum { ZONE = -4 * 60, TRIES_MAX = 12, REVIEWS_MAX = 400 };

struct learner {
	struct store *store;
	struct clock clock;
	struct rng rng;
	struct settings settings;
	int64_t days, news, today;
	struct card *card;
	int64_t cards;
};

static const char *const decks[] = {"French::Verbs", "French::Words", "Anatomy"};

static double chance(struct learner *l)
{
	return (double)rng_below(&l->rng, 1 << 30) / (1 << 30);
}

static int put_note(struct learner *l, struct err *err)
{
	char front[40], back[40];
	struct str fields[] = {{front, 0}, {back, 0}};
	struct note_draft draft = {.type = template_builtin(TYPE_BASIC)->uid, .fields = {fields, 2}};

	fields[0].len = (size_t)snprintf(front, sizeof(front), "Question %lld", (long long)l->cards);
	fields[1].len = (size_t)snprintf(back, sizeof(back), "Answer %lld", (long long)l->cards);
	draft.deck = str_of(decks[rng_below(&l->rng, 3)]);
	draft.uid = note_uid("text", draft.deck, fields[0]);
	if (note_put(l->store, &draft, ZONE, err) < 0)
		return -1;
	return card_find(l->store, hash_card_uid(draft.uid, 0), &l->card[l->cards++], err) ? -1 : 0;
}

/* What the person presses, and how long it takes: 2 s to a minute, longer when it was hard. */
static enum rating rate(struct learner *l, const struct card *card, double p, int hour, int64_t *took_ms)
{
	double recall = card->state == CARD_NEW	     ? 0.55
			: card->state == CARD_REVIEW ? p * 0.99
						     : 0.9,
	       dice = chance(l);

	if (hour >= 22)
		recall -= 0.06;
	*took_ms = 2000 + (int64_t)(6000 * -log(1 - chance(l) * 0.9999));
	if (chance(l) > recall) {
		*took_ms += 6000;
		return RATE_AGAIN;
	}
	return dice < 0.07 ? RATE_HARD : dice < 0.9 ? RATE_GOOD : RATE_EASY;
}

static int answer(struct learner *l, struct card *card, int64_t day, struct err *err)
{
	struct interval_rule rule = fold_rule(&l->settings);
	struct schedule now = fold_schedule(card), next[4];
	struct card before = *card;
	struct gift gift;
	struct row row = {.kind = ROW_REVIEW_KIND, .card = card->uid, .z = ZONE};
	int elapsed = card->reps ? (int)(day - card->last_day) : 0;
	double p = card->reps ? fsrs_recall(&l->settings.fsrs, elapsed, card->s) : -1;
	int hour = (int)(l->clock.wall_ms / HOUR_MS % 24);
	int64_t took;
	enum rating rating = rate(l, card, p, hour, &took);

	interval_next(&l->settings.fsrs, &l->settings.steps, &rule, &now, card->uid, elapsed, next);
	row.review = (struct row_review){.rating = rating,
					 .took_ms = took,
					 .p = p < 0 ? -1 : llround(p * 10000),
					 .ord = card->reps,
					 .ivl = next[rating - 1].ivl,
					 .s = llround(next[rating - 1].memory.s * 1000),
					 .dist = -1};
	clock_advance(&l->clock, took + 500);
	if (log_append(l->store, &row, err))
		return -1;
	fold_answered(card, &next[rating - 1], row.t, clock_study_day(row.t, row.z));
	return game_answered(l->store, &before, &row, &l->settings.fsrs, card, &gift, err) ||
			       days_add(l->store, &before, &row, err)
		       ? -1
		       : 0;
}

/* Until the card is out of its learning steps, or the person has had enough of it. */
static int learn(struct learner *l, struct card *card, int64_t day, struct err *err)
{
	for (int i = 0; i < TRIES_MAX; i++)
		if (answer(l, card, day, err))
			return -1;
		else if (card->state == CARD_REVIEW)
			break;
	return 0;
}

static bool is_free(struct learner *l, int64_t day)
{
	int64_t left = l->today - day, of_year = day % 365;

	if (of_year > 200 && of_year < 213)
		return true;
	return left < 4 || chance(l) < ((day + 3) % 7 >= 5 ? 0.35 : 0.06);
}

/* Sessions begin at one of these hours. */
static int pick_hour(struct learner *l)
{
	static const int hours[] = {7, 7, 8, 8, 8, 12, 12, 13, 17, 18, 19, 19, 20, 20, 21, 22, 23};

	return hours[rng_below(&l->rng, sizeof(hours) / sizeof(hours[0]))];
}

static int study_day(struct learner *l, int64_t day, struct err *err)
{
	int64_t start =
		day * DAY_MS + pick_hour(l) * (int64_t)HOUR_MS + (int64_t)rng_below(&l->rng, 40) * MINUTE_MS;
	int asked = 0;
	STORE_TX(tx);

	if (is_free(l, day))
		return 0;
	l->clock.wall_ms = l->clock.mono_ms = start;
	if (store_begin(l->store, &tx, err) || rollover_write(l->store, ZONE, err))
		return -1;
	for (int64_t i = 0; i < l->cards && asked < REVIEWS_MAX; i++) {
		struct card *card = &l->card[i];

		if (card->state == CARD_NEW || (card->state == CARD_REVIEW && card->due > day))
			continue;
		asked++;
		if (learn(l, card, day, err))
			return -1;
	}
	for (int64_t i = 0; i < l->news; i++)
		if (put_note(l, err) || (chance(l) < 0.9 && learn(l, &l->card[l->cards - 1], day, err)))
			return -1;
	return game_settle(l->store, day, day, err) || store_commit(&tx, err) ? -1 : 0;
}

static int make(struct learner *l, struct err *err)
{
	l->today = clock_study_day(l->clock.wall_ms, ZONE);
	l->card = mem_array((size_t)(l->days * l->news + 1), sizeof(*l->card));
	settings_default(&l->settings);
	for (int64_t day = l->today - l->days; day < l->today; day++)
		if (study_day(l, day, err))
			return -1;
	return fold_slice(l->store, 0, err) < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct learner l = {0};
	struct clock now;
	struct err err;

	if (argc != 4 || (l.days = atoll(argv[2])) < 1 || (l.news = atoll(argv[3])) < 1) {
		fputs("make_learner FILE DAYS NEW\n", stderr);
		return 2;
	}
	rng_seed(&l.rng, 1);
	if (clock_init(&now, &err) == 0) {
		l.clock = (struct clock){true, clock_wall_ms(&now), 1, 0};
		if (store_open(&l.store, argv[1], &l.clock, &l.rng, &err) == 0 && make(&l, &err) == 0) {
			store_close(l.store);
			free(l.card);
			return 0;
		}
	}
	fprintf(stderr, "make_learner: %s\n", err.text);
	return 1;
}
