/* SPDX-License-Identifier: MIT
 * Grading: what of a text is compared exactly, loosely, or not at all. */
#include <stdlib.h>
#include <string.h>

#include <unictype.h>
#include <uninorm.h>

#include "base/loose.h"
#include "base/utf8.h"
#include "study/grade_priv.h"

static bool is_between(uint32_t p, uint32_t low, uint32_t high)
{
	return p >= low && p <= high;
}

static bool is_space(uint32_t p)
{
	return p == ' ' || is_between(p, '\t', '\r') || p == 0xA0 || is_between(p, 0x2000, 0x200A) ||
	       p == 0x202F || p == 0x205F || p == 0x3000;
}

/* What keyboards and phones put in place of the plain sign. */
static uint32_t plain_point(uint32_t p)
{
	if (is_between(p, 0x2018, 0x201B) || p == 0x2032 || p == 0x2BC || p == '`' || p == 0xB4)
		return '\'';
	if (is_between(p, 0x201C, 0x201F) || p == 0x2033 || p == 0xAB || p == 0xBB)
		return '"';
	if (is_between(p, 0x2010, 0x2015) || p == 0x2212 || p == 0xFE58 || p == 0xFE63)
		return '-';
	if (is_between(p, 0xFF01, 0xFF5E))
		return p - 0xFEE0;
	if (p == 0x3002 || p == 0xFF61)
		return '.';
	return p == 0x3001 ? ',' : p;
}

static bool is_punctuation(uint32_t p)
{
	return (p < 0x80 && p && strchr(".,;:!?'\"-()[]{}", (int)p)) || p == 0xBF || p == 0xA1 || p == 0xB7 ||
	       p == 0x2026;
}

static void put_exact(struct buf *out, struct str text)
{
	while (text.len) {
		uint32_t p = utf8_next(&text);

		if (p == 0x2026)
			buf_addz(out, "...");
		else
			utf8_put(out, plain_point(p));
	}
}

static bool is_mark_alone(struct str exact)
{
	while (exact.len)
		if (!is_punctuation(utf8_next(&exact)))
			return false;
	return true;
}

static struct str keep(struct arena *arena, struct buf *scratch)
{
	struct str kept = arena_str(arena, buf_str(scratch));

	buf_clear(scratch);
	return kept;
}

static void fill(struct letter *letter, struct str cluster, struct buf *scratch, struct arena *arena)
{
	struct str points = cluster;

	*letter = (struct letter){.text = cluster, .space = is_space(utf8_next(&points))};
	if (letter->space) {
		letter->exact = letter->loose = STR(" ");
		return;
	}
	put_exact(scratch, cluster);
	letter->exact = keep(arena, scratch);
	letter->digit = letter->exact.len == 1 && is_between((unsigned char)letter->exact.s[0], '0', '9');
	points = letter->exact;
	letter->word = uc_is_alnum(utf8_next(&points));
	if (is_mark_alone(letter->exact))
		return;
	loose_put(scratch, letter->exact);
	letter->loose = keep(arena, scratch);
}

/* A point or comma between digits and a sign before one are part of a number. */
static void keep_numbers(struct letters *letters)
{
	for (size_t i = 0; i + 1 < letters->count; i++) {
		struct letter *at = &letters->item[i];
		bool begins = i == 0 || at[-1].space;

		if (at->loose.len || at->exact.len != 1 || !at[1].digit)
			continue;
		if ((at->exact.s[0] == '-' && begins) ||
		    ((at->exact.s[0] == '.' || at->exact.s[0] == ',') && !begins && at[-1].digit))
			at->loose = at->exact;
	}
}

/* One line: runs of white space are one space, none at the ends. */
static struct str tidy(struct str text, struct arena *arena)
{
	struct buf out = {0};
	struct str kept;
	bool space = false;

	while (text.len) {
		uint32_t p = utf8_next(&text);

		if (is_space(p)) {
			space = out.len > 0;
			continue;
		}
		if (space)
			buf_addc(&out, ' ');
		space = false;
		utf8_put(&out, p);
	}
	kept = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return kept;
}

static struct str compose(struct str text, struct arena *arena)
{
	size_t len;
	uint8_t *nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)text.s, text.len, NULL, &len);
	struct str kept = nfc ? arena_str(arena, (struct str){(const char *)nfc, len}) : text;

	free(nfc);
	return kept;
}

struct letters grade_letters(struct str text, struct arena *arena)
{
	struct str rest = tidy(compose(text, arena), arena);
	size_t most = rest.len < GRADE_LETTERS_MAX ? rest.len : GRADE_LETTERS_MAX;
	struct letters letters = {arena_alloc(arena, (most + 1) * sizeof(struct letter)), 0};
	struct buf scratch = {0};
	int width;

	while (rest.len && letters.count < most)
		fill(&letters.item[letters.count++], utf8_cluster(&rest, &width), &scratch, arena);
	if (letters.count > 1 && str_is(letters.item[letters.count - 1].exact, "."))
		letters.count--;
	keep_numbers(&letters);
	buf_fini(&scratch);
	return letters;
}
