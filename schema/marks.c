/* SPDX-License-Identifier: MIT
 * What sync needs of the store: logs and marks, places, quarantine. */
#include "schema/marks.h"

#include <assert.h>
#include <stdlib.h>

#include "schema/apply.h"

static const int64_t n_mask = (1LL << LOG_N_BITS) - 1;

static void read_mark(struct use *use, struct mark *mark)
{
	*mark = (struct mark){
		.alias = db_int(use, "alias"),
		.log = (uint64_t)db_int(use, "name"),
		.own = db_int(use, "own"),
		.last = db_int(use, "last"),
		.acked = db_int(use, "acked"),
		.safe = db_int(use, "safe"),
		.asked_ms = db_int(use, "asked"),
	};
}

static int by_name(const void *a, const void *b)
{
	const struct mark *left = a, *right = b;

	return (left->log > right->log) - (left->log < right->log);
}

static int gather(struct store *store, struct mark **marks, size_t *count, struct err *err)
{
	DB_USE(use, store, LOG_ALL);
	size_t cap = 0;
	int rc = log_flush(store, err);

	while (rc == 0 && (rc = db_step(&use, err)) == 1) {
		if (*count == cap) {
			cap = cap ? cap * 2 : 8;
			*marks = mem_grow(*marks, cap, sizeof(**marks));
		}
		read_mark(&use, &(*marks)[(*count)++]);
		rc = 0;
	}
	return rc;
}

int mark_each(struct store *store, mark_each_fn *each, void *ctx, struct err *err)
{
	struct mark *marks = NULL;
	size_t count = 0;
	int rc = gather(store, &marks, &count, err);

	if (rc == 0 && count) /* base32hex keeps the order of unsigned numbers */
		qsort(marks, count, sizeof(*marks), by_name);
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = each(ctx, &marks[i], err);
	free(marks);
	return rc;
}

int mark_own(struct store *store, struct mark *mark, struct err *err)
{
	int rc;

	if (log_load_own(store, err) || log_flush(store, err))
		return -1;
	DB_USE(use, store, LOG_OWN);
	rc = db_step(&use, err);
	if (rc != 1)
		return -1;
	read_mark(&use, mark);
	return 0;
}

/* Rows, places, marks and what they make stale change in one transaction: asserted wherever one of them does. */
static int set_mark(struct use *use, uint64_t log, int64_t n, struct err *err)
{
	assert(use->store->in_tx);
	db_bind_int(use, "name", (int64_t)log);
	db_bind_int(use, "n", n);
	return db_run(use, err);
}

int mark_set_acked(struct store *store, uint64_t log, int64_t acked, struct err *err)
{
	DB_USE(use, store, LOG_ACKED);

	return set_mark(&use, log, acked, err);
}

int mark_set_safe(struct store *store, uint64_t log, int64_t safe, struct err *err)
{
	DB_USE(use, store, LOG_SAFE);

	return set_mark(&use, log, safe, err);
}

int mark_set_asked(struct store *store, uint64_t log, int64_t ms, struct err *err)
{
	DB_USE(use, store, LOG_ASKED);

	return set_mark(&use, log, ms, err);
}

int mark_erased(struct store *store, int64_t *ms, struct err *err)
{
	*ms = 0;
	return meta_get_int(store, META_ERASED, ms, err) < 0 ? -1 : 0;
}

int mark_set_erased(struct store *store, int64_t ms, struct err *err)
{
	return meta_set_int(store, META_ERASED, ms, err);
}

int mark_rename(struct store *store, struct str learner, struct err *err)
{
	DB_USE(use, store, LOG_UNSENT);

	if (log_flush(store, err) || db_run(&use, err) || mark_set_erased(store, 0, err))
		return -1;
	return meta_set_text(store, META_LEARNER, learner, err);
}

static int alias_of(struct store *store, uint64_t log, int64_t *alias, int64_t *last, struct err *err)
{
	DB_USE(use, store, LOG_NAMED);
	int rc = log_flush(store, err);

	db_bind_int(&use, "name", (int64_t)log);
	if (rc == 0)
		rc = db_step(&use, err);
	if (rc != 1)
		return rc < 0 ? -1 : 1;
	*alias = db_int(&use, "alias");
	*last = db_int(&use, "last");
	return 0;
}

/* The row at a key, or the one that the place stands for. */
static int load_place(struct store *store, uint64_t log, int64_t id, struct row *row, struct arena *arena,
		      struct err *err)
{
	DB_USE(use, store, PLACE_GET);
	int rc = row_load(store, id, row, arena, err);

	if (rc != 1)
		return rc;
	db_bind_int(&use, "id", id);
	rc = db_step(&use, err);
	if (rc != 1 || db_is_null(&use, "row"))
		return rc < 0 ? -1 : 1;
	rc = row_load(store, db_int(&use, "row"), row, arena, err);
	row->log = log;
	row->n = id & n_mask;
	return rc;
}

int place_get(struct store *store, uint64_t log, int64_t n, struct row *row, struct arena *arena,
	      struct err *err)
{
	int64_t alias, last;
	int rc = alias_of(store, log, &alias, &last, err);

	if (rc || n < 1 || n > last)
		return rc < 0 ? -1 : 1;
	return load_place(store, log, alias << LOG_N_BITS | n, row, arena, err);
}

int place_each(struct store *store, uint64_t log, int64_t from, int limit, log_each_fn *each, void *ctx,
	       struct err *err)
{
	struct arena arena = {0};
	struct row row;
	int64_t alias, last;
	int rc = alias_of(store, log, &alias, &last, err);
	DB_USE(use, store, PLACE_ROWS); /* one loop in another: in the order of the places */

	if (rc)
		return rc < 0 ? -1 : 0;
	db_bind_int(&use, "first", alias << LOG_N_BITS | (from < 1 ? 1 : from));
	db_bind_int(&use, "last", alias << LOG_N_BITS | last);
	db_bind_int(&use, "limit", limit);
	while ((rc = db_step(&use, err)) == 1) {
		rc = row_read(store, &use, &row, &arena, err);
		row.log = log;
		row.n = db_int(&use, "place") & n_mask;
		if (rc == 0)
			rc = each(ctx, &row, err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

int place_note(struct store *store, int64_t id, int64_t row, struct err *err)
{
	DB_USE(use, store, PLACE_ADD);

	assert(store->in_tx);
	db_bind_int(&use, "id", id);
	if (row)
		db_bind_int(&use, "row", row);
	else
		db_bind_null(&use, "row");
	return db_run(&use, err);
}

/* 0 the place is the next one, PLACE_HELD it is behind us. */
static int check_next(struct store *store, uint64_t log, int64_t n, struct err *err)
{
	if (log_load(store, log, err))
		return -1;
	if (n <= store->adding.last)
		return PLACE_HELD;
	if (n != store->adding.last + 1)
		return err_set(err, ERR_STORE,
			       "row %lld of a log was offered before row %lld; please report this",
			       (long long)n, (long long)store->adding.last + 1);
	return 0;
}

int log_step_over(struct store *store, int64_t n, struct err *err)
{
	struct adding *adding = &store->adding;

	if (log_flush(store, err)) /* the run that ends here is written, or its rows could not be found again */
		return -1;
	adding->last = n;
	adding->changed = true;
	adding->origin = -1; /* a run has no holes */
	return 0;
}

int row_goes_on(struct store *store, const struct row *row, struct err *err)
{
	struct adding *adding = &store->adding;

	if (store->origin_name != row->origin || adding->origin != store->origin_alias || row->at <= adding->at_last)
		return 0;
	if (adding->held_to < 0) {
		DB_USE(use, store, RUN_END);

		db_bind_int(&use, "origin", adding->origin);
		if (db_step(&use, err) < 0)
			return -1;
		adding->held_to = db_int(&use, "at");
	}
	return row->at > adding->held_to;
}

int place_apply(struct store *store, const struct row *row, struct err *err)
{
	struct row copy = *row;
	int64_t held;
	int rc = check_next(store, row->log, row->n, err);

	if (rc)
		return rc;
	store->remembers = true;
	rc = row_goes_on(store, row, err);
	if (rc == 0)
		rc = row_locate(store, row->origin, row->at, &held, err);
	if (rc < 0)
		return -1;
	if (rc == 1)
		return log_add(store, &copy, true, err) ? -1 : PLACE_NEW;
	if (place_note(store, store->adding.alias << LOG_N_BITS | row->n, held, err) ||
	    log_step_over(store, row->n, err))
		return -1;
	return PLACE_DOUBLE;
}

int raw_put(struct store *store, int64_t id, struct str bytes, const char *why, struct err *err)
{
	DB_USE(use, store, RAW_ADD);

	db_bind_int(&use, "id", id);
	db_bind_blob(&use, "doc", bytes);
	db_bind_text(&use, "why", str_of(why));
	return db_run(&use, err) || place_note(store, id, 0, err) ? -1 : 0;
}

int place_apply_raw(struct store *store, uint64_t log, int64_t n, struct str bytes, const char *why,
		    struct err *err)
{
	int rc = check_next(store, log, n, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	return raw_put(store, store->adding.alias << LOG_N_BITS | n, bytes, why, err) ||
			       log_step_over(store, n, err)
		       ? -1
		       : 0;
}

int raw_get(struct store *store, uint64_t log, int64_t n, struct str *bytes, struct arena *arena,
	    struct err *err)
{
	DB_USE(use, store, RAW_GET);
	int64_t alias, last;
	int rc = alias_of(store, log, &alias, &last, err);

	if (rc)
		return rc;
	db_bind_int(&use, "id", alias << LOG_N_BITS | n);
	rc = db_step(&use, err);
	if (rc == 1)
		*bytes = arena_str(arena, db_text(&use, "doc"));
	return rc < 0 ? -1 : !rc;
}

int raw_count(struct store *store, int64_t *count, struct err *err)
{
	DB_USE(use, store, RAW_COUNT);

	if (db_step(&use, err) < 0)
		return -1;
	*count = db_int(&use, "n");
	return 0;
}

int raw_count_of(struct store *store, uint64_t log, int64_t *count, struct err *err)
{
	DB_USE(use, store, RAW_OF_LOG);
	int64_t alias, last;
	int rc = alias_of(store, log, &alias, &last, err);

	*count = 0;
	if (rc)
		return rc < 0 ? -1 : 0;
	db_bind_int(&use, "first", alias << LOG_N_BITS);
	db_bind_int(&use, "last", alias << LOG_N_BITS | last);
	if (db_step(&use, err) < 0)
		return -1;
	*count = db_int(&use, "n");
	return 0;
}

int raw_each(struct store *store, raw_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, RAW_ALL);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		rc = each(ctx, (uint64_t)db_int(&use, "log"), db_int(&use, "id") & n_mask,
			  db_text(&use, "doc"), err);
		if (rc)
			return rc;
	}
	return rc;
}

int origin_each_unsent(struct store *store, origin_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, ORIGIN_UNSENT);
	int rc = log_flush(store, err);

	while (rc == 0 && (rc = db_step(&use, err)) == 1)
		rc = each(ctx, (uint64_t)db_int(&use, "name"), err);
	return rc;
}

int origin_skew(struct store *store, uint64_t origin, int64_t *ms, struct err *err)
{
	DB_USE(use, store, ORIGIN_NAMED);
	int rc;

	db_bind_int(&use, "name", (int64_t)origin);
	rc = db_step(&use, err);
	*ms = rc == 1 ? db_int(&use, "skew") : 0;
	return rc < 0 ? -1 : 0;
}

static int sum_logs(struct store *store, struct log_counts *counts, struct err *err)
{
	DB_USE(use, store, LOG_SUMS);

	if (db_step(&use, err) < 0)
		return -1;
	counts->rows = db_int(&use, "rows");
	counts->answers = db_int(&use, "answers");
	return 0;
}

int log_counts(struct store *store, struct log_counts *counts, struct err *err)
{
	struct mark *marks = NULL;
	size_t count = 0;
	int rc = gather(store, &marks, &count, err);

	*counts = (struct log_counts){0};
	for (size_t i = 0; i < count; i++) {
		if (!marks[i].own)
			continue;
		counts->waiting = marks[i].last - marks[i].acked;
		counts->safe = marks[i].safe;
	}
	free(marks);
	if (rc == 0)
		rc = sum_logs(store, counts, err);
	if (rc == 0)
		rc = meta_get_int(store, META_SYNCED, &counts->synced_ms, err);
	return rc < 0 ? -1 : 0;
}
