/* SPDX-License-Identifier: MIT
 * Searching: candidates, one after the other, against the query. */
#include "study/search.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/loose.h"
#include "base/markup.h"
#include "study/search_priv.h"
#include "study/settings.h"

enum {
	LOOK_EVERY = 8,	   /* cards between two looks at the clock */
	BEHIND = 500,	   /* notes that are quicker looked at than taken in */
	FRONT_BYTES = 400, /* of a field, to put it in order */
};

struct search {
	struct store *store, *looking;
	struct arena arena; /* of the query */
	struct query *query;
	struct hits *hits;
	struct buf match;
	struct asking_of asking;
	enum search_order order;
	bool backwards, done;
	int64_t found;
	struct listing listing;
	int64_t *deck; /* ids of all decks */
	size_t decks;
	int64_t *all; /* what search_cards gave last */
};

const char *search_order_name(enum search_order order)
{
	static const char *const names[ORDERS] = {"added", "due", "front", "interval", "stability", "difficulty"};

	return names[order];
}

void search_put_term(struct buf *out, const char *key, struct str value)
{
	if (!value.len)
		return;
	buf_addf(out, "%s%s:\"", out->len ? " " : "", key);
	for (size_t i = 0; i < value.len; i++) {
		if (value.s[i] == '"' || value.s[i] == '\\' || value.s[i] == '*' || value.s[i] == '_')
			buf_addc(out, '\\');
		buf_addc(out, value.s[i]);
	}
	buf_addc(out, '"');
}

int search_open(struct search **search, struct store *store, struct err *err)
{
	struct search *own = mem_alloc(sizeof(*own));

	own->store = store;
	own->done = true;
	if (index_open(&own->looking, store, err)) {
		free(own);
		return -1;
	}
	*search = own;
	return 0;
}

static void forget(struct search *search)
{
	hits_close(search->hits);
	search->hits = NULL;
	arena_reset(&search->arena);
	asking_fini(&search->asking);
	free(search->deck);
	free(search->all);
	search->deck = search->all = NULL;
	search->decks = 0;
	search->found = 0;
	search->done = false;
	listing_clear(&search->listing);
}

void search_close(struct search *search)
{
	if (!search)
		return;
	forget(search);
	listing_fini(&search->listing);
	arena_fini(&search->arena);
	buf_fini(&search->match);
	store_close(search->looking);
	free(search);
}

static int take_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct search *search = ctx;

	(void)err;
	search->deck = mem_grow(search->deck, search->decks + 1, sizeof(*search->deck));
	search->deck[search->decks++] = deck->id;
	return 0;
}

static int look_around(struct search *search, struct err *err)
{
	const struct clock *clock = store_clock(search->store);
	struct settings settings;

	if (settings_load(search->looking, (struct str){NULL, 0}, &settings, err))
		return -1;
	search->asking = (struct asking_of){.looking = search->looking,
					    .now_ms = clock_wall_ms(clock),
					    .learn_ahead_ms = settings.learn_ahead_min * MINUTE_MS,
					    .z = settings_zone(&settings, clock)};
	search->asking.today = clock_study_day(search->asking.now_ms, search->asking.z);
	return deck_each(search->looking, take_deck, search, err);
}

/* A query that makes sense takes the old one's place. */
static int check(struct str text, struct err *err)
{
	struct arena arena = {0};
	struct query *query;
	int rc = query_read(text, &arena, &query, err);

	arena_fini(&arena);
	return rc;
}

int search_start(struct search *search, struct str text, enum search_order order, bool backwards, struct err *err)
{
	struct hits_plan plan;

	if (check(text, err))
		return -1;
	forget(search);
	search->order = order;
	search->backwards = backwards;
	if (query_read(arena_str(&search->arena, text), &search->arena, &search->query, err) ||
	    look_around(search, err) || query_bind(search->query, search->looking, &search->arena, err))
		return -1;
	search_plan(search->query, search->deck, search->decks, &search->asking, &search->match,
		    &plan);
	return hits_open(&search->hits, search->looking, &plan, err);
}

static void put_number(struct listed *item, int64_t number)
{
	uint64_t bits = (uint64_t)number ^ (1ULL << 63);

	for (int i = 0; i < 8; i++)
		item->key[i] = (unsigned char)(bits >> (56 - 8 * i));
}

/* Learning cards come by the minute, reviews by the day, new ones by their place; then what is set apart. */
static int64_t due_rank(const struct card *card)
{
	static const int rank[] = {5, 4, 3, 2, 0, 1}; /* by queue + 3 */

	return (int64_t)rank[card->queue - QUEUE_ABSENT] << 56 | (card->due & ((1LL << 56) - 1));
}

static void put_front(struct listed *item, struct str fields)
{
	struct buf line = {0}, folded = {0};
	struct str first;

	str_cut(&fields, '\x1f', &first);
	markup_line(&line, first, FRONT_BYTES);
	loose_put(&folded, buf_str(&line));
	memcpy(item->key, buf_z(&folded), folded.len < LISTED_KEY ? folded.len : LISTED_KEY);
	buf_fini(&line);
	buf_fini(&folded);
}

static void list(struct search *search, const struct hit *hit)
{
	struct listed item = {.card = (uint32_t)hit->card.id};

	switch (search->order) {
	case ORDER_ADDED: put_number(&item, -hit->card.id); break;
	case ORDER_DUE: put_number(&item, due_rank(&hit->card)); break;
	case ORDER_FRONT: put_front(&item, hit->fields); break;
	case ORDER_IVL: put_number(&item, hit->card.ivl); break;
	case ORDER_S: put_number(&item, (int64_t)(hit->card.s * 1e6)); break;
	case ORDER_D: put_number(&item, (int64_t)(hit->card.d * 1e6)); break;
	case ORDERS: break;
	}
	for (int i = 0; i < LISTED_KEY && search->backwards; i++)
		item.key[i] = (unsigned char)~item.key[i];
	listing_add(&search->listing, &item);
	search->found++;
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* 1 looked at one, 0 the end. */
static int look(struct search *search, struct err *err)
{
	struct hit hit;
	int rc = hits_next(search->hits, &hit, err), meant;

	if (rc != 1)
		return rc < 0 ? -1 : rc > 0;
	meant = query_matches(search->query, &hit, &search->asking, err);
	if (meant == 1)
		list(search, &hit);
	return meant < 0 ? -1 : 1;
}

int search_step(struct search *search, int budget_us, int64_t enough, struct err *err)
{
	int64_t until = budget_us ? now_us() + budget_us : 0;
	int rc = 1;

	for (int i = 1; !search->done; i++) {
		rc = look(search, err);
		if (rc <= 0)
			break;
		if (enough && search->found >= enough)
			return 1;
		if (until && i % LOOK_EVERY == 0 && now_us() >= until)
			return 1;
	}
	search->done = true; /* also after a failure: the same would fail again */
	hits_close(search->hits);
	search->hits = NULL;
	return rc < 0 ? -1 : 0;
}

int64_t search_found(const struct search *search)
{
	return search->found;
}

int64_t search_listed(const struct search *search)
{
	return search->listing.count < SEARCH_LISTED_MAX ? (int64_t)search->listing.count : SEARCH_LISTED_MAX;
}

int64_t search_card(struct search *search, int64_t i)
{
	return i >= 0 && i < search_listed(search) ? listing_at(&search->listing, (size_t)i)->card : 0;
}

struct cards search_cards(struct search *search)
{
	size_t count = search->listing.count;

	free(search->all);
	search->all = mem_array(count + 1, sizeof(*search->all));
	for (size_t i = 0; i < count; i++)
		search->all[i] = search->listing.item[i].card;
	return (struct cards){search->all, count};
}

int search_is_behind(struct search *search, struct err *err)
{
	int64_t rest;

	return index_rest(search->looking, &rest, err) ? -1 : rest > BEHIND;
}
