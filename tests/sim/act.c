/* SPDX-License-Identifier: MIT
 * What a learner does on a simulated device. */
#include "base/hash.h"
#include "schema/apply.h"
#include "schema/notes.h"
#include "study/fold.h"
#include "tests/sim/disk.h"
#include "tests/sim/sim.h"

static uint64_t some_card(struct sim *sim)
{
	return hash_card_uid(100 + sim_pick(sim, SIM_CARDS), 0);
}

static int put_note(struct sim *sim, struct store *store, struct err *err)
{
	static const char *const words[] = {"one", "two", "three", "four"};
	struct str fields[] = {str_of(words[sim_pick(sim, 4)]),
			       str_of(words[sim_pick(sim, 4)])};
	struct note_draft draft = {100 + sim_pick(sim, SIM_CARDS),
				   template_builtin(TYPE_BASIC)->uid,
				   STR("D"),
				   STR(""),
				   {fields, 2}};

	if (sim_pick(sim, 4) == 0)
		return note_remove(store, draft.uid, 0, err);
	return note_put(store, &draft, 0, err) < 0 ? -1 : 0;
}

static int undo(struct sim *sim, struct store *store, struct err *err)
{
	struct undoable action;
	struct row row = {.kind = ROW_UNDO_KIND};
	struct arena arena = {0};
	bool redo = sim_pick(sim, 2);
	int rc = log_last_action(store, redo, &action, &arena, err);

	if (rc == 0) {
		row.card = action.row.card;
		row.undo = (struct row_undo){(int64_t)action.row.origin, action.row.at, !redo, 0};
		rc = log_append(store, &row, err);
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

/* The game brings card and day up to date with the answer; here the fold does. */
static int append(struct store *store, struct row *row, struct err *err)
{
	int64_t card;

	if (log_append(store, row, err) || card_local(store, row->card, &card, err))
		return -1;
	return mark_stale(store, card, row, err);
}

static int write_something(struct sim *sim, struct store *store, struct err *err)
{
	struct row row = {.kind = ROW_REVIEW_KIND, .card = some_card(sim), .z = -180};
	uint64_t what = sim_pick(sim, 10);

	if (what < 5) {
		row.review.rating = 1 + (int64_t)sim_pick(sim, 4);
		return append(store, &row, err);
	}
	if (what == 5) {
		row.kind = sim_pick(sim, 2) ? ROW_SUSPEND_KIND : ROW_FLAG_KIND;
		row.suspend.value = (int64_t)sim_pick(sim, 2);
		return append(store, &row, err);
	}
	if (what == 6)
		return undo(sim, store, err);
	if (what == 7)
		return setting_set(store, sim_pick(sim, 2) ? "sim/one" : "sim/two",
				   sim_pick(sim, 3) ? STR("7") : STR("9"), 0, err);
	return put_note(sim, store, err);
}

void device_act(struct sim *sim, struct sim_device *device)
{
	struct store *store = device_process(sim, device);
	uint64_t times = 1 + sim_pick(sim, 3);
	struct err err;

	if (sim_pick(sim, 6) == 0 && fold_slice(store, 0, &err) < 0 && !disk_is_dead(device->path))
		sim_complain(sim, "folding fails: %s", err.text);
	while (times--) {
		STORE_TX(tx);

		if (store_begin(store, &tx, &err) || write_something(sim, store, &err) ||
		    (sim_pick(sim, 20) && store_commit(&tx, &err))) {
			if (!disk_is_dead(device->path))
				sim_complain(sim, "a device cannot write: %s", err.text);
			return;
		}
	}
}

