/* SPDX-License-Identifier: MIT
 * What a row changes in the tables derived from it alone: registers, clocks, stale marks, totals. */
#include "schema/apply.h"

#include <assert.h>

#include "schema/cards.h"
#include "schema/stale.h"

int card_local(struct store *store, uint64_t uid, int64_t *id, struct err *err)
{
	const struct memo *memo = memo_find(store, uid);
	int rc;

	*id = memo ? memo->id : 0;
	if (memo)
		return 0;
	DB_USE(use, store, CARD_LOCAL);
	db_bind_int(&use, "uid", (int64_t)uid);
	rc = db_step(&use, err);
	if (rc == 0) {
		DB_USE(add, store, CARD_ABSENT);

		db_bind_int(&add, "uid", (int64_t)uid);
		if (db_run(&add, err))
			return -1;
		*id = sqlite3_last_insert_rowid(store->db);
	} else if (rc == 1) {
		*id = db_int(&use, "id");
	}
	if (rc >= 0 && store->remembers)
		memo_card(store, uid, *id, rc == 0);
	return rc < 0 ? -1 : 0;
}

static int stale_day(struct store *store, int64_t t, int z, struct err *err)
{
	int64_t day = clock_study_day(t, z);

	if (store->has_stale_day && store->stale_day == day)
		return 0;
	DB_USE(use, store, STALE_DAY_ADD);
	db_bind_int(&use, "day", day);
	if (db_run(&use, err))
		return -1;
	store->stale_day = day;
	store->has_stale_day = true;
	return 0;
}

int stale_mark_day(struct store *store, int64_t day, struct err *err)
{
	return stale_day(store, day * DAY_MS, 0, err);
}

/* card 0: none */
static int stale_card(struct store *store, int64_t card, uint64_t uid, struct err *err)
{
	struct memo *memo = memo_find(store, uid);

	if (!card || (memo && memo->stale))
		return 0;
	if (memo)
		memo->stale = true;
	if (store->gathering.on) {
		gather_int(store, GATHERED_STALE, card);
		gather_line(store, 0);
		return 0;
	}
	DB_USE(use, store, STALE_ADD);
	db_bind_int(&use, "id", card);
	return db_run(&use, err);
}

int stale_mark(struct store *store, const struct card *card, struct err *err)
{
	return stale_card(store, card->id, card->uid, err);
}

/* The days of the answers that this row stands right before, or did: how long they waited counts from it. */
static int stale_after(struct store *store, int64_t card, int64_t t, bool *any, struct err *err)
{
	DB_USE(use, store, ROW_AFTER);
	bool last = false;
	int rc = 0;

	db_bind_int(&use, "card", card);
	db_bind_int(&use, "t", t);
	while (!last && (rc = db_step(&use, err)) == 1) {
		int64_t here = db_int(&use, "t");

		*any = true;
		last = here > t && db_int(&use, "kind") == ROW_REVIEW_KIND;
		if (stale_day(store, here, (int)db_int(&use, "z"), err))
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* Whether anything else of the card stands at t or behind; out of the index alone, for rows tend to come in order. */
static int is_last(struct store *store, int64_t card, const struct row *row, struct err *err)
{
	struct memo *memo = memo_find(store, row->card);

	if (memo && memo->knows_last && memo->alone && memo->last_t == row->t)
		return 1;
	DB_USE(use, store, ROW_ANY_AFTER);
	db_bind_int(&use, "card", card);
	db_bind_int(&use, "t", row->t);
	if (db_step(&use, err) < 0)
		return -1;
	if (db_int(&use, "n") > 1)
		return 0;
	if (memo) {
		memo->knows_last = memo->alone = true;
		memo->last_t = row->t;
	}
	return 1;
}

int mark_stale(struct store *store, int64_t card, const struct row *row, struct err *err)
{
	bool counts = card && (row->kind == ROW_REVIEW_KIND || row->kind == ROW_STATE_KIND), any;
	int rc = counts ? is_last(store, card, row, err) : 1;

	assert(store->in_tx);
	if (rc == 0)
		rc = stale_after(store, card, row->t, &any, err);
	if (rc < 0 || stale_card(store, card, row->card, err))
		return -1;
	return stale_day(store, row->t, row->z, err);
}

/* An own answer that is not the card's newest (another device's clock runs ahead): the fold puts it in its place. */
static int check_newest(struct store *store, const struct row *row, int64_t card, struct err *err)
{
	bool any = false;
	int rc = row->kind == ROW_REVIEW_KIND ? is_last(store, card, row, err) : 1;

	if (rc)
		return rc < 0 ? -1 : 0;
	if (stale_after(store, card, row->t + 1, &any, err))
		return -1;
	return any ? mark_stale(store, card, row, err) : 0;
}

static bool is_answer(enum row_kind kind)
{
	return kind == ROW_REVIEW_KIND || kind == ROW_PRACTICE_KIND;
}

static int set_undone(struct store *store, int64_t id, bool on, struct err *err)
{
	if (on) {
		DB_USE(use, store, UNDONE_ADD);

		db_bind_int(&use, "row", id);
		return db_run(&use, err);
	}
	DB_USE(use, store, UNDONE_DROP);

	db_bind_int(&use, "row", id);
	return db_run(&use, err);
}

static int note_waiting(struct store *store, uint64_t reg, bool waits, struct err *err)
{
	if (waits) {
		DB_USE(use, store, WAITING_ADD);

		store->waiting = WAITING_SOME;
		db_bind_int(&use, "reg", (int64_t)reg);
		return db_run(&use, err);
	}
	DB_USE(use, store, WAITING_DROP);

	db_bind_int(&use, "reg", (int64_t)reg);
	return db_run(&use, err);
}

static int apply_setting(struct store *store, uint64_t reg, struct str key, struct err *err);

/* What the row said is taken out of what is derived from it, or put back. */
static int turn(struct store *store, const struct row *target, int64_t id, struct err *err)
{
	int64_t card = 0;

	if (target->kind == ROW_NOTE_KIND)
		return note_settle(store, target->note.uid, err);
	if (target->kind == ROW_TYPE_KIND)
		return apply_type(store, target, id, err);
	if (target->kind == ROW_SETTING_KIND)
		return apply_setting(store, row_register(target), target->setting.key, err);
	if (target->card && row_has_card(target->kind) && card_local(store, target->card, &card, err))
		return -1;
	return mark_stale(store, card, target, err);
}

/* The target may not have come yet: then it waits, and apply_row looks for its undo when it comes. */
static int apply_undo(struct store *store, const struct row *winner, struct err *err)
{
	struct arena arena = {0};
	struct row target;
	int64_t id, changed;
	int rc = row_locate(store, (uint64_t)winner->undo.target_origin, winner->undo.target_at, &id, err);

	if (rc == 0)
		rc = row_load(store, id, &target, &arena, err);
	if (rc == 0)
		rc = set_undone(store, id, winner->undo.on, err);
	if (rc == 0) {
		changed = sqlite3_changes64(store->db);
		if (changed && is_answer(target.kind))
			store->answers += winner->undo.on ? -1 : 1;
		rc = turn(store, &target, id, err);
	}
	arena_fini(&arena);
	return rc > 0 ? note_waiting(store, row_register(winner), true, err) : rc;
}

static int drop_setting(struct store *store, struct str key, struct err *err)
{
	DB_USE(use, store, SETTING_DROP);

	db_bind_text(&use, "key", key);
	return db_run(&use, err);
}

static int put_setting(struct store *store, const struct row_setting *setting, struct err *err)
{
	DB_USE(use, store, SETTING_SET);

	db_bind_text(&use, "key", setting->key);
	db_bind_text(&use, "value", setting->value);
	return db_run(&use, err);
}

/* The key as the winner of its register says; unset when there is none. */
static int apply_setting(struct store *store, uint64_t reg, struct str key, struct err *err)
{
	struct arena arena = {0};
	struct row winner;
	int rc = log_winner(store, reg, &winner, &arena, err);

	store->listed++;
	if (rc == 1 || (rc == 0 && winner.setting.value.len == 0))
		rc = drop_setting(store, key, err);
	else if (rc == 0)
		rc = put_setting(store, &winner.setting, err);
	arena_fini(&arena);
	return rc;
}

int apply_register(struct store *store, uint64_t key, struct err *err)
{
	struct arena arena = {0};
	struct row winner;
	int rc = log_winner(store, key, &winner, &arena, err);

	if (rc == 0 && winner.kind == ROW_UNDO_KIND)
		rc = apply_undo(store, &winner, err);
	else if (rc == 0 && winner.kind == ROW_SETTING_KIND)
		rc = apply_setting(store, key, winner.setting.key, err);
	else if (rc == 0 && winner.kind == ROW_TYPE_KIND)
		rc = apply_type(store, &winner, 0, err);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int is_any_waiting(struct store *store, struct err *err)
{
	if (store->waiting == WAITING_UNKNOWN) {
		DB_USE(use, store, WAITING_ANY);
		int rc = db_step(&use, err);

		if (rc < 0)
			return -1;
		store->waiting = rc ? WAITING_SOME : WAITING_NONE;
	}
	return store->waiting == WAITING_SOME;
}

/* An undo may have arrived before its target. */
static int apply_waiting_undo(struct store *store, const struct row *row, struct err *err)
{
	struct row undo = {.kind = ROW_UNDO_KIND};
	uint64_t reg;
	int rc = is_any_waiting(store, err);

	if (rc <= 0)
		return rc;
	undo.undo.target_origin = (int64_t)row->origin;
	undo.undo.target_at = row->at;
	reg = row_register(&undo);
	return note_waiting(store, reg, false, err) || apply_register(store, reg, err) ? -1 : 0;
}

static int shift_range(struct store *store, int64_t first, int64_t last, int64_t ms, struct err *err)
{
	DB_USE(shift, store, ROW_SHIFT);

	db_bind_int(&shift, "ms", ms);
	db_bind_int(&shift, "first", first);
	db_bind_int(&shift, "last", last);
	memo_forget(store);
	return db_run(&shift, err);
}

/* Whoever won by time may not any longer. */
static int compete_again(struct store *store, struct use *use, struct err *err)
{
	struct arena arena = {0};
	struct row row;
	int rc;

	if (db_int(use, "kind") != ROW_NOTE_KIND)
		return db_is_null(use, "reg") ? 0 : apply_register(store, (uint64_t)db_int(use, "reg"), err);
	rc = row_load(store, db_int(use, "id"), &row, &arena, err);
	if (rc == 0)
		rc = note_settle(store, row.note.uid, err);
	arena_fini(&arena);
	return rc;
}

static int stale_range(struct store *store, int64_t first, int64_t last, bool moved, struct err *err)
{
	DB_USE(use, store, ROW_RANGE);
	int rc;

	db_bind_int(&use, "first", first);
	db_bind_int(&use, "last", last);
	while ((rc = db_step(&use, err)) == 1) {
		struct row row = {.t = db_int(&use, "t"),
				  .z = (int)db_int(&use, "z"),
				  .kind = (enum row_kind)db_int(&use, "kind")};

		if (mark_stale(store, db_int(&use, "card"), &row, err) ||
		    (moved && compete_again(store, &use, err)))
			return -1;
	}
	return rc;
}

/* Every row of the origin moves in time: its cards and its days, old and new, are counted again. */
static int shift_origin(struct store *store, int64_t origin, int64_t ms, struct err *err)
{
	DB_USE(use, store, RUN_OF_ORIGIN);
	int rc;

	if (log_flush(store, err))
		return -1;
	db_bind_int(&use, "origin", origin);
	while ((rc = db_step(&use, err)) == 1) {
		int64_t base = db_int(&use, "log") << LOG_N_BITS;
		int64_t first = base | db_int(&use, "n_first"), last = base | db_int(&use, "n_last");

		if (stale_range(store, first, last, false, err) || shift_range(store, first, last, ms, err) ||
		    stale_range(store, first, last, true, err))
			return -1;
	}
	return rc;
}

/* The greatest (at, origin) among an origin's clock rows holds. */
static int apply_clock(struct store *store, const struct row *row, struct err *err)
{
	int64_t alias;
	bool newer;
	DB_USE(known, store, ORIGIN_ALIAS);
	DB_USE(use, store, ORIGIN_SKEW);

	if (origin_local(store, (uint64_t)row->clock.of, false, err))
		return -1;
	alias = store->origin_alias;
	store->origin_name = 0; /* its skew is about to change */
	db_bind_int(&known, "alias", alias);
	if (db_step(&known, err) != 1)
		return -1;
	newer = row->at > db_int(&known, "skew_at") ||
		(row->at == db_int(&known, "skew_at") && row->origin > (uint64_t)db_int(&known, "skew_by"));
	if (!newer)
		return 0;
	db_bind_int(&use, "alias", alias);
	db_bind_int(&use, "skew", row->clock.ms);
	db_bind_int(&use, "at", row->at);
	db_bind_int(&use, "by", (int64_t)row->origin);
	if (db_run(&use, err))
		return -1;
	return shift_origin(store, alias, row->clock.ms, err);
}

static int apply_kind(struct store *store, const struct row *row, int64_t id, int64_t card, bool foreign,
		      struct err *err)
{
	switch (row->kind) {
	case ROW_REVIEW_KIND:
	case ROW_PRACTICE_KIND:
		store->answers++;
		return foreign ? mark_stale(store, card, row, err) : check_newest(store, row, card, err);
	case ROW_SUSPEND_KIND:
	case ROW_BURY_KIND:
	case ROW_FLAG_KIND:
	case ROW_FORGET_KIND:
	case ROW_DUE_KIND: return foreign ? stale_card(store, card, row->card, err) : 0;
	case ROW_STATE_KIND: return mark_stale(store, card, row, err);
	case ROW_UNDO_KIND:
	case ROW_SETTING_KIND: return apply_register(store, row_register(row), err);
	case ROW_NOTE_KIND: return apply_note(store, row, id, err);
	case ROW_TYPE_KIND: return apply_type(store, row, id, err);
	case ROW_CLOCK_KIND: return apply_clock(store, row, err);
	case ROW_DAY_KIND: return foreign ? stale_day(store, row->t, row->z, err) : 0;
	case ROW_SESSION_KIND: return 0;
	}
	return 0;
}

int apply_row(struct store *store, const struct row *row, int64_t id, int64_t card, bool foreign,
	      struct err *err)
{
	if (apply_kind(store, row, id, card, foreign, err))
		return -1;
	return foreign && row->kind != ROW_UNDO_KIND ? apply_waiting_undo(store, row, err) : 0;
}

int setting_get(struct store *store, const char *key, struct buf *value, struct err *err)
{
	DB_USE(use, store, SETTING_GET);
	int rc;

	db_bind_text(&use, "key", str_of(key));
	rc = db_step(&use, err);
	if (rc == 1)
		buf_add(value, db_text(&use, "value"));
	return rc < 0 ? -1 : !rc;
}

int setting_each(struct store *store, setting_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, SETTING_ALL);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		rc = each(ctx, db_text(&use, "key"), db_text(&use, "value"), err);
		if (rc)
			return rc;
	}
	return rc;
}

int setting_set(struct store *store, const char *key, struct str value, int z, struct err *err)
{
	struct row row = {.kind = ROW_SETTING_KIND, .z = z};

	row.setting.key = str_of(key);
	row.setting.value = value;
	return log_append(store, &row, err);
}
