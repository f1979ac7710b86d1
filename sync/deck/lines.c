/* SPDX-License-Identifier: MIT
 * JSON lines of an export back into a store: checked line by line, kept as they stand, and read again where they are written. */
#include "sync/deck/lines.h"

#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "schema/brought.h"
#include "schema/marks.h"
#include "schema/notes.h"
#include "sync/deck/import_apply.h"
#include "sync/deck/json_line.h"

enum { UID_DIGITS = 13, GAP_MAX = 1000 * 1000 };

static const char HEAD[] = "{\"is\":\"cairn\",\"format\":1,";

bool lines_begin(struct str head)
{
	return str_starts(head, HEAD);
}

static bool get_name(const struct json_line *line, const char *key, uint64_t *name)
{
	const struct json_value *value = json_line_get(line, key, JSON_TEXT);

	return value && hash_get32(value->text, UID_DIGITS, name);
}

static bool get_int(const struct json_line *line, const char *key, int64_t *number)
{
	const struct json_value *value = json_line_get(line, key, JSON_INT);

	*number = value ? value->number : 0;
	return value;
}

static struct str get_text(const struct json_line *line, const char *key)
{
	const struct json_value *value = json_line_get(line, key, JSON_TEXT);

	return value ? value->text : (struct str){"", 0};
}

static bool is_clean(struct str text)
{
	struct buf out = {0};
	bool same;

	utf8_clean(&out, text, CLEAN_TEXT, text.len + 1);
	same = str_eq(buf_str(&out), text);
	buf_fini(&out);
	return same;
}

/* A field of the kind: names of things are texts there, everything else is as the row has it. */
static bool get_field(const struct json_line *line, struct row *row, const struct row_field *field)
{
	const struct json_value *list;
	uint64_t name;

	switch (field->type) {
	case ROW_INT:
		if (get_name(line, field->name, &name)) {
			*row_int(row, field) = (int64_t)name;
			return true;
		}
		return get_int(line, field->name, row_int(row, field));
	case ROW_TEXT:
		*row_text(row, field) = get_text(line, field->name);
		return json_line_get(line, field->name, JSON_TEXT) && is_clean(*row_text(row, field));
	case ROW_LIST:
		list = json_line_get(line, field->name, JSON_LIST);
		if (!list)
			return false;
		*row_list(row, field) = list->list;
		for (size_t i = 0; i < list->list.count; i++)
			if (!is_clean(list->list.item[i]))
				return false;
		return true;
	}
	return false;
}

static bool read_row(const struct json_line *line, struct row *row)
{
	const struct row_shape *shape = row_shape_named(get_text(line, "kind"));
	int64_t z;

	*row = (struct row){0};
	if (!shape || !get_name(line, "log", &row->log) || !get_int(line, "n", &row->n) ||
	    !get_name(line, "origin", &row->origin) || !get_int(line, "at", &row->at) || !get_int(line, "z", &z) ||
	    row->n < 1 || row->n >> LOG_N_BITS || row->at < 1 || z < -2880 || z > 2880)
		return false;
	row->kind = shape->kind;
	row->z = (int)z;
	if ((row_has_card(row->kind) && !get_name(line, "card", &row->card)) || (row_needs_card(row->kind) && !row->card))
		return false;
	for (size_t i = 0; i < shape->count; i++)
		if (!get_field(line, row, &shape->field[i]))
			return false;
	return true;
}

static int bad(struct err *err)
{
	return err_set(err, ERR_INPUT, "it is no line of an export");
}

/* Numbers without a row of their own: second places, and what was kept unread. */
static int pass_gap(struct lines *r, const struct row *row, struct err *err)
{
	if (r->forked)
		return 0;
	for (int64_t from = r->last + 1; from < row->n; from++)
		if (place_apply_raw(r->store, row->log, from, STR(""), "the number was not in the export", err))
			return -1;
	return 0;
}

static int bring_row(struct lines *r, struct row *row, struct err *err)
{
	int rc = log_bring(r->store, &r->bringing, row, err);

	return rc < 0 ? -1 : rc == BRING_NEW ? PLACE_NEW : PLACE_HELD;
}

/* Where the own log ends is asked again in each transaction: the learner may have answered between two. */
static int look_at_log(struct lines *r, uint64_t log, struct err *err)
{
	struct mark own;

	if (mark_own(r->store, &own, err))
		return -1;
	if (log != r->log) {
		r->last = 0;
		r->forked = false;
		r->bringing = (struct bringing){0};
	}
	r->log = log;
	r->own_last = own.log == log ? own.last : INT64_MAX;
	r->looked = true;
	return 0;
}

/* The own log is left to whoever wrote on in it: a store put back, or a copy, that does not know. Rows of the deed stand in it. */
static int leave_own(struct lines *r, struct err *err)
{
	const int64_t last = r->own_last;

	r->own_last = INT64_MAX;
	return deed_end(r->store, r->deed, STR(""), err) || mark_fork(r->store, last, err) || deed_begin(r->store, r->deed, err) ? -1 : 0;
}

/* By its place, unless another row stands there: then two stores wrote one log, and places tell nothing (backup_merge.c
 * does the same with backups). */
static int apply_row_at(struct lines *r, struct row *row, struct err *err)
{
	struct row held;
	int rc = row->n > r->own_last && leave_own(r, err) ? -1 : place_apply(r->store, row, err);

	if (rc != PLACE_HELD)
		return rc;
	rc = place_get(r->store, row->log, row->n, &held, &r->arena, err);
	r->forked = rc == 0 && (held.origin != row->origin || held.at != row->at);
	if (rc < 0)
		return -1;
	return r->forked ? bring_row(r, row, err) : PLACE_HELD;
}

static int take_row(struct lines *r, const struct json_line *line, struct err *err)
{
	struct row row;
	int rc;

	if (!read_row(line, &row))
		return bad(err);
	if (((row.log != r->log || !r->looked) && look_at_log(r, row.log, err)) || pass_gap(r, &row, err))
		return -1;
	r->last = row.n;
	rc = r->forked ? bring_row(r, &row, err) : apply_row_at(r, &row, err);
	if (rc < 0)
		return -1;
	r->counts.rows += rc == PLACE_NEW;
	r->counts.held += rc != PLACE_NEW;
	return 0;
}

static int take_deck(struct lines *r, const struct json_line *line, struct err *err)
{
	struct deck deck = {.remote = get_text(line, "remote"), .version = get_text(line, "version"), .shared = true};
	struct buf name = {0};
	int rc;

	deck_put_name(&name, get_text(line, "name"));
	rc = deck_make(r->store, buf_str(&name), &deck.id, err);
	if (rc == 0 && deck.remote.len && is_clean(deck.remote) && is_clean(deck.version))
		rc = deck_set_shared(r->store, &deck, err);
	buf_fini(&name);
	return rc;
}

/* Of a server's deck: it is no row. 1: it is one of the learner's own, which comes of rows. */
static int read_shared(const struct json_line *line, struct note_draft *draft, struct err *err)
{
	const struct json_value *shared = json_line_get(line, "shared", JSON_BOOL), *fields = json_line_get(line, "fields", JSON_LIST);

	if (!shared || !shared->number)
		return 1;
	*draft = (struct note_draft){.tags = get_text(line, "tags")};
	if (!fields || !get_name(line, "uid", &draft->uid) || !get_name(line, "type", &draft->type) || !is_clean(draft->tags))
		return err_set(err, ERR_INPUT, "it is no note of an export");
	for (size_t i = 0; i < fields->list.count; i++)
		if (!is_clean(fields->list.item[i]))
			return err_set(err, ERR_INPUT, "it is no note of an export");
	draft->fields = fields->list;
	return 0;
}

static int take_shared(struct lines *r, const struct json_line *line, struct err *err)
{
	struct note_draft draft;
	struct buf name = {0};
	int rc = read_shared(line, &draft, err);

	if (rc)
		return rc;
	deck_put_name(&name, get_text(line, "deck"));
	draft.deck = buf_str(&name);
	rc = note_put_shared(r->store, &draft, err);
	r->counts.own += rc == NOTE_OWN;
	buf_fini(&name);
	return rc < 0 ? -1 : 0;
}

/* The file's name is a hash, and nothing else is taken for one. */
static int read_medium(const struct json_line *line, struct str *name, struct str *file, struct err *err)
{
	*name = get_text(line, "name");
	*file = get_text(line, "file");
	if (!name->len || !is_clean(*name) || memchr(name->s, '/', name->len) || file->len != HASH_LETTERS ||
	    strspn(file->s, "0123456789abcdef") != HASH_LETTERS)
		return err_set(err, ERR_INPUT, "it is no media file of an export");
	return 0;
}

int lines_take(struct lines *r, struct str text, struct err *err)
{
	struct json_line *line;
	struct str is, name, file;

	arena_reset(&r->arena);
	line = arena_alloc(&r->arena, sizeof(*line));
	if (!json_line_read(line, text, &r->arena))
		return bad(err);
	is = get_text(line, "is");
	if (str_is(is, "row"))
		return take_row(r, line, err);
	if (str_is(is, "deck"))
		return take_deck(r, line, err);
	if (str_is(is, "note"))
		return take_shared(r, line, err);
	return read_medium(line, &name, &file, err) || media_set(r->store, name, file, err) ? -1 : 0;
}

int lines_know(struct lines *r, struct str text, struct err *err)
{
	struct json_line *line;
	struct row row, held;
	int rc;

	arena_reset(&r->arena);
	line = arena_alloc(&r->arena, sizeof(*line));
	if (!json_line_read(line, text, &r->arena) || !str_is(get_text(line, "is"), "row") || !read_row(line, &row))
		return 0;
	if (row.log != r->log && look_at_log(r, row.log, err))
		return -1;
	r->last = row.n;
	rc = r->forked ? 1 : place_get(r->store, row.log, row.n, &held, &r->arena, err);
	r->forked |= rc == 0 && (held.origin != row.origin || held.at != row.at);
	return rc < 0 ? -1 : 0;
}

void lines_fini(struct lines *r)
{
	arena_fini(&r->arena);
}

/* While a file is read: what lines_take would stumble over. */
struct reading {
	struct import *import;
	struct arena arena; /* of a line */
	uint64_t log;	    /* that the last row stood in, and its number there */
	int64_t last;
};

static int check_row(struct reading *reading, const struct json_line *line, struct err *err)
{
	struct row row;

	if (!read_row(line, &row))
		return err_set(err, ERR_INPUT, "it is no row of an export");
	if (row.log != reading->log)
		reading->last = 0;
	if (row.n - reading->last - 1 > GAP_MAX || row.n <= reading->last)
		return err_set(err, ERR_INPUT, "its rows do not follow each other");
	reading->log = row.log;
	reading->last = row.n;
	return 0;
}

/* 0: the store is to hear it; 1: not. Lines that are derived from others (cards, own notes, types) are passed over: they
 * come of the rows. */
static int check(struct reading *reading, struct str text, struct err *err)
{
	struct json_line *line = arena_alloc(&reading->arena, sizeof(*line));
	struct note_draft draft;
	struct str is, name, file;

	if (!json_line_read(line, text, &reading->arena))
		return bad(err);
	is = get_text(line, "is");
	if (str_is(is, "row"))
		return check_row(reading, line, err);
	if (str_is(is, "deck"))
		return 0;
	if (str_is(is, "note"))
		return read_shared(line, &draft, err);
	if (!str_is(is, "medium"))
		return 1;
	return read_medium(line, &name, &file, err) || import_take_kept(reading->import, file, err) ? -1 : 0;
}

static int read_line(struct reading *reading, struct str text, struct err *err)
{
	int rc;

	if (import_is_stopped(reading->import))
		return import_say_stopped(err);
	arena_reset(&reading->arena);
	rc = text.len ? check(reading, text, err) : 1;
	return rc ? (rc < 0 ? -1 : 0) : spool_put(&reading->import->spool, WIRE_LINE, text, err);
}

int lines_read(struct import *import, const char *path, struct err *err)
{
	struct reading reading = {.import = import};
	struct source source;
	struct str line;
	int64_t number;
	int rc = source_open(&source, path, err);

	if (rc)
		return -1;
	while ((rc = source_line(&source, &line, &number, err)) == LINE_TAKEN || rc == LINE_BROKEN) {
		rc = rc == LINE_BROKEN ? err_set(err, ERR_INPUT, "%.100s", line.s) : read_line(&reading, line, err);
		if (rc) {
			if (err->kind == ERR_INPUT)
				err_wrap(err, "%.200s:%lld", path, (long long)number);
			break;
		}
	}
	source_close(&source);
	arena_fini(&reading.arena);
	return rc < 0 ? -1 : 0;
}
