/* SPDX-License-Identifier: MIT
 * The training set: which answers count, what they weigh, and where they lie. */
#include "study/optim/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "study/optim/set_priv.h"

/* The packed review, if it is the card's next one; 0: it is passed over. Whether a day has passed and whether
 * it was known no processor can foresee, so nothing branches on these here and below. */
static inline uint32_t take(const struct chain *chain, const struct optim_row *row)
{
	int32_t days = row->days < 0 ? 0 : row->days > FSRS_S_MAX ? FSRS_S_MAX : row->days;

	if (row->rating < RATE_AGAIN || row->rating > RATE_EASY || chain->seen == CHAIN_MAX)
		return 0;
	return review_pack((uint32_t)days & -(uint32_t)(chain->seen > 0), (uint32_t)row->rating);
}

/* What a card's chain looks like, two bits a review (0 the same day, 1 known, 2 forgotten): cards alike in it
 * take the same turns side by side. */
static inline void note_turn(struct chain *chain, uint32_t packed)
{
	uint32_t is_later = review_days(packed) > 0, kind = is_later << ((packed & 7) == RATE_AGAIN);
	uint32_t is_noted = chain->seen < PATTERN_TURNS;

	chain->pattern |= (kind & -is_noted) << (2 * (PATTERN_TURNS - 1 - chain->seen) & 31);
}

/* Cards come in any order, so what they need is fetched a little before. */
static void fetch(struct chain *chain, const struct optim_input *input, size_t i)
{
	if (i + FETCH_AHEAD < input->rows)
		__builtin_prefetch(&chain[input->row[i + FETCH_AHEAD].card], 1);
}

/* A first row's days count for nothing. */
static inline bool is_odd(const struct chain *chain, const struct optim_row *row)
{
	return (row->rating < RATE_AGAIN) | (row->rating > RATE_EASY) |
	       ((chain->seen > 0) & ((row->days < 0) | (row->days > OPTIM_ODD_DAYS)));
}

/* Returns how many rows make no sense. */
static size_t scan(struct chain *chain, const struct optim_input *input, bool whole)
{
	size_t odd = 0;

	for (size_t i = 0; i < input->rows; i++) {
		struct chain *c = &chain[input->row[i].card];
		uint32_t packed = take(c, &input->row[i]);
		bool is_scored;

		odd += is_odd(c, &input->row[i]);

		fetch(chain, input, i);
		if (!packed)
			continue;
		if (c->seen == 0)
			c->first = (uint8_t)(packed & 7);
		note_turn(c, packed);
		c->seen++;
		is_scored = review_days(packed) > 0;
		if (is_scored & (c->scored == 0)) {
			c->first_days = (uint16_t)review_days(packed);
			c->first_known = (packed & 7) != RATE_AGAIN;
		}
		c->scored = (uint16_t)(c->scored + is_scored);
		is_scored |= whole;
		c->length =
			is_scored ? c->seen : c->length; /* what comes behind the last one changes nothing */
	}
	return odd;
}

/* Cards in the order of their lengths, then patterns: passes of counting, what matters least first. */
static struct sorted *order(const struct chain *chain, size_t cards, bool by_length, size_t *count)
{
	struct sorted *from = mem_array(cards + 1, sizeof(*from)), *to = mem_array(cards + 1, sizeof(*to));

	*count = 0;
	for (uint32_t c = 0; c < cards; c++)
		if (chain[c].length)
			from[(*count)++] = (struct sorted){c, chain[c].length, chain[c].pattern};
	for (int pass = by_length ? ORDER_PASSES - 1 : 0; pass < ORDER_PASSES; pass++) {
		size_t at[ORDER_BUCKETS + 1] = {0};
		struct sorted *swap = from;

		for (size_t i = 0; i < *count; i++)
			at[order_key(&from[i], pass) + 1]++;
		for (size_t k = 0; k < ORDER_BUCKETS; k++)
			at[k + 1] += at[k];
		for (size_t i = 0; i < *count; i++)
			to[at[order_key(&from[i], pass)]++] = from[i];
		from = to;
		to = swap;
	}
	free(to);
	return from;
}

static void end_block(struct set *set, struct block *open)
{
	if (!open->cards)
		return;
	set->block[set->blocks++] = *open;
	set->places += (size_t)open->length * KERNEL_ROW;
	set->batch[set->batches].blocks++;
	*open = (struct block){.first = set->places};
}

static int by_pattern(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	if (x->pattern != y->pattern)
		return x->pattern < y->pattern ? -1 : 1;
	return (x->card > y->card) - (x->card < y->card);
}

/* Where the batch that begins at `first` ends: it holds `most` scored answers at most, or one card. */
static size_t batch_end(const struct chain *chain, const struct sorted *sorted, size_t first, size_t count,
			size_t most)
{
	size_t scored = chain[sorted[first].card].scored, end = first + 1;

	if (most == 0)
		return count;
	while (end < count && scored + chain[sorted[end].card].scored <= most)
		scored += chain[sorted[end++].card].scored;
	return end;
}

static void lay_batch(struct set *set, struct chain *chain, const struct sorted *sorted, size_t count)
{
	struct block open = {.first = set->places};
	struct batch *batch = &set->batch[set->batches];

	*batch = (struct batch){.block = set->blocks};
	for (size_t i = 0; i < count; i++) {
		struct chain *c = &chain[sorted[i].card];

		if (open.cards == KERNEL_ROW)
			end_block(set, &open);
		c->place = open.first + open.cards++;
		open.length = c->length; /* the longest comes last */
		batch->scored += c->scored;
		set->reviews += c->length;
	}
	end_block(set, &open);
	set->scored += batch->scored;
	set->batches++;
}

/* Which cards share a batch follows from their lengths and numbers alone, as in fsrs-rs; how they lie in it
 * from what they have in common. */
static void lay(struct set *set, struct chain *chain, struct sorted *sorted, size_t count, size_t most)
{
	set->block = mem_array(count + 1, sizeof(*set->block));
	set->batch = mem_array(most ? count + 1 : 1, sizeof(*set->batch));
	for (size_t first = 0, end; first < count; first = end) {
		end = batch_end(chain, sorted, first, count, most);
		if (most)
			qsort(sorted + first, end - first, sizeof(*sorted), by_pattern);
		lay_batch(set, chain, sorted + first, end - first);
	}
}

static void fill(struct set *set, struct chain *chain, const struct optim_input *input,
		 const struct set_rule *rule)
{
	double step = set->scored > 1 ? 1 / (double)(set->scored - 1) : 1, x = set->scored > 1 ? 0 : 1;
	double share[2] = {1, rule->known > 0 ? rule->known : 1}; /* forgotten, known */
	uint64_t weights = 0, recalled = 0, nth = 0;

	set->review = mem_array(set->places + 1, sizeof(*set->review));
	for (size_t i = 0; i < input->rows; i++) {
		struct chain *c = &chain[input->row[i].card];
		uint32_t packed = c->seen < c->length ? take(c, &input->row[i]) : 0, weight, is_scored, is_known;

		fetch(chain, input, i);
		if (!packed)
			continue;
		is_scored = review_days(packed) > 0;
		is_known = (packed & 7) != RATE_AGAIN;
		weight = (uint32_t)((rule->old + rule->rise * x * x * x) * share[is_known] * WEIGHT_ONE) & -is_scored;
		nth += is_scored;
		x = (double)nth * step;
		weights += weight;
		recalled += is_scored & is_known;
		set->review[c->place + (size_t)c->seen++ * KERNEL_ROW] = packed | weight << WEIGHT_SHIFT;
	}
	set->recalled = recalled;
	set->weights = (double)weights / WEIGHT_ONE;
}

void set_init(struct set *set, const struct optim_input *input, const struct set_rule *rule)
{
	struct chain *chain = mem_array(input->cards + 1, sizeof(*chain));
	struct sorted *sorted;
	size_t count;

	*set = (struct set){0};
	set->odd = scan(chain, input, rule->whole);
	first_groups(set, chain, input->cards, rule->filter);
	sorted = order(chain, input->cards, rule->batch > 0, &count);
	lay(set, chain, sorted, count, rule->batch);
	for (size_t c = 0; c < input->cards; c++)
		chain[c].seen = 0;
	fill(set, chain, input, rule);
	free(sorted);
	free(chain);
}

void set_fini(struct set *set)
{
	free(set->review);
	free(set->block);
	free(set->batch);
	for (int g = 0; g < 4; g++)
		free(set->group[g]);
	*set = (struct set){0};
}

/* 0 … 3: the beginning of the mixed order, of about 1/64, 1/16 more, 1/4 more, and the rest, that a block is
 * in. */
static int mix_part(size_t block)
{
	return block % 64 == 32 ? 0 : block % 16 == 8 ? 1 : block % 4 == 2 ? 2 : 3;
}

void set_mix(struct set *set)
{
	struct block *mixed = mem_array(set->blocks + 1, sizeof(*mixed));
	size_t count = 0;

	for (int part = 0; part < SET_PARTS; part++) {
		for (size_t b = 0; b < set->blocks; b++)
			if (mix_part(b) == part)
				mixed[count++] = set->block[b];
		set->part[part] = count;
	}
	free(set->block);
	set->block = mixed;
}
