/* SPDX-License-Identifier: MIT
 * Loose letters: ASCII at once, the rest by Unicode's own tables. */
#include "base/loose.h"

#include <stdlib.h>

#include <unicase.h>
#include <uninorm.h>

#include "base/utf8.h"

static bool is_between(uint32_t p, uint32_t low, uint32_t high)
{
	return p >= low && p <= high;
}

/* Marks that a reader knows and a writer leaves out: Latin, Greek and Cyrillic accents, Hebrew points, Arabic
 * vowels. Others (kana, the scripts of India) are letters of their own. */
static bool is_accent(uint32_t p)
{
	return is_between(p, 0x300, 0x36F) || is_between(p, 0x591, 0x5BD) || p == 0x5BF ||
	       is_between(p, 0x5C1, 0x5C2) || is_between(p, 0x64B, 0x65F) || p == 0x670;
}

/* Letters with a stroke or joined, which do not decompose. */
static const char *bare_letter(uint32_t p)
{
	static const struct {
		uint32_t point;
		const char *bare;
	} table[] = {{0xE6, "ae"}, {0xF8, "o"},	 {0xF0, "d"},  {0xFE, "th"},  {0x111, "d"},
		     {0x127, "h"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}, {0x167, "t"}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].point == p)
			return table[i].bare;
	return NULL;
}

static void put_wide(struct buf *out, struct str run)
{
	size_t len;
	uint8_t *open = u8_casefold((const uint8_t *)run.s, run.len, NULL, UNINORM_NFD, NULL, &len);
	struct str rest = {(const char *)open, open ? len : 0};

	while (rest.len) {
		uint32_t p = utf8_next(&rest);
		const char *bare = bare_letter(p);

		if (bare)
			buf_addz(out, bare);
		else if (!is_accent(p))
			utf8_put(out, p);
	}
	free(open);
}

static size_t put_ascii(struct buf *out, struct str text)
{
	size_t from = out->len, len = 0;

	while (len < text.len && (unsigned char)text.s[len] < 0x80)
		len++;
	buf_add(out, (struct str){text.s, len});
	for (char *c = out->s + from; c < out->s + from + len; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	return len;
}

void loose_put(struct buf *out, struct str text)
{
	size_t at = 0, from;

	while (at < text.len) {
		if ((unsigned char)text.s[at] < 0x80) {
			at += put_ascii(out, str_slice(text, at, text.len));
			continue;
		}
		for (from = at; at < text.len && (unsigned char)text.s[at] >= 0x80;)
			at++;
		put_wide(out, str_slice(text, from, at));
	}
}
