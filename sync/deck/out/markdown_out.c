/* SPDX-License-Identifier: MIT
 * A folder of Markdown: a file a deck. */
#include "sync/deck/out/markdown_out.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/path.h"
#include "schema/notes.h"
#include "sync/deck/markdown_ours.h"
#include "sync/deck/out/out_file.h"

enum { UID_DIGITS = 13, NAME_BYTES = 100, FILE_MAX = 512 * 1024 * 1024 };

struct entry {
	uint64_t uid;
	size_t from, len; /* of `text` */
};

struct md {
	struct store *store;
	const struct export_wishes *wishes;
	struct export_counts *counts;
	const char *folder;
	struct buf text, types; /* of the deck's notes; lines that name types of its own */
	struct entry *entry;
	size_t entries, entries_cap;
	struct uid_set media; /* that notes name */
	uint64_t *seen; /* types that were named */
	size_t seens;
};

static void put_field(struct buf *out, struct str label, struct str text, struct row_list labels)
{
	struct str line;
	bool first = true;

	buf_addf(out, "%.*s:", STR_FMT(label));
	for (; str_cut(&text, '\n', &line); first = false) {
		buf_addz(out, first ? (line.len ? " " : "") : "\n");
		if (!first && markdown_is_structure(line, labels))
			buf_addc(out, '\\');
		buf_add(out, line);
	}
	buf_addc(out, '\n');
}

/* Types that are not built in are named above the notes, with their fields. */
static void name_type(struct md *md, const struct note_type *type)
{
	for (size_t i = 0; i < md->seens; i++)
		if (md->seen[i] == type->uid)
			return;
	md->seen = mem_grow(md->seen, md->seens + 1, sizeof(*md->seen));
	md->seen[md->seens++] = type->uid;
	if (template_find(type->uid))
		return;
	buf_addf(&md->types, "type: %.*s", STR_FMT(type->name));
	for (size_t i = 0; i < type->fields.count; i++)
		buf_addf(&md->types, "\t%.*s", STR_FMT(type->fields.item[i]));
	buf_addc(&md->types, '\n');
}

static void put_note(struct md *md, const struct note *note, const struct note_type *type)
{
	char digits[UID_DIGITS + 1];

	hash_put32(digits, note->uid, UID_DIGITS);
	buf_addf(&md->text, "<!-- %s %.*s%s%.*s -->\n", digits, STR_FMT(type->name), note->tags.len ? " | " : "",
		 STR_FMT(note->tags));
	for (size_t i = 0; i < note->fields.count && i < type->fields.count; i++) {
		put_field(&md->text, type->fields.item[i], note->fields.item[i], type->fields);
		markdown_want_media(&md->media, note->fields.item[i]);
	}
}

static int take(void *ctx, const struct note *note, struct err *err)
{
	struct md *md = ctx;
	struct arena arena = {0};
	struct note_type type;
	size_t from = md->text.len;
	int rc = note->shared ? 1 : type_find(md->store, note->type, &type, &arena, err);

	if (rc == 0) {
		name_type(md, &type);
		put_note(md, note, &type);
		if (md->entries == md->entries_cap) {
			md->entries_cap = md->entries_cap ? 2 * md->entries_cap : 256;
			md->entry = mem_grow(md->entry, md->entries_cap, sizeof(*md->entry));
		}
		md->entry[md->entries++] = (struct entry){note->uid, from, md->text.len - from};
		md->counts->notes++;
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int by_uid(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	return (left->uid > right->uid) - (left->uid < right->uid);
}

/* A level of a deck's path as a file may be called everywhere; false: it is called otherwise. */
static bool put_level(struct buf *out, struct str level)
{
	size_t start = out->len;

	for (size_t i = 0; i < level.len && out->len - start < NAME_BYTES; i++) {
		char c = level.s[i];

		if (out->len - start > NAME_BYTES - 4 && ((unsigned char)c & 0xC0) != 0x80)
			break; /* no character is cut */
		buf_addc(out, (unsigned char)c < 32 || strchr("/\\:*?\"<>|", c) || (c == '.' && i == 0) ? '_' : c);
	}
	return str_eq(str_slice(buf_str(out), start, out->len), level);
}

static void put_path(struct buf *out, const struct md *md, const struct deck *deck)
{
	struct str rest = deck->name;
	char digits[UID_DIGITS + 1];
	bool same = true;

	buf_addf(out, "%s/", md->folder);
	while (rest.len) {
		const char *colons = memmem(rest.s, rest.len, "::", 2);
		size_t len = colons ? (size_t)(colons - rest.s) : rest.len;

		same &= put_level(out, str_slice(rest, 0, len));
		rest = str_slice(rest, len + 2, rest.len);
		buf_addz(out, rest.len ? "/" : "");
	}
	if (!same) {
		hash_put32(digits, deck->uid, UID_DIGITS); /* two decks may look alike now */
		buf_addf(out, "-%s", digits);
	}
	buf_addz(out, ".md");
}

/* 1 there is nothing to do: it says that already; 0 it may be written. */
static int look_at_old(const struct md *md, const char *path, struct str now, bool empty, struct err *err)
{
	struct buf old = {0};
	int rc = path_read(path, FILE_MAX, PATH_NOFOLLOW, &old, err);

	if (rc == PATH_MISSING)
		rc = empty ? 1 : 0;
	else if (rc == 0 && str_eq(buf_str(&old), now))
		rc = 1;
	else if (rc == PATH_UNSAFE || (rc == 0 && !md->wishes->force && !markdown_is_ours(buf_str(&old))))
		rc = err_set(err, ERR_INPUT, "%.300s is there already and is no file of cairn's; --force replaces it", path);
	buf_fini(&old);
	return rc;
}

static int write_file(const struct md *md, const char *path, struct str text, bool empty, struct err *err)
{
	struct out_file file = {0};
	char *folder = mem_strndup(path, (size_t)(strrchr(path, '/') - path));
	int rc = look_at_old(md, path, text, empty, err);

	if (rc == 0)
		rc = path_make_folder(folder, err) || out_file_open(&file, path, true, err) ||
				     out_file_write(&file, text, err) || out_file_keep(&file, err)
			     ? -1
			     : 0;
	out_file_drop(&file);
	free(folder);
	return rc < 0 ? -1 : 0;
}

static int put_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct md *md = ctx;
	struct buf all = {0}, path = {0};
	int rc;

	if (!deck_is_within(md->wishes->deck, deck->name))
		return 0;
	buf_clear(&md->text);
	buf_clear(&md->types);
	md->entries = md->seens = 0;
	rc = note_each(md->store, deck->id, take, md, err);
	if (md->entries)
		qsort(md->entry, md->entries, sizeof(*md->entry), by_uid);
	buf_addf(&all, "%sdeck: %.*s\n", MARKDOWN_OURS, STR_FMT(deck->name));
	buf_add(&all, buf_str(&md->types));
	buf_addz(&all, "---\n");
	for (size_t i = 0; i < md->entries; i++) {
		buf_addc(&all, '\n');
		buf_add(&all, str_slice(buf_str(&md->text), md->entry[i].from, md->entry[i].from + md->entry[i].len));
	}
	put_path(&path, md, deck);
	if (rc == 0)
		rc = write_file(md, buf_z(&path), buf_str(&all), !md->entries, err);
	buf_fini(&all);
	buf_fini(&path);
	return rc;
}

int markdown_write(struct store *store, const char *folder, const struct export_wishes *wishes,
		   struct export_counts *counts, struct err *err)
{
	struct md md = {.store = store, .wishes = wishes, .counts = counts, .folder = folder};
	int rc = deck_each(store, put_deck, &md, err);

	if (rc == 0)
		rc = markdown_put_media(store, folder, &md.media, wishes, counts, err);
	uid_set_fini(&md.media);
	buf_fini(&md.text);
	buf_fini(&md.types);
	free(md.entry);
	free(md.seen);
	return rc;
}
