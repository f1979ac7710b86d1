/* SPDX-License-Identifier: MIT
 * Stats of parts: predicted against actual recall deck by deck, and over time. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/notes.h"
#include "study/stats.h"

/* Keeps a part that has tests. */
static int add_part(struct store *store, const struct tally_scope *scope, struct stats_parts *parts, int64_t first,
		    int64_t last, struct err *err)
{
	struct stats_part part = {.first = first, .last = last};

	if (tally_sum(store, scope, first, last, &part.sum, NULL, err))
		return -1;
	if (stats_all_bins(&part.sum).rate.tests == 0)
		return 0;
	parts->part = mem_grow(parts->part, parts->count + 1, sizeof(*parts->part));
	parts->part[parts->count++] = part;
	return 1;
}

static void free_parts(struct stats_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		free(parts->part[i].name);
	free(parts->part);
	*parts = (struct stats_parts){0};
}

struct gathering {
	struct store *store;
	struct str path;
	const struct stats *stats;
	struct stats_parts *parts;
	int64_t *id; /* the decks at and below the path */
	size_t count;
};

static int take_id(void *ctx, const struct deck *deck, struct err *err)
{
	struct gathering *g = ctx;

	(void)err;
	if (!deck_is_within(g->path, deck->name))
		return 0;
	g->id = mem_grow(g->id, g->count + 1, sizeof(*g->id));
	g->id[g->count++] = deck->id;
	return 0;
}

static int take_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct gathering *g = ctx;
	struct tally_scope scope = {.deck = &deck->id, .count = 1};
	int rc;

	if (!deck_is_within(g->path, deck->name))
		return 0;
	rc = add_part(g->store, &scope, g->parts, g->stats->from, g->stats->today, err);
	if (rc == 1)
		g->parts->part[g->parts->count - 1].name = mem_strndup(deck->name.s, deck->name.len);
	return rc < 0 ? -1 : 0;
}

static int load_decks(struct store *store, struct str path, struct stats *stats, struct err *err)
{
	struct gathering g = {.store = store, .path = path, .stats = stats, .parts = &stats->by_deck};

	return deck_each(store, take_deck, &g, err);
}

static int take_blocks(struct gathering *g, struct err *err)
{
	struct tally_scope scope = {!g->path.len, g->id, g->count};
	int64_t from = g->stats->from > g->stats->first ? g->stats->from : g->stats->first, block = from / TALLY_BLOCK;

	if (block <= g->stats->today / TALLY_BLOCK - STATS_BLOCKS)
		block = g->stats->today / TALLY_BLOCK - STATS_BLOCKS + 1;
	for (; block <= g->stats->today / TALLY_BLOCK; block++) {
		int64_t first = block * TALLY_BLOCK, last = first + TALLY_BLOCK - 1;

		if (add_part(g->store, &scope, g->parts, first > from ? first : from,
			     last < g->stats->today ? last : g->stats->today, err) < 0)
			return -1;
	}
	return 0;
}

static int load_blocks(struct store *store, struct str path, struct stats *stats, struct err *err)
{
	struct gathering g = {.store = store, .path = path, .stats = stats, .parts = &stats->over_time};
	int rc = deck_each(store, take_id, &g, err);

	tally_sort_decks(g.id, g.count);
	if (rc == 0)
		rc = take_blocks(&g, err);
	free(g.id);
	return rc;
}

int stats_load_parts(struct store *store, struct str path, struct stats *stats, struct err *err)
{
	STORE_VIEW(view);

	if (stats->has_parts)
		return 0;
	if (store_view_begin(store, &view, err) || load_decks(store, path, stats, err) || load_blocks(store, path, stats, err)) {
		stats_drop_parts(stats);
		return -1;
	}
	stats->has_parts = true;
	return 0;
}

void stats_drop_parts(struct stats *stats)
{
	free_parts(&stats->by_deck);
	free_parts(&stats->over_time);
	stats->has_parts = false;
}
