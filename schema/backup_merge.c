/* SPDX-License-Identifier: MIT
 * Backup: one store's rows into another one. A log that both hold has the same rows up to where the shorter one ends, or
 * up to a fork; what lies behind goes in by place, or by identity into the own log. */
#include <string.h>

#include "schema/apply.h"
#include "schema/backup_priv.h"
#include "schema/brought.h"
#include "schema/marks.h"

enum { BATCH = 2000 };

struct merging {
	struct store *into, *from;
	struct arena arena;
	struct bringing bringing;
	int64_t added;
};

static int held_last(struct store *store, uint64_t log, int64_t *last, bool *own, struct err *err)
{
	DB_USE(use, store, LOG_NAMED);
	int rc;

	db_bind_int(&use, "name", (int64_t)log);
	rc = db_step(&use, err);
	*last = rc == 1 ? db_int(&use, "last") : 0;
	*own = rc == 1 && db_int(&use, "own");
	return rc < 0 ? -1 : 0;
}

/* Whether both hold the same row there; what is no row in one of them is as good as the same. */
static int same_at(struct merging *m, uint64_t log, int64_t n, bool *same, struct err *err)
{
	struct row a, b;
	int first = place_get(m->into, log, n, &a, &m->arena, err), second;

	second = first < 0 ? -1 : place_get(m->from, log, n, &b, &m->arena, err);
	arena_reset(&m->arena);
	*same = first == 1 || second == 1 || (a.origin == b.origin && a.at == b.at);
	return first < 0 || second < 0 ? -1 : 0;
}

/* The last number up to which both hold the same, at most `last`: a log grows at its end, so it is found by halving. */
static int find_fork(struct merging *m, uint64_t log, int64_t last, int64_t *fork, struct err *err)
{
	int64_t good = 0, other = last + 1;

	while (other - good > 1) {
		int64_t n = other == last + 1 ? last : good + (other - good) / 2;
		bool same;

		if (same_at(m, log, n, &same, err))
			return -1;
		if (same)
			good = n;
		else
			other = n;
	}
	*fork = good;
	return 0;
}

static int take_raw(struct merging *m, uint64_t log, int64_t n, struct err *err)
{
	DB_USE(use, m->from, RAW_WHOLE);
	DB_USE(named, m->from, LOG_NAMED);
	int rc;

	db_bind_int(&named, "name", (int64_t)log);
	if (db_step(&named, err) != 1)
		return -1;
	db_bind_int(&use, "id", db_int(&named, "alias") << LOG_N_BITS | n);
	rc = db_step(&use, err);
	if (rc < 0)
		return -1;
	return place_apply_raw(m->into, log, n, rc ? db_text(&use, "doc") : STR(""), rc ? db_text(&use, "why").s : "empty",
			       err);
}

/* One place behind what is held: by place, or behind a fork by identity. */
static int take_place(struct merging *m, uint64_t log, int64_t n, bool forked, struct err *err)
{
	struct row row;
	int rc = place_get(m->from, log, n, &row, &m->arena, err);

	if (rc == 0)
		rc = forked ? log_bring(m->into, &m->bringing, &row, err) : place_apply(m->into, &row, err);
	else if (rc == 1)
		rc = forked ? 0 : take_raw(m, log, n, err);
	m->added += rc == (forked ? (int)BRING_NEW : (int)PLACE_NEW);
	arena_reset(&m->arena);
	return rc < 0 ? -1 : 0;
}

static int take_batch(struct merging *m, uint64_t log, int64_t *n, int64_t last, bool forked, struct err *err)
{
	STORE_TX(tx);
	int64_t end = last - *n < BATCH ? last : *n + BATCH;

	if (store_begin(m->into, &tx, err))
		return -1;
	for (; *n < end; ++*n)
		if (take_place(m, log, *n + 1, forked, err))
			return -1;
	return store_commit(&tx, err);
}

/* The own log is left to the rows of the backup behind its end. */
static int give_up_own(struct store *store, struct err *err)
{
	STORE_TX(tx);

	return store_begin(store, &tx, err) || log_mint(store, err) || store_commit(&tx, err) ? -1 : 0;
}

static int merge_log(void *ctx, const struct mark *mark, struct err *err)
{
	struct merging *m = ctx;
	int64_t last, both, n;
	bool own, forked;

	if (held_last(m->into, mark->log, &last, &own, err))
		return -1;
	both = last < mark->last ? last : mark->last;
	if (find_fork(m, mark->log, both, &n, err))
		return -1;
	forked = n < both;
	if (!forked && n < mark->last && own && give_up_own(m->into, err))
		return -1;
	m->bringing = (struct bringing){0};
	while (n < mark->last)
		if (take_batch(m, mark->log, &n, mark->last, forked, err))
			return -1;
	return 0;
}

static int merge_learner(struct merging *m, struct err *err)
{
	struct buf ours = {0}, theirs = {0};
	STORE_TX(tx);
	int rc = meta_get_text(m->into, META_LEARNER, &ours, err);

	if (rc >= 0)
		rc = meta_get_text(m->from, META_LEARNER, &theirs, err);
	if (rc >= 0 && ours.len && theirs.len && !str_eq(buf_str(&ours), buf_str(&theirs)))
		rc = err_set(err, ERR_INPUT,
			     "the backup is %s's, and the store here is %s's; restore it into another profile (--profile)",
			     buf_z(&theirs), buf_z(&ours));
	else if (rc >= 0)
		rc = !ours.len && theirs.len && (store_begin(m->into, &tx, err) ||
						 meta_set_text(m->into, META_LEARNER, buf_str(&theirs), err) ||
						 store_commit(&tx, err))
			     ? -1
			     : 0;
	buf_fini(&ours);
	buf_fini(&theirs);
	return rc < 0 ? -1 : 0;
}

static int merge_media(struct merging *m, struct err *err)
{
	DB_USE(all, m->from, MEDIA_ALL);
	STORE_TX(tx);
	int rc;

	if (store_begin(m->into, &tx, err))
		return -1;
	while ((rc = db_step(&all, err)) == 1) {
		DB_USE(add, m->into, MEDIA_KEEP);

		db_bind_text(&add, "name", db_text(&all, "name"));
		db_bind_text(&add, "file", db_text(&all, "file"));
		if (db_run(&add, err))
			return -1;
	}
	return rc < 0 ? -1 : store_commit(&tx, err);
}

int64_t backup_merge(struct store *into, struct store *from, struct err *err)
{
	struct merging m = {.into = into, .from = from};
	int rc = merge_learner(&m, err) || mark_each(from, merge_log, &m, err) || merge_media(&m, err);

	arena_fini(&m.arena);
	return rc ? -1 : m.added;
}

int backup_copy(struct store *into, struct store *from, struct err *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(db_handle(into), "main", db_handle(from), "main");
	int rc;

	if (!backup)
		return db_fail(into, sqlite3_errcode(db_handle(into)), err);
	sqlite3_backup_step(backup, -1);
	rc = sqlite3_backup_finish(backup);
	return rc == SQLITE_OK ? 0 : db_fail(into, rc, err);
}

int store_is_empty(struct store *store, struct err *err)
{
	DB_USE(use, store, STORE_ANY);
	int rc = db_step(&use, err);

	return rc < 0 ? -1 : !rc;
}

int store_check(struct store *store, struct err *err)
{
	DB_USE(use, store, QUICK_CHECK);

	if (db_step(&use, err) != 1)
		return -1;
	return str_is(db_text(&use, "quick_check"), "ok")
		       ? 0
		       : err_native(err, ERR_STORE, SQLITE_CORRUPT, "%s: %.*s", store_path(store),
				    STR_FMT(db_damage(&use)));
}
