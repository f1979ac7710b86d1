/* SPDX-License-Identifier: MIT
 * Lines held back, and the virtual tables through which one statement reads them all. */
#include "schema/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/store_priv.h"

enum { CELL_INT = -1, CELL_NULL = -2, BYTES_MAX = 24 << 20, LINES_MAX = 200000, KNOWN_MAX = 50000 };

static const struct form {
	const char *name, *table;
	int columns;
	enum statement write;
} form[GATHERED] = {
	[GATHERED_NOTE] = {"gathered_note", "CREATE TABLE t(id, uid, type, deck, tags, fields, row, g, gone)", 9,
			   ST_NOTE_ADD_MANY},
	[GATHERED_CARD] = {"gathered_card", "CREATE TABLE t(id, uid, note, ord, deck, due)", 6, ST_CARD_ADD_MANY},
	[GATHERED_ROW] = {"gathered_row", "CREATE TABLE t(id, t, lag, z, origin, kind, card, reg, body)", 9,
			  ST_ROW_ADD_MANY},
	[GATHERED_BROUGHT] = {"gathered_brought", "CREATE TABLE t(note, mod, sum, html, guid, number, type, row)", 8,
			      ST_BROUGHT_ADD_MANY},
	[GATHERED_STALE] = {"gathered_stale", "CREATE TABLE t(card)", 1, ST_STALE_ADD_MANY},
};

/* A table of one connection, and a walk over its lines. */
struct lines {
	sqlite3_vtab base;
	const struct gathered *gathered;
	int columns;
};
struct walk {
	sqlite3_vtab_cursor base;
	size_t at; /* the line's first cell */
};
/* What a module is told of. */
struct told {
	struct store *store;
	enum gathered_table which;
};

static int connect_table(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **why)
{
	const struct told *told = aux;
	struct lines *lines = calloc(1, sizeof(*lines));

	(void)argc, (void)argv, (void)why;
	if (!lines)
		return SQLITE_NOMEM;
	lines->gathered = &told->store->gathering.table[told->which];
	lines->columns = form[told->which].columns;
	*out = &lines->base;
	return sqlite3_declare_vtab(db, form[told->which].table);
}

static int disconnect_table(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

/* Only ever read from end to end. */
static int plan_table(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table, (void)info;
	return SQLITE_OK;
}

static int open_walk(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	struct walk *walk = calloc(1, sizeof(*walk));

	(void)table;
	*out = walk ? &walk->base : NULL;
	return walk ? SQLITE_OK : SQLITE_NOMEM;
}

static int close_walk(sqlite3_vtab_cursor *cursor)
{
	free(cursor);
	return SQLITE_OK;
}

static int begin_walk(sqlite3_vtab_cursor *cursor, int plan, const char *text, int argc, sqlite3_value **argv)
{
	(void)plan, (void)text, (void)argc, (void)argv;
	((struct walk *)cursor)->at = 0;
	return SQLITE_OK;
}

static int next_line(sqlite3_vtab_cursor *cursor)
{
	((struct walk *)cursor)->at += (size_t)((struct lines *)cursor->pVtab)->columns;
	return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *cursor)
{
	return ((struct walk *)cursor)->at >= ((struct lines *)cursor->pVtab)->gathered->cells;
}

static int get_cell(sqlite3_vtab_cursor *cursor, sqlite3_context *to, int column)
{
	const struct gathered *gathered = ((struct lines *)cursor->pVtab)->gathered;
	const struct gathered_cell *cell = &gathered->cell[((struct walk *)cursor)->at + (size_t)column];

	if (cell->len == CELL_INT)
		sqlite3_result_int64(to, cell->value);
	else if (cell->len == CELL_NULL)
		sqlite3_result_null(to);
	else if (cell->is_text)
		sqlite3_result_text(to, gathered->bytes.s + cell->value, cell->len, SQLITE_STATIC);
	else
		sqlite3_result_blob(to, gathered->bytes.s + cell->value, cell->len, SQLITE_STATIC);
	return SQLITE_OK;
}

static int get_line(sqlite3_vtab_cursor *cursor, sqlite3_int64 *line)
{
	*line = (sqlite3_int64)((struct walk *)cursor)->at;
	return SQLITE_OK;
}

static const sqlite3_module module = {
	.xConnect = connect_table,
	.xBestIndex = plan_table,
	.xDisconnect = disconnect_table,
	.xOpen = open_walk,
	.xClose = close_walk,
	.xFilter = begin_walk,
	.xNext = next_line,
	.xEof = is_at_end,
	.xColumn = get_cell,
	.xRowid = get_line,
};

int gather_init(struct store *store)
{
	int rc = SQLITE_OK;

	for (int i = 0; i < GATHERED && rc == SQLITE_OK; i++) {
		struct told *told = mem_alloc(sizeof(*told));

		*told = (struct told){store, (enum gathered_table)i};
		rc = sqlite3_create_module_v2(store->db, form[i].name, &module, told, free);
	}
	return rc;
}

static void clear(struct gathering *gathering)
{
	for (int i = 0; i < GATHERED; i++) {
		gathering->table[i].cells = 0;
		buf_clear(&gathering->table[i].bytes);
	}
	uid_set_clear(&gathering->uid);
	gathering->lines = 0;
	gathering->first_row = gathering->last_row = 0;
	gathering->fresh = gathering->unbrought = gathering->newest = 0;
}

void gather_forget(struct store *store)
{
	clear(&store->gathering);
	store->gathering.note = store->gathering.card = 0;
	store->gathering.failed = 0;
}

void gather_fini(struct store *store)
{
	for (int i = 0; i < GATHERED; i++) {
		free(store->gathering.table[i].cell);
		buf_fini(&store->gathering.table[i].bytes);
	}
	uid_set_fini(&store->gathering.uid);
	uid_set_fini(&store->gathering.known);
}

static void add(struct store *store, enum gathered_table table, struct gathered_cell cell)
{
	struct gathered *gathered = &store->gathering.table[table];

	if (gathered->cells == gathered->cap) {
		gathered->cap = gathered->cap ? gathered->cap * 2 : 1024;
		gathered->cell = mem_grow(gathered->cell, gathered->cap, sizeof(*gathered->cell));
	}
	gathered->cell[gathered->cells++] = cell;
}

void gather_int(struct store *store, enum gathered_table table, int64_t value)
{
	add(store, table, (struct gathered_cell){value, CELL_INT, false});
}

void gather_null(struct store *store, enum gathered_table table)
{
	add(store, table, (struct gathered_cell){0, CELL_NULL, false});
}

static void add_bytes(struct store *store, enum gathered_table table, struct str bytes, bool is_text)
{
	struct buf *all = &store->gathering.table[table].bytes;

	add(store, table, (struct gathered_cell){(int64_t)all->len, (int32_t)bytes.len, is_text});
	buf_add(all, bytes);
	buf_addc(all, '\0'); /* there is always an address, of an empty text too */
}

void gather_text(struct store *store, enum gathered_table table, struct str text)
{
	add_bytes(store, table, text, true);
}

void gather_blob(struct store *store, enum gathered_table table, struct str bytes)
{
	add_bytes(store, table, bytes, false);
}

bool gather_has(const struct store *store, uint64_t uid)
{
	return uid_set_has(&store->gathering.uid, uid);
}

static int read_known(struct store *store, struct err *err)
{
	struct gathering *gathering = &store->gathering;
	DB_USE(use, store, UID_ALL);
	int rc, lines = 0;

	db_bind_int(&use, "most", KNOWN_MAX + 1);
	for (; (rc = db_step(&use, err)) == 1; lines++)
		uid_set_add(&gathering->known, (uint64_t)db_int(&use, "uid"));
	gathering->knows = rc == 0 && lines <= KNOWN_MAX ? KNOWN_ALL : KNOWN_NOT;
	return rc;
}

int gather_look(struct store *store, bool others_wrote, struct err *err)
{
	struct gathering *gathering = &store->gathering;

	if (gathering->knows == KNOWN_UNASKED)
		return read_known(store, err);
	if (others_wrote)
		gathering->knows = KNOWN_NOT;
	return 0;
}

void gather_know(struct store *store, uint64_t uid)
{
	if (store->gathering.knows == KNOWN_ALL)
		uid_set_add(&store->gathering.known, uid);
}

bool gather_is_new(const struct store *store, uint64_t uid)
{
	return store->gathering.knows == KNOWN_ALL && !uid_set_has(&store->gathering.known, uid);
}

bool gather_has_row(const struct store *store, int64_t id)
{
	return id >= store->gathering.first_row && id <= store->gathering.last_row;
}

static bool is_much(const struct gathering *gathering)
{
	size_t bytes = 0;

	for (int i = 0; i < GATHERED; i++)
		bytes += gathering->table[i].bytes.len;
	return gathering->lines >= LINES_MAX || bytes >= BYTES_MAX;
}

void gather_line(struct store *store, uint64_t uid)
{
	store->gathering.lines++;
	if (uid) {
		uid_set_add(&store->gathering.uid, uid);
		gather_know(store, uid);
	}
	if (is_much(&store->gathering))
		(void)gather_write(store); /* `failed` is found at the latest by the commit */
}

static int next_id(struct store *store, int64_t *last, enum statement which, int64_t *id, struct err *err)
{
	struct use use;
	int rc = 0;

	if (!*last) {
		use = db_use_apart(store, which); /* nothing with an id is held back now */
		rc = db_step(&use, err);
		if (rc >= 0)
			*last = db_int(&use, "id");
		db_release(&use);
	}
	*id = ++*last;
	return rc < 0 ? -1 : 0;
}

int gather_note_id(struct store *store, int64_t *id, struct err *err)
{
	return next_id(store, &store->gathering.note, ST_NOTE_LAST, id, err);
}

int gather_card_id(struct store *store, int64_t *id, struct err *err)
{
	return next_id(store, &store->gathering.card, ST_CARD_LAST, id, err);
}

int gather_write(struct store *store)
{
	struct gathering *gathering = &store->gathering;

	if (gathering->writing || !gathering->lines)
		return gathering->failed;
	gathering->writing = true;
	for (int i = 0; i < GATHERED && !gathering->failed; i++) {
		if (!gathering->table[i].cells)
			continue;
		struct use use = db_use(store, form[i].write);

		gathering->failed = use.rc ? use.rc : sqlite3_step(use.stmt);
		if (gathering->failed == SQLITE_DONE)
			gathering->failed = SQLITE_OK;
		db_release(&use);
	}
	clear(gathering);
	gathering->writing = false;
	return gathering->failed;
}

/* Past gather_line, and nobody says what. */
static bool adds(enum statement which)
{
	return which == ST_NOTE_NEW || which == ST_CARD_NEW || which == ST_CARD_ABSENT;
}

int gather_before(struct store *store, enum statement which)
{
	int rc = gather_write(store);

	if (!store->gathering.writing)
		store->gathering.note = store->gathering.card = 0; /* it may add some itself */
	if (adds(which))
		store->gathering.knows = KNOWN_NOT;
	return rc;
}

bool gather_is_apart(enum statement which)
{
	static const bool apart[STATEMENT_COUNT] = {
		[ST_VERSION] = true,	  [ST_DATA_VERSION] = true, [ST_META_GET] = true,     [ST_META_SET] = true,
		[ST_TOTAL_ADD] = true,	  [ST_LOG_OWN] = true,	    [ST_LOG_LAST] = true,     [ST_LOG_OWED] = true,
		[ST_LOG_PAID] = true,	  [ST_ORIGIN_NAMED] = true, [ST_ORIGIN_NEW] = true,   [ST_RUN_ADD] = true,
		[ST_RUN_EXTEND] = true,	  [ST_RUN_BEHIND] = true,   [ST_RUN_AROUND] = true,   [ST_RUN_END] = true,
		[ST_WAITING_ANY] = true,  [ST_SETTING_GET] = true,  [ST_DECK_NAMED] = true,   [ST_DECK_NEW] = true,
		[ST_TYPE_GET] = true,	  [ST_STALE_ADD] = true,    [ST_STALE_DAY_ADD] = true, [ST_DEED_ADD] = true,
		[ST_TALLY_GET] = true,	  [ST_TALLY_SET] = true,    [ST_DECK_NOW_GET] = true, [ST_DECK_NOW_SET] = true,
		[ST_MEDIA_SET] = true,	  [ST_BROUGHT_TYPE_SET] = true,
	};

	return apart[which];
}
