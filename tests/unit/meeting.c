/* SPDX-License-Identifier: MIT
 * Devices that meet on a network without one. */
#include "tests/unit/meeting.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "tests/unit/unit.h"

struct fake_net meeting;

int meeting_setup(void **state)
{
	(void)state;
	fake_init(&meeting);
	return 0;
}

int meeting_teardown(void **state)
{
	(void)state;
	fake_fini(&meeting);
	return 0;
}

int meeting_sync_as(struct device *d, const char *learner, const char *key, struct sync_news *news)
{
	struct sync *sync = mem_alloc(sizeof *sync);
	int rc;

	sync_init(sync, &store_sqlite, d->store, &d->clock, str_of(learner), str_of(key));
	rc = sync_run(sync, &meeting.net, &d->err);
	*news = sync->news;
	sync_fini(sync);
	free(sync);
	return rc;
}

struct sync_news meeting_sync(struct device *d)
{
	struct sync_news news;

	if (meeting_sync_as(d, "ada", "", &news))
		fail_msg("%s", d->err.text);
	return news;
}

void meeting_answer(struct device *d, int count)
{
	for (int i = 0; i < count; i++)
		device_append(d, device_review(hash_card_uid(5, (uint32_t)i), 1 + i % 4));
}

struct listing {
	struct buf text;
	int64_t count;
};

/* Identity and content, in the order of identity: places may differ. */
static int list_row(void *ctx, const struct row *row, struct err *err)
{
	struct listing *listing = ctx;
	struct buf body = {0};

	(void)err;
	row_put_body(&body, row);
	buf_addf(&listing->text, "%016llx %lld %d %llx %016llx\n", (unsigned long long)row->origin,
		 (long long)row->at, row->kind, (unsigned long long)row->card,
		 (unsigned long long)hash_bytes(buf_str(&body)));
	listing->count++;
	buf_fini(&body);
	return 0;
}

static int by_line(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char *meeting_rows(struct device *d, int64_t *count)
{
	struct listing listing = {0};
	struct buf out = {0};
	char **lines, *rest;

	assert_int_equal(log_each(d->store, list_row, &listing, &d->err), 0);
	lines = mem_array((size_t)listing.count + 1, sizeof *lines);
	rest = listing.text.s;
	for (int64_t i = 0; i < listing.count; i++)
		lines[i] = strsep(&rest, "\n");
	qsort(lines, (size_t)listing.count, sizeof *lines, by_line);
	for (int64_t i = 0; i < listing.count; i++) {
		if (i)
			assert_string_not_equal(lines[i], lines[i - 1]); /* no row twice */
		buf_addf(&out, "%s\n", lines[i]);
	}
	*count = listing.count;
	free(lines);
	buf_fini(&listing.text);
	return out.s ? out.s : strdup("");
}

void meeting_assert_same(struct device *a, struct device *b, int64_t count)
{
	int64_t in_a, in_b;
	char *x = meeting_rows(a, &in_a), *y = meeting_rows(b, &in_b);

	assert_int_equal(in_a, count);
	assert_int_equal(in_b, count);
	assert_string_equal(x, y);
	free(x);
	free(y);
}

int64_t meeting_waiting(struct device *d)
{
	struct log_counts counts;

	assert_int_equal(log_counts(d->store, &counts, &d->err), 0);
	return counts.waiting;
}
