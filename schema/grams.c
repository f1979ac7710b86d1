/* SPDX-License-Identifier: MIT
 * Grams: cutting words into pieces. */
#include "schema/grams.h"

#include "base/loose.h"
#include "base/markup.h"
#include "base/utf8.h"

enum {
	GRAMS_OF_TERM = 12,    /* as many pieces as narrow the search; each costs a list to be read */
	SPACELESS = 0x2E80,    /* Han, kana, hangul: one character is a word's worth */
};

void grams_text(struct buf *out, struct str fields)
{
	struct buf plain = {0};
	struct str field;

	while (str_cut(&fields, '\x1f', &field)) {
		if (plain.len)
			buf_addc(&plain, '\x1f');
		markup_plain(&plain, field);
	}
	loose_put(out, buf_str(&plain));
	buf_fini(&plain);
}

static bool in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Cuts the next word off *rest; false: there is none. */
static bool next_word(struct str *rest, struct str *word)
{
	size_t from = 0, to;

	while (from < rest->len && !in_word(rest->s[from]))
		from++;
	for (to = from; to < rest->len && in_word(rest->s[to]);)
		to++;
	*word = str_slice(*rest, from, to);
	*rest = str_slice(*rest, to, rest->len);
	return word->len > 0;
}

static void put_piece(struct buf *out, struct str word, size_t from, size_t to)
{
	if (out->len)
		buf_addc(out, ' ');
	buf_add(out, str_slice(word, from, to));
}

static void put_word(struct buf *out, struct str word)
{
	size_t at = 0, before = 0, two_before = 0; /* where the last characters began */
	struct str rest = word;

	for (int i = 0; rest.len; i++) {
		uint32_t point = utf8_next(&rest);
		size_t end = word.len - rest.len;

		if (point >= SPACELESS)
			put_piece(out, word, at, end);
		if (i >= 1)
			put_piece(out, word, before, end);
		if (i >= 2)
			put_piece(out, word, two_before, end);
		two_before = before;
		before = at;
		at = end;
	}
}

void grams_put(struct buf *out, struct str text)
{
	struct str word;

	while (next_word(&text, &word))
		put_word(out, word);
}

static size_t characters(struct str text)
{
	size_t count = 0;

	for (; text.len; count++)
		(void)utf8_next(&text);
	return count;
}

/* The longest pieces of a word cover it; shorter ones would say nothing new. */
static void match_word(struct buf *out, struct str word, int *left)
{
	struct buf pieces = {0};
	size_t longest = characters(word) < 3 ? characters(word) : 3;
	struct str rest, piece;

	put_word(&pieces, word);
	rest = buf_str(&pieces);
	while (*left && str_cut(&rest, ' ', &piece)) {
		if (characters(piece) != longest)
			continue;
		buf_addf(out, "%s\"%.*s\"", out->len ? " AND " : "", STR_FMT(piece));
		--*left;
	}
	buf_fini(&pieces);
}

bool grams_match(struct buf *out, struct str text)
{
	int left = GRAMS_OF_TERM;
	struct str word;

	while (next_word(&text, &word))
		match_word(out, word, &left);
	return left < GRAMS_OF_TERM;
}
