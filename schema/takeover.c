/* SPDX-License-Identifier: MIT
 * A place that the server has otherwise: it becomes the server's, and the row that stood there goes on at another
 * place of it, else at the end of the own log, from where it is sent again. */
#include <assert.h>

#include "schema/apply.h"
#include "schema/marks.h"

static int drop_at(struct store *store, enum statement which, int64_t id, struct err *err)
{
	struct use use = db_use(store, which);
	int rc;

	db_bind_int(&use, "id", id);
	rc = db_run(&use, err);
	db_release(&use);
	return rc;
}

/* Another place of the row, one of the own log before any other. 0 found, 1 none. */
static int other_place(struct store *store, int64_t row, int64_t *id, struct err *err)
{
	DB_USE(use, store, PLACE_OF_ROW);
	int found = 1, rc;

	db_bind_int(&use, "row", row);
	while ((rc = db_step(&use, err)) == 1) {
		*id = db_int(&use, "id");
		found = 0;
		if (*id >> LOG_N_BITS == store->adding.alias)
			break;
	}
	return rc < 0 ? -1 : found;
}

static int lean_on(struct store *store, int64_t id, uint64_t *leans, struct err *err)
{
	DB_USE(use, store, LOG_ALIAS);

	db_bind_int(&use, "alias", id >> LOG_N_BITS);
	if (db_step(&use, err) != 1)
		return -1;
	*leans = db_int(&use, "own") ? 0 : (uint64_t)db_int(&use, "name");
	return 0;
}

/* The row at `id` leaves it. */
static int move_row(struct store *store, int64_t id, uint64_t *leans, struct err *err)
{
	int64_t to;
	int none = log_load_own(store, err) ? -1 : other_place(store, id, &to, err), rc = -1;

	if (none == 0) {
		rc = drop_at(store, ST_PLACE_DROP, to, err);
	} else if (none == 1) {
		to = store->adding.alias << LOG_N_BITS | (store->adding.last + 1);
		rc = log_step_over(store, store->adding.last + 1, err);
	}
	if (rc || log_flush(store, err) || run_take_out(store, id, to, err) ||
	    rows_move(store, id, id, to, err) || (none && deed_mute(store, to, err)))
		return -1;
	return lean_on(store, to, leans, err);
}

static int is_row(struct store *store, int64_t id, struct err *err)
{
	DB_USE(row, store, ROW_AT);

	db_bind_int(&row, "id", id);
	return db_step(&row, err);
}

static int vacate(struct store *store, int64_t id, uint64_t *leans, struct err *err)
{
	DB_USE(place, store, PLACE_GET);
	int rc = is_row(store, id, err);

	if (rc)
		return rc < 0 ? -1 : move_row(store, id, leans, err);
	db_bind_int(&place, "id", id);
	rc = db_step(&place, err);
	if (rc < 0 || (rc && !db_is_null(&place, "row") && lean_on(store, db_int(&place, "row"), leans, err)))
		return -1;
	return drop_at(store, ST_RAW_DROP, id, err) || drop_at(store, ST_PLACE_DROP, id, err) ? -1 : 0;
}

/* Inside a log as if at its end: what is added knows only the number before it. */
static int add_inside(struct store *store, const struct row *row, struct err *err)
{
	struct row copy = *row;
	int64_t last = store->adding.last;

	store->adding.last = row->n - 1;
	store->adding.origin = -1;
	if (log_add(store, &copy, true, err) || log_flush(store, err))
		return -1;
	store->adding.last = last;
	store->adding.changed = true;
	store->adding.origin = -1;
	return 0;
}

/* Frees the place and leaves its log loaded; its key in *id. */
static int free_place(struct store *store, uint64_t log, int64_t n, int64_t *id, uint64_t *leans,
		      struct err *err)
{
	*leans = 0;
	if (log_load(store, log, err) || log_flush(store, err))
		return -1;
	assert(!store->adding.own && n >= 1 && n <= store->adding.last);
	*id = store->adding.alias << LOG_N_BITS | n;
	return vacate(store, *id, leans, err) || log_load(store, log, err) ? -1 : 0;
}

int place_take_over(struct store *store, const struct row *row, uint64_t *leans, struct err *err)
{
	int64_t id, held;
	int rc;

	if (free_place(store, row->log, row->n, &id, leans, err))
		return -1;
	rc = row_locate(store, row->origin, row->at, &held, err);
	if (rc < 0)
		return -1;
	if (rc == 1)
		return add_inside(store, row, err) ? -1 : PLACE_NEW;
	return place_note(store, id, held, err) ? -1 : PLACE_DOUBLE;
}

int place_take_over_raw(struct store *store, uint64_t log, int64_t n, struct str bytes, const char *why,
			uint64_t *leans, struct err *err)
{
	int64_t id;

	if (free_place(store, log, n, &id, leans, err))
		return -1;
	return raw_put(store, id, bytes, why, err);
}
