/* SPDX-License-Identifier: MIT
 * Rounds: their cards and answers. */
#include "study/round.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/fsrs.h"

size_t round_find(const struct round *round, uint64_t uid)
{
	size_t i = 0;

	while (i < round->cards && round->card[i].uid != uid)
		i++;
	return i;
}

size_t round_add_card(struct round *round, int64_t id, uint64_t uid)
{
	if (round->cards == round->card_cap) {
		round->card_cap = round->card_cap ? round->card_cap * 2 : 32;
		round->card = mem_grow(round->card, round->card_cap, sizeof(*round->card));
	}
	round->card[round->cards] = (struct round_card){.id = id, .uid = uid};
	return round->cards++;
}

/* Chance that is the same wherever the same cards are: `id` has no part in it. */
struct dealt {
	struct round_card card;
	uint64_t rank;
};

static int by_rank(const void *left, const void *right)
{
	const struct dealt *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->card.uid > b->card.uid) - (a->card.uid < b->card.uid);
}

void round_shuffle(struct round *round)
{
	struct dealt *dealt = mem_array(round->cards + 1, sizeof(*dealt));

	for (size_t i = 0; i < round->cards; i++)
		dealt[i] = (struct dealt){round->card[i], rng_mix(round->card[i].uid ^ rng_mix(round->seed))};
	if (round->cards)
		qsort(dealt, round->cards, sizeof(*dealt), by_rank);
	for (size_t i = 0; i < round->cards; i++)
		round->card[i] = dealt[i].card;
	free(dealt);
}

/* What a card was given, of the answers that count. */
static void recount(struct round *round, size_t card)
{
	struct round_card *own = &round->card[card];

	own->answers = own->misses = own->last = 0;
	for (size_t i = 0; i < round->answers; i++) {
		const struct round_answer *answer = &round->answer[i];

		if (answer->card != card || answer->undone)
			continue;
		own->answers++;
		own->misses += answer->rating <= RATE_AGAIN;
		own->last = answer->rating;
	}
}

void round_add(struct round *round, const struct round_answer *answer, struct str given)
{
	struct round_answer own = *answer;

	own.given = NULL;
	if (given.len) {
		own.given = mem_alloc(given.len + 1);
		memcpy(own.given, given.s, given.len);
	}
	round->answer = mem_grow(round->answer, round->answers + 1, sizeof(own));
	round->answer[round->answers++] = own;
	recount(round, own.card);
}

void round_drop_last(struct round *round)
{
	size_t card = round->answer[--round->answers].card;

	free(round->answer[round->answers].given);
	recount(round, card);
}

/* The number of the answer of that row; answers: it is none of the round's. */
static size_t find_answer(const struct round *round, uint64_t origin, int64_t at)
{
	size_t i = 0;

	while (i < round->answers && (round->answer[i].origin != origin || round->answer[i].at != at))
		i++;
	return i;
}

bool round_has(const struct round *round, uint64_t origin, int64_t at)
{
	return find_answer(round, origin, at) < round->answers;
}

bool round_turn(struct round *round, uint64_t origin, int64_t at, bool undone)
{
	size_t i = find_answer(round, origin, at);

	if (i == round->answers)
		return false;
	round->answer[i].undone = undone;
	recount(round, round->answer[i].card);
	return true;
}

void round_fini(struct round *round)
{
	for (size_t i = 0; i < round->answers; i++)
		free(round->answer[i].given);
	free(round->answer);
	free(round->card);
	buf_fini(&round->query);
	ghost_fini(&round->ghost);
	*round = (struct round){0};
}

struct round_sum round_sum(const struct round *round)
{
	struct round_sum sum = {0};

	for (size_t i = 0; i < round->answers; i++) {
		const struct round_answer *answer = &round->answer[i];

		if (answer->undone)
			continue;
		sum.answers++;
		sum.right += answer->rating > RATE_AGAIN;
		sum.took_ms += answer->took_ms;
	}
	for (size_t i = 0; i < round->cards; i++) {
		sum.of += !round->card[i].out;
		sum.left += !round->card[i].out && round->card[i].answers == 0;
	}
	if (round->target && sum.of > round->target) {
		sum.left -= sum.of - round->target;
		sum.of = round->target;
	}
	return sum;
}

struct race round_race(const struct round *round)
{
	struct race race = {0};

	for (size_t i = 0; i < round->answers; i++) {
		const struct round_answer *answer = &round->answer[i];

		if (answer->undone || !answer->due)
			continue;
		race.answers++;
		race.right += answer->rating > RATE_AGAIN;
		race.ms += answer->took_ms;
	}
	return race;
}

bool round_is_over(const struct round *round)
{
	size_t card;

	if (round->mode->choose)
		return round->mode->choose(round, &card) != 0;
	return round->ghost.count > 0 && (size_t)round_race(round).answers >= round->ghost.count;
}

const struct round_answer *round_last(const struct round *round, size_t card)
{
	for (size_t i = round->answers; i-- > 0;)
		if (round->answer[i].card == card && !round->answer[i].undone)
			return &round->answer[i];
	return NULL;
}
