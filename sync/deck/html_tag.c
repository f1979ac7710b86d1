/* SPDX-License-Identifier: MIT
 * Tags of HTML as they stand in the text: names, attributes, entities, and what lies between two of them. */
#include <string.h>
#include <strings.h>

#include "sync/deck/html_priv.h"

enum { ENTITY_MAX = 32 };

/* The end of a tag's attributes, quotes minded, unless that once led nowhere; NULL: there is no ">" any more.
 */
static const char *tag_end(struct parser *p, const char *at, const char *stop)
{
	const char *first = p->no_gt ? NULL : memchr(at, '>', (size_t)(stop - at));

	p->no_gt |= !first;
	if (!first || p->no_quotes)
		return first;
	for (const char *c = at; c < stop; c++) {
		if (*c == '>')
			return c;
		if (*c == '"' || *c == '\'') {
			c = memchr(c + 1, *c, (size_t)(stop - c - 1));
			if (!c)
				break;
		}
	}
	p->no_quotes = true;
	return first;
}

bool html_take_tag(struct parser *p, struct element *e)
{
	const char *s = p->rest.s + 1, *stop = p->rest.s + p->rest.len, *end;
	size_t len = 0;

	*e = (struct element){.end = s < stop && *s == '/'};
	s += e->end;
	if (s >= stop || !((*s | 32) >= 'a' && (*s | 32) <= 'z'))
		return false;
	for (; s < stop && (((*s | 32) >= 'a' && (*s | 32) <= 'z') || (*s >= '0' && *s <= '9')); s++)
		if (len + 1 < sizeof(e->name))
			e->name[len++] = *s < 'a' && *s > '9' ? (char)(*s | 32) : *s;
	end = tag_end(p, s, stop);
	if (!end)
		return false;
	e->attributes = (struct str){s, (size_t)(end - s)};
	p->rest = (struct str){end + 1, (size_t)(stop - end - 1)};
	return true;
}

/* Appends text with its entities decoded. */
static void decode(struct buf *out, struct str text)
{
	struct str part;

	while (str_cut(&text, '&', &part)) {
		size_t i = 0;

		buf_add(out, part);
		if (!text.s)
			return;
		while (i < text.len && i < ENTITY_MAX && text.s[i] != ';' && text.s[i] != '&')
			i++;
		if (i < text.len && text.s[i] == ';' && html_entity(out, str_slice(text, 0, i)))
			text = str_slice(text, i + 1, text.len);
		else
			buf_addc(out, '&');
	}
}

static bool is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Takes one name or name=value off the attributes. */
static bool next_attribute(struct str *rest, struct str *name, struct str *value)
{
	size_t i = 0;
	char quote;

	while (rest->len && (is_white(rest->s[0]) || rest->s[0] == '/'))
		*rest = str_slice(*rest, 1, rest->len);
	if (!rest->len)
		return false;
	while (i < rest->len && (i == 0 || rest->s[i] != '=') && !is_white(rest->s[i]))
		i++;
	*name = str_slice(*rest, 0, i);
	*value = (struct str){"", 0};
	*rest = str_trim(str_slice(*rest, i, rest->len));
	if (!rest->len || rest->s[0] != '=')
		return true;
	*rest = str_trim(str_slice(*rest, 1, rest->len));
	quote = rest->len && (rest->s[0] == '"' || rest->s[0] == '\'') ? rest->s[0] : '\0';
	*rest = str_slice(*rest, quote != '\0', rest->len);
	for (i = 0; i < rest->len && (quote ? rest->s[i] != quote : !is_white(rest->s[i]));)
		i++;
	*value = str_slice(*rest, 0, i);
	*rest = str_slice(*rest, i + (quote != '\0'), rest->len);
	return true;
}

struct str html_attribute(struct parser *p, const struct element *e, const char *wanted)
{
	struct str rest = e->attributes, name, value;

	buf_clear(&p->scratch);
	while (next_attribute(&rest, &name, &value))
		if (name.len == strlen(wanted) && strncasecmp(name.s, wanted, name.len) == 0) {
			decode(&p->scratch, value);
			break;
		}
	return buf_str(&p->scratch);
}

void html_collect(struct parser *p, const char *name, struct buf *text)
{
	struct element e;

	while (p->rest.len) {
		const char *lt = memchr(p->rest.s, '<', p->rest.len);
		size_t len = lt ? (size_t)(lt - p->rest.s) : p->rest.len;

		decode(text, str_slice(p->rest, 0, len));
		p->rest = str_slice(p->rest, len, p->rest.len);
		if (!lt)
			return;
		if (!html_take_tag(p, &e)) {
			buf_addc(text, '<');
			p->rest = str_slice(p->rest, 1, p->rest.len);
		} else if (e.end && strcmp(e.name, name) == 0) {
			return;
		} else if (strcmp(e.name, "br") == 0 || (strcmp(e.name, "div") == 0 && !e.end && text->len)) {
			buf_addc(text, '\n');
		}
	}
}
