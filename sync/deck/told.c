/* SPDX-License-Identifier: MIT
 * What Anki calls notes, told to other devices: "anki/notes/HASH" holds lines, a tab and the number of a type, then the
 * guids of notes of it; "anki/type/NUMBER" is an object of JSON. */
#include "sync/deck/told.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "schema/card_json.h"
#include "sync/deck/json_line.h"
#include "sync/deck/reader.h"

enum { LINES_MAX = 60 * 1000, TYPE_MAX = 512 * 1024, UID_DIGITS = 13 };

static const char NOTES[] = "anki/notes/", TYPE[] = "anki/type/";

struct told_name {
	uint64_t uid, origin;
	int64_t type;
	struct str guid;
};

int told_note(struct told *told, struct store *store, struct str guid, int64_t type, int z, struct err *err)
{
	if (!told->lines.len || told->type != type)
		buf_addf(&told->lines, "\t%" PRId64 "\n", type);
	told->type = type;
	buf_add(&told->lines, guid);
	buf_addc(&told->lines, '\n');
	return told->lines.len < LINES_MAX ? 0 : told_write(told, store, z, err);
}

int told_write(struct told *told, struct store *store, int z, struct err *err)
{
	char digits[UID_DIGITS + 1];
	struct buf key = {0};
	int rc;

	if (!told->lines.len)
		return 0;
	hash_put32(digits, hash_bytes(buf_str(&told->lines)), UID_DIGITS);
	buf_addf(&key, "%s%s", NOTES, digits);
	rc = setting_set(store, buf_z(&key), buf_str(&told->lines), z, err);
	buf_clear(&told->lines);
	buf_fini(&key);
	return rc;
}

void told_fini(struct told *told)
{
	buf_fini(&told->lines);
}

static void put_list(struct json *j, const char *key, struct str joined)
{
	struct str part;

	json_key(j, key);
	json_open(j, '[');
	while (str_cut(&joined, '\x1f', &part))
		json_str(j, part);
	json_close(j, ']');
}

int told_type(struct store *store, const struct brought_type *type, int z, struct err *err)
{
	struct buf key = {0}, value = {0}, held = {0};
	struct json j = {.out = &value};
	int rc;

	json_open(&j, '{');
	name_put_json(&j, "uid", type->uid);
	json_key_str(&j, "name", type->name);
	json_key_bool(&j, "cloze", type->cloze);
	put_list(&j, "fields", type->fields);
	put_list(&j, "html", type->html);
	json_close(&j, '}');
	buf_addf(&key, "%s%" PRId64, TYPE, type->number);
	rc = setting_get(store, buf_z(&key), &held, err);
	if (rc == 1 || (rc == 0 && !str_eq(buf_str(&held), buf_str(&value))))
		rc = value.len > TYPE_MAX ? 0 : setting_set(store, buf_z(&key), buf_str(&value), z, err);
	buf_fini(&key);
	buf_fini(&value);
	buf_fini(&held);
	return rc;
}

static bool number_below(struct str key, const char *folder, int64_t *number)
{
	return str_starts(key, folder) && str_to_int(str_slice(key, strlen(folder), key.len), number, NULL) == 0;
}

static void add(struct told_book *book, struct str guid, int64_t type, uint64_t origin)
{
	if (book->names == book->names_cap) {
		book->names_cap = book->names_cap ? 2 * book->names_cap : 1024;
		book->name = mem_grow(book->name, book->names_cap, sizeof(*book->name));
	}
	book->name[book->names++] = (struct told_name){deck_note_of_guid(guid), origin, type, guid};
}

/* What other devices sent may be anything: what is not understood is passed over. */
static int read_one(void *ctx, struct str key, struct str value, uint64_t origin, struct err *err)
{
	struct told_book *book = ctx;
	struct str rest = arena_str(&book->arena, value), line;
	int64_t type = 0;

	(void)err;
	if (number_below(key, TYPE, &type)) {
		book->type = mem_grow(book->type, book->types + 1, sizeof(*book->type));
		book->type[book->types++] = type;
	}
	if (!str_starts(key, NOTES))
		return 0;
	while (str_cut(&rest, '\n', &line))
		if (line.len && line.s[0] == '\t') {
			if (str_to_int(str_slice(line, 1, line.len), &type, NULL))
				type = 0;
		} else if (line.len && type) {
			add(book, line, type, origin);
		}
	return 0;
}

static int by_uid(const void *a, const void *b)
{
	const struct told_name *left = a, *right = b;

	return (left->uid > right->uid) - (left->uid < right->uid);
}

int told_read(struct told_book *book, struct store *store, struct err *err)
{
	if (takeout_each_told(store, read_one, book, err))
		return -1;
	if (book->names)
		qsort(book->name, book->names, sizeof(*book->name), by_uid);
	return 0;
}

void told_book_fini(struct told_book *book)
{
	free(book->name);
	free(book->type);
	arena_fini(&book->arena);
}

static bool is_known(const struct told_book *book, int64_t type)
{
	for (size_t i = 0; i < book->types; i++)
		if (book->type[i] == type)
			return true;
	return false;
}

/* Of several imports the one whose revision is in force. */
static const struct told_name *find(const struct told_book *book, const struct takeout_note *note)
{
	const struct told_name wanted = {.uid = note->note.uid}, *end = book->name + book->names, *best, *one;

	one = book->names ? bsearch(&wanted, book->name, book->names, sizeof(*book->name), by_uid) : NULL;
	if (!one)
		return NULL;
	while (one > book->name && one[-1].uid == wanted.uid)
		one--;
	for (best = one; one < end && one->uid == wanted.uid; one++)
		if (one->origin == note->origin)
			best = one;
	return best;
}

/* An import writes nothing but what came: a revision by the process that told the name is what came. When it was changed
 * there is not known; 0 is before everything that is there, so it replaces nothing. */
void told_fill(const struct told_book *book, struct takeout_note *note)
{
	const struct told_name *name = note->brought || note->note.shared ? NULL : find(book, note);

	if (!name || !is_known(book, name->type))
		return;
	note->brought = note->told = true;
	note->same = name->origin == note->origin;
	note->came = (struct brought_note){.guid = name->guid, .number = note->t_ms, .type = name->type};
}

struct types {
	takeout_type_fn *each;
	void *ctx;
};

static void join(struct buf *out, const struct json_value *list)
{
	for (size_t i = 0; i < list->list.count; i++)
		buf_addf(out, "%s%.*s", i ? "\x1f" : "", STR_FMT(list->list.item[i]));
}

static int read_type(void *ctx, struct str key, struct str value, uint64_t origin, struct err *err)
{
	struct types *types = ctx;
	struct brought_type type = {0};
	struct arena arena = {0};
	struct buf fields = {0}, html = {0};
	struct json_line *line = arena_alloc(&arena, sizeof(*line));
	bool is = number_below(key, TYPE, &type.number) && json_line_read(line, value, &arena);
	const struct json_value *uid = is ? json_line_get(line, "uid", JSON_TEXT) : NULL,
				*name = is ? json_line_get(line, "name", JSON_TEXT) : NULL,
				*cloze = is ? json_line_get(line, "cloze", JSON_BOOL) : NULL,
				*names = is ? json_line_get(line, "fields", JSON_LIST) : NULL,
				*parts = is ? json_line_get(line, "html", JSON_LIST) : NULL;
	int rc = 0;

	(void)origin;
	if (uid && name && cloze && names && parts && hash_get32(uid->text, UID_DIGITS, &type.uid)) {
		join(&fields, names);
		join(&html, parts);
		type.name = name->text;
		type.cloze = cloze->number != 0;
		type.fields = buf_str(&fields);
		type.html = buf_str(&html);
		rc = types->each(types->ctx, &type, err);
	}
	buf_fini(&fields);
	buf_fini(&html);
	arena_fini(&arena);
	return rc;
}

int told_each_type(struct store *store, takeout_type_fn *each, void *ctx, struct err *err)
{
	struct types types = {each, ctx};

	return takeout_each_told(store, read_type, &types, err);
}
