/* SPDX-License-Identifier: MIT
 * Charts, from the key to the frame: stats FILE. Fills the tallies of the store as ten years of study in
 * every deck would (a thousandth of the rows that this stands for is not there: charts never read one), then
 * prints for each period the median and the worst ms of loading, and of drawing each chart once into 80x24
 * cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "schema/notes.h"
#include "tests/bench/times.h"
#include "tui/stats.h"

enum { YEARS_DAYS = 3650, RUNS = 40, ROLL_MAX = 200 };

struct filling {
	struct store *store;
	struct rng rng;
	int64_t today;
};

/* 70 answers of a deck and day: 3,650 days of 40 decks are ten million. */
static void make_day(struct rng *rng, struct tally *t)
{
	*t = (struct tally){0};
	for (int i = 0; i < 70; i++) {
		int group = (int)rng_below(rng, TALLY_GROUPS), rating = (int)rng_below(rng, TALLY_RATINGS);
		int bin = TALLY_BINS - 1 - (int)rng_below(rng, 8), hour = 2 + (int)rng_below(rng, 5);

		t->answers[group][rating]++;
		t->took_ms[group] += 5000 + (int64_t)rng_below(rng, 9000);
		t->hour[hour].answers++;
		t->hour[hour].rate.tests++;
		t->hour[hour].rate.recalled += rating > 0;
		t->ivl[1 + rng_below(rng, 9)].tests++;
		t->bin[bin].rate.tests++;
		t->bin[bin].rate.recalled += rating > 0;
		t->bin[bin].p += 9000;
		t->loss += 300000;
	}
}

static int fill_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct filling *f = ctx;
	struct tally tally;

	for (int day = 0; day < YEARS_DAYS; day++) {
		make_day(&f->rng, &tally);
		if (tally_set(f->store, f->today - day, deck->id, &tally, err))
			return -1;
	}
	return 0;
}

static int fill(struct filling *f, struct err *err)
{
	int rc = 0;
	STORE_TX(tx);

	if (store_begin(f->store, &tx, err) || deck_each(f->store, fill_deck, f, err))
		return -1;
	for (int i = 0; i < ROLL_MAX && rc == 0; i++)
		rc = tally_roll(f->store, f->today, err);
	return rc < 0 || store_commit(&tx, err) ? -1 : 0;
}

static int measure(struct store *store, int64_t period, struct err *err)
{
	double load[RUNS], cpu[RUNS], draw[RUNS], begin, worst, own;
	struct canvas canvas = {0};
	struct stats stats;

	canvas_resize(&canvas, 80, 24);
	for (int run = 0; run < RUNS; run++) {
		begin = read_ms(CLOCK_MONOTONIC);
		own = read_ms(CLOCK_THREAD_CPUTIME_ID);
		if (stats_load(store, STR(""), period, &stats, err))
			return -1;
		load[run] = read_ms(CLOCK_MONOTONIC) - begin;
		cpu[run] = read_ms(CLOCK_THREAD_CPUTIME_ID) - own;
		worst = 0;
		for (int i = 0; i < stat_chart_count; i++) {
			begin = read_ms(CLOCK_THREAD_CPUTIME_ID);
			canvas_clear(&canvas);
			stat_charts[i]->draw(&stats, 0, &canvas, (struct box){4, 2, 17, 76});
			own = read_ms(CLOCK_THREAD_CPUTIME_ID) - begin;
			worst = own > worst ? own : worst;
		}
		draw[run] = worst;
		stats_fini(&stats);
	}
	sort_times(load, RUNS);
	sort_times(cpu, RUNS);
	sort_times(draw, RUNS);
	printf("%d %.3f %.3f %.3f %.3f\n", (int)period, load[RUNS / 2], load[RUNS * 9 / 10], cpu[RUNS / 2],
	       draw[RUNS / 2]);
	canvas_fini(&canvas);
	return 0;
}

int main(int argc, char **argv)
{
	static const int64_t periods[] = {30, 90, 365, STATS_ALL};
	struct filling f = {0};
	struct clock clock;
	struct rng rng;
	struct err err;
	int rc = -1;

	if (argc != 2) {
		fputs("stats FILE\n", stderr);
		return 2;
	}
	rng_seed(&rng, 1);
	rng_seed(&f.rng, 2);
	if (clock_init(&clock, &err) == 0 && store_open(&f.store, argv[1], &clock, &rng, &err) == 0) {
		f.today = clock_wall_ms(&clock) / DAY_MS;
		rc = fill(&f, &err);
	}
	for (size_t i = 0; rc == 0 && i < sizeof(periods) / sizeof(periods[0]); i++)
		rc = measure(f.store, periods[i], &err);
	store_close(f.store);
	if (rc)
		fprintf(stderr, "stats: %s\n", err.text);
	return rc ? 1 : 0;
}
