/* SPDX-License-Identifier: MIT
 * Backup: writing a store as SQL that both sqlite3 and psql take: quoted names, BIGINT, DOUBLE PRECISION and TEXT,
 * bytes as hexadecimal digits, many rows an INSERT. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "schema/apply.h"
#include "schema/backup_priv.h"

enum { STATEMENT_BYTES = 128 * 1024, ROOM = 8 };

struct writing {
	struct store *store;
	struct flow *into;
	struct buf out;
	int table;    /* of the INSERT under way; -1: none */
	struct backup_counts *counts;
};

static int flush(struct writing *w, struct err *err)
{
	if (w->out.len && w->into->put(w->into, buf_str(&w->out), err))
		return -1;
	buf_clear(&w->out);
	return 0;
}

static void put_text(struct buf *out, struct str text)
{
	const char *at = text.s, *end = text.s + text.len, *quote;

	buf_addc(out, '\'');
	while (at < end && (quote = memchr(at, '\'', (size_t)(end - at)))) {
		buf_add(out, (struct str){at, (size_t)(quote - at) + 1});
		buf_addc(out, '\'');
		at = quote + 1;
	}
	if (at < end)
		buf_add(out, (struct str){at, (size_t)(end - at)});
	buf_addc(out, '\'');
}

static void put_hex(struct buf *out, struct str bytes)
{
	static const char digits[] = "0123456789abcdef";

	buf_reserve(out, 2 * bytes.len + 2);
	buf_addc(out, '\'');
	for (size_t i = 0; i < bytes.len; i++) {
		buf_addc(out, digits[(unsigned char)bytes.s[i] >> 4]);
		buf_addc(out, digits[(unsigned char)bytes.s[i] & 15]);
	}
	buf_addc(out, '\'');
}

/* For a comma or NULL: what a backup has most of goes in without a call. */
static inline void make_room(struct buf *out)
{
	if (out->cap - out->len < ROOM)
		buf_reserve(out, ROOM);
}

static inline void put_comma(struct buf *out)
{
	make_room(out);
	out->s[out->len++] = ',';
	out->s[out->len] = '\0';
}

static inline void put_null(struct buf *out)
{
	make_room(out);
	memcpy(out->s + out->len, "NULL", sizeof("NULL"));
	out->len += strlen("NULL");
}

static void put_names(struct buf *out, const struct backup_table *table, bool typed)
{
	static const char *const type[] = {['i'] = "BIGINT", ['r'] = "DOUBLE PRECISION", ['t'] = "TEXT", ['b'] = "TEXT"};

	for (int i = 0; i < table->columns; i++) {
		const struct backup_column *column = &table->column[i];

		buf_addf(out, "%s\"%.*s\"", i ? ", " : "", STR_FMT(column->name));
		if (typed)
			buf_addf(out, " %s", type[(int)column->type]);
	}
}

static void put_create(struct buf *out, const struct backup_table *table)
{
	buf_addf(out, "CREATE TABLE \"%s\"(", table->name);
	put_names(out, table, true);
	for (int i = 0; i < table->key; i++)
		buf_addf(out, "%s\"%.*s\"", i ? ", " : ", PRIMARY KEY(", STR_FMT(table->column[i].name));
	buf_addz(out, "));\n");
}

/* Before each row: into the INSERT under way, or a new one. */
static int begin_row(struct writing *w, const struct backup_table *table, int which, struct err *err)
{
	bool goes_on = w->table == which && w->out.len < STATEMENT_BYTES;

	if (w->table >= 0)
		buf_addz(&w->out, goes_on ? ",\n(" : ";\n");
	w->counts->of[which].rows++;
	if (goes_on)
		return 0;
	if (flush(w, err))
		return -1;
	w->table = which;
	buf_addf(&w->out, "INSERT INTO \"%s\"(", table->name);
	put_names(&w->out, table, false);
	buf_addz(&w->out, ") VALUES\n(");
	return 0;
}

static void end_insert(struct writing *w)
{
	if (w->table >= 0)
		buf_addz(&w->out, ";\n");
	w->table = -1;
}

static struct str text_of(sqlite3_stmt *stmt, int column)
{
	return (struct str){(const char *)sqlite3_column_blob(stmt, column), (size_t)sqlite3_column_bytes(stmt, column)};
}

static void put_value(struct buf *out, sqlite3_stmt *stmt, int column, char type)
{
	sqlite3_value *value = sqlite3_column_value(stmt, column); /* looked up once */

	if (sqlite3_value_type(value) == SQLITE_NULL) {
		put_null(out);
		return;
	}
	switch (type) {
	case 'i': digits_put_int(out, sqlite3_value_int64(value)); break;
	case 'r': digits_put_real(out, sqlite3_column_double(stmt, column)); break;
	case 'b': put_hex(out, text_of(stmt, column)); break;
	default: /* as text, whatever it is */
		put_text(out, (struct str){(const char *)sqlite3_column_text(stmt, column),
					   (size_t)sqlite3_column_bytes(stmt, column)});
	}
}

static int write_listed(struct writing *w, const struct backup_table *table, int which, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db_handle(w->store), table->select, -1, &stmt, NULL), failed = 0;

	while (rc == SQLITE_OK && !failed && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		failed = begin_row(w, table, which, err);
		for (int i = 0; i < table->columns; i++) {
			if (i)
				put_comma(&w->out);
			put_value(&w->out, stmt, i, table->column[i].type);
		}
		buf_addc(&w->out, ')');
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	end_insert(w);
	if (failed)
		return -1;
	return rc == SQLITE_DONE ? 0 : db_fail(w->store, rc, err);
}

static void put_list(struct buf *out, struct row_list list, struct buf *joined)
{
	buf_clear(joined);
	for (size_t i = 0; i < list.count; i++) {
		if (i)
			buf_addc(joined, '\x1f');
		buf_add(joined, list.item[i]);
	}
	if (list.count)
		put_text(out, buf_str(joined));
	else
		put_null(out); /* none at all, which '' is not */
}

static int put_fields(struct writing *w, struct use *use, const struct row_shape *shape, struct arena *arena,
		      struct err *err)
{
	struct row row = {.kind = shape->kind};
	struct buf joined = {0};

	if (row_get_body(&row, db_text(use, "body"), arena, err))
		return -1;
	for (size_t i = 0; i < shape->count; i++) {
		const struct row_field *field = &shape->field[i];

		put_comma(&w->out);
		switch (field->type) {
		case ROW_INT: digits_put_int(&w->out, *row_int(&row, field)); break;
		case ROW_TEXT: put_text(&w->out, *row_text(&row, field)); break;
		case ROW_LIST: put_list(&w->out, *row_list(&row, field), &joined); break;
		}
	}
	buf_fini(&joined);
	return 0;
}

/* The revision of a note that holds: its text stands in the note. */
static void put_winner(struct writing *w, struct use *use, const struct row_shape *shape)
{
	buf_addc(&w->out, ',');
	digits_put_int(&w->out, db_int(use, "body"));
	for (size_t i = 1; i < shape->count; i++)
		buf_addz(&w->out, ",NULL");
}

static int write_row(struct writing *w, struct use *use, const struct backup_table *table, int which,
		     struct arena *arena, struct err *err)
{
	static const char *const fixed[BACKUP_FIXED] = {"id", "t", "lag", "z", "origin", "card", "reg"};
	const struct row_shape *shape = row_shape(table->kind);
	int rc = 0;

	if (begin_row(w, table, which, err))
		return -1;
	for (int i = 0; i < BACKUP_FIXED; i++) {
		if (i)
			put_comma(&w->out);
		if (db_is_null(use, fixed[i]))
			put_null(&w->out);
		else
			digits_put_int(&w->out, db_int(use, fixed[i]));
	}
	if (db_is_int(use, "body"))
		put_winner(w, use, shape);
	else
		rc = put_fields(w, use, shape, arena, err);
	buf_addc(&w->out, ')');
	arena_reset(arena);
	return rc;
}

/* All kinds in one walk; first: the number of the first kind's table. */
static int write_rows(struct writing *w, int first, struct err *err)
{
	struct backup_table kind[BACKUP_TABLES_MAX];
	struct arena arena = {0};
	int kinds = 0, rc;
	DB_USE(use, w->store, ROW_WHOLE);

	while (backup_table((size_t)(first + kinds), &kind[kinds]))
		kinds++;
	while ((rc = db_step(&use, err)) == 1) {
		int64_t which = db_int(&use, "kind") - 1;

		if (which < 0 || which >= kinds)
			rc = err_set(err, ERR_STORE, "%s: a row is of a kind that this cairn does not know; upgrade it",
				     store_path(w->store));
		else
			rc = write_row(w, &use, &kind[which], first + (int)which, &arena, err);
		if (rc)
			break;
	}
	arena_fini(&arena);
	end_insert(w);
	return rc;
}

static void put_head(struct writing *w)
{
	struct backup_table table;

	buf_addf(&w->out, BACKUP_HEAD "%d\n", BACKUP_FORMAT);
	buf_addz(&w->out, "-- sqlite3 NEW.db < THIS, or psql -v ON_ERROR_STOP=1 -f THIS; cairn restore THIS makes a store of "
			  "it.\n-- Bytes are hexadecimal digits, lists are joined by U+001F; docs/backups.md has the rest.\n"
			  "BEGIN;\n");
	for (size_t i = 0; backup_table(i, &table); i++) {
		put_create(&w->out, &table);
		snprintf(w->counts->of[i].table, sizeof(w->counts->of[i].table), "%s", table.name);
		w->counts->tables++;
	}
}

static int write_all(struct writing *w, struct err *err)
{
	struct backup_table table;
	int i = 0;

	put_head(w);
	for (; backup_table((size_t)i, &table) && !table.kind; i++)
		if (write_listed(w, &table, i, err))
			return -1;
	if (write_rows(w, i, err))
		return -1;
	buf_addz(&w->out, "COMMIT;\n");
	for (size_t k = 0; k < w->counts->tables; k++)
		buf_addf(&w->out, BACKUP_ROWS "%s %" PRId64 "\n", w->counts->of[k].table, w->counts->of[k].rows);
	buf_addz(&w->out, BACKUP_END "\n");
	return flush(w, err);
}

int backup_write(struct store *store, struct flow *into, struct backup_counts *counts, struct err *err)
{
	struct writing w = {.store = store, .into = into, .table = -1, .counts = counts};
	STORE_VIEW(view);
	int rc;

	*counts = (struct backup_counts){0};
	rc = store_view_begin(store, &view, err) || write_all(&w, err) ? -1 : 0;
	buf_fini(&w.out);
	return rc ? -1 : into->end(into, err);
}
