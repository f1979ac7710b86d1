/* SPDX-License-Identifier: MIT
 * Reading rows back: by key, identity, card, time and register. */
#include <stdlib.h>

#include "schema/apply.h"
#include "schema/marks.h"

static int name_of(struct store *store, enum statement which, struct named *slots, int64_t alias,
		   uint64_t *name, struct err *err)
{
	struct named *named = &slots[alias & (NAMED_SLOTS - 1)];
	struct use use;
	int rc = 1;

	if (!named->known || named->alias != alias) {
		use = db_use(store, which);
		db_bind_int(&use, "alias", alias);
		rc = db_step(&use, err);
		*named = (struct named){rc == 1, alias, rc == 1 ? (uint64_t)db_int(&use, "name") : 0};
		db_release(&use);
	}
	*name = named->name;
	return rc < 0 ? -1 : 0;
}

/* The winning revision of a note is kept in the note itself; the row holds the note's uid instead. */
static int read_note(struct store *store, struct use *use, struct row *row, struct arena *arena,
		     struct err *err)
{
	DB_USE(note, store, NOTE_WITH_DECK);

	db_bind_int(&note, "uid", db_int(use, "body"));
	if (db_step(&note, err) != 1 || db_int(&note, "row") != db_int(use, "id"))
		return err_set(err, ERR_STORE, "%s: the text of row %lld is gone; restore a backup",
			       store_path(store), (long long)row->n);
	row->note.uid = db_int(&note, "uid");
	row->note.type = db_int(&note, "type");
	row->note.deck = arena_str(arena, db_text(&note, "deck_name"));
	row->note.tags = arena_str(arena, db_text(&note, "tags"));
	row->note.fields = note_split(db_text(&note, "fields"), arena);
	row->note.gone = db_int(&note, "gone");
	row->note.g = db_int(&note, "g");
	return 0;
}

int row_origin_name(struct store *store, int64_t alias, uint64_t *name, struct err *err)
{
	return name_of(store, ST_ORIGIN_ALIAS, store->origin_named, alias, name, err);
}

int row_read(struct store *store, struct use *use, struct row *row, struct arena *arena, struct err *err)
{
	int64_t id = db_int(use, "id");

	*row = (struct row){
		.n = id & ((1LL << LOG_N_BITS) - 1),
		.at = db_int(use, "t") - db_int(use, "lag"),
		.t = db_int(use, "t"),
		.z = (int)db_int(use, "z"),
		.kind = (enum row_kind)db_int(use, "kind"),
		.card = (uint64_t)db_int(use, "uid"),
	};
	if (!row_shape(row->kind))
		return err_set(err, ERR_STORE,
			       "%s: row %lld is of a kind that this cairn does not know; upgrade it",
			       store_path(store), (long long)row->n);
	if (name_of(store, ST_LOG_ALIAS, store->log_named, id >> LOG_N_BITS, &row->log, err) ||
	    name_of(store, ST_ORIGIN_ALIAS, store->origin_named, db_int(use, "origin"), &row->origin, err))
		return -1;
	if (db_is_int(use, "body"))
		return read_note(store, use, row, arena, err);
	return row_get_body(row, db_text(use, "body"), arena, err);
}

int row_load(struct store *store, int64_t id, struct row *row, struct arena *arena, struct err *err)
{
	int rc = gather_has_row(store, id) ? gather_write(store) : 0;
	DB_USE_APART(use, store, ROW_GET);

	if (rc)
		return db_fail(store, rc, err);
	db_bind_int(&use, "id", id);
	rc = db_step(&use, err);
	if (rc != 1)
		return rc < 0 ? -1 : 1;
	return row_read(store, &use, row, arena, err);
}

int row_at(struct store *store, int64_t id, int64_t *at, struct err *err)
{
	DB_USE(use, store, ROW_AT);
	int rc;

	db_bind_int(&use, "id", id);
	rc = db_step(&use, err);
	if (rc == 0)
		return err_set(err, ERR_STORE, "%s: row %lld is missing; restore a backup", store_path(store),
			       (long long)(id & ((1LL << LOG_N_BITS) - 1)));
	*at = rc == 1 ? db_int(&use, "at") : 0;
	return rc < 0 ? -1 : 0;
}

int row_origin(struct store *store, int64_t id, int64_t *alias, struct err *err)
{
	DB_USE(use, store, ROW_AT);
	int rc;

	db_bind_int(&use, "id", id);
	rc = db_step(&use, err);
	if (rc == 0)
		return err_set(err, ERR_STORE, "%s: row %lld is missing; restore a backup", store_path(store),
			       (long long)(id & ((1LL << LOG_N_BITS) - 1)));
	*alias = rc == 1 ? db_int(&use, "origin") : 0;
	return rc < 0 ? -1 : 0;
}

/* `at` grows with n within a run, so the row is found by halving. 0 found, 1 not there. */
static int search_run(struct store *store, int64_t first, int64_t last, int64_t at, int64_t *id,
		      struct err *err)
{
	int64_t here;

	while (first <= last) {
		*id = first + (last - first) / 2;
		if (row_at(store, *id, &here, err))
			return -1;
		if (here == at)
			return 0;
		if (here < at)
			first = *id + 1;
		else
			last = *id - 1;
	}
	return 1;
}

int row_locate(struct store *store, uint64_t origin, int64_t at, int64_t *id, struct err *err)
{
	DB_USE(use, store, RUN_AROUND);
	int rc;

	if (log_flush(store, err))
		return -1;
	DB_USE(name, store, ORIGIN_NAMED);
	db_bind_int(&name, "name", (int64_t)origin);
	rc = db_step(&name, err);
	if (rc != 1)
		return rc < 0 ? -1 : 1;
	db_bind_int(&use, "origin", db_int(&name, "alias"));
	db_bind_int(&use, "at", at);
	while ((rc = db_step(&use, err)) == 1) {
		int64_t base = db_int(&use, "log") << LOG_N_BITS;

		rc = search_run(store, base | db_int(&use, "n_first"), base | db_int(&use, "n_last"), at, id,
				err);
		if (rc != 1)
			return rc;
	}
	return rc < 0 ? -1 : 1;
}

int log_find(struct store *store, uint64_t origin, int64_t at, struct row *row, struct arena *arena,
	     struct err *err)
{
	int64_t id;
	int rc = row_locate(store, origin, at, &id, err);

	return rc ? rc : row_load(store, id, row, arena, err);
}

bool row_beats(const struct row *a, const struct row *b)
{
	int64_t ga = row_g(a), gb = row_g(b);

	if (a->kind == ROW_NOTE_KIND && ga == gb && !a->note.gone != !b->note.gone)
		return !a->note.gone; /* a deletion that had not seen this edit does not undo it */
	if (ga != gb)
		return ga > gb;
	if (a->t != b->t)
		return a->t > b->t;
	return a->origin > b->origin;
}

static int walk(struct store *store, struct use *use, log_each_fn *each, void *ctx, struct err *err)
{
	struct arena arena = {0};
	struct row row;
	int rc;

	while ((rc = db_step(use, err)) == 1) {
		rc = row_read(store, use, &row, &arena, err);
		if (rc == 0)
			rc = each(ctx, &row, err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

struct rows {
	struct row *item;
	size_t count, cap;
};

static void keep_row(struct rows *rows, const struct row *row)
{
	if (rows->count == rows->cap) {
		rows->cap = rows->cap ? rows->cap * 2 : 16;
		rows->item = mem_grow(rows->item, rows->cap, sizeof(*rows->item));
	}
	rows->item[rows->count++] = *row;
}

static int gather(struct store *store, struct use *use, struct rows *rows, struct arena *arena,
		  struct err *err)
{
	struct row row;
	int rc;

	while ((rc = db_step(use, err)) == 1) {
		if (row_read(store, use, &row, arena, err))
			return -1;
		row.undone = !db_is_null(use, "undone");
		keep_row(rows, &row);
	}
	return rc;
}

static int hand_out(const struct rows *rows, log_each_fn *each, void *ctx, struct err *err)
{
	for (size_t i = 0; i < rows->count; i++) {
		int rc = each(ctx, &rows->item[i], err);

		if (rc)
			return rc;
	}
	return 0;
}

/* The index gives them by t; equal times are put in order of their origins' names. */
static void order_ties(struct rows *rows)
{
	for (size_t i = 1; i < rows->count; i++) {
		struct row row = rows->item[i];
		size_t k = i;

		for (; k && rows->item[k - 1].t == row.t && rows->item[k - 1].origin > row.origin; k--)
			rows->item[k] = rows->item[k - 1];
		rows->item[k] = row;
	}
}

int log_each_of_card(struct store *store, uint64_t card, log_each_fn *each, void *ctx, struct err *err)
{
	struct arena arena = {0};
	struct rows rows = {0};
	int rc;
	DB_USE(use, store, ROW_OF_CARD);

	db_bind_int(&use, "card", (int64_t)card);
	while ((rc = db_step(&use, err)) == 1) {
		struct row row;

		rc = row_read(store, &use, &row, &arena, err);
		if (rc)
			break;
		row.undone = !db_is_null(&use, "undone");
		keep_row(&rows, &row);
	}
	order_ties(&rows);
	if (rc == 0)
		rc = hand_out(&rows, each, ctx, err);
	free(rows.item);
	arena_fini(&arena);
	return rc;
}

int row_is_undone(struct store *store, int64_t id, struct err *err)
{
	DB_USE(use, store, UNDONE_HAS);

	db_bind_int(&use, "row", id);
	return db_step(&use, err);
}

static void bind_times(struct use *use, int64_t from_ms, int64_t to_ms)
{
	db_bind_int(use, "from_ms", from_ms);
	db_bind_int(use, "to_ms", to_ms);
}

int log_each_between(struct store *store, int64_t from_ms, int64_t to_ms, bool counting, log_each_fn *each,
		     void *ctx, struct err *err)
{
	struct use use = db_use(store, counting ? ST_ROW_COUNTING : ST_ROW_BETWEEN);
	int rc;

	bind_times(&use, from_ms, to_ms);
	rc = walk(store, &use, each, ctx, err);
	db_release(&use);
	return rc;
}

static int walk_decks(struct store *store, struct use *use, log_answer_fn *each, void *ctx, struct err *err)
{
	struct arena arena = {0};
	struct row row;
	int rc;

	while ((rc = db_step(use, err)) == 1) {
		rc = row_read(store, use, &row, &arena, err);
		if (rc == 0)
			rc = each(ctx, &row, db_int(use, "deck"), err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

int log_each_answer(struct store *store, int64_t from_ms, int64_t to_ms, log_answer_fn *each, void *ctx,
		    struct err *err)
{
	DB_USE(use, store, ROW_ANSWERS);

	bind_times(&use, from_ms, to_ms);
	return walk_decks(store, &use, each, ctx, err);
}

int log_each_of_days(struct store *store, int64_t from_ms, int64_t to_ms, log_answer_fn *each, void *ctx,
		     struct err *err)
{
	DB_USE(use, store, ROW_OF_DAYS);

	bind_times(&use, from_ms, to_ms);
	return walk_decks(store, &use, each, ctx, err);
}

int log_each_played(struct store *store, int64_t from_ms, int64_t to_ms, log_each_fn *each, void *ctx,
		    struct err *err)
{
	DB_USE(use, store, ROW_PLAYED);

	bind_times(&use, from_ms, to_ms);
	return walk(store, &use, each, ctx, err);
}

int log_each_sitting(struct store *store, int64_t from_ms, int64_t to_ms, log_each_fn *each, void *ctx,
		     struct err *err)
{
	DB_USE(use, store, ROW_SITTINGS);

	bind_times(&use, from_ms, to_ms);
	return walk(store, &use, each, ctx, err);
}

int log_each_before(struct store *store, uint64_t card, int64_t t_ms, log_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, ROW_BEFORE);

	db_bind_int(&use, "uid", (int64_t)card);
	db_bind_int(&use, "t", t_ms);
	return walk(store, &use, each, ctx, err);
}

int log_each(struct store *store, log_each_fn *each, void *ctx, struct err *err)
{
	struct arena arena = {0};
	struct row row;
	int rc;
	DB_USE(use, store, ROW_ALL);

	while ((rc = db_step(&use, err)) == 1) {
		rc = row_read(store, &use, &row, &arena, err);
		row.undone = !db_is_null(&use, "undone");
		if (rc == 0)
			rc = each(ctx, &row, err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

int log_each_of_register(struct store *store, uint64_t key, log_each_fn *each, void *ctx, struct err *err)
{
	struct arena arena = {0};
	struct rows rows = {0};
	int rc;
	DB_USE(use, store, ROW_OF_REGISTER);

	db_bind_int(&use, "reg", (int64_t)key);
	rc = gather(store, &use, &rows, &arena, err);
	for (size_t i = 1; i < rows.count; i++) {
		struct row row = rows.item[i];
		size_t k = i;

		for (; k && row_beats(&row, &rows.item[k - 1]); k--)
			rows.item[k] = rows.item[k - 1];
		rows.item[k] = row;
	}
	if (rc == 0)
		rc = hand_out(&rows, each, ctx, err);
	free(rows.item);
	arena_fini(&arena);
	return rc;
}

int log_winner(struct store *store, uint64_t key, struct row *row, struct arena *arena, struct err *err)
{
	DB_USE(use, store, ROW_OF_REGISTER);
	struct row candidate;
	bool found = false;
	int rc;

	db_bind_int(&use, "reg", (int64_t)key);
	while ((rc = db_step(&use, err)) == 1) {
		if (!db_is_null(&use, "undone"))
			continue;
		if (row_read(store, &use, &candidate, arena, err))
			return -1;
		if (!found || row_beats(&candidate, row))
			*row = candidate;
		found = true;
	}
	return rc < 0 ? -1 : !found;
}
