/* SPDX-License-Identifier: MIT
 * New cards that wait for each other by their tags: rings are found, each opens at its oldest note, and every card comes at last. */
#include "schema/after.h"

#include <stdio.h>
#include <string.h>

#include "study/fold.h"
#include "study/queue.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

static const int64_t noon_ms = 1793620800000; /* 2026-11-02 12:00 UTC */

enum { NOTES = 14, TAGS = 5, SEEDS = 40 };

static struct device *new_device(uint64_t seed)
{
	struct device *d = device_new_in_memory(seed);

	device_set_clock(d, noon_ms);
	return d;
}

static void put_tagged(struct device *d, int number, const char *tags)
{
	char front[16];
	struct str fields[] = {{front, (size_t)snprintf(front, sizeof(front), "front %c", 'a' + number - 1)}, {"back", 4}};
	struct note_draft draft = {(uint64_t)number, template_builtin(TYPE_BASIC)->uid, STR("A"), str_of(tags), {fields, 2}};

	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_true(note_put(d->store, &draft, 0, &d->err) > 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	device_set_clock(d, d->clock.wall_ms + SECOND_MS);
}

/* The letters of the questions that come, each known at once; at most so many. */
static void ask(struct device *d, size_t most, struct buf *got)
{
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct answer answer = {4, 1000, MODE_FLIP, 0, -1};
	struct question question;

	while (got->len < most && session_next(session, &question, &d->err) == 0) {
		assert_int_equal(session_foresee(session, &d->err), 0);
		buf_add(got, str_slice(question.front, 6, 7));
		assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
		device_set_clock(d, d->clock.wall_ms + SECOND_MS);
	}
	session_close(session);
}

static void assert_asked(struct device *d, const char *want)
{
	struct buf got = {0};

	ask(d, strlen(want) + 1, &got);
	assert_string_equal(buf_z(&got), want);
	buf_fini(&got);
}

struct found {
	size_t count, notes;
	int64_t first;
	struct buf tags;
};

static int keep_ring(void *ctx, const struct ring *ring, struct err *err)
{
	struct found *found = ctx;

	(void)err;
	found->count++;
	found->notes += ring->notes;
	found->first = ring->first;
	buf_clear(&found->tags);
	buf_add(&found->tags, ring->tags);
	return 0;
}

static void look(struct device *d, struct found *found)
{
	buf_fini(&found->tags);
	*found = (struct found){0};
	assert_int_equal(rings_each(d->store, keep_ring, found, &d->err), 0);
}

/* What waits for something that comes is no ring, nor is a note that waits for its own tag; behind a ring is not in it. */
static void after__rings_are_found(void **state)
{
	struct device *d = new_device(1);
	struct found found = {0};

	(void)state;
	put_tagged(d, 1, "one"), put_tagged(d, 2, "two after::one"), put_tagged(d, 3, "after::two after::nothing");
	put_tagged(d, 4, "alone after::alone"), put_tagged(d, 5, "after::alone");
	look(d, &found);
	assert_int_equal(found.count, 0);
	put_tagged(d, 6, "a after::b"), put_tagged(d, 7, "b::x after::c"), put_tagged(d, 8, "c after::one after::a");
	put_tagged(d, 9, "after::c"), put_tagged(d, 10, "z");
	look(d, &found);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.notes, 3);
	assert_int_equal(found.first, 6);
	assert_string_equal(buf_z(&found.tags), "after::a after::b after::c");
	put_tagged(d, 11, "same after::same"), put_tagged(d, 12, "same after::same");
	look(d, &found);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.notes, 5);
	buf_fini(&found.tags);
	device_free(d);
}

/* The oldest of a ring comes at its place, then what waits for it; an edit makes another one the oldest. */
static void after__a_ring_opens_at_its_oldest(void **state)
{
	struct device *d = new_device(1);
	struct found found = {0};

	(void)state;
	put_tagged(d, 1, "a after::b"), put_tagged(d, 2, "b after::c"), put_tagged(d, 3, "c after::a"), put_tagged(d, 4, "after::c");
	put_tagged(d, 5, "");
	look(d, &found);
	assert_int_equal(found.first, 1);
	put_tagged(d, 1, "a after::b edited");
	look(d, &found);
	assert_int_equal(found.first, 2);
	assert_asked(d, "bacde"); /* b, which waits for nobody; a, which waited for b; c, which waited for a; d, for c; e stands last */
	buf_fini(&found.tags);
	device_free(d);
}

/* A note that waits for its own tag alone does not keep itself waiting, whoever asked for that tag before. */
static void after__nobody_waits_for_itself(void **state)
{
	struct device *d = new_device(1);

	(void)state;
	put_tagged(d, 1, "after::alone"), put_tagged(d, 2, "alone after::alone");
	assert_asked(d, "ba");
	device_free(d);
}

static void random_tags(struct rng *rng, struct buf *tags)
{
	int has = (int)rng_below(rng, 3), waits = (int)rng_below(rng, 3);

	for (int i = 0; i < has; i++)
		buf_addf(tags, "t%d%s ", (int)rng_below(rng, TAGS), rng_below(rng, 4) ? "" : "::low");
	for (int i = 0; i < waits; i++)
		buf_addf(tags, "after::t%d%s ", (int)rng_below(rng, TAGS), rng_below(rng, 6) ? "" : "::low");
}

/* Whatever waits for whatever, every card comes at last, in the same order on two devices; half of them first answered on one. */
static void after__every_card_comes_at_last(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct device *a = new_device(seed), *b = new_device(seed + 1000);
		struct buf begun = {0}, here = {0}, there = {0};
		struct rng rng;

		rng_seed(&rng, seed);
		for (int i = 1; i <= NOTES; i++) {
			struct buf tags = {0};

			random_tags(&rng, &tags);
			put_tagged(a, i, buf_z(&tags));
			buf_fini(&tags);
		}
		ask(a, rng_below(&rng, NOTES), &begun);
		(void)device_sync(a, b);
		device_set_clock(b, a->clock.wall_ms);
		assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
		ask(a, NOTES, &here);
		ask(b, NOTES, &there);
		assert_string_equal(buf_z(&here), buf_z(&there));
		assert_int_equal(begun.len + here.len, NOTES);
		buf_fini(&begun);
		buf_fini(&here);
		buf_fini(&there);
		device_free(a);
		device_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after__rings_are_found),
		cmocka_unit_test(after__a_ring_opens_at_its_oldest),
		cmocka_unit_test(after__nobody_waits_for_itself),
		cmocka_unit_test(after__every_card_comes_at_last),
	};

	return cmocka_run_group_tests_name("after", tests, NULL, NULL);
}
