/* SPDX-License-Identifier: MIT
 * Markup: the reader of runs. Delimiters are matched within their line; a delimiter that was once found to
 * have no partner on the line is not looked for again (`dead`), which keeps the time linear. */
#include "base/markup.h"

#include <string.h>

#include "base/markup_priv.h"

enum { MEDIA_MAX = 1024 };

/* Delimiters by bit of `open` and `dead`; two of them may mean one style. */
enum { D_BLANK, D_STAR2, D_STAR1, D_LOW2, D_LOW1, D_MARK, D_PLUS, D_STRIKE, D_SUB, D_SUP, D_COUNT };
_Static_assert(MARKUP_OPEN_BLANK == 1 << D_BLANK, "one bit, two files");

static const struct delim {
	char c;
	int n; /* how many of c */
	unsigned style;
	bool outside; /* opens only where no letter or digit stands before it */
	bool tight;   /* holds no white space */
} delims[D_COUNT] = {
	[D_BLANK] = {0, 0, MARKUP_BLANK, false, false},
	[D_STAR2] = {'*', 2, MARKUP_BOLD, false, false},
	[D_STAR1] = {'*', 1, MARKUP_ITALIC, false, false},
	[D_LOW2] = {'_', 2, MARKUP_BOLD, true, false},
	[D_LOW1] = {'_', 1, MARKUP_ITALIC, true, false},
	[D_MARK] = {'=', 2, MARKUP_MARK, true, false},
	[D_PLUS] = {'+', 2, MARKUP_UNDERLINE, true, false},
	[D_STRIKE] = {'~', 2, MARKUP_STRIKE, false, false},
	[D_SUB] = {'~', 1, MARKUP_SUB, false, true},
	[D_SUP] = {'^', 1, MARKUP_SUP, false, true},
};

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_escapable(char c)
{
	return c == ' ' || (c > ' ' && c < 0x7F && !is_alnum(c));
}

/* The closing run of exactly n backticks, or NULL; a length without partner is remembered while it fits into
 * a bit. */
static const char *find_ticks(struct markup *m, const char *from, int n)
{
	if (n > 31 || m->dead_ticks & 1u << n)
		return NULL;
	while (from < m->end && (from = memchr(from, '`', (size_t)(m->end - from)))) {
		int k = markup_count(from, m->end, '`');

		if (k == n)
			return from;
		from += k;
	}
	m->dead_ticks |= 1u << n;
	return NULL;
}

static bool run_matches(const struct delim *d, int k)
{
	if (d->c == '*' || d->c == '_')
		return d->n == 2 ? k >= 2 : k % 2 == 1;
	return k == d->n;
}

static bool can_close(const struct markup *m, const struct delim *d, const char *at, int k)
{
	if (markup_is_space(at[-1]))
		return false;
	return d->c != '_' || at + k >= m->end || !is_alnum(at[k]);
}

/* Whether a closing partner of the delimiter stands behind `from`. */
static bool has_close(struct markup *m, int which, const char *from)
{
	const struct delim *d = &delims[which];

	if (m->dead & 1u << which)
		return false;
	for (const char *p = from; p < m->end; p++) {
		int k;

		if (d->tight && markup_is_space(*p))
			return false;
		if (*p == '\\' && p + 1 < m->end && is_escapable(p[1])) {
			p++;
		} else if (*p == '`') {
			const char *close;

			k = markup_count(p, m->end, '`');
			close = find_ticks(m, p + k, k);
			p = (close ? close : p) + k - 1;
		} else if (*p == d->c) {
			k = markup_count(p, m->end, d->c);
			if (p > from && run_matches(d, k) && can_close(m, d, p, k))
				return true;
			p += k - 1;
		}
	}
	m->dead |= 1u << which;
	return false;
}

static bool can_open(struct markup *m, int which, int k, const char *line_begin)
{
	const struct delim *d = &delims[which];
	const char *next = m->at + d->n;

	if (next >= m->end || markup_is_space(*next) || (k != d->n && (k != 3 || d->n != 2)))
		return false;
	if (d->outside && m->at > line_begin && is_alnum(m->at[-1]))
		return false;
	return has_close(m, which, next);
}

/* Which delimiter at m->at would open or close now, or -1. */
static int delim_here(struct markup *m)
{
	int k = markup_count(m->at, m->end, *m->at);

	for (int i = D_STAR2; i < D_COUNT; i++) {
		const struct delim *d = &delims[i];

		if (d->c != *m->at || k < d->n)
			continue;
		if (m->open & 1u << i ? run_matches(d, k) && can_close(m, d, m->at, d->n)
				      : can_open(m, i, k, m->line.text.s))
			return i;
	}
	return -1;
}

static unsigned style_of(const struct markup *m)
{
	unsigned style = m->code_end ? MARKUP_CODE : 0;

	for (int i = 0; i < D_COUNT; i++)
		if (m->open & 1u << i)
			style |= delims[i].style;
	return style;
}

/* [text](url) at m->at: its brackets hold no others, its address no space. */
static bool open_link(struct markup *m)
{
	const char *p = m->at + 1, *url;

	for (; p < m->end && *p != ']' && *p != '['; p++)
		if (*p == '\\' && p + 1 < m->end)
			p++;
	if (p + 1 >= m->end || *p != ']' || p[1] != '(' || p == m->at + 1)
		return false;
	for (url = p + 2; url<m->end && * url> ' ' && *url != ')' && *url != '('; url++)
		;
	if (url >= m->end || *url != ')' || url == p + 2)
		return false;
	m->line.link = (struct str){p + 2, (size_t)(url - p - 2)};
	m->link_end = p;
	m->link_next = url + 1;
	m->at++;
	return true;
}

static const char *media_end(const struct markup *m)
{
	struct str rest = str_slice((struct str){m->at, (size_t)(m->end - m->at)}, 0, MEDIA_MAX);

	if (!str_starts(rest, "[image: ") && !str_starts(rest, "[sound: "))
		return NULL;
	for (size_t i = 8; i < rest.len && !markup_is_blank_mark(rest.s[i]); i++)
		if (rest.s[i] == ']')
			return rest.s + i + 1;
	return NULL;
}

/* Takes `code` of n backticks; one space at both ends is padding. */
static bool open_code(struct markup *m)
{
	int n = markup_count(m->at, m->end, '`');
	const char *from = m->at + n, *close = find_ticks(m, from, n);

	if (!close)
		return false;
	m->code_next = close + n;
	if (close - from > 2 && *from == ' ' && close[-1] == ' ')
		from++, close--;
	m->code_end = close;
	m->at = from;
	return true;
}

static void skip_spaces(struct markup *m)
{
	while (m->at < m->end && markup_is_space(*m->at))
		m->at++;
}

enum token { TOKEN_TEXT, TOKEN_TAKEN, TOKEN_MEDIA, TOKEN_END };

/* A special character: taken (m->at is behind it then), or left as text of *len bytes. */
static enum token take_special(struct markup *m, size_t *len)
{
	int which;

	if (m->line.block == MARKUP_ROW && *m->at == '|') {
		m->at++;
		skip_spaces(m);
		m->cell = true;
		return TOKEN_TAKEN;
	}
	switch (*m->at) {
	case '\\':
		if (m->at + 1 >= m->end || !is_escapable(m->at[1]))
			return TOKEN_TEXT;
		m->at++;
		m->escaped = true;
		return TOKEN_TAKEN;
	case '[':
		if (media_end(m))
			return TOKEN_MEDIA;
		return !m->link_end && open_link(m) ? TOKEN_TAKEN : TOKEN_TEXT;
	case '`':
		*len = (size_t)markup_count(m->at, m->end, '`');
		return open_code(m) ? TOKEN_TAKEN : TOKEN_TEXT;
	default:
		which = delim_here(m);
		*len = (size_t)markup_count(m->at, m->end, *m->at);
		if (which < 0)
			return TOKEN_TEXT;
		m->open ^= 1u << which;
		m->at += delims[which].n;
		return TOKEN_TAKEN;
	}
}

static bool is_special(const struct markup *m, char c)
{
	static const char special[256] = {['\\'] = 1,
					  ['['] = 1,
					  ['`'] = 1,
					  ['*'] = 1,
					  ['_'] = 1,
					  ['='] = 1,
					  ['+'] = 1,
					  ['~'] = 1,
					  ['^'] = 1,
					  [MARKUP_BLANK_ON] = 1,
					  [MARKUP_BLANK_OFF] = 1};

	return special[(unsigned char)c] || (c == '|' && m->line.block == MARKUP_ROW);
}

/* The end of a code span or of a link's text, reached. */
static bool at_border(const struct markup *m)
{
	return m->code_end ? m->at >= m->code_end : m->link_end && m->at >= m->link_end;
}

static void cross_border(struct markup *m)
{
	if (m->code_end) {
		m->at = m->code_next;
		m->code_end = NULL;
		return;
	}
	m->at = m->at > m->link_next ? m->at : m->link_next;
	m->link_end = NULL;
	m->line.link = (struct str){NULL, 0};
}

static enum token take(struct markup *m, size_t *len)
{
	*len = 1;
	if (m->escaped) {
		m->escaped = false;
		return TOKEN_TEXT;
	}
	if (at_border(m)) {
		cross_border(m);
		return TOKEN_TAKEN;
	}
	if (m->at >= m->end)
		return TOKEN_END;
	if (markup_is_blank_mark(*m->at)) {
		markup_set_blank(m, *m->at++);
		return TOKEN_TAKEN;
	}
	if (m->code_end || m->line.block == MARKUP_CODE_BLOCK || !is_special(m, *m->at))
		return TOKEN_TEXT;
	return take_special(m, len);
}

static bool finish(const struct markup *m, struct markup_run *run, const char *from, const char *to)
{
	if (m->line.block == MARKUP_ROW && (m->cell || m->at >= m->end))
		while (to > from && markup_is_space(to[-1]))
			to--;
	run->text = (struct str){from, (size_t)(to - from)};
	return true;
}

static void begin_run(struct markup *m, struct markup_run *run)
{
	run->style = style_of(m);
	run->link = m->line.link;
	run->cell |= m->cell;
	m->cell = false;
}

/* One run of the line, false at its end. The state of a run is the one before the token that ends it. */
static bool read_run(struct markup *m, struct markup_run *run)
{
	const char *from = m->at, *here;
	size_t len;

	*run = m->line;
	run->line = m->fresh;
	m->fresh = false;
	begin_run(m, run);
	for (;;) {
		here = m->at;
		switch (take(m, &len)) {
		case TOKEN_TEXT: m->at = here + len; break;
		case TOKEN_END: return (here > from || run->line || run->cell) && finish(m, run, from, here);
		case TOKEN_MEDIA:
			if (here > from)
				return finish(m, run, from, here);
			m->at = media_end(m);
			run->style |= MARKUP_MEDIA;
			return finish(m, run, from, m->at);
		case TOKEN_TAKEN:
			if (here > from || (m->cell && (run->line || run->cell)))
				return finish(m, run, from, here);
			from = m->at;
			begin_run(m, run);
			break;
		}
	}
}

void markup_open(struct markup *m, struct str text)
{
	*m = (struct markup){0};
	if (text.len) {
		m->next = text.s;
		m->stop = text.s + text.len;
	}
}

bool markup_next(struct markup *m, struct markup_run *run)
{
	while (m->in_line || markup_begin_line(m)) {
		m->in_line = read_run(m, run);
		if (m->in_line && (run->text.len || run->line || run->cell))
			return true;
		if (m->in_line)
			continue; /* spaces at the end of a cell */
		markup_end_line(m);
	}
	return false;
}
