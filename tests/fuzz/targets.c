/* SPDX-License-Identifier: MIT
 * The targets. Where SQLite is opened anew for each, some thousand a second; the others some ten thousand. */
#include "tests/fuzz/targets.h"

#include <assert.h>
#include <bson/bson.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "base/utf8.h"
#include "sync/deck/anki_priv.h"
#include "sync/deck/html.h"
#include "sync/deck/kind.h"
#include "sync/deck/media_map.h"
#include "sync/deck/package_priv.h"
#include "sync/deck/proto.h"
#include "sync/mongo/content_doc.h"
#include "sync/mongo/row_bson.h"
#include "tests/fuzz/foreign.h"
#include "tests/fuzz/images.h"
#include "tests/fuzz/input.h"

static struct str text_of(const uint8_t *data, size_t size)
{
	return (struct str){(const char *)data, size};
}

static int count_bytes(void *ctx, struct str piece, struct err *err)
{
	(void)err;
	*(size_t *)ctx += piece.len;
	return 0;
}

static int read_member(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err)
{
	size_t len = strlen(member->name);

	assert(len < ZIP_NAME_MAX);
	return zip_read(zip, len % 2, count_bytes, ctx, err);
}

static void run_zip(const uint8_t *data, size_t size)
{
	int fd = fuzz_file(data, size);
	struct err err;
	struct zip *zip;
	size_t total = 0;

	zip_init(&zip, fd);
	(void)!zip_each(zip, read_member, &total, &err);
	assert(total <= (size_t)ZIP_TOTAL_MAX);
	zip_free(zip);
	close(fd);
}

static void walk_proto(struct str bytes, int depth)
{
	struct proto_field field;

	while (proto_next(&bytes, &field)) {
		float value;

		assert(field.number > 0);
		if (field.wire != PROTO_BYTES)
			continue;
		if (depth < 4)
			walk_proto(field.bytes, depth + 1);
		while (proto_next_float(&field.bytes, &value))
			;
	}
}

static void run_proto(const uint8_t *data, size_t size)
{
	walk_proto(text_of(data, size), 0);
}

static void check_map(struct media_map *map)
{
	for (size_t i = 0; i < map->count; i++) {
		struct str name = media_map_name(map, i);

		assert(name.len <= 255 && !memchr(name.s, '/', name.len) && !memchr(name.s, 0, name.len));
	}
	media_map_fini(map);
}

/* A collection of the older generations whose one row of `col` holds these texts. It is made in one database, again and
 * again, and read in one of its own, which is opened as any stranger's is. */
static struct foreign *collection(unsigned char **image, struct str models, struct str decks, struct str presets)
{
	static sqlite3 *db;
	static sqlite3_stmt *stmt;
	struct foreign *foreign = NULL;
	sqlite3_int64 len;
	struct err err;

	if (!db && (sqlite3_open(":memory:", &db) ||
		    sqlite3_exec(db, "CREATE TABLE col(id INTEGER PRIMARY KEY, models, decks, dconf)", NULL, NULL, NULL) ||
		    sqlite3_prepare_v2(db, "INSERT OR REPLACE INTO col VALUES(1, ?, ?, ?)", -1, &stmt, NULL)))
		abort();
	sqlite3_bind_text64(stmt, 1, models.s, models.len, SQLITE_STATIC, SQLITE_UTF8);
	sqlite3_bind_text64(stmt, 2, decks.s, decks.len, SQLITE_STATIC, SQLITE_UTF8);
	sqlite3_bind_text64(stmt, 3, presets.s, presets.len, SQLITE_STATIC, SQLITE_UTF8);
	sqlite3_step(stmt);
	sqlite3_reset(stmt);
	*image = sqlite3_serialize(db, "main", &len, 0);
	if (!*image || foreign_open(&foreign, (char *)*image, (size_t)len, &err))
		abort();
	return foreign;
}

static void run_media_map(const uint8_t *data, size_t size)
{
	static struct foreign *db;
	static unsigned char *image;
	struct media_map map = {0};
	struct err err;

	if (!db)
		db = collection(&image, STR("{}"), STR("{}"), STR("{}"));
	media_map_entries(&map, text_of(data, size));
	check_map(&map);
	(void)!media_map_json(&map, db, text_of(data, size), &err);
	check_map(&map);
}

/* Types, decks and presets, parted by NUL bytes. */
static void run_schema11(const uint8_t *data, size_t size)
{
	struct anki anki = {.wire.fd = -1};
	struct str rest = text_of(data, size), models = {"", 0}, decks = {"", 0};
	unsigned char *image;
	struct err err;

	(void)!str_cut(&rest, '\0', &models);
	(void)!str_cut(&rest, '\0', &decks);
	anki.db = collection(&image, models, decks, rest.s ? rest : (struct str){"", 0});
	if (anki_load_types(&anki, &err) == 0 && anki_load_decks(&anki, &err) == 0 &&
	    anki_load_presets(&anki, &err) == 0 && size < 30000) /* what is said stays below what is flushed */
		(void)!anki_put_types(&anki, &err);
	anki_close(&anki);
	sqlite3_free(image);
}

/* However it is nested, what comes out is bounded by what went in. */
static void run_html(const uint8_t *data, size_t size)
{
	struct buf out = {0}, clean = {0};

	html_to_markup(&out, text_of(data, size));
	assert(out.len <= 64 * size + 64);
	utf8_clean(&clean, buf_str(&out), CLEAN_TEXT, 1 << 24);
	buf_clear(&out);
	anki_template(&out, text_of(data, size), size % 2);
	buf_fini(&out);
	buf_fini(&clean);
}

static int take_note(void *ctx, const struct deck_note *note, struct err *err)
{
	(void)ctx, (void)err;
	assert(note->type && note->uid && note->fields.count && note->fields.count <= NOTE_FIELDS_MAX);
	assert(note->deck.len && note->deck.len <= DECK_NAME_MAX && note->tags.len <= DECK_TAGS_MAX);
	assert(fuzz_clean(note->deck) && fuzz_clean(note->tags));
	for (size_t i = 0; i < note->fields.count; i++)
		assert(note->fields.item[i].len <= NOTE_FIELD_MAX && fuzz_clean(note->fields.item[i]));
	return 0;
}

static void take_broken(void *ctx, const char *path, int64_t line, const char *why)
{
	(void)ctx, (void)path;
	assert(line >= 0 && why && *why);
}

static void take_broken_part(void *ctx, const char *path, int64_t line, const char *why)
{
	(void)ctx, (void)path, (void)line;
	assert(why && *why);
}

static void run_reader(deck_read_fn *read, const char *name, const uint8_t *data, size_t size)
{
	const struct deck_sink sink = {.note = take_note, .broken = take_broken};
	const struct deck_wishes wishes = {0};
	struct source source;
	struct err err;

	if (source_adopt(&source, fuzz_file(data, size), name, &err))
		return;
	(void)!read(&source, &wishes, &sink, &err);
	source_close(&source);
}

static void run_columns(const uint8_t *data, size_t size)
{
	run_reader(csv_read, size % 2 ? "deck.csv" : "deck.tsv", data, size);
}

static void run_markdown(const uint8_t *data, size_t size)
{
	run_reader(markdown_read, "deck.md", data, size);
}

static void run_terms(const uint8_t *data, size_t size)
{
	run_reader(terms_read, "deck.txt", data, size);
}

static void run_hashcards(const uint8_t *data, size_t size)
{
	run_reader(hashcards_read, "deck.md", data, size);
}

static void run_obsidian(const uint8_t *data, size_t size)
{
	run_reader(obsidian_read, "deck.md", data, size);
}

static void run_org(const uint8_t *data, size_t size)
{
	run_reader(org_read, "deck.org", data, size);
}

static struct store *open_store(void)
{
	static struct clock clock = {.fixed = true, .wall_ms = INT64_C(1795172400000)};
	static struct rng rng;
	struct store *store = NULL;
	struct buf path = {0};
	struct err err;

	rng_init(&rng);
	buf_addf(&path, "%s/fuzz-%d.db", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid());
	if (store_open(&store, buf_z(&path), &clock, &rng, &err))
		abort();
	buf_fini(&path);
	return store;
}

/* Pieces of a byte for the kind, two for the length, and the body, as records with true lengths. An odd size: as it
 * stands, whatever the lengths say. */
static void frame(struct buf *out, const uint8_t *data, size_t size)
{
	if (size % 2) {
		buf_add(out, text_of(data, size));
		return;
	}
	while (size >= 3) {
		size_t len = data[1] | (size_t)data[2] << 8;
		uint32_t told;

		if (len > size - 3)
			len = size - 3;
		told = (uint32_t)len;
		buf_add(out, (struct str){(const char *)&told, sizeof(told)});
		buf_addc(out, (char)data[0]);
		buf_add(out, text_of(data + 3, len));
		data += 3 + len;
		size -= 3 + len;
	}
}

/* What a parser that was taken over says, through the check and, if that lets it pass, into a store that forgets it. */
static void run_wire(const uint8_t *data, size_t size)
{
	static struct store *store;
	struct import import = {.dry = true, .broken = take_broken_part};
	struct package package;
	struct buf frames = {0};
	struct err err;
	int fd;

	if (!store)
		store = open_store();
	import.store = store;
	frame(&frames, data, size);
	fd = fuzz_file(buf_str(&frames).s, frames.len);
	if (import_begin(&import, &err))
		abort();
	package_init(&package, &import, "fuzz.apkg", SOURCE_ANKI);
	if (import_part(&import, "fuzz.apkg", SOURCE_ANKI, &err) == 0 && package_check(&package, fd, &err) == 0 && package.done &&
	    import_finish(&import, false, &err))
		assert(err.kind == ERR_INPUT); /* the store has no part in it */
	package_fini(&package);
	import_end(&import);
	buf_fini(&frames);
	close(fd);
}

/* Any bytes as a document; the driver's own check is not relied on. */
static void run_document(const uint8_t *data, size_t size)
{
	const struct row_codec codec = {STR("learner"), STR("key")};
	struct arena arena = {0};
	struct remote_deck deck;
	struct remote_note note;
	struct row row;
	const char *why = NULL;
	bson_t doc;

	if (!bson_init_static(&doc, data, size))
		return;
	if (row_decode(&codec, &doc, 1, 1, &row, &arena, &why) != ROW_GOOD)
		assert(why && *why);
	if (remote_deck_read(&doc, &deck, &arena))
		remote_deck_fini(&deck);
	(void)!remote_note_read(&doc, STR("s:deck"), &note, &arena);
	arena_fini(&arena);
}

const struct fuzz_target fuzz_targets[] = {
	{"zip", run_zip},
	{"proto", run_proto},
	{"media_map", run_media_map},
	{"schema11", run_schema11},
	{"html", run_html},
	{"columns", run_columns},
	{"markdown", run_markdown},
	{"terms", run_terms},
	{"hashcards", run_hashcards},
	{"obsidian", run_obsidian},
	{"org", run_org},
	{"wire", run_wire},
	{"document", run_document},
	{"archive", fuzz_archive},
	{"mnemosyne", fuzz_mnemosyne},
	{"mnemosyne_db", fuzz_mnemosyne_db},
	{"feed", fuzz_feed},
	{"feed_wire", fuzz_feed_wire},
	{"opml", fuzz_opml},
	{"robots", fuzz_robots},
	{"json_line", fuzz_json_line},
	{"reply", fuzz_reply},
	{"png", fuzz_image},
	{"jpeg", fuzz_image},
	{"webp", fuzz_image},
	{"gif", fuzz_image},
	{"picture", fuzz_picture},
	{"package", fuzz_package},
	{"database", fuzz_database},
	{NULL, NULL},
};
