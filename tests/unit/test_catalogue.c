/* SPDX-License-Identifier: MIT
 * The catalogue of a store: what is found in it and in which order; what a broken asking leaves; what is held
 * back until somebody says so. */
#include "schema/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "sync/mongo/content.h"
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

static void put(const char *collection, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void put(const char *collection, const char *fmt, ...)
{
	char json[512];
	bson_error_t error;
	bson_t *doc;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(json, sizeof json, fmt, ap);
	va_end(ap);
	doc = bson_new_from_json((const uint8_t *)json, -1, &error);
	if (!doc)
		fail_msg("%s: %s", error.message, json);
	fake_put(&net, collection, doc);
}

static void refresh(struct device *d)
{
	int64_t count;

	if (content_refresh(d->store, &net.net, &count, &d->err))
		fail_msg("%s", d->err.text);
}

static int show(void *ctx, const struct offer *offer, struct err *err)
{
	(void)err;
	buf_addf(ctx, "%.*s%s ", STR_FMT(offer->id), offer->subscribed ? "+" : "");
	return 0;
}

static void expect_page(struct device *d, const char *words, int64_t from, int64_t count, int64_t total,
			const char *ids)
{
	struct buf out = {0};
	int64_t found;

	assert_int_equal(catalogue_find(d->store, str_of(words), from, count, show, &out, &found, &d->err),
			 0);
	assert_string_equal(buf_z(&out), ids);
	assert_int_equal(found, total);
	buf_fini(&out);
}

static void catalogue__pages_are_by_title(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	for (int i = 0; i < 25; i++)
		put("decks", "{\"_id\": \"%02d\", \"title\": \"%c title\"}", i, i % 2 ? 'a' + i : 'A' + i);
	refresh(d);
	expect_page(d, "", 0, 3, 25, "00 01 02 ");
	expect_page(d, "", 23, 3, 25, "23 24 ");
	expect_page(d, "", 25, 3, 25, "");
	expect_page(d, "B TITLE", 0, 9, 1, "01 ");
	device_free(d);
}

static void catalogue__words_are_found_in_every_text(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	put("decks", "{\"_id\": \"x\", \"title\": \"Straße\", \"description\": \"Öl\", \"author\": \"Ada\", "
		     "\"language\": \"de\", "
		     "\"tags\": [\"geo\"]}");
	put("decks", "{\"_id\": \"y\", \"title\": \"Other\"}");
	refresh(d);
	expect_page(d, "STRASSE", 0, 9, 1, "x "); /* full case folding */
	expect_page(d, "öl ada", 0, 9, 1, "x ");
	expect_page(d, " geo  DE ", 0, 9, 1, "x ");
	expect_page(d, "geo other", 0, 9, 0, "");
	expect_page(d, "y", 0, 9, 1, "y ");
	device_free(d);
}

/* The list of before stays where the network breaks off; what is no longer offered goes with the next whole
 * list. */
static void catalogue__broken_list_forgets_nothing(void **state)
{
	struct device *d = device_new(1);
	int64_t count;

	(void)state;
	for (int i = 0; i < 9; i++)
		put("decks", "{\"_id\": \"%d\"}", i);
	refresh(d);
	fake_drop(&net, "decks", "8");
	net.fail_at = net.calls + 1;
	net.failure = FAKE_HALF;
	assert_int_equal(content_refresh(d->store, &net.net, &count, &d->err), -1);
	expect_page(d, "", 0, 1, 9, "0 ");
	refresh(d);
	expect_page(d, "", 0, 1, 8, "0 ");
	device_free(d);
}

static struct content_news pull(struct device *d)
{
	struct content_wish wish = {0};
	struct content_news news = {0};

	if (content_pull(d->store, &net.net, &wish, &news, &d->err))
		fail_msg("%s", d->err.text);
	buf_fini(&news.words);
	return news;
}

static void put_cards(int from, int to)
{
	for (int i = from; i < to; i++)
		put("cards", "{\"_id\": \"%d\", \"deck\": \"d\", \"front\": \"f%d\", \"back\": \"b\"}", i, i);
}

static int show_news(void *ctx, const struct deck_news *news, struct err *err)
{
	(void)err;
	buf_addf(ctx, "%.*s: ", STR_FMT(news->name));
	deck_news_put(ctx, news);
	if (news->held.len)
		buf_addf(ctx, ", %d held back, %d", (int)news->loses, (int)news->choice);
	return 0;
}

static void expect_news(struct device *d, const char *words)
{
	struct buf out = {0};

	assert_int_equal(deck_news_each(d->store, show_news, &out, &d->err), 0);
	assert_string_equal(buf_z(&out), words);
	buf_fini(&out);
}

static void catalogue__what_is_held_back_is_asked_once(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	put("decks", "{\"_id\": \"d\", \"title\": \"D\", \"version\": 1}");
	put_cards(0, 5);
	assert_int_equal(subscription_set(d->store, STR("s:d"), true, &d->err), 0);
	assert_int_equal(pull(d).added, 5);
	expect_news(d, "D: 5 new, 0 changed, 0 gone");
	assert_int_equal(deck_news_seen(d->store, &d->err), 0);
	expect_news(d, "");
	fake_drop(&net, "cards", NULL);
	put_cards(3, 6);
	put("decks", "{\"_id\": \"d\", \"title\": \"D\", \"version\": 2}");
	assert_int_equal(pull(d).kept, 1);
	expect_news(d, "D: 0 new, 0 changed, 0 gone, 3 held back, 0");
	assert_int_equal(deck_news_choose(d->store, 1, HELD_KEEP, &d->err), 0);
	assert_int_equal(pull(d).kept, 0); /* decided: nobody is asked again */
	put_cards(6, 7);
	assert_int_equal(pull(d).kept, 1); /* other content: asked anew */
	expect_news(d, "D: 0 new, 0 changed, 0 gone, 3 held back, 0");
	assert_int_equal(deck_news_choose(d->store, 1, HELD_TAKE, &d->err), 0);
	assert_int_equal(pull(d).removed, 3);
	expect_news(d, "D: 2 new, 0 changed, 3 gone");
	device_free(d);
}

/* An order is a row: what one device subscribes to, the other fetches; the last word counts. */
static void catalogue__orders_travel(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);

	(void)state;
	put("decks", "{\"_id\": \"d\", \"title\": \"D\", \"version\": 1}");
	put_cards(0, 5);
	assert_int_equal(subscription_set(a->store, STR("s:d"), true, &a->err), 0);
	device_sync(a, b);
	assert_int_equal(pull(b).added, 5);
	expect_page(b, "", 0, 9, 1, "d+ ");
	assert_int_equal(subscription_set(a->store, STR("s:d"), false, &a->err), 0);
	device_sync(a, b);
	assert_int_equal(pull(b).fetched, 0);
	expect_page(b, "", 0, 9, 1, "d ");
	assert_int_equal(pull(a).fetched, 0); /* unsubscribed before it ever came */
	device_free(a);
	device_free(b);
}

static void catalogue__preview_is_three_cards_as_they_are_asked(void **state)
{
	struct device *d = device_new(1);
	struct offer offer = {.key = STR("s:d")};
	struct preview_card cards[PREVIEW_MAX];
	struct arena arena = {0};
	size_t count;

	(void)state;
	put("cards", "{\"_id\": \"0\", \"deck\": \"d\", \"front\": \"no back\"}");
	put("cards", "{\"_id\": \"1\", \"deck\": \"d\", \"text\": \"{{c1::Paris}} is **big**\"}");
	put_cards(2, 9);
	assert_int_equal(content_preview(d->store, &net.net, offer.key, &d->err), 0);
	assert_int_equal(preview_get(d->store, &offer, cards, &count, &arena, &d->err), 0);
	assert_int_equal(count, 3);
	assert_str(cards[0].front, "[...] is big");
	assert_str(cards[0].back, "Paris is big");
	assert_str(cards[2].front, "f3");
	arena_fini(&arena);
	device_free(d);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(catalogue__pages_are_by_title),
		CASE(catalogue__words_are_found_in_every_text),
		CASE(catalogue__broken_list_forgets_nothing),
		CASE(catalogue__what_is_held_back_is_asked_once),
		CASE(catalogue__orders_travel),
		CASE(catalogue__preview_is_three_cards_as_they_are_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
