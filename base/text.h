/* SPDX-License-Identifier: MIT
 * Text: borrowed runs of bytes, and a buffer that grows. Knows nothing of what the bytes mean (base/utf8.h does). */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Borrowed: whoever made it says how long it lives. Not terminated unless said so; s may be NULL when len is 0. */
struct str {
	const char *s;
	size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_FMT(x)   (int)(x).len, (x).s ? (x).s : "" /* for "%.*s" */

struct str str_of(const char *z); /* of a terminated string; NULL gives the empty one */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *z);
bool str_starts(struct str a, const char *prefix);
int str_cmp(struct str a, struct str b); /* by bytes */
struct str str_trim(struct str a);       /* without ASCII white space at both ends */
/* Cuts the part before the first `sep` off *rest; without one, all of it. False when *rest was used up
 * (rest->s is NULL then). "a,,b" gives "a", "", "b"; the empty string gives one empty part. */
bool str_cut(struct str *rest, char sep, struct str *part);
bool str_has_word(struct str words, struct str word); /* words: "a bc d", parted by one blank */
struct str str_slice(struct str a, size_t from, size_t to); /* clamped to the string */
/* A whole decimal number with optional sign and nothing else; 0 or -1 (err says what stood there). */
int str_to_int(struct str a, int64_t *value, struct err *err) MUST_CHECK;
int str_to_real(struct str a, double *value, struct err *err) MUST_CHECK;

/* To a tenth, as "%.1f" shows it, but without a sign where nothing is left: "-0.0" is no number for people. */
double real_tenths(double value);

/* Grows; {0} is empty. s is always terminated once anything was added; buf_z gives "" before that. */
struct buf {
	char *s;
	size_t len, cap;
};

void buf_reserve(struct buf *b, size_t more); /* room for so many more: for many small additions */
void buf_add(struct buf *b, struct str s);
void buf_addz(struct buf *b, const char *z);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vaddf(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
void buf_cut(struct buf *b, size_t len); /* shortens to len */
void buf_clear(struct buf *b);           /* empty, memory kept */
void buf_fini(struct buf *b);
const char *buf_z(const struct buf *b);
struct str buf_str(const struct buf *b);

#endif
