/* SPDX-License-Identifier: MIT
 * Answers in their order, and which of them are their card's first of a day. */
#include "study/fold_order.h"

#include <stdlib.h>

#include "base/mem.h"

static int in_fold_order(const void *left, const void *right)
{
	return fold_order(((const struct fold_place *)left)->when, ((const struct fold_place *)right)->when);
}

static int by_card_and_day(const void *left, const void *right)
{
	const struct fold_place *const *a = left, *const *b = right;

	if ((*a)->card != (*b)->card)
		return (*a)->card < (*b)->card ? -1 : 1;
	if ((*a)->day != (*b)->day)
		return (*a)->day < (*b)->day ? -1 : 1;
	return in_fold_order(*a, *b);
}

void fold_sort(void *item, size_t count, size_t size)
{
	struct fold_place **place = mem_array(count + 1, sizeof(struct fold_place *));

	if (count)
		qsort(item, count, size, in_fold_order);
	for (size_t i = 0; i < count; i++)
		place[i] = (struct fold_place *)((char *)item + i * size);
	if (count)
		qsort(place, count, sizeof(*place), by_card_and_day);
	for (size_t i = 0; i < count; i++)
		place[i]->first = i == 0 || place[i - 1]->card != place[i]->card || place[i - 1]->day != place[i]->day;
	free(place);
}
