/* SPDX-License-Identifier: MIT
 * Views, from the key to the frame: frames FILE COLSxROWS. Prints for home, the deck list and the map of all cards the
 * median and the 90th percentile of the ms from opening it to its cells being drawn, and the median of its CPU. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/random.h"
#include "tests/bench/times.h"
#include "tui/script.h"
#include "tui/view_list.h"

enum { RUNS = 60 };

static void show_home(struct app *app)
{
	view_home_show(app, false);
}

static void show_decks(struct app *app)
{
	view_decks_show(app, false);
}

static void show_map(struct app *app)
{
	view_map_push(app, STR(""));
}

static void show_map_of_deck(struct app *app)
{
	view_map_push(app, STR("Bench::Deck 07"));
}

static const struct {
	const char *name;
	void (*show)(struct app *app);
} views[] = {{"home", show_home},
	     {"decks", show_decks},
	     {"map", show_map},
	     {"deck's-map", show_map_of_deck}};

static void measure(struct app *app, size_t which)
{
	double wall[RUNS], cpu[RUNS], begin, own;

	for (int i = 0; i < RUNS; i++) {
		begin = read_ms(CLOCK_MONOTONIC);
		own = read_ms(CLOCK_THREAD_CPUTIME_ID);
		views[which].show(app);
		app_draw(app);
		wall[i] = read_ms(CLOCK_MONOTONIC) - begin;
		cpu[i] = read_ms(CLOCK_THREAD_CPUTIME_ID) - own;
		app_drop(app);
	}
	sort_times(wall, RUNS);
	sort_times(cpu, RUNS);
	printf("%s %.3f %.3f %.3f\n", views[which].name, wall[RUNS / 2], wall[RUNS * 9 / 10], cpu[RUNS / 2]);
}

int main(int argc, char **argv)
{
	struct clock clock;
	struct rng rng;
	struct err err;
	static struct app app;
	int cols, rows;

	if (argc != 3) {
		fputs("frames FILE COLSxROWS\n", stderr);
		return 2;
	}
	rng_seed(&rng, 1);
	app = (struct app){.clock = &clock, .timer = &clock, .rng = &rng};
	if (script_size(str_of(argv[2]), &cols, &rows, &err) || clock_init(&clock, &err) ||
	    store_open(&app.store, argv[1], &clock, &rng, &err)) {
		fprintf(stderr, "frames: %s\n", err.text);
		return 1;
	}
	app_size(&app, cols, rows);
	view_decks_show(&app, false);
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		measure(&app, i);
	app_fini(&app);
	store_close(app.store);
	return 0;
}
