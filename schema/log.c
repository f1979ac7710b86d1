/* SPDX-License-Identifier: MIT
 * The log: giving out places and identities, and writing rows with what follows from them. */
#include "schema/log.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/apply.h"
#include "schema/identity.h"
#include "schema/marks.h"

enum {
	AHEAD_MS = 10 * MINUTE_MS, /* rows further ahead of the wall clock than this do not pull `at` up */
	JUMP_MS = 2000,	 /* a wall clock that jumps so far against the monotonic one is another origin */
	BURST_MS = 2000, /* how far a burst of notes may run ahead before it takes a new origin */
};

void log_forget(struct store *store)
{
	store->adding = (struct adding){0};
	store->origin_name = 0;
	memset(store->log_named, 0, sizeof(store->log_named));
	memset(store->origin_named, 0, sizeof(store->origin_named));
	store->waiting = WAITING_UNKNOWN;
	store->has_stale_day = false;
	for (int i = 0; i < DECK_SLOTS; i++)
		free(store->deck_named[i].name);
	memset(store->deck_named, 0, sizeof(store->deck_named));
}

static int write_run(struct store *store, struct adding *adding, struct err *err)
{
	if (adding->run_is_new) {
		DB_USE(use, store, RUN_ADD);

		db_bind_int(&use, "origin", adding->origin);
		db_bind_int(&use, "log", adding->alias);
		db_bind_int(&use, "at_first", adding->at_first);
		db_bind_int(&use, "at_last", adding->at_last);
		db_bind_int(&use, "n_first", adding->n_first);
		db_bind_int(&use, "n_last", adding->last);
		return db_run(&use, err);
	}
	DB_USE(use, store, RUN_EXTEND);

	db_bind_int(&use, "origin", adding->origin);
	db_bind_int(&use, "log", adding->alias);
	db_bind_int(&use, "at_first", adding->at_first);
	db_bind_int(&use, "at_last", adding->at_last);
	db_bind_int(&use, "n_last", adding->last);
	return db_run(&use, err);
}

static int flush_run(struct store *store, struct err *err)
{
	struct adding *adding = &store->adding;

	if (adding->origin < 0 || adding->n_first > adding->last)
		return 0;
	if (write_run(store, adding, err))
		return -1;
	adding->run_is_new = false;
	return 0;
}

int log_flush(struct store *store, struct err *err)
{
	struct adding *adding = &store->adding;
	DB_USE(use, store, LOG_LAST);

	if (!adding->loaded || (!adding->changed && store->answers == 0))
		return 0;
	db_bind_int(&use, "alias", adding->alias);
	db_bind_int(&use, "last", adding->last);
	db_bind_int(&use, "answers", store->answers);
	if (store->owing && store->owed.len)
		db_bind_blob(&use, "owed", buf_str(&store->owed));
	else
		db_bind_null(&use, "owed");
	if (db_run(&use, err) || flush_run(store, err))
		return -1;
	adding->changed = false;
	store->answers = 0;
	return 0;
}

static void load(struct store *store, struct use *use)
{
	store->adding = (struct adding){
		.loaded = true,
		.alias = db_int(use, "alias"),
		.last = db_int(use, "last"),
		.name = (uint64_t)db_int(use, "name"),
		.own = db_int(use, "own"),
		.origin = -1,
	};
}

static int new_log(struct store *store, uint64_t name, bool own, struct err *err)
{
	DB_USE(use, store, LOG_NEW);

	db_bind_int(&use, "name", (int64_t)name);
	db_bind_int(&use, "own", own);
	return db_run(&use, err);
}

int log_load(struct store *store, uint64_t name, struct err *err)
{
	DB_USE(use, store, LOG_NAMED);
	int rc;

	if (store->adding.loaded && store->adding.name == name)
		return 0;
	if (log_flush(store, err))
		return -1;
	db_bind_int(&use, "name", (int64_t)name);
	rc = db_step(&use, err);
	if (rc == 0) {
		db_again(&use);
		rc = new_log(store, name, false, err) ? -1 : db_step(&use, err);
	}
	if (rc != 1)
		return -1;
	load(store, &use);
	return 0;
}

int log_mint(struct store *store, struct err *err)
{
	DB_USE(use, store, LOG_DISOWN);

	if (log_flush(store, err) || db_run(&use, err))
		return -1;
	store->adding = (struct adding){0};
	return new_log(store, rng_next(store->rng), true, err);
}

/* A file that was copied must not go on writing the log of its original. */
static int check_file(struct store *store, bool *moved, struct err *err)
{
	struct buf now = {0}, then = {0};
	int rc;

	identity_put(&now, store->path);
	rc = meta_get_text(store, "file", &then, err);
	*moved = rc == 0 && !identity_same(buf_str(&then), buf_str(&now));
	if (rc == 1 || *moved || (rc == 0 && now.len > then.len)) /* longer: its birth was not known before */
		rc = meta_set_text(store, "file", buf_str(&now), err);
	buf_fini(&now);
	buf_fini(&then);
	return rc < 0 ? -1 : 0;
}

int log_load_own(struct store *store, struct err *err)
{
	bool moved = false;
	int rc;

	if (store->adding.loaded && store->adding.own)
		return 0;
	if (log_flush(store, err) || (!store->file_checked && check_file(store, &moved, err)) ||
	    (moved && log_mint(store, err)))
		return -1;
	store->file_checked = true;
	DB_USE(use, store, LOG_OWN);
	rc = db_step(&use, err);
	if (rc == 0) {
		db_again(&use);
		rc = log_mint(store, err) ? -1 : db_step(&use, err);
	}
	if (rc != 1)
		return -1;
	load(store, &use);
	return 0;
}

int origin_local(struct store *store, uint64_t name, bool own, struct err *err)
{
	int rc;

	if (store->origin_name == name && name)
		return 0;
	DB_USE(use, store, ORIGIN_NAMED);
	db_bind_int(&use, "name", (int64_t)name);
	rc = db_step(&use, err);
	if (rc == 0) {
		DB_USE(add, store, ORIGIN_NEW);

		db_bind_int(&add, "name", (int64_t)name);
		db_bind_int(&add, "own", own);
		db_again(&use);
		rc = db_run(&add, err) ? -1 : db_step(&use, err);
	}
	if (rc != 1)
		return -1;
	store->origin_name = name;
	store->origin_alias = db_int(&use, "alias");
	store->origin_skew = db_int(&use, "skew");
	return 0;
}

/* The run that the new row extends: the one of this transaction, else the stored one that ends right before
 * it. */
static int take_run(struct store *store, const struct row *row, struct err *err)
{
	struct adding *adding = &store->adding;
	int rc;

	if (adding->origin == store->origin_alias && row->at > adding->at_last) {
		adding->at_last = row->at;
		return 0;
	}
	if (flush_run(store, err))
		return -1;
	DB_USE(use, store, RUN_BEHIND);
	db_bind_int(&use, "origin", store->origin_alias);
	db_bind_int(&use, "log", adding->alias);
	db_bind_int(&use, "n", row->n - 1);
	rc = db_step(&use, err);
	if (rc < 0)
		return -1;
	adding->held_to = -1;
	adding->run_is_new = rc == 0 || db_int(&use, "at_last") >= row->at;
	adding->origin = store->origin_alias;
	adding->at_first = adding->run_is_new ? row->at : db_int(&use, "at_first");
	adding->n_first = adding->run_is_new ? row->n : db_int(&use, "n_first");
	adding->at_last = row->at;
	return 0;
}

static void int_or_null(struct store *store, int64_t value)
{
	if (value)
		gather_int(store, GATHERED_ROW, value);
	else
		gather_null(store, GATHERED_ROW);
}

static void gather_row(struct store *store, const struct row *row, int64_t id, int64_t card, uint64_t reg)
{
	struct gathering *gathering = &store->gathering;

	gather_int(store, GATHERED_ROW, id);
	gather_int(store, GATHERED_ROW, row->t);
	gather_int(store, GATHERED_ROW, row->t - row->at);
	gather_int(store, GATHERED_ROW, row->z);
	gather_int(store, GATHERED_ROW, store->origin_alias);
	gather_int(store, GATHERED_ROW, row->kind);
	int_or_null(store, card);
	int_or_null(store, (int64_t)reg);
	if (row->kind == ROW_NOTE_KIND) {
		gather_int(store, GATHERED_ROW, row->note.uid);
	} else {
		buf_clear(&store->scratch);
		row_put_body(&store->scratch, row);
		gather_blob(store, GATHERED_ROW, buf_str(&store->scratch));
	}
	if (!gathering->first_row || id < gathering->first_row)
		gathering->first_row = id;
	if (id > gathering->last_row)
		gathering->last_row = id;
	gather_line(store, 0);
}

static int write_row(struct store *store, const struct row *row, int64_t id, int64_t card, struct err *err)
{
	uint64_t reg = row->kind == ROW_NOTE_KIND
			       ? 0
			       : row_register(row); /* a note's goes with its text: apply_note */

	if (store->gathering.on) {
		gather_row(store, row, id, card, reg);
		return 0;
	}
	DB_USE(use, store, ROW_ADD);
	buf_clear(&store->scratch);
	db_bind_int(&use, "id", id);
	db_bind_int(&use, "t", row->t);
	db_bind_int(&use, "lag", row->t - row->at);
	db_bind_int(&use, "z", row->z);
	db_bind_int(&use, "origin", store->origin_alias);
	db_bind_int(&use, "kind", row->kind);
	if (card)
		db_bind_int(&use, "card", card);
	else
		db_bind_null(&use, "card");
	if (reg)
		db_bind_int(&use, "reg", (int64_t)reg);
	else
		db_bind_null(&use, "reg");
	if (row->kind == ROW_NOTE_KIND) {
		db_bind_int(&use, "body", row->note.uid); /* apply_note keeps the text, here or in the note */
	} else {
		row_put_body(&store->scratch, row);
		db_bind_blob(&use, "body", buf_str(&store->scratch));
	}
	return db_run(&use, err);
}

int log_add(struct store *store, struct row *row, bool foreign, struct err *err)
{
	struct adding *adding = &store->adding;
	int64_t card = 0, id;

	assert(store->in_tx && (foreign || adding->own));
	if (origin_local(store, row->origin, !foreign, err))
		return -1;
	row->log = adding->name;
	row->n = adding->last + 1;
	row->t = row->at + store->origin_skew;
	id = adding->alias << LOG_N_BITS | row->n;
	if (row->card && row_has_card(row->kind) && card_local(store, row->card, &card, err))
		return -1;
	if (take_run(store, row, err) || write_row(store, row, id, card, err))
		return -1;
	adding->last = row->n;
	adding->changed = true;
	if (card)
		memo_row(store, row->card, row->t);
	return apply_row(store, row, id, card, foreign, err);
}

int log_newest(struct store *store, int64_t limit_ms, int64_t *t, struct err *err)
{
	DB_USE(use, store, ROW_NEWEST);

	db_bind_int(&use, "limit", limit_ms);
	if (db_step(&use, err) < 0)
		return -1;
	*t = db_int(&use, "t");
	return 0;
}

static bool clock_jumped(const struct writer *writer, int64_t wall, int64_t mono)
{
	int64_t drift = (wall - writer->wall_ms) - (mono - writer->mono_ms);

	return drift > JUMP_MS || drift < -JUMP_MS;
}

/* The origin to write under, and `at` for the row: strictly growing, above what is held. */
static int give_identity(struct store *store, struct row *row, struct err *err)
{
	struct writer *writer = &store->writer;
	int64_t wall = clock_wall_ms(store->clock), mono = clock_mono_ms(store->clock), newest = 0;
	bool note = row->kind == ROW_NOTE_KIND ||
		    row->kind == ROW_TYPE_KIND; /* ordered by g: bursts may overlap */

	if (!writer->origin || writer->pid != getpid() || clock_jumped(writer, wall, mono) ||
	    (note && writer->last_at - wall > BURST_MS)) {
		writer->origin = rng_next(store->rng) | 1;
		writer->last_at = 0;
		writer->pid = getpid();
	}
	writer->wall_ms = wall;
	writer->mono_ms = mono;
	if (origin_local(store, writer->origin, true, err) || (!note && log_newest(store, wall + AHEAD_MS, &newest, err)))
		return -1;
	row->origin = writer->origin;
	row->at = wall;
	if (row->at + store->origin_skew <= newest)
		row->at = newest + 1 - store->origin_skew;
	if (row->at <= writer->last_at)
		row->at = writer->last_at + 1;
	writer->last_at = row->at;
	return 0;
}

int log_is_own(struct store *store, uint64_t origin, bool *own, struct err *err)
{
	DB_USE(use, store, ORIGIN_NAMED);
	int rc;

	db_bind_int(&use, "name", (int64_t)origin);
	rc = db_step(&use, err);
	*own = rc == 1 && db_int(&use, "own");
	return rc < 0 ? -1 : 0;
}

int log_now(struct store *store, int64_t *t_ms, struct err *err)
{
	int64_t wall = clock_wall_ms(store->clock), newest, skew = 0;

	if (log_newest(store, wall + AHEAD_MS, &newest, err))
		return -1;
	if (store->writer.origin && origin_skew(store, store->writer.origin, &skew, err))
		return -1;
	*t_ms = wall + skew > newest ? wall + skew : newest + 1;
	return 0;
}

/* Also above what was taken back. */
static int next_g(struct store *store, uint64_t key, int64_t *g, struct err *err)
{
	DB_USE(use, store, ROW_OF_REGISTER);
	struct arena arena = {0};
	struct row row;
	int rc;

	*g = 1;
	db_bind_int(&use, "reg", (int64_t)key);
	while ((rc = db_step(&use, err)) == 1) {
		rc = row_read(store, &use, &row, &arena, err);
		if (rc)
			break;
		if (row_g(&row) >= *g)
			*g = row_g(&row) + 1;
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int give_g(struct store *store, struct row *row, struct err *err)
{
	const struct row_shape *shape = row_shape(row->kind);
	int64_t *g = NULL;

	for (size_t i = 0; i < shape->count; i++)
		if (strcmp(shape->field[i].name, "g") == 0)
			g = row_int(row, &shape->field[i]);
	return !g || *g ? 0
			: next_g(store, row_register(row), g,
				 err); /* notes.c gives a note's: they are not in the index */
}

static int append(struct store *store, struct row *row, struct err *err)
{
	if (log_load_own(store, err) || give_g(store, row, err) || give_identity(store, row, err))
		return -1;
	return log_add(store, row, false, err);
}

/* A note's texts come from many hands. */
static int append_cleaned(struct store *store, struct row *row, struct err *err)
{
	struct arena arena = {0};
	struct row clean = *row;
	int rc;

	row_clean(&clean, &arena);
	rc = append(store, &clean, err);
	clean.note = row->note;
	*row = clean;
	arena_fini(&arena);
	return rc;
}

int log_append(struct store *store, struct row *row, struct err *err)
{
	if (row_is_tame(row))
		return append(store, row, err);
	if (row->kind == ROW_NOTE_KIND)
		return append_cleaned(store, row, err);
	return err_set(err, ERR_INPUT,
		       "a text to be kept is longer than 1 MiB, or has broken UTF-8 or control characters in it; no other device would "
		       "read it, and nothing was written");
}
