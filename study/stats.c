/* SPDX-License-Identifier: MIT
 * Stats: one deck's numbers, and what follows from them. */
#include "study/stats.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/inbox.h"
#include "schema/notes.h"
#include "schema/stale.h"
#include "study/settings.h"

/* The decks at and below a path. */
struct decks {
	struct str path;
	int64_t *id;
	size_t count, all;
};

static int take_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct decks *decks = ctx;

	(void)err;
	decks->all++;
	if (!deck_is_within(decks->path, deck->name))
		return 0;
	decks->id = mem_grow(decks->id, decks->count + 1, sizeof(*decks->id));
	decks->id[decks->count++] = deck->id;
	return 0;
}

static int load_sums(struct store *store, const struct tally_scope *scope, struct stats *s, struct err *err)
{
	struct tally all;
	int64_t last;
	int rc = tally_bounds(store, &s->first, &last, err);

	if (rc < 0)
		return -1;
	if (rc == 1 || s->first > s->today)
		s->first = s->today;
	s->from = s->period == STATS_ALL ? s->first : s->today - s->period + 1;
	s->days = (size_t)(s->today - s->first + 1);
	s->day = mem_array(s->days, sizeof(*s->day));
	if (tally_sum(store, scope, s->first, s->today, &all, s->day, err))
		return -1;
	if (s->from <= s->first)
		s->sum = all;
	else if (tally_sum(store, scope, s->from, s->today, &s->sum, NULL, err))
		return -1;
	return 0;
}

static int load_all(struct store *store, const struct tally_scope *scope, struct stats *s, struct err *err)
{
	int64_t waiting;

	if (load_sums(store, scope, s, err) || spread_sum(store, scope, &s->spread, err) ||
	    spread_due(store, scope, s->today, FORECAST_DAYS, s->due, &s->backlog, &s->later, err) ||
	    stale_count(store, 1, &waiting, err))
		return -1;
	s->stale = waiting > 0;
	return 0;
}

static int take_decision(void *ctx, struct str key, const struct decision *decision, struct err *err)
{
	struct stats *s = ctx;
	int64_t at = decision->p * INBOX_BINS / 1000;
	struct inbox_bin *bin = &s->inbox[at < INBOX_BINS ? at : INBOX_BINS - 1];

	(void)key, (void)err;
	if (decision->by_rule)
		return 0;
	bin->decided++;
	bin->taken += decision->verdict != VERDICT_NO;
	bin->p += decision->p;
	return 0;
}

int stats_load(struct store *store, struct str path, int64_t period, struct stats *s, struct err *err)
{
	struct decks decks = {.path = path};
	struct tally_scope scope;
	struct settings settings;
	int rc;
	STORE_VIEW(view);

	*s = (struct stats){.period = period};
	if (store_view_begin(store, &view, err) || settings_load(store, path, &settings, err))
		return -1;
	s->today = clock_study_day(clock_wall_ms(store_clock(store)),
				   settings_zone(&settings, store_clock(store)));
	s->rollover = settings.rollover;
	s->desired = settings.retention;
	rc = deck_each(store, take_deck, &decks, err);
	tally_sort_decks(decks.id, decks.count);
	scope = (struct tally_scope){!path.len || decks.count == decks.all, decks.id, decks.count};
	if (rc == 0)
		rc = load_all(store, &scope, s, err);
	free(decks.id);
	if (rc == 0)
		rc = decision_each(store, take_decision, s, err);
	if (rc)
		stats_fini(s);
	return rc;
}

void stats_fini(struct stats *stats)
{
	stats_drop_parts(stats);
	free(stats->day);
	stats->day = NULL;
	stats->days = 0;
}

struct tally_bin stats_all_bins(const struct tally *tally)
{
	struct tally_bin sum = {0};

	for (int i = 0; i < TALLY_BINS; i++) {
		sum.rate.tests += tally->bin[i].rate.tests;
		sum.rate.recalled += tally->bin[i].rate.recalled;
		sum.p += tally->bin[i].p;
	}
	return sum;
}

double stats_rate(struct tally_rate rate)
{
	return rate.tests ? (double)rate.recalled / (double)rate.tests : -1;
}

int64_t stats_answers(const struct tally *tally, enum tally_group group)
{
	int64_t sum = 0;

	for (int i = 0; i < TALLY_RATINGS; i++)
		sum += tally->answers[group][i];
	return sum;
}

struct tally_rate stats_rate_of(const struct tally *tally, enum tally_group group)
{
	int64_t tests = stats_answers(tally, group);

	return (struct tally_rate){tests, tests - tally->answers[group][0]};
}

double stats_rmse(const struct tally *tally)
{
	double sum = 0, tests = 0;

	for (int i = 0; i < TALLY_BINS; i++) {
		const struct tally_bin *bin = &tally->bin[i];
		double n = (double)bin->rate.tests, off;

		if (bin->rate.tests == 0)
			continue;
		off = (double)bin->p / 10000 / n - stats_rate(bin->rate);
		sum += n * off * off;
		tests += n;
	}
	return tests > 0 ? sqrt(sum / tests) : -1;
}

double stats_auc(const struct tally *tally)
{
	double below = 0, wins = 0, recalled = 0, forgotten = 0;

	for (int i = 0; i < TALLY_BINS; i++) {
		double up = (double)tally->bin[i].rate.recalled, down = (double)tally->bin[i].rate.tests - up;

		wins += up * (below + down / 2);
		below += down;
		recalled += up;
		forgotten += down;
	}
	return recalled > 0 && forgotten > 0 ? wins / recalled / forgotten : -1;
}

double stats_predicted(const struct tally_bin *bin)
{
	return bin->rate.tests ? (double)bin->p / 10000 / (double)bin->rate.tests : -1;
}

double stats_log_loss(const struct tally *tally)
{
	int64_t tests = 0;

	for (int i = 0; i < TALLY_BINS; i++)
		tests += tally->bin[i].rate.tests;
	return tests ? (double)tally->loss / 1e6 / (double)tests : -1;
}

struct tally_day stats_day(const struct stats *stats, int64_t day)
{
	if (day < stats->first || day > stats->today)
		return (struct tally_day){0};
	return stats->day[day - stats->first];
}
