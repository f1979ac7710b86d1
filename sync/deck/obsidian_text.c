/* SPDX-License-Identifier: MIT
 * The text within Obsidian's notes. */
#include "sync/deck/obsidian_text.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "sync/deck/markdown_text.h"

enum { ID_MAX = 200, LINK_MAX = 4000 };

/* A tag as it stands in properties: with or without #, in quotes, in a list in brackets. */
static void each_tag(struct str list, obsidian_tag_fn *tag, void *ctx)
{
	static const char between[] = " ,[]\"'#\t";

	while (list.len) {
		size_t len = 0;

		while (len < list.len && !strchr(between, list.s[len]))
			len++;
		if (len)
			tag(ctx, str_slice(list, 0, len));
		list = str_slice(list, len + 1, list.len);
	}
}

int obsidian_properties(struct source *source, obsidian_tag_fn *tag, void *ctx, struct err *err)
{
	struct str line = source_ahead(source);
	int64_t number;
	bool list = false;
	int rc;

	if (!str_starts(line, "---\n") && !str_starts(line, "---\r\n"))
		return 0;
	rc = source_line(source, &line, &number, err);
	while (rc == LINE_TAKEN && (rc = source_line(source, &line, &number, err)) == LINE_TAKEN) {
		struct str trimmed = str_trim(line);

		if (str_is(trimmed, "---"))
			return 0;
		if (str_starts(trimmed, "- ") && list) {
			each_tag(str_slice(trimmed, 2, trimmed.len), tag, ctx);
			continue;
		}
		list = str_starts(line, "tags:") || str_starts(line, "tag:");
		if (list)
			each_tag(str_slice(line, line.s[3] == ':' ? 4 : 5, line.len), tag, ctx);
	}
	return rc < 0 ? -1 : 0;
}

bool obsidian_take_tag(struct str *rest, struct str *tag)
{
	size_t len = 1;

	if (rest->len < 2 || rest->s[0] != '#' || strchr("# \t", rest->s[1]))
		return false;
	while (len < rest->len && !strchr(" \t#:,;.!?()[]{}\"'`*", rest->s[len]))
		len++;
	if (len < rest->len && rest->s[len] != ' ' && rest->s[len] != '\t')
		return false;
	*tag = str_slice(*rest, 1, len);
	*rest = str_trim(str_slice(*rest, len, rest->len));
	return true;
}

bool obsidian_names_deck(struct str tag, struct str *deck)
{
	static const char *const words[] = {"flashcards", "flashcard"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);

		if (tag.len < len || strncasecmp(tag.s, words[i], len) != 0)
			continue;
		if (tag.len > len && tag.s[len] != '/')
			continue;
		*deck = str_slice(tag, len + 1, tag.len);
		return true;
	}
	return false;
}

void obsidian_put_path(struct buf *out, struct str path)
{
	for (size_t i = 0; i < path.len; i++)
		if (path.s[i] == '/')
			buf_addz(out, "::");
		else
			buf_addc(out, path.s[i]);
}

bool obsidian_find_pair(struct str line, size_t *at, size_t *len)
{
	bool code = false;

	for (size_t i = 0; i + 1 < line.len; i++) {
		code ^= line.s[i] == '`';
		if (code || line.s[i] != ':' || line.s[i + 1] != ':')
			continue;
		*at = i;
		*len = i + 2 < line.len && line.s[i + 2] == ':' ? 3 : 2;
		return str_trim(obsidian_without_bullet(str_slice(line, 0, i))).len &&
		       str_trim(str_slice(line, i + *len, line.len)).len;
	}
	return false;
}

bool obsidian_has_cloze(struct str text)
{
	const char *open = text.len ? memmem(text.s, text.len, "==", 2) : NULL;
	size_t behind = open ? (size_t)(text.s + text.len - open) - 2 : 0;

	return open && behind > 2 && memmem(open + 3, behind - 1, "==", 2);
}

bool obsidian_is_heading(struct str line)
{
	size_t hashes = 0;

	while (hashes < line.len && line.s[hashes] == '#')
		hashes++;
	return hashes >= 1 && hashes <= 6 && hashes < line.len && line.s[hashes] == ' ';
}

int64_t obsidian_fence(struct str line)
{
	int64_t ticks = 0;

	while ((size_t)ticks < line.len && strchr("`~", line.s[0]) && line.s[ticks] == line.s[0])
		ticks++;
	return ticks >= 3 ? ticks : 0;
}

struct str obsidian_without_bullet(struct str line)
{
	line = str_trim(line);
	return line.len > 2 && strchr("-*+", line.s[0]) && line.s[1] == ' ' ? str_slice(line, 2, line.len) : line;
}

struct str obsidian_take_id(struct str line, struct buf *id)
{
	const char *mark = line.len ? memrchr(line.s, '^', line.len) : NULL;
	size_t at = mark ? (size_t)(mark - line.s) : 0;

	if (!mark || at + 1 >= line.len || (at && line.s[at - 1] != ' '))
		return line;
	for (size_t i = at + 1; i < line.len; i++) {
		unsigned char c = (unsigned char)line.s[i];

		if (!(c == '-' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')))
			return line;
	}
	buf_clear(id);
	buf_add(id, str_slice(line, at + 1, line.len));
	return str_trim(str_slice(line, 0, at));
}

bool obsidian_is_comment(struct str line, struct str rest)
{
	rest = str_trim(rest);
	return str_starts(rest, "> [!sr|") || (rest.len < str_trim(line).len && (!rest.len || str_is(rest, ">")));
}

bool obsidian_strip_comments(struct str line, bool open, struct buf *rest, struct buf *id, struct buf *schedule)
{
	while (line.len) {
		const char *begin = open ? line.s : memmem(line.s, line.len, "<!--", 4);
		const char *stop = line.s + line.len, *inner = begin && !open ? begin + 4 : begin, *end;
		struct str text;

		if (!begin)
			break;
		buf_add(rest, (struct str){line.s, (size_t)(begin - line.s)});
		end = memmem(inner, (size_t)(stop - inner), "-->", 3);
		if (!end)
			return true;
		text = str_trim((struct str){inner, (size_t)(end - inner)});
		if (str_starts(text, "ID:") || str_starts(text, "id:")) {
			buf_clear(id);
			utf8_clean(id, str_trim(str_slice(text, 3, text.len)), CLEAN_LINE, ID_MAX);
		}
		if (str_starts(text, "SR:")) {
			buf_clear(schedule);
			buf_add(schedule, str_slice(text, 3, text.len));
		}
		open = false;
		line = (struct str){end + 3, (size_t)(stop - end - 3)};
	}
	buf_add(rest, line);
	return open;
}

/* [[page]], [[page|words]], ![[picture.png|300]]. */
static bool take_link(struct buf *out, struct str *rest)
{
	bool picture = rest->s[0] == '!';
	const char *open = rest->s + picture, *stop = rest->s + rest->len, *close, *bar;
	size_t near;
	struct str words;

	if (!str_starts((struct str){open, (size_t)(stop - open)}, "[["))
		return false;
	near = (size_t)(stop - open) < LINK_MAX ? (size_t)(stop - open) : LINK_MAX;
	close = memmem(open, near, "]]", 2);
	if (!close)
		return false;
	words = (struct str){open + 2, (size_t)(close - open - 2)};
	bar = words.len ? memchr(words.s, '|', words.len) : NULL;
	if (picture)
		markdown_put_medium(out, str_slice(words, 0, bar ? (size_t)(bar - words.s) : words.len));
	else
		buf_add(out, bar ? str_slice(words, (size_t)(bar - words.s) + 1, words.len) : words);
	*rest = (struct str){close + 2, (size_t)(stop - close - 2)};
	return true;
}

void obsidian_inline(struct buf *out, struct str line)
{
	struct buf plain = {0};

	while (line.len) {
		if (strchr("![", line.s[0]) && line.s[0] && take_link(&plain, &line))
			continue;
		buf_addc(&plain, line.s[0]);
		line = str_slice(line, 1, line.len);
	}
	markdown_inline(out, buf_str(&plain));
	buf_fini(&plain);
}
