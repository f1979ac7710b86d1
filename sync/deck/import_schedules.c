/* SPDX-License-Identifier: MIT
 * Schedules that texts carry, as rows of kind state: kept until the batch ends, then brought in the order of
 * their time. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "schema/brought.h"
#include "schema/cards.h"
#include "sync/deck/import_priv.h"

enum { YEAR_DAYS = 365, FIRST_HOUR_MS = HOUR_MS };

struct import_state {
	int64_t at;
	uint64_t card;
	const char *source; /* a constant of the reader's */
	struct row_state state;
};

/* When it was reviewed last: as it says, or within the first hour of the study day that its interval says. */
static int64_t reviewed_at(const struct import *import, const struct deck_schedule *schedule, uint64_t card)
{
	const struct clock *clock = store_clock(import->store);
	int64_t now = clock_wall_ms(clock), today = clock_study_day(now, import->z), at,
		day = schedule->at_day ? schedule->at_day : schedule->state.due - schedule->state.ivl;

	if (schedule->at_ms)
		return schedule->at_ms;
	while (day > today)
		day -= YEAR_DAYS; /* put off, not reviewed in the future */
	at = clock_day_start_ms(day, import->z) + (int64_t)(card % FIRST_HOUR_MS);
	return at > now ? clock_day_start_ms(day, import->z) : at;
}

void import_take_schedules(struct import *import, const struct deck_note *note, uint64_t uid)
{
	for (size_t i = 0; i < note->schedules; i++) {
		struct deck_schedule schedule = note->schedule[i];
		struct import_state state = {.card = hash_card_uid(uid, schedule.ord),
					     .source = note->schedule_source};

		if (schedule.due_ms)
			schedule.state.due = clock_study_day(schedule.due_ms, import->z);
		if (schedule.state.ivl < 1)
			schedule.state.ivl = schedule.state.s >= 1000 ? schedule.state.s / 1000 : 1;
		state.at = reviewed_at(import, &schedule, state.card);
		state.state = schedule.state;
		if (import->states == import->states_cap) {
			import->states_cap = import->states_cap ? 2 * import->states_cap : 256;
			import->state = mem_grow(import->state, import->states_cap, sizeof(*import->state));
		}
		import->state[import->states++] = state;
	}
}

static int by_source_and_time(const void *a, const void *b)
{
	const struct import_state *left = a, *right = b;

	if (left->source != right->source)
		return (uintptr_t)left->source > (uintptr_t)right->source ? 1 : -1;
	if (left->at != right->at)
		return left->at > right->at ? 1 : -1;
	return (left->card > right->card) - (left->card < right->card);
}

static int bring(struct import *import, struct bringing *bringing, const struct import_state *state,
		 struct err *err)
{
	struct row row = {.kind = ROW_STATE_KIND,
			  .card = state->card,
			  .at = state->at,
			  .z = import->z,
			  .state = state->state};
	struct card card;
	int rc = card_find(import->store, state->card, &card, err);

	if (rc || card.queue == QUEUE_ABSENT)
		return rc < 0 ? -1 : 0; /* the note has no such card */
	if (state->at > clock_wall_ms(store_clock(import->store))) {
		import->ahead++;
		return 0;
	}
	row.state.source = str_of(state->source);
	row.origin = note_uid(state->source, STR("log"), STR("state"));
	rc = log_bring(import->store, bringing, &row, err);
	import->schedules += rc == BRING_NEW;
	return rc < 0 ? -1 : 0;
}

int import_put_schedules(struct import *import, struct err *err)
{
	struct bringing bringing = {0};
	int rc = 0;

	if (import->states)
		qsort(import->state, import->states, sizeof(*import->state), by_source_and_time);
	for (size_t i = 0; i < import->states && rc == 0; i++) {
		if (i && import->state[i].source != import->state[i - 1].source)
			bringing = (struct bringing){0};
		rc = bring(import, &bringing, &import->state[i], err);
	}
	import->states = 0;
	return rc;
}
