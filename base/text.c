/* SPDX-License-Identifier: MIT
 * Text: borrowed runs of bytes, and a buffer that grows. */
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct str str_of(const char *z)
{
	return (struct str){z, z ? strlen(z) : 0};
}

bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0);
}

bool str_is(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

bool str_starts(struct str a, const char *prefix)
{
	size_t len = strlen(prefix);

	return a.len >= len && (len == 0 || memcmp(a.s, prefix, len) == 0);
}

int str_cmp(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter ? memcmp(a.s, b.s, shorter) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str a)
{
	while (a.len && is_space(a.s[0]))
		a.s++, a.len--;
	while (a.len && is_space(a.s[a.len - 1]))
		a.len--;
	return a;
}

bool str_cut(struct str *rest, char sep, struct str *part)
{
	const char *hit;

	if (!rest->s)
		return false;
	hit = rest->len ? memchr(rest->s, sep, rest->len) : NULL;
	if (!hit) {
		*part = *rest;
		*rest = (struct str){NULL, 0};
		return true;
	}
	*part = (struct str){rest->s, (size_t)(hit - rest->s)};
	rest->len -= part->len + 1;
	rest->s = hit + 1;
	return true;
}

bool str_has_word(struct str words, struct str word)
{
	struct str each;

	while (str_cut(&words, ' ', &each))
		if (str_eq(each, word))
			return true;
	return false;
}

struct str str_slice(struct str a, size_t from, size_t to)
{
	if (to > a.len)
		to = a.len;
	if (from > to)
		from = to;
	return (struct str){a.s ? a.s + from : NULL, to - from};
}

int str_to_int(struct str a, int64_t *value, struct err *err)
{
	char copy[32], *end;

	if (a.len == 0 || a.len >= sizeof(copy) || is_space(a.s[0]))
		return err_set(err, ERR_INPUT, "\"%.*s\" is not a whole number",
			       STR_FMT(str_slice(a, 0, 40)));
	memcpy(copy, a.s, a.len);
	copy[a.len] = '\0';
	errno = 0;
	*value = strtoll(copy, &end, 10);
	if (end != copy + a.len || errno)
		return err_set(err, ERR_INPUT, "\"%s\" is not a whole number", copy);
	return 0;
}

int str_to_real(struct str a, double *value, struct err *err)
{
	char copy[64], *end;

	if (a.len == 0 || a.len >= sizeof(copy) || is_space(a.s[0]))
		return err_set(err, ERR_INPUT, "\"%.*s\" is not a number", STR_FMT(str_slice(a, 0, 40)));
	memcpy(copy, a.s, a.len);
	copy[a.len] = '\0';
	*value = strtod(copy, &end);
	if (end != copy + a.len || !isfinite(*value))
		return err_set(err, ERR_INPUT, "\"%s\" is not a number", copy);
	return 0;
}

double real_tenths(double value)
{
	return fabs(value) < 0.05 ? 0 : value;
}

void buf_reserve(struct buf *b, size_t more)
{
	size_t need = b->len + more + 1, cap = b->cap ? b->cap : 64;

	if (need <= b->cap)
		return;
	while (cap < need)
		cap *= 2;
	b->s = mem_grow(b->s, cap, 1);
	b->cap = cap;
}

void buf_add(struct buf *b, struct str s)
{
	buf_reserve(b, s.len);
	if (s.len)
		memcpy(b->s + b->len, s.s, s.len);
	b->len += s.len;
	b->s[b->len] = '\0';
}

void buf_addz(struct buf *b, const char *z)
{
	buf_add(b, str_of(z));
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, (struct str){&c, 1});
}

void buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return;
	buf_reserve(b, (size_t)len);
	vsnprintf(b->s + b->len, (size_t)len + 1, fmt, ap);
	b->len += (size_t)len;
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

void buf_cut(struct buf *b, size_t len)
{
	if (len < b->len) {
		b->len = len;
		b->s[len] = '\0';
	}
}

void buf_clear(struct buf *b)
{
	buf_cut(b, 0);
}

void buf_fini(struct buf *b)
{
	free(b->s);
	*b = (struct buf){0};
}

const char *buf_z(const struct buf *b)
{
	return b->s ? b->s : "";
}

struct str buf_str(const struct buf *b)
{
	return (struct str){buf_z(b), b->len};
}
