/* SPDX-License-Identifier: MIT
 * Anki's templates as ours: the HTML around the fields becomes markup, the fields stay as they are called. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "sync/deck/anki_priv.h"
#include "sync/deck/html.h"

/* Fields stand in the HTML as one character each of this private area while it is converted. */
enum { MARK_FIRST = 0xF0000, MARKS_MAX = 4000 };

struct tags {
	struct str tag[MARKS_MAX]; /* what stands between {{ and }} */
	size_t count;
};

static bool is_one_of(struct str name, const char *const *names)
{
	for (; *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

/* What a terminal shows elsewhere, or not at all. */
static bool is_dropped(struct str tag)
{
	static const char *const special[] = {"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag",
					      "CardID", NULL};

	return is_one_of(tag, special) || str_starts(tag, "tts ") || str_starts(tag, "tts-voices") ||
	       str_starts(tag, "!--");
}

/* "#Field", "/Field" and "^Field" lose the spaces that Anki allows; filters that ours do not know stay, and are passed
 * over when a card is shown. */
static struct str tidy(struct str tag, struct buf *out)
{
	size_t start = out->len;

	tag = str_trim(tag);
	if (tag.len && strchr("#^/", tag.s[0])) {
		buf_addc(out, tag.s[0]);
		tag = str_trim(str_slice(tag, 1, tag.len));
	}
	buf_add(out, tag);
	return str_slice(buf_str(out), start, out->len);
}

static const char *find(struct str text, const char *what)
{
	return text.len ? memmem(text.s, text.len, what, strlen(what)) : NULL;
}

/* Copies the HTML with a mark for each tag. */
static void mark(struct buf *out, struct str html, struct tags *tags, struct buf *names)
{
	buf_reserve(names, html.len + 1); /* slices of it stay valid */
	while (html.len) {
		const char *open = find(html, "{{"), *close;
		size_t len = open ? (size_t)(open - html.s) : html.len;
		struct str tag;

		buf_add(out, str_slice(html, 0, len));
		html = str_slice(html, len + 2, html.len);
		close = open ? find(html, "}}") : NULL;
		if (!close)
			break;
		tag = str_slice(html, 0, (size_t)(close - html.s));
		html = str_slice(html, tag.len + 2, html.len);
		tag = tidy(tag, names);
		if (is_dropped(tag) || !tag.len || tags->count == MARKS_MAX)
			continue;
		utf8_put(out, (uint32_t)(MARK_FIRST + tags->count));
		tags->tag[tags->count++] = tag;
	}
}

/* Copies the markup with the tags for their marks. */
static void unmark(struct buf *out, struct str text, const struct tags *tags)
{
	while (text.len) {
		struct str rest = text;
		uint32_t point = utf8_next(&rest);

		if (point >= MARK_FIRST && point < MARK_FIRST + tags->count)
			buf_addf(out, "{{%.*s}}", STR_FMT(tags->tag[point - MARK_FIRST]));
		else
			buf_add(out, str_slice(text, 0, text.len - rest.len));
		text = rest;
	}
}

/* The line between question and answer: the answer is shown below the question anyhow. */
static struct str below_answer(struct str html)
{
	static const char *const lines[] = {"<hr id=answer>", "<hr id=\"answer\">", "<hr id='answer'>",
					    "<hr id=answer/>", "<hr id=answer />", "<hr id=\"answer\"/>",
					    "<hr id=\"answer\" />"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *line = find(html, lines[i]);

		if (line && find(str_slice(html, 0, (size_t)(line - html.s)), "{{FrontSide}}"))
			return str_slice(html, (size_t)(line - html.s) + strlen(lines[i]), html.len);
	}
	return html;
}

void anki_template(struct buf *out, struct str html, bool back)
{
	struct buf marked = {0}, names = {0}, markup = {0};
	struct tags *tags = mem_alloc(sizeof(*tags));

	mark(&marked, back ? below_answer(html) : html, tags, &names);
	html_to_markup(&markup, buf_str(&marked));
	unmark(out, buf_str(&markup), tags);
	buf_fini(&marked);
	buf_fini(&names);
	buf_fini(&markup);
	free(tags);
}
