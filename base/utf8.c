/* SPDX-License-Identifier: MIT
 * UTF-8: code points, grapheme clusters, cell widths, and the one gate for text from outside. */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/mem.h"

enum { MARKS_A_BASE = 8 };

uint32_t utf8_next(struct str *rest)
{
	ucs4_t point = UTF8_BAD;
	unsigned char first = (unsigned char)rest->s[0];
	int used = 1;

	if (first < 0x80) {
		point = first;
	} else {
		used = u8_mbtoucr(&point, (const uint8_t *)rest->s, rest->len);
		if (used < 1) {
			point = UTF8_BAD;
			used = 1;
		}
	}
	rest->s += used;
	rest->len -= (size_t)used;
	return point;
}

void utf8_put(struct buf *out, uint32_t point)
{
	uint8_t bytes[6];
	int len = u8_uctomb(bytes, point, sizeof(bytes));

	if (len > 0)
		buf_add(out, (struct str){(const char *)bytes, (size_t)len});
}

bool utf8_is_valid(struct str s)
{
	return s.len == 0 || u8_check((const uint8_t *)s.s, s.len) == NULL;
}

int utf8_point_width(uint32_t point)
{
	int width;

	if (point >= 0x20 && point < 0x7F)
		return 1;
	width = uc_width(point, "UTF-8");
	if (width == 1 && point >= 0x300 && uc_is_general_category_withtable(point, UC_CATEGORY_MASK_Mn))
		return 0; /* some vowels of Kannada are written above their letter */
	if (width == 0 && point >= 0x600 && uc_graphemeclusterbreak_property(point) == GBP_PREPEND)
		return 1; /* numbers' signs of Arabic */
	return width < 0 ? 0 : width;
}

/* The tone of a skin changes the emoji before it. */
static bool is_tone(uint32_t point)
{
	return point >= 0x1F3FB && point <= 0x1F3FF;
}

struct str utf8_piece(struct str *cluster, int *width)
{
	struct str piece = {cluster->s, 0}, rest = *cluster;

	*width = utf8_point_width(utf8_next(&rest));
	for (*cluster = rest; rest.len; *cluster = rest) {
		uint32_t point = utf8_next(&rest);
		int more = is_tone(point) ? 0 : utf8_point_width(point);

		if (*width && more)
			break;
		*width += more;
	}
	piece.len = (size_t)(cluster->s - piece.s);
	return piece;
}

struct str utf8_cluster(struct str *rest, int *width)
{
	const uint8_t *s = (const uint8_t *)rest->s;
	struct str cluster = {rest->s, 1}, pieces;

	if (rest->len > 1 && s[0] < 0x80 && s[1] < 0x80 && s[0] != '\r') {
		*width = s[0] >= 0x20 && s[0] < 0x7F;
	} else {
		cluster.len = (size_t)(u8_grapheme_next(s, s + rest->len) - s);
		pieces = cluster;
		for (*width = 0; pieces.len;) {
			int more;

			utf8_piece(&pieces, &more);
			*width += more;
		}
	}
	rest->s += cluster.len;
	rest->len -= cluster.len;
	return cluster;
}

/* One cell a byte. */
static bool is_plain(struct str s)
{
	unsigned char odd = 0;

	for (size_t i = 0; i < s.len; i++)
		odd |= (unsigned char)(s.s[i] < 0x20 || s.s[i] == 0x7F);
	return !odd;
}

int utf8_width(struct str s)
{
	int total = 0, width;

	if (is_plain(s))
		return (int)s.len;
	while (s.len) {
		utf8_cluster(&s, &width);
		total += width;
	}
	return total;
}

struct str utf8_fit(struct str s, int cells)
{
	struct str rest = s;
	int width;

	while (rest.len) {
		struct str before = rest;

		utf8_cluster(&rest, &width);
		cells -= width;
		if (cells < 0)
			return (struct str){s.s, (size_t)(before.s - s.s)};
	}
	return s;
}

/* Invisible characters that change how their neighbours read or where a line ends. */
static bool is_hidden(uint32_t p)
{
	return p == 0x61C || (p >= 0x200B && p <= 0x200F && p != 0x200C && p != 0x200D) ||
	       (p >= 0x2028 && p <= 0x202E) || (p >= 0x2060 && p <= 0x2064) || (p >= 0x2066 && p <= 0x206F) ||
	       p == 0xFEFF || (p >= 0xFFF9 && p <= 0xFFFB) || (p >= 0xE0000 && p <= 0xE007F);
}

static bool clean_point(struct buf *out, uint32_t p, unsigned flags)
{
	if (p == '\n' || p == '\t') {
		bool kept = flags & CLEAN_TEXT;

		buf_addc(out, kept ? (char)p : ' ');
		return kept;
	}
	if (p < 0x20)
		utf8_put(out, 0x2400 + p);
	else if (p == 0x7F)
		utf8_put(out, 0x2421);
	else if (p >= 0x80 && p < 0xA0)
		utf8_put(out, UTF8_BAD);
	else if (!is_hidden(p))
		return utf8_put(out, p), true;
	return false;
}

static bool filter(struct buf *out, struct str in, unsigned flags)
{
	bool same = true;

	while (in.len) {
		uint32_t p = (unsigned char)in.s[0];
		bool bad = false;

		if (p >= 0x80) {
			struct str at = in;

			p = utf8_next(&in);
			bad = p == UTF8_BAD && at.len - in.len == 1;
		} else {
			in.s++, in.len--;
			if (p == '\r') {
				if (in.len && in.s[0] == '\n')
					in.s++, in.len--;
				p = '\n';
				same = false;
			}
		}
		same &= clean_point(out, p, flags) && !bad;
	}
	return same;
}

/* Drops the marks behind the eighth of a base, in place. Comes last: hidden characters between marks are gone
 * by then, and composing may have made two marks of one. */
static bool limit_marks(struct buf *out, size_t start)
{
	struct str rest = {out->s + start, out->len - start};
	size_t kept = start;
	int marks = 0;

	while (rest.len) {
		struct str at = rest;
		size_t len;

		marks = uc_is_general_category_withtable(utf8_next(&rest), UC_CATEGORY_MASK_M) ? marks + 1
											       : 0;
		len = at.len - rest.len;
		if (marks <= MARKS_A_BASE) {
			memmove(out->s + kept, at.s, len);
			kept += len;
		}
	}
	if (kept == out->len)
		return true;
	buf_cut(out, kept);
	return false;
}

static bool is_ascii(struct str s)
{
	unsigned char any = 0;

	for (size_t i = 0; i < s.len; i++)
		any |= (unsigned char)s.s[i];
	return any < 0x80;
}

static void cut_between_points(struct buf *out, size_t len)
{
	while (len && len < out->len && ((unsigned char)out->s[len] & 0xC0) == 0x80)
		len--;
	buf_cut(out, len);
}

static bool is_clean_byte(unsigned char c, unsigned flags)
{
	return (c >= 0x20 && c < 0x7F) || (flags & CLEAN_TEXT && (c == '\n' || c == '\t'));
}

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

/* Eight bytes at once: none below 0x20, none of 0x7F and above. */
static bool are_printable(const char *bytes)
{
	uint64_t word, low, del;

	memcpy(&word, bytes, sizeof(word));
	low = (word - EACH_BYTE(0x20)) & ~word;
	del = word + EACH_BYTE(1); /* 0x7F becomes 0x80; there is no carry unless a byte is 0xFF */
	return !((low | del | word) & EACH_BYTE(0x80));
}

/* Most text of most files: nothing in it can need cleaning. */
static bool is_clean_ascii(struct str s, unsigned flags)
{
	size_t i = 0;

	while (i < s.len) {
		if (s.len - i >= sizeof(uint64_t) && are_printable(s.s + i))
			i += sizeof(uint64_t);
		else if (is_clean_byte((unsigned char)s.s[i], flags))
			i++;
		else
			return false;
	}
	return true;
}

bool utf8_is_tame(struct str text)
{
	if (is_clean_ascii(text, CLEAN_TEXT))
		return true;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.s[i];

		if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F)
			return false;
		if (c == 0xC2 && i + 1 < text.len && (unsigned char)text.s[i + 1] < 0xA0)
			return false; /* C1 */
	}
	return utf8_is_valid(text);
}

bool utf8_clean(struct buf *out, struct str in, unsigned flags, size_t cap)
{
	size_t start = out->len, len;
	bool whole = in.len / 4 <= cap + 16; /* what lies behind cannot survive the cap, composed or not */
	bool same;
	uint8_t *nfc;

	if (in.len <= cap && is_clean_ascii(in, flags)) {
		buf_add(out, in);
		return true;
	}
	same = filter(out, whole ? in : str_slice(in, 0, (cap + 16) * 4), flags) && whole;
	if (!is_ascii((struct str){buf_z(out) + start, out->len - start})) {
		nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)out->s + start, out->len - start, NULL,
				   &len);
		if (nfc) {
			struct str composed = {(const char *)nfc, len};

			same &= str_eq(composed, (struct str){out->s + start, out->len - start});
			buf_cut(out, start);
			buf_add(out, composed);
			free(nfc);
		}
		same &= limit_marks(out, start);
	}
	if (out->len - start > cap) {
		cut_between_points(out, start + cap);
		same = false;
	}
	return same;
}

void utf8_fold(struct buf *out, struct str in)
{
	size_t len, start = out->len;

	if (is_ascii(in)) { /* most texts, by far the quicker way */
		buf_add(out, in);
		for (size_t i = start; i < out->len; i++)
			if (out->s[i] >= 'A' && out->s[i] <= 'Z')
				out->s[i] = (char)(out->s[i] - 'A' + 'a');
		return;
	}
	uint8_t *folded = u8_casefold((const uint8_t *)in.s, in.len, NULL, UNINORM_NFC, NULL, &len);

	if (!folded) {
		buf_add(out, in);
		return;
	}
	buf_add(out, (struct str){(const char *)folded, len});
	free(folded);
}

struct str utf8_cut(struct str text, size_t cap)
{
	if (text.len <= cap)
		return text;
	while (cap && ((unsigned char)text.s[cap] & 0xC0) == 0x80)
		cap--;
	return str_slice(text, 0, cap);
}
