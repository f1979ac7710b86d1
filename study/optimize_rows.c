/* SPDX-License-Identifier: MIT
 * Answers out of the store, as the optimizer takes them. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "schema/sweep.h"
#include "study/fold_order.h"
#include "study/optimize.h"

/* A row that matters: a review; or rating 0: a card is forgotten; below: a schedule came. */
enum { FORGOTTEN = 0, BROUGHT = -1 };

struct answer {
	struct fold_when when;
	int64_t g; /* of a forgetting */
	uint32_t card;
	int32_t day;
	int rating;
};

struct reading {
	struct store *store;
	struct answer *answer;
	size_t count, cap;
	int64_t unusable;
	int share;
	uint8_t *chosen; /* by card's id, where one in `share` is looked at: enum; 0 not asked yet */
	size_t chosen_cap;
};

enum { CHOSEN = 1, PASSED_OVER };

/* By the card's name, which is the same on every device. */
static int is_chosen(struct reading *r, int64_t id, struct err *err)
{
	struct card card;

	if (r->share == 1)
		return 1;
	if ((size_t)id >= r->chosen_cap) {
		size_t cap = (size_t)id * 2 + 1024;

		r->chosen = mem_grow(r->chosen, cap, sizeof(*r->chosen));
		memset(r->chosen + r->chosen_cap, 0, cap - r->chosen_cap);
		r->chosen_cap = cap;
	}
	if (!r->chosen[id]) {
		if (card_get(r->store, id, &card, err))
			return -1;
		r->chosen[id] = rng_mix(card.uid) % (uint64_t)r->share == 0 ? CHOSEN : PASSED_OVER;
	}
	return r->chosen[id] == CHOSEN;
}

static bool is_state(const struct row *row)
{
	return row->kind == ROW_STATE_KIND && (row->state.s > 0 || row->state.ivl >= 1);
}

/* A decision that says "not forgotten" hides nothing, but may be the one in force: it stands as day 0. */
static int take(void *ctx, int64_t id, const struct row *row, struct err *err)
{
	struct reading *r = ctx;
	struct answer answer = {.when = {row->t, row->origin, row->at}, .card = (uint32_t)id};
	int rc;

	if (row->undone || (row->kind != ROW_REVIEW_KIND && row->kind != ROW_FORGET_KIND && !is_state(row)))
		return 0;
	rc = is_chosen(r, id, err);
	if (rc <= 0)
		return rc;
	answer.rating = row->kind == ROW_FORGET_KIND  ? FORGOTTEN
			: row->kind == ROW_STATE_KIND ? BROUGHT
						      : (int)row->review.rating;
	answer.day = (int32_t)clock_study_day(row->t, row->z);
	if (row->kind == ROW_FORGET_KIND) {
		answer.g = row->forget.g;
		answer.day = row->forget.value != 0;
	} else if (row->kind == ROW_REVIEW_KIND && (row->review.rating < 1 || row->review.rating > 4)) {
		r->unusable++;
		return 0;
	}
	if (r->count == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 4096;
		r->answer = mem_grow(r->answer, r->cap, sizeof(*r->answer));
	}
	r->answer[r->count++] = answer;
	return 0;
}

static int by_time(const void *a, const void *b)
{
	return fold_order(((const struct answer *)a)->when, ((const struct answer *)b)->when);
}

/* What is known of a card, by its id less the smallest. */
struct known {
	uint32_t number; /* + 1; 0: it has no answer yet */
	int32_t last_day;
	bool is_blind;	  /* a schedule came before any answer */
	size_t forgotten; /* index + 1 of the forgetting in force */
};

static uint32_t greatest_card(const struct reading *r)
{
	uint32_t most = 0;

	for (size_t i = 0; i < r->count; i++)
		most = r->answer[i].card > most ? r->answer[i].card : most;
	return most;
}

/* The decision in force has the greatest (g, t, origin), as in fold.c. */
static void find_forgotten(const struct reading *r, struct known *known)
{
	for (size_t i = 0; i < r->count; i++) {
		struct known *k = &known[r->answer[i].card];

		if (r->answer[i].rating == FORGOTTEN &&
		    (!k->forgotten || r->answer[i].g >= r->answer[k->forgotten - 1].g))
			k->forgotten = i + 1;
	}
}

static void put(struct optimize_rows *rows, struct known *k, const struct answer *answer)
{
	int64_t days = k->number ? (int64_t)answer->day - k->last_day : 0;

	if (!k->number)
		k->number = (uint32_t)++rows->cards;
	rows->day[rows->rows] = answer->day;
	rows->row[rows->rows++] = (struct optim_row){.card = k->number - 1,
						     .days = days < 0		 ? -1
							     : days > FSRS_S_MAX ? FSRS_S_MAX
										 : (int32_t)days,
						     .rating = (int8_t)answer->rating};
	k->last_day = answer->day;
}

static void put_all(const struct reading *r, struct optimize_rows *rows)
{
	struct known *known = mem_array((size_t)greatest_card(r) + 1, sizeof(*known));

	rows->row = mem_array(r->count + 1, sizeof(*rows->row));
	rows->day = mem_array(r->count + 1, sizeof(*rows->day));
	find_forgotten(r, known);
	for (size_t i = 0; i < r->count; i++) {
		const struct answer *answer = &r->answer[i];
		struct known *k = &known[answer->card];

		if (answer->rating == FORGOTTEN) {
			if (k->forgotten == i + 1 && answer->day)
				*k = (struct known){.forgotten = i + 1};
		} else if (answer->rating == BROUGHT) {
			k->is_blind |= k->number == 0;
		} else if (!k->is_blind) {
			put(rows, k, answer);
		}
	}
	free(known);
}

void optimize_rows_fini(struct optimize_rows *rows)
{
	free(rows->row);
	free(rows->day);
	*rows = (struct optimize_rows){0};
}

int optimize_read(struct store *store, struct optimize_rows *rows, struct err *err)
{
	struct reading r = {.store = store, .share = 1};
	struct log_counts counts;
	int rc = -1;
	STORE_VIEW(view);

	*rows = (struct optimize_rows){0};
	if (store_view_begin(store, &view, err) || log_counts(store, &counts, err))
		return -1;
	r.share += (int)(counts.answers / OPTIMIZE_ROWS_MAX);
	rc = log_sweep(store, 0, UINT32_MAX, take, &r, err);
	if (rc == 0) {
		if (r.count)
			qsort(r.answer, r.count, sizeof(*r.answer), by_time);
		put_all(&r, rows);
		rows->unusable = r.unusable;
		rows->share = r.share;
	}
	free(r.answer);
	free(r.chosen);
	return rc < 0 ? -1 : 0;
}
