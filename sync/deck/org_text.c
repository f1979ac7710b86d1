/* SPDX-License-Identifier: MIT
 * The text within Org files (orgmode.org/manual: Emphasis and Monospace, Link Format, Headlines, Property Syntax). */
#include "sync/deck/org_text.h"

#include <string.h>
#include <strings.h>

#include "sync/deck/markdown_text.h"
#include "sync/deck/reader.h"
#include "sync/deck/tex.h"

enum { EMPHASIS_MAX = 1000, LINK_MAX = 4000 }; /* bytes; what is longer is text */

static bool is_word(char c)
{
	return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static const struct {
	char mark;
	const char *open;
} emphasis[] = {{'*', "**"}, {'/', "*"}, {'_', "++"}, {'+', "~~"}, {'=', "`"}, {'~', "`"}};

/* Before a mark stands nothing, a space or punctuation; what it encloses has no space at its ends. */
static bool take_emphasis(struct buf *out, struct str *rest, char before)
{
	size_t kind = 0, end = 2, kinds = sizeof(emphasis) / sizeof(emphasis[0]);
	size_t len = rest->len < EMPHASIS_MAX ? rest->len : EMPHASIS_MAX;

	while (kind < kinds && emphasis[kind].mark != rest->s[0])
		kind++;
	if (kind == kinds || is_word(before) || len < 3 || rest->s[1] == ' ' || rest->s[1] == rest->s[0])
		return false;
	for (; end < len; end++)
		if (rest->s[end] == rest->s[0] && rest->s[end - 1] != ' ' &&
		    (end + 1 == rest->len || !is_word(rest->s[end + 1])))
			break;
	if (end >= len)
		return false;
	buf_addz(out, emphasis[kind].open);
	if (emphasis[kind].open[0] == '`')
		buf_add(out, str_slice(*rest, 1, end));
	else
		org_inline(out, str_slice(*rest, 1, end));
	buf_addz(out, emphasis[kind].open);
	*rest = str_slice(*rest, end + 1, rest->len);
	return true;
}

static bool is_picture(struct str target)
{
	static const char *const ends[] = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", NULL};

	return deck_ends_in(target, ends);
}

/* [[target]] and [[target][words]]. */
static bool take_link(struct buf *out, struct str *rest)
{
	struct str near = str_slice(*rest, 0, LINK_MAX);
	const char *close = str_starts(near, "[[") ? memmem(near.s, near.len, "]]", 2) : NULL;
	const char *middle;
	struct str target, words;

	if (!close)
		return false;
	target = str_slice(*rest, 2, (size_t)(close - rest->s));
	words = target;
	middle = target.len ? memmem(target.s, target.len, "][", 2) : NULL;
	if (middle) {
		words = str_slice(target, (size_t)(middle - target.s) + 2, target.len);
		target.len = (size_t)(middle - target.s);
	}
	*rest = str_slice(*rest, (size_t)(close - rest->s) + 2, rest->len);
	if (is_picture(target) || (str_starts(target, "file:") && markdown_is_sound(target))) {
		markdown_put_medium(out, str_starts(target, "file:") ? str_slice(target, 5, target.len) : target);
	} else if (middle && str_starts(target, "http")) {
		buf_addf(out, "[%.*s](%.*s)", STR_FMT(words), STR_FMT(target));
	} else {
		buf_add(out, words);
	}
	return true;
}

/* \( … \), \[ … \] and $ … $ on one line. */
static bool take_formula(struct buf *out, struct str *rest)
{
	const char *close = NULL;
	size_t open = 2, end;
	struct str near = str_slice(*rest, 0, EMPHASIS_MAX);

	if (str_starts(near, "\\("))
		close = memmem(near.s, near.len, "\\)", 2);
	else if (str_starts(near, "\\["))
		close = memmem(near.s, near.len, "\\]", 2);
	else if (near.len > 2 && near.s[0] == '$' && !strchr(" $", near.s[1])) {
		close = memchr(near.s + 1, '$', near.len - 1);
		open = 1;
	}
	end = close ? (size_t)(close - rest->s) : 0;
	if (!close || !tex_to_markup(out, str_slice(*rest, open, end), TEX_MATH))
		return false;
	*rest = str_slice(*rest, end + open, rest->len);
	return true;
}

void org_inline(struct buf *out, struct str rest)
{
	char before = ' ';

	while (rest.len) {
		const char *at = rest.s;

		if (take_link(out, &rest) || take_formula(out, &rest) || take_emphasis(out, &rest, before)) {
			before = at < rest.s ? rest.s[-1] : ' ';
			continue;
		}
		if (strchr("*`\\", rest.s[0]) && rest.s[0]) /* these mean something in markup */
			buf_addc(out, '\\');
		buf_addc(out, rest.s[0]);
		before = rest.s[0];
		rest = str_slice(rest, 1, rest.len);
	}
}

/* ":a:b:" at the end of a title. */
static struct str cut_tags(struct str *title)
{
	const char *space;
	struct str last;

	if (!title->len || title->s[title->len - 1] != ':')
		return STR("");
	space = memrchr(title->s, ' ', title->len);
	last = space ? str_slice(*title, (size_t)(space - title->s) + 1, title->len) : *title;
	if (last.len < 3 || last.s[0] != ':')
		return STR("");
	for (size_t i = 0; i < last.len; i++)
		if (!is_word(last.s[i]) && !strchr(":_@#%", last.s[i]))
			return STR("");
	title->len -= last.len;
	*title = str_trim(*title);
	return str_slice(last, 1, last.len - 1);
}

int org_heading(struct str line, struct str *title, struct str *tags)
{
	static const char *const words[] = {("TO" "DO "), "DONE ", "NEXT ", "WAITING ", "CANCELLED "};
	size_t stars = 0;

	while (stars < line.len && line.s[stars] == '*')
		stars++;
	if (!stars || stars >= line.len || line.s[stars] != ' ' || stars > 50)
		return 0;
	*title = str_trim(str_slice(line, stars, line.len));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts(*title, words[i]))
			*title = str_trim(str_slice(*title, strlen(words[i]), title->len));
	if (title->len > 4 && str_starts(*title, "[#") && title->s[3] == ']')
		*title = str_trim(str_slice(*title, 4, title->len));
	*tags = cut_tags(title);
	return (int)stars;
}

bool org_has_tag(struct str tags, const char *tag)
{
	struct str part;

	while (str_cut(&tags, ':', &part))
		if (part.len == strlen(tag) && strncasecmp(part.s, tag, part.len) == 0)
			return true;
	return false;
}

static bool named(struct str line, const char *open, const char *name, struct str *value)
{
	size_t before = strlen(open), len = strlen(name);

	line = str_trim(line);
	if (!str_starts(line, open) || line.len <= before + len || strncasecmp(line.s + before, name, len) != 0 ||
	    line.s[before + len] != ':')
		return false;
	*value = str_trim(str_slice(line, before + len + 1, line.len));
	return true;
}

bool org_property(struct str line, const char *name, struct str *value)
{
	return named(line, ":", name, value);
}

bool org_keyword(struct str line, const char *name, struct str *value)
{
	return named(line, "#+", name, value);
}

/* "[fn:1]", "[2026-11-20 Fri]", "[ ]", "[X]", "[1/3]", "[50%]", "[text](address)". */
static bool is_no_cloze(struct str inner, struct str behind)
{
	size_t digits = 0;

	while (digits < inner.len && inner.s[digits] >= '0' && inner.s[digits] <= '9')
		digits++;
	if (str_starts(inner, "fn:") || (inner.len == 1 && strchr(" X-", inner.s[0])) || str_starts(behind, "("))
		return true;
	return digits && digits < inner.len &&
	       ((digits == 4 && inner.s[4] == '-' && inner.len >= 10) || strchr("/%", inner.s[digits]));
}

int org_number_clozes(struct buf *text, bool each)
{
	return markdown_number_brackets(text, "||", each, is_no_cloze);
}

/* Text up to a brace, formulas between $ with theirs. 0: none. */
static size_t hole_end(struct str text)
{
	bool formula = false;

	for (size_t i = 0; i < text.len && i < EMPHASIS_MAX; i++) {
		formula ^= text.s[i] == '$';
		if (text.s[i] == '}' && !formula)
			return i;
	}
	return 0;
}

/* What stands behind the text of a hole, up to its end: "{hint}@7}". False: it is none. */
static bool take_hole_end(struct str *rest, struct str *hint, int64_t *number)
{
	struct str left = *rest;
	const char *close;

	*hint = STR("");
	if (str_starts(left, "{")) {
		size_t end = hole_end(str_slice(left, 1, left.len));

		*hint = str_slice(left, 1, 1 + end);
		left = str_slice(left, end + 2, left.len);
	}
	close = left.len ? memchr(left.s, '}', left.len < 20 ? left.len : 20) : NULL;
	if (!close || (close > left.s && (left.s[0] != '@' || str_to_int((struct str){left.s + 1, (size_t)(close - left.s) - 1}, number, NULL) ||
					  *number < 0 || *number >= MARKDOWN_CLOZES_MAX)))
		return false;
	*rest = str_slice(left, (size_t)(close - left.s) + 1, left.len);
	return true;
}

void org_number_holes(struct buf *text)
{
	struct buf out = {0};
	struct str rest = buf_str(text), hint;
	int64_t next = 0;

	while (rest.len) {
		size_t end = str_starts(rest, "{{") ? hole_end(str_slice(rest, 2, rest.len)) : 0;
		struct str behind = str_slice(rest, end + 3, rest.len);
		int64_t number = next;

		if (end && next < MARKDOWN_CLOZES_MAX && take_hole_end(&behind, &hint, &number)) {
			markdown_put_cloze(&out, (int)number + 1, str_trim(str_slice(rest, 2, 2 + end)), hint);
			next = number >= next ? number + 1 : next;
			rest = behind;
			continue;
		}
		buf_addc(&out, rest.s[0]);
		rest = str_slice(rest, 1, rest.len);
	}
	buf_clear(text);
	buf_add(text, buf_str(&out));
	buf_fini(&out);
}
