/* SPDX-License-Identifier: MIT
 * A writer of markup: takes words, spaces, styles and blocks in any order and writes what reads back as them.
 */
#include "sync/deck/rich.h"

#include <stdio.h>
#include <string.h>

enum { MEDIA_NAME_MAX = 240, TICKS_MAX = 31 };

/* By bit of enum markup_style. `outside` ones cannot open behind a letter: emphasis stands in for them there.
 */
static const struct {
	const char *delim, *inside;
} styles[RICH_STYLES] = {{"**", "**"}, {"*", "*"},   {"", ""},	 {"==", "**"},
			 {"++", "*"},  {"~~", "~~"}, {"~", "~"}, {"^", "^"}};

void rich_init(struct rich *r, struct buf *out)
{
	*r = (struct rich){.out = out, .start = out->len};
}

static bool is_first(const struct rich *r)
{
	return r->out->len == r->start;
}

static char last(const struct rich *r)
{
	return is_first(r) ? '\n' : r->out->s[r->out->len - 1];
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void put_literal(struct rich *r, struct str text, unsigned where)
{
	struct buf escaped = {0};

	if (!r->in_row && !r->in_link) {
		markup_escape_part(r->out, text, where);
		return;
	}
	markup_escape_part(&escaped, text, where);
	for (size_t i = 0; i < escaped.len; i++) { /* cells end at "|", a link's text at brackets */
		char c = escaped.s[i];

		if (r->in_row ? c == '|' : c == '[' || c == ']')
			buf_addc(r->out, '\\');
		buf_addc(r->out, c);
		if (c == '\\' && i + 1 < escaped.len)
			buf_addc(r->out, escaped.s[++i]);
	}
	buf_fini(&escaped);
}

static void flush(struct rich *r, bool before)
{
	unsigned where = (last(r) == '\n' ? MARKUP_AT_START : 0) | (r->after ? MARKUP_AFTER : 0) |
			 (before ? MARKUP_BEFORE : 0);

	if (!r->segment.len)
		return;
	put_literal(r, buf_str(&r->segment), where);
	buf_clear(&r->segment);
	r->after = false;
}

static void put_raw(struct rich *r, const char *markup)
{
	buf_addz(r->out, markup);
	r->after = true;
}

static void close_styles(struct rich *r, unsigned which)
{
	which &= r->open;
	if (which)
		flush(r, true);
	for (int i = RICH_STYLES - 1; i >= 0; i--)
		if (which & 1u << i)
			put_raw(r, r->delim[i]);
	r->open &= ~which;
}

static void open_styles(struct rich *r, unsigned which)
{
	which &= ~r->open;
	if (which)
		flush(r, true);
	for (int i = 0; i < RICH_STYLES; i++) {
		const char *delim = is_alnum(last(r)) ? styles[i].inside : styles[i].delim;
		bool twice = false;

		if (!(which & 1u << i) || !*delim)
			continue;
		for (int k = 0; k < RICH_STYLES; k++)
			twice |= r->open & 1u << k && strcmp(r->delim[k], delim) == 0;
		if (twice || (delim[0] == '~' && last(r) == '~'))
			delim = "";
		snprintf(r->delim[i], sizeof(r->delim[i]), "%s", delim);
		if (*delim)
			put_raw(r, delim);
		r->open |= 1u << i;
	}
}

static void end_link_text(struct rich *r)
{
	if (!r->in_link)
		return;
	close_styles(r, r->open);
	flush(r, true);
	r->in_link = false;
	put_raw(r, "](");
	buf_add(r->out, buf_str(&r->link));
	put_raw(r, ")");
}

/* Ends the line: styles and links do not go over it. */
static void break_line(struct rich *r)
{
	end_link_text(r);
	close_styles(r, r->open);
	flush(r, false);
	while (!is_first(r) && last(r) == ' ')
		buf_cut(r->out, r->out->len - 1);
	buf_addc(r->out, '\n');
	r->after = false;
}

static void put_line_start(struct rich *r)
{
	if (last(r) != '\n' || r->segment.len || r->in_row)
		return;
	if (*r->prefix)
		buf_addz(r->out, r->prefix);
	else if (r->quote)
		buf_addz(r->out, "> ");
	else
		for (int i = 0; i < r->indent; i++)
			buf_addc(r->out, ' ');
	*r->prefix = '\0';
}

static void put_spaces(struct rich *r)
{
	if (last(r) == '\n' && !r->segment.len)
		r->spaces = 0;
	if (r->spaces && r->open & (MARKUP_SUB | MARKUP_SUP)) {
		flush(r, true);
		put_raw(r, "\\ ");
	} else if (r->spaces) {
		for (int i = 0; i < r->spaces; i++)
			buf_addc(&r->segment, ' ');
	}
	r->spaces = 0;
}

static void put_lines(struct rich *r)
{
	int have = 0;

	if (!r->lines || r->in_row)
		return;
	if (!is_first(r) || r->segment.len) {
		if (r->segment.len || r->open || r->in_link)
			break_line(r);
		for (size_t i = r->out->len; i > r->start && r->out->s[i - 1] == '\n'; i--)
			have++;
		for (; have < r->lines; have++)
			break_line(r);
		r->spaces = 0;
	}
	r->lines = 0;
}

/* What is owed before a word or another thing on the line. */
static void settle(struct rich *r)
{
	put_lines(r);
	put_line_start(r);
	if (r->at_cell)
		r->spaces = 0;
	r->at_cell = false;
	close_styles(r, r->open & ~r->wanted);
	put_spaces(r);
	if (r->link.len && !r->in_link) {
		close_styles(r, r->open);
		flush(r, true);
		r->in_link = true;
		put_raw(r, "[");
	}
	open_styles(r, r->wanted);
}

void rich_word(struct rich *r, struct str word)
{
	if (!word.len)
		return;
	settle(r);
	buf_add(&r->segment, word);
}

bool rich_goes_on(const struct rich *r)
{
	return r->wanted == r->open && !(r->open & (MARKUP_SUB | MARKUP_SUP));
}

void rich_more(struct rich *r, struct str words)
{
	buf_add(&r->segment, words);
}

void rich_space(struct rich *r)
{
	if (!r->spaces)
		r->spaces = 1;
}

void rich_hard_space(struct rich *r)
{
	if (r->spaces < 16)
		r->spaces++;
}

void rich_newline(struct rich *r)
{
	if (r->in_row) {
		rich_space(r);
		return;
	}
	put_lines(r);
	r->spaces = 0;
	if (!is_first(r) || r->segment.len)
		break_line(r);
}

void rich_block(struct rich *r, int lines)
{
	if (r->in_row)
		rich_space(r);
	else if (lines > r->lines)
		r->lines = lines;
}

void rich_prefix(struct rich *r, const char *prefix)
{
	if (!r->in_row)
		snprintf(r->prefix, sizeof(r->prefix), "%s", prefix);
}

void rich_style(struct rich *r, unsigned style, bool on)
{
	r->wanted = on ? r->wanted | style : r->wanted & ~style;
}

void rich_link(struct rich *r, struct str url)
{
	end_link_text(r);
	buf_clear(&r->link);
	for (size_t i = 0; i < url.len; i++) {
		unsigned char c = (unsigned char)url.s[i];

		if (c <= ' ' || c == 0x7F || strchr("()\\|<>\"", c))
			buf_addf(&r->link, "%%%02X", c);
		else
			buf_addc(&r->link, (char)c);
	}
}

static int longest_ticks(struct str code)
{
	int longest = 0, run = 0;

	for (size_t i = 0; i < code.len; i++) {
		run = code.s[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* A border that the text would blur is kept clear by a space. */
void rich_code(struct rich *r, struct str code)
{
	int ticks = longest_ticks(code) + 1;
	bool pad = code.len && (code.s[0] == '`' || code.s[code.len - 1] == '`' ||
				(code.len > 1 && code.s[0] == ' ' && code.s[code.len - 1] == ' '));

	if (!code.len)
		return;
	settle(r);
	if (ticks > TICKS_MAX || (r->in_row && memchr(code.s, '|', code.len))) {
		buf_add(&r->segment, code);
		return;
	}
	flush(r, true);
	for (int i = 0; i < ticks; i++)
		buf_addc(r->out, '`');
	buf_addz(r->out, pad ? " " : "");
	buf_add(r->out, code);
	buf_addz(r->out, pad ? " " : "");
	for (int i = 0; i < ticks; i++)
		buf_addc(r->out, '`');
	r->after = true;
}

void rich_code_block(struct rich *r, struct str code)
{
	int ticks = longest_ticks(code) + 1;
	struct str line;

	if (r->in_row || !memchr(code.s ? code.s : "", '\n', code.len)) {
		bool first = true;

		while (str_cut(&code, '\n', &line)) {
			if (!first)
				rich_space(r);
			first = false;
			rich_code(r, line);
		}
		return;
	}
	rich_block(r, 1);
	put_lines(r);
	*r->prefix = '\0';
	ticks = ticks < 3 ? 3 : ticks;
	for (int side = 0; side < 2; side++) {
		for (int i = 0; i < ticks; i++)
			buf_addc(r->out, '`');
		if (side == 0) {
			buf_addc(r->out, '\n');
			buf_add(r->out, code);
			buf_addc(r->out, '\n');
		}
	}
	rich_block(r, 1);
}

void rich_media(struct rich *r, const char *kind, struct str name)
{
	settle(r);
	flush(r, true);
	buf_addf(r->out, "[%s: ", kind);
	for (size_t i = 0; i < name.len && i < MEDIA_NAME_MAX; i++) {
		char c = name.s[i];

		if (c == ']' || (c == '|' && r->in_row))
			buf_addf(r->out, "%%%02X", (unsigned char)c);
		else
			buf_addc(r->out, (unsigned char)c < ' ' ? ' ' : c);
	}
	buf_addc(r->out, ']');
	r->after = true;
}

void rich_markup(struct rich *r, struct str markup)
{
	settle(r);
	flush(r, true);
	buf_add(r->out, markup);
	r->after = true;
}

void rich_rule(struct rich *r)
{
	if (r->in_row)
		return;
	rich_block(r, 1);
	put_lines(r);
	*r->prefix = '\0';
	buf_addz(r->out, "---");
	rich_block(r, 1);
}

void rich_cell(struct rich *r, bool first)
{
	if (first) {
		rich_block(r, 1);
		put_lines(r);
		*r->prefix = '\0';
	}
	end_link_text(r);
	close_styles(r, r->open);
	flush(r, true);
	if (first)
		buf_addz(r->out, "| ");
	else
		buf_addz(r->out, " | ");
	r->in_row = r->at_cell = true;
	r->spaces = 0;
}

void rich_row_end(struct rich *r)
{
	if (!r->in_row)
		return;
	end_link_text(r);
	close_styles(r, r->open);
	flush(r, true);
	buf_addz(r->out, " |");
	r->in_row = r->at_cell = false;
	r->spaces = 0;
	rich_block(r, 1);
}

void rich_fini(struct rich *r)
{
	struct buf *out = r->out;

	rich_row_end(r);
	end_link_text(r);
	close_styles(r, r->open);
	flush(r, false);
	while (out->len > r->start && (last(r) == '\n' || last(r) == ' '))
		buf_cut(out, out->len - 1);
	buf_fini(&r->segment);
	buf_fini(&r->link);
}
