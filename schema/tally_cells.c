/* SPDX-License-Identifier: MIT
 * Tallies as bytes, and the buckets of their numbers. Knows nothing of SQL. */
#include <math.h>
#include <string.h>

#include "schema/tally_priv.h"

_Static_assert(sizeof(struct tally) == TALLY_CELLS * sizeof(int64_t), "nothing but int64_t");
_Static_assert(sizeof(struct spread) == SPREAD_CELLS * sizeof(int64_t), "nothing but int64_t");

int tally_octave(double days)
{
	int octave = 0;

	if (!(days >= 1))
		return 0;
	frexp(days, &octave); /* days = m * 2^octave, 0.5 <= m < 1 */
	return octave < TALLY_OCTAVES ? octave : TALLY_OCTAVES - 1;
}

int tally_bin_of(int64_t p)
{
	int bin = (int)(pow(TALLY_BINS + 1, (double)p / 10000) - 1);

	return bin < 0 ? 0 : bin < TALLY_BINS ? bin : TALLY_BINS - 1;
}

static void put_number(struct buf *out, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_addc(out, (char)(n | 0x80));
	buf_addc(out, (char)n);
}

static bool take_number(struct str *rest, uint64_t *n)
{
	*n = 0;
	for (size_t i = 0; i < rest->len && i < 10; i++) {
		*n |= (uint64_t)(rest->s[i] & 0x7F) << (7 * i);
		if (!(rest->s[i] & 0x80)) {
			*rest = str_slice(*rest, i + 1, rest->len);
			return true;
		}
	}
	return false;
}

void cells_put(struct buf *out, const int64_t *cell, size_t count)
{
	size_t zeros = 0;

	for (size_t i = 0; i < count; i++, zeros++) {
		if (cell[i] <= 0)
			continue;
		put_number(out, zeros);
		put_number(out, (uint64_t)cell[i]);
		zeros = (size_t)-1;
	}
}

void cells_add(int64_t *cell, size_t count, struct str bytes)
{
	uint64_t zeros, value;
	size_t at = 0;

	while (take_number(&bytes, &zeros) && take_number(&bytes, &value) && zeros < count - at) {
		at += zeros;
		cell[at++] += (int64_t)value;
		if (at == count)
			break;
	}
}

bool due_next(struct due_walk *walk)
{
	uint64_t gap, count;

	if (!take_number(&walk->rest, &gap) || !take_number(&walk->rest, &count) || gap > DUE_DAY_MAX)
		return false;
	walk->day += (int64_t)gap;
	walk->count = (int64_t)count;
	return true;
}

static void put_due(struct buf *out, int64_t *last, int64_t day, int64_t count)
{
	if (count <= 0)
		return;
	put_number(out, (uint64_t)(day - *last));
	put_number(out, (uint64_t)count);
	*last = day;
}

/* From the first change to the last; what lies before and behind is copied as it is. */
void due_put(struct buf *out, struct str bytes, const struct due_change *change, size_t count)
{
	struct due_walk walk = {.rest = bytes}, next = walk;
	int64_t last = 0, day, sum;
	bool held;
	size_t i = 0;

	while ((held = due_next(&next)) && count && next.day < change[0].day)
		walk = next;
	buf_add(out, str_slice(bytes, 0, bytes.len - walk.rest.len));
	last = walk.day;
	walk = next;
	while (i < count) {
		day = held && walk.day <= change[i].day ? walk.day : change[i].day;
		sum = 0;
		if (held && walk.day == day) {
			sum = walk.count;
			held = due_next(&walk);
		}
		for (; i < count && change[i].day == day; i++)
			sum += change[i].by;
		put_due(out, &last, day, sum);
	}
	if (held) {
		put_due(out, &last, walk.day, walk.count);
		buf_add(out, walk.rest);
	}
}
