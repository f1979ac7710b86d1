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

/* One walk over all rows, for the cards first … last. SQLite calls for each row, in the midst of one step (ROW_SWEEP): its values come
 * without a return from the statement and a call a column, which takes a third of the time away. */
struct row_walk {
	struct store *store;
	int64_t first, last;
	struct undone undone;
	log_sweep_fn *each;
	void *ctx;
	struct arena arena;
	int rc;
	struct err err; /* what the walk was ended for */
};

/* In the order of ROW_SWEEP. */
enum { AT_ID, AT_T, AT_LAG, AT_Z, AT_ORIGIN, AT_KIND, AT_CARD, AT_BODY };

static int read_swept(struct row_walk *walk, sqlite3_value **at, struct row *row)
{
	int64_t id = sqlite3_value_int64(at[AT_ID]), t = sqlite3_value_int64(at[AT_T]);
	struct str body;

	*row = (struct row){.n = id & ((1LL << LOG_N_BITS) - 1),
			    .at = t - sqlite3_value_int64(at[AT_LAG]),
			    .t = t,
			    .z = sqlite3_value_int(at[AT_Z]),
			    .kind = (enum row_kind)sqlite3_value_int(at[AT_KIND])};
	if (row_origin_name(walk->store, sqlite3_value_int64(at[AT_ORIGIN]), &row->origin, &walk->err))
		return -1;
	body.s = sqlite3_value_blob(at[AT_BODY]);
	body.len = (size_t)sqlite3_value_bytes(at[AT_BODY]);
	return row_get_body(row, body, &walk->arena, &walk->err);
}

/* Which cards matter is asked here: SQLite takes a sixth longer for the same. */
static int walk_row(struct row_walk *walk, sqlite3_value **at)
{
	int64_t card = sqlite3_value_int64(at[AT_CARD]);
	struct row row;

	if (card < walk->first || card > walk->last)
		return 0;
	if (read_swept(walk, at, &row) || is_undone(&walk->undone, sqlite3_value_int64(at[AT_ID]), &row.undone, &walk->err))
		return -1;
	walk->rc = walk->each(walk->ctx, card, &row, &walk->err);
	if (row.kind == ROW_STATE_KIND) /* the only one of these kinds with a text */
		arena_reset(&walk->arena);
	return walk->rc;
}

static void swept(sqlite3_context *context, int count, sqlite3_value **value)
{
	struct store *store = sqlite3_user_data(context);
	struct row_walk *walk = store->walking;

	(void)count;
	if (walk)
		walk->rc = walk_row(walk, value);
	if (!walk || walk->rc)
		sqlite3_result_error(context, "the walk over all rows was ended", -1);
}

static void swept_all(sqlite3_context *context)
{
	sqlite3_result_null(context);
}

int sweep_init(struct store *store)
{
	return sqlite3_create_function(store->db, "swept", 8, SQLITE_UTF8 | SQLITE_DIRECTONLY, store, NULL, swept, swept_all);
}

static int walk_rows(struct row_walk *walk, struct use *use, struct err *err)
{
	int rc = undone_next(&walk->undone, err);

	if (rc)
		return -1;
	walk->store->walking = walk;
	rc = db_step(use, err);
	walk->store->walking = NULL;
	arena_fini(&walk->arena);
	if (walk->rc < 0 && err)
		*err = walk->err;
	return walk->rc ? walk->rc : rc < 0 ? -1 : 0;
}

int log_sweep(struct store *store, int64_t first, int64_t last, log_sweep_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, ROW_SWEEP);
	DB_USE(all, store, UNDONE_ALL);
	struct row_walk walk = {
		.store = store, .first = first > 0 ? first : 1, .last = last, .undone = {.use = &all}, .each = each, .ctx = ctx};

	return walk_rows(&walk, &use, err);
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
