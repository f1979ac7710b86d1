/* SPDX-License-Identifier: MIT
 * Cloze deletions in a field. First the openings are matched with their ends, then the text is walked once.
 */
#include "schema/cloze.h"

#include <stdlib.h>
#include <string.h>

#include "base/markup.h"
#include "base/mem.h"

enum { NONE = -1 };

struct opening {
	size_t at, body;    /* of "{{c", and behind "::" */
	size_t hint, close; /* of the "::" before a hint, of "}}"; 0: none */
	int parent;
};

struct clozes {
	struct str text;
	struct opening *open;
	int count, cap;
};

/* Length of "{{c1::" or "{{c1,2::" at the start of s, 0: something else. */
static size_t opening_len(struct str s)
{
	size_t i = 3, digits = 0;

	if (!str_starts(s, "{{c"))
		return 0;
	for (; i < s.len && i < 64 && ((s.s[i] >= '0' && s.s[i] <= '9') || (s.s[i] == ',' && digits)); i++)
		digits += s.s[i] != ',';
	return digits && s.s[i - 1] != ',' && str_starts(str_slice(s, i, s.len), "::") ? i + 2 : 0;
}

/* Takes one number off "1,2"; 0 for one that is none of ours. */
static uint32_t next_number(struct str *list)
{
	struct str part;
	int64_t value;

	str_cut(list, ',', &part);
	return str_to_int(part, &value, NULL) || value < 1 || value > CLOZE_MAX ? 0 : (uint32_t)value;
}

static struct str numbers_of(const struct clozes *c, const struct opening *o)
{
	return str_slice(c->text, o->at + 3, o->body - 2);
}

static bool is_active(const struct clozes *c, int i, uint32_t number)
{
	struct str list = numbers_of(c, &c->open[i]);

	while (list.s)
		if (next_number(&list) == number)
			return true;
	return false;
}

static void add(struct clozes *c, struct opening opening)
{
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 8;
		c->open = mem_grow(c->open, (size_t)c->cap, sizeof(*c->open));
	}
	c->open[c->count++] = opening;
}

static void match(struct clozes *c)
{
	const char *s = c->text.s;
	int top = NONE;

	for (size_t i = 0; i + 1 < c->text.len; i++) {
		size_t len = s[i] == '{' ? opening_len(str_slice(c->text, i, c->text.len)) : 0;

		if (len) {
			add(c, (struct opening){.at = i, .body = i + len, .parent = top});
			top = c->count - 1;
			i += len - 1;
		} else if (top != NONE && s[i] == '}' && s[i + 1] == '}') {
			c->open[top].close = i++;
			top = c->open[top].parent;
		} else if (top != NONE && s[i] == ':' && s[i + 1] == ':') {
			if (!c->open[top].hint)
				c->open[top].hint = i;
			i++;
		}
	}
}

/* Parents that are never closed are nobody's parents. */
static void skip_unclosed(struct clozes *c)
{
	for (int i = 0; i < c->count; i++) {
		struct opening *o = &c->open[i];

		if (o->parent != NONE && !c->open[o->parent].close)
			o->parent = c->open[o->parent].parent;
	}
}

void cloze_numbers(struct str text, struct cloze_set *set)
{
	struct clozes c = {.text = text};

	if (!text.len || !memmem(text.s, text.len, "{{c", 3))
		return;
	match(&c);
	for (int i = 0; i < c.count; i++) {
		struct str list = numbers_of(&c, &c.open[i]);

		while (c.open[i].close && list.s) {
			uint32_t n = next_number(&list);

			if (n)
				set->bits[(n - 1) / 64] |= 1ULL << (n - 1) % 64;
		}
	}
	free(c.open);
}

struct walk {
	const struct clozes *c;
	struct buf *out;
	uint32_t number;
	enum cloze_view view;
	int top;      /* the innermost deletion we are in */
	int active;   /* the outermost one of the number, NONE: outside */
	size_t start; /* of out, to place commas */
};

static void enter(struct walk *w, int i)
{
	w->top = i;
	if (w->active != NONE || !is_active(w->c, i, w->number))
		return;
	w->active = i;
	if (w->view == CLOZE_TELL)
		buf_addc(w->out, MARKUP_BLANK_ON);
	else if (w->view == CLOZE_ONLY && w->out->len > w->start)
		buf_addz(w->out, ", ");
}

static void put_blank(struct walk *w, const struct opening *o)
{
	struct str hint = o->hint ? str_slice(w->c->text, o->hint + 2, o->close) : STR("...");

	buf_addc(w->out, MARKUP_BLANK_ON);
	buf_addf(w->out, "[%.*s]", STR_FMT(hint.len ? hint : STR("...")));
	buf_addc(w->out, MARKUP_BLANK_OFF);
}

static void leave(struct walk *w)
{
	int i = w->top;

	w->top = w->c->open[i].parent;
	if (i != w->active)
		return;
	w->active = NONE;
	if (w->view == CLOZE_ASK)
		put_blank(w, &w->c->open[i]);
	else if (w->view == CLOZE_TELL)
		buf_addc(w->out, MARKUP_BLANK_OFF);
}

static void put_text(struct walk *w, size_t from, size_t to)
{
	bool inside = w->active != NONE;

	if (w->view == CLOZE_TELL || inside == (w->view == CLOZE_ONLY))
		buf_add(w->out, str_slice(w->c->text, from, to));
}

/* Where the text that begins at `at` is interrupted: by the next opening that is closed, or by the hint or
 * the end of the deletion we are in. */
static size_t next_stop(const struct walk *w, int next)
{
	const struct opening *top = w->top == NONE ? NULL : &w->c->open[w->top];
	size_t stop = w->c->text.len;

	if (top)
		stop = top->hint ? top->hint : top->close;
	if (next < w->c->count && w->c->open[next].at < stop)
		stop = w->c->open[next].at;
	return stop;
}

static void walk(struct walk *w)
{
	const struct clozes *c = w->c;
	size_t at = 0;
	int next = 0;

	for (;;) {
		size_t stop;

		while (next < c->count && (!c->open[next].close || c->open[next].at < at))
			next++;
		stop = next_stop(w, next);
		put_text(w, at, stop);
		if (next < c->count && stop == c->open[next].at) {
			at = c->open[next].body;
			enter(w, next++);
		} else if (w->top != NONE) {
			at = c->open[w->top].close + 2;
			leave(w);
		} else {
			return;
		}
	}
}

void cloze_render(struct buf *out, struct str text, uint32_t number, enum cloze_view view)
{
	struct clozes c = {.text = text};
	struct walk w = {.c = &c,
			 .out = out,
			 .number = number,
			 .view = view,
			 .top = NONE,
			 .active = NONE,
			 .start = out->len};

	match(&c);
	skip_unclosed(&c);
	walk(&w);
	free(c.open);
}
