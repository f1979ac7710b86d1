/* SPDX-License-Identifier: MIT
 * Anki's note types: out of tables with protocol buffers, or out of the JSON of older collections, and the types of
 * ours that they become. */
#include <stdlib.h>

#include "schema/notes.h"
#include "sync/deck/anki_priv.h"
#include "sync/deck/proto.h"
#include "sync/deck/reader.h"

static int by_id(const void *a, const void *b)
{
	const struct anki_type *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

static struct anki_type *find(const struct anki *anki, int64_t id)
{
	struct anki_type key = {.id = id};

	return anki->types ? bsearch(&key, anki->type, anki->types, sizeof(key), by_id) : NULL;
}

const struct anki_type *anki_type(const struct anki *anki, int64_t id)
{
	return find(anki, id);
}

static struct anki_type *add(struct anki *anki, int64_t id, struct str name, struct err *err)
{
	if (anki->types == ANKI_TYPES_MAX) {
		err_set(err, ERR_INPUT, "it has more than %d note types", ANKI_TYPES_MAX);
		return NULL;
	}
	anki->type = mem_grow(anki->type, anki->types + 1, sizeof(*anki->type));
	anki->type[anki->types] = (struct anki_type){.id = id, .name = arena_str(&anki->arena, name)};
	return &anki->type[anki->types++];
}

static int take_modern(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki *anki = ctx;
	struct anki_type *type = add(anki, foreign_int(row, 0), foreign_text(row, 1), err);
	struct str config = foreign_text(row, 2);
	struct proto_field field;

	if (!type)
		return -1;
	while (proto_next(&config, &field)) {
		if (field.number == 1 && field.wire == PROTO_VARINT)
			type->cloze = field.value == 1;
		else if (field.number == 3 && field.wire == PROTO_BYTES)
			type->css = arena_str(&anki->arena, field.bytes);
	}
	return 0;
}

static int take_legacy(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki *anki = ctx;
	struct anki_type *type = add(anki, foreign_int(row, 0), foreign_text(row, 1), err);

	if (!type)
		return -1;
	type->cloze = foreign_int(row, 2) == 1;
	type->css = arena_str(&anki->arena, foreign_text(row, 3));
	return 0;
}

/* Rows in the order of their numbers; of a type that is not there they are left over from another collection. */
static int take_field(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki *anki = ctx;
	struct anki_type *type = find(anki, foreign_int(row, 0));

	(void)err;
	if (type && type->fields < ANKI_FIELDS_MAX)
		type->field[type->fields++] = arena_str(&anki->arena, foreign_text(row, 1));
	return 0;
}

static int take_card(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki *anki = ctx;
	struct anki_type *type = find(anki, foreign_int(row, 0));
	struct anki_template *card;
	struct str config = foreign_text(row, 2);
	struct proto_field field;

	(void)err;
	if (!type || type->cards == ANKI_CARDS_MAX)
		return 0;
	card = &type->card[type->cards++];
	*card = (struct anki_template){.name = arena_str(&anki->arena, foreign_text(row, 1))};
	if (!anki->modern) {
		card->front = arena_str(&anki->arena, config);
		card->back = arena_str(&anki->arena, foreign_text(row, 3));
		return 0;
	}
	while (proto_next(&config, &field)) {
		if (field.number == 1 && field.wire == PROTO_BYTES)
			card->front = arena_str(&anki->arena, field.bytes);
		else if (field.number == 2 && field.wire == PROTO_BYTES)
			card->back = arena_str(&anki->arena, field.bytes);
	}
	return 0;
}

static int load_modern(struct anki *anki, struct err *err)
{
	if (foreign_each(anki->db, "SELECT id, name, config FROM notetypes ORDER BY id", take_modern, anki, err) ||
	    foreign_each(anki->db, "SELECT ntid, name FROM fields ORDER BY ntid, ord", take_field, anki, err))
		return -1;
	return foreign_each(anki->db, "SELECT ntid, name, config FROM templates ORDER BY ntid, ord", take_card, anki,
			    err);
}

static int load_legacy(struct anki *anki, struct err *err)
{
	static const char types[] =
		"SELECT CAST(m.key AS INTEGER), json_extract(m.value, '$.name'), json_extract(m.value, '$.type'), "
		"json_extract(m.value, '$.css') FROM col, json_each(col.models) m ORDER BY 1";
	static const char fields[] =
		"SELECT CAST(m.key AS INTEGER), json_extract(f.value, '$.name') "
		"FROM col, json_each(col.models) m, json_each(m.value, '$.flds') f "
		"ORDER BY 1, json_extract(f.value, '$.ord')";
	static const char cards[] =
		"SELECT CAST(m.key AS INTEGER), json_extract(t.value, '$.name'), json_extract(t.value, '$.qfmt'), "
		"json_extract(t.value, '$.afmt') FROM col, json_each(col.models) m, json_each(m.value, '$.tmpls') t "
		"ORDER BY 1, json_extract(t.value, '$.ord')";

	if (foreign_each(anki->db, types, take_legacy, anki, err) ||
	    foreign_each(anki->db, fields, take_field, anki, err))
		return -1;
	return foreign_each(anki->db, cards, take_card, anki, err);
}

int anki_load_types(struct anki *anki, struct err *err)
{
	return anki->modern ? load_modern(anki, err) : load_legacy(anki, err);
}

/* The fields and templates in our terms. */
static void convert(const struct anki_type *type, struct str *cards, struct arena *arena)
{
	struct buf out = {0};

	for (size_t i = 0; i < type->cards; i++) {
		cards[3 * i] = type->card[i].name;
		for (int back = 0; back < 2; back++) {
			buf_clear(&out);
			anki_template(&out, back ? type->card[i].back : type->card[i].front, back);
			cards[3 * i + 1 + (size_t)back] = arena_str(arena, buf_str(&out));
		}
	}
	buf_fini(&out);
}

/* Anki's own types as they are made there: fields, then front and back of each card in our terms. */
static const struct {
	const char *name, *parts;
	size_t fields;
} stock_types[] = {
	{"Basic", "Front|Back|{{Front}}|{{Back}}", 2},
	{"Basic (and reversed card)", "Front|Back|{{Front}}|{{Back}}|{{Back}}|{{Front}}", 2},
	{"Basic (optional reversed card)",
	 "Front|Back|Add Reverse|{{Front}}|{{Back}}|{{#Add Reverse}}{{Back}}{{/Add Reverse}}|{{Front}}", 3},
	{"Basic (type in the answer)", "Front|Back|{{Front}}{{type:Back}}|{{Front}}---{{type:Back}}", 2},
	{"Cloze", "Text|Back Extra|{{cloze:Text}}|{{cloze:Text}}{{Back Extra}}", 2},
};

static bool is_made_of(const struct anki_type *type, const struct str *cards, size_t fields, struct str parts)
{
	struct str part;

	if (type->fields != fields)
		return false;
	for (size_t i = 0; i < fields; i++)
		if (!str_cut(&parts, '|', &part) || !str_eq(part, type->field[i]))
			return false;
	for (size_t i = 0; i < 2 * type->cards; i++)
		if (!str_cut(&parts, '|', &part) || !deck_same_template(part, cards[3 * (i / 2) + 1 + i % 2]))
			return false;
	return parts.s == NULL;
}

/* The built-in type that an untouched one of Anki's own is: the text export of the same collection gives the same
 * notes then. */
static const struct note_type *stock(const struct anki_type *type, const struct str *cards)
{
	struct str name = type->name;

	while (name.len && name.s[name.len - 1] == '+') /* a second one that came in a package */
		name.len--;
	for (size_t i = 0; i < sizeof(stock_types) / sizeof(stock_types[0]); i++)
		if (str_is(name, stock_types[i].name) &&
		    is_made_of(type, cards, stock_types[i].fields, str_of(stock_types[i].parts)))
			return deck_anki_type(name);
	return NULL;
}

/* Whether a type that says it is a built-in one still has its fields. */
static bool fits(const struct anki_type *type, const struct note_type *builtin)
{
	if (type->fields != builtin->fields.count || type->cloze != builtin->cloze)
		return false;
	for (size_t i = 0; i < type->fields; i++)
		if (!str_eq(type->field[i], builtin->fields.item[i]))
			return false;
	return true;
}

static uint64_t uid_of(const struct anki_type *type)
{
	struct buf key = {0};
	uint64_t uid;

	buf_addf(&key, "%lld/%d", (long long)type->id, type->cloze);
	for (size_t i = 0; i < type->fields; i++) {
		buf_addc(&key, '/');
		buf_add(&key, type->field[i]);
	}
	uid = note_uid("type", STR("anki"), buf_str(&key));
	buf_fini(&key);
	return uid;
}

/* As it came, for the way out: the style sheet, then name, front and back of each card, parted by U+001F. */
static void put_original(struct wire *wire, const struct anki_type *type)
{
	struct buf all = {0};

	buf_add(&all, type->css);
	for (size_t i = 0; i < type->cards; i++) {
		buf_addc(&all, '\x1f');
		buf_add(&all, type->card[i].name);
		buf_addc(&all, '\x1f');
		buf_add(&all, type->card[i].front);
		buf_addc(&all, '\x1f');
		buf_add(&all, type->card[i].back);
	}
	wire_text(wire, buf_str(&all));
	buf_fini(&all);
}

/* Without cards: the type is known here. */
static int put_type(struct anki *anki, const struct anki_type *type, const struct str *cards, struct err *err)
{
	struct wire *wire = &anki->wire;
	size_t parts = cards ? 3 * type->cards : 0;

	wire_begin(wire, WIRE_TYPE);
	wire_int(wire, (int64_t)type->uid);
	wire_int(wire, type->cloze);
	wire_text(wire, type->name);
	wire_int(wire, (int64_t)type->fields);
	for (size_t i = 0; i < type->fields; i++)
		wire_text(wire, type->field[i]);
	wire_int(wire, (int64_t)parts);
	for (size_t i = 0; i < parts; i++)
		wire_text(wire, cards[i]);
	wire_int(wire, type->id);
	put_original(wire, type);
	return wire_end(wire, err);
}

int anki_put_types(struct anki *anki, struct err *err)
{
	struct str cards[3 * ANKI_CARDS_MAX];
	struct arena arena = {0};
	int rc = 0;

	for (size_t i = 0; i < anki->types && rc == 0; i++) {
		struct anki_type *type = &anki->type[i];
		const struct note_type *same;

		if (!type->fields || !type->cards)
			continue; /* its notes are skipped */
		convert(type, cards, &arena);
		same = stock(type, cards);
		type->uid = same ? same->uid : deck_type_of_css(type->css);
		if (!type->uid || (template_find(type->uid) && !fits(type, template_find(type->uid))))
			type->uid = uid_of(type);
		rc = put_type(anki, type, template_find(type->uid) ? NULL : cards, err);
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}
