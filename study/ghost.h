/* SPDX-License-Identifier: MIT
 * Ghost: one's own best sitting of late, as a curve of right answers over active time, and a race against it. A fold over
 * rows; brings no XP. */
#ifndef STUDY_GHOST_H
#define STUDY_GHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "study/fold_order.h"

struct row;
struct store;

enum {
	GHOST_SITTINGS = 7,	  /* the last ones that are long enough … */
	GHOST_ANSWERS = 15,	  /* … of due cards */
	GHOST_PAUSE_MS = 1800000, /* ends a sitting */
	GHOST_DAYS = 112,	  /* looked back at most */
	GHOST_TOOK_MS = 60000,	  /* an answer counts no longer */
	GHOST_POINTS = 2,	  /* of accuracy that one may stay behind, in percent */
};

/* An answer, as far as a race needs it. */
struct ghost_item {
	struct fold_place in;
	int64_t took_ms;
	bool known; /* not the card's first ever */
	bool right;
	bool due; /* known, and the card's first of that study day; told by ghost_sort */
};
struct ghost_item ghost_item_of(const struct row *review);
/* Into fold order. */
void ghost_sort(struct ghost_item *item, size_t count);

/* Right answers after each due one, and the active time until then. */
struct ghost_point {
	int64_t ms;
	int right;
};
struct ghost {
	struct ghost_point *point;
	size_t count; /* 0: there is none */
	int64_t day;  /* the study day of it */
};
/* The best of the last sittings among sorted answers: the most right answers a minute. Returns how many of the last are
 * long enough, GHOST_SITTINGS at most. */
int ghost_of(struct ghost *ghost, const struct ghost_item *item, size_t count);
/* Its right answers after so much active time. */
int ghost_right(const struct ghost *ghost, int64_t ms);
void ghost_fini(struct ghost *ghost);

/* A race so far: due answers, of them right, active time. */
struct race {
	int answers, right;
	int64_t ms;
};
enum race_end {
	RACE_WON,
	RACE_LOST,
	RACE_CARELESS, /* fast enough, but less exact than the ghost */
	RACE_SHORT,    /* fewer due answers than make a sitting */
};
enum race_end race_end(const struct race *race, const struct ghost *ghost);

/* From the rows of a store up to a moment. */
int ghost_load(struct ghost *ghost, struct store *store, int64_t now_ms, struct err *err) MUST_CHECK;

#endif
