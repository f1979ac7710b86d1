/* SPDX-License-Identifier: MIT
 * Shared decks: what people fill in becomes notes, what is half done or broken changes nothing. */
#include "sync/mongo/content.h"

#include <stdlib.h>
#include <string.h>

#include "schema/notes.h"
#include "sync/mongo/content_doc.h"
#include "tests/unit/device.h"
#include "tests/unit/fake_net.h"
#include "tests/unit/unit.h"

static struct fake_net net;

static int setup(void **state)
{
	(void)state;
	fake_init(&net);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_fini(&net);
	return 0;
}

/* Extended JSON, as somebody would hand it to mongoimport. */
static void put(const char *collection, const char *json)
{
	bson_error_t error;
	bson_t *doc = bson_new_from_json((const uint8_t *)json, -1, &error);

	if (!doc)
		fail_msg("%s: %s", error.message, json);
	fake_put(&net, collection, doc);
}

static struct content_news pull(struct device *d, const char *wished)
{
	char key[32];
	struct str deck;
	struct content_wish wish = {.keys = &deck, .count = wished ? 1 : 0};
	struct content_news news = {0};

	snprintf(key, sizeof key, "s:%s", wished ? wished : "");
	deck = str_of(key);
	if (content_pull(d->store, &net.net, &wish, &news, &d->err))
		fail_msg("%s", d->err.text);
	buf_fini(&news.words);
	return news;
}

static int show_note(void *ctx, const struct note *note, struct err *err)
{
	struct buf *out = ctx;

	(void)err;
	buf_addf(out, "%s%.*s", out->len ? "; " : "", STR_FMT(template_find(note->type)->name));
	for (size_t i = 0; i < note->fields.count; i++)
		buf_addf(out, "|%.*s", STR_FMT(note->fields.item[i]));
	if (note->tags.len)
		buf_addf(out, "#%.*s", STR_FMT(note->tags));
	return 0;
}

static void expect(struct device *d, const char *notes)
{
	struct buf out = {0};

	assert_int_equal(note_each(d->store, 0, show_note, &out, &d->err), 0);
	assert_string_equal(buf_z(&out), notes);
	buf_fini(&out);
}

static void content__every_kind_as_a_person_names_its_fields(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	put("decks", "{\"_id\": \"mix\", \"title\": \"Mixed\"}");
	put("cards", "{\"_id\": \"1\", \"deck\": \"mix\", \"front\": \"f\", \"back\": \"b\", \"tags\": [\"x "
		     "y\", \"z\"]}");
	put("cards",
	    "{\"_id\": \"2\", \"deck\": \"mix\", \"kind\": \"reversed\", \"front\": \"f\", \"back\": 7}");
	put("cards", "{\"_id\": \"3\", \"deck\": \"mix\", \"text\": \"{{c1::one}} two\"}");
	put("cards", "{\"_id\": \"4\", \"deck\": \"mix\", \"kind\": \"typed\", \"question\": \"q\", "
		     "\"answer\": \"a\"}");
	put("cards", "{\"_id\": \"5\", \"deck\": \"mix\", \"front\": \"q\", \"choices\": [\"a\", \"b\", "
		     "\"c\"], \"answer\": \"b\"}");
	put("cards", "{\"_id\": \"6\", \"deck\": \"mix\", \"kind\": \"true/false\", \"front\": \"s\", "
		     "\"answer\": false}");
	put("cards", "{\"_id\": \"7\", \"deck\": \"mix\", \"kind\": \"list\", \"front\": \"l\", \"answer\": "
		     "[\"i\", \"ii\"]}");
	put("cards",
	    "{\"_id\": \"8\", \"deck\": \"mix\", \"kind\": \"number\", \"front\": \"n\", \"answer\": 3.25}");
	assert_int_equal(pull(d, "mix").added, 8);
	expect(d, "basic|f|b#x_y z; reversed|f|7; cloze|{{c1::one}} two|; typed|q|a|; choice|q|b|a\nc|; "
		  "true-false|s|false|; list|l|i\nii|; number|n|3.25|");
	device_free(d);
}

static void content__broken_documents_are_left_out_and_counted(void **state)
{
	struct device *d = device_new(1);
	struct content_news news;

	(void)state;
	put("decks", "{\"_id\": \"d\"}");
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"only\"}");
	put("cards",
	    "{\"_id\": \"2\", \"deck\": \"d\", \"kind\": \"duel\", \"front\": \"f\", \"back\": \"b\"}");
	put("cards", "{\"_id\": \"3\", \"deck\": \"d\", \"kind\": 7, \"front\": \"f\", \"back\": \"b\"}");
	put("cards", "{\"_id\": \"4\", \"deck\": \"d\", \"front\": {\"a\": 1}, \"back\": \"b\"}");
	put("cards",
	    "{\"_id\": \"5\", \"deck\": \"d\", \"front\": \"a\\u001b[2Jb\", \"back\": \"x\\u202ey\\r\\nz\"}");
	news = pull(d, "d");
	assert_int_equal(news.added, 1);
	assert_int_equal(news.skipped, 4);
	expect(d, "basic|a\xe2\x90\x9b[2Jb|xy\nz");
	device_free(d);
}

static void content__ids_of_any_type_are_ids(void **state)
{
	bson_t *a = BCON_NEW("_id", BCON_INT32(7), "front", "f", "back", "b"),
	       *b = BCON_NEW("_id", "7", "front", "f", "back", "b");
	bson_t *c = BCON_NEW("_id", BCON_DOUBLE(7.0), "front", "f", "back", "b");
	bson_t *d = BCON_NEW("_id", BCON_DOUBLE(7.5), "front", "f", "back", "b");
	struct remote_note na, nb, nc, nd;
	struct arena arena = {0};

	(void)state;
	assert_true(remote_note_read(a, STR("s:x"), &na, &arena));
	assert_true(remote_note_read(b, STR("s:x"), &nb, &arena));
	assert_true(remote_note_read(c, STR("s:x"), &nc, &arena));
	assert_false(remote_note_read(d, STR("s:x"), &nd, &arena));
	assert_true(na.draft.uid != nb.draft.uid);
	assert_true(na.draft.uid == nc.draft.uid); /* a JSON tool may have made a double of it */
	bson_destroy(a);
	bson_destroy(b);
	bson_destroy(c);
	bson_destroy(d);
	arena_fini(&arena);
}

static void content__nothing_is_fetched_unasked(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	put("decks", "{\"_id\": \"d\", \"title\": \"D\"}");
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"f\", \"back\": \"b\"}");
	assert_int_equal(pull(d, NULL).fetched, 0);
	expect(d, "");
	device_free(d);
}

static void content__hand_filled_deck_is_fetched_once_a_day(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	put("decks", "{\"_id\": \"d\", \"title\": \"D\"}");
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"f\", \"back\": \"b\"}");
	put("cards", "{\"_id\": \"2\", \"deck\": \"d\", \"front\": \"g\", \"back\": \"b\"}");
	put("cards", "{\"_id\": \"3\", \"deck\": \"d\", \"front\": \"h\", \"back\": \"b\"}");
	assert_int_equal(pull(d, "d").added, 3);
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"f2\", \"back\": \"b\"}");
	put("cards", "{\"_id\": \"2\", \"deck\": \"d\", \"gone\": true}");
	assert_int_equal(pull(d, NULL).fetched, 0);
	d->clock.wall_ms += DAY_MS;
	assert_int_equal(pull(d, NULL).changed, 1);
	expect(d, "basic|f2|b; basic|h|b");
	put("cards", "{\"_id\": \"3\", \"deck\": \"d\", \"front\": \"h2\", \"back\": \"b\"}");
	assert_int_equal(pull(d, "d").changed, 1);
	device_free(d);
}

static void put_sum(const char *version)
{
	struct remote_note notes[8];
	struct arena arena = {0};
	size_t count = 0;
	struct str sum;
	char json[256];

	for (size_t i = 0; i < net.count; i++)
		if (!strcmp(net.doc[i].collection, "cards"))
			assert_true(remote_note_read(net.doc[i].doc, STR("s:d"), &notes[count++], &arena));
	sum = remote_sum(notes, count, &arena);
	snprintf(json, sizeof(json), "{\"_id\": \"d\", \"title\": \"D\", \"version\": %s, \"sum\": \"%.*s\"}",
		 version, STR_FMT(sum));
	put("decks", json);
	arena_fini(&arena);
}

static void content__published_deck_is_switched_whole_or_not_at_all(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"f\", \"back\": \"b\"}");
	put("cards", "{\"_id\": \"2\", \"deck\": \"d\", \"front\": \"g\", \"back\": \"b\"}");
	put_sum("1");
	assert_int_equal(pull(d, "d").added, 2);
	assert_int_equal(pull(d, NULL).fetched, 0); /* the same version */
	/* half published: the mark stands */
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"new\", \"back\": \"b\"}");
	put("decks", "{\"_id\": \"d\", \"title\": \"D\", \"version\": 2, \"publishing\": true}");
	assert_int_equal(pull(d, NULL).kept, 1);
	/* the publisher died: version and sum are of other cards */
	put("decks", "{\"_id\": \"d\", \"title\": \"D\", \"version\": 2, \"sum\": \"0000000000000\"}");
	assert_int_equal(pull(d, NULL).kept, 1);
	expect(d, "basic|f|b; basic|g|b");
	put_sum("2");
	assert_int_equal(pull(d, NULL).changed, 1);
	expect(d, "basic|new|b; basic|g|b");
	device_free(d);
}

static void content__losing_more_than_half_is_held_back(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	put("decks", "{\"_id\": \"d\", \"title\": \"D\"}");
	for (int i = 0; i < 5; i++) {
		char json[128];

		snprintf(json, sizeof(json),
			 "{\"_id\": \"%d\", \"deck\": \"d\", \"front\": \"f%d\", \"back\": \"b\"}", i, i);
		put("cards", json);
	}
	pull(d, "d");
	fake_drop(&net, "cards", "0");
	fake_drop(&net, "cards", "1");
	fake_drop(&net, "cards", "2");
	d->clock.wall_ms += DAY_MS;
	assert_int_equal(pull(d, NULL).kept, 1);
	assert_int_equal(pull(d, "d").removed, 3);
	expect(d, "basic|f3|b; basic|f4|b");
	device_free(d);
}

/* The id changed, the question did not: it is the same note, on every device and in every later pull. */
static void content__new_id_with_the_old_front_keeps_its_cards(void **state)
{
	struct device *d = device_new(1), *other = device_new(2);
	uint64_t old = note_uid("doc", STR("s:d"), STR("s:1")),
		 new = note_uid("doc", STR("s:d"), STR("s:one"));
	struct arena arena = {0};
	struct note note;

	(void)state;
	put("decks", "{\"_id\": \"d\", \"title\": \"D\"}");
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"f\", \"back\": \"b\"}");
	put("cards", "{\"_id\": \"2\", \"deck\": \"d\", \"front\": \"g\", \"back\": \"b\"}");
	pull(d, "d");
	fake_drop(&net, "cards", "1");
	put("cards", "{\"_id\": \"one\", \"deck\": \"d\", \"front\": \"f\", \"back\": \"better\"}");
	assert_int_equal(pull(d, "d").changed, 1);
	expect(d, "basic|f|better; basic|g|b");
	assert_int_equal(note_find(d->store, old, &note, &arena, &d->err), 0);
	assert_int_equal(note_find(d->store, new, &note, &arena, &d->err), 1);
	put("cards", "{\"_id\": \"one\", \"deck\": \"d\", \"front\": \"f too\", \"back\": \"better\"}");
	pull(d, "d");
	expect(d, "basic|f too|better; basic|g|b");
	device_sync(d, other); /* rows come first */
	pull(other, "d");
	assert_int_equal(note_find(other->store, old, &note, &arena, &d->err), 0);
	arena_fini(&arena);
	device_free(d);
	device_free(other);
}

static void content__same_title_as_an_own_deck_stays_apart(void **state)
{
	struct device *d = device_new(1);
	int64_t id;

	(void)state;
	device_put_note(d, 77, "D", "mine", "own");
	put("decks", "{\"_id\": \"d\", \"title\": \"D\"}");
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"f\", \"back\": \"b\"}");
	pull(d, "d");
	assert_int_equal(deck_find(d->store, STR("D (d)"), &id, &d->err), 0);
	device_free(d);
}

/* Of a restored store, or another device: the learner's own text is never a server's to overwrite. */
static void content__note_of_the_learners_own_stays(void **state)
{
	struct device *d = device_new(1);
	struct content_news news;
	struct str key = STR("s:d");
	bson_t *doc = BCON_NEW("_id", "1", "deck", "d", "front", "f", "back", "b");
	struct remote_note note;
	struct arena arena = {0};

	(void)state;
	assert_true(remote_note_read(doc, key, &note, &arena));
	device_put_note(d, note.draft.uid, "A", "mine", "my answer");
	put("decks", "{\"_id\": \"d\", \"title\": \"D\"}");
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"front\": \"f\", \"back\": \"b\"}");
	put("cards", "{\"_id\": \"2\", \"deck\": \"d\", \"front\": \"g\", \"back\": \"b\"}");
	news = pull(d, "d");
	assert_int_equal(news.added, 1);
	assert_int_equal(news.own, 1);
	expect(d, "basic|mine|my answer; basic|g|b");
	bson_destroy(doc);
	arena_fini(&arena);
	device_free(d);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(content__every_kind_as_a_person_names_its_fields),
		CASE(content__broken_documents_are_left_out_and_counted),
		CASE(content__ids_of_any_type_are_ids),
		CASE(content__note_of_the_learners_own_stays),
		CASE(content__nothing_is_fetched_unasked),
		CASE(content__hand_filled_deck_is_fetched_once_a_day),
		CASE(content__published_deck_is_switched_whole_or_not_at_all),
		CASE(content__losing_more_than_half_is_held_back),
		CASE(content__new_id_with_the_old_front_keeps_its_cards),
		CASE(content__same_title_as_an_own_deck_stays_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
