/* SPDX-License-Identifier: MIT
 * Documents of `decks` and `cards`. People name fields as they like, so a field has more than one name. */
#include "sync/mongo/content_doc.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "sync/mongo/content_key.h"

enum {
	TITLE_MAX = 200,
	LINE_MAX_BYTES = 2000,
	TAGS_MAX = 1000,
	NAMES_MAX = 4,
	FIELDS_MAX = 4,
	HASH_DIGITS = 13
};

static struct str view(const bson_iter_t *iter)
{
	struct str text;
	uint32_t len;

	text.s = bson_iter_utf8(iter, &len);
	text.len = len;
	return text;
}

/* A scalar as text, or nothing. */
static void put_scalar(struct buf *out, const bson_iter_t *iter, unsigned flags, size_t cap)
{
	if (BSON_ITER_HOLDS_UTF8(iter))
		utf8_clean(out, view(iter), flags, cap);
	else if (BSON_ITER_HOLDS_BOOL(iter))
		buf_addz(out, bson_iter_bool(iter) ? "true" : "false");
	else if (BSON_ITER_HOLDS_INT32(iter) || BSON_ITER_HOLDS_INT64(iter))
		buf_addf(out, "%" PRId64, bson_iter_as_int64(iter));
	else if (BSON_ITER_HOLDS_DOUBLE(iter) && isfinite(bson_iter_double(iter)))
		buf_addf(out, "%.15g", bson_iter_double(iter));
}

/* Of an array, one item a line; `but` (may be empty) is left out. */
static void put_items(struct buf *out, const bson_iter_t *list, struct str but)
{
	bson_iter_t item;
	size_t start;

	if (!bson_iter_recurse(list, &item))
		return;
	while (bson_iter_next(&item) && out->len < NOTE_FIELD_MAX) {
		start = out->len;
		if (start)
			buf_addc(out, '\n');
		put_scalar(out, &item, CLEAN_LINE, NOTE_FIELD_MAX - out->len);
		if (out->len == start + (start > 0) ||
		    str_eq(str_slice(buf_str(out), start + (start > 0), out->len), but))
			buf_cut(out, start);
	}
}

/* The field by the first of its names that is there. */
static struct str text_of(const bson_t *doc, const char *const *names, struct str but, struct arena *arena)
{
	struct str text = {"", 0};
	struct buf out = {0};
	bson_iter_t iter;

	for (size_t i = 0; i < NAMES_MAX && names[i] && !out.len; i++) {
		if (!bson_iter_init_find_case(&iter, doc, names[i]))
			continue;
		if (BSON_ITER_HOLDS_ARRAY(&iter))
			put_items(&out, &iter, but);
		else
			put_scalar(&out, &iter, CLEAN_TEXT, NOTE_FIELD_MAX);
	}
	if (out.len)
		text = arena_str(arena, str_trim(buf_str(&out)));
	buf_fini(&out);
	return text;
}

/* Which kind has which fields, in the order of the built-in type (schema/builtin.c), by the names people use.
 */
static const struct kind {
	const char *names[NAMES_MAX];
	enum template_builtin type;
	size_t needed; /* so many of the first fields must not be empty */
	const char *fields[FIELDS_MAX][NAMES_MAX];
} KINDS[] = {
	{{"basic"}, TYPE_BASIC, 2, {{"front", "question"}, {"back", "answer"}}},
	{{"reversed"}, TYPE_REVERSED, 2, {{"front", "question"}, {"back", "answer"}}},
	{{"optional-reversed"},
	 TYPE_OPTIONAL,
	 2,
	 {{"front", "question"}, {"back", "answer"}, {"reverse", "add reverse"}}},
	{{"cloze"}, TYPE_CLOZE, 1, {{"text", "front"}, {"extra", "back"}}},
	{{"typed"}, TYPE_TYPED, 2, {{"front", "question"}, {"back", "answer"}, {"extra"}}},
	{{"choice"},
	 TYPE_CHOICE,
	 2,
	 {{"question", "front"}, {"answer", "back"}, {"choices", "wrong"}, {"extra"}}},
	{{"true/false", "true-false", "truefalse", "boolean"},
	 TYPE_TRUTH,
	 2,
	 {{"statement", "front", "question", "text"}, {"answer", "back"}, {"extra"}}},
	{{"list"}, TYPE_LIST, 2, {{"question", "front"}, {"items", "answer", "back"}, {"extra"}}},
	{{"number"}, TYPE_NUMBER, 2, {{"question", "front"}, {"answer", "back"}, {"extra"}}},
};

static const struct kind *kind_named(struct str name)
{
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		for (size_t k = 0; k < NAMES_MAX && KINDS[i].names[k]; k++)
			if (strlen(KINDS[i].names[k]) == name.len &&
			    !strncasecmp(KINDS[i].names[k], name.s, name.len))
				return &KINDS[i];
	return NULL;
}

/* Without a kind, what is there says it. */
static const struct kind *kind_of(const bson_t *doc)
{
	bson_iter_t iter;

	if (bson_iter_init_find_case(&iter, doc, "kind"))
		return BSON_ITER_HOLDS_UTF8(&iter) ? kind_named(str_trim(view(&iter))) : NULL;
	if (bson_iter_init_find_case(&iter, doc, "choices"))
		return kind_named(STR("choice"));
	return kind_named(bson_iter_init_find_case(&iter, doc, "text") ? STR("cloze") : STR("basic"));
}

static void put_tag(struct buf *out, const bson_iter_t *iter)
{
	struct buf tag = {0};

	put_scalar(&tag, iter, CLEAN_LINE, TAGS_MAX);
	for (size_t i = 0; i < tag.len; i++)
		if (tag.s[i] == ' ')
			tag.s[i] = '_';
	if (tag.len && out->len + tag.len < TAGS_MAX)
		buf_addf(out, "%s%s", out->len ? " " : "", tag.s);
	buf_fini(&tag);
}

static struct str tags_of(const bson_t *doc, struct arena *arena)
{
	struct str tags = {"", 0};
	struct buf out = {0};
	bson_iter_t iter, item;

	if (bson_iter_init_find_case(&iter, doc, "tags")) {
		if (BSON_ITER_HOLDS_ARRAY(&iter) && bson_iter_recurse(&iter, &item))
			while (bson_iter_next(&item))
				put_tag(&out, &item);
		else
			put_scalar(&out, &iter, CLEAN_LINE, TAGS_MAX);
	}
	if (out.len)
		tags = arena_str(arena, str_trim(buf_str(&out)));
	buf_fini(&out);
	return tags;
}

static bool truth_of(const bson_t *doc, const char *field)
{
	bson_iter_t iter;

	return bson_iter_init_find_case(&iter, doc, field) && bson_iter_as_bool(&iter);
}

static uint64_t hash_of(const struct note_draft *draft)
{
	struct str parts[FIELDS_MAX + 2];
	size_t count = 0;

	parts[count++] = template_find(draft->type)->name;
	parts[count++] = draft->tags;
	for (size_t i = 0; i < draft->fields.count; i++)
		parts[count++] = draft->fields.item[i];
	return hash_uid(parts, count);
}

static void put_lines(bson_t *doc, const char *name, struct str lines)
{
	struct str line;
	char digits[16];
	const char *key;
	uint32_t count = 0;
	bson_t list;

	bson_append_array_begin(doc, name, -1, &list);
	while (str_cut(&lines, '\n', &line)) {
		bson_uint32_to_string(count++, &key, digits, sizeof digits);
		bson_append_utf8(&list, key, -1, line.s, (int)line.len);
	}
	bson_append_array_end(doc, &list);
}

static void put_tags(bson_t *doc, struct str tags)
{
	struct buf lines = {0};

	buf_add(&lines, tags);
	for (size_t i = 0; i < lines.len; i++)
		if (lines.s[i] == ' ')
			lines.s[i] = '\n';
	if (lines.len)
		put_lines(doc, "tags", buf_str(&lines));
	buf_fini(&lines);
}

bool remote_note_write(bson_t *doc, struct str id, struct str deck, const struct note *note)
{
	const struct note_type *type = template_find(note->type);
	const struct kind *kind = NULL;

	for (size_t i = 0; type && i < sizeof KINDS / sizeof *KINDS; i++)
		if (template_builtin(KINDS[i].type) == type)
			kind = &KINDS[i];
	if (!kind)
		return false;
	bson_append_utf8(doc, "_id", -1, id.s, (int)id.len);
	bson_append_utf8(doc, "deck", -1, deck.s, (int)deck.len);
	bson_append_utf8(doc, "kind", -1, kind->names[0], -1);
	for (size_t i = 0; i < note->fields.count && i < FIELDS_MAX && kind->fields[i][0]; i++) {
		struct str text = note->fields.item[i];
		bool lines = (kind->type == TYPE_CHOICE && i == 2) || (kind->type == TYPE_LIST && i == 1);

		if (text.len && lines)
			put_lines(doc, kind->fields[i][0], text);
		else if (text.len)
			bson_append_utf8(doc, kind->fields[i][0], -1, text.s, (int)text.len);
	}
	put_tags(doc, note->tags);
	return true;
}

bool remote_note_read(const bson_t *doc, struct str deck_key, struct remote_note *note, struct arena *arena)
{
	const struct kind *kind;
	struct str *fields;
	size_t count = 0;

	*note = (struct remote_note){.key = remote_key(doc, "_id", arena), .gone = truth_of(doc, "gone")};
	if (!note->key.len)
		return false;
	note->draft.uid = note_uid("doc", deck_key, note->key);
	if (note->gone)
		return true;
	kind = kind_of(doc);
	if (!kind)
		return false;
	fields = arena_alloc(arena, FIELDS_MAX * sizeof *fields);
	for (; count < FIELDS_MAX && kind->fields[count][0]; count++) {
		/* The right answer may stand among the choices; it is none of the wrong ones. */
		struct str but = kind->type == TYPE_CHOICE && count == 2 ? fields[1] : STR("");

		fields[count] = text_of(doc, kind->fields[count], but, arena);
		if (count < kind->needed && !fields[count].len)
			return false;
	}
	note->draft.type = template_builtin(kind->type)->uid;
	note->draft.tags = tags_of(doc, arena);
	note->draft.fields = (struct row_list){fields, count};
	note->hash = hash_of(&note->draft);
	return true;
}

/* "publishing": true, or who does so since when. */
static void read_mark(const bson_t *doc, struct remote_deck *deck, struct arena *arena)
{
	bson_iter_t iter, inner;

	deck->publishing = truth_of(doc, "publishing");
	if (!bson_iter_init_find(&iter, doc, "publishing"))
		return;
	bson_value_copy(bson_iter_value(&iter), &deck->mark);
	if (!BSON_ITER_HOLDS_DOCUMENT(&iter) || !bson_iter_recurse(&iter, &inner))
		return;
	while (bson_iter_next(&inner))
		if (!strcmp(bson_iter_key(&inner), "by") && BSON_ITER_HOLDS_UTF8(&inner))
			deck->mark_by = arena_str(arena, view(&inner));
		else if (!strcmp(bson_iter_key(&inner), "at") && BSON_ITER_HOLDS_DATE_TIME(&inner))
			deck->mark_ms = bson_iter_date_time(&inner);
}

/* A text of one line, cut where it gets too long for a list. */
static struct str line_of(const bson_t *doc, const char *field, struct arena *arena)
{
	const char *const names[NAMES_MAX] = {field};
	struct str text = text_of(doc, names, STR(""), arena);
	struct buf out = {0};

	utf8_clean(&out, text, CLEAN_LINE, LINE_MAX_BYTES);
	text = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

bool remote_deck_read(const bson_t *doc, struct remote_deck *deck, struct arena *arena)
{
	static const char *const titles[NAMES_MAX] = {"title", "name"};
	bson_iter_t iter;
	struct buf out = {0};

	*deck = (struct remote_deck){.key = remote_key(doc, "_id", arena), .notes = -1};
	if (!deck->key.len)
		return false;
	deck->id_text = str_slice(deck->key, 2, deck->key.len);
	deck->title = text_of(doc, titles, STR(""), arena);
	utf8_clean(&out, deck->title.len ? deck->title : deck->id_text, CLEAN_LINE, TITLE_MAX);
	deck->title = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	deck->version = remote_key(doc, "version", arena);
	deck->gone = truth_of(doc, "gone");
	deck->description = line_of(doc, "description", arena);
	deck->author = line_of(doc, "author", arena);
	deck->language = line_of(doc, "language", arena);
	deck->tags = tags_of(doc, arena);
	if (bson_iter_init_find(&iter, doc, "sum") && BSON_ITER_HOLDS_UTF8(&iter))
		deck->sum = arena_str(arena, view(&iter));
	if (bson_iter_init_find(&iter, doc, "notes") && BSON_ITER_HOLDS_NUMBER(&iter))
		deck->notes = bson_iter_as_int64(&iter);
	if (!bson_iter_init_find(&iter, doc, "_id"))
		return false;
	bson_value_copy(bson_iter_value(&iter), &deck->id);
	read_mark(doc, deck, arena);
	return true;
}

void remote_deck_fini(struct remote_deck *deck)
{
	if (deck->id.value_type)
		bson_value_destroy(&deck->id);
	if (deck->mark.value_type)
		bson_value_destroy(&deck->mark);
}

static int by_key(const void *a, const void *b)
{
	const struct remote_note *x = a, *y = b;

	return str_cmp(x->key, y->key);
}

struct str remote_sum(struct remote_note *notes, size_t count, struct arena *arena)
{
	struct str *parts = mem_array(2 * count + 1, sizeof *parts);
	char digits[HASH_DIGITS + 1];
	size_t used = 0;

	if (count)
		qsort(notes, count, sizeof *notes, by_key);
	for (size_t i = 0; i < count; i++) {
		if (notes[i].gone)
			continue;
		hash_put32(digits, notes[i].hash, HASH_DIGITS);
		parts[used++] = notes[i].key;
		parts[used++] = arena_str(arena, (struct str){digits, HASH_DIGITS});
	}
	hash_put32(digits, hash_uid(parts, used), HASH_DIGITS);
	free(parts);
	return arena_str(arena, (struct str){digits, HASH_DIGITS});
}
