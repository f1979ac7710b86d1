/* SPDX-License-Identifier: MIT
 * Grading typed answers: alternatives, lists, and the verdict. */
#include "study/grade.h"

#include <stdlib.h>
#include <string.h>

#include "study/grade_priv.h"

static int rating_of(enum verdict verdict)
{
	switch (verdict) {
	case GRADE_EXACT:
	case GRADE_NEARLY: return 3;
	case GRADE_ALMOST: return 2;
	case GRADE_WRONG: return 1;
	}
	return 1;
}

static void finish(struct grade *grade, struct runs *runs, struct arena *arena)
{
	grade->rating = rating_of(grade->verdict);
	grade->run = arena_alloc(arena, (runs->count + 1) * sizeof(*grade->run));
	if (runs->count)
		memcpy(grade->run, runs->item, runs->count * sizeof(*grade->run));
	grade->runs = runs->count;
	free(runs->item);
}

static void grade_one(enum answer_check check, struct str typed, struct str expected, struct arena *arena,
		      struct grade *grade)
{
	struct letters left = grade_letters(typed, arena), right = grade_letters(expected, arena);
	struct runs runs = {0};

	*grade = (struct grade){.expected = expected};
	grade->verdict = grade_compare(&left, &right, &runs, &grade->dist);
	if (check == CHECK_NUMBER && grade->verdict != GRADE_EXACT)
		grade->verdict = grade_number(typed, expected);
	if (check == CHECK_NUMBER && grade->verdict == GRADE_EXACT) { /* "3" and "3 ± 0.1": nothing to show */
		grade->dist = 0;
		runs.count = 0;
		grade_add_run(&runs, DIFF_SAME, typed, expected);
	}
	finish(grade, &runs, arena);
}

static bool is_better(const struct grade *a, const struct grade *b)
{
	return a->verdict != b->verdict ? a->verdict < b->verdict : a->dist < b->dist;
}

/* "Paris / Paname": cuts at " / ". */
static bool cut_alternative(struct str *rest, struct str *part)
{
	if (!rest->s)
		return false;
	for (size_t i = 0; i + 3 <= rest->len; i++)
		if (memcmp(rest->s + i, " / ", 3) == 0) {
			*part = str_slice(*rest, 0, i);
			*rest = str_slice(*rest, i + 3, rest->len);
			return true;
		}
	*part = *rest;
	*rest = (struct str){NULL, 0};
	return true;
}

static void grade_text(enum answer_check check, struct str typed, struct str expected, struct arena *arena,
		       struct grade *grade)
{
	struct str rest = expected, part;
	struct grade other;

	cut_alternative(&rest, &part);
	grade_one(check, typed, part, arena, grade);
	while (cut_alternative(&rest, &part)) {
		grade_one(check, typed, part, arena, &other);
		if (is_better(&other, grade))
			*grade = other;
	}
	grade_one(check, typed, expected, arena, &other); /* perhaps the stroke was meant */
	if (is_better(&other, grade))
		*grade = other;
}

/* The items of a list as typed or as expected. */
struct items {
	struct letters *item;
	bool *used;
	size_t count;
};

static struct items cut_items(struct str text, const char *separators, struct arena *arena)
{
	struct items items = {0};
	size_t most = 1, from = 0;

	for (size_t i = 0; i < text.len; i++)
		most += strchr(separators, text.s[i]) != NULL;
	items.item = arena_alloc(arena, most * sizeof(*items.item));
	items.used = arena_alloc(arena, most * sizeof(*items.used));
	for (size_t i = 0; i <= text.len; i++) {
		struct letters letters;

		if (i < text.len && (!text.s[i] || !strchr(separators, text.s[i])))
			continue;
		letters = grade_letters(str_slice(text, from, i), arena);
		from = i + 1;
		if (letters.count)
			items.item[items.count++] = letters;
	}
	return items;
}

/* The unused typed item that comes closest; its count when there is none. */
static size_t closest(const struct items *typed, const struct letters *expected, enum verdict *verdict)
{
	size_t best = typed->count;

	*verdict = GRADE_WRONG;
	for (size_t i = 0; i < typed->count; i++) {
		struct runs runs = {0};
		enum verdict got;
		int dist;

		if (typed->used[i])
			continue;
		got = grade_compare(&typed->item[i], expected, &runs, &dist);
		free(runs.item);
		if (got < *verdict) {
			*verdict = got;
			best = i;
		}
	}
	return best;
}

static struct str whole(const struct letters *letters)
{
	const struct letter *last = &letters->item[letters->count - 1];

	return (struct str){letters->item[0].text.s,
			    (size_t)(last->text.s + last->text.len - letters->item[0].text.s)};
}

static void separate(struct runs *runs)
{
	if (runs->count)
		grade_add_run(runs, DIFF_SAME, STR(", "), STR(", "));
}

static void match_items(struct items *typed, const struct items *expected, struct runs *runs,
			struct grade *grade)
{
	for (size_t k = 0; k < expected->count; k++) {
		const struct letters *item = &expected->item[k];
		enum verdict verdict;
		size_t at = closest(typed, item, &verdict);
		int dist = (int)item->count;

		separate(runs);
		if (verdict > grade->verdict)
			grade->verdict = verdict;
		if (at < typed->count) {
			typed->used[at] = true;
			grade_compare(&typed->item[at], item, runs, &dist);
		} else {
			grade_add_run(runs, DIFF_MISSING, (struct str){NULL, 0}, whole(item));
		}
		grade->dist += dist;
	}
	for (size_t i = 0; i < typed->count; i++) {
		if (typed->used[i])
			continue;
		separate(runs);
		grade_add_run(runs, DIFF_EXTRA, whole(&typed->item[i]), (struct str){NULL, 0});
		grade->verdict = GRADE_WRONG;
		grade->dist += (int)typed->item[i].count;
	}
}

static bool has(struct str text, const char *any)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.s[i] && strchr(any, text.s[i]))
			return true;
	return false;
}

/* Commas part what was typed unless an item holds one itself. */
static void grade_list(struct str typed, struct str expected, struct arena *arena, struct grade *grade)
{
	struct items want = cut_items(expected, "\n", arena);
	struct items got = cut_items(typed, has(expected, ",;") ? "\n" : "\n,;", arena);
	struct runs runs = {0};

	*grade = (struct grade){.verdict = GRADE_EXACT, .expected = expected};
	match_items(&got, &want, &runs, grade);
	finish(grade, &runs, arena);
}

void grade_answer(enum answer_check check, struct str typed, struct str expected, struct arena *arena,
		  struct grade *grade)
{
	if (check == CHECK_LIST)
		grade_list(typed, expected, arena, grade);
	else
		grade_text(check, typed, expected, arena, grade);
}
