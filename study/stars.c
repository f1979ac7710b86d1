/* SPDX-License-Identifier: MIT
 * Stars of a deck. */
#include "study/stars.h"

#include "base/mem.h"
#include "schema/notes.h"

static const int percent[STARS_MAX] = {10, 30, 60, 85, 95};

void strength_add(struct strength *sum, const struct spread *spread)
{
	for (int i = 0; i < SPREAD_STATES; i++)
		sum->cards += spread->state[i];
	sum->strong += spread->strong;
}

int stars_of(const struct strength *strength)
{
	int stars = 0;

	while (stars < STARS_MAX && strength->cards > 0 && 100 * strength->strong >= percent[stars] * strength->cards)
		stars++;
	return stars;
}

struct loading {
	struct store *store;
	struct str path;
	struct strength *sum;
};

static int take_spread(void *ctx, int64_t id, const struct spread *spread, struct err *err)
{
	struct loading *loading = ctx;
	struct arena arena = {0};
	struct deck deck;
	int rc = id ? deck_get(loading->store, id, &deck, &arena, err) : 1;

	if (rc == 0 && deck_is_within(loading->path, deck.name))
		strength_add(loading->sum, spread);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int stars_load(struct store *store, struct str path, struct strength *strength, struct err *err)
{
	struct loading loading = {store, path, strength};

	*strength = (struct strength){0};
	return spread_each(store, take_spread, &loading, err);
}
