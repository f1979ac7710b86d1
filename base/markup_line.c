/* SPDX-License-Identifier: MIT
 * Markup: which kind of block a line is. */
#include <string.h>

#include "base/markup_priv.h"

/* The line without the marks of blanks at its ends, which may stand around a block. */
static struct str bare(struct str line)
{
	while (line.len && markup_is_blank_mark(line.s[0]))
		line.s++, line.len--;
	while (line.len && markup_is_blank_mark(line.s[line.len - 1]))
		line.len--;
	return line;
}

static void set_blanks_of(struct markup *m, struct str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (markup_is_blank_mark(line.s[i]))
			markup_set_blank(m, line.s[i]);
}

/* Backticks of a line that begins or ends a block of code, 0: it does not. An opening one may name a
 * language. */
static int fence_of(struct str line, bool opening)
{
	int n;

	line = bare(line);
	n = markup_count(line.s, line.s + line.len, '`');
	line = str_trim(str_slice(line, (size_t)n, line.len));
	if (n < 3 || (line.len && (!opening || memchr(line.s, '`', line.len))))
		return 0;
	return n;
}

/* Lines that are consumed without a run: fences, and the rule below a table's head. */
static bool is_silent(struct markup *m, struct str line)
{
	int n = fence_of(line, m->fence == 0);

	if (m->fence ? n >= m->fence : n > 0) {
		m->fence = m->fence ? 0 : n;
		return true;
	}
	if (m->fence || line.len < 3 || line.s[0] != '|')
		return false;
	for (size_t i = 0; i < line.len; i++)
		if (!memchr("|-: ", line.s[i], 4))
			return false;
	return memchr(line.s, '-', line.len) != NULL;
}

static size_t marker_len(struct str rest)
{
	size_t digits = 0;

	if (rest.len >= 2 && rest.s[0] == '-' && rest.s[1] == ' ')
		return 1;
	while (digits < rest.len && digits < 4 && rest.s[digits] >= '0' && rest.s[digits] <= '9')
		digits++;
	return digits && digits < 4 && digits + 1 < rest.len && rest.s[digits] == '.' &&
			       rest.s[digits + 1] == ' '
		       ? digits + 1
		       : 0;
}

/* Recognises the line's block and moves m->at to its text. */
static void set_block(struct markup *m, struct str text)
{
	size_t indent = 0, len;
	struct str rest;
	int hashes = markup_count(text.s, text.s + text.len, '#');

	while (indent < text.len && text.s[indent] == ' ')
		indent++;
	rest = str_slice(text, indent, text.len);
	len = marker_len(rest);
	if (len) {
		m->line.block = MARKUP_ITEM;
		m->line.depth = indent / 2 > 16 ? 16 : (int)(indent / 2);
		m->line.marker = str_slice(rest, 0, len);
		m->at = rest.s + len + 1;
	} else if (hashes >= 1 && hashes <= 6 && text.len > (size_t)hashes && text.s[hashes] == ' ') {
		m->line.block = MARKUP_HEADING;
		m->line.depth = hashes;
		m->at = text.s + hashes + 1;
	} else if (str_starts(text, "> ")) {
		m->line.block = MARKUP_QUOTE;
		m->at = text.s + 2;
	} else if (str_is(text, "---")) {
		m->line.block = MARKUP_RULE;
		m->at = m->end = text.s + text.len;
	} else if (text.len > 1 && text.s[0] == '|' && text.s[text.len - 1] == '|' &&
		   text.s[text.len - 2] != '\\') {
		m->line.block = MARKUP_ROW;
		m->at = text.s + 1;
		m->end = text.s + text.len - 1;
		m->cell = true;
		while (m->at < m->end && markup_is_space(*m->at))
			m->at++;
	}
}

static const char *line_end(const struct markup *m)
{
	return m->next ? m->next - 1 : m->stop;
}

bool markup_begin_line(struct markup *m)
{
	struct str line;

	do {
		if (!m->next)
			return false;
		line.s = m->next;
		m->next = m->next < m->stop ? memchr(m->next, '\n', (size_t)(m->stop - m->next)) : NULL;
		m->next = m->next ? m->next + 1 : NULL;
		line.len = (size_t)(line_end(m) - line.s);
		if (!is_silent(m, line))
			break;
		set_blanks_of(m, line);
	} while (true);
	m->line = (struct markup_run){0};
	m->at = line.s;
	m->end = line.s + line.len;
	m->open &= MARKUP_OPEN_BLANK;
	m->dead = m->dead_ticks = 0;
	m->code_end = m->link_end = NULL;
	m->fresh = true;
	m->cell = m->escaped = false;
	if (m->fence) {
		m->line.block = MARKUP_CODE_BLOCK;
	} else {
		struct str text = bare(line);

		set_block(m, text);
		if (m->line.block != MARKUP_TEXT)
			set_blanks_of(m, (struct str){line.s, (size_t)(text.s - line.s)});
	}
	m->line.text.s = m->at;
	return true;
}

void markup_end_line(struct markup *m)
{
	set_blanks_of(m, (struct str){m->end, (size_t)(line_end(m) - m->end)});
}
