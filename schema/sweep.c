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

int stale_cards(struct store *store, int64_t first, stale_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, STALE_CARDS);
	int rc;

	db_bind_int(&use, "first", first);
	while ((rc = db_step(&use, err)) == 1) {
		rc = each(ctx, db_int(&use, "card"), 0, err);
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

/* Where the columns of ROW_SWEEP stand. */
struct columns {
	int id, t, lag, z, origin, kind, card, body;
};

static struct columns columns_of(struct use *use)
{
	return (struct columns){db_column(use, "id"),	  db_column(use, "t"),	  db_column(use, "lag"),  db_column(use, "z"),
				db_column(use, "origin"), db_column(use, "kind"), db_column(use, "card"), db_column(use, "body")};
}

/* Rows that count for nothing, walked beside the others: both come in the order of their keys. */
struct undone {
	struct use *use;
	int64_t id; /* the next one; INT64_MAX: there is none */
};

static int undone_next(struct undone *undone, struct err *err)
{
	int rc = db_step(undone->use, err);

	undone->id = rc == 1 ? db_int(undone->use, "row") : INT64_MAX;
	return rc < 0 ? -1 : 0;
}

static int is_undone(struct undone *undone, int64_t id, bool *is, struct err *err)
{
	while (undone->id < id)
		if (undone_next(undone, err))
			return -1;
	*is = undone->id == id;
	return 0;
}

static int read_swept(struct store *store, sqlite3_stmt *stmt, const struct columns *at, struct row *row, struct arena *arena,
		      struct err *err)
{
	int64_t id = sqlite3_column_int64(stmt, at->id), t = sqlite3_column_int64(stmt, at->t);
	struct str body;

	*row = (struct row){.n = id & ((1LL << LOG_N_BITS) - 1),
			    .at = t - sqlite3_column_int64(stmt, at->lag),
			    .t = t,
			    .z = sqlite3_column_int(stmt, at->z),
			    .kind = (enum row_kind)sqlite3_column_int(stmt, at->kind)};
	if (row_origin_name(store, sqlite3_column_int64(stmt, at->origin), &row->origin, err))
		return -1;
	body.s = sqlite3_column_blob(stmt, at->body);
	body.len = (size_t)sqlite3_column_bytes(stmt, at->body);
	return row_get_body(row, body, arena, err);
}

/* Which cards matter is asked here: SQLite takes a sixth longer for the same. */
struct wanted {
	int64_t first, last;
};

static int walk_rows(struct store *store, struct use *use, const struct wanted *wanted, struct undone *undone, log_sweep_fn *each,
		     void *ctx, struct err *err)
{
	struct columns at = columns_of(use);
	struct arena arena = {0};
	struct row row;
	int rc = undone_next(undone, err);

	while (rc == 0 && (rc = db_step(use, err)) == 1) {
		int64_t card = sqlite3_column_int64(use->stmt, at.card);

		rc = 0;
		if (card < wanted->first || card > wanted->last)
			continue;
		rc = read_swept(store, use->stmt, &at, &row, &arena, err);
		if (rc == 0)
			rc = is_undone(undone, sqlite3_column_int64(use->stmt, at.id), &row.undone, err);
		if (rc == 0)
			rc = each(ctx, card, &row, err);
		if (row.kind == ROW_STATE_KIND) /* the only one of these kinds with a text */
			arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

int log_sweep(struct store *store, int64_t first, int64_t last, log_sweep_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, ROW_SWEEP);
	DB_USE(all, store, UNDONE_ALL);
	struct undone undone = {.use = &all};

	return walk_rows(store, &use, &(struct wanted){first > 0 ? first : 1, last}, &undone, each, ctx, err);
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
