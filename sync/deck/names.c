/* SPDX-License-Identifier: MIT
 * Names in deck files: decks, tags, note types, and which reader a file wants. */
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "schema/notes.h"
#include "sync/deck/reader.h"

enum { NAME_MAX_BYTES = 200, UID_DIGITS = 13 };

/* Ids there are moments in ms: of the years 2001 to 2014. */
#define NUMBER_FIRST INT64_C(1000000000000)
#define NUMBERS	     UINT64_C(400000000000)

static const char GUID_MARK[] = "cairn-", CSS_MARK[] = "/* cairn type ";

static struct str last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return str_of(slash ? slash + 1 : path);
}

static struct str extension(struct str name)
{
	const char *dot = name.len > 1 ? memrchr(name.s + 1, '.', name.len - 1) : NULL;

	return dot ? str_slice(name, (size_t)(dot + 1 - name.s), name.len) : (struct str){"", 0};
}

static bool same(struct str a, const char *z)
{
	return a.len == strlen(z) && strncasecmp(a.s, z, a.len) == 0;
}

bool deck_ends_in(struct str name, const char *const *ends)
{
	for (; *ends; ends++) {
		size_t len = strlen(*ends);

		if (name.len > len && strncasecmp(name.s + name.len - len, *ends, len) == 0)
			return true;
	}
	return false;
}

deck_read_fn *deck_reader(const char *path)
{
	struct str ext = extension(last_part(path));

	if (same(ext, "md") || same(ext, "markdown"))
		return markdown_read;
	if (same(ext, "org"))
		return org_read;
	if (same(ext, "csv") || same(ext, "tsv") || same(ext, "txt") || same(ext, "tab"))
		return csv_read;
	return NULL;
}

void deck_name_of_file(struct buf *out, const char *path)
{
	struct str name = last_part(path), ext = extension(name);

	if (ext.len)
		name.len -= ext.len + 1;
	deck_put_name(out, name);
}

void deck_put_name(struct buf *out, struct str name)
{
	struct buf clean = {0};
	struct str rest;
	size_t start = out->len;

	utf8_clean(&clean, name, CLEAN_LINE, DECK_NAME_MAX);
	rest = buf_str(&clean);
	while (rest.len) {
		const char *colons = memmem(rest.s, rest.len, "::", 2);
		size_t len = colons ? (size_t)(colons - rest.s) : rest.len;
		struct str part = str_trim(str_slice(rest, 0, len));

		if (part.len && out->len > start)
			buf_addz(out, "::");
		buf_add(out, part);
		rest = str_slice(rest, len + 2, rest.len);
	}
	if (out->len == start)
		buf_addz(out, "Default");
	buf_fini(&clean);
}

void deck_put_tags(struct buf *out, struct str tags)
{
	struct buf clean = {0};
	struct str rest, tag;

	if (!str_trim(tags).len)
		return;
	utf8_clean(&clean, tags, CLEAN_LINE, DECK_TAGS_MAX);
	rest = buf_str(&clean);
	while (str_cut(&rest, ' ', &tag)) {
		if (!tag.len)
			continue;
		if (out->len && out->s[out->len - 1] != ' ')
			buf_addc(out, ' ');
		buf_add(out, tag);
	}
	buf_fini(&clean);
}

static const struct {
	const char *name;
	enum template_builtin type;
} anki_names[] = {
	{"Basic", TYPE_BASIC},
	{"Basic (and reversed card)", TYPE_REVERSED},
	{"Basic (optional reversed card)", TYPE_OPTIONAL},
	{"Basic (type in the answer)", TYPE_TYPED},
	{"Cloze", TYPE_CLOZE},
};

const struct note_type *deck_anki_type(struct str name)
{
	for (size_t i = 0; i < sizeof(anki_names) / sizeof(anki_names[0]); i++)
		if (str_is(name, anki_names[i].name))
			return template_builtin(anki_names[i].type);
	return NULL;
}

bool deck_same_template(struct str a, struct str b)
{
	for (;;) {
		while (a.len && strchr(" \n", a.s[0]))
			a = str_slice(a, 1, a.len);
		while (b.len && strchr(" \n", b.s[0]))
			b = str_slice(b, 1, b.len);
		if (!a.len || !b.len || a.s[0] != b.s[0])
			return a.len == b.len && !a.len;
		a = str_slice(a, 1, a.len);
		b = str_slice(b, 1, b.len);
	}
}

/* The first field asks and the others answer, each on lines of its own; with deletions, their field asks. */
static struct row_list cards_of(struct row_list names, int cloze, struct arena *arena)
{
	struct str *part = arena_alloc(arena, 3 * sizeof(*part));
	struct buf front = {0}, back = {0};
	size_t asks = cloze < 0 ? 0 : (size_t)cloze;

	buf_addf(&front, cloze < 0 ? "{{%.*s}}" : "{{cloze:%.*s}}", STR_FMT(names.item[asks]));
	if (cloze >= 0)
		buf_add(&back, buf_str(&front));
	for (size_t i = 0; i < names.count; i++)
		if (i != asks)
			buf_addf(&back, "%s{{%.*s}}", back.len ? "\n" : "", STR_FMT(names.item[i]));
	part[0] = STR("Card 1");
	part[1] = arena_str(arena, buf_str(&front));
	part[2] = arena_str(arena, buf_str(&back));
	buf_fini(&front);
	buf_fini(&back);
	return (struct row_list){part, 3};
}

const struct note_type *deck_type(struct str name, struct row_list names, int cloze, struct arena *arena)
{
	const struct note_type *builtin = deck_anki_type(name);
	struct note_type *type;
	struct buf clean = {0}, key = {0};

	if (!builtin)
		builtin = template_named(name);
	if (builtin)
		return builtin;
	type = arena_alloc(arena, sizeof(*type));
	utf8_clean(&clean, name, CLEAN_LINE, NAME_MAX_BYTES);
	type->name = arena_str(arena, str_trim(buf_str(&clean)));
	type->fields = names;
	type->cloze = cloze >= 0;
	type->cards = cards_of(names, cloze, arena);
	buf_addf(&key, "%.*s/%zu/%d", STR_FMT(type->name), names.count, cloze);
	type->uid = note_uid("type", STR("text"), buf_str(&key));
	buf_fini(&clean);
	buf_fini(&key);
	return type;
}

void deck_put_guid(struct buf *out, uint64_t note)
{
	char digits[UID_DIGITS + 1];

	hash_put32(digits, note, UID_DIGITS);
	buf_addf(out, "%s%s", GUID_MARK, digits);
}

bool deck_is_our_guid(struct str guid)
{
	return str_starts(guid, GUID_MARK);
}

uint64_t deck_note_of_guid(struct str guid)
{
	uint64_t uid;

	if (deck_is_our_guid(guid) &&
	    hash_get32(str_slice(guid, sizeof(GUID_MARK) - 1, guid.len), UID_DIGITS, &uid) && uid)
		return uid;
	return note_uid("anki", STR(""), guid);
}

void deck_put_css_mark(struct buf *out, uint64_t type)
{
	char digits[UID_DIGITS + 1];

	hash_put32(digits, type, UID_DIGITS);
	buf_addf(out, "%s%s */\n", CSS_MARK, digits);
}

uint64_t deck_type_of_css(struct str css)
{
	const char *mark = css.len ? memmem(css.s, css.len, CSS_MARK, sizeof(CSS_MARK) - 1) : NULL;
	size_t at = mark ? (size_t)(mark - css.s) + sizeof(CSS_MARK) - 1 : css.len;
	uint64_t uid;

	return hash_get32(str_slice(css, at, at + UID_DIGITS), UID_DIGITS, &uid) ? uid : 0;
}

int64_t deck_number_of(uint64_t uid)
{
	return NUMBER_FIRST + (int64_t)(uid % NUMBERS);
}

struct str deck_without_shapes(struct str field, struct arena *arena)
{
	static const char shape[] = "image-occlusion:";
	struct buf out = {0};
	struct str result;
	int count = 0;

	if (!field.len || !memmem(field.s, field.len, shape, sizeof(shape) - 1))
		return field;
	while (field.len) {
		const char *hit = memmem(field.s, field.len, shape, sizeof(shape) - 1);
		size_t len = hit ? (size_t)(hit - field.s) : field.len;

		buf_add(&out, str_slice(field, 0, len));
		field = str_slice(field, len, field.len);
		if (!hit)
			break;
		buf_addf(&out, "area %d of the picture", ++count);
		for (len = 0; len < field.len && !strchr("}\n", field.s[len]);)
			len++;
		field = str_slice(field, len, field.len);
	}
	result = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return result;
}
