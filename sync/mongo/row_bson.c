/* SPDX-License-Identifier: MIT
 * Rows as documents: typed appends with constant keys on the way out, every type, length and range checked on
 * the way in. */
#include "sync/mongo/row_bson.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/message.h"
#include "base/utf8.h"
#include "sync/mongo/place.h"

enum {
	ZONE_MAX = 48 * 60,
	HEAD_FIELDS = 7,
	FIELDS_MAX = 24,
	ORIGIN_PLACE = 1, /* where row_encode puts them */
	KIND_PLACE = 4,
	VERSION_FROM_END = 2,
	DOC_ROOM = 256, /* of an answer */
	DAYS_MAX = 1 << 20,
	INTERVAL_MAX = 1 << 26
};
#define SAFE_MAX (INT64_C(1) << 53)	  /* what every JSON tool keeps exactly */
#define TIME_MAX INT64_C(253402300800000) /* year 10000 */

/* 64-bit names (origins, cards, notes, types) travel as base32hex text: a JSON export would round them. */
static bool is_name(const char *field)
{
	return strchr("tuo", field[0]) && (!strcmp(field, "to") || !strcmp(field, "u") || !strcmp(field, "ty") || !strcmp(field, "of"));
}

static void put_name(bson_t *doc, const char *key, uint64_t name)
{
	char digits[LOG_DIGITS + 1];

	hash_put32(digits, name, LOG_DIGITS);
	bson_append_utf8(doc, key, -1, digits, LOG_DIGITS);
}

static void put_int(bson_t *doc, const char *key, int64_t value)
{
	if (value >= INT32_MIN && value <= INT32_MAX)
		bson_append_int32(doc, key, -1, (int32_t)value);
	else
		bson_append_int64(doc, key, -1, value);
}

static void put_text(bson_t *doc, const char *key, struct str text)
{
	assert(text.len <= INT32_MAX);
	bson_append_utf8(doc, key, -1, text.len ? text.s : "", (int)text.len);
}

static void put_list(bson_t *doc, const char *key, const struct row_list *list)
{
	const char *index;
	char digits[16];
	bson_t array;

	bson_append_array_begin(doc, key, -1, &array);
	for (size_t i = 0; i < list->count; i++) {
		bson_uint32_to_string((uint32_t)i, &index, digits, sizeof digits);
		put_text(&array, index, list->item[i]);
	}
	bson_append_array_end(doc, &array);
}

static void put_field(bson_t *doc, const struct row *row, const struct row_field *field)
{
	switch (field->type) {
	case ROW_INT:
		if (is_name(field->name))
			put_name(doc, field->name, (uint64_t)*row_int(row, field));
		else
			put_int(doc, field->name, *row_int(row, field));
		break;
	case ROW_TEXT: put_text(doc, field->name, *row_text(row, field)); break;
	case ROW_LIST: put_list(doc, field->name, row_list(row, field)); break;
	}
}

bson_t *row_encode(const struct row_codec *codec, const struct row *row)
{
	const struct row_shape *shape = row_shape(row->kind);
	bson_t *doc = bson_sized_new(DOC_ROOM);
	char place[PLACE_MAX];

	assert(shape);
	place_put(place, codec->learner, row->log, row->n);
	bson_append_utf8(doc, "_id", 3, place, -1);
	put_name(doc, "o", row->origin);
	bson_append_int64(doc, "a", 1, row->at);
	put_int(doc, "z", row->z);
	bson_append_utf8(doc, "k", 1, shape->name, -1);
	if (row_has_card(row->kind))
		put_name(doc, "c", row->card);
	for (size_t i = 0; i < shape->count; i++)
		put_field(doc, row, &shape->field[i]);
	put_int(doc, "v", ROW_VERSION);
	put_name(doc, "h", row_hash(row, codec->learner, codec->key));
	return doc;
}

/* int32, int64 or an integral double, within what every tool keeps. */
static bool get_int(const bson_iter_t *iter, int64_t *value)
{
	double real;

	if (BSON_ITER_HOLDS_INT32(iter) || BSON_ITER_HOLDS_INT64(iter)) {
		*value = bson_iter_as_int64(iter);
	} else if (BSON_ITER_HOLDS_DOUBLE(iter)) {
		real = bson_iter_double(iter);
		if (!isfinite(real) || fabs(real) > (double)SAFE_MAX || real != trunc(real))
			return false;
		*value = (int64_t)real;
	} else {
		return false;
	}
	return *value >= -SAFE_MAX && *value <= SAFE_MAX;
}

static bool get_name(const bson_iter_t *iter, uint64_t *name)
{
	struct str text;
	uint32_t len;

	if (!BSON_ITER_HOLDS_UTF8(iter))
		return false;
	text.s = bson_iter_utf8(iter, &len);
	text.len = len;
	return hash_get32(text, LOG_DIGITS, name);
}

/* No row is written with a text that is not tame (log_append), so one that is not means that no cairn wrote it. */
static bool get_text(const bson_iter_t *iter, struct str *text, struct arena *arena)
{
	struct str view;
	uint32_t len;

	if (!BSON_ITER_HOLDS_UTF8(iter))
		return false;
	view.s = bson_iter_utf8(iter, &len);
	view.len = len;
	if (len > ROW_TEXT_MAX || !utf8_is_tame(view))
		return false;
	*text = arena_str(arena, view);
	return true;
}

static bool get_list(const bson_iter_t *iter, struct row_list *list, struct arena *arena)
{
	bson_iter_t item;
	struct str *items;
	size_t count = 0;

	if (!BSON_ITER_HOLDS_ARRAY(iter) || !bson_iter_recurse(iter, &item))
		return false;
	while (bson_iter_next(&item))
		count++;
	if (count > ROW_LIST_MAX || !bson_iter_recurse(iter, &item))
		return false;
	items = arena_alloc(arena, (count ? count : 1) * sizeof *items);
	for (size_t i = 0; i < count && bson_iter_next(&item); i++)
		if (!get_text(&item, &items[i], arena))
			return false;
	*list = (struct row_list){items, count};
	return true;
}

static bool get_field(const bson_iter_t *iter, struct row *row, const struct row_field *field,
		      struct arena *arena)
{
	uint64_t name;

	switch (field->type) {
	case ROW_INT:
		if (!is_name(field->name))
			return get_int(iter, row_int(row, field));
		if (!get_name(iter, &name))
			return false;
		*row_int(row, field) = (int64_t)name;
		return true;
	case ROW_TEXT: return get_text(iter, row_text(row, field), arena);
	case ROW_LIST: return get_list(iter, row_list(row, field), arena);
	}
	return false;
}

/* The fields of a document, walked once. */
struct fields {
	struct {
		bson_iter_t iter; /* alone it could not be in an array: its alignment is greater than its size */
	} at[FIELDS_MAX];
	size_t count, next; /* next: where the search for a name begins; they mostly come in our order */
};

/* False: more fields than any row has. */
static bool read_fields(struct fields *fields, const bson_t *doc)
{
	bson_iter_t iter;

	fields->count = fields->next = 0;
	if (!bson_iter_init(&iter, doc))
		return true;
	while (bson_iter_next(&iter)) {
		if (fields->count == FIELDS_MAX)
			return false;
		fields->at[fields->count++].iter = iter;
	}
	return true;
}

/* NULL: none of that name. A document with a name twice has too many fields and is refused by their count. */
static const bson_iter_t *find(struct fields *fields, const char *key)
{
	for (size_t tried = 0; tried < fields->count; tried++) {
		size_t at = fields->next < fields->count ? fields->next : 0;

		fields->next = at + 1;
		if (!strcmp(bson_iter_key(&fields->at[at].iter), key))
			return &fields->at[at].iter;
	}
	return NULL;
}

static bool find_int(struct fields *fields, const char *key, int64_t low, int64_t high, int64_t *value)
{
	const bson_iter_t *iter = find(fields, key);

	return iter && get_int(iter, value) && *value >= low && *value <= high;
}

static bool find_name(struct fields *fields, const char *key, uint64_t *name)
{
	const bson_iter_t *iter = find(fields, key);

	return iter && get_name(iter, name);
}

static bool get_head(struct fields *fields, struct row *row, const char **why)
{
	int64_t zone;

	*why = N_("its origin, time or zone is off");
	if (!find_name(fields, "o", &row->origin) || !find_int(fields, "a", 1, TIME_MAX, &row->at) ||
	    !find_int(fields, "z", -ZONE_MAX, ZONE_MAX, &zone))
		return false;
	row->z = (int)zone;
	row->t = row->at;
	return true;
}

static bool within(int64_t value, int64_t low, int64_t high)
{
	return value >= low && value <= high;
}

/* What the fold may rely on. */
static bool ranges_are_good(const struct row *row)
{
	if (row_needs_card(row->kind) && !row->card)
		return false;
	switch (row->kind) {
	case ROW_REVIEW_KIND:
		return within(row->review.rating, 1, 4) && within(row->review.took_ms, 0, INTERVAL_MAX) &&
		       within(row->review.p, -1, 10000) && within(row->review.ord, 0, INTERVAL_MAX) &&
		       within(row->review.ivl, -INTERVAL_MAX, DAYS_MAX) && within(row->review.s, 0, SAFE_MAX);
	case ROW_PRACTICE_KIND: return within(row->practice.rating, 1, 4);
	case ROW_STATE_KIND:
		return within(row->state.ivl, -INTERVAL_MAX, DAYS_MAX) &&
		       within(row->state.due, -DAYS_MAX, DAYS_MAX) &&
		       within(row->state.reps, 0, INTERVAL_MAX) &&
		       within(row->state.lapses, 0, INTERVAL_MAX) && row->state.s >= 0 &&
		       row->state.difficulty >= 0 && row->state.ease >= 0;
	case ROW_CLOCK_KIND: return within(row->clock.ms, -TIME_MAX, TIME_MAX);
	case ROW_UNDO_KIND: return within(row->undo.on, 0, 1);
	case ROW_BURY_KIND:
	case ROW_DUE_KIND: return within(row->due.value, -DAYS_MAX, DAYS_MAX);
	case ROW_SUSPEND_KIND:
	case ROW_FLAG_KIND:
	case ROW_FORGET_KIND:
	case ROW_NOTE_KIND:
	case ROW_TYPE_KIND:
	case ROW_SETTING_KIND:
	case ROW_DAY_KIND:
	case ROW_SESSION_KIND: return true;
	}
	return false;
}

static bool get_fields(struct fields *fields, const struct row_shape *shape, struct row *row,
		       struct arena *arena)
{
	if (row_has_card(row->kind) && !find_name(fields, "c", &row->card))
		return false;
	for (size_t i = 0; i < shape->count; i++) {
		const bson_iter_t *iter = find(fields, shape->field[i].name);

		if (!iter || !get_field(iter, row, &shape->field[i], arena))
			return false;
	}
	return true;
}

bool row_hash_of(const bson_t *doc, uint64_t *hash)
{
	bson_iter_t iter;

	return bson_iter_init_find(&iter, doc, "h") && get_name(&iter, hash);
}

/* The version comes first: what it allows is not for this program to say. */
static enum row_verdict get_kind(struct fields *fields, const struct row_shape **shape, const char **why)
{
	const bson_iter_t *iter;
	struct str kind;
	uint32_t len;
	int64_t version;

	*why = N_("it has no version");
	if (!find_int(fields, "v", 1, SAFE_MAX, &version))
		return ROW_BAD;
	*why = N_("its version is newer than this program");
	if (version > ROW_VERSION)
		return ROW_NEWER;
	*why = N_("it has no kind");
	fields->next = KIND_PLACE;
	iter = find(fields, "k");
	if (!iter || !BSON_ITER_HOLDS_UTF8(iter))
		return ROW_BAD;
	kind.s = bson_iter_utf8(iter, &len);
	kind.len = len;
	*why = N_("this program does not know its kind");
	*shape = row_shape_named(kind);
	return *shape ? ROW_GOOD : ROW_NEWER;
}

const char row_why_hash[] = N_("its check hash does not fit");

enum row_verdict row_decode(const struct row_codec *codec, const bson_t *doc, uint64_t log, int64_t n,
			    struct row *row, struct arena *arena, const char **why)
{
	const struct row_shape *shape;
	enum row_verdict verdict;
	struct fields fields;
	bool fits = read_fields(&fields, doc);
	uint64_t hash;

	memset(row, 0, sizeof *row);
	row->log = log;
	row->n = n;
	fields.next = fields.count > VERSION_FROM_END ? fields.count - VERSION_FROM_END : 0;
	verdict = get_kind(&fields, &shape, why);
	if (verdict != ROW_GOOD)
		return fits ? verdict : ROW_NEWER;
	row->kind = shape->kind;
	fields.next = ORIGIN_PLACE;
	if (!get_head(&fields, row, why))
		return ROW_BAD;
	*why = N_("a field is missing, of a wrong type or too long");
	fields.next = KIND_PLACE + 1;
	if (!get_fields(&fields, shape, row, arena))
		return ROW_BAD;
	*why = N_("it has no check hash");
	if (!find_name(&fields, "h", &hash))
		return ROW_BAD;
	*why = N_("this program does not know one of its fields");
	if (!fits || fields.count != HEAD_FIELDS + shape->count + row_has_card(row->kind))
		return ROW_NEWER;
	*why = row_why_hash;
	if (hash != row_hash(row, codec->learner, codec->key))
		return ROW_BAD;
	*why = N_("a value is out of its range");
	return ranges_are_good(row) ? ROW_GOOD : ROW_BAD;
}
