/* SPDX-License-Identifier: MIT
 * Import: the notes of deck files into a store, a batch a transaction. */
#include "sync/deck/import_priv.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>


enum { ROLLOVER_HOUR = 4 };

int import_zone(struct store *store, int *z, struct err *err)
{
	const struct clock *clock = store_clock(store);
	struct buf value = {0};
	int64_t hour = ROLLOVER_HOUR;
	int rc = setting_get(store, "rollover", &value, err);

	if (rc == 0 && (str_to_int(buf_str(&value), &hour, NULL) || hour < 0 || hour > 23))
		hour = ROLLOVER_HOUR;
	buf_fini(&value);
	*z = clock_zone_min(clock, clock_wall_ms(clock)) - (int)hour * 60;
	return rc < 0 ? -1 : 0;
}

int import_begin(struct import *import, struct err *err)
{
	store_expect_bulk(import->store);
	store_gather(import->store);
	return import_zone(import->store, &import->z, err);
}

bool import_is_stopped(const struct import *import)
{
	return import->stop && *import->stop;
}

int import_open(struct import *import, struct err *err)
{
	if (!import->in_tx && store_begin(import->store, &import->tx, err))
		return -1;
	import->in_tx = true;
	return 0;
}

int import_close(struct import *import, struct err *err)
{
	import->in_batch = 0;
	if (import->in_tx && (import_put_schedules(import, err) || import_media_sync(import, err)))
		return -1;
	if (import->in_tx && store_commit(&import->tx, err))
		return -1;
	import->in_tx = false;
	return 0;
}

/* Whoever waits asks every fifth of a millisecond (schema/store.c). */
void import_give_way(const struct import *import, int64_t ms)
{
	if (!store_clock(import->store)->fixed)
		nanosleep(&(struct timespec){0, ms * 1000000}, NULL);
}

/* What is in is whole notes: the same import again brings the rest. */
static int stop(struct import *import, struct err *err)
{
	if (import->whole)
		return err_set(err, ERR_FAILED, "stopped: nothing was imported");
	if (import_close(import, err))
		return -1;
	return err_set(err, ERR_FAILED,
		       "stopped: %" PRId64 " notes are in; the same import again brings the rest",
		       import->added + import->changed + import->kept);
}

/* A tenth of a second, or some 5 ms. */
static bool is_batch_full(struct import *import)
{
	import->in_batch++;
	return import->in_batch >= IMPORT_BATCH ||
	       (import->in_batch % IMPORT_BATCH_BESIDE == 0 && store_has_company(import->store));
}

static int next_batch(struct import *import, struct err *err)
{
	if (import_is_stopped(import))
		return stop(import, err);
	if (import->whole || !is_batch_full(import))
		return 0;
	if (import_close(import, err))
		return -1;
	import_give_way(import, 1);
	return import_open(import, err);
}

/* A type of the file's own is written once a run; 0, or what type_put says. */
static int put_type(struct import *import, const struct note_type *type, struct err *err)
{
	if (template_find(type->uid) || !uid_set_add(&import->types, type->uid))
		return 0;
	return type_put(import->store, type, import->z, err) < 0 ? -1 : 0;
}

/* The second note of a run under one identity, two meanings of one word perhaps, is told apart by all its
 * fields. False: they are the same too. */
static bool tell_apart(struct import *import, const struct deck_note *note, uint64_t *uid)
{
	struct buf key = {0}, old = {0};

	if (uid_set_add(&import->notes, *uid))
		return true;
	buf_addf(&old, "%016" PRIx64, *uid);
	for (size_t i = 0; i < note->fields.count; i++) {
		buf_add(&key, note->fields.item[i]);
		buf_addc(&key, '\x1f');
	}
	*uid = note_uid("again", buf_str(&old), buf_str(&key));
	buf_fini(&old);
	buf_fini(&key);
	return uid_set_add(&import->notes, *uid);
}

/* Whether a note that came under its name before says the same again, out of another file perhaps: not a copy of it that was
 * edited, and is another note. */
static int is_said(struct import *import, const struct deck_note *note, struct err *err)
{
	struct arena arena = {0};
	struct note held;
	int rc = note->named && uid_set_has(&import->notes, note->uid) ? note_find(import->store, note->uid, &held, &arena, err) : 1;
	bool same = rc == 0;

	for (size_t i = 0; same && (i < note->fields.count || i < held.fields.count); i++)
		same = str_eq(i < note->fields.count ? note->fields.item[i] : STR(""), i < held.fields.count ? held.fields.item[i] : STR(""));
	arena_fini(&arena);
	return rc < 0 ? -1 : same;
}

enum { SAMPLES = 5 };

static int show(struct import *import, const struct deck_note *note, struct err *err)
{
	struct arena arena = {0};
	struct note_type own;
	const struct note_type *type = note->type;
	struct face face;
	uint32_t ord;
	int rc = 0;

	if (!import->sample || import->sampled >= SAMPLES)
		return 0;
	if (!type->fields.count) {
		rc = type_find(import->store, type->uid, &own, &arena, err);
		type = &own;
	}
	if (rc == 0 && template_ords(type, note->fields, &ord, 1) == 1) {
		template_face(type, note->fields, ord, &arena, &face);
		import->sample(import->ctx, note, &face);
		import->sampled++;
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int put_draft(struct import *import, const struct deck_note *note, uint64_t uid, struct err *err)
{
	struct note_draft draft = {.uid = uid,
				   .type = note->type->uid,
				   .deck = note->deck,
				   .tags = note->tags,
				   .fields = note->fields};
	int change = note_put(import->store, &draft, import->z, err);

	if (change < 0 || show(import, note, err))
		return -1;
	import->added += change == NOTE_NEW;
	import->changed += change == NOTE_CHANGED;
	import->kept += change == NOTE_KEPT;
	return change;
}

int import_put(struct import *import, const struct deck_note *note, struct err *err)
{
	return put_draft(import, note, note->uid, err);
}

static int take(struct import *import, const struct deck_note *note, struct err *err)
{
	uint64_t uid = note->uid;
	int said = is_said(import, note, err);

	if (said < 0 || put_type(import, note->type, err))
		return -1;
	if (said || !tell_apart(import, note, &uid))
		import->kept++;
	else if (put_draft(import, note, uid, err) < 0)
		return -1;
	else
		import_take_schedules(import, note, uid);
	return 0;
}

int import_take_note(void *ctx, const struct deck_note *read, struct err *err)
{
	struct import *import = ctx;
	struct deck_note note = *read;
	struct note_type type;
	struct arena arena = {0};
	int rc = import_take_media(import, &note, &arena, err);

	if (rc == 0)
		rc = note.named ? import_meet(import, &note, &type, &arena, err) : 1;
	if (rc == 2)
		import->kept++;
	else if (rc >= 0)
		rc = take(import, &note, err);
	arena_fini(&arena);
	return rc < 0 ? -1 : next_batch(import, err);
}

void import_take_broken(void *ctx, const char *path, int64_t line, const char *why)
{
	struct import *import = ctx;

	import->skipped++;
	import->broken(import->ctx, path, line, why);
}

void import_take_whole(void *ctx, struct str deck)
{
	struct import *import = ctx;

	uid_set_add(&import->whole_decks, note_uid("deck", STR(""), deck));
}

int import_whole(struct import *import, int (*run)(struct import *import, const char *path, void *ctx, struct err *err),
		 const char *path, void *ctx, struct err *err)
{
	const struct import before = *import;
	int rc;

	if (!before.whole && (import_close(import, err) || import_open(import, err)))
		return -1;
	import->whole = true;
	rc = run(import, path, ctx, err);
	import->whole = before.whole;
	if (rc == 0)
		return import->whole ? 0 : import_close(import, err);
	if (err->kind != ERR_INPUT || import->whole)
		return -1;
	store_end(&import->tx);
	import->in_tx = false;
	import->added = before.added;
	import->changed = before.changed;
	import->kept = before.kept;
	import->skipped = before.skipped;
	import->media = before.media;
	import->states = before.states;
	uid_set_fini(&import->types); /* what was written of them is gone */
	uid_set_fini(&import->notes);
	return -1;
}

int import_end(struct import *import, bool commit, struct err *err)
{
	int rc = 0;

	if (import->in_tx && commit)
		rc = import_put_schedules(import, err) || import_media_sync(import, err) ? -1 : store_commit(&import->tx, err);
	if (import->in_tx && (rc || !commit))
		store_end(&import->tx);
	import_media_close(import, commit && rc == 0);
	free(import->state);
	import->state = NULL;
	import->states = import->states_cap = 0;
	import->in_tx = false;
	uid_set_fini(&import->notes);
	uid_set_fini(&import->types);
	uid_set_fini(&import->whole_decks);
	return rc;
}
