/* SPDX-License-Identifier: MIT
 * The simulator's days: who is due, who is asked, when they come back. */
#include "study/sim/sim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/random.h"
#include "study/interval.h"
#include "study/optim/kernel.h"
#include "study/sim/sim_priv.h"

enum { HELD_EVERY = 14, NONE = 0, BEYOND = 400 }; /* BEYOND: days behind the last one whose load is known */

struct list {
	uint32_t *index; /* room for every card, and SIM_ROW more */
	size_t count;
};

struct sim {
	const struct sim_rule *rule;
	const struct sim_kernel *kernel;
	const struct sim_card *brought;
	struct sim_w w;
	struct sim_state state;
	size_t cards, learnt, all; /* that were brought; learnt so far; with new ones */
	uint32_t nobody;	   /* see struct sim_state */
	uint32_t *head, *next;	   /* by day: a list of cards + 1; NONE ends it */
	int32_t *on; /* by day: how many are due */
	struct list due;
	uint32_t *lost, *row, *moved;
	int32_t *ms, *row_ms;
	float *saved;
	float stretch; /* interval = stability * stretch */
	struct sim_result *result;
};

static const struct sim_kernel *kernel_of(const char *name)
{
	const struct kernel *twin = name ? kernel_named(name) : kernel_best();

#if defined(__x86_64__)
	if (twin == &kernel_avx512)
		return &sim_avx512;
	if (twin == &kernel_avx2)
		return &sim_avx2;
#endif
	return twin ? &sim_plain : NULL;
}

static int check(const struct sim_rule *rule, size_t cards, size_t news, struct err *err)
{
	if (cards + news == 0)
		return err_set(err, ERR_INPUT, _("There are no cards to plan for: add or import some."));
	if (cards + news > SIM_CARDS_MAX)
		return err_set(err, ERR_INPUT, _("A plan is made for %d cards at most."), SIM_CARDS_MAX);
	if (rule->days < 1 || rule->days > SIM_DAYS_MAX)
		return err_set(err, ERR_INPUT, _("A plan takes 1 to %d days."), SIM_DAYS_MAX);
	if (!(rule->retention >= 0.5 && rule->retention <= 0.995))
		return err_set(err, ERR_INPUT, _("A plan takes a retention from 0.50 to 0.99."));
	if (!kernel_of(rule->kernel))
		return err_set(err, ERR_INPUT, "this processor has no %s", rule->kernel);
	if (rule->new_per_day < SIM_NO_LIMIT || rule->reviews_per_day < SIM_NO_LIMIT || rule->max_ivl < 1)
		return err_set(err, ERR_INPUT, _("A plan takes no limits below 0."));
	return 0;
}

static void put_on(struct sim *sim, uint32_t card, int day)
{
	if (day < sim->rule->days + BEYOND)
		sim->on[day]++;
	if (day >= sim->rule->days)
		return;
	sim->next[card] = sim->head[day];
	sim->head[day] = card + 1;
}

static void init_state(struct sim_state *state, const struct sim_card *card, size_t cards)
{
	for (size_t i = 0; i < cards; i++) {
		state->s[i] = fmaxf(card[i].s, (float)FSRS_S_MIN);
		state->d[i] = fminf(fmaxf(card[i].d, 1), 10);
		state->last[i] = card[i].last < 0 ? card[i].last : 0;
	}
}

static struct sim_state new_state(size_t room, uint32_t nobody)
{
	struct sim_state state = {mem_array(room, sizeof(float)), mem_array(room, sizeof(float)),
				  mem_array(room, sizeof(int32_t)), mem_array(room, sizeof(uint32_t))};

	state.s[nobody] = 1;
	state.d[nobody] = 5;
	return state;
}

static void free_state(const struct sim_state *state)
{
	free(state->s);
	free(state->d);
	free(state->last);
	free(state->draw);
}

/* A card that was brought, as vacations move it. */
static int around(const struct sim_rule *rule, const struct sim_card *card, uint32_t name)
{
	if (!rule->vacations || card->due < 0)
		return card->due;
	return (int)(vacations_move(rule->vacations, rule->today + card->due, rule->today + card->last,
				    (int64_t)card->due - card->last, rng_mix(name)) -
		     rule->today);
}

static void init_cards(struct sim *sim, const struct sim_card *card, size_t cards, size_t news)
{
	size_t room = cards + news + 2 * SIM_ROW;

	sim->cards = sim->learnt = cards;
	sim->all = cards + news;
	sim->nobody = (uint32_t)room - 1;
	sim->brought = card;
	sim->state = new_state(room, sim->nobody);
	sim->next = mem_array(room, sizeof(*sim->next));
	sim->head = mem_array((size_t)sim->rule->days, sizeof(*sim->head));
	sim->on = mem_array((size_t)(sim->rule->days + BEYOND), sizeof(*sim->on));
	sim->due.index = mem_array(room, sizeof(*sim->due.index));
	sim->lost = mem_array(room, sizeof(*sim->lost));
	sim->row = mem_array(room, sizeof(*sim->row));
	sim->moved = mem_array(room, sizeof(*sim->moved));
	sim->ms = mem_array(room, sizeof(*sim->ms));
	sim->row_ms = mem_array(room, sizeof(*sim->row_ms));
	sim->saved = mem_array(room, sizeof(*sim->saved));
	for (size_t i = 0; i < room; i++)
		sim->state.draw[i] = (uint32_t)rng_mix(i ^ (uint64_t)sim->rule->seed << 32);
	init_state(&sim->state, card, cards);
	for (size_t i = cards; i-- > 0;) {
		int due = around(sim->rule, &card[i], (uint32_t)i);

		put_on(sim, (uint32_t)i, card[i].last >= 0 && due < 1 ? 1 : due < 0 ? 0 : due);
	}
}

static void fini(struct sim *sim)
{
	free_state(&sim->state);
	free(sim->next);
	free(sim->head);
	free(sim->on);
	free(sim->due.index);
	free(sim->lost);
	free(sim->row);
	free(sim->moved);
	free(sim->ms);
	free(sim->row_ms);
	free(sim->saved);
}

static void fill_up(const struct sim *sim, uint32_t *index, size_t count)
{
	for (int i = 0; i < SIM_ROW; i++)
		index[count + (size_t)i] = sim->nobody;
}

static void come_due(struct sim *sim, int day)
{
	for (uint32_t at = sim->head[day]; at != NONE; at = sim->next[at - 1])
		sim->due.index[sim->due.count++] = at - 1;
}

/* The day that fuzz, the load and vacations make of an interval. */
static int spread(const struct sim *sim, uint32_t card, int ivl, int day)
{
	const struct sim_rule *r = sim->rule;
	struct day_load load = {r->today, r->days + BEYOND, sim->on};
	struct interval_rule rule = {.max_days = r->max_ivl,
				     .easy = r->easy,
				     .load = r->spread == SIM_SPREAD_EVEN ? &load : NULL,
				     .day = r->today + day};
	uint64_t name = rng_mix(card) ^ sim->state.draw[card];
	int64_t due;

	if (r->spread != SIM_SPREAD_NOT)
		ivl = interval_fuzz(&rule, ivl, name, 0);
	due = r->today + day + ivl;
	if (r->vacations)
		due = vacations_move(r->vacations, due, r->today + day, ivl, rng_mix(name));
	return (int)(due - r->today);
}

static void schedule(struct sim *sim, const uint32_t *index, size_t count, int day)
{
	for (size_t i = 0; i < count; i++) {
		float ivl = sim->state.s[index[i]] * sim->stretch;

		ivl = ivl < 1 ? 1 : ivl > (float)sim->rule->max_ivl ? (float)sim->rule->max_ivl : ivl;
		if (ivl >= (float)(2 * sim->rule->days))
			continue;
		if (sim->rule->spread == SIM_SPREAD_NOT && !sim->rule->vacations)
			put_on(sim, index[i], day + (int)lrintf(ivl));
		else
			put_on(sim, index[i], spread(sim, index[i], (int)lrintf(ivl), day));
	}
}

struct scored {
	float saved;
	uint32_t card;
};

static int by_saved(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return x->saved > y->saved ? -1 : x->saved < y->saved ? 1 : (x->card > y->card) - (x->card < y->card);
}

/* Those that save most come first. */
static void put_in_order(struct sim *sim, int day)
{
	struct scored *scored = mem_array(sim->due.count, sizeof(*scored));

	fill_up(sim, sim->due.index, sim->due.count);
	sim->kernel->saved(&sim->w, &sim->state, sim->due.index, sim->due.count, day, sim->saved);
	for (size_t i = 0; i < sim->due.count; i++)
		scored[i] = (struct scored){sim->saved[i], sim->due.index[i]};
	qsort(scored, sim->due.count, sizeof(*scored), by_saved);
	for (size_t i = 0; i < sim->due.count; i++)
		sim->due.index[i] = scored[i].card;
	free(scored);
}

/* A card that was forgotten keeps its last day until its lapse is played. */
static bool was_overdue(const struct sim *sim, uint32_t card)
{
	return card < sim->cards && sim->brought[card].due < 0 && sim->state.last[card] < 0;
}

static void review(struct sim *sim, int day, struct sim_day *out)
{
	size_t limit = sim->rule->reviews_per_day == SIM_NO_LIMIT ? SIZE_MAX : (size_t)sim->rule->reviews_per_day;
	size_t count = sim->due.count < limit ? sim->due.count : limit, lost;

	if (count < sim->due.count && sim->rule->order == SIM_BY_SAVED)
		put_in_order(sim, day);
	memcpy(sim->row, sim->due.index, count * sizeof(*sim->row));
	fill_up(sim, sim->row, count);
	lost = sim->kernel->review(&sim->w, &sim->state, sim->row, count, day, sim->ms, sim->lost);
	for (size_t i = 0; i < lost; i++) {
		sim->moved[i] = sim->row[sim->lost[i]];
		out->forgotten += was_overdue(sim, sim->moved[i]);
	}
	fill_up(sim, sim->moved, lost);
	sim->kernel->relearn(&sim->w, &sim->state, sim->moved, lost, day, sim->row_ms);
	for (size_t i = 0; i < count; i++)
		out->ms += sim->ms[i];
	for (size_t i = 0; i < lost; i++)
		out->ms += sim->row_ms[i];
	schedule(sim, sim->row, count, day);
	sim->due.count -= count;
	memmove(sim->due.index, sim->due.index + count, sim->due.count * sizeof(*sim->due.index));
	out->reviews = (int)count;
	out->waiting = (int)sim->due.count;
}

static void learn(struct sim *sim, int day, struct sim_day *out)
{
	size_t left = sim->all - sim->learnt, count = left;

	if (sim->rule->new_per_day != SIM_NO_LIMIT && (size_t)sim->rule->new_per_day < left)
		count = (size_t)sim->rule->new_per_day;
	for (size_t i = 0; i < count; i++)
		sim->row[i] = (uint32_t)(sim->learnt + i);
	fill_up(sim, sim->row, count);
	sim->kernel->learn(&sim->w, &sim->state, sim->row, count, day, sim->ms);
	for (size_t i = 0; i < count; i++)
		out->ms += sim->ms[i];
	schedule(sim, sim->row, count, day);
	sim->learnt += count;
	out->news = (int)count;
}

/* Once a fortnight and on the last day; in between along straight lines. */
static void look_what_is_held(struct sim *sim, int day, int *looked)
{
	double *held = sim->result->held, from = *looked >= 0 ? held[*looked] : 0;

	if (day % HELD_EVERY && day != sim->rule->days - 1)
		return;
	held[day] = (double)sim->kernel->held(&sim->w, &sim->state, sim->learnt, day) / SIM_HELD_ONE;
	for (int i = *looked + 1; i < day; i++)
		held[i] = from + (held[day] - from) * (i - *looked) / (day - *looked);
	*looked = day;
}

static void play(struct sim *sim)
{
	int looked = -1;

	for (int day = 0; day < sim->rule->days; day++) {
		struct sim_day *out = &sim->result->day[day];

		come_due(sim, day);
		review(sim, day, out);
		learn(sim, day, out);
		look_what_is_held(sim, day, &looked);
		sim->result->reviews += out->reviews;
		sim->result->ms += out->ms;
	}
}

static void begin(struct sim *sim, const struct sim_rule *rule, const struct sim_card *card, size_t cards, size_t news)
{
	*sim = (struct sim){.rule = rule, .kernel = kernel_of(rule->kernel)};
	sim_w_of(&sim->w, rule);
	sim->stretch = (float)fsrs_interval(rule->fsrs, 1, rule->retention);
	init_cards(sim, card, cards, news);
}

int sim_run(const struct sim_rule *rule, const struct sim_card *card, size_t cards, size_t news,
	    struct sim_result *result, struct err *err)
{
	struct sim sim;

	*result = (struct sim_result){0};
	if (check(rule, cards, news, err))
		return -1;
	begin(&sim, rule, card, cards, news);
	sim.result = result;
	result->days = rule->days;
	result->day = mem_array((size_t)rule->days, sizeof(*result->day));
	result->held = mem_array((size_t)rule->days, sizeof(*result->held));
	result->untouched = (double)sim.kernel->held(&sim.w, &sim.state, cards, rule->days - 1) / SIM_HELD_ONE;
	play(&sim);
	fini(&sim);
	return 0;
}

void sim_result_fini(struct sim_result *result)
{
	free(result->day);
	free(result->held);
	*result = (struct sim_result){0};
}

int sim_saved(const struct sim_rule *rule, const struct sim_card *card, size_t cards, float *saved, struct err *err)
{
	const struct sim_kernel *kernel = kernel_of(rule->kernel);
	size_t room = cards + SIM_ROW + 1;
	uint32_t *index;
	struct sim_state state;
	float *row;
	struct sim_w w;

	if (!kernel)
		return err_set(err, ERR_INPUT, "this processor has no %s", rule->kernel);
	state = new_state(room, (uint32_t)room - 1);
	index = mem_array(room, sizeof(*index));
	row = mem_array(room, sizeof(*row));
	init_state(&state, card, cards);
	for (size_t i = 0; i < room; i++)
		index[i] = i < cards ? (uint32_t)i : (uint32_t)room - 1;
	sim_w_of(&w, rule);
	kernel->saved(&w, &state, index, cards, 0, row);
	for (size_t i = 0; i < cards; i++)
		saved[i] = row[i];
	free_state(&state);
	free(index);
	free(row);
	return 0;
}
