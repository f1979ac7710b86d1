/* SPDX-License-Identifier: MIT
 * A store's file with bits turned, pages of nonsense, cut off: whoever reads it gets what is there or an error of one sentence,
 * never a crash (the sanitizers look on). By seeds; 20,000 with CAIRN_TEST_FULL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "schema/backup.h"
#include "schema/doctor_copy.h"
#include "schema/log.h"
#include "study/fold.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { SAMPLE = 300, FULL = 20000, STORE_MAX = 4 << 20, NOTES = 30, PAGE = 4096 };

static int see_row(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	*(int64_t *)ctx += row->at != 0;
	return 0;
}

/* 0: it was readable to its end. */
static int use(struct device *d, struct err *err)
{
	struct backup_counts counts;
	struct log_counts logged;
	struct flow_hash text;
	int64_t seen = 0;
	int rc;

	flow_hash(&text, NULL);
	rc = log_counts(d->store, &logged, err) || log_each(d->store, see_row, &seen, err) ||
			     backup_write(d->store, &text.flow, &counts, err) || derived_doubt(d->store, err) ||
			     fold_slice(d->store, 0, err) < 0 || store_check(d->store, err)
		     ? -1
		     : 0;
	flow_hash_fini(&text);
	return rc;
}

static void assert_sentence(const struct err *err, uint64_t seed)
{
	if (!err->text[0] || strchr(err->text, '\n') || strlen(err->text) < 10)
		fail_msg("seed %llu: \"%s\" is no sentence", (unsigned long long)seed, err->text);
}

static void damage(struct buf *bytes, struct rng *chance)
{
	uint64_t kind = rng_below(chance, 10), count = 1 + rng_below(chance, 8);
	size_t at;

	if (kind == 0) {
		buf_cut(bytes, rng_below(chance, bytes->len));
		return;
	}
	if (kind == 1) {
		at = rng_below(chance, bytes->len / PAGE) * PAGE;
		for (size_t i = 0; i < PAGE; i++)
			bytes->s[at + i] = (char)rng_next(chance);
		return;
	}
	for (uint64_t i = 0; i < count; i++) {
		at = kind < 4 ? rng_below(chance, 2 * PAGE) : rng_below(chance, bytes->len);
		bytes->s[at] = (char)(bytes->s[at] ^ (1 << rng_below(chance, 8)));
	}
}

static void flip(const struct device *whole, struct str original, uint64_t seed, int *read)
{
	struct device d = *whole;
	struct buf bytes = {0};
	struct rng chance;
	struct err ignored;

	rng_seed(&chance, seed);
	buf_add(&bytes, original);
	damage(&bytes, &chance);
	if (store_remove(d.path, &ignored))
		fail_msg("%s", ignored.text);
	assert_int_equal(path_write(d.path, buf_str(&bytes), &ignored), 0);
	buf_fini(&bytes);
	d.store = NULL;
	if (store_open(&d.store, d.path, &d.clock, &d.rng, &d.err) || use(&d, &d.err))
		assert_sentence(&d.err, seed);
	else
		++*read;
	store_close(d.store);
}

static void flips__end_in_what_is_there_or_in_a_sentence(void **state)
{
	struct device *d = device_new_in_memory(1);
	int count = getenv("CAIRN_TEST_FULL") ? FULL : SAMPLE, read = 0;
	struct buf original = {0};

	(void)state;
	for (uint64_t i = 1; i <= NOTES; i++)
		device_put_note(d, i, "Deck", "a front of some length, so that pages fill", "a back");
	for (uint64_t i = 1; i <= NOTES; i++)
		device_append(d, device_review(i, 3));
	store_close(d->store);
	d->store = NULL;
	assert_int_equal(path_read(d->path, STORE_MAX, 0, &original, &d->err), 0);
	for (int i = 0; i < count; i++)
		flip(d, buf_str(&original), (uint64_t)i, &read);
	flip(d, buf_str(&original), 9202, &read); /* a version below 0 */
	printf("# %d of %d damaged stores were read to their end\n", read, count);
	assert_true(read > count / 100 && read < count);
	buf_fini(&original);
	d->store = NULL;
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flips__end_in_what_is_there_or_in_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
