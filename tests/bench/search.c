/* SPDX-License-Identifier: MIT
 * For ./dev bench: search FILE QUERY... brings the index up to date, then prints for each query what passed, in ms,
 * until the first 50 cards stood in order, until the end, and in the longest slice; the CPU until the first and of the
 * longest slice; and how many were found. */
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "schema/index.h"
#include "study/search.h"
#include "tests/bench/times.h"

enum { FIRST = 50, SLICE_US = 3000 };

static double now_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

static double cpu_ms(void)
{
	return read_ms(CLOCK_THREAD_CPUTIME_ID);
}

static int catch_up(struct store *store, struct err *err)
{
	struct store *looking;
	double from = now_ms();
	int rc = index_open(&looking, store, err);

	if (rc)
		return -1;
	while ((rc = index_catch_up(looking, err)) == 1)
		;
	store_close(looking);
	printf("index %.1f\n", now_ms() - from);
	return rc;
}

/* The first cards, drawn after each slice as the browser does. */
static int one(struct search *search, const char *query, struct err *err)
{
	double from = now_ms(), cpu = cpu_ms(), first = 0, first_cpu = 0, longest = 0, longest_cpu = 0;
	int rc = search_start(search, str_of(query), ORDER_ADDED, false, err);

	if (rc)
		return -1;
	do {
		double slice = now_ms(), slice_cpu = cpu_ms();

		rc = search_step(search, SLICE_US, first == 0 ? FIRST : 0, err);
		for (int64_t i = 0; i < FIRST && i < search_listed(search); i++)
			(void)search_card(search, i);
		slice = now_ms() - slice;
		slice_cpu = cpu_ms() - slice_cpu;
		longest = slice > longest ? slice : longest;
		longest_cpu = slice_cpu > longest_cpu ? slice_cpu : longest_cpu;
		if (first == 0 && (rc == 0 || search_found(search) >= FIRST)) {
			first = now_ms() - from;
			first_cpu = cpu_ms() - cpu;
		}
	} while (rc == 1);
	printf("%.3f %.3f %.3f %.3f %.3f %lld %s\n", first, now_ms() - from, longest, first_cpu, longest_cpu,
	       (long long)search_found(search), query);
	return rc;
}

int main(int argc, char **argv)
{
	struct search *search = NULL;
	struct store *store = NULL;
	struct clock clock;
	struct rng rng;
	struct err err;
	int rc;

	if (argc < 3) {
		fputs("search FILE QUERY...\n", stderr);
		return 2;
	}
	rng_seed(&rng, 1);
	rc = clock_init(&clock, &err) || store_open(&store, argv[1], &clock, &rng, &err) ||
	     catch_up(store, &err) || search_open(&search, store, &err);
	for (int i = 2; i < argc && rc == 0; i++)
		rc = one(search, argv[i], &err);
	if (rc)
		fprintf(stderr, "search: %s\n", err.text);
	search_close(search);
	store_close(store);
	return rc ? 1 : 0;
}
