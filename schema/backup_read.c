/* SPDX-License-Identifier: MIT
 * Backup: reading the text back. No SQL of the text is ever run: its statements are cut out, and only INSERTs into the
 * known tables with plain values are taken, through statements of our own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/backup_insert.h"

enum { STATEMENT_MAX = 64 << 20, PENDING_KEEP = 1 << 20, NEAR_BYTES = 40 };

struct backup_reader {
	struct flow flow;
	struct buf pending; /* text that is no whole statement yet */
	size_t looked;	    /* so much of it has been looked through … */
	bool in_text;	    /* … and there a quoted text or name goes on */
	char quote;
	bool begun, in_tx, ended;
	struct backup_insert into;
	int at;			    /* the number of its table */
	int to[BACKUP_COLUMNS_MAX]; /* the text's columns as those of the table */
	int columns;
	struct buf value[BACKUP_COLUMNS_MAX];
	struct backup_counts counts, said;
};

/* What a file holds is quoted on one line, without anything that would speak to the terminal. */
static int bad(const char *what, struct str near, struct err *err)
{
	struct buf quoted = {0};

	(void)utf8_clean(&quoted, str_slice(near, 0, near.len < NEAR_BYTES ? near.len : NEAR_BYTES), CLEAN_LINE, NEAR_BYTES);
	(void)err_set(err, ERR_INPUT, "it is no whole backup of cairn's: %s near \"%.*s\"", _(what), STR_FMT(buf_str(&quoted)));
	buf_fini(&quoted);
	return -1;
}

static bool take(struct str *rest, const char *word)
{
	if (!str_starts(*rest, word))
		return false;
	*rest = str_slice(*rest, strlen(word), rest->len);
	return true;
}

static void skip_blanks(struct str *rest)
{
	while (rest->len && (*rest->s == ' ' || *rest->s == '\n' || *rest->s == '\r'))
		*rest = str_slice(*rest, 1, rest->len);
}

static bool take_name(struct str *rest, struct str *name)
{
	return take(rest, "\"") && str_cut(rest, '"', name) && rest->s;
}

static int column_of(const struct backup_table *table, struct str name)
{
	for (int i = 0; i < table->columns; i++)
		if (str_eq(table->column[i].name, name))
			return i;
	return -1;
}

static int use_table(struct backup_reader *r, struct str name, struct err *err)
{
	struct backup_table table;

	if (r->into.stmt && str_is(name, r->into.table.name))
		return 0;
	for (r->at = 0; backup_table((size_t)r->at, &table); r->at++)
		if (str_is(name, table.name))
			return backup_insert_into(&r->into, &table, err);
	return err_set(err, ERR_INPUT, "its table \"%.*s\" is of a newer cairn; upgrade this one", STR_FMT(name));
}

static int read_columns(struct backup_reader *r, struct str *rest, struct err *err)
{
	struct str name;

	r->columns = 0;
	do {
		skip_blanks(rest);
		if (!take_name(rest, &name) || r->columns == BACKUP_COLUMNS_MAX)
			return bad(N_("a column"), *rest, err);
		r->to[r->columns] = column_of(&r->into.table, name);
		if (r->to[r->columns++] < 0)
			return err_set(err, ERR_INPUT, "its column \"%.*s\" of \"%s\" is of a newer cairn; upgrade this one",
				       STR_FMT(name), r->into.table.name);
	} while (take(rest, ","));
	return take(rest, ") VALUES\n") ? 0 : bad(N_("the columns"), *rest, err);
}

static bool take_text(struct str *rest, struct buf *value)
{
	struct str part;

	buf_clear(value);
	buf_addz(value, "");
	if (!take(rest, "'"))
		return false;
	while (str_cut(rest, '\'', &part) && rest->s) {
		buf_add(value, part);
		if (!take(rest, "'"))
			return true;
		buf_addc(value, '\'');
	}
	return false;
}

static struct str take_plain(struct str *rest)
{
	size_t len = 0;

	while (len < rest->len && !strchr(",)\n ", rest->s[len]))
		len++;
	*rest = str_slice(*rest, len, rest->len);
	return (struct str){rest->s - len, len};
}

static bool unhex(struct buf *value)
{
	size_t len = 0;

	if (value->len % 2)
		return false;
	for (size_t i = 0; i < value->len; i += 2) {
		int byte = 0;

		for (size_t k = i; k < i + 2; k++) {
			const char *digit = strchr("0123456789abcdef", value->s[k]);

			if (!digit || !*digit)
				return false;
			byte = byte << 4 | (int)(digit - "0123456789abcdef");
		}
		value->s[len++] = (char)byte;
	}
	buf_cut(value, len);
	return true;
}

static int read_value(struct backup_reader *r, struct str *rest, int column, struct backup_value *value, struct err *err)
{
	char type = r->into.table.column[column].type;
	struct buf *text = &r->value[column];
	struct str plain;

	*value = (struct backup_value){0};
	if (rest->len && *rest->s == '\'') {
		if ((type != 't' && type != 'b') || !take_text(rest, text) || (type == 'b' && !unhex(text)))
			return bad(N_("a text"), *rest, err);
		value->text = buf_str(text);
		return 0;
	}
	plain = take_plain(rest);
	if (str_is(plain, "NULL")) {
		value->is_null = true;
		return 0;
	}
	if ((type == 'i' && str_to_int(plain, &value->number, NULL) == 0) ||
	    (type == 'r' && str_to_real(plain, &value->real, NULL) == 0))
		return 0;
	return bad(N_("a number"), plain, err);
}

static int read_tuple(struct backup_reader *r, struct str *rest, struct err *err)
{
	struct backup_value values[BACKUP_COLUMNS_MAX];

	for (int i = 0; i < r->into.table.columns; i++)
		values[i] = (struct backup_value){.is_null = true};
	if (!take(rest, "("))
		return bad(N_("a row"), *rest, err);
	for (int i = 0; i < r->columns; i++) {
		if (i && !take(rest, ","))
			return bad(N_("a row"), *rest, err);
		if (read_value(r, rest, r->to[i], &values[r->to[i]], err))
			return -1;
	}
	if (!take(rest, ")"))
		return bad(N_("a row"), *rest, err);
	r->counts.of[r->at].rows++;
	return backup_insert_row(&r->into, values, err);
}

static int read_insert(struct backup_reader *r, struct str rest, struct err *err)
{
	struct str name;

	if (!r->in_tx || !take_name(&rest, &name) || !take(&rest, "("))
		return bad(N_("an INSERT"), rest, err);
	if (use_table(r, name, err) || read_columns(r, &rest, err) || read_tuple(r, &rest, err))
		return -1;
	while (take(&rest, ",")) {
		skip_blanks(&rest);
		if (read_tuple(r, &rest, err))
			return -1;
	}
	return rest.len ? bad(N_("an INSERT"), rest, err) : 0;
}

static int begin(struct backup_reader *r, struct err *err)
{
	struct backup_table table;

	if (!r->begun || r->counts.tables) /* once, whether it has ended or not */
		return bad(N_("its first lines"), STR("BEGIN"), err);
	r->in_tx = true;
	for (size_t i = 0; backup_table(i, &table); i++) {
		snprintf(r->counts.of[i].table, sizeof(r->counts.of[i].table), "%s", table.name);
		r->counts.tables++;
	}
	return db_exec(r->into.store, "BEGIN IMMEDIATE", err);
}

/* A statement without its semicolon. */
static int read_statement(struct backup_reader *r, struct str rest, struct err *err)
{
	if (take(&rest, "INSERT INTO "))
		return read_insert(r, rest, err);
	if (str_is(rest, "BEGIN"))
		return begin(r, err);
	if (str_is(rest, "COMMIT") && r->in_tx) {
		r->in_tx = false;
		return db_exec(r->into.store, "COMMIT", err);
	}
	if (str_starts(rest, "CREATE TABLE ") && r->in_tx)
		return 0; /* the store has its own */
	return bad(N_("a statement"), rest, err);
}

static int read_count(struct backup_reader *r, struct str line, struct err *err)
{
	struct backup_count *count = &r->said.of[r->said.tables];
	struct str name;

	if (r->said.tables == BACKUP_TABLES_MAX || !str_cut(&line, ' ', &name) || str_to_int(line, &count->rows, NULL))
		return bad(N_("a count"), line, err);
	snprintf(count->table, sizeof(count->table), "%.*s", STR_FMT(name));
	r->said.tables++;
	return 0;
}

static int read_head(struct backup_reader *r, struct str line, struct err *err)
{
	int64_t format;

	if (!take(&line, BACKUP_HEAD) || str_to_int(line, &format, NULL))
		return bad(N_("its first line"), line, err);
	if (format > BACKUP_FORMAT)
		return err_set(err, ERR_INPUT, "it was written by a newer cairn (form %lld, this one knows %d); upgrade",
			       (long long)format, BACKUP_FORMAT);
	r->begun = true;
	return 0;
}

static int read_comment(struct backup_reader *r, struct str line, struct err *err)
{
	if (!r->begun)
		return read_head(r, line, err);
	if (take(&line, BACKUP_ROWS))
		return read_count(r, line, err);
	if (str_is(line, BACKUP_END))
		r->ended = true;
	return 0;
}

/* The end of the comment or statement at the start of the text, behind its mark; 0: it has none yet. */
static size_t find_end(struct backup_reader *r, struct str text, bool comment)
{
	for (; r->looked < text.len; r->looked++) {
		char c = text.s[r->looked];

		if (comment && c == '\n')
			return r->looked + 1;
		if (comment)
			continue;
		if (r->in_text)
			r->in_text = c != r->quote;
		else if (c == '\'' || c == '"')
			r->in_text = true, r->quote = c;
		else if (c == ';')
			return r->looked + 1;
	}
	return 0;
}

/* Takes what is whole. */
static int read_pending(struct backup_reader *r, struct err *err)
{
	struct str rest = buf_str(&r->pending);
	size_t end = 1;
	int rc = 0;

	while (rc == 0 && end) {
		bool comment;

		if (r->looked == 0)
			skip_blanks(&rest);
		if (rest.len < 2)
			break;
		comment = rest.s[0] == '-' && rest.s[1] == '-';
		if (!comment && !r->begun)
			return bad(N_("its first line"), rest, err);
		end = find_end(r, rest, comment);
		if (!end)
			break;
		rc = comment ? read_comment(r, str_slice(rest, 0, end - 1), err)
			     : read_statement(r, str_slice(rest, 0, end - 1), err);
		rest = str_slice(rest, end, rest.len);
		r->looked = 0;
	}
	if (rc == 0 && rest.len > STATEMENT_MAX)
		rc = bad(N_("a statement of more than 64 MB"), rest, err);
	memmove(r->pending.s, rest.s, rest.len);
	buf_cut(&r->pending, rest.len);
	return rc;
}

static int reader_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct backup_reader *r = (struct backup_reader *)flow;

	if (!bytes.len)
		return 0;
	buf_add(&r->pending, bytes);
	return read_pending(r, err);
}

static int compare_counts(const struct backup_reader *r, struct err *err)
{
	for (size_t i = 0; i < r->said.tables; i++) {
		int64_t have = backup_count_of(&r->counts, r->said.of[i].table);

		if (have != r->said.of[i].rows)
			return err_set(err, ERR_INPUT,
				       "it is no whole backup of cairn's: \"%s\" has %lld rows, and its last lines say %lld",
				       r->said.of[i].table, (long long)have, (long long)r->said.of[i].rows);
	}
	return 0;
}

static int reader_end(struct flow *flow, struct err *err)
{
	struct backup_reader *r = (struct backup_reader *)flow;

	if (!r->ended || r->in_tx || str_trim(buf_str(&r->pending)).len)
		return err_set(err, ERR_INPUT, "it is no whole backup of cairn's: it is cut off");
	return compare_counts(r, err);
}

void backup_read(struct backup_reader **out, struct store *store)
{
	struct backup_reader *r = mem_alloc(sizeof(*r));

	r->flow = (struct flow){reader_put, reader_end};
	r->into.store = store;
	*out = r;
}

struct flow *backup_reader_flow(struct backup_reader *r)
{
	return &r->flow;
}

const struct backup_counts *backup_reader_counts(const struct backup_reader *r)
{
	return &r->counts;
}

void backup_reader_free(struct backup_reader *r)
{
	if (!r)
		return;
	backup_insert_fini(&r->into);
	if (r->in_tx)
		sqlite3_exec(db_handle(r->into.store), "ROLLBACK", NULL, NULL, NULL);
	for (int i = 0; i < BACKUP_COLUMNS_MAX; i++)
		buf_fini(&r->value[i]);
	buf_fini(&r->pending);
	free(r);
}
