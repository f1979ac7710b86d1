/* SPDX-License-Identifier: MIT
 * Grading: numbers, with tolerance and unit. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/grade_priv.h"

enum { NUMBER_MAX = 48 };

/* A number at the start of a text of plain signs; the rest is its unit. */
struct number {
	double value, other; /* other: "1,000" read the other way; the same as value elsewhere */
	size_t len;
};

static struct str plain(struct str text, struct arena *arena)
{
	struct letters letters = grade_letters(text, arena);
	struct buf out = {0};
	struct str kept;

	for (size_t i = 0; i < letters.count; i++)
		buf_add(&out, letters.item[i].exact);
	kept = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return kept;
}

/* "12 345", "12'345": a separator has three digits behind it. */
static bool is_group(const char *s)
{
	return (*s == ' ' || *s == '\'') && isdigit((unsigned char)s[1]) && isdigit((unsigned char)s[2]) &&
	       isdigit((unsigned char)s[3]) && !isdigit((unsigned char)s[4]);
}

/* Takes sign, digits and separators into out, without groups of blanks. */
static size_t scan(const char *s, char *out)
{
	size_t at = 0, len = 0;

	if (s[at] == '-' || s[at] == '+')
		out[len++] = s[at++];
	while (len + 8 < NUMBER_MAX) {
		if (isdigit((unsigned char)s[at]) ||
		    ((s[at] == '.' || s[at] == ',') && isdigit((unsigned char)s[at + 1])))
			out[len++] = s[at++];
		else if (at && isdigit((unsigned char)s[at - 1]) && is_group(s + at))
			at++;
		else
			break;
	}
	if ((s[at] == 'e' || s[at] == 'E') && at && isdigit((unsigned char)s[at - 1])) {
		size_t sign = s[at + 1] == '-' || s[at + 1] == '+';

		if (isdigit((unsigned char)s[at + 1 + sign]) && len + sign + 5 < NUMBER_MAX) {
			out[len++] = s[at++];
			for (size_t i = 0; (i < sign || isdigit((unsigned char)s[at])) && i < 4; i++)
				out[len++] = s[at++];
		}
	}
	out[len] = '\0';
	return at;
}

static double read_with(const char *digits, char point)
{
	char copy[NUMBER_MAX];
	size_t len = 0;

	for (; *digits; digits++)
		if ((*digits != '.' && *digits != ',') || *digits == point)
			copy[len++] = *digits == point ? '.' : *digits;
	copy[len] = '\0';
	return strtod(copy, NULL);
}

static size_t count(const char *s, char c)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s == c;
	return n;
}

/* The last sign of two different ones is the decimal one; one that comes twice parts thousands; a single one
 * with three digits behind it can be read either way. */
static void interpret(struct number *number, const char *digits)
{
	const char *dot = strrchr(digits, '.'), *comma = strrchr(digits, ','),
		   *last = dot > comma ? dot : comma;

	if (dot && comma) {
		number->value = number->other = read_with(digits, *last);
	} else if (!last || count(digits, *last) > 1) {
		number->value = number->other = read_with(digits, '\0');
	} else {
		number->value = number->other = read_with(digits, *last);
		if (strspn(last + 1, "0123456789") == 3 && last[4] == '\0' && digits[0] != '0')
			number->other = read_with(digits, '\0');
	}
}

static bool take_number(struct number *number, const char *s)
{
	char digits[NUMBER_MAX];
	struct number below;

	number->len = scan(s, digits);
	if (number->len == 0 || !strpbrk(digits, "0123456789"))
		return false;
	interpret(number, digits);
	if (s[number->len] == '/' && take_number(&below, s + number->len + 1) && below.value != 0) {
		number->value = number->other = number->value / below.value;
		number->len += 1 + below.len;
	}
	return isfinite(number->value);
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " ");
}

/* "± 0.1", "+- 0.1", "+/- 2%" behind a number. */
static const char *take_tolerance(const char *s, double value, double *tolerance)
{
	static const char *const signs[] = {"\xc2\xb1", "+/-", "+-"};
	const char *at = skip_blanks(s);

	for (int i = 0; i < 3; i++) {
		struct number number;

		if (strncmp(at, signs[i], strlen(signs[i])) != 0)
			continue;
		at = skip_blanks(at + strlen(signs[i]));
		if (!take_number(&number, at))
			return s;
		at += number.len;
		*tolerance = fabs(number.value);
		if (*at == '%') {
			*tolerance = fabs(value) * *tolerance / 100;
			at++;
		}
		return at;
	}
	return s;
}

static bool is_close(double a, double b, double tolerance)
{
	return fabs(a - b) <= tolerance + 1e-9 * fmax(fabs(a), fabs(b));
}

static enum verdict compare_units(const char *typed, const char *expected)
{
	typed = skip_blanks(typed);
	expected = skip_blanks(expected);
	if (strcmp(typed, expected) == 0 || *typed == '\0')
		return GRADE_EXACT;
	return strcasecmp(typed, expected) == 0 || *expected == '\0' ? GRADE_NEARLY : GRADE_WRONG;
}

static enum verdict compare(const char *typed, const char *expected)
{
	struct number want, got;
	double tolerance = 0;
	const char *unit;

	if (!take_number(&want, expected) || !take_number(&got, typed))
		return GRADE_WRONG;
	unit = take_tolerance(expected + want.len, want.value, &tolerance);
	if (!is_close(got.value, want.value, tolerance) && !is_close(got.other, want.value, tolerance))
		return GRADE_WRONG;
	return compare_units(typed + got.len, unit);
}

enum verdict grade_number(struct str typed, struct str expected)
{
	struct arena arena = {0};
	enum verdict verdict = compare(plain(typed, &arena).s, plain(expected, &arena).s);

	arena_fini(&arena);
	return verdict;
}
