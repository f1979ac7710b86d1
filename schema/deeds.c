/* SPDX-License-Identifier: MIT
 * Deeds: what of the own log was one action, and which one undo and redo are about. */
#include "schema/apply.h"

static int own_log(struct store *store, int64_t *base, int64_t *last, struct err *err)
{
	if (log_load_own(store, err))
		return -1;
	*base = store->adding.alias << LOG_N_BITS;
	*last = *base | store->adding.last;
	return 0;
}

int deed_begin(struct store *store, struct deed *deed, struct err *err)
{
	int64_t base;

	return own_log(store, &base, &deed->above, err);
}

int deed_end(struct store *store, const struct deed *deed, struct str what, struct err *err)
{
	DB_USE(use, store, DEED_ADD);
	int64_t base, last;

	if (own_log(store, &base, &last, err))
		return -1;
	if (last == deed->above)
		return 0;
	db_bind_int(&use, "first", deed->above + 1);
	db_bind_int(&use, "last", last);
	db_bind_text(&use, "what", what);
	return db_run(&use, err);
}

/* A deed that goes on over the key is cut before it: its parts, which part here, are no actions any more. */
static int cut_at(struct store *store, int64_t key, struct err *err)
{
	DB_USE(part, store, DEED_PART);
	DB_USE(cut, store, DEED_CUT);

	db_bind_int(&part, "key", key);
	db_bind_int(&cut, "key", key);
	return db_run(&part, err) || db_run(&cut, err) ? -1 : 0;
}

int deeds_cut(struct store *store, int64_t first, int64_t last, struct err *err)
{
	return cut_at(store, first, err) || cut_at(store, last + 1, err) ? -1 : 0;
}

int deed_mute(struct store *store, int64_t row, struct err *err)
{
	DB_USE(use, store, DEED_MUTE);

	db_bind_int(&use, "row", row);
	return db_run(&use, err);
}

/* The deed that the row is part of, or the row alone when it is an action by itself. 1: it is none; a deed without words
 * is what an import brought along, what was parted by a fork, or a row that lost its place. */
static int action_of(struct store *store, int64_t id, enum row_kind kind, struct undoable *action,
		     struct arena *arena, struct err *err)
{
	DB_USE(use, store, DEED_OF);
	int rc;

	db_bind_int(&use, "row", id);
	rc = db_step(&use, err);
	if (rc < 0)
		return -1;
	if (rc == 1 && db_int(&use, "last") >= id) {
		*action = (struct undoable){.first = db_int(&use, "first"),
					  .last = db_int(&use, "last"),
					  .what = arena_str(arena, db_text(&use, "what"))};
		return action->what.len == 0;
	}
	*action = (struct undoable){.first = id, .last = id};
	return !row_has_card(kind) || kind == ROW_STATE_KIND;
}

/* The action at or below *top, which moves below it. 0 found, 1 there is none. */
static int action_below(struct store *store, int64_t base, int64_t *top, struct undoable *action,
			struct arena *arena, struct err *err)
{
	DB_USE(use, store, ROW_OWN_DOWN);
	int rc;

	db_bind_int(&use, "above", base);
	db_bind_int(&use, "top", *top);
	while ((rc = db_step(&use, err)) == 1) {
		int none = action_of(store, db_int(&use, "id"), (enum row_kind)db_int(&use, "kind"), action,
				     arena, err);

		if (none < 0)
			return -1;
		*top = action->first - 1;
		if (!none)
			return row_load(store, action->first, &action->row, arena, err);
		if (action->first < action->last) { /* far below */
			db_again(&use);
			db_bind_int(&use, "top", *top);
		}
	}
	return rc < 0 ? -1 : 1;
}

/* The newest that is no undo and still counts: an action is taken back as a whole. */
static int find_undoable(struct store *store, int64_t base, int64_t top, struct undoable *action,
			 struct arena *arena, struct err *err)
{
	int rc, undone;

	while ((rc = action_below(store, base, &top, action, arena, err)) == 0) {
		if (action->row.kind == ROW_UNDO_KIND)
			continue;
		undone = row_is_undone(store, action->first, err);
		if (undone <= 0)
			return undone;
	}
	return rc;
}

static int target_of(struct store *store, const struct row_undo *undo, struct undoable *action,
		     struct arena *arena, struct err *err)
{
	struct row row;
	int64_t id;
	int rc = row_locate(store, (uint64_t)undo->target_origin, undo->target_at, &id, err);

	if (rc == 0)
		rc = row_load(store, id, &row, arena, err);
	if (rc == 0)
		rc = action_of(store, id, row.kind, action, arena, err);
	return rc == 0 ? row_load(store, action->first, &action->row, arena, err) : rc;
}

/* Undos and redos said last are a stack; an action on top of them means that there is nothing to redo. */
static int find_redoable(struct store *store, int64_t base, int64_t top, struct undoable *action,
			 struct arena *arena, struct err *err)
{
	int redone = 0, rc;

	while ((rc = action_below(store, base, &top, action, arena, err)) == 0) {
		struct row_undo said = action->row.undo;

		if (action->row.kind != ROW_UNDO_KIND)
			return 1;
		if (!said.on)
			redone++;
		else if (redone)
			redone--;
		else
			return target_of(store, &said, action, arena, err);
	}
	return rc;
}

int log_last_action(struct store *store, bool undone, struct undoable *action, struct arena *arena,
		    struct err *err)
{
	DB_USE(own, store, LOG_OWN);
	int64_t base, last;
	int rc = log_flush(store, err) ? -1 : db_step(&own, err);

	if (rc != 1)
		return rc < 0 ? -1 : 1;
	base = db_int(&own, "alias") << LOG_N_BITS;
	last = base | db_int(&own, "last");
	return undone ? find_redoable(store, base, last, action, arena, err)
		      : find_undoable(store, base, last, action, arena, err);
}

int log_each_of_action(struct store *store, const struct undoable *action, bool backwards, log_each_fn *each,
		       void *ctx, struct err *err)
{
	int64_t count = action->last - action->first + 1;
	struct arena arena = {0};
	struct row row;
	int rc = 0;

	for (int64_t i = 0; i < count && rc == 0; i++) {
		rc = row_load(store, backwards ? action->last - i : action->first + i, &row, &arena, err);
		if (rc == 0)
			rc = each(ctx, &row, err);
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc > 0 ? 0 : rc;
}
