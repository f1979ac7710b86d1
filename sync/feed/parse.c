/* SPDX-License-Identifier: MIT
 * What all parsers of feeds share: telling what bytes are, HTML as plain text, times, and saying records. */
#include "sync/feed/parse.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/markup.h"
#include "base/utf8.h"
#include "sync/deck/html.h"

int feed_say_head(struct feed_say *say, enum feed_kind kind, struct str title, struct str lang, struct str feed,
		  struct err *err)
{
	buf_clear(&say->title);
	feed_put_plain(&say->title, utf8_cut(title, FEED_LINE_MAX));
	wire_begin(&say->wire, WIRE_HEAD);
	wire_int(&say->wire, kind);
	wire_text(&say->wire, buf_str(&say->title));
	wire_text(&say->wire, utf8_cut(lang, 40));
	wire_text(&say->wire, utf8_cut(feed, FEED_LINE_MAX));
	return wire_end(&say->wire, err);
}

int feed_say_entry(struct feed_say *say, const struct feed_said *entry, bool html, struct err *err)
{
	struct str title = utf8_cut(entry->title, FEED_TEXT_MAX), text = utf8_cut(entry->text, 4 * FEED_TEXT_MAX);

	if (say->entries == FEED_ENTRIES_MAX)
		return 1;
	buf_clear(&say->title);
	buf_clear(&say->text);
	feed_put_plain(&say->title, title);
	if (html)
		feed_put_plain(&say->text, text);
	else
		buf_add(&say->text, text);
	wire_begin(&say->wire, WIRE_NOTE);
	wire_text(&say->wire, utf8_cut(str_trim(entry->id), FEED_LINE_MAX));
	wire_text(&say->wire, utf8_cut(str_trim(entry->link), FEED_LINE_MAX));
	wire_text(&say->wire, utf8_cut(buf_str(&say->title), FEED_LINE_MAX));
	wire_text(&say->wire, utf8_cut(buf_str(&say->text), FEED_TEXT_MAX));
	wire_text(&say->wire, utf8_cut(entry->lang, 40));
	wire_text(&say->wire, utf8_cut(str_trim(entry->tags), FEED_LINE_MAX));
	wire_int(&say->wire, entry->at_ms);
	say->entries++;
	return wire_end(&say->wire, err);
}

int feed_say_end(struct feed_say *say, struct err *err)
{
	wire_begin(&say->wire, WIRE_DONE);
	return wire_end(&say->wire, err) ? -1 : wire_flush(&say->wire, err);
}

void feed_say_fini(struct feed_say *say)
{
	wire_fini(&say->wire);
	buf_fini(&say->title);
	buf_fini(&say->text);
}

static bool is_plain(struct str text)
{
	return !memchr(text.s ? text.s : "", '<', text.len) && !memchr(text.s ? text.s : "", '&', text.len);
}

void feed_put_plain(struct buf *out, struct str html)
{
	struct buf marked = {0};
	struct markup_run run;
	struct markup reader;
	size_t start = out->len;

	html = str_trim(html);
	if (is_plain(html)) {
		buf_add(out, html);
		return;
	}
	html_to_markup(&marked, html);
	markup_open(&reader, buf_str(&marked));
	while (markup_next(&reader, &run)) {
		if (run.line && out->len > start && out->s[out->len - 1] != '\n')
			buf_addc(out, '\n');
		if (run.cell && out->len > start && out->s[out->len - 1] != '\n')
			buf_addz(out, " | ");
		if (!(run.style & MARKUP_MEDIA))
			buf_add(out, run.text);
	}
	buf_fini(&marked);
}

/* Zones by name, as RFC 822 has them; minutes. False: another word. */
static bool zone_named(const char *word, int *minutes)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {{"GMT", 0}, {"UT", 0}, {"UTC", 0}, {"Z", 0}, {"EST", -5}, {"EDT", -4}, {"CST", -6},
		     {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}, {"CET", 1}, {"CEST", 2}};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (!strcmp(word, zones[i].name)) {
			*minutes = zones[i].hours * 60;
			return true;
		}
	return false;
}

/* "21 Nov 2026 09:30:00 +0100", the weekday gone. */
static int64_t time_of_mail(const char *z)
{
	struct tm tm = {0};
	const char *rest = strptime(z, "%d %b %Y %H:%M", &tm);
	int minutes = 0, hours = 0;
	char sign = 0;

	if (!rest || tm.tm_year < 70 || tm.tm_year > 1000)
		return 0;
	if (*rest == ':') {
		tm.tm_sec = 0;
		for (rest++; *rest >= '0' && *rest <= '9' && tm.tm_sec < 10; rest++)
			tm.tm_sec = tm.tm_sec * 10 + *rest - '0';
	}
	while (*rest == ' ')
		rest++;
	if (!zone_named(rest, &minutes) && sscanf(rest, "%c%2d%2d", &sign, &hours, &minutes) == 3 &&
	    (sign == '+' || sign == '-'))
		minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
	else if (sign)
		minutes = 0;
	return ((int64_t)timegm(&tm) - (int64_t)minutes * 60) * SECOND_MS;
}

int64_t feed_time(struct str text)
{
	const char *comma;
	char z[64];
	int64_t ms;
	int zone;

	text = str_trim(text);
	comma = memchr(text.s ? text.s : "", ',', text.len);
	if (comma)
		text = str_trim(str_slice(text, (size_t)(comma + 1 - text.s), text.len));
	if (!text.len || text.len >= sizeof(z))
		return 0;
	if (text.len >= 10 && text.s[4] == '-') {
		struct err ignored;

		return clock_parse(text, &ms, &zone, &ignored) == 0 && ms > 0 ? ms : 0;
	}
	memcpy(z, text.s, text.len);
	z[text.len] = '\0';
	ms = time_of_mail(z);
	return ms > 0 ? ms : 0;
}

static bool has_word(struct str head, const char *word)
{
	return memmem(head.s, head.len, word, strlen(word)) != NULL;
}

/* Behind a byte order mark and white space. */
static struct str content_of(struct str bytes)
{
	if (bytes.len >= 3 && !memcmp(bytes.s, "\xEF\xBB\xBF", 3))
		bytes = str_slice(bytes, 3, bytes.len);
	while (bytes.len && strchr(" \t\r\n", bytes.s[0]) && bytes.s[0])
		bytes = str_slice(bytes, 1, bytes.len);
	return bytes;
}

static bool is_page(struct str head)
{
	static const char *const begins[] = {"<!doctype html", "<html", "<head", "<body"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (head.len >= strlen(begins[i]) && !strncasecmp(head.s, begins[i], strlen(begins[i])))
			return true;
	/* XHTML, or comments before the document */
	return head.len && head.s[0] == '<' && (has_word(head, "<html") || has_word(head, "<HTML")) &&
	       !has_word(head, "<rss") && !has_word(head, "<feed") && !has_word(head, "<rdf:RDF");
}

int feed_parse_bytes(struct feed_say *say, struct str bytes, struct err *err)
{
	struct str content = content_of(bytes), head = str_slice(content, 0, 1024);

	if (!content.len)
		return err_set(err, ERR_INPUT, "what the server sent is empty");
	if (bytes.len >= 2 && ((unsigned char)bytes.s[0] == 0x1F && (unsigned char)bytes.s[1] == 0x8B))
		return err_set(err, ERR_INPUT, "the server sent it compressed, which it was not asked to");
	if (bytes.len >= 2 && (!memcmp(bytes.s, "\xFF\xFE", 2) || !memcmp(bytes.s, "\xFE\xFF", 2)))
		return feed_parse_xml(say, bytes, err);
	if (content.s[0] == '{' || content.s[0] == '[')
		return feed_parse_json(say, content, err);
	if (is_page(head))
		return feed_parse_page(say, bytes, err);
	if (content.s[0] == '<')
		return feed_parse_xml(say, bytes, err);
	return err_set(err, ERR_INPUT, "this is neither a feed (RSS, Atom, JSON Feed) nor a page");
}

static int parse_all(struct feed_say *say, struct str bytes, struct err *err)
{
	struct err unsaid;

	if (feed_parse_bytes(say, bytes, err) == 0 && feed_say_end(say, err) == 0)
		return 0;
	wire_begin(&say->wire, WIRE_REFUSE);
	wire_text(&say->wire, str_of(err->text));
	return wire_end(&say->wire, &unsaid) || wire_flush(&say->wire, &unsaid) ? 1 : 0;
}

int feed_parse(int fd, int out, void *ctx)
{
	struct feed_say say = {.wire.fd = out};
	struct stat st;
	struct err err;
	void *map = MAP_FAILED;

	(void)ctx;
	if (fstat(fd, &st) || st.st_size > FEED_BYTES_MAX)
		return 1;
	if (st.st_size)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (st.st_size && map == MAP_FAILED)
		return 1;
	return parse_all(&say, (struct str){st.st_size ? map : "", (size_t)st.st_size}, &err);
}
