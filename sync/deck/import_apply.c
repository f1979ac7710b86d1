/* SPDX-License-Identifier: MIT
 * The records of an import into the store: promised, in slices, and gone on with wherever a program ended (docs/decisions/0140,
 * 0208). */
#include "sync/deck/import_apply.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/message.h"
#include "sync/deck/media.h"

enum {
	JOB_VERSION = 3,
	SLICE_MIN = 64,
	SLICE = 36000, /* rows, about a tenth of a second, which a game that is opened then waits for: while nobody else has the store open */
	SLICE_OTHER = 3, /* a note, or a line of an export, takes as long as so many rows */
	SLICE_BESIDE_FIRST = 256,
	SLICE_BESIDE_MAX = 800,
	SLICE_BESIDE_MS = 5, /* while somebody else has it open; without the commit, whose length is the disk's */
	PAUSE_MS = 2,	     /* whoever waits for the lock looks each half millisecond */
	COMPANY_MS = 2000,   /* who was there comes again: between two processes of one person */
};
#define META_JOB "import" /* the job's number, and how many bytes of its file are in the store */

static int bad(struct err *err)
{
	return err_set(err, ERR_INPUT, "a record of this import is none; please report this");
}

static int open_tx(struct import *import, struct err *err)
{
	if (store_begin(import->store, &import->tx, err))
		return -1;
	import->in_tx = true;
	return 0;
}

static int commit(struct import *import, struct err *err)
{
	int rc = store_commit(&import->tx, err);

	import->in_tx = rc != 0;
	return rc;
}

/* How far it came, in the transaction that went so far. */
static int note_place(struct applying *a, struct err *err)
{
	struct buf text = {0};
	int rc;

	buf_addf(&text, "%" PRIx64 " %zu", (uint64_t)a->number, a->all.len - a->rest.len);
	rc = meta_set_text(a->import->store, META_JOB, buf_str(&text), err);
	buf_fini(&text);
	return rc;
}

/* One deed a transaction: between two the learner's own may lie. */
static int end_deed(struct applying *a, struct err *err)
{
	struct import *import = a->import;

	return import_put_schedules(import, err) || told_write(&a->package.told, import->store, import->z, err) ||
			       deed_end(import->store, &a->deed, STR(""), err)
		       ? -1
		       : 0;
}

static int begin_part(struct applying *a, struct str body, struct err *err)
{
	const bool goes_on = a->package.goes_on;
	struct str source;

	if (!wire_get_text(&body, &a->path) || !wire_get_text(&body, &source) ||
	    told_write(&a->package.told, a->import->store, a->import->z, err))
		return bad(err);
	package_fini(&a->package);
	package_init(&a->package, a->import, "", str_is(source, SOURCE_ANKI) ? SOURCE_ANKI : SOURCE_MNEMOSYNE);
	a->package.goes_on = goes_on;
	return 0;
}

static int take_kept(struct applying *a, struct str body, struct err *err)
{
	struct str name, hash;

	if (!wire_get_text(&body, &name) || !wire_get_text(&body, &hash))
		return bad(err);
	return media_set(a->import->store, name, hash, err);
}

static int take_whole(struct applying *a, struct str body, struct err *err)
{
	int64_t uid;

	if (!wire_get_int(&body, &uid))
		return bad(err);
	uid_set_add(&a->import->whole_decks, (uint64_t)uid);
	return 0;
}

/* It is a deed of its own, with words. */
static int take_finish(struct applying *a, struct str body, struct err *err)
{
	int64_t suspend;

	if (!wire_get_int(&body, &suspend))
		return bad(err);
	return end_deed(a, err) || import_missing(a->import, suspend, err) || deed_begin(a->import->store, &a->deed, err) ? -1 : 0;
}

static int take(struct applying *a, enum wire_kind kind, struct str body, struct err *err)
{
	arena_reset(&a->arena);
	switch (kind) {
	case WIRE_PART: return begin_part(a, body, err);
	case WIRE_TEXT: return import_text_take(a, body, err);
	case WIRE_TEXT_TYPE: return import_type_take(a, body, err);
	case WIRE_LINE: return lines_take(&a->lines, body, err);
	case WIRE_KEPT: return take_kept(a, body, err);
	case WIRE_WHOLE: return take_whole(a, body, err);
	case WIRE_FINISH: return take_finish(a, body, err);
	case WIRE_JOB:
	case WIRE_MEDIA:
	case WIRE_BYTES:
	case WIRE_SKIP:
	case WIRE_REFUSE:
	case WIRE_DONE: return bad(err);
	case WIRE_HEAD:
	case WIRE_TYPE:
	case WIRE_SETTING:
	case WIRE_NOTE:
	case WIRE_ROW:
	case WIRE_PLAIN: break;
	}
	arena_reset(&a->package.arena);
	return package_take(&a->package, kind, body, err);
}

/* What is in the store already, and has to be known for what comes behind it. */
static int know(struct applying *a, enum wire_kind kind, struct str body, struct err *err)
{
	int rc = 0;

	if (kind == WIRE_LINE)
		return lines_know(&a->lines, body, err);
	if (kind == WIRE_HEAD) {
		a->package.checking = true;
		rc = package_take(&a->package, kind, body, err);
		a->package.checking = false;
		return rc;
	}
	a->again = true;
	if (kind == WIRE_PART || kind == WIRE_TEXT || kind == WIRE_TEXT_TYPE || kind == WIRE_WHOLE)
		rc = take(a, kind, body, err);
	a->again = false;
	return rc;
}

static int take_some(struct applying *a, size_t most, struct err *err)
{
	enum wire_kind kind;
	struct str body;

	for (size_t i = 0; i < most && spool_next(&a->rest, &kind, &body);) {
		i += kind == WIRE_ROW ? 1 : a->other;
		if (a->import->dry && import_is_stopped(a->import))
			return import_say_stopped(err);
		if (take(a, kind, body, err))
			return -1;
	}
	return 0;
}

static int apply_slice(struct applying *a, size_t most, struct err *err)
{
	a->lines.looked = false;
	return deed_begin(a->import->store, &a->deed, err) || take_some(a, most, err) || end_deed(a, err) ? -1 : 0;
}

/* As many records as SLICE_BESIDE_MS allows on this machine. */
static void fit_slice(struct applying *a, int64_t took_ms)
{
	size_t fit = took_ms < 1 ? a->beside * 2 : a->beside * SLICE_BESIDE_MS / (size_t)took_ms;

	a->beside = fit < SLICE_MIN ? SLICE_MIN : fit > SLICE_BESIDE_MAX ? SLICE_BESIDE_MAX : fit;
}

static bool has_company(struct applying *a, int64_t now_ms)
{
	if (store_has_company(a->import->store))
		a->company_ms = now_ms + COMPANY_MS;
	return now_ms < a->company_ms;
}

static int commit_slice(struct applying *a, struct err *err)
{
	struct import *import = a->import;
	const struct clock *clock = store_clock(import->store);
	int64_t start = clock_mono_ms(clock);
	bool beside = has_company(a, start);

	if (open_tx(import, err))
		return -1;
	a->other = beside ? 1 : SLICE_OTHER;
	start = clock_mono_ms(clock);
	if (apply_slice(a, beside ? a->beside : SLICE, err) || note_place(a, err))
		return -1;
	if (beside)
		fit_slice(a, clock_mono_ms(clock) - start);
	if (commit(import, err))
		return -1;
	spool_pass(&import->spool, a->all.len - a->rest.len);
	import_give_way(import, PAUSE_MS);
	return 0;
}

static void say_going_on(struct applying *a)
{
	struct import *import = a->import;
	struct buf path = {0};

	if (!import_is_stopped(import) || import->said_stop)
		return;
	import->said_stop = true;
	buf_add(&path, a->path);
	import->broken(import->ctx, buf_z(&path), -1, "it has been read and is written to its end");
	buf_fini(&path);
}

static void say_own(struct applying *a)
{
	struct import *import = a->import;
	struct buf path = {0}, text = {0};

	buf_add(&path, a->path);
	buf_addf(&text, _("%" PRId64 " notes of shared decks are notes of your own here, which stay as they are"), a->lines.counts.own);
	import->broken(import->ctx, buf_z(&path), -1, buf_z(&text));
	buf_fini(&path);
	buf_fini(&text);
}

static int apply_slices(struct applying *a, struct err *err)
{
	struct import *import = a->import;

	while (a->rest.len) {
		int64_t done = (int64_t)(a->all.len - a->rest.len), total = (int64_t)a->all.len;
		struct buf path = {0};

		buf_add(&path, a->path);
		import_progress(import, buf_z(&path), total + 3 * done, 4 * total);
		buf_fini(&path);
		say_going_on(a);
		if (commit_slice(a, err))
			return -1;
	}
	say_going_on(a);
	return spool_drop(&import->spool, err); /* each slice is on the disk */
}

int import_put_job(struct import *import, struct err *err)
{
	struct wire *job = spool_begin(&import->spool, WIRE_JOB);
	int64_t number;

	randombytes_buf(&number, sizeof(number));
	wire_int(job, JOB_VERSION);
	wire_int(job, number);
	wire_text(job, import->wishes.deck);
	return spool_end(&import->spool, err);
}

/* The first record; false: it is of another version, or none of ours. */
static bool read_job(struct applying *a, struct str *deck)
{
	enum wire_kind kind;
	struct str body;
	int64_t version;

	a->rest = a->all;
	return spool_next(&a->rest, &kind, &body) && kind == WIRE_JOB && wire_get_int(&body, &version) && version == JOB_VERSION &&
	       wire_get_int(&body, &a->number) && wire_get_text(&body, deck);
}

static int begin_applying(struct applying *a, struct import *import, struct err *err)
{
	*a = (struct applying){.import = import, .beside = SLICE_BESIDE_FIRST, .other = 1, .lines = {.store = import->store}};
	a->lines.deed = &a->deed;
	package_init(&a->package, import, "", SOURCE_ANKI);
	return spool_view(&import->spool, &a->all, err);
}

static void end_applying(struct applying *a)
{
	a->import->rows += a->lines.counts.rows;
	a->import->rows_held += a->lines.counts.held;
	if (a->lines.counts.own)
		say_own(a);
	package_fini(&a->package);
	lines_fini(&a->lines);
	arena_fini(&a->arena);
	arena_fini(&a->kept);
	free(a->type);
}

/* Little, or nothing that stays: no promise is needed. */
static int apply_at_once(struct applying *a, struct err *err)
{
	struct import *import = a->import;

	if (open_tx(import, err) || apply_slice(a, SIZE_MAX, err))
		return -1;
	if (import->dry)
		return 0; /* import_end takes it back */
	if (commit(import, err))
		return -1;
	import->promised = true;
	return 0;
}

static int promise(struct applying *a, struct err *err)
{
	struct import *import = a->import;
	int rc;

	if (import_resume(import->store, true, err)) /* the file's last name is free then */
		return -1;
	if (import_is_stopped(import))
		return import_say_stopped(err);
	rc = spool_keep(&import->spool, err);
	import->promised = import->spool.is_kept;
	return rc ? -1 : apply_slices(a, err);
}

int import_finish(struct import *import, bool suspend_them, struct err *err)
{
	struct applying a;
	struct str deck;
	int rc;

	wire_int(spool_begin(&import->spool, WIRE_FINISH), suspend_them);
	if (spool_end(&import->spool, err) || (import->fresh.len && media_sync(import->folder, err)))
		return -1;
	if (import_is_stopped(import))
		return import_say_stopped(err);
	rc = begin_applying(&a, import, err);
	if (rc == 0 && !read_job(&a, &deck))
		rc = bad(err);
	if (rc == 0)
		rc = import->dry || !spool_is_file(&import->spool) ? apply_at_once(&a, err) : promise(&a, err);
	end_applying(&a);
	return rc;
}

/* Moves to where the store says that it came; what lies before is not written again. */
static int go_to_place(struct applying *a, struct err *err)
{
	struct buf text = {0};
	struct str rest = a->rest, body;
	unsigned long long number = 0, place = 0;
	enum wire_kind kind;
	int rc = meta_get_text(a->import->store, META_JOB, &text, err);

	if (rc < 0 || (rc == 0 && sscanf(buf_z(&text), "%llx %llu", &number, &place) != 2))
		place = 0;
	buf_fini(&text);
	if (rc < 0 || (int64_t)number != a->number || place > a->all.len)
		return rc < 0 ? -1 : 0; /* from its beginning */
	rc = open_tx(a->import, err);
	while (rc == 0 && rest.len > a->all.len - place && spool_next(&rest, &kind, &body))
		rc = know(a, kind, body, err);
	a->rest = rest;
	return rc || commit(a->import, err) ? -1 : 0;
}

static int go_on(struct import *import, struct err *err)
{
	struct applying a;
	int rc = begin_applying(&a, import, err);

	a.package.goes_on = true;
	import->promised = true;
	if (rc == 0 && read_job(&a, &import->wishes.deck))
		rc = go_to_place(&a, err) || apply_slices(&a, err);
	else if (rc == 0)
		spool_abandon(&import->spool); /* another version's: the same import again makes it whole */
	if (rc && err->kind == ERR_INPUT) /* it would say the same for ever */
		spool_abandon(&import->spool);
	end_applying(&a);
	return rc ? -1 : 0;
}

static void say_nothing(void *ctx, const char *path, int64_t line, const char *why)
{
	(void)ctx, (void)path, (void)line, (void)why;
}

int import_resume(struct store *store, bool wait, struct err *err)
{
	struct import import = {.store = store, .broken = say_nothing};
	struct spool spool;
	int rc;

	spool_init(&spool, store_path(store));
	rc = spool_find(&spool, wait, err);
	if (rc) {
		spool_fini(&spool);
		return rc < 0 ? -1 : 0;
	}
	rc = import_begin(&import, err);
	spool_fini(&import.spool);
	import.spool = spool;
	rc = rc || go_on(&import, err) ? -1 : 0;
	import_end(&import);
	return rc;
}
