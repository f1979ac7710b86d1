/* SPDX-License-Identifier: MIT
 * What a question can be answered with: which answers are right as well, and which are easily taken for the right one. */
#include "study/choices.h"

#include <string.h>
#include <unictype.h>

#include "base/hash.h"
#include "base/utf8.h"

enum { LIKE_CONFUSED = 64, LIKE_TAG = 16, LIKE_SCRIPT = 8, LIKE_LENGTH = 3 };

static const char between[] = " / ";

/* Cuts one alternative off; false at the end. */
static bool next_alternative(struct str *rest, bool whole, struct str *one)
{
	if (!rest->s)
		return false;
	for (size_t i = 0; i + 3 <= rest->len && !whole; i++) {
		if (rest->s[i] != between[0] || memcmp(rest->s + i, between, 3) != 0)
			continue;
		*one = str_trim(str_slice(*rest, 0, i));
		*rest = str_slice(*rest, i + 3, rest->len);
		return true;
	}
	*one = str_trim(*rest);
	*rest = (struct str){0};
	return true;
}

struct str choice_shown(const struct choice_note *note)
{
	struct str rest = note->answer, shown = {0};

	(void)next_alternative(&rest, note->whole, &shown);
	return shown;
}

static struct str folded(struct str text, struct arena *arena)
{
	struct buf buf = {0};
	struct str copy;

	utf8_fold(&buf, str_trim(text));
	copy = arena_str(arena, buf_str(&buf));
	buf_fini(&buf);
	return copy;
}

void choice_fold(const struct choice_note *note, struct arena *arena, struct choice_words *words)
{
	struct str rest = note->answer, one;
	size_t count = 0;

	while (next_alternative(&rest, note->whole, &one))
		count++;
	*words = (struct choice_words){.front = folded(note->front, arena),
				       .alternative = arena_alloc(arena, (count + 1) * sizeof(one))};
	rest = note->answer;
	while (next_alternative(&rest, note->whole, &one))
		words->alternative[words->count++] = folded(one, arena);
}

bool choice_is_right_too(const struct choice_words *own, const struct choice_words *other)
{
	if (str_eq(own->front, other->front))
		return true;
	for (size_t i = 0; i < own->count; i++)
		for (size_t k = 0; k < other->count; k++)
			if (str_eq(own->alternative[i], other->alternative[k]))
				return true;
	return false;
}

bool choice_is_synonym(const struct choice_note *own, const struct choice_note *other)
{
	struct choice_words mine, theirs;
	struct arena arena = {0};
	bool same;

	choice_fold(own, &arena, &mine);
	choice_fold(other, &arena, &theirs);
	same = choice_is_right_too(&mine, &theirs);
	arena_fini(&arena);
	return same;
}

bool choice_shares_tag(const struct choice_note *note, const struct choice_note *with)
{
	struct str own = note->tags, other = with->tags, mine, theirs;

	while (str_cut(&own, ' ', &mine)) {
		struct str rest = other;

		while (mine.len && str_cut(&rest, ' ', &theirs))
			if (str_eq(mine, theirs))
				return true;
	}
	return false;
}

/* Of the first letter or digit. */
static const uc_script_t *script_of(struct str text)
{
	while (text.len) {
		uint32_t point = utf8_next(&text);

		if (uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N))
			return uc_script(point);
	}
	return NULL;
}

static int length_points(struct str own, struct str other)
{
	int a = utf8_width(own), b = utf8_width(other), most = a > b ? a : b, apart = a > b ? a - b : b - a;

	return most == 0 ? 0 : LIKE_LENGTH - (LIKE_LENGTH * apart + most - 1) / most;
}

int choice_likeness(const struct choice_note *own, const struct choice_note *other, bool confused)
{
	struct str mine = choice_shown(own), theirs = choice_shown(other);

	return (confused ? LIKE_CONFUSED : 0) + (choice_shares_tag(own, other) ? LIKE_TAG : 0) +
	       (script_of(mine) == script_of(theirs) ? LIKE_SCRIPT : 0) + length_points(mine, theirs);
}

int choice_print(struct str text)
{
	return (int)(hash_bytes(text) & ((1u << CHOICE_PRINT_BITS) - 1));
}
