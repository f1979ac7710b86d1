/* SPDX-License-Identifier: MIT
 * Folding every card of a store again, part by part: refold FILE. Prints the number of answers and seconds of CPU: SQLite's
 * walk over the same columns, the same rows as structs, folding them in memory, and all of it into the store. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "schema/stale.h"
#include "schema/sweep.h"
#include "study/refold.h"

enum { TIMES = 5 };

static double cpu(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static double walk(const char *path)
{
	sqlite3_stmt *stmt;
	int64_t sum = 0;
	sqlite3 *db;
	double begin;

	if (sqlite3_open(path, &db) ||
	    sqlite3_prepare_v2(db, "SELECT id, t, lag, z, origin, kind, card, body FROM row WHERE kind = 1 ORDER BY id", -1, &stmt, NULL))
		abort();
	begin = cpu();
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		for (int i = 0; i < 7; i++)
			sum += sqlite3_column_int64(stmt, i);
		sum += sqlite3_column_bytes(stmt, 7);
	}
	begin = cpu() - begin;
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return sum ? begin : 0;
}

struct cards {
	struct fold *fold; /* by local id */
	size_t count;
	int64_t rows, sum;
	bool keep;
};

static int take(void *ctx, int64_t id, const struct row *row, struct err *err)
{
	struct cards *cards = ctx;

	(void)err;
	cards->rows++;
	cards->sum += row->t;
	if (!cards->keep)
		return 0;
	if ((size_t)id >= cards->count) {
		size_t count = (size_t)id * 2 + 1024;

		cards->fold = mem_grow(cards->fold, count, sizeof(*cards->fold));
		for (; cards->count < count; cards->count++)
			cards->fold[cards->count] = (struct fold){0};
	}
	fold_add(&cards->fold[id], row, row->undone);
	return 0;
}

static double fold_all(struct store *store, struct cards *cards, struct err *err)
{
	const struct settings *settings;
	struct refold refold;
	int64_t since;
	double begin, best = 1e9;

	if (refold_open(&refold, store, err) || refold_rule(&refold, 0, &settings, &since, err))
		return -1;
	for (int i = 0; i < TIMES; i++) {
		begin = cpu();
		for (size_t id = 0; id < cards->count; id++) {
			struct card card = {.id = (int64_t)id, .uid = id, .note = 1};

			if (cards->fold[id].count)
				fold_finish(&cards->fold[id], settings, since, refold.today, &card);
		}
		begin = cpu() - begin;
		best = begin < best ? begin : best;
	}
	refold_close(&refold);
	return best;
}

static int mark_all(struct store *store, struct err *err)
{
	STORE_TX(tx);

	return store_begin(store, &tx, err) || stale_mark_all(store, err) || store_commit(&tx, err) ? -1 : 0;
}

static int measure(struct store *store, const char *path, struct err *err)
{
	struct cards cards = {0};
	double raw = 1e9, read = 1e9, begin, fold;
	int64_t rows = 0;

	for (int i = 0; i < TIMES; i++) {
		double took = walk(path);

		raw = took < raw ? took : raw;
		cards.rows = 0;
		begin = cpu();
		if (log_sweep(store, 0, UINT32_MAX, take, &cards, err))
			return -1;
		read = cpu() - begin < read ? cpu() - begin : read;
		rows = cards.rows;
	}
	cards.keep = true;
	if (log_sweep(store, 0, UINT32_MAX, take, &cards, err) || (fold = fold_all(store, &cards, err)) < 0 || mark_all(store, err))
		return -1;
	begin = cpu();
	if (fold_slice(store, 0, err) < 0)
		return -1;
	printf("%lld %.6f %.6f %.6f %.6f\n", (long long)rows, raw, read, fold, cpu() - begin);
	for (size_t i = 0; i < cards.count; i++)
		fold_fini(&cards.fold[i]);
	free(cards.fold);
	return 0;
}

int main(int argc, char **argv)
{
	struct store *store = NULL;
	struct clock clock;
	struct rng rng;
	struct err err;
	int rc;

	if (argc != 2) {
		fputs("refold FILE\n", stderr);
		return 2;
	}
	rng_seed(&rng, 1);
	rc = clock_init(&clock, &err) || store_open(&store, argv[1], &clock, &rng, &err) || measure(store, argv[1], &err);
	store_close(store);
	if (rc)
		fprintf(stderr, "refold: %s\n", err.text);
	return rc;
}
