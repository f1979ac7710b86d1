/* SPDX-License-Identifier: MIT
 * Grading: the cheapest way from what was typed to what was expected (edit distance with neighbours swapped:
 * Damerau 1964, in its optimal string alignment form), read back as runs. */
#include <stdlib.h>

#include "base/mem.h"
#include "study/grade_priv.h"

enum {
	COST_LIKE = 1, /* another case, accent or mark of punctuation */
	COST_EDIT = 1000,
	LONG_ENOUGH = 6, /* letters of an answer that forgives one edit */
};

struct table {
	const struct letters *typed, *expected;
	int *cost; /* (typed + 1) × (expected + 1) */
};

static int *cell(const struct table *table, size_t i, size_t k)
{
	return &table->cost[i * (table->expected->count + 1) + k];
}

static bool is_soft(const struct letter *letter)
{
	return letter->loose.len == 0;
}

static int drop_cost(const struct letter *letter)
{
	return is_soft(letter) ? COST_LIKE : COST_EDIT;
}

static int change_cost(const struct letter *a, const struct letter *b)
{
	if (str_eq(a->exact, b->exact))
		return 0;
	if (str_eq(a->loose, b->loose) || ((is_soft(a) || a->space) && (is_soft(b) || b->space)))
		return COST_LIKE;
	return COST_EDIT;
}

static bool is_swap(const struct table *table, size_t i, size_t k)
{
	const struct letter *a = &table->typed->item[i - 1], *b = &table->expected->item[k - 1];

	return i > 1 && k > 1 && str_eq(a[0].loose, b[-1].loose) && str_eq(a[-1].loose, b[0].loose) &&
	       !str_eq(a[0].loose, a[-1].loose) && !is_soft(a) && !is_soft(&a[-1]);
}

static int cheapest(const struct table *table, size_t i, size_t k)
{
	int best = *cell(table, i - 1, k - 1) +
		   change_cost(&table->typed->item[i - 1], &table->expected->item[k - 1]);
	int extra = *cell(table, i - 1, k) + drop_cost(&table->typed->item[i - 1]);
	int missing = *cell(table, i, k - 1) + drop_cost(&table->expected->item[k - 1]);

	if (extra < best)
		best = extra;
	if (missing < best)
		best = missing;
	if (is_swap(table, i, k) && *cell(table, i - 2, k - 2) + COST_EDIT < best)
		best = *cell(table, i - 2, k - 2) + COST_EDIT;
	return best;
}

static void fill(struct table *table)
{
	for (size_t k = 1; k <= table->expected->count; k++)
		*cell(table, 0, k) = *cell(table, 0, k - 1) + drop_cost(&table->expected->item[k - 1]);
	for (size_t i = 1; i <= table->typed->count; i++) {
		*cell(table, i, 0) = *cell(table, i - 1, 0) + drop_cost(&table->typed->item[i - 1]);
		for (size_t k = 1; k <= table->expected->count; k++)
			*cell(table, i, k) = cheapest(table, i, k);
	}
}

/* One step of the way back: how many letters of each side it takes. */
struct step {
	enum diff_kind kind;
	size_t typed, expected;
	bool digit;
};

static struct step step_back(const struct table *table, size_t i, size_t k)
{
	const struct letter *a = i ? &table->typed->item[i - 1] : NULL,
			    *b = k ? &table->expected->item[k - 1] : NULL;
	int here = *cell(table, i, k);

	if (a && b && here == *cell(table, i - 1, k - 1) + change_cost(a, b)) {
		int cost = change_cost(a, b);

		return (struct step){cost == 0		 ? DIFF_SAME
				     : cost == COST_LIKE ? DIFF_LIKE
							 : DIFF_WRONG,
				     1, 1, a->digit || b->digit};
	}
	if (a && b && is_swap(table, i, k) && here == *cell(table, i - 2, k - 2) + COST_EDIT)
		return (struct step){DIFF_WRONG, 2, 2, a->digit || b->digit};
	if (b && here == *cell(table, i, k - 1) + drop_cost(b))
		return (struct step){is_soft(b) ? DIFF_LIKE : DIFF_MISSING, 0, 1, b->digit};
	return (struct step){is_soft(a) ? DIFF_LIKE : DIFF_EXTRA, 1, 0, a->digit};
}

static struct str span(const struct letters *letters, size_t from, size_t count)
{
	const struct letter *first = &letters->item[from], *last;

	if (count == 0)
		return (struct str){NULL, 0};
	last = &letters->item[from + count - 1];
	return (struct str){first->text.s, (size_t)(last->text.s + last->text.len - first->text.s)};
}

static struct str joined(struct str a, struct str b)
{
	return a.len == 0 ? b : (struct str){a.s, a.len + b.len};
}

void grade_add_run(struct runs *runs, enum diff_kind kind, struct str typed, struct str expected)
{
	struct diff_run *last = runs->count ? &runs->item[runs->count - 1] : NULL;

	if (last && last->kind == kind &&
	    (!typed.len || !last->typed.len || last->typed.s + last->typed.len == typed.s) &&
	    (!expected.len || !last->expected.len || last->expected.s + last->expected.len == expected.s)) {
		last->typed = joined(last->typed, typed);
		last->expected = joined(last->expected, expected);
		return;
	}
	if (runs->count == runs->cap) {
		runs->cap = runs->cap ? runs->cap * 2 : 16;
		runs->item = mem_grow(runs->item, runs->cap, sizeof(*runs->item));
	}
	runs->item[runs->count++] = (struct diff_run){kind, typed, expected};
}

/* Walks back and hands the steps out forward. True if an edit touched a digit. */
static bool read_back(const struct table *table, struct runs *runs)
{
	size_t i = table->typed->count, k = table->expected->count, count = 0;
	struct step *step = mem_array(i + k + 1, sizeof(*step));
	bool digit = false;

	while (i || k) {
		step[count] = step_back(table, i, k);
		digit |= step[count].digit && step[count].kind >= DIFF_WRONG;
		i -= step[count].typed;
		k -= step[count].expected;
		count++;
	}
	while (count--) {
		grade_add_run(runs, step[count].kind, span(table->typed, i, step[count].typed),
			      span(table->expected, k, step[count].expected));
		i += step[count].typed;
		k += step[count].expected;
	}
	free(step);
	return digit;
}

/* "straße" and "strasse", "æ" and "ae": the same letters, however they are cut into clusters. */
static bool is_loosely_same(const struct letters *a, const struct letters *b)
{
	struct buf left = {0}, right = {0};
	bool same;

	for (size_t i = 0; i < a->count; i++)
		buf_add(&left, a->item[i].loose);
	for (size_t i = 0; i < b->count; i++)
		buf_add(&right, b->item[i].loose);
	same = left.len && str_eq(buf_str(&left), buf_str(&right));
	buf_fini(&left);
	buf_fini(&right);
	return same;
}

/* What differs in the runs from `first` on is a matter of writing. */
static void make_alike(struct runs *runs, size_t first)
{
	size_t count = runs->count;

	runs->count = first;
	for (size_t i = first; i < count; i++) {
		struct diff_run run = runs->item[i];

		grade_add_run(runs, run.kind == DIFF_SAME ? DIFF_SAME : DIFF_LIKE, run.typed, run.expected);
	}
}

static size_t count_letters(const struct letters *letters)
{
	size_t count = 0;

	for (size_t i = 0; i < letters->count; i++)
		count += letters->item[i].word;
	return count;
}

enum verdict grade_compare(const struct letters *typed, const struct letters *expected, struct runs *runs,
			   int *dist)
{
	struct table table = {typed, expected, NULL};
	size_t first = runs->count, solid = count_letters(expected);
	bool digit;
	int cost;

	table.cost = mem_array((typed->count + 1) * (expected->count + 1), sizeof(*table.cost));
	fill(&table);
	cost = *cell(&table, typed->count, expected->count);
	digit = read_back(&table, runs);
	free(table.cost);
	*dist = cost / COST_EDIT;
	if (cost == 0)
		return GRADE_EXACT;
	if (solid && is_loosely_same(typed, expected)) {
		make_alike(runs, first);
		*dist = 0;
		return GRADE_NEARLY;
	}
	if (*dist == 0 && solid)
		return GRADE_NEARLY;
	return *dist == 1 && solid >= LONG_ENOUGH && !digit ? GRADE_ALMOST : GRADE_WRONG;
}
