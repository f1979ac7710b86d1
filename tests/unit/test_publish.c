/* SPDX-License-Identifier: MIT
 * Publishing: what a reader sees is the deck before or the deck after, wherever a publisher ends; the next
 * publication completes it; only what differs is written; of two publishers one gives way. */
#include "sync/mongo/content_publish.h"

#include <stdlib.h>
#include <string.h>

#include "schema/notes.h"
#include "sync/mongo/content.h"
#include "tests/unit/device.h"
#include "tests/unit/fake_net.h"
#include "tests/unit/unit.h"

static struct fake_net net;

static int setup(void **state)
{
	(void)state;
	fake_init(&net);
	net.has_clock = true;
	net.clock_ms = 1800000000000;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_fini(&net);
	return 0;
}

static int publish(struct device *d, struct publish_news *news)
{
	struct publish_wish wish = {.deck = STR("Geo::Capitals")};
	int rc;

	*news = (struct publish_news){0};
	rc = content_publish(d->store, &net.net, &wish, news, &d->err);
	buf_fini(&news->id);
	return rc;
}

static struct publish_news published(struct device *d)
{
	struct publish_news news;

	if (publish(d, &news))
		fail_msg("%s", d->err.text);
	return news;
}

static int show(void *ctx, const struct note *note, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < note->fields.count; i++)
		buf_addf(ctx, "%.*s|", STR_FMT(note->fields.item[i]));
	return 0;
}

/* What a reader holds after a pull, each note's fields behind the other. */
static void read_deck(struct device *d, struct buf *out)
{
	struct str deck = STR("s:geo-capitals");
	struct content_wish wish = {.keys = &deck, .count = 1};
	struct content_news news = {0};

	buf_clear(out);
	if (content_pull(d->store, &net.net, &wish, &news, &d->err))
		fail_msg("%s", d->err.text);
	assert_int_equal(note_each(d->store, 0, show, out, &d->err), 0);
	buf_fini(&news.words);
}

static void expect(struct device *reader, const char *notes)
{
	struct buf out = {0};

	read_deck(reader, &out);
	assert_string_equal(buf_z(&out), notes);
	buf_fini(&out);
}

static void fill(struct device *d)
{
	device_put_note(d, 1, "Geo::Capitals", "France", "Paris");
	device_put_note(d, 2, "Geo::Capitals", "Peru", "Lima");
	device_put_note(d, 3, "Geo::Capitals", "Iran", "Tehran");
}

static void edit(struct device *d)
{
	device_put_note(d, 2, "Geo::Capitals", "Peru", "Lima!");
	device_put_note(d, 4, "Geo::Capitals", "Togo", "Lome");
	device_remove_note(d, 3);
}

#define BEFORE "France|Paris|Peru|Lima|Iran|Tehran|"
#define AFTER  "France|Paris|Peru|Lima!|Togo|Lome|"

static void publish__only_what_differs_is_written(void **state)
{
	struct device *d = device_new(1), *reader = device_new(2);
	struct publish_news news;

	(void)state;
	fill(d);
	news = published(d);
	assert_int_equal(news.added, 3);
	assert_int_equal(news.version, 1);
	expect(reader, BEFORE);
	assert_true(published(d).same);
	edit(d);
	net.changed = 0;
	news = published(d);
	assert_int_equal(news.added, 1);
	assert_int_equal(news.changed, 1);
	assert_int_equal(news.removed, 1);
	assert_int_equal(news.kept, 1);
	assert_int_equal(news.version, 2);
	assert_int_equal(net.changed, 3 + 2); /* three cards; the deck's mark, and its end */
	expect(reader, AFTER);
	device_free(d);
	device_free(reader);
}

/* Ends at call n in every way a network can, then as a process that is killed: no clean-up runs. */
static bool dies_at(int64_t n, enum fake_failure how)
{
	struct device *d = device_new(1), *reader = device_new(2);
	struct publish_news news;
	struct buf seen = {0};
	bool died;

	fake_drop(&net, "cards", NULL);
	fake_drop(&net, "decks", NULL);
	fill(d);
	published(d);
	expect(reader, BEFORE);
	edit(d);
	net.calls = 0;
	net.fail_at = n;
	net.failure = how;
	died = publish(d, &news) < 0;
	net.fail_at = 0;
	read_deck(reader, &seen);
	if (strcmp(buf_z(&seen), BEFORE) && strcmp(buf_z(&seen), AFTER))
		fail_msg("call %d, way %d: a reader saw %s", (int)n, (int)how, buf_z(&seen));
	published(d);
	read_deck(reader, &seen);
	if (strcmp(buf_z(&seen), AFTER))
		fail_msg("call %d, way %d: the next publication left %s", (int)n, (int)how, buf_z(&seen));
	buf_fini(&seen);
	device_free(d);
	device_free(reader);
	return died;
}

static void publish__half_a_deck_is_never_seen(void **state)
{
	int64_t n;

	(void)state;
	for (int how = FAKE_BEFORE; how <= FAKE_HALF; how++) {
		for (n = 1; dies_at(n, (enum fake_failure)how); n++)
			assert_true(n < 100);
		assert_true(n > 7); /* hello, two looks, the mark, a look, cards, the end, a look */
	}
}

static void publish__first_time_too(void **state)
{
	struct publish_news news;
	bool died = true;

	(void)state;
	for (int64_t n = 1; died; n++) {
		struct device *d = device_new(1), *reader = device_new(2);
		struct buf seen = {0};

		fake_drop(&net, "cards", NULL);
		fake_drop(&net, "decks", NULL);
		fill(d);
		net.calls = 0;
		net.fail_at = n;
		net.failure = FAKE_AFTER;
		died = publish(d, &news) < 0;
		net.fail_at = 0;
		read_deck(reader, &seen);
		assert_true(!seen.len || !strcmp(buf_z(&seen), BEFORE));
		published(d);
		read_deck(reader, &seen);
		assert_string_equal(buf_z(&seen), BEFORE);
		buf_fini(&seen);
		device_free(d);
		device_free(reader);
	}
}

static void put_deck(const char *json)
{
	bson_error_t error;

	fake_put(&net, "decks", bson_new_from_json((const uint8_t *)json, -1, &error));
}

static void publish__second_publisher_gives_way(void **state)
{
	struct device *d = device_new(1);
	struct publish_wish wish = {.deck = STR("Geo::Capitals"), .take_over = true};
	struct publish_news news;

	(void)state;
	fill(d);
	/* a minute ago by the server's clock */
	put_deck("{\"_id\": \"geo-capitals\", \"publishing\": {\"by\": \"x\", \"at\": {\"$date\": "
		 "{\"$numberLong\": \"1799999940000\"}}}}");
	assert_int_equal(publish(d, &news), -1);
	assert_int_equal(d->err.kind, ERR_REFUSED);
	assert_non_null(strstr(d->err.text, "somebody else since 2027-01-15T07:59:00"));
	assert_int_equal(fake_count(&net, "cards"), 0);
	/* half an hour ago: that one died */
	net.clock_ms += 30 * MINUTE_MS;
	assert_int_equal(publish(d, &news), 0);
	/* somebody's own tool, which says neither who nor when */
	put_deck("{\"_id\": \"geo-capitals\", \"publishing\": true}");
	assert_int_equal(publish(d, &news), -1);
	assert_int_equal(content_publish(d->store, &net.net, &wish, &news, &d->err), 0);
	buf_fini(&news.id);
	device_free(d);
}

/* Every kind goes out and comes back as it was. */
static void publish__kinds_come_back_as_they_were(void **state)
{
	static const char *const fields[TYPE_BUILTINS][4] = {
		[TYPE_BASIC] = {"a **b**", "c\nd"},  [TYPE_REVERSED] = {"e", "f"},
		[TYPE_OPTIONAL] = {"g", "h", "y"},   [TYPE_CLOZE] = {"{{c1::i}} j", "k"},
		[TYPE_TYPED] = {"l", "m", "n"},	     [TYPE_CHOICE] = {"o", "p", "q\nr", "s"},
		[TYPE_TRUTH] = {"t", "false", ""},   [TYPE_LIST] = {"u", "v\nw", ""},
		[TYPE_NUMBER] = {"x", "3.25 km", ""}};
	struct device *d = device_new(1), *reader = device_new(2);
	struct str item[4];
	struct buf mine = {0}, theirs = {0};

	(void)state;
	for (int type = 0; type < TYPE_BUILTINS; type++) {
		const struct note_type *def = template_builtin((enum template_builtin)type);
		struct note_draft draft = {.uid = 100 + (uint64_t)type,
					   .type = def->uid,
					   .deck = STR("Geo::Capitals"),
					   .tags = STR("one two")};
		STORE_TX(tx);

		for (size_t i = 0; i < def->fields.count; i++)
			item[i] = str_of(fields[type][i]);
		draft.fields = (struct row_list){item, def->fields.count};
		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(note_put(d->store, &draft, 0, &d->err), NOTE_NEW);
		assert_int_equal(store_commit(&tx, &d->err), 0);
	}
	assert_int_equal(published(d).unfit, 0);
	read_deck(reader, &theirs);
	assert_int_equal(note_each(d->store, 0, show, &mine, &d->err), 0);
	assert_string_equal(buf_z(&mine), buf_z(&theirs));
	assert_true(published(d).same);
	buf_fini(&mine);
	buf_fini(&theirs);
	device_free(d);
	device_free(reader);
}

static void publish__withdrawn_deck_stays_with_who_has_it(void **state)
{
	struct device *d = device_new(1), *reader = device_new(2);
	struct publish_wish wish = {.deck = STR("Geo::Capitals"), .withdraw = true};
	struct publish_news news = {0};
	bson_iter_t iter;

	(void)state;
	fill(d);
	published(d);
	expect(reader, BEFORE);
	assert_int_equal(content_publish(d->store, &net.net, &wish, &news, &d->err), 0);
	buf_fini(&news.id);
	assert_true(bson_iter_init_find(&iter, fake_get(&net, "decks", "geo-capitals"), "gone"));
	expect(reader, BEFORE);
	assert_false(published(d).same); /* offered again */
	assert_false(bson_iter_init_find(&iter, fake_get(&net, "decks", "geo-capitals"), "gone"));
	device_free(d);
	device_free(reader);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(publish__only_what_differs_is_written),
		CASE(publish__half_a_deck_is_never_seen),
		CASE(publish__first_time_too),
		CASE(publish__second_publisher_gives_way),
		CASE(publish__kinds_come_back_as_they_were),
		CASE(publish__withdrawn_deck_stays_with_who_has_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
