/* SPDX-License-Identifier: MIT
 * Markup to plain text and back: escaping what is literal, and reading without styles. */
#include "base/markup.h"

#include <string.h>

#include "base/utf8.h"

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Where the backslash goes that keeps the line's start from being a marker; -1: it would be none. */
static int marker_at(struct str line)
{
	size_t indent = 0, i;
	char next;

	while (indent < line.len && line.s[indent] == ' ')
		indent++;
	for (i = indent; i < line.len && line.s[i] >= '0' && line.s[i] <= '9'; i++)
		;
	next = i + 1 < line.len ? line.s[i + 1] : '\0';
	if (i < line.len && line.s[i] == (i > indent ? '.' : '-') && next == ' ')
		return (int)i;
	if (str_is(line, "---") || str_starts(line, "> ") || str_starts(line, "#") || str_starts(line, "|"))
		return 0;
	return -1;
}

/* Whether the character at i could begin a token. What can only end one is left alone: nothing will have
 * begun. */
static bool is_opener(struct str line, size_t i)
{
	char c = line.s[i], next = i + 1 < line.len ? line.s[i + 1] : '\0', prev = i ? line.s[i - 1] : ' ';
	bool text_follows = next && next != ' ' && next != '\t';

	switch (c) {
	case '`': return true;
	case '\\': return next && !is_alnum(next) && next >= ' ' && next < 0x7F;
	case '*':
	case '~':
	case '^': return text_follows;
	case '_': return text_follows && !is_alnum(prev);
	case '=':
	case '+': return next == c && !is_alnum(prev);
	case ']': return next == '(';
	case '[':
		return str_starts(str_slice(line, i, line.len), "[image: ") ||
		       str_starts(str_slice(line, i, line.len), "[sound: ");
	default: return false;
	}
}

static bool is_delimiter(char c)
{
	return memchr("\\`*_=+~^", c, 9) != NULL;
}

/* What is_opener and is_delimiter look at; nearly no character is one of these. */
static const bool is_special[256] = {
	['\\'] = true, ['`'] = true, ['*'] = true, ['_'] = true, ['='] = true,
	['+'] = true,  ['~'] = true, ['^'] = true, ['['] = true, [']'] = true,
};

void markup_escape_part(struct buf *out, struct str line, unsigned where)
{
	int marker = where & MARKUP_AT_START ? marker_at(line) : -1;
	size_t done = 0;

	for (size_t i = 0; i < line.len; i++) {
		bool border =
			(i == 0 && where & MARKUP_AFTER) || (i + 1 == line.len && where & MARKUP_BEFORE);

		if (!is_special[(unsigned char)line.s[i]] && (int)i != marker)
			continue;
		if ((int)i != marker && !is_opener(line, i) && !(border && is_delimiter(line.s[i])))
			continue;
		buf_add(out, str_slice(line, done, i));
		buf_addc(out, '\\');
		done = i;
	}
	buf_add(out, str_slice(line, done, line.len));
}

void markup_escape(struct buf *out, struct str literal)
{
	struct str line;
	bool first = true;

	while (str_cut(&literal, '\n', &line)) {
		if (!first)
			buf_addc(out, '\n');
		first = false;
		markup_escape_part(out, line, MARKUP_AT_START);
	}
}

static const struct script {
	char plain;
	const char *sub, *sup;
} scripts[] = {
	{'0', "₀", "⁰"}, {'1', "₁", "¹"}, {'2', "₂", "²"}, {'3', "₃", "³"}, {'4', "₄", "⁴"}, {'5', "₅", "⁵"},
	{'6', "₆", "⁶"}, {'7', "₇", "⁷"}, {'8', "₈", "⁸"}, {'9', "₉", "⁹"}, {'+', "₊", "⁺"}, {'-', "₋", "⁻"},
	{'=', "₌", "⁼"}, {'(', "₍", "⁽"}, {')', "₎", "⁾"}, {'n', "ₙ", "ⁿ"}, {'i', "ᵢ", "ⁱ"}, {'x', "ₓ", "ˣ"},
};

static const struct script *script_of(char c)
{
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (scripts[i].plain == c)
			return &scripts[i];
	return NULL;
}

void markup_script(struct buf *out, struct str text, unsigned style)
{
	bool sub = style & MARKUP_SUB;
	size_t start = out->len, points = 0;

	for (size_t i = 0; i < text.len; i++) {
		const struct script *script = script_of(text.s[i]);

		if (!script) {
			for (size_t k = 0; k < text.len; k++)
				points += ((unsigned char)text.s[k] & 0xC0) != 0x80;
			buf_cut(out, start);
			buf_addf(out, points > 1 ? "%c(%.*s)" : "%c%.*s", sub ? '_' : '^', STR_FMT(text));
			return;
		}
		buf_addz(out, sub ? script->sub : script->sup);
	}
}

static void put_run(struct buf *out, const struct markup_run *run)
{
	if (run->style & (MARKUP_SUB | MARKUP_SUP) && !(run->style & MARKUP_CODE))
		markup_script(out, run->text, run->style);
	else
		buf_add(out, run->text);
}

void markup_plain(struct buf *out, struct str markup)
{
	struct markup m;
	struct markup_run run;
	bool first = true, first_cell = true;

	markup_open(&m, markup);
	while (markup_next(&m, &run)) {
		if (run.line && !first)
			buf_addc(out, '\n');
		if (run.line && run.block == MARKUP_ITEM)
			buf_addf(out, "%*s%.*s ", run.depth * 2, "", STR_FMT(run.marker));
		if (run.line && run.block == MARKUP_RULE)
			buf_addz(out, "---");
		first_cell |= run.line;
		if (run.cell && !first_cell)
			buf_addz(out, " | ");
		first_cell &= !run.cell;
		first = false;
		put_run(out, &run);
	}
}

void markup_line(struct buf *out, struct str markup, size_t cap)
{
	struct markup m;
	struct markup_run run;
	size_t start = out->len, len;

	markup_open(&m, markup);
	while (out->len - start <= cap && markup_next(&m, &run)) {
		bool apart = out->len > start && out->s[out->len - 1] != ' ';

		if ((run.line || run.cell) && apart)
			buf_addz(out, run.cell && !run.line ? " | " : " ");
		if (!(run.style & MARKUP_MEDIA))
			put_run(out, &run);
	}
	len = out->len;
	if (len - start > cap)
		for (len = start + cap; len > start && ((unsigned char)out->s[len] & 0xC0) == 0x80;)
			len--;
	while (len > start && (out->s[len - 1] == ' ' || out->s[len - 1] == '\t'))
		len--;
	buf_cut(out, len);
}
