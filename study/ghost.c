/* SPDX-License-Identifier: MIT
 * Ghost: sittings out of answers, the best of them, and the race. */
#include "study/ghost.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/log.h"
#include "study/fsrs.h"

struct ghost_item ghost_item_of(const struct row *row)
{
	return (struct ghost_item){
		.in = {.card = row->card, .day = clock_study_day(row->t, row->z), .when = {row->t, row->origin, row->at}},
		.took_ms = row->review.took_ms,
		.known = row->review.ord > 0,
		.right = row->review.rating > RATE_AGAIN,
	};
}

void ghost_sort(struct ghost_item *item, size_t count)
{
	fold_sort(item, count, sizeof(*item));
	for (size_t i = 0; i < count; i++)
		item[i].due = item[i].known && item[i].in.first;
}

static int64_t took(const struct ghost_item *item)
{
	return item->took_ms < 0 ? 0 : item->took_ms > GHOST_TOOK_MS ? GHOST_TOOK_MS : item->took_ms;
}

struct sitting {
	size_t from, to; /* items */
	int due, right;
	int64_t ms;
};

/* The sitting that ends before item `end`. */
static struct sitting sitting_before(const struct ghost_item *item, size_t end)
{
	struct sitting s = {.from = end, .to = end};

	while (s.from > 0 && (s.from == end || item[s.from].in.when.t - item[s.from - 1].in.when.t < GHOST_PAUSE_MS)) {
		const struct ghost_item *one = &item[--s.from];

		if (!one->due)
			continue;
		s.due++;
		s.right += one->right;
		s.ms += took(one);
	}
	return s;
}

/* More right answers a minute; of equals the newer one, which comes first. */
static bool is_better(const struct sitting *a, const struct sitting *b)
{
	return b->due == 0 || (double)a->right * (double)(b->ms + 1) > (double)b->right * (double)(a->ms + 1);
}

static void trace(struct ghost *ghost, const struct ghost_item *item, const struct sitting *s)
{
	int64_t ms = 0;
	int right = 0;

	ghost->point = mem_array((size_t)s->due + 1, sizeof(*ghost->point));
	for (size_t i = s->from; i < s->to; i++) {
		if (!item[i].due)
			continue;
		ms += took(&item[i]);
		right += item[i].right;
		ghost->point[ghost->count++] = (struct ghost_point){ms, right};
	}
	ghost->day = item[s->from].in.day;
}

/* Sittings that end before `count`, the newest first; returns how many are long enough, GHOST_SITTINGS at most. */
static int look(const struct ghost_item *item, size_t count, struct sitting *best)
{
	int found = 0;

	for (size_t end = count; end > 0 && found < GHOST_SITTINGS;) {
		struct sitting s = sitting_before(item, end);

		if (s.due >= GHOST_ANSWERS) {
			found++;
			if (is_better(&s, best))
				*best = s;
		}
		end = s.from;
	}
	return found;
}

int ghost_of(struct ghost *ghost, const struct ghost_item *item, size_t count)
{
	struct sitting best = {0};
	int found = look(item, count, &best);

	*ghost = (struct ghost){0};
	if (found)
		trace(ghost, item, &best);
	return found;
}

int ghost_right(const struct ghost *ghost, int64_t ms)
{
	int right = 0;

	for (size_t i = 0; i < ghost->count && ghost->point[i].ms <= ms; i++)
		right = ghost->point[i].right;
	return right;
}

void ghost_fini(struct ghost *ghost)
{
	free(ghost->point);
	*ghost = (struct ghost){0};
}

enum race_end race_end(const struct race *race, const struct ghost *ghost)
{
	int64_t ghosts = ghost->count ? ghost->point[ghost->count - 1].right : 0;

	if (race->answers < GHOST_ANSWERS)
		return RACE_SHORT;
	if (race->right < ghost_right(ghost, race->ms))
		return RACE_LOST;
	/* right / answers >= the ghost's - 0.02 */
	if ((int64_t)race->right * 100 * (int64_t)ghost->count <
	    race->answers * (ghosts * 100 - GHOST_POINTS * (int64_t)ghost->count))
		return RACE_CARELESS;
	return RACE_WON;
}

struct reading {
	struct ghost_item *item;
	size_t count, cap;
};

static int take(void *ctx, const struct row *row, int64_t deck, struct err *err)
{
	struct reading *reading = ctx;

	(void)deck;
	(void)err;
	if (row->kind != ROW_REVIEW_KIND)
		return 0;
	if (reading->count == reading->cap) {
		reading->cap = reading->cap ? reading->cap * 2 : 256;
		reading->item = mem_grow(reading->item, reading->cap, sizeof(*reading->item));
	}
	reading->item[reading->count++] = ghost_item_of(row);
	return 0;
}

int ghost_load(struct ghost *ghost, struct store *store, int64_t now_ms, struct err *err)
{
	struct reading reading = {0};
	int rc = 0;

	*ghost = (struct ghost){0};
	for (int64_t days = GHOST_SITTINGS; rc == 0 && days <= GHOST_DAYS; days *= 2) {
		reading.count = 0;
		rc = log_each_answer(store, now_ms - days * DAY_MS, now_ms + 1, take, &reading, err);
		if (rc)
			break;
		ghost_fini(ghost);
		ghost_sort(reading.item, reading.count);
		if (ghost_of(ghost, reading.item, reading.count) == GHOST_SITTINGS)
			break;
	}
	free(reading.item);
	return rc < 0 ? -1 : 0;
}
