/* SPDX-License-Identifier: MIT
 * The text within lines of Markdown, where it differs from markup. */
#include "sync/deck/markdown_text.h"

#include <string.h>

#include "sync/deck/reader.h"
#include "sync/deck/tex.h"

enum { BRACKETS_MAX = 4000 }; /* bytes between [ and ] */

bool markdown_is_sound(struct str address)
{
	static const char *const ends[] = {".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac", ".webm", NULL};

	return deck_ends_in(address, ends);
}

void markdown_put_medium(struct buf *out, struct str address)
{
	buf_addf(out, markdown_is_sound(address) ? "[sound: %.*s]" : "[image: %.*s]", STR_FMT(address));
}

/* "address", <address>, with or without a title behind it. */
static struct str without_title(struct str inner)
{
	const char *title;

	inner = str_trim(inner);
	title = inner.len ? memmem(inner.s, inner.len, " \"", 2) : NULL;
	if (title)
		inner = str_trim(str_slice(inner, 0, (size_t)(title - inner.s)));
	return inner.len > 2 && inner.s[0] == '<' && inner.s[inner.len - 1] == '>' ? str_slice(inner, 1, inner.len - 1) : inner;
}

/* ![alt](address) becomes a placeholder. */
static bool take_image(struct buf *out, struct str *rest)
{
	const char *close, *stop = rest->s + rest->len, *end;

	if (!str_starts(*rest, "!["))
		return false;
	close = memchr(rest->s, ']', rest->len < 500 ? rest->len : 500);
	if (!close || close + 1 >= stop || close[1] != '(')
		return false;
	end = memchr(close, ')', (size_t)(stop - close) < 2000 ? (size_t)(stop - close) : 2000);
	if (!end)
		return false;
	markdown_put_medium(out, without_title((struct str){close + 2, (size_t)(end - close - 2)}));
	*rest = (struct str){end + 1, (size_t)(stop - end - 1)};
	return true;
}

/* <img src="address">, <audio src=…>: of all HTML in Markdown what is seen and heard. */
static bool take_tag(struct buf *out, struct str *rest)
{
	const char *end, *src, *close;
	struct str tag, address;

	if (!str_starts(*rest, "<img ") && !str_starts(*rest, "<audio "))
		return false;
	end = memchr(rest->s, '>', rest->len < 2000 ? rest->len : 2000);
	if (!end)
		return false;
	tag = (struct str){rest->s, (size_t)(end - rest->s)};
	src = memmem(tag.s, tag.len, " src=", 5);
	if (!src || src + 6 >= end || !strchr("\"'", src[5]))
		return false;
	close = memchr(src + 6, src[5], (size_t)(end - src) - 6);
	if (!close)
		return false;
	address = (struct str){src + 6, (size_t)(close - src) - 6};
	markdown_put_medium(out, address);
	*rest = str_slice(*rest, tag.len + 1, rest->len);
	if (str_starts(*rest, "</audio>"))
		*rest = str_slice(*rest, strlen("</audio>"), rest->len);
	return true;
}

/* $formula$ becomes Unicode where it looks like TeX and reads well. */
static bool take_formula(struct buf *out, struct str *rest)
{
	const char *end;
	struct str tex;

	if (rest->len < 3 || rest->s[0] != '$' || rest->s[1] == ' ' || rest->s[1] == '$')
		return false;
	end = memchr(rest->s + 1, '$', rest->len - 1 < 500 ? rest->len - 1 : 500);
	if (!end || end[-1] == ' ')
		return false;
	tex = (struct str){rest->s + 1, (size_t)(end - rest->s - 1)};
	if (!memchr(tex.s, '\\', tex.len) && !memchr(tex.s, '^', tex.len) && !memchr(tex.s, '_', tex.len))
		return false;
	if (!tex_to_markup(out, tex, TEX_MATH))
		return false;
	*rest = (struct str){end + 1, (size_t)(rest->s + rest->len - end - 1)};
	return true;
}

void markdown_inline(struct buf *out, struct str rest)
{
	size_t indent = 0;
	bool code = false;

	while (indent < rest.len && rest.s[indent] == ' ')
		indent++;
	if (indent + 1 < rest.len && strchr("*+", rest.s[indent]) && rest.s[indent + 1] == ' ') {
		buf_add(out, str_slice(rest, 0, indent));
		buf_addc(out, '-');
		rest = str_slice(rest, indent + 1, rest.len);
	}
	while (rest.len) {
		if (!code && (take_image(out, &rest) || take_tag(out, &rest) || take_formula(out, &rest)))
			continue;
		code ^= rest.s[0] == '`';
		if (rest.s[0] == '\\' && rest.len > 1 && !code) {
			buf_addc(out, rest.s[0]);
			rest = str_slice(rest, 1, rest.len);
		}
		buf_addc(out, rest.s[0]);
		rest = str_slice(rest, 1, rest.len);
	}
}

/* What would end the deletion or begin its hint is told apart by a backslash. */
static void put_inner(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		buf_addc(out, text.s[i]);
		if (i + 1 < text.len && text.s[i] == text.s[i + 1] && strchr(":}", text.s[i]))
			buf_addc(out, '\\');
	}
}

void markdown_put_cloze(struct buf *out, int number, struct str text, struct str hint)
{
	buf_addf(out, "{{c%d::", number);
	put_inner(out, text);
	if (hint.len)
		buf_addz(out, "::");
	put_inner(out, hint);
	buf_addz(out, "}}");
}

static bool is_placeholder(struct str text)
{
	return str_starts(text, "[image: ") || str_starts(text, "[sound: ");
}

/* Where the bracket that the text begins with is closed; 0: it is none. */
static size_t bracket_end(struct str text)
{
	struct str near = str_slice(text, 0, BRACKETS_MAX);
	const char *close = text.s[0] == '[' ? memchr(near.s, ']', near.len) : NULL;

	return close ? (size_t)(close - text.s) : 0;
}

static void put_bracket(struct buf *out, int number, struct str inner, const char *mark)
{
	const char *at = mark ? memmem(inner.s, inner.len, mark, strlen(mark)) : NULL;
	size_t len = at ? (size_t)(at - inner.s) : inner.len;

	markdown_put_cloze(out, number, str_slice(inner, 0, len),
			   at ? str_slice(inner, len + strlen(mark), inner.len) : STR(""));
}

int markdown_number_brackets(struct buf *text, const char *hint, bool each, markdown_except_fn *except)
{
	struct buf out = {0};
	struct str rest = buf_str(text);
	int count = 0;

	while (rest.len) {
		size_t end = bracket_end(rest), len = 1;
		struct str inner = str_slice(rest, 1, end);

		if (rest.s[0] == '\\' && rest.len > 1)
			len = 2;
		else if (end && is_placeholder(rest))
			len = end + 1;
		else if (end > 1 && count < MARKDOWN_CLOZES_MAX &&
			 !(except && except(inner, str_slice(rest, end + 1, rest.len)))) {
			count++;
			put_bracket(&out, each ? count : 1, inner, hint);
			rest = str_slice(rest, end + 1, rest.len);
			continue;
		}
		buf_add(&out, str_slice(rest, 0, len));
		rest = str_slice(rest, len, rest.len);
	}
	buf_clear(text);
	buf_add(text, buf_str(&out));
	buf_fini(&out);
	return count;
}

/* "^[hint]" and "[^2]", a group, behind a deletion. */
static bool take_suffix(struct str *rest, const char *open, struct str *inner)
{
	const char *close = str_starts(*rest, open) ? memchr(rest->s, ']', rest->len) : NULL;
	size_t end = close ? (size_t)(close - rest->s) : 0;

	if (!close || memchr(rest->s, '\n', end))
		return false;
	*inner = str_slice(*rest, strlen(open), end);
	*rest = str_slice(*rest, end + 1, rest->len);
	return true;
}

void markdown_number_clozes(struct buf *text)
{
	struct buf out = {0};
	struct str rest = buf_str(text);
	int number = 0;

	if (text->len && memmem(text->s, text->len, "{{c", 3))
		return;
	while (rest.len) {
		const char *open = memmem(rest.s, rest.len, "==", 2);
		const char *inner = open ? open + 2 : NULL, *stop = rest.s + rest.len;
		const char *close = inner ? memmem(inner, (size_t)(stop - inner), "==", 2) : NULL;
		struct str deletion, hint = STR(""), word;
		int64_t group;

		if (!close || number == MARKDOWN_CLOZES_MAX)
			break;
		deletion = (struct str){inner, (size_t)(close - inner)};
		buf_add(&out, (struct str){rest.s, (size_t)(open - rest.s)});
		rest = (struct str){close + 2, (size_t)(stop - close - 2)};
		group = ++number;
		take_suffix(&rest, "^[", &hint);
		if (take_suffix(&rest, "[^", &word) &&
		    (str_to_int(word, &group, NULL) || group < 1 || group > MARKDOWN_CLOZES_MAX))
			group = number;
		markdown_put_cloze(&out, (int)group, deletion, hint);
	}
	buf_add(&out, rest);
	buf_clear(text);
	buf_add(text, buf_str(&out));
	buf_fini(&out);
}
