/* SPDX-License-Identifier: MIT
 * Everything that the store holds, as JSON lines (docs/export.md). The game may go on meanwhile. */
#include "sync/deck/out/jsonl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "schema/card_json.h"
#include "schema/cards.h"
#include "schema/log.h"
#include "schema/notes.h"
#include "schema/takeout.h"

enum { UID_DIGITS = 13, EXPORT_FORMAT = 1 };

struct name {
	int64_t id;
	struct str text;
};

struct export {
	struct store *store;
	FILE *to;
	struct buf line;
	struct arena names;
	struct name *deck; /* by id */
	size_t decks;
	char note_text[UID_DIGITS + 1]; /* of the note whose cards are written */
};

static void put_list(struct json *j, const char *key, struct row_list list)
{
	json_key(j, key);
	json_open(j, '[');
	for (size_t i = 0; i < list.count; i++)
		json_str(j, list.item[i]);
	json_close(j, ']');
}

static struct json begin(struct export *e, const char *is)
{
	struct json j = {.out = &e->line};

	buf_clear(&e->line);
	json_open(&j, '{');
	json_key_str(&j, "is", str_of(is));
	return j;
}

static int end(struct export *e, struct json *j, struct err *err)
{
	json_close(j, '}');
	buf_addc(&e->line, '\n');
	if (fwrite(e->line.s, 1, e->line.len, e->to) != e->line.len)
		return err_sys(err, "writing the export");
	return 0;
}

static int put_head(struct export *e, struct err *err)
{
	const struct clock *clock = store_clock(e->store);
	struct json j = begin(e, "cairn");
	struct buf now = {0};

	json_key_int(&j, "format", EXPORT_FORMAT);
	clock_put_iso(&now, clock_wall_ms(clock));
	json_key_str(&j, "exported", buf_str(&now));
	buf_fini(&now);
	return end(e, &j, err);
}

static int put_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct export *e = ctx;
	struct json j = begin(e, "deck");

	e->deck = mem_grow(e->deck, e->decks + 1, sizeof(*e->deck));
	e->deck[e->decks++] = (struct name){deck->id, arena_str(&e->names, deck->name)};
	name_put_json(&j, "uid", deck->uid);
	json_key_str(&j, "name", deck->name);
	if (deck->remote.len) {
		json_key_str(&j, "remote", deck->remote);
		json_key_str(&j, "version", deck->version);
	}
	return end(e, &j, err);
}

static int put_type(void *ctx, const struct note_type *type, struct err *err)
{
	struct export *e = ctx;
	struct json j = begin(e, "type");

	name_put_json(&j, "uid", type->uid);
	json_key_str(&j, "name", type->name);
	json_key_bool(&j, "cloze", type->cloze);
	put_list(&j, "fields", type->fields);
	put_list(&j, "cards", type->cards);
	return end(e, &j, err);
}

static int put_types(struct export *e, struct err *err)
{
	for (int i = 0; i < TYPE_BUILTINS; i++)
		if (put_type(e, template_builtin((enum template_builtin)i), err))
			return -1;
	return type_each(e->store, put_type, e, err);
}

static struct str deck_name(const struct export *e, int64_t id)
{
	for (size_t i = 0; i < e->decks; i++)
		if (e->deck[i].id == id)
			return e->deck[i].text;
	return (struct str){"", 0};
}

static int put_card(void *ctx, const struct card *card, struct err *err)
{
	struct export *e = ctx;
	struct json j = begin(e, "card");

	name_put_json(&j, "uid", card->uid);
	json_key_str(&j, "note", str_of(e->note_text));
	json_key_int(&j, "ord", card->ord);
	card_put_json(&j, card);
	return end(e, &j, err);
}

static int put_note(void *ctx, const struct note *note, struct err *err)
{
	struct export *e = ctx;
	struct json j = begin(e, "note");

	hash_put32(e->note_text, note->uid, UID_DIGITS);
	json_key_str(&j, "uid", str_of(e->note_text));
	name_put_json(&j, "type", note->type);
	json_key_str(&j, "deck", deck_name(e, note->deck));
	json_key_str(&j, "tags", note->tags);
	put_list(&j, "fields", note->fields);
	json_key_bool(&j, "shared", note->shared);
	if (end(e, &j, err))
		return -1;
	return card_each_of_note(e->store, note->id, put_card, e, err);
}

/* Integers that are names of things and need all 64 bits. */
static bool is_name(const char *field)
{
	static const char *const names[] = {"u", "ty", "to", "of"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], field) == 0)
			return true;
	return false;
}

static void put_field(struct json *j, const struct row *row, const struct row_field *field)
{
	switch (field->type) {
	case ROW_INT:
		if (is_name(field->name))
			name_put_json(j, field->name, (uint64_t)*row_int(row, field));
		else
			json_key_int(j, field->name, *row_int(row, field));
		break;
	case ROW_TEXT: json_key_str(j, field->name, *row_text(row, field)); break;
	case ROW_LIST: put_list(j, field->name, *row_list(row, field)); break;
	}
}

static int put_row(void *ctx, const struct row *row, struct err *err)
{
	const struct row_shape *shape = row_shape(row->kind);
	struct export *e = ctx;
	struct json j = begin(e, "row");

	name_put_json(&j, "log", row->log);
	json_key_int(&j, "n", row->n);
	name_put_json(&j, "origin", row->origin);
	json_key_int(&j, "at", row->at);
	json_key_int(&j, "t", row->t);
	json_key_int(&j, "z", row->z);
	json_key_str(&j, "kind", str_of(shape->name));
	if (row_has_card(row->kind))
		name_put_json(&j, "card", row->card);
	for (size_t i = 0; i < shape->count; i++)
		put_field(&j, row, &shape->field[i]);
	return end(e, &j, err);
}

static int put_medium(void *ctx, struct str name, struct str file, struct err *err)
{
	struct export *e = ctx;
	struct json j = begin(e, "medium");

	json_key_str(&j, "name", name);
	json_key_str(&j, "file", file);
	return end(e, &j, err);
}

static int export_all(struct export *e, struct err *err)
{
	if (put_head(e, err) || deck_each(e->store, put_deck, e, err) || put_types(e, err) ||
	    note_each(e->store, 0, put_note, e, err) || log_each(e->store, put_row, e, err) || takeout_each_medium(e->store, put_medium, e, err))
		return -1;
	return fflush(e->to) ? err_sys(err, "writing the export") : 0;
}

int jsonl_write(struct store *store, FILE *to, struct err *err)
{
	struct export e = {.store = store, .to = to};
	int rc = export_all(&e, err);

	buf_fini(&e.line);
	arena_fini(&e.names);
	free(e.deck);
	return rc;
}
