/* SPDX-License-Identifier: MIT
 * Rows in the order in which the file holds them: each page is read once, and of each row only what a fold
 * takes. */
#include "schema/sweep.h"

#include "schema/apply.h"

enum { LOG_CHANGED = -2 };

int stale_each(struct store *store, int64_t first, stale_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, STALE_FROM);
	int rc;

	db_bind_int(&use, "first", first);
	while ((rc = db_step(&use, err)) == 1) {
		rc = each(ctx, db_int(&use, "card"), db_int(&use, "rows"), err);
		if (rc)
			return rc;
	}
	return rc;
}

int stale_day_each(struct store *store, int limit, stale_day_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, STALE_DAY_LIST);
	int rc;

	db_bind_int(&use, "limit", limit);
	while ((rc = db_step(&use, err)) == 1) {
		rc = each(ctx, db_int(&use, "day"), err);
		if (rc)
			return rc;
	}
	return rc;
}

int log_sweep(struct store *store, int64_t first, int64_t last, log_sweep_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, ROW_SWEEP);
	struct arena arena = {0};
	struct row row;
	int rc;

	db_bind_int(&use, "first", first);
	db_bind_int(&use, "last", last);
	while ((rc = db_step(&use, err)) == 1) {
		rc = row_read(store, &use, &row, &arena, err);
		row.undone = !db_is_null(&use, "undone");
		if (rc == 0)
			rc = each(ctx, db_int(&use, "card"), &row, err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

static int walk_since(struct store *store, const struct mark *then, int64_t last, log_since_fn *each, void *ctx,
		      struct err *err)
{
	DB_USE(use, store, ROW_RANGE);
	int rc;

	db_bind_int(&use, "first", then->alias << LOG_N_BITS | (then->last + 1));
	db_bind_int(&use, "last", then->alias << LOG_N_BITS | last);
	while ((rc = db_step(&use, err)) == 1) {
		rc = each(ctx, db_int(&use, "card"), (enum row_kind)db_int(&use, "kind"), err);
		if (rc)
			return rc;
	}
	return rc;
}

static const struct mark *mark_of(const struct mark *marks, size_t count, int64_t alias)
{
	for (size_t i = 0; i < count; i++)
		if (marks[i].alias == alias)
			return &marks[i];
	return NULL;
}

int log_since(struct store *store, const struct mark *then, size_t count, log_since_fn *each, void *ctx,
	      struct err *err)
{
	DB_USE(use, store, LOG_ALL);
	size_t seen = 0;
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		const struct mark *mark = mark_of(then, count, db_int(&use, "alias"));
		int64_t last = db_int(&use, "last");

		if (!mark || mark->own != (db_int(&use, "own") != 0) || last < mark->last)
			return LOG_CHANGED;
		seen++;
		rc = last > mark->last ? walk_since(store, mark, last, each, ctx, err) : 0;
		if (rc)
			return rc;
	}
	return rc < 0 ? -1 : seen == count ? 0 : LOG_CHANGED;
}
