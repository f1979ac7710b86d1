/* SPDX-License-Identifier: MIT
 * All of a device that must be the same on every other: rows, what counts, settings, notes, and what is folded. */
#include <stdlib.h>

#include "base/hash.h"
#include "schema/cards.h"
#include "schema/log.h"
#include "schema/notes.h"
#include "study/fold.h"
#include "tests/sim/sim.h"

struct told {
	struct row *row;
	size_t count, cap;
};

static int take_row(void *ctx, const struct row *row, struct err *err)
{
	struct told *told = ctx;

	(void)err;
	if (told->count == told->cap) {
		told->cap = told->cap ? 2 * told->cap : 64;
		told->row = mem_grow(told->row, told->cap, sizeof(*told->row));
	}
	told->row[told->count++] = *row; /* its texts are not read */
	return 0;
}

static int by_time_and_name(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	if (left->t != right->t)
		return left->t < right->t ? -1 : 1;
	return (left->origin > right->origin) - (left->origin < right->origin);
}

static void tell_rows(struct sim *sim, struct sim_device *device, bool counting, struct buf *out)
{
	struct told told = {0};
	struct err err;

	if (log_each_between(device->store, INT64_MIN, INT64_MAX, counting, take_row, &told, &err))
		buf_addf(out, "error: %s\n", err.text);
	if (told.count)
		qsort(told.row, told.count, sizeof(*told.row), by_time_and_name);
	for (size_t i = 1; i < told.count; i++)
		if (told.row[i].origin == told.row[i - 1].origin && told.row[i].at == told.row[i - 1].at)
			sim_complain(sim, "a row is held twice");
	for (size_t i = 0; i < told.count; i++)
		buf_addf(out, "%d %016llx %lld at %lld\n", told.row[i].kind,
			 (unsigned long long)told.row[i].origin, (long long)told.row[i].at,
			 (long long)told.row[i].t);
	free(told.row);
}

static int tell_setting(void *ctx, struct str key, struct str value, struct err *err)
{
	(void)err;
	buf_addf(ctx, "%.*s = %.*s\n", STR_FMT(key), STR_FMT(value));
	return 0;
}

static void tell_note(struct sim_device *device, uint64_t uid, struct buf *out)
{
	struct arena arena = {0};
	struct note note;
	struct card card;
	struct err err;

	if (note_find(device->store, uid, &note, &arena, &err) == 0)
		buf_addf(out, "note %llu: %.*s | %.*s\n", (unsigned long long)uid,
			 STR_FMT(note.fields.item[0]), STR_FMT(note.fields.item[1]));
	if (card_find(device->store, hash_card_uid(uid, 0), &card, &err) == 0)
		buf_addf(out, "its card is %s\n", card.queue == QUEUE_ABSENT ? "absent" : "there");
	arena_fini(&arena);
}

/* Its place in the queue of new cards is a matter of this store. */
static void tell_card(struct sim_device *device, uint64_t uid, struct buf *out)
{
	struct card card;
	struct err err;

	if (card_find(device->store, uid, &card, &err))
		return;
	buf_addf(out, "card %llu: queue %d due %lld state %d s %.9g d %.9g reps %d lapses %d step %d ivl %lld flag %d "
		      "last %lld on %lld%s\n",
		 (unsigned long long)uid, card.queue, card.queue == QUEUE_NEW || card.queue == QUEUE_ABSENT ? 0 : (long long)card.due, card.state,
		 card.s, card.d, card.reps, card.lapses, card.step, (long long)card.ivl, card.flag,
		 (long long)card.last_t, (long long)card.last_day, card.stale ? ", stale" : "");
}

static int tell_day(void *ctx, const struct day_total *total, struct err *err)
{
	(void)err;
	buf_addf(ctx, "day %lld: %lld new, %lld reviews, %lld answers, %lld again, %lld ms\n", (long long)total->day,
		 (long long)total->news, (long long)total->reviews, (long long)total->answers,
		 (long long)total->again, (long long)total->took_ms);
	return 0;
}

void device_tell(struct sim *sim, struct sim_device *device, struct buf *out)
{
	struct log_counts counts = {0};
	struct err err;

	if (fold_slice(device->store, 0, &err))
		buf_addf(out, "folding: %s\n", err.text);
	tell_rows(sim, device, false, out);
	buf_addz(out, "counting\n");
	tell_rows(sim, device, true, out);
	if (setting_each(device->store, tell_setting, out, &err) || log_counts(device->store, &counts, &err))
		buf_addf(out, "error: %s\n", err.text);
	for (uint64_t uid = 100; uid < 100 + SIM_CARDS; uid++) {
		tell_note(device, uid, out);
		tell_card(device, hash_card_uid(uid, 0), out);
	}
	if (day_each(device->store, 0, INT32_MAX, tell_day, out, &err))
		buf_addf(out, "error: %s\n", err.text);
	buf_addf(out, "%lld rows, %lld answers\n", (long long)counts.rows, (long long)counts.answers);
}
