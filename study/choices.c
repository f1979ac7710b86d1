/* SPDX-License-Identifier: MIT
 * What a question can be answered with: which answers are right as well, and which are easily taken for the right one. */
#include "study/choices.h"

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
		if (!str_starts(str_slice(*rest, i, rest->len), between))
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

static bool is_same(struct str a, struct str b)
{
	struct buf left = {0}, right = {0};
	bool same;

	utf8_fold(&left, str_trim(a));
	utf8_fold(&right, str_trim(b));
	same = str_eq(buf_str(&left), buf_str(&right));
	buf_fini(&left);
	buf_fini(&right);
	return same;
}

bool choice_is_synonym(const struct choice_note *own, const struct choice_note *other)
{
	struct str rest = own->answer, mine, theirs;

	if (is_same(own->front, other->front))
		return true;
	while (next_alternative(&rest, own->whole, &mine)) {
		struct str others = other->answer;

		while (next_alternative(&others, other->whole, &theirs))
			if (is_same(mine, theirs))
				return true;
	}
	return false;
}

static bool share_tag(struct str own, struct str other)
{
	struct str mine, theirs;

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

	return (confused ? LIKE_CONFUSED : 0) + (share_tag(own->tags, other->tags) ? LIKE_TAG : 0) +
	       (script_of(mine) == script_of(theirs) ? LIKE_SCRIPT : 0) + length_points(mine, theirs);
}

int choice_print(struct str text)
{
	return (int)(hash_bytes(text) & ((1u << CHOICE_PRINT_BITS) - 1));
}
