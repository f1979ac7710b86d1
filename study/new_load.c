/* SPDX-License-Identifier: MIT
 * New cards by load: the forecast, and the day's number. */
#include "study/new_load.h"

#include <math.h>
#include <stdlib.h>

#include "study/plan.h"
#include "study/queue_priv.h"

static const char kept_as[] = "new-load"; /* meta: day, minutes and quota of the last day on which it counted */
enum { MINUTES_MAX = 1441, QUOTA_MAX = 1000 };	/* of that number's digits */
enum { PLAYED = 2000, UNKNOWN_S = 30 };		/* cards in each play; stability where nothing tells, days */

static const double ranked = 0.4; /* of cards: see difficulty_of */

static int play(const struct load_model *m, const struct sim_card *card, size_t cards, size_t news, struct sim_result *result,
		struct err *err)
{
	const struct settings *settings = m->settings;
	struct sim_rule rule = {.fsrs = &settings->fsrs,
				.habits = &m->habits,
				.retention = settings->retention,
				.max_ivl = settings->max_ivl,
				.learn_steps = settings->steps.learn.count,
				.relearn_steps = settings->steps.relearn.count,
				.days = LOAD_DAYS,
				.new_per_day = news ? SIM_NO_LIMIT : 0,
				.reviews_per_day = SIM_NO_LIMIT,
				.seed = 1};

	return sim_run(&rule, card, cards, news, result, err);
}

int load_of_new(const struct load_model *m, double seconds[LOAD_DAYS], struct err *err)
{
	struct sim_result result;
	double sum = 0;
	int rc = play(m, NULL, 0, PLAYED, &result, err);

	for (int i = 0; i < LOAD_DAYS && rc == 0; i++) {
		sum += (double)result.day[i].ms / 1000 / PLAYED;
		seconds[i] = sum;
	}
	sim_result_fini(&result);
	return rc ? -1 : 0;
}

/* Weak cards are the difficult ones, but not all: a part of the cards has that difficulty whose place is the stability's from the
 * other end, the rest any. any: 0 to 1. (Counts hold the two apart. Means alone foresee a sixth too little, order alone an eighth
 * too much.) */
static double difficulty_of(const struct spread *spread, int octave, double part, double any)
{
	double below = 0, all = 0, count = 0;

	for (int i = 0; i < TALLY_OCTAVES; i++) {
		below += i < octave ? (double)spread->s[i] : i == octave ? part * (double)spread->s[i] : 0;
		all += (double)spread->s[i];
	}
	for (int i = 0; i < 10; i++)
		count += (double)spread->d[i];
	if (all <= 0 || count <= 0)
		return 5;
	below = (any < ranked ? below / all : (any - ranked) / (1 - ranked)) * count;
	for (int i = 9; i >= 0; i--) {
		double here = (double)spread->d[i];

		if (below < here)
			return i < 9 ? i + 2 - below / here : 10;
		below -= here;
	}
	return 1;
}

static double stability(int octave, double part)
{
	return octave ? exp2(octave - 1 + part) : 0.5;
}

static double interval_of(const struct load_model *m, double s)
{
	double days = nearbyint(fsrs_interval(&m->settings->fsrs, s, m->settings->retention));

	return fmin(fmax(days, 1), m->settings->max_ivl);
}

/* What cards are drawn from. */
struct drawing {
	const struct load_model *m;
	const struct spread *spread;
	double ivl[TALLY_OCTAVES];
};

/* Counts tell when cards are due and what stabilities there are, not both together: of cards with an interval, one in that many
 * is due on each of the days that it is long. at: 0 to 1, which of the day's cards; nth: of all. */
static struct sim_card draw(const struct drawing *drawing, int day, double at, size_t nth)
{
	double weight[TALLY_OCTAVES], all = 0, s = fmax(UNKNOWN_S, day), ivl;
	double part = fmod((double)nth * 0.618034, 1), any = fmod((double)nth * 0.754878, 1);
	int k = 0;

	for (int i = 0; i < TALLY_OCTAVES; i++) {
		weight[i] = drawing->ivl[i] < day ? 0 : (double)drawing->spread->s[i] / drawing->ivl[i];
		all += weight[i];
	}
	for (at *= all; k < TALLY_OCTAVES - 1 && at >= weight[k]; k++)
		at -= weight[k];
	if (all > 0)
		s = stability(k, part);
	ivl = fmax(interval_of(drawing->m, s), day);
	return (struct sim_card){(float)s, (float)difficulty_of(drawing->spread, k, part, any), day - (int)ivl, day};
}

/* PLAYED of the cards stand for all. */
int load_of_due(const struct load_model *m, const struct load_cards *cards, double *seconds, struct err *err)
{
	struct sim_card *card = mem_array(PLAYED + 1, sizeof(*card));
	double all = 0, before = 0;
	struct drawing drawing = {.m = m, .spread = &cards->spread};
	struct sim_result result;
	size_t count = 0;
	int rc = 0;

	for (int i = 0; i < TALLY_OCTAVES; i++)
		drawing.ivl[i] = interval_of(m, stability(i, 0.5));
	for (int i = 0; i < LOAD_DAYS; i++)
		all += (double)cards->due[i];
	for (int i = 0; i < LOAD_DAYS && all > 0; i++) {
		size_t first = count, last;

		before += (double)cards->due[i];
		last = (size_t)nearbyint(before / all * PLAYED);
		for (; count < last; count++)
			card[count] = draw(&drawing, i, ((double)(count - first) + 0.5) / (double)(last - first), count);
	}
	*seconds = 0;
	if (count) {
		rc = play(m, card, count, 0, &result, err);
		*seconds = rc ? 0 : (double)result.ms / 1000 / PLAYED * all;
		sim_result_fini(&result);
	}
	free(card);
	return rc ? -1 : 0;
}

int load_quota(double due_s, const double new_s[LOAD_DAYS], int minutes)
{
	double left = 60.0 * minutes * LOAD_DAYS - due_s, of_new = 0;

	for (int i = 0; i < LOAD_DAYS; i++) /* those that begin on the last day, on the one before … */
		of_new += new_s[i];
	if (left <= 0)
		return 0;
	return of_new * LOAD_NEW_MAX <= left ? LOAD_NEW_MAX : (int)nearbyint(left / of_new);
}

static int compute(const struct queue *queue, int64_t day, int *quota, struct err *err)
{
	struct load_model model = {.settings = &queue->everywhere};
	struct load_cards cards = {.due = {0}};
	int64_t *id = mem_array(queue->decks + 1, sizeof(*id)), before, after;
	struct tally_scope scope = {.deck = id, .count = queue->decks};
	double due_s, new_s[LOAD_DAYS];
	int rc;

	for (size_t i = 0; i < queue->decks; i++)
		id[i] = queue->deck[i].id;
	tally_sort_decks(id, scope.count);
	rc = spread_due(queue->store, &scope, day, LOAD_DAYS, cards.due, &before, &after, err) ||
	     spread_sum(queue->store, &scope, &cards.spread, err) ||
	     plan_habits_until(queue->store, day, &model.habits, err);
	free(id);
	if (rc)
		return -1;
	cards.due[0] += before;
	if (load_of_due(&model, &cards, &due_s, err) || load_of_new(&model, new_s, err))
		return -1;
	*quota = load_quota(due_s, new_s, queue->everywhere.new_minutes);
	return 0;
}

/* Day, minutes and quota are one number. */
static int64_t number_of(int64_t day, int minutes, int quota)
{
	return (day * MINUTES_MAX + minutes) * QUOTA_MAX + quota;
}

int load_read(const struct queue *queue, int64_t day, int *quota, bool *kept, struct err *err)
{
	int minutes = queue->everywhere.new_minutes;
	int64_t number;
	int rc = meta_get_int(queue->store, kept_as, &number, err);

	if (rc < 0)
		return -1;
	*kept = rc == 0 && number / QUOTA_MAX == number_of(day, minutes, 0) / QUOTA_MAX;
	if (*kept) {
		*quota = (int)(number % QUOTA_MAX);
		return 0;
	}
	return compute(queue, day, quota, err);
}

int load_keep(const struct queue *queue, int64_t day, struct err *err)
{
	int64_t number = number_of(day, queue->everywhere.new_minutes, queue->load.quota), held;
	int rc;

	if (queue->load.day != day || queue->load.kept)
		return 0;
	rc = meta_get_int(queue->store, kept_as, &held, err);
	if (rc < 0 || (rc == 0 && held == number))
		return rc;
	return meta_set_int(queue->store, kept_as, number, err);
}
