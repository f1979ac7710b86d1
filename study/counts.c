/* SPDX-License-Identifier: MIT
 * The due queue: how many there are, by deck. Large numbers are counted in the index alone; small ones card
 * by card, so that a deck that shows 1 has 1. */
#include <stdlib.h>
#include <string.h>

#include "study/queue_priv.h"

enum { EXACT_MAX = 20 };

/* What one deck holds by itself, before budgets. */
struct held {
	int64_t news, learn, review;
};

struct walk {
	struct queue *queue;
	const struct queue_deck *deck;
	int64_t note[EXACT_MAX];
	int64_t count;
};

static int count_one(void *ctx, const struct card *card, struct err *err)
{
	struct walk *walk = ctx;
	int rc = queue_is_without(walk->queue, card) ? 1 : queue_stands_back(walk->queue, walk->deck, card, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	for (int64_t i = 0; i < walk->count && walk->deck->settings.bury_siblings; i++)
		if (walk->note[i] == card->note)
			return 0;
	if (walk->count < EXACT_MAX)
		walk->note[walk->count++] = card->note;
	return 0;
}

static int count_exactly(struct queue *queue, const struct queue_deck *deck, enum card_queue which, int64_t now_ms,
			 int64_t cap, int64_t *count, struct err *err)
{
	int64_t max_due = queue_max_due(queue, which, now_ms);
	int without = queue_without_due(queue, deck->id, which, max_due);
	struct walk walk = {.queue = queue, .deck = deck};

	if (card_count_due(queue->store, deck->id, which, max_due, cap + without, count, err))
		return -1;
	*count -= without;
	if (*count == 0 || *count > EXACT_MAX)
		return 0;
	if (card_each_due(queue->store, deck->id, which, max_due, INT64_MIN, 0, EXACT_MAX + without, count_one, &walk,
			  err))
		return -1;
	*count = walk.count;
	return 0;
}

static int count_held(struct queue *queue, struct queue_deck *deck, enum card_queue which, int64_t now_ms, int64_t cap,
		      int64_t *count, struct err *err)
{
	struct counted *exact = &queue_known_of(deck, which)->exact;

	cap = cap > EXACT_MAX ? cap : EXACT_MAX + 1;
	if (exact->cap < cap && (exact->cap == 0 || exact->count == exact->cap)) {
		if (count_exactly(queue, deck, which, now_ms, cap, &exact->count, err))
			return -1;
		exact->cap = cap;
	}
	*count = exact->count;
	return 0;
}

/* What a deck holds as far as its budgets go; left: what is left of each budget. */
static int count_deck(struct queue *queue, struct queue_deck *deck, int64_t now_ms, const int64_t *left,
		      struct held *held, struct err *err)
{
	int64_t news = left[deck->news], reviews = left[deck->reviews];

	*held = (struct held){.learn = deck->learning};
	if (news && count_held(queue, deck, QUEUE_NEW, now_ms, news, &held->news, err))
		return -1;
	return reviews ? count_held(queue, deck, QUEUE_REVIEW, now_ms, reviews, &held->review, err) : 0;
}

static void add_learning(void *ctx, int64_t id)
{
	struct queue *queue = ctx;

	for (size_t i = 0; i < queue->decks; i++)
		if (queue->deck[i].id == id)
			queue->deck[i].learning += queue->deck[i].learning < QUEUE_COUNT_CAP;
}

/* Whoever counts first on a day brings back what was put off until it. Amid a transaction only what is there is counted. */
static int wake(struct queue *queue, int64_t now_ms, struct err *err)
{
	return store_is_writing(queue->store) ? 0 : queue_begin_day(queue, queue_day(queue, now_ms), err);
}

/* What is the same for all decks. */
static int begin_counting(struct queue *queue, int64_t now_ms, struct err *err)
{
	int64_t day = queue_day(queue, now_ms);

	queue->day = day;
	if (queue_use_day(queue, day, err))
		return -1;
	queue_known(queue, day);
	for (size_t i = 0; i < queue->decks; i++)
		queue->deck[i].learning = 0;
	return card_decks_soon(queue->store, QUEUE_LEARN, queue_max_due(queue, QUEUE_LEARN, now_ms), add_learning, queue,
			       err);
}

/* One number a budget; free() it. */
static int64_t *all_left(const struct queue *queue)
{
	int64_t *left = mem_array(queue->budgets + 1, sizeof(*left));

	for (size_t i = 0; i < queue->budgets; i++) {
		left[i] = budget_left(&queue->budget[i]);
		left[i] = left[i] < QUEUE_COUNT_CAP ? left[i] : QUEUE_COUNT_CAP;
	}
	return left;
}

int queue_count_deck(struct queue *queue, struct queue_deck *deck, int64_t now_ms, struct err *err)
{
	int64_t *left = all_left(queue);
	struct held held;
	int rc = count_deck(queue, deck, now_ms, left, &held, err);

	free(left);
	return rc;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Sums decks[0 … count-1] as far as their budgets go; sum has a place for each budget. */
static void add_up(const struct queue *queue, struct queue_deck *const *decks, const struct held *held,
		   size_t count, int64_t *sum, struct queue_counts *counts)
{
	*counts = (struct queue_counts){0};
	memset(sum, 0, queue->budgets * sizeof(*sum));
	for (size_t i = 0; i < count; i++) {
		if (!decks[i])
			continue;
		sum[decks[i]->news] += held[i].news;
		sum[decks[i]->reviews] += held[i].review;
		counts->learn += held[i].learn;
	}
	for (size_t i = 0; i < queue->budgets; i++) {
		int64_t part = least(sum[i], budget_left(&queue->budget[i]));

		*(queue->budget[i].owner.s[0] == 'n' ? &counts->news : &counts->review) += part;
	}
	counts->news = least(counts->news, QUEUE_COUNT_CAP);
	counts->review = least(counts->review, QUEUE_COUNT_CAP);
	counts->learn = least(counts->learn, QUEUE_COUNT_CAP);
}

/* Lines as they are listed: some without a deck, because only decks below them exist. */
struct lines {
	struct str *path;
	struct queue_deck **deck;
	struct held *held;
	size_t count;
};

static void add_line(struct lines *lines, struct str path, struct queue_deck *deck)
{
	for (size_t i = 0; i < lines->count; i++)
		if (str_eq(lines->path[i], path)) {
			if (deck)
				lines->deck[i] = deck;
			return;
		}
	lines->path = mem_grow(lines->path, lines->count + 1, sizeof(*lines->path));
	lines->deck = mem_grow(lines->deck, lines->count + 1, sizeof(*lines->deck));
	lines->path[lines->count] = path;
	lines->deck[lines->count++] = deck;
}

/* The end of the level that begins at `from`. */
static size_t level_end(struct str path, size_t from)
{
	for (; from + 1 < path.len; from++)
		if (path.s[from] == ':' && path.s[from + 1] == ':')
			return from;
	return path.len;
}

static int cmp_path(struct str a, struct str b)
{
	size_t from = 0;

	while (from < a.len && from < b.len) {
		size_t a_end = level_end(a, from), b_end = level_end(b, from);
		int order = str_cmp(str_slice(a, from, a_end), str_slice(b, from, b_end));

		if (order)
			return order;
		from = a_end + 2;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int depth_of(struct str path)
{
	size_t end = 0;
	int depth = 0;

	while ((end = level_end(path, end)) < path.len) {
		depth++;
		end += 2;
	}
	return depth;
}

static int by_path(const void *left, const void *right)
{
	struct queue_deck *const *a = left, *const *b = right;

	return cmp_path((*a)->path, (*b)->path);
}

/* An own deck that has lost its last note, or its name, is no line of the list; a shared one may get notes any day. */
static int has_line(const struct queue *queue, const struct queue_deck *deck, struct err *err)
{
	return !deck->in ? 0 : deck->shared ? 1 : deck_has_cards(queue->store, deck->id, err);
}

/* Decks in the order of the list, each parent before it. */
static int make_lines(const struct queue *queue, struct lines *lines, struct err *err)
{
	struct queue_deck **sorted = mem_array(queue->decks + 1, sizeof(struct queue_deck *));
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < queue->decks && rc >= 0; i++) {
		rc = has_line(queue, &queue->deck[i], err);
		if (rc == 1)
			sorted[count++] = &queue->deck[i];
	}
	if (count)
		qsort(sorted, count, sizeof(struct queue_deck *), by_path);
	for (size_t i = 0; i < count; i++) {
		struct str path = sorted[i]->path;

		for (size_t end = level_end(path, 0); end < path.len; end = level_end(path, end + 2))
			add_line(lines, str_slice(path, 0, end), NULL);
		add_line(lines, path, sorted[i]);
	}
	free(sorted);
	lines->held = mem_array(lines->count + 1, sizeof(*lines->held));
	return rc < 0 ? -1 : 0;
}

static void lines_fini(struct lines *lines)
{
	free(lines->path);
	free(lines->deck);
	free(lines->held);
}

static int count_lines(struct queue *queue, int64_t now_ms, struct lines *lines, struct err *err)
{
	int64_t *left;
	int rc = 0;

	if (begin_counting(queue, now_ms, err) || make_lines(queue, lines, err))
		return -1;
	left = all_left(queue);
	for (size_t i = 0; i < lines->count && rc == 0; i++)
		if (lines->deck[i])
			rc = count_deck(queue, lines->deck[i], now_ms, left, &lines->held[i], err);
	free(left);
	return rc;
}

static bool is_below(struct str upper, struct str path)
{
	return path.len > upper.len + 2 && str_eq(upper, str_slice(path, 0, upper.len)) &&
	       memcmp(path.s + upper.len, "::", 2) == 0;
}

static struct str last_level(struct str path)
{
	size_t from = 0, end;

	while ((end = level_end(path, from)) < path.len)
		from = end + 2;
	return str_slice(path, from, path.len);
}

static int hand_out(struct queue *queue, const struct lines *lines, queue_line_fn *each, void *ctx,
		    struct err *err)
{
	int64_t *sum = mem_array(queue->budgets + 1, sizeof(*sum));
	int rc = 0;

	for (size_t i = 0; i < lines->count && rc == 0; i++) {
		struct deck_line line = {.id = lines->deck[i] ? lines->deck[i]->id : 0,
					 .path = lines->path[i]};
		size_t end = i + 1;

		while (end < lines->count && is_below(line.path, lines->path[end]))
			end++;
		add_up(queue, &lines->deck[i], &lines->held[i], end - i, sum, &line.counts);
		line.name = last_level(line.path);
		line.depth = depth_of(line.path);
		rc = each(ctx, &line, err);
	}
	free(sum);
	return rc;
}

/* The view ends before the lines are handed out: whoever takes them may write. */
static int view_lines(struct queue *queue, int64_t now_ms, struct lines *lines, struct err *err)
{
	STORE_VIEW(view);

	return store_view_begin(queue->store, &view, err) ? -1 : count_lines(queue, now_ms, lines, err);
}

int queue_each_line(struct queue *queue, int64_t now_ms, queue_line_fn *each, void *ctx, struct err *err)
{
	struct lines lines = {0};
	int rc = wake(queue, now_ms, err) ? -1 : view_lines(queue, now_ms, &lines, err);

	if (rc == 0)
		rc = hand_out(queue, &lines, each, ctx, err);
	lines_fini(&lines);
	return rc;
}

/* All decks as one: a budget that is used up by the first decks needs no counting in the others. */
int queue_left(struct queue *queue, int64_t now_ms, struct queue_counts *counts, struct err *err)
{
	int64_t *left;
	int rc;
	STORE_VIEW(view);

	*counts = (struct queue_counts){0};
	if (wake(queue, now_ms, err) || store_view_begin(queue->store, &view, err))
		return -1;
	rc = begin_counting(queue, now_ms, err);
	left = all_left(queue);
	for (size_t i = 0; i < queue->decks && rc == 0; i++) {
		struct queue_deck *deck = &queue->deck[i];
		struct held held;

		if (!deck->in)
			continue;
		rc = count_deck(queue, deck, now_ms, left, &held, err);
		if (rc)
			break;
		held.news = least(held.news, left[deck->news]);
		held.review = least(held.review, left[deck->reviews]);
		left[deck->news] -= held.news;
		left[deck->reviews] -= held.review;
		counts->news += held.news;
		counts->review += held.review;
		counts->learn += held.learn;
	}
	free(left);
	return rc;
}
