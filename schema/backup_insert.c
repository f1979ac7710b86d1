/* SPDX-License-Identifier: MIT
 * Backup: the rows of a text into a store's tables. */
#include "schema/backup_insert.h"

#include "schema/apply.h"

/* INSERT of a listed table: its own, or every column by name. */
static void put_insert(struct buf *sql, const struct backup_table *table)
{
	if (table->insert) {
		buf_addz(sql, table->insert);
		return;
	}
	buf_addf(sql, "INSERT INTO \"%s\"(", table->name);
	for (int i = 0; i < table->columns; i++)
		buf_addf(sql, "%s\"%.*s\"", i ? "," : "", STR_FMT(table->column[i].name));
	buf_addz(sql, ") VALUES (");
	for (int i = 0; i < table->columns; i++)
		buf_addf(sql, "%s?%d", i ? "," : "", i + 1);
	buf_addz(sql, ")");
}

int backup_insert_into(struct backup_insert *in, const struct backup_table *table, struct err *err)
{
	struct buf sql = {0};
	int rc;

	sqlite3_finalize(in->stmt);
	in->stmt = NULL;
	in->table = *table;
	if (in->table.kind) {
		buf_addf(&sql, "INSERT INTO row(id, t, lag, z, origin, card, reg, kind, body) "
			       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, %d, ?8)", in->table.kind);
	} else {
		put_insert(&sql, &in->table);
	}
	rc = sqlite3_prepare_v2(db_handle(in->store), buf_z(&sql), -1, &in->stmt, NULL);
	buf_fini(&sql);
	return rc == SQLITE_OK ? 0 : db_fail(in->store, rc, err);
}

static void bind(sqlite3_stmt *stmt, int at, char type, const struct backup_value *value)
{
	if (value->is_null)
		sqlite3_bind_null(stmt, at);
	else if (type == 'i')
		sqlite3_bind_int64(stmt, at, value->number);
	else if (type == 'r')
		sqlite3_bind_double(stmt, at, value->real);
	else if (type == 'b')
		sqlite3_bind_blob64(stmt, at, value->text.s, value->text.len, SQLITE_STATIC);
	else
		sqlite3_bind_text64(stmt, at, value->text.s, value->text.len, SQLITE_STATIC, SQLITE_UTF8);
}

/* The list of a text; nothing at all where it was NULL. */
static struct row_list list_of(const struct backup_value *value, struct arena *arena)
{
	return value->is_null ? (struct row_list){0} : note_split(value->text, arena);
}

static void make_body(struct backup_insert *in, const struct backup_value *values, struct arena *arena)
{
	const struct row_shape *shape = row_shape(in->table.kind);
	struct row row = {.kind = shape->kind};

	for (size_t i = 0; i < shape->count; i++) {
		const struct row_field *field = &shape->field[i];
		const struct backup_value *value = &values[BACKUP_FIXED + i];

		switch (field->type) {
		case ROW_INT: *row_int(&row, field) = value->number; break;
		case ROW_TEXT: *row_text(&row, field) = value->text; break;
		case ROW_LIST: *row_list(&row, field) = list_of(value, arena); break;
		}
	}
	buf_clear(&in->body);
	buf_addz(&in->body, "");
	row_put_body(&in->body, &row);
}

static void bind_row(struct backup_insert *in, const struct backup_value *values)
{
	bool winner = in->table.kind == ROW_NOTE_KIND && values[BACKUP_FIXED + 1].is_null;
	struct arena arena = {0};

	for (int i = 0; i < BACKUP_FIXED; i++)
		bind(in->stmt, i + 1, 'i', &values[i]);
	if (winner) { /* its text stands in the note with this uid */
		sqlite3_bind_int64(in->stmt, BACKUP_FIXED + 1, values[BACKUP_FIXED].number);
		return;
	}
	make_body(in, values, &arena);
	sqlite3_bind_blob64(in->stmt, BACKUP_FIXED + 1, in->body.s, in->body.len, SQLITE_STATIC);
	arena_fini(&arena);
}

int backup_insert_row(struct backup_insert *in, const struct backup_value *values, struct err *err)
{
	int rc;

	if (in->table.kind)
		bind_row(in, values);
	else
		for (int i = 0; i < in->table.columns; i++)
			bind(in->stmt, i + 1, in->table.column[i].type, &values[i]);
	rc = sqlite3_step(in->stmt);
	sqlite3_reset(in->stmt);
	if (rc == SQLITE_DONE)
		return 0;
	if ((rc & 0xff) == SQLITE_CONSTRAINT || (rc & 0xff) == SQLITE_MISMATCH)
		return err_set(err, ERR_INPUT, "it is no whole backup of cairn's: a row of \"%s\" does not fit (%s)",
			       in->table.name, sqlite3_errmsg(db_handle(in->store)));
	return db_fail(in->store, rc, err);
}

void backup_insert_fini(struct backup_insert *in)
{
	sqlite3_finalize(in->stmt);
	buf_fini(&in->body);
}
