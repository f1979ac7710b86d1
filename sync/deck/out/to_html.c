/* SPDX-License-Identifier: MIT
 * Markup as HTML: a line at a time, blocks opened and closed around the lines that belong to them. */
#include "sync/deck/out/to_html.h"

#include <string.h>

#include "base/markup.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "sync/deck/html.h"

enum { DEPTH_MAX = 8 };

static const struct {
	unsigned style;
	const char *name;
} tags[] = {
	{MARKUP_BOLD, "b"},	{MARKUP_ITALIC, "i"}, {MARKUP_UNDERLINE, "u"}, {MARKUP_STRIKE, "s"},
	{MARKUP_MARK, "mark"}, {MARKUP_SUB, "sub"},  {MARKUP_SUP, "sup"},     {MARKUP_CODE, "code"},
};
enum { TAGS = sizeof(tags) / sizeof(tags[0]) };

struct html {
	struct buf *out;
	enum markup_block block; /* that is open */
	bool numbered[DEPTH_MAX]; /* lists that are open */
	int lists;
	bool begun, in_line, in_cell;
};

/* A browser would leave this space out. */
static bool begins_or_follows_space(const struct buf *out)
{
	static const char line[] = "<br>";
	size_t len = sizeof(line) - 1;

	return !out->len || out->s[out->len - 1] == ' ' ||
	       (out->len >= len && memcmp(out->s + out->len - len, line, len) == 0);
}

/* How much of it goes over as it is: a space that stands alone does. */
static size_t count_bare(struct str text)
{
	size_t i = 0;

	while (i < text.len && text.s[i] != '&' && text.s[i] != '<' && text.s[i] != '>' &&
	       (text.s[i] != ' ' || (i && text.s[i - 1] != ' ')))
		i++;
	return i;
}

static void put_text(struct buf *out, struct str text, bool exact)
{
	for (size_t i = 0; i < text.len; i++) {
		size_t bare = count_bare(str_slice(text, i, text.len));
		char c;

		buf_add(out, str_slice(text, i, i + bare));
		i += bare;
		if (i == text.len)
			return;
		c = text.s[i];
		if (c == '&')
			buf_addz(out, "&amp;");
		else if (c == '<')
			buf_addz(out, "&lt;");
		else if (c == '>')
			buf_addz(out, "&gt;");
		else if (c == ' ' && !exact && begins_or_follows_space(out))
			buf_addz(out, "&nbsp;");
		else
			buf_addc(out, c);
	}
}

static void put_media(struct buf *out, struct str whole)
{
	struct str name = str_slice(whole, sizeof("[image: ") - 1, whole.len - 1);

	if (str_starts(whole, "[sound: ")) {
		buf_addz(out, "[sound:");
		put_text(out, name, true);
		buf_addc(out, ']');
		return;
	}
	buf_addz(out, "<img src=\"");
	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] == '"')
			buf_addz(out, "&quot;");
		else
			put_text(out, str_slice(name, i, i + 1), true);
	buf_addz(out, "\">");
}

static void put_run(struct html *h, const struct markup_run *run)
{
	bool exact = run->block == MARKUP_CODE_BLOCK || run->style & MARKUP_CODE;

	if (run->style & MARKUP_MEDIA) {
		put_media(h->out, run->text);
		return;
	}
	if (!run->text.len)
		return;
	if (run->link.len) {
		buf_addz(h->out, "<a href=\"");
		put_text(h->out, run->link, true);
		buf_addz(h->out, "\">");
	}
	for (int i = 0; i < TAGS; i++)
		if (run->style & tags[i].style)
			buf_addf(h->out, "<%s>", tags[i].name);
	put_text(h->out, run->text, exact);
	for (int i = TAGS; i-- > 0;)
		if (run->style & tags[i].style)
			buf_addf(h->out, "</%s>", tags[i].name);
	if (run->link.len)
		buf_addz(h->out, "</a>");
}

static void close_line(struct html *h)
{
	if (!h->in_line)
		return;
	h->in_line = false;
	switch (h->block) {
	case MARKUP_ITEM: buf_addz(h->out, "</li>"); break;
	case MARKUP_HEADING: buf_addz(h->out, "</h1>"); break;
	case MARKUP_ROW: buf_addz(h->out, h->in_cell ? "</td></tr>" : "</tr>"); break;
	case MARKUP_TEXT:
	case MARKUP_QUOTE:
	case MARKUP_CODE_BLOCK:
	case MARKUP_RULE: break;
	}
	h->in_cell = false;
}

/* Down to so many, of which the last is of that kind. */
static void close_lists(struct html *h, int wanted, bool numbered)
{
	while (h->lists > wanted || (wanted > 0 && h->lists == wanted && h->numbered[wanted - 1] != numbered))
		buf_addz(h->out, h->numbered[--h->lists] ? "</ol>" : "</ul>");
}

static void set_lists(struct html *h, int wanted, bool numbered)
{
	wanted = wanted > DEPTH_MAX ? DEPTH_MAX : wanted;
	close_lists(h, wanted, numbered);
	while (h->lists < wanted) {
		h->numbered[h->lists++] = numbered;
		buf_addz(h->out, numbered ? "<ol>" : "<ul>");
	}
}

static void close_block(struct html *h)
{
	switch (h->block) {
	case MARKUP_ITEM: close_lists(h, 0, false); break;
	case MARKUP_QUOTE: buf_addz(h->out, "</blockquote>"); break;
	case MARKUP_ROW: buf_addz(h->out, "</table>"); break;
	case MARKUP_CODE_BLOCK: buf_addz(h->out, "</pre>"); break;
	case MARKUP_TEXT:
	case MARKUP_HEADING:
	case MARKUP_RULE: break;
	}
}

static void open_block(struct html *h, enum markup_block block)
{
	switch (block) {
	case MARKUP_QUOTE: buf_addz(h->out, "<blockquote>"); break;
	case MARKUP_ROW: buf_addz(h->out, "<table>"); break;
	case MARKUP_CODE_BLOCK: buf_addz(h->out, "<pre>"); break;
	case MARKUP_TEXT:
	case MARKUP_ITEM:
	case MARKUP_HEADING:
	case MARKUP_RULE: break;
	}
}

static void begin_line(struct html *h, const struct markup_run *run)
{
	bool goes_on = h->begun && h->block == run->block;

	close_line(h);
	if (h->begun && !goes_on)
		close_block(h);
	if (goes_on && (run->block == MARKUP_TEXT || run->block == MARKUP_QUOTE))
		buf_addz(h->out, "<br>");
	else if (goes_on && run->block == MARKUP_CODE_BLOCK)
		buf_addc(h->out, '\n');
	if (!goes_on)
		open_block(h, run->block);
	h->block = run->block;
	h->begun = h->in_line = true;
	switch (run->block) {
	case MARKUP_ITEM:
		set_lists(h, run->depth + 1, !str_is(run->marker, "-"));
		buf_addz(h->out, "<li>");
		break;
	case MARKUP_HEADING: buf_addz(h->out, "<h1>"); break;
	case MARKUP_ROW: buf_addz(h->out, "<tr>"); break;
	case MARKUP_RULE: buf_addz(h->out, "<hr>"); break;
	case MARKUP_TEXT:
	case MARKUP_QUOTE:
	case MARKUP_CODE_BLOCK: break;
	}
}

static bool is_plain(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.s[i];

		if (!(c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
		      (c == ' ' && i && i + 1 < text.len && text.s[i - 1] != ' ')))
			return false;
	}
	return true;
}

void to_html(struct buf *out, struct str text)
{
	struct buf own = {0};
	struct html h = {.out = &own};
	struct markup m;
	struct markup_run run;

	if (is_plain(text)) {
		buf_add(out, text);
		return;
	}
	buf_reserve(&own, 2 * text.len);
	markup_open(&m, text);
	while (markup_next(&m, &run)) {
		if (run.line)
			begin_line(&h, &run);
		if (run.block == MARKUP_ROW && run.cell) {
			buf_addz(&own, h.in_cell ? "</td><td>" : "<td>");
			h.in_cell = true;
		}
		if (run.block != MARKUP_RULE)
			put_run(&h, &run);
	}
	close_line(&h);
	if (h.begun)
		close_block(&h);
	buf_add(out, buf_str(&own));
	buf_fini(&own);
}

/* Fields stand in the markup as one character each of this private area while it is converted. */
enum { MARK_FIRST = 0xF0000, MARKS_MAX = 500 };

static bool is_ours_alone(struct str tag)
{
	return str_starts(tag, "choice:") || str_starts(tag, "truth:") || str_starts(tag, "list:");
}

void to_html_template(struct buf *out, struct str template, bool back)
{
	struct buf marked = {0}, html = {0};
	struct str tag[MARKS_MAX], rest = template;
	size_t count = 0;

	while (rest.len) {
		const char *open = memmem(rest.s, rest.len, "{{", 2);
		size_t len = open ? (size_t)(open - rest.s) : rest.len;
		const char *close = open ? memmem(open, rest.len - len, "}}", 2) : NULL;

		buf_add(&marked, str_slice(rest, 0, len));
		if (!close || count == MARKS_MAX)
			break;
		tag[count] = (struct str){open + 2, (size_t)(close - open) - 2};
		if (!is_ours_alone(tag[count]))
			utf8_put(&marked, (uint32_t)(MARK_FIRST + count++));
		rest = (struct str){close + 2, (size_t)(rest.s + rest.len - close) - 2};
	}
	to_html(&html, str_trim(buf_str(&marked)));
	if (back)
		buf_addz(out, "{{FrontSide}}\n\n<hr id=answer>\n\n");
	rest = buf_str(&html);
	while (rest.len) {
		struct str from = rest;
		uint32_t point = utf8_next(&rest);

		if (point < MARK_FIRST || point >= MARK_FIRST + count)
			buf_add(out, str_slice(from, 0, from.len - rest.len));
		else if (str_starts(tag[point - MARK_FIRST], "number:"))
			buf_addf(out, "{{type:%.*s}}", STR_FMT(str_slice(tag[point - MARK_FIRST], 7, SIZE_MAX)));
		else
			buf_addf(out, "{{%.*s}}", STR_FMT(tag[point - MARK_FIRST]));
	}
	buf_fini(&marked);
	buf_fini(&html);
}

/* The value of src in a tag; empty: there is none. */
static struct str source_of(struct str tag)
{
	const char *at = memmem(tag.s, tag.len, "src=", 4), *end;
	char quote;

	if (!at || at + 5 >= tag.s + tag.len)
		return (struct str){"", 0};
	at += 4;
	quote = *at == '"' || *at == '\'' ? *at++ : ' ';
	end = memchr(at, quote, (size_t)(tag.s + tag.len - at));
	return (struct str){at, (size_t)((end ? end : tag.s + tag.len - 1) - at)};
}

static void put_entity(struct buf *out, struct str *rest)
{
	const char *end = memchr(rest->s, ';', rest->len < 32 ? rest->len : 32);
	size_t len = end ? (size_t)(end - rest->s) : 0;

	if (!end || !html_entity(out, str_slice(*rest, 1, len))) {
		buf_addc(out, '&');
		len = 0;
	}
	*rest = str_slice(*rest, len + 1, rest->len);
}

void to_html_bare(struct buf *out, struct str html)
{
	while (html.len) {
		size_t len = 0;

		while (len < html.len && html.s[len] != '<' && html.s[len] != '&')
			len++;
		buf_add(out, str_slice(html, 0, len));
		html = str_slice(html, len, html.len);
		if (html.len && html.s[0] == '&') {
			put_entity(out, &html);
		} else if (html.len) {
			const char *end = memchr(html.s, '>', html.len);
			struct str tag = str_slice(html, 0, end ? (size_t)(end - html.s) + 1 : 1), src = {"", 0};

			if (!end)
				buf_addc(out, '<');
			else if (str_starts(tag, "<img"))
				src = source_of(tag);
			if (src.len)
				buf_addf(out, " %.*s ", STR_FMT(src));
			html = str_slice(html, tag.len, html.len);
		}
	}
}
