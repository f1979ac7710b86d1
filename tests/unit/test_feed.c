/* SPDX-License-Identifier: MIT
 * Feeds' rules: addresses that are public, robots.txt, times, links, languages, sentences. Expected values by hand, from
 * IANA's registries and RFC 9309's examples. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "schema/feedbox.h"
#include "schema/inbox.h"
#include "sync/feed/due.h"
#include "sync/feed/guard.h"
#include "sync/feed/read.h"
#include "sync/feed/robots.h"
#include "sync/feed/words.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

static bool is_public(const char *text)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return guard_is_public((struct sockaddr *)&v4, sizeof(v4));
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return guard_is_public((struct sockaddr *)&v6, sizeof(v6));
}

static void feed__addresses_that_are_public(void **state)
{
	static const char *const public[] = {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
					     "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
					     "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
					     "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"};
	static const char *const others[] = {"0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
					     "127.255.255.255", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.8", "192.0.2.1",
					     "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.9",
					     "224.0.0.1", "239.255.255.255", "240.0.0.0", "255.255.255.255", "::", "::1", "fe80::1", "fec0::1",
					     "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2001::1", "3fff::1", "::ffff:127.0.0.1",
					     "::ffff:10.0.0.1", "64:ff9b::192.168.0.1", "2002:a00:1::1", "2002:7f00:1::", "100::1"};

	(void)state;
	for (size_t i = 0; i < sizeof(public) / sizeof(public[0]); i++)
		if (!is_public(public[i]))
			fail_msg("%s", public[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (is_public(others[i]))
			fail_msg("%s", others[i]);
	assert_false(guard_is_public(&(struct sockaddr){.sa_family = AF_UNIX}, sizeof(struct sockaddr)));
}

static void feed__robots_as_rfc_9309_has_it(void **state)
{
	static const struct {
		const char *robots, *path;
		bool allowed;
	} cases[] = {
		{"", "/", true},
		{"User-agent: *\nDisallow: /", "/x", false},
		{"User-agent: *\nDisallow:", "/x", true},
		{"user-agent: other\ndisallow: /", "/x", true},
		{"User-agent: *\nDisallow: /\nUser-agent: cairn\nAllow: /", "/x", true},
		{"User-agent: cairn\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", true},
		{"User-agent: cairn\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/ab", false},
		{"User-agent: one\nUser-agent: cairn\nDisallow: /a", "/a", false},
		{"User-agent: *\nAllow: /page\nDisallow: /*.htm", "/page.htm", false}, /* the longer one, of RFC 9309, 2.2.2 */
		{"User-agent: *\nAllow: /p\nDisallow: /p", "/p", true},		       /* as long: allowed */
		{"User-agent: *\nDisallow: /*.gif$", "/a/b.gif", false},
		{"User-agent: *\nDisallow: /*.gif$", "/a/b.gifs", true},
		{"User-agent: *\nDisallow: /a*b*c", "/axxbyyc", false},
		{"User-agent: *\nDisallow: /a*b*c", "/axxcyyb", true},
		{"# nothing\r\nUser-agent: * # all\r\nDisallow: /x # here\r\n", "/x/y", false},
		{"Disallow: /", "/x", true}, /* of nobody's group */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (robots_allows(str_of(cases[i].robots), "cairn", str_of(cases[i].path)) != cases[i].allowed)
			fail_msg("%zu: %s of %s", i, cases[i].path, cases[i].robots);
}

static void feed__times(void **state)
{
	(void)state;
	/* date -ud '2026-11-21 09:30' +%s */
	assert_int_equal(feed_time(STR("Sat, 21 Nov 2026 09:30:00 GMT")), 1795253400000);
	assert_int_equal(feed_time(STR("21 Nov 2026 10:30 +0100")), 1795253400000);
	assert_int_equal(feed_time(STR("Sat, 21 Nov 2026 04:30:00 EST")), 1795253400000);
	assert_int_equal(feed_time(STR("2026-11-21T09:30:00Z")), 1795253400000);
	assert_int_equal(feed_time(STR("2026-11-21T10:30:00+01:00")), 1795253400000);
	assert_int_equal(feed_time(STR("yesterday")), 0);
	assert_int_equal(feed_time(STR("")), 0);
	assert_int_equal(feed_time(STR("2026")), 0);
}

static void same_link(const char *link, const char *bare)
{
	struct buf out = {0};

	feed_put_bare_link(&out, str_of(link));
	assert_str(buf_str(&out), bare);
	buf_fini(&out);
}

static void feed__links_without_their_decoration(void **state)
{
	(void)state;
	same_link("https://www.a.example/b/?utm_source=x&id=3#top", "a.example/b?id=3");
	same_link("http://a.example/b?id=3&fbclid=1", "a.example/b?id=3");
	same_link("https://a.example/", "a.example");
	same_link("https://a.example/?q=1", "a.example?q=1");
}

static void feed__languages(void **state)
{
	(void)state;
	assert_str(feed_language(STR("The cell is the smallest unit of life and it is old.")), "en");
	assert_str(feed_language(STR("Die Zelle ist die kleinste Einheit und sie ist nicht neu.")), "de");
	assert_str(feed_language(STR("La maison est dans le jardin avec les enfants.")), "fr");
	assert_str(feed_language(STR("他是中国学生。")), "zh");
	assert_str(feed_language(STR("これは学生です。")), "ja");
	assert_str(feed_language(STR("Это маленькая клетка")), "ru");
	assert_str(feed_language(STR("xyzzy")), "");
}

static void feed__sentences(void **state)
{
	struct str rest = STR("Dr. Who came at 3.5 p.m. to J. Smith. He left!\nA line\n  他来了。他走了。"), sentence;
	static const char *const expected[] = {"Dr. Who came at 3.5 p.m.", "to J. Smith.", "He left!", "A line", "他来了。", "他走了。"};

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_true(words_sentence(&rest, &sentence));
		assert_str(sentence, expected[i]);
	}
	assert_false(words_sentence(&rest, &sentence));
}

static bool due_with(struct device *d, int64_t every_hours, int64_t next_in_hours)
{
	const struct feed_wish wish = {STR("https://a.example/f"), STR("D"), STR("feed"), every_hours};
	struct feedbox_source source = {.next_ms = d->clock.wall_ms + next_in_hours * HOUR_MS};
	char key[INBOX_KEY + 1], path[128];
	struct store *box;
	bool due;
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(feed_wish_set(d->store, &wish, 0, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	feed_key(key, wish.url);
	source.key = str_of(key);
	assert_int_equal(feedbox_open(&box, d->store, &d->err), 0);
	assert_int_equal(feedbox_source_set(box, &source, &d->err), 0);
	store_close(box);
	assert_int_equal(feed_is_due(d->store, &due, &d->err), 0);
	snprintf(path, sizeof(path), "%s.feeds", d->path);
	unlink(path);
	return due;
}

/* A failing feed is left alone for a week and a fifth at most, one that is visited seldom for as long as it says and a fifth. */
static void feed__what_lies_further_ahead_than_any_wait_is_due(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	assert_true(due_with(d, 24, -1));
	assert_false(due_with(d, 24, 1));
	assert_false(due_with(d, 24, 201));
	assert_true(due_with(d, 24, 202));
	assert_true(due_with(d, 24, 10 * 365 * 24));
	assert_false(due_with(d, 720, 863));
	assert_true(due_with(d, 720, 865));
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(feed__addresses_that_are_public), cmocka_unit_test(feed__robots_as_rfc_9309_has_it),
		cmocka_unit_test(feed__times), cmocka_unit_test(feed__links_without_their_decoration),
		cmocka_unit_test(feed__languages), cmocka_unit_test(feed__sentences),
		cmocka_unit_test(feed__what_lies_further_ahead_than_any_wait_is_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
