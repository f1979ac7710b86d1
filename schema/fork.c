/* SPDX-License-Identifier: MIT
 * A fork: the own log is left to whoever else writes it, and the rows behind the fork go on under a new one.
 */
#include <stdlib.h>

#include "schema/apply.h"
#include "schema/marks.h"

static const int64_t n_mask = (1LL << LOG_N_BITS) - 1;

/* Every table that names rows by key follows them to their new keys. */
int rows_move(struct store *store, int64_t from, int64_t last, int64_t to, struct err *err)
{
	static const enum statement moves[] = {ST_ROW_MOVE,  ST_PLACE_MOVE,    ST_PLACE_REPOINT,
					       ST_RAW_MOVE,  ST_UNDONE_MOVE,   ST_NOTE_MOVE,
					       ST_TYPE_MOVE, ST_CONTESTED_MOVE, ST_BROUGHT_MOVE, ST_DEED_MOVE};
	int rc = deeds_cut(store, from, last, err);

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]) && rc == 0; i++) {
		struct use use = db_use(store, moves[i]);

		db_bind_int(&use, "from", from);
		db_bind_int(&use, "to", to);
		db_bind_int(&use, "first", from);
		db_bind_int(&use, "last", last);
		rc = db_run(&use, err);
		db_release(&use);
	}
	return rc;
}

struct run {
	int64_t origin, at_first, at_last, n_first, n_last;
};

static int put_run(struct store *store, int64_t log, const struct run *run, struct err *err)
{
	DB_USE(use, store, RUN_ADD);

	db_bind_int(&use, "origin", run->origin);
	db_bind_int(&use, "log", log);
	db_bind_int(&use, "at_first", run->at_first);
	db_bind_int(&use, "at_last", run->at_last);
	db_bind_int(&use, "n_first", run->n_first);
	db_bind_int(&use, "n_last", run->n_last);
	return db_run(&use, err);
}

static int drop_run(struct store *store, int64_t log, const struct run *run, struct err *err)
{
	DB_USE(use, store, RUN_DROP);

	db_bind_int(&use, "origin", run->origin);
	db_bind_int(&use, "at_first", run->at_first);
	db_bind_int(&use, "log", log);
	return db_run(&use, err);
}

/* A run that crosses the place of the fork is cut in two; the part behind goes with the rows. */
static int move_run(struct store *store, int64_t from_log, int64_t last, int64_t to_log,
		    const struct run *run, struct err *err)
{
	struct run before = *run, behind = *run;

	if (drop_run(store, from_log, run, err))
		return -1;
	if (run->n_first <= last) {
		before.n_last = last;
		behind.n_first = last + 1;
		if (row_at(store, from_log << LOG_N_BITS | last, &before.at_last, err) ||
		    row_at(store, from_log << LOG_N_BITS | (last + 1), &behind.at_first, err) ||
		    put_run(store, from_log, &before, err))
			return -1;
	}
	behind.n_first -= last;
	behind.n_last -= last;
	return put_run(store, to_log, &behind, err);
}

static int move_runs(struct store *store, int64_t from_log, int64_t last, int64_t to_log, struct err *err)
{
	struct run *runs = NULL;
	size_t count = 0, cap = 0;
	int rc;
	DB_USE(use, store, RUN_FROM);

	db_bind_int(&use, "log", from_log);
	db_bind_int(&use, "n", last + 1);
	while ((rc = db_step(&use, err)) == 1) {
		if (count == cap) {
			cap = cap ? cap * 2 : 8;
			runs = mem_grow(runs, cap, sizeof(*runs));
		}
		runs[count++] = (struct run){db_int(&use, "origin"), db_int(&use, "at_first"),
					     db_int(&use, "at_last"), db_int(&use, "n_first"),
					     db_int(&use, "n_last")};
	}
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = move_run(store, from_log, last, to_log, &runs[i], err);
	free(runs);
	return rc;
}

/* What is left of a run at one side of a row that leaves it. */
static int keep_part(struct store *store, int64_t log, struct run part, struct err *err)
{
	if (part.n_first > part.n_last)
		return 0;
	if (row_at(store, log << LOG_N_BITS | part.n_first, &part.at_first, err) ||
	    row_at(store, log << LOG_N_BITS | part.n_last, &part.at_last, err))
		return -1;
	return put_run(store, log, &part, err);
}

/* The run of origin and `at` in that log. 0 found; one that is not there is an error of the store. */
static int find_run(struct store *store, int64_t log, int64_t n, int64_t origin, struct run *run, struct err *err)
{
	DB_USE(use, store, RUN_OF_ORIGIN);
	int rc;

	*run = (struct run){0};
	db_bind_int(&use, "origin", origin);
	while ((rc = db_step(&use, err)) == 1) {
		*run = (struct run){origin, db_int(&use, "at_first"), db_int(&use, "at_last"),
				    db_int(&use, "n_first"), db_int(&use, "n_last")};
		if (db_int(&use, "log") == log && run->n_first <= n && n <= run->n_last)
			return 0;
	}
	return rc < 0 ? -1
		      : err_set(err, ERR_STORE, "%s: row %lld is in no run; restore a backup",
				store_path(store), (long long)n);
}

int run_take_out(struct store *store, int64_t id, int64_t to, struct err *err)
{
	int64_t log = id >> LOG_N_BITS, n = id & n_mask, n_to = to & n_mask, at, origin;
	struct run run, before, behind;

	if (row_origin(store, id, &origin, err) || row_at(store, id, &at, err) ||
	    find_run(store, log, n, origin, &run, err) || drop_run(store, log, &run, err))
		return -1;
	before = behind = run;
	before.n_last = n - 1;
	behind.n_first = n + 1;
	if (keep_part(store, log, before, err) || keep_part(store, log, behind, err))
		return -1;
	return put_run(store, to >> LOG_N_BITS, &(struct run){origin, at, at, n_to, n_to}, err);
}

static int set_last(struct store *store, int64_t alias, int64_t last, struct err *err)
{
	DB_USE(use, store, LOG_LAST);

	db_bind_int(&use, "alias", alias);
	db_bind_int(&use, "last", last);
	db_bind_int(&use, "answers", 0); /* they stay told where they were: only the sum is read */
	return db_run(&use, err);
}

static int clamp_marks(struct store *store, const struct mark *mark, int64_t last, struct err *err)
{
	if (mark->acked > last && mark_set_acked(store, mark->log, last, err))
		return -1;
	return mark->safe > last ? mark_set_safe(store, mark->log, last, err) : 0;
}

int mark_fork(struct store *store, int64_t last, struct err *err)
{
	struct mark old, new;
	int64_t from, to;

	if (mark_own(store, &old, err) || log_mint(store, err) || mark_own(store, &new, err))
		return -1;
	store->adding = (struct adding){0};
	if (last >= old.last)
		return 0;
	from = old.alias << LOG_N_BITS | (last + 1);
	to = new.alias << LOG_N_BITS | 1;
	if (move_runs(store, old.alias, last, new.alias, err) ||
	    rows_move(store, from, old.alias << LOG_N_BITS | old.last, to, err) ||
	    set_last(store, old.alias, last, err) || set_last(store, new.alias, old.last - last, err))
		return -1;
	return clamp_marks(store, &old, last, err);
}
