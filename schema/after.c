/* SPDX-License-Identifier: MIT
 * Rings of notes that wait for each other. Notes and the tags that are waited for are one graph, a note leads to the tags that it
 * waits for, a tag to the notes that have it: notes that are strongly connected wait for each other. */
#include "schema/after.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/db.h"

#define AFTER "after::"
enum { PREFIX = sizeof(AFTER) - 1 };

bool after_next(struct str *rest, struct str *target)
{
	struct str tag;

	while (str_cut(rest, ' ', &tag))
		if (str_starts(tag, AFTER) && tag.len > PREFIX) {
			*target = str_slice(tag, PREFIX, tag.len);
			return true;
		}
	return false;
}

bool after_has(struct str tags, struct str target)
{
	struct str tag;

	while (str_cut(&tags, ' ', &tag))
		if (str_eq(str_slice(tag, 0, target.len), target) &&
		    (tag.len == target.len || str_starts(str_slice(tag, target.len, tag.len), "::")))
			return true;
	return false;
}

struct waiter {
	int64_t id, t;
	uint64_t uid;
	struct str tags; /* in the arena */
};

/* Nodes are notes, then targets. */
struct rings {
	int64_t deck;
	struct arena arena;
	struct waiter *note;
	size_t notes, cap;
	struct str *target; /* sorted, each once */
	size_t targets, target_cap;
	uint32_t *edge, *first; /* of node i: edge[first[i]] … edge[first[i + 1] - 1] */
	size_t edges;
	uint32_t *ring;	  /* by node: which; nodes of one are strongly connected */
	uint32_t *oldest; /* by ring: its oldest note; NOBODY: it has fewer than two */
	uint32_t *count;  /* by ring: its notes */
	uint32_t *tag, *next; /* by ring its first target, by target the next one of its ring; NOBODY: no more */
	uint32_t rings;
};
#define NOBODY UINT32_MAX

void rings_free(struct rings *r)
{
	if (!r)
		return;
	free(r->note);
	free(r->target);
	free(r->edge);
	free(r->first);
	free(r->ring);
	free(r->oldest);
	free(r->count);
	free(r->tag);
	free(r->next);
	arena_fini(&r->arena);
	free(r);
}

static int compare(const void *a, const void *b)
{
	const struct str *x = a, *y = b;

	return str_cmp(*x, *y);
}

static void take_targets(struct rings *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->notes; i++) {
		struct str rest = r->note[i].tags, target;

		while (after_next(&rest, &target)) {
			if (r->targets == r->target_cap) {
				r->target_cap = r->target_cap ? r->target_cap * 2 : 64;
				r->target = mem_grow(r->target, r->target_cap, sizeof(*r->target));
			}
			r->target[r->targets++] = target;
		}
	}
	if (r->targets)
		qsort(r->target, r->targets, sizeof(*r->target), compare);
	for (size_t i = 0; i < r->targets; i++)
		if (kept == 0 || !str_eq(r->target[kept - 1], r->target[i]))
			r->target[kept++] = r->target[i];
	r->targets = kept;
}

/* -1: nobody waits for it. */
static int64_t target_of(const struct rings *r, struct str tag)
{
	const struct str *found = r->targets ? bsearch(&tag, r->target, r->targets, sizeof(tag), compare) : NULL;

	return found ? found - r->target : -1;
}

/* Counted first, then put: `edge` is NULL while counting. */
static void add_edge(struct rings *r, size_t from, size_t to)
{
	if (r->edge)
		r->edge[r->first[from]++] = (uint32_t)to;
	else
		r->first[from]++;
	r->edges++;
}

/* "a::b" is an "a" as well. */
static void add_holder(struct rings *r, size_t note, struct str tag)
{
	for (size_t len = 1; len <= tag.len; len++) {
		bool ends = len == tag.len || (len + 1 < tag.len && tag.s[len] == ':' && tag.s[len + 1] == ':');
		int64_t target = ends ? target_of(r, str_slice(tag, 0, len)) : -1;

		if (target >= 0)
			add_edge(r, r->notes + (size_t)target, note);
	}
}

static void add_edges(struct rings *r)
{
	r->edges = 0;
	for (size_t i = 0; i < r->notes; i++) {
		struct str rest = r->note[i].tags, tag;

		while (after_next(&rest, &tag))
			add_edge(r, i, r->notes + (size_t)target_of(r, tag));
		rest = r->note[i].tags;
		while (str_cut(&rest, ' ', &tag))
			add_holder(r, i, tag);
	}
}

static void connect(struct rings *r)
{
	size_t nodes = r->notes + r->targets;
	uint32_t sum = 0;

	r->first = mem_array(nodes + 1, sizeof(*r->first));
	add_edges(r);
	r->edge = mem_array(r->edges + 1, sizeof(*r->edge));
	for (size_t i = 0; i <= nodes; i++) {
		uint32_t count = r->first[i];

		r->first[i] = sum;
		sum += count;
	}
	add_edges(r);
	for (size_t i = nodes; i > 0; i--) /* each is at its end, which is where the next one begins */
		r->first[i] = r->first[i - 1];
	r->first[0] = 0;
}

/* Tarjan, SIAM J. Comput. 1 (1972), with a stack of its own: what a package brings is as deep as it likes. */
struct search {
	struct rings *r;
	uint32_t *number, *low, *next, *open, *path; /* number 0: not seen yet; next: its next edge */
	size_t opened, depth;
	uint32_t last;
};

static void enter(struct search *s, uint32_t node)
{
	s->number[node] = s->low[node] = ++s->last;
	s->next[node] = s->r->first[node];
	s->open[s->opened++] = node;
	s->path[s->depth++] = node;
}

static void leave(struct search *s, uint32_t node)
{
	uint32_t above = --s->depth ? s->path[s->depth - 1] : node, closed;

	if (s->low[node] < s->low[above])
		s->low[above] = s->low[node];
	if (s->low[node] != s->number[node])
		return;
	do {
		closed = s->open[--s->opened];
		s->r->ring[closed] = s->r->rings;
	} while (closed != node);
	s->r->rings++;
}

static void go_on(struct search *s)
{
	uint32_t node = s->path[s->depth - 1], to;

	if (s->next[node] == s->r->first[node + 1]) {
		leave(s, node);
		return;
	}
	to = s->r->edge[s->next[node]++];
	if (!s->number[to])
		enter(s, to);
	else if (s->r->ring[to] == NOBODY && s->number[to] < s->low[node])
		s->low[node] = s->number[to];
}

static void find_rings(struct rings *r)
{
	size_t nodes = r->notes + r->targets;
	struct search s = {.r = r,
			   .number = mem_array(nodes, sizeof(uint32_t)),
			   .low = mem_array(nodes, sizeof(uint32_t)),
			   .next = mem_array(nodes, sizeof(uint32_t)),
			   .open = mem_array(nodes, sizeof(uint32_t)),
			   .path = mem_array(nodes, sizeof(uint32_t))};

	r->ring = mem_array(nodes, sizeof(*r->ring));
	for (size_t i = 0; i < nodes; i++)
		r->ring[i] = NOBODY;
	for (size_t i = 0; i < nodes; i++) {
		if (!s.number[i])
			enter(&s, (uint32_t)i);
		while (s.depth)
			go_on(&s);
	}
	free(s.number);
	free(s.low);
	free(s.next);
	free(s.open);
	free(s.path);
}

static bool is_older(const struct waiter *a, const struct waiter *b)
{
	return a->t != b->t ? a->t < b->t : a->uid < b->uid;
}

/* false: no two notes wait for each other. */
static bool find_oldest(struct rings *r)
{
	bool any = false;

	r->oldest = mem_array(r->rings, sizeof(*r->oldest));
	r->count = mem_array(r->rings, sizeof(*r->count));
	for (uint32_t i = 0; i < r->notes; i++) {
		uint32_t ring = r->ring[i];

		if (r->count[ring]++ == 0 || is_older(&r->note[i], &r->note[r->oldest[ring]]))
			r->oldest[ring] = i;
	}
	for (uint32_t i = 0; i < r->rings; i++) {
		if (r->count[i] < 2)
			r->oldest[i] = NOBODY;
		any |= r->count[i] > 1;
	}
	return any;
}

static void list_targets(struct rings *r)
{
	r->tag = mem_array(r->rings, sizeof(*r->tag));
	r->next = mem_array(r->targets, sizeof(*r->next));
	for (uint32_t i = 0; i < r->rings; i++)
		r->tag[i] = NOBODY;
	for (size_t i = r->targets; i > 0; i--) {
		uint32_t *first = &r->tag[r->ring[r->notes + i - 1]];

		r->next[i - 1] = *first;
		*first = (uint32_t)i - 1;
	}
}

static int load(struct rings *r, struct store *store, bool all, struct err *err)
{
	DB_USE(use, store, NOTE_AFTER);
	int rc;

	db_bind_int(&use, "deck", r->deck);
	while ((rc = db_step(&use, err)) == 1) {
		if (!all && !db_int(&use, "is_new"))
			continue;
		if (r->notes == r->cap) {
			r->cap = r->cap ? r->cap * 2 : 64;
			r->note = mem_grow(r->note, r->cap, sizeof(*r->note));
		}
		r->note[r->notes++] = (struct waiter){.id = db_int(&use, "id"),
						      .t = db_int(&use, "t"),
						      .uid = (uint64_t)db_int(&use, "uid"),
						      .tags = arena_str(&r->arena, db_text(&use, "tags"))};
	}
	return rc;
}

int rings_find(struct store *store, int64_t deck, bool all, struct rings **out, struct err *err)
{
	struct rings *r = mem_alloc(sizeof(*r));
	bool any = false;
	int rc;

	*out = NULL;
	*r = (struct rings){.deck = deck};
	rc = load(r, store, all, err);
	if (rc == 0 && r->notes) {
		take_targets(r);
		connect(r);
		find_rings(r);
		any = find_oldest(r);
	}
	if (any)
		*out = r;
	else
		rings_free(r);
	return rc;
}

bool rings_opens(const struct rings *r, int64_t note, struct str tag)
{
	int64_t target = r ? target_of(r, tag) : -1;
	uint32_t oldest = target >= 0 ? r->oldest[r->ring[r->notes + (size_t)target]] : NOBODY;

	return oldest != NOBODY && r->note[oldest].id == note;
}

static int tell(const struct rings *r, uint32_t ring, ring_fn *each, void *ctx, struct err *err)
{
	struct ring found = {.deck = r->deck, .first = r->note[r->oldest[ring]].id, .notes = r->count[ring]};
	struct buf tags = {0};
	int rc;

	for (uint32_t i = r->tag[ring]; i != NOBODY; i = r->next[i])
		buf_addf(&tags, "%s" AFTER "%.*s", tags.len ? " " : "", STR_FMT(r->target[i]));
	found.tags = buf_str(&tags);
	rc = each(ctx, &found, err);
	buf_fini(&tags);
	return rc;
}

static int each_of_deck(struct store *store, int64_t deck, ring_fn *each, void *ctx, struct err *err)
{
	struct rings *r;
	int rc = rings_find(store, deck, false, &r, err);

	if (r)
		list_targets(r);
	for (uint32_t i = 0; rc == 0 && r && i < r->rings; i++)
		if (r->oldest[i] != NOBODY)
			rc = tell(r, i, each, ctx, err);
	rings_free(r);
	return rc;
}

int rings_each(struct store *store, ring_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, NOTE_AFTER_DECKS);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		rc = each_of_deck(store, db_int(&use, "deck"), each, ctx, err);
		if (rc)
			return rc;
	}
	return rc;
}
