/* SPDX-License-Identifier: MIT
 * Import: what files say becomes records first, with nothing in the store. */
#include "sync/deck/import_priv.h"

#include <stdlib.h>
#include <time.h>

#include "schema/brought.h"
#include "sync/deck/media.h"

enum { ROLLOVER_HOUR = 4, PROGRESS_MS = 200 };

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

static bool is_named(void *store, struct str name)
{
	struct err err;

	return media_is_named(store, name, &err) != 1;
}

int import_begin(struct import *import, struct err *err)
{
	struct store *store = import->store;

	store_expect_bulk(store);
	store_gather(store);
	spool_init(&import->spool, store_path(store));
	import->folder = media_folder(store_path(store));
	import->fresh_list = (struct media_list){.store = store_path(store)};
	import->began_ms = import->shown_ms = clock_mono_ms(store_clock(store));
	/* What a killed import left; while one is promised its media are still to be named. */
	if (!import->dry && !spool_is_kept(&import->spool))
		media_list_clear(store_path(store), import->folder, is_named, store);
	return import_zone(store, &import->z, err) || import_put_job(import, err) ? -1 : 0;
}

bool import_is_stopped(const struct import *import)
{
	return import->stop && *import->stop;
}

int import_say_stopped(struct err *err)
{
	return err_set(err, ERR_FAILED, "stopped: nothing was imported");
}

/* Whoever waits asks every fifth of a millisecond (schema/store.c). */
void import_give_way(const struct import *import, int64_t ms)
{
	if (!store_clock(import->store)->fixed)
		nanosleep(&(struct timespec){0, ms * 1000000}, NULL);
}

void import_progress(struct import *import, const char *path, int64_t done, int64_t total)
{
	int64_t now, left;

	if (!import->progress || total < 1 || done < 1)
		return;
	now = clock_mono_ms(store_clock(import->store));
	if (now - import->shown_ms < PROGRESS_MS)
		return;
	import->shown_ms = now;
	left = done > total ? 0 : (now - import->began_ms) * (total - done) / done;
	import->progress(import->ctx, path, (int)(done > total ? 100 : 100 * done / total), left / 1000);
}

int import_part(struct import *import, const char *path, const char *source, struct err *err)
{
	struct wire *record = spool_begin(&import->spool, WIRE_PART);

	wire_text(record, str_of(path));
	wire_text(record, str_of(source));
	return spool_end(&import->spool, err);
}

int import_take_note(void *ctx, const struct deck_note *read, struct err *err)
{
	struct import *import = ctx;
	struct deck_note note = *read;
	struct arena arena = {0};
	int rc;

	if (import_is_stopped(import))
		return import_say_stopped(err);
	rc = import_take_media(import, &note, &arena, err);
	if (rc == 0)
		rc = import_text_put(import, &note, err);
	arena_fini(&arena);
	return rc;
}

void import_take_broken(void *ctx, const char *path, int64_t line, const char *why)
{
	struct import *import = ctx;

	import->skipped += line >= 0;
	import->broken(import->ctx, path, line, why);
}

int import_take_whole(void *ctx, struct str deck, struct err *err)
{
	struct import *import = ctx;

	wire_int(spool_begin(&import->spool, WIRE_WHOLE), (int64_t)note_uid("deck", STR(""), deck));
	return spool_end(&import->spool, err);
}

int import_whole(struct import *import, int (*read)(struct import *import, const char *path, void *ctx, struct err *err),
		 const char *path, void *ctx, struct err *err)
{
	const size_t records = import->spool.len, media = import->fresh.len;
	const int64_t skipped = import->skipped, counted = import->media;
	struct err cut;

	if (read(import, path, ctx, err) == 0)
		return 0;
	if (err->kind != ERR_INPUT)
		return -1;
	import->skipped = skipped;
	import->media = counted;
	import_media_cut(import, media);
	uid_set_fini(&import->said_types); /* their records may be among those that go */
	if (spool_cut(&import->spool, records, &cut))
		*err = cut;
	return -1;
}

void import_end(struct import *import)
{
	if (import->in_tx)
		store_end(&import->tx);
	import->in_tx = false;
	import_media_close(import);
	spool_fini(&import->spool);
	uid_set_fini(&import->said_types);
	uid_set_fini(&import->names);
	uid_set_fini(&import->notes);
	uid_set_fini(&import->types);
	uid_set_fini(&import->whole_decks);
	free(import->state);
	import->state = NULL;
	import->states = import->states_cap = 0;
}
