/* SPDX-License-Identifier: MIT
 * What a store derives from rows is a function of the set of rows: devices that did different things in any
 * order, and met at random moments, hold the same in the end. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "schema/cards.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { DEVICES = 3, STEPS = 60, SEEDS = 40, NOTES = 4 };

struct world {
	struct rng rng;
	struct device *device[DEVICES];
};

static uint64_t pick(struct world *w, uint64_t n)
{
	return rng_below(&w->rng, n);
}

static void undo_something(struct world *w, struct device *d)
{
	struct undoable action;
	struct row undo = {.kind = ROW_UNDO_KIND};
	struct arena arena = {0};
	bool redo = pick(w, 2);

	if (log_last_action(d->store, redo, &action, &arena, &d->err) == 0) {
		undo.card = action.row.card;
		undo.undo = (struct row_undo){(int64_t)action.row.origin, action.row.at, !redo, 0};
		device_append(d, undo);
	}
	arena_fini(&arena);
}

static void do_something(struct world *w, struct device *d)
{
	static const char *const words[] = {"one", "two", "three", "four", ""};
	uint64_t note = 100 + pick(w, NOTES);

	d->clock.wall_ms += (int64_t)pick(w, HOUR_MS);
	d->clock.mono_ms = d->clock.wall_ms;
	switch (pick(w, 8)) {
	case 0:
	case 1: device_append(d, device_review(hash_card_uid(note, 0), 1 + (int)pick(w, 4))); break;
	case 2: undo_something(w, d); break;
	case 3: device_set(d, pick(w, 2) ? "new" : "reviews", words[pick(w, 5)]); break;
	case 4:
	case 5: device_put_note(d, note, pick(w, 2) ? "D" : "E", words[pick(w, 4)], words[pick(w, 4)]); break;
	case 6: device_remove_note(d, note); break;
	case 7: device_correct_clock(d, (int64_t)pick(w, 4 * DAY_MS) - 2 * (int64_t)DAY_MS); break;
	}
}

static int tell_row(void *ctx, const struct row *row, struct err *err)
{
	struct buf *out = ctx;

	(void)err;
	buf_addf(out, "%d %llx %lld ", row->kind, (unsigned long long)row->card, (long long)row->t);
	return 0;
}

static int tell_setting(void *ctx, struct str key, struct str value, struct err *err)
{
	(void)err;
	buf_addf(ctx, "%.*s=%.*s\n", STR_FMT(key), STR_FMT(value));
	return 0;
}

static void tell_note(struct device *d, uint64_t uid, struct buf *out)
{
	struct arena arena = {0};
	struct note note;
	struct deck deck;
	struct card card;
	int rc = note_find(d->store, uid, &note, &arena, &d->err);

	if (rc == 0) {
		assert_int_equal(deck_get(d->store, note.deck, &deck, &arena, &d->err), 0);
		buf_addf(out, "note %llu g %lld %.*s: %.*s | %.*s\n", (unsigned long long)uid,
			 (long long)note.g, STR_FMT(deck.name), STR_FMT(note.fields.item[0]),
			 STR_FMT(note.fields.item[1]));
	}
	rc = card_find(d->store, hash_card_uid(uid, 0), &card, &d->err);
	buf_addf(out, "card %d\n", rc == 0 ? card.queue == QUEUE_ABSENT : -1);
	assert_int_equal(log_each_of_card(d->store, hash_card_uid(uid, 0), tell_row, out, &d->err), 0);
	assert_int_equal(note_each_revision(d->store, uid, tell_row, out, &d->err), 0);
	arena_fini(&arena);
}

/* All that should be equal, as text. */
static void tell(struct device *d, struct buf *out)
{
	struct content_counts content;
	struct log_counts counts;

	assert_int_equal(setting_each(d->store, tell_setting, out, &d->err), 0);
	for (uint64_t uid = 100; uid < 100 + NOTES; uid++)
		tell_note(d, uid, out);
	assert_int_equal(content_counts(d->store, &content, &d->err), 0);
	assert_int_equal(log_counts(d->store, &counts, &d->err), 0);
	buf_addf(out, "\n%lld rows, %lld answers, %lld notes, %lld cards\n", (long long)counts.rows,
		 (long long)counts.answers, (long long)content.notes, (long long)content.cards);
	assert_int_equal(log_each_between(d->store, INT64_MIN, INT64_MAX, true, tell_row, out, &d->err), 0);
}

static void meet_all(struct world *w)
{
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < DEVICES; i++)
			for (int k = 0; k < DEVICES; k++)
				if (i != k)
					device_sync(w->device[i], w->device[k]);
}

static void run(uint64_t seed)
{
	struct world w;
	struct buf told[DEVICES] = {{0}};

	rng_seed(&w.rng, seed);
	for (int i = 0; i < DEVICES; i++)
		w.device[i] = device_new(seed * 100 + (uint64_t)i);
	for (int step = 0; step < STEPS; step++) {
		struct device *d = w.device[pick(&w, DEVICES)];

		if (pick(&w, 6) == 0)
			device_sync(w.device[pick(&w, DEVICES)], d);
		else
			do_something(&w, d);
	}
	meet_all(&w);
	for (int i = 0; i < DEVICES; i++)
		tell(w.device[i], &told[i]);
	for (int i = 1; i < DEVICES; i++)
		if (strcmp(buf_z(&told[0]), buf_z(&told[i])))
			fail_msg("seed %llu: device 0 holds\n%s\ndevice %d holds\n%s",
				 (unsigned long long)seed, buf_z(&told[0]), i, buf_z(&told[i]));
	for (int i = 0; i < DEVICES; i++) {
		buf_fini(&told[i]);
		device_free(w.device[i]);
	}
}

static void converge__any_order_any_meeting(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		run(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(converge__any_order_any_meeting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
