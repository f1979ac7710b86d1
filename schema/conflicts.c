/* SPDX-License-Identifier: MIT
 * Concurrent revisions: g counts what a revision had seen, so two of the same g had not seen each other; and
 * of any two that had not, the ancestors of one hold such a pair. */
#include "schema/conflicts.h"

#include "schema/apply.h"

static bool same_text(const struct row_note *a, const struct row_note *b)
{
	if (a->gone != b->gone || a->type != b->type || !str_eq(a->deck, b->deck) ||
	    !str_eq(a->tags, b->tags) || a->fields.count != b->fields.count)
		return false;
	for (size_t i = 0; i < a->fields.count; i++)
		if (!str_eq(a->fields.item[i], b->fields.item[i]))
			return false;
	return true;
}

struct looking {
	struct store *store;
	const struct row *row;
};

static int look_at(void *ctx, const struct row *held, struct err *err)
{
	struct looking *looking = ctx;
	struct store *store = looking->store;
	const struct row *row = looking->row;
	int64_t id;
	bool own;

	if (held->note.g != row->note.g || same_text(&held->note, &row->note))
		return 0;
	if (log_is_own(store, held->origin, &own, err))
		return -1;
	if (!own || row_locate(store, held->origin, held->at, &id, err))
		return own ? -1 : 0;
	DB_USE(use, store, CONTESTED_ADD);
	db_bind_int(&use, "row", id);
	db_bind_int(&use, "note", row->note.uid);
	return db_run(&use, err);
}

int conflict_look(struct store *store, const struct row *row, const struct row *winner, struct err *err)
{
	struct looking looking = {store, row};

	if (row->note.g > winner->note.g) /* nothing held is of its g */
		return 0;
	if (look_at(&looking, winner, err))
		return -1;
	return log_each_of_register(store, row_register(row), look_at, &looking, err);
}

int conflict_count(struct store *store, int64_t *count, struct err *err)
{
	DB_USE(use, store, CONTESTED_COUNT);

	if (db_step(&use, err) < 0)
		return -1;
	*count = db_int(&use, "n");
	return 0;
}

static int set_told(struct store *store, uint64_t note, struct err *err)
{
	DB_USE(use, store, CONTESTED_TOLD);

	db_bind_int(&use, "note", (int64_t)note);
	return db_run(&use, err);
}

static int keep_first(void *ctx, const struct row *row, struct err *err)
{
	struct row *first = ctx;

	(void)err;
	*first = *row;
	return 1;
}

/* 0 it lost, 1 an own revision is in force or says the same. */
static int judge(struct store *store, int64_t id, struct conflict *conflict, struct arena *arena,
		 struct err *err)
{
	struct row first;
	bool own;

	if (row_load(store, id, &conflict->lost, arena, err) ||
	    note_each_revision(store, conflict->note, keep_first, &first, err) != 1 ||
	    log_find(store, first.origin, first.at, &conflict->won, arena, err) ||
	    log_is_own(store, conflict->won.origin, &own, err))
		return -1;
	return own || same_text(&conflict->lost.note, &conflict->won.note);
}

int conflict_take(struct store *store, struct conflict *conflict, struct arena *arena, struct err *err)
{
	int rc;

	do {
		DB_USE(use, store, CONTESTED_NEXT);

		rc = db_step(&use, err);
		if (rc != 1)
			return rc < 0 ? -1 : 1;
		*conflict = (struct conflict){.note = (uint64_t)db_int(&use, "note")};
		rc = judge(store, db_int(&use, "row"), conflict, arena, err);
		if (rc < 0 || set_told(store, conflict->note, err))
			return -1;
	} while (rc == 1);
	return 0;
}
