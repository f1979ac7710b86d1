/* SPDX-License-Identifier: MIT
 * Searching: where to look for what a query may mean. A plan may name too many cards, never too few. */
#include <string.h>

#include "schema/grams.h"
#include "study/search_priv.h"

/* The literal parts of a pattern. */
static bool match_pattern(struct buf *out, struct str pattern)
{
	struct buf plain = {0};
	bool any;

	for (size_t i = 0; i < pattern.len; i++)
		buf_addc(&plain, pattern.s[i] == '\x01' || pattern.s[i] == '\x02' ? ' ' : pattern.s[i]);
	any = grams_match(out, buf_str(&plain));
	buf_fini(&plain);
	return any;
}

static void put_two(struct buf *out, const struct buf *left, const char *word, const struct buf *right)
{
	buf_addf(out, "(%.*s)%s(%.*s)", STR_FMT(buf_str(left)), word, STR_FMT(buf_str(right)));
}

/* An expression that the index holds for every note that is meant. False: it cannot tell. */
static bool match_of(struct buf *out, const struct query *query)
{
	struct buf left = {0}, right = {0};
	bool has_left, has_right, any = false;

	if (query->op == QUERY_TEXT || query->op == QUERY_FIELD ||
	    (query->op == QUERY_TAG && !str_is(query->pattern, "none")))
		return match_pattern(out, query->pattern);
	if (query->op != QUERY_AND && query->op != QUERY_OR)
		return false;
	has_left = match_of(&left, query->left);
	has_right = match_of(&right, query->right);
	if (has_left && has_right)
		put_two(out, &left, query->op == QUERY_AND ? " AND " : " OR ", &right);
	else if (query->op == QUERY_AND)
		buf_add(out, buf_str(has_left ? &left : &right));
	any = query->op == QUERY_AND ? has_left || has_right : has_left && has_right;
	buf_fini(&left);
	buf_fini(&right);
	return any;
}

/* The first of that kind that must hold. */
static const struct query *find(const struct query *query, enum query_op op)
{
	const struct query *found;

	if (query->op == op)
		return query;
	if (query->op != QUERY_AND)
		return NULL;
	found = find(query->left, op);
	return found ? found : find(query->right, op);
}

static void take_queues(bool *queue, enum query_state state)
{
	bool apart = state == STATE_NEW || state == STATE_LEARN || state == STATE_REVIEW;

	queue[QUEUE_BURIED - QUEUE_ABSENT] = apart || state == STATE_BURIED;
	queue[QUEUE_SUSPENDED - QUEUE_ABSENT] = apart || state == STATE_SUSPENDED;
	queue[QUEUE_NEW - QUEUE_ABSENT] = state == STATE_NEW;
	queue[QUEUE_LEARN - QUEUE_ABSENT] = state == STATE_LEARN || state == STATE_REVIEW || state == STATE_DUE;
	queue[QUEUE_REVIEW - QUEUE_ABSENT] = state == STATE_REVIEW || state == STATE_DUE;
}

/* Whether only cards are meant that were answered before. */
static bool is_of_answered(const struct query *query)
{
	if (query->op == QUERY_AND)
		return is_of_answered(query->left) || is_of_answered(query->right);
	return query->op == QUERY_RATED ||
	       (query->op == QUERY_PROP && query->prop != PROP_REPS && query->prop != PROP_LAPSES);
}

void search_plan(const struct query *query, const int64_t *decks, size_t count, const struct asking_of *asking,
		 struct buf *match, struct hits_plan *plan)
{
	static const int64_t none[1];
	const struct query *deck = find(query, QUERY_DECK), *state = find(query, QUERY_STATE);
	const struct query *named = find(query, QUERY_UID);
	bool answered = is_of_answered(query);

	*plan = (struct hits_plan){0};
	buf_clear(match);
	if (named) {
		plan->card = named->uid;
		plan->cards = named->uids;
		return;
	}
	if (match_of(match, query)) {
		plan->match = buf_str(match);
		return;
	}
	if (state && (state->state == STATE_LEECH || state->state == STATE_FLAGGED))
		state = NULL;
	if (!deck && !state && !answered)
		return;
	plan->deck = deck ? deck->deck : decks;
	plan->decks = deck ? deck->decks : count;
	if (!plan->deck) { /* no deck at all is not every card */
		plan->deck = none;
		plan->decks = 0;
	}
	memset(plan->queue + 1, true, 5);
	if (state)
		take_queues(plan->queue, state->state);
	else if (answered)
		plan->queue[QUEUE_NEW - QUEUE_ABSENT] = false;
	if (state && state->state == STATE_DUE) {
		plan->max_due[QUEUE_LEARN - QUEUE_ABSENT] = asking->now_ms + asking->learn_ahead_ms;
		plan->max_due[QUEUE_REVIEW - QUEUE_ABSENT] = asking->today;
	}
}
