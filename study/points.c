/* SPDX-License-Identifier: MIT
 * Points: words against words. */
#include "study/points.h"

#include <string.h>

#include "base/loose.h"
#include "base/utf8.h"

enum { LONG_BYTES = 60, LONG_WORDS = 8, WORD_MIN = 4, SLIP_MIN = 6, WIDE_FROM = 0x2E80 };

static bool is_letter(uint32_t p)
{
	return (p >= '0' && p <= '9') || (p >= 'a' && p <= 'z') || (p >= 'A' && p <= 'Z') || (p >= 0xC0 && p < 0x300) || (p >= 0x370 && p < 0x2000) ||
	       p >= WIDE_FROM;
}

/* The next run of letters, or one letter of a script that writes no spaces. False: none is left. */
static bool next_word(struct str *text, struct str *word)
{
	while (text->len) {
		struct str rest = *text, before;
		uint32_t p = utf8_next(&rest);

		if (!is_letter(p)) {
			*text = rest;
			continue;
		}
		for (before = rest; p < WIDE_FROM && rest.len; before = rest) {
			uint32_t q = utf8_next(&rest);

			if (!is_letter(q) || q >= WIDE_FROM)
				break;
		}
		*word = str_slice(*text, 0, text->len - before.len);
		*text = before;
		return true;
	}
	return false;
}

static size_t words_in(struct str text)
{
	struct str word;
	size_t count = 0;

	while (next_word(&text, &word))
		count++;
	return count;
}

bool points_suit(enum answer_check check, struct str expected)
{
	return check == CHECK_TEXT && expected.len >= LONG_BYTES && words_in(expected) >= LONG_WORDS &&
	       !memmem(expected.s, expected.len, " / ", 3);
}

/* One byte put in, left out or another. */
static bool is_slip(struct str a, struct str b)
{
	struct str shorter = a.len < b.len ? a : b, longer = a.len < b.len ? b : a;
	size_t same = 0, end;

	if (longer.len - shorter.len > 1)
		return false;
	while (same < shorter.len && shorter.s[same] == longer.s[same])
		same++;
	end = shorter.len - same - (longer.len == shorter.len && same < shorter.len);
	return memcmp(shorter.s + shorter.len - end, longer.s + longer.len - end, end) == 0;
}

static bool is_named(struct str word, struct str typed)
{
	size_t stem = (word.len * 3 + 3) / 4;
	struct str other;

	stem = stem < WORD_MIN ? word.len : stem;
	while (next_word(&typed, &other)) {
		if (str_eq(other, word) || (word.len > WORD_MIN && other.len >= stem && memcmp(other.s, word.s, stem) == 0))
			return true;
		if (word.len >= SLIP_MIN && is_slip(word, other))
			return true;
	}
	return false;
}

static bool is_key(struct str word)
{
	struct str rest = word;

	return word.len >= WORD_MIN || utf8_next(&rest) >= WIDE_FROM || (word.s[0] >= '0' && word.s[0] <= '9');
}

/* Both are loose. */
static bool is_point_named(struct str point, struct str typed)
{
	size_t keys = 0, words = 0, keys_named = 0, words_named = 0;
	struct str word;

	while (next_word(&point, &word)) {
		bool named = is_named(word, typed);

		words++;
		words_named += named;
		keys += is_key(word);
		keys_named += named && is_key(word);
	}
	return keys ? keys_named * 2 >= keys : words_named * 2 >= words;
}

static bool ends_point(struct str text, size_t at, bool commas)
{
	char c = text.s[at];
	bool last = at + 1 == text.len || text.s[at + 1] == ' ' || text.s[at + 1] == '\n';

	return c == '\n' || c == ';' || (last && (c == '.' || c == '!' || c == '?' || (commas && c == ',')));
}

/* Cuts the next point off; false: none is left. */
static bool next_point(struct str *text, bool commas, struct str *point)
{
	while (text->len) {
		size_t at = 0;

		while (at < text->len && !ends_point(*text, at, commas))
			at++;
		*point = str_trim(str_slice(*text, 0, at));
		*text = str_slice(*text, at + 1, text->len);
		if (words_in(*point))
			return true;
	}
	return false;
}

static bool is_one_sentence(struct str text)
{
	struct str point;

	return next_point(&text, false, &point) && !next_point(&text, false, &point);
}

void points_check(struct str typed, struct str expected, struct points *points)
{
	bool commas = is_one_sentence(expected);
	struct buf said = {0}, wanted = {0};
	struct str point;

	*points = (struct points){0};
	loose_put(&said, typed);
	while (next_point(&expected, commas, &point)) {
		buf_clear(&wanted);
		loose_put(&wanted, point);
		points->count++;
		if (is_point_named(buf_str(&wanted), buf_str(&said)))
			points->found++;
		else if (points->missings < POINTS_MAX)
			points->missing[points->missings++] = point;
	}
	points->rating = points->found == points->count ? 3 : points->found * 2 >= points->count ? 2 : 1;
	buf_fini(&said);
	buf_fini(&wanted);
}
