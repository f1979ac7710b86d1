/* SPDX-License-Identifier: MIT
 * Documents of any shape through the real readers: every one gets a verdict, none gets through that is not what its
 * hash says, and what stands behind them still arrives. 10,000 by CAIRN_SEED, more with --full. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "sync/mongo/content_doc.h"
#include "sync/mongo/place.h"
#include "sync/mongo/protocol.h"
#include "tests/unit/device.h"
#include "tests/unit/fake_net.h"
#include "tests/unit/unit.h"

enum { DOCUMENTS = 10000, MORE = 300000, ROWS = 300 };

static const struct row_codec codec = {{"ada", 3}, {"", 0}};
static const uint64_t log_name = 0x0123456789abcdef;

static int documents(void)
{
	return getenv("CAIRN_TEST_FULL") ? MORE : DOCUMENTS;
}

static const char *any_name(struct rng *rng)
{
	static const char *const names[] = {
		"_id", "o", "a", "z", "k", "c", "r", "ms", "m", "q", "p", "i", "d", "s", "e", "v", "h", "g", "to", "on", "u", "ty",
		"l", "f", "deck", "front", "back", "text", "kind", "choices", "answer", "question", "tags", "gone", "items",
		"title", "version", "sum", "publishing", "notes", "", "$or", "a.b", "\xff", "Front", "extra", "description",
		"author", "language", "statement"};

	return names[rng_below(rng, sizeof names / sizeof *names)];
}

/* Texts that readers trip over: broken UTF-8, controls, NULs, directions, what terminals obey, long ones. */
static void put_any_text(bson_t *doc, const char *key, struct rng *rng)
{
	static const struct str texts[] = {
		{"", 0}, {"\0", 1}, {"a\0b", 3}, {"\xff\xfe", 2}, {"\xc0\x80", 2}, {"\xed\xa0\x80", 3}, {"\xf4\x90\x80\x80", 4},
		{"\x1b[2J", 4}, {"\x1b]0;x\a", 6}, {"\xc2\x9b", 2}, {"\xe2\x80\xae", 3}, {"review", 6}, {"note", 4}, {"basic", 5},
		{"choice", 6}, {"0000000000000", 13}, {"vvvvvvvvvvvvv", 13}, {"ada/028q5cu4qnjff/0000026", 25}, {"\n\t\r", 3},
		{"1", 1}, {"{{c1::x}}", 9}, {"{{c1::", 6}, {"\x7f", 1}};
	struct str text = texts[rng_below(rng, sizeof texts / sizeof *texts)];
	char *large;

	if (rng_below(rng, 50)) {
		bson_append_utf8(doc, key, -1, text.s, (int)text.len);
		return;
	}
	large = malloc(70000);
	memset(large, 'x', 70000);
	bson_append_utf8(doc, key, -1, large, 70000);
	free(large);
}

static void put_any_number(bson_t *doc, const char *key, struct rng *rng)
{
	static const double reals[] = {0, -0.0, 1, 3, 1.5, -1, 1e300, -1e300, 9007199254740993.0, NAN, INFINITY, -INFINITY, 5e-324};
	static const int64_t wholes[] = {0, 1, 2, 3, 4, 5, -1, 1763714400123, INT64_MAX, INT64_MIN, INT64_C(1) << 53, 253402300800000};
	bson_decimal128_t decimal = {rng_next(rng), rng_next(rng)};

	switch (rng_below(rng, 4)) {
	case 0: bson_append_double(doc, key, -1, reals[rng_below(rng, sizeof reals / sizeof *reals)]); break;
	case 1: bson_append_int64(doc, key, -1, wholes[rng_below(rng, sizeof wholes / sizeof *wholes)]); break;
	case 2: bson_append_int32(doc, key, -1, (int32_t)wholes[rng_below(rng, sizeof wholes / sizeof *wholes)]); break;
	default: bson_append_decimal128(doc, key, -1, &decimal); break;
	}
}

static void put_any(bson_t *doc, const char *key, struct rng *rng, int depth);

static void put_any_nest(bson_t *doc, const char *key, struct rng *rng, int depth)
{
	bool list = rng_below(rng, 2);
	uint64_t count = depth > 4 ? 1 : rng_below(rng, 4); /* deep ones are narrow */
	bson_t sub;

	if (list)
		bson_append_array_begin(doc, key, -1, &sub);
	else
		bson_append_document_begin(doc, key, -1, &sub);
	for (uint64_t i = 0; i < count; i++)
		put_any(&sub, list ? (const char *[]){"0", "1", "2", "3", "x"}[i % 5] : any_name(rng), rng, depth - 1);
	if (list)
		bson_append_array_end(doc, &sub);
	else
		bson_append_document_end(doc, &sub);
}

static void put_any(bson_t *doc, const char *key, struct rng *rng, int depth)
{
	bson_oid_t oid = {{1, 2, 3}};

	switch (rng_below(rng, depth > 4 ? 1 : 18)) {
	case 0:
		if (depth > 0)
			put_any_nest(doc, key, rng, depth);
		break;
	case 1: bson_append_null(doc, key, -1); break;
	case 2: bson_append_bool(doc, key, -1, rng_below(rng, 2)); break;
	case 3: bson_append_oid(doc, key, -1, &oid); break;
	case 4: bson_append_date_time(doc, key, -1, (int64_t)rng_next(rng)); break;
	case 5: bson_append_binary(doc, key, -1, BSON_SUBTYPE_USER, (const uint8_t *)"bytes", (uint32_t)rng_below(rng, 6)); break;
	case 6: bson_append_regex(doc, key, -1, "(a+)+$", "i"); break;
	case 7: bson_append_undefined(doc, key, -1); break;
	case 8: bson_append_minkey(doc, key, -1); break;
	case 9: bson_append_timestamp(doc, key, -1, UINT32_MAX, 1); break;
	case 10: bson_append_code(doc, key, -1, "while (1);"); break;
	case 11: bson_append_symbol(doc, key, -1, "symbol", -1); break;
	case 12:
	case 13:
	case 14: put_any_number(doc, key, rng); break;
	default: put_any_text(doc, key, rng); break;
	}
}

static bson_t *some_row(struct rng *rng)
{
	struct row row = {.log = log_name, .n = 70, .origin = 5, .at = 1763714400123, .t = 1763714400123, .z = -240, .kind = ROW_REVIEW_KIND, .card = 42};
	struct str fields[] = {STR("front"), STR("back")};

	row.review = (struct row_review){3, 4200, 2, 0, 9012, 7, 31, 31250, -1};
	if (rng_below(rng, 2)) {
		memset(&row.review, 0, sizeof row - offsetof(struct row, review));
		row.kind = ROW_NOTE_KIND;
		row.card = 0;
		row.note.deck = row.note.tags = STR("d");
		row.note.fields = (struct row_list){fields, 2};
	}
	return row_encode(&codec, &row);
}

static bson_t *some_content(struct rng *rng)
{
	return rng_below(rng, 2) ? BCON_NEW("_id", BCON_INT32(7), "deck", "d", "front", "France", "back", "Paris", "tags", "[", "x", "]")
				 : BCON_NEW("_id", "d", "title", "Capitals", "version", BCON_INT32(1), "sum", "x", "notes", BCON_INT32(3));
}

/* Something right with a few fields changed, left out, doubled or added. */
static bson_t *mutated(bson_t *from, struct rng *rng)
{
	uint64_t keys = bson_count_keys(from), at = rng_below(rng, keys + 1), what = rng_below(rng, 6);
	int depth = rng_below(rng, 100) ? 3 : 150;
	bson_t *out = bson_new();
	bson_iter_t iter;

	bson_iter_init(&iter, from);
	for (uint64_t i = 0; bson_iter_next(&iter); i++) {
		if (i != at || what > 2)
			bson_append_iter(out, NULL, 0, &iter);
		if (i == at && what < 4 && what)
			put_any(out, bson_iter_key(&iter), rng, depth);
	}
	for (uint64_t i = rng_below(rng, 3); what >= 4 && i; i--)
		put_any(out, any_name(rng), rng, depth);
	bson_destroy(from);
	return out;
}

/* Bytes turned over where they stand; length and last byte stay, or it were no document. */
static void corrupt(bson_t *doc, struct rng *rng)
{
	uint8_t *bytes = (uint8_t *)(uintptr_t)bson_get_data(doc);

	for (uint64_t i = 1 + rng_below(rng, 4); i && doc->len > 5; i--)
		bytes[4 + rng_below(rng, doc->len - 5)] ^= (uint8_t)(1u << rng_below(rng, 8));
}

static bson_t *any_document(struct rng *rng)
{
	uint64_t what = rng_below(rng, 10);
	bson_t *doc = what < 5 ? some_row(rng) : what < 8 ? some_content(rng) : bson_new();

	for (uint64_t i = what < 8 ? rng_below(rng, 3) : 1 + rng_below(rng, 12); i; i--)
		if (what < 8)
			doc = mutated(doc, rng);
		else
			put_any(doc, any_name(rng), rng, 4);
	if (rng_below(rng, 4) == 0)
		corrupt(doc, rng);
	return doc;
}

/* Whatever is taken for a row goes out as a document that is taken for the same. */
static bool try_row(const bson_t *doc)
{
	struct arena arena = {0};
	struct row row, again;
	const char *why = NULL;
	enum row_verdict verdict = row_decode(&codec, doc, log_name, 70, &row, &arena, &why);
	bson_t *out;

	assert_true(verdict == ROW_GOOD || verdict == ROW_NEWER || verdict == ROW_BAD);
	assert_true(verdict == ROW_GOOD || (why && *why));
	if (verdict == ROW_GOOD) {
		out = row_encode(&codec, &row);
		assert_int_equal(row_decode(&codec, out, log_name, 70, &again, &arena, &why), ROW_GOOD);
		bson_destroy(out);
	}
	arena_fini(&arena);
	return verdict == ROW_GOOD;
}

static void assert_clean(struct str text)
{
	assert_true(utf8_is_valid(text));
	for (size_t i = 0; i < text.len; i++)
		assert_true((unsigned char)text.s[i] >= 0x20 || text.s[i] == '\n' || text.s[i] == '\t');
}

static bool try_content(const bson_t *doc)
{
	struct arena arena = {0};
	struct remote_deck deck;
	struct remote_note note;
	bool good = remote_note_read(doc, STR("s:d"), &note, &arena), listed = remote_deck_read(doc, &deck, &arena);

	if (good && !note.gone)
		for (size_t i = 0; i < note.draft.fields.count; i++)
			assert_clean(note.draft.fields.item[i]);
	if (listed) {
		assert_clean(deck.title);
		assert_clean(deck.id_text);
		assert_true(deck.title.len > 0);
	}
	remote_deck_fini(&deck);
	arena_fini(&arena);
	return good;
}

static void bad_docs__every_document_gets_a_verdict(void **state)
{
	int rows = 0, notes = 0;
	struct rng rng;

	(void)state;
	rng_init(&rng);
	for (int i = 0; i < documents(); i++) {
		bson_t *doc = any_document(&rng);

		rows += try_row(doc);
		notes += try_content(doc);
		bson_destroy(doc);
	}
	assert_true(rows > documents() / 20 && rows < documents() / 2);
	assert_true(notes > documents() / 20);
}

static struct fake_net net;

static struct sync_news must_sync(struct device *d)
{
	struct sync *sync = mem_alloc(sizeof *sync);
	struct sync_news news;

	sync_init(sync, &store_sqlite, d->store, &d->clock, STR("ada"), STR(""));
	if (sync_run(sync, &net.net, &d->err))
		fail_msg("%s", d->err.text);
	news = sync->news;
	sync_fini(sync);
	free(sync);
	return news;
}

/* A document with its `_id` in front, at a place of the log. */
static bson_t *placed(const bson_t *doc, int64_t n)
{
	char place[PLACE_MAX];
	bson_t *out = bson_new();
	bson_iter_t iter;

	place_put(place, STR("ada"), log_name, n);
	bson_append_utf8(out, "_id", 3, place, -1);
	bson_iter_init(&iter, doc);
	while (bson_iter_next(&iter))
		if (strcmp(bson_iter_key(&iter), "_id"))
			bson_append_iter(out, NULL, 0, &iter);
	return out;
}

/* The row of that identity, at a place. */
static void put_good(uint64_t log, int64_t n, int64_t at)
{
	struct row row = {.log = log, .n = n, .origin = 77, .at = 1763714400123 + at, .kind = ROW_REVIEW_KIND, .card = 9};

	row.review = (struct row_review){3, 4200, 2, 0, 9012, 7, 31, 31250, -1};
	fake_put(&net, "rows", row_encode(&codec, &row));
}

/* 300 places of rubbish with a row now and then, then rows: all of these arrive, the rubbish is counted, once. */
static void bad_docs__rows_behind_them_arrive(void **state)
{
	struct device *d = device_new(3);
	struct sync_news news;
	struct rng rng;
	int64_t raws;

	(void)state;
	fake_init(&net);
	rng_init(&rng);
	for (int64_t n = 1; n <= ROWS; n++) {
		bson_t *doc = any_document(&rng);

		if (n % 10)
			fake_put(&net, "rows", placed(doc, n));
		else
			put_good(log_name, n, n);
		bson_destroy(doc);
	}
	for (int64_t n = ROWS + 1; n <= ROWS + 20; n++)
		put_good(log_name, n, n);
	news = must_sync(d);
	assert_int_equal(news.pulled + news.doubled + news.bad, ROWS + 20);
	assert_true(news.pulled >= 20 && news.bad > ROWS / 2);
	assert_int_equal(raw_count(d->store, &raws, &d->err), 0);
	assert_int_equal(raws, news.bad);
	news = must_sync(d);
	assert_int_equal(news.pulled + news.bad, 0);
	for (int64_t n = 1; n <= 50; n++) /* who wrote them sends them again: they are known, also those between rubbish */
		put_good(log_name + 1, n, n <= 30 ? 10 * n : ROWS + n - 30);
	news = must_sync(d);
	assert_int_equal(news.pulled, 0);
	assert_int_equal(news.doubled, 50);
	fake_fini(&net);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_docs__every_document_gets_a_verdict),
		cmocka_unit_test(bad_docs__rows_behind_them_arrive),
	};

	return cmocka_run_group_tests_name("bad_docs", tests, NULL, NULL);
}
