/* SPDX-License-Identifier: MIT
 * Which document is which note: by id, and for an id that is new by the front of a note that vanished. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "schema/log.h"
#include "sync/mongo/content_priv.h"

enum { UID_DIGITS = 13 };

uint64_t content_front(uint64_t type, struct row_list fields)
{
	return hash_bytes(fields.count ? fields.item[0] : STR("")) ^ type;
}

static int by_uid(const void *a, const void *b)
{
	const struct old *x = a, *y = b;

	return (x->uid > y->uid) - (x->uid < y->uid);
}

void content_sort_old(struct pull *pull)
{
	if (pull->old_count)
		qsort(pull->old, pull->old_count, sizeof *pull->old, by_uid);
}

struct old *content_old(const struct pull *pull, uint64_t uid)
{
	struct old key = {.uid = uid};

	return pull->old_count ? bsearch(&key, pull->old, pull->old_count, sizeof key, by_uid) : NULL;
}

/* "same/<uid>": the note whose cards a note with a new id goes on with; a synced setting, so that every
 * device says so. */
static void put_same(struct buf *key, uint64_t uid)
{
	char digits[UID_DIGITS + 1];

	hash_put32(digits, uid, UID_DIGITS);
	buf_addf(key, "same/%s", digits);
}

static int known_same(struct pull *pull, uint64_t *uid, struct err *err)
{
	struct buf key = {0}, value = {0};
	uint64_t same;
	int rc;

	put_same(&key, *uid);
	rc = setting_get(pull->store, buf_z(&key), &value, err);
	if (rc == 0 && hash_get32(buf_str(&value), UID_DIGITS, &same))
		*uid = same;
	buf_fini(&key);
	buf_fini(&value);
	return rc < 0 ? -1 : 0;
}

int content_follow_ids(struct pull *pull, struct err *err)
{
	for (size_t i = 0; i < pull->note_count; i++)
		if (!pull->notes[i].gone && !content_old(pull, pull->notes[i].draft.uid) &&
		    known_same(pull, &pull->notes[i].draft.uid, err))
			return -1;
	return 0;
}

static int by_front(const void *a, const void *b)
{
	const struct old *const *x = a, *const *y = b;

	return ((*x)->front > (*y)->front) - ((*x)->front < (*y)->front);
}

static int say_same(struct pull *pull, uint64_t uid, uint64_t same, struct err *err)
{
	const struct clock *clock = store_clock(pull->store);
	char digits[UID_DIGITS + 1];
	struct buf key = {0};
	int rc;

	put_same(&key, uid);
	hash_put32(digits, same, UID_DIGITS);
	rc = setting_set(pull->store, buf_z(&key), str_of(digits),
			 clock_zone_min(clock, clock_wall_ms(clock)), err);
	buf_fini(&key);
	return rc;
}

/* A new id with the front of a note that vanished in this pull is that note under another name. */
static int adopt(struct pull *pull, struct old **lost, size_t count, struct err *err)
{
	for (size_t i = 0; i < pull->note_count; i++) {
		struct note_draft *draft = &pull->notes[i].draft;
		struct old key, *wanted = &key, **hit;

		if (pull->notes[i].gone || content_old(pull, draft->uid))
			continue;
		key.front = content_front(draft->type, draft->fields);
		hit = bsearch(&wanted, lost, count, sizeof *lost, by_front);
		if (!hit || (*hit)->adopted)
			continue;
		(*hit)->adopted = (*hit)->seen = true;
		if (say_same(pull, draft->uid, (*hit)->uid, err))
			return -1;
		draft->uid = (*hit)->uid;
	}
	return 0;
}

int content_adopt(struct pull *pull, struct err *err)
{
	struct old **lost = mem_array(pull->old_count + 1, sizeof *lost);
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < pull->old_count; i++)
		if (!pull->old[i].seen)
			lost[count++] = &pull->old[i];
	if (count) {
		qsort(lost, count, sizeof *lost, by_front);
		rc = adopt(pull, lost, count, err);
	}
	free(lost);
	return rc;
}
