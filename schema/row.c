/* SPDX-License-Identifier: MIT
 * Rows: their shapes, their bytes in the store, their check hash and the registers they are values of. */
#include "schema/row.h"

#include <string.h>

#include "base/hash.h"

#define SHAPE_INT(kind, member, name)  {name, #member, ROW_INT, offsetof(struct row, kind.member)},
#define SHAPE_TEXT(kind, member, name) {name, #member, ROW_TEXT, offsetof(struct row, kind.member)},
#define SHAPE_LIST(kind, member, name) {name, #member, ROW_LIST, offsetof(struct row, kind.member)},
#define COUNT(kind, member, name)      +1
#define SHAPE(NAME, member, number, wire, fields)                                                            \
	{number,                                                                                             \
	 wire,                                                                                               \
	 0 fields(member, COUNT, COUNT, COUNT),                                                              \
	 {fields(member, SHAPE_INT, SHAPE_TEXT, SHAPE_LIST)}},

static const struct row_shape shapes[] = {ROW_KINDS(SHAPE)};

enum { HASH_NUMBERS = 8, HASH_ROOM = 256 };
enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

const struct row_shape *row_shape(int64_t kind)
{
	return kind >= 1 && kind <= SHAPES ? &shapes[kind - 1] : NULL;
}

const struct row_shape *row_shape_named(struct str wire)
{
	for (size_t i = 0; i < SHAPES; i++)
		if (str_is(wire, shapes[i].name))
			return &shapes[i];
	return NULL;
}

static void *field_of(const struct row *row, const struct row_field *field)
{
	return (char *)row + field->offset;
}

int64_t *row_int(const struct row *row, const struct row_field *field)
{
	return field_of(row, field);
}

struct str *row_text(const struct row *row, const struct row_field *field)
{
	return field_of(row, field);
}

struct row_list *row_list(const struct row *row, const struct row_field *field)
{
	return field_of(row, field);
}

bool row_has_card(enum row_kind kind)
{
	return kind >= ROW_REVIEW_KIND && kind <= ROW_DUE_KIND;
}

bool row_needs_card(enum row_kind kind)
{
	return row_has_card(kind) && kind != ROW_UNDO_KIND;
}

static uint64_t key_of(enum row_kind kind, uint64_t a, uint64_t b, struct str text)
{
	uint64_t numbers[] = {(uint64_t)kind, a, b};
	struct str parts[] = {{(const char *)numbers, sizeof(numbers)}, text};
	uint64_t key = hash_uid(parts, 2) >> 1; /* positive in SQLite, and never 0 */

	return key ? key : 1;
}

uint64_t row_register(const struct row *row)
{
	switch (row->kind) {
	case ROW_UNDO_KIND:
		return key_of(row->kind, (uint64_t)row->undo.target_origin, (uint64_t)row->undo.target_at,
			      STR(""));
	case ROW_SUSPEND_KIND:
	case ROW_BURY_KIND:
	case ROW_FLAG_KIND:
	case ROW_FORGET_KIND:
	case ROW_DUE_KIND: return key_of(row->kind, row->card, 0, STR(""));
	case ROW_NOTE_KIND: return key_of(row->kind, (uint64_t)row->note.uid, 0, STR(""));
	case ROW_TYPE_KIND: return key_of(row->kind, (uint64_t)row->type.uid, 0, STR(""));
	case ROW_SETTING_KIND: return key_of(row->kind, 0, 0, row->setting.key);
	case ROW_REVIEW_KIND:
	case ROW_PRACTICE_KIND:
	case ROW_STATE_KIND:
	case ROW_CLOCK_KIND:
	case ROW_DAY_KIND:
	case ROW_SESSION_KIND: break;
	}
	return 0;
}

int64_t row_g(const struct row *row)
{
	switch (row->kind) {
	case ROW_UNDO_KIND: return row->undo.g;
	case ROW_SUSPEND_KIND:
	case ROW_BURY_KIND:
	case ROW_FLAG_KIND:
	case ROW_FORGET_KIND:
	case ROW_DUE_KIND: return row->due.g;
	case ROW_NOTE_KIND: return row->note.g;
	case ROW_TYPE_KIND: return row->type.g;
	case ROW_SETTING_KIND: return row->setting.g;
	case ROW_REVIEW_KIND:
	case ROW_PRACTICE_KIND:
	case ROW_STATE_KIND:
	case ROW_CLOCK_KIND:
	case ROW_DAY_KIND:
	case ROW_SESSION_KIND: break;
	}
	return 0;
}

enum { NUMBER_MAX = 10 };

/* The end of the number's bytes. */
static char *write_number(char *at, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (char)(value | 0x80);
	*at++ = (char)value;
	return at;
}

static uint64_t zigzag(int64_t value)
{
	return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static void end_at(struct buf *out, char *at)
{
	*at = '\0';
	out->len = (size_t)(at - out->s);
}

static void put_number(struct buf *out, uint64_t value)
{
	buf_reserve(out, NUMBER_MAX);
	end_at(out, write_number(out->s + out->len, value));
}

void row_put_int(struct buf *out, int64_t value)
{
	put_number(out, zigzag(value));
}

static void put_text(struct buf *out, struct str text)
{
	put_number(out, text.len);
	buf_add(out, text);
}

#define REVIEW_VALUE(kind, member, name) review->member,
#define REVIEW_FIELD(kind, member, name) &review->member,
#define REVIEW_TEXT(kind, member, name)	 /* it has none */

/* An answer's fields are all numbers: written without a call for each, and read so. */
static void put_review(struct buf *out, const struct row_review *review)
{
	const int64_t value[] = {ROW_REVIEW(review, REVIEW_VALUE, REVIEW_TEXT, REVIEW_TEXT)};
	char *at;

	buf_reserve(out, sizeof(value) / sizeof(value[0]) * NUMBER_MAX);
	at = out->s + out->len;
	for (size_t i = 0; i < sizeof(value) / sizeof(value[0]); i++)
		at = write_number(at, zigzag(value[i]));
	end_at(out, at);
}

void row_put_body(struct buf *out, const struct row *row)
{
	const struct row_shape *shape = row_shape(row->kind);

	if (row->kind == ROW_REVIEW_KIND) {
		put_review(out, &row->review);
		return;
	}
	for (size_t i = 0; i < shape->count; i++) {
		const struct row_field *field = &shape->field[i];

		switch (field->type) {
		case ROW_INT: row_put_int(out, *row_int(row, field)); break;
		case ROW_TEXT: put_text(out, *row_text(row, field)); break;
		case ROW_LIST: {
			const struct row_list *list = row_list(row, field);

			put_number(out, list->count);
			for (size_t k = 0; k < list->count; k++)
				put_text(out, list->item[k]);
			break;
		}
		}
	}
}

static bool get_number(struct str *body, uint64_t *value)
{
	uint64_t number = 0;

	for (size_t i = 0; i < body->len && i < NUMBER_MAX; i++) {
		unsigned char byte = (unsigned char)body->s[i];

		number |= (uint64_t)(byte & 0x7F) << 7 * i;
		if (byte & 0x80)
			continue;
		*body = (struct str){body->s + i + 1, body->len - i - 1};
		*value = number;
		return true;
	}
	return false;
}

bool row_get_int(struct str *bytes, int64_t *value)
{
	uint64_t number;

	if (!get_number(bytes, &number))
		return false;
	*value = (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
	return true;
}

static bool get_text(struct str *body, struct str *text, struct arena *arena)
{
	uint64_t len;

	if (!get_number(body, &len) || len > body->len)
		return false;
	*text = (struct str){body->s, (size_t)len};
	if (arena)
		*text = arena_str(arena, *text);
	body->s += len;
	body->len -= (size_t)len;
	return true;
}

static bool get_list(struct str *body, struct row_list *list, struct arena *arena)
{
	uint64_t count;
	struct str *item;

	if (!arena || !get_number(body, &count) || count > ROW_LIST_MAX || count > body->len)
		return false;
	item = arena_alloc(arena, (size_t)count * sizeof(*item));
	*list = (struct row_list){item, (size_t)count};
	for (size_t i = 0; i < count; i++)
		if (!get_text(body, &item[i], arena))
			return false;
	return true;
}

static bool get_field(struct str *body, struct row *row, const struct row_field *field, struct arena *arena)
{
	switch (field->type) {
	case ROW_INT: return row_get_int(body, row_int(row, field));
	case ROW_TEXT: return get_text(body, row_text(row, field), arena);
	case ROW_LIST: return get_list(body, row_list(row, field), arena);
	}
	return false;
}

/* Returns the bytes taken; 0: there are larger numbers than of four bytes, or fewer. */
static size_t get_review(struct row_review *review, struct str body)
{
	int64_t *field[] = {ROW_REVIEW(review, REVIEW_FIELD, REVIEW_TEXT, REVIEW_TEXT)};
	size_t at = 0;

	for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++) {
		uint64_t number = 0, byte = 0x80;

		for (int shift = 0; byte & 0x80; shift += 7) {
			if (at == body.len || shift == 28)
				return 0;
			byte = (unsigned char)body.s[at++];
			number |= (byte & 0x7F) << shift;
		}
		*field[i] = (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
	}
	return at;
}

int row_get_body(struct row *row, struct str body, struct arena *arena, struct err *err)
{
	const struct row_shape *shape = row_shape(row->kind);

	if (row->kind == ROW_REVIEW_KIND && body.len && get_review(&row->review, body) == body.len)
		return 0;
	for (size_t i = 0; i < shape->count; i++)
		if (!get_field(&body, row, &shape->field[i], arena))
			return err_set(err, ERR_STORE, "row %lld does not have the bytes of kind \"%s\"",
				       (long long)row->n, shape->name);
	if (body.len)
		return err_set(err, ERR_STORE, "row %lld is longer than kind \"%s\" allows",
			       (long long)row->n, shape->name);
	return 0;
}

/* What the check hash is over: one run of bytes, long enough from the start for all but notes. */
static void put_fixed(struct buf *out, const uint64_t *value, size_t count)
{
	char bytes[8 * HASH_NUMBERS];

	for (size_t i = 0; i < 8 * count; i++)
		bytes[i] = (char)(value[i / 8] >> 8 * (i % 8));
	buf_add(out, (struct str){bytes, 8 * count});
}

uint64_t row_hash(const struct row *row, struct str learner, struct str key)
{
	const uint64_t number[HASH_NUMBERS] = {row->log,	  (uint64_t)row->n,	     row->origin,
					       (uint64_t)row->at, (uint64_t)(int64_t)row->z, (uint64_t)row->kind,
					       row->card,	  ROW_VERSION};
	struct buf bytes = {0};
	uint64_t hash;

	buf_reserve(&bytes, HASH_ROOM);
	put_fixed(&bytes, &(uint64_t){learner.len}, 1);
	buf_add(&bytes, learner);
	put_fixed(&bytes, number, HASH_NUMBERS);
	row_put_body(&bytes, row);
	hash = hash_keyed(buf_str(&bytes), key);
	buf_fini(&bytes);
	return hash;
}
