/* SPDX-License-Identifier: MIT
 * The records of a package into the store, in slices; and what is left of an import that was ended (docs/decisions/0140). */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "sync/deck/package_priv.h"

enum {
	JOB_VERSION = 2,
	SLICE_MIN = 64,
	SLICE = 12000, /* records, about a tenth of a second, which a game that is opened then waits for: while nobody else has the store open */
	SLICE_BESIDE_FIRST = 256,
	SLICE_BESIDE_MAX = 800,
	SLICE_BESIDE_MS = 5, /* while somebody else has it open; without the commit, whose length is the disk's */
	PAUSE_MS = 2,	     /* whoever waits for the lock looks each half millisecond */
	COMPANY_MS = 2000,   /* who was there comes again: between two processes of one person */
};
#define META_JOB "import" /* the job's number, and how many bytes of its file are in the store */

struct job {
	int64_t number;
	struct str all, rest;
	size_t beside; /* records a slice while somebody else has the store open */
	int64_t company_ms; /* until then somebody is taken to be there */
};

/* How far it came, in the transaction that went so far. */
static int note_place(struct package *package, const struct job *job, struct err *err)
{
	struct buf text = {0};
	int rc;

	buf_addf(&text, "%" PRIx64 " %zu", (uint64_t)job->number, job->all.len - job->rest.len);
	rc = meta_set_text(package->import->store, META_JOB, buf_str(&text), err);
	buf_fini(&text);
	return rc;
}

static int take_some(struct package *package, struct job *job, size_t most, struct err *err)
{
	enum wire_kind kind;
	struct str body;

	for (size_t i = 0; i < most && spool_next(&job->rest, &kind, &body); i++) {
		arena_reset(&package->arena);
		if (package_take(package, kind, body, err))
			return -1;
	}
	return 0;
}

/* One deed a transaction: between two the learner's own may lie. */
static int apply_slice(struct package *package, struct job *job, size_t most, struct err *err)
{
	struct store *store = package->import->store;
	struct deed deed;

	return deed_begin(store, &deed, err) || take_some(package, job, most, err) ||
			       told_write(&package->told, store, package->import->z, err) || deed_end(store, &deed, STR(""), err)
		       ? -1
		       : 0;
}

/* As many records as SLICE_BESIDE_MS allows on this machine. */
static void fit_slice(struct job *job, int64_t took_ms)
{
	size_t fit = took_ms < 1 ? job->beside * 2 : job->beside * SLICE_BESIDE_MS / (size_t)took_ms;

	job->beside = fit < SLICE_MIN ? SLICE_MIN : fit > SLICE_BESIDE_MAX ? SLICE_BESIDE_MAX : fit;
}

static bool has_company(struct job *job, struct store *store, int64_t now_ms)
{
	if (store_has_company(store))
		job->company_ms = now_ms + COMPANY_MS;
	return now_ms < job->company_ms;
}

static int commit_slice(struct package *package, struct job *job, struct err *err)
{
	struct import *import = package->import;
	const struct clock *clock = store_clock(import->store);
	int64_t start = clock_mono_ms(clock);
	bool beside = has_company(job, import->store, start);

	if (import_open(import, err))
		return -1;
	start = clock_mono_ms(clock);
	if (apply_slice(package, job, beside ? job->beside : SLICE, err) || note_place(package, job, err))
		return -1;
	if (beside)
		fit_slice(job, clock_mono_ms(clock) - start);
	if (import_close(import, err))
		return -1;
	spool_pass(&package->spool, job->all.len - job->rest.len);
	import_give_way(import, PAUSE_MS);
	return 0;
}

static void say_going_on(struct package *package)
{
	struct import *import = package->import;

	if (!import_is_stopped(import) || import->said_stop)
		return;
	import->said_stop = true;
	import->broken(import->ctx, package->path, -1, "it has been read and is written to its end");
}

static int apply_slices(struct package *package, struct job *job, struct err *err)
{
	while (job->rest.len) {
		int64_t done = (int64_t)(job->all.len - job->rest.len), total = (int64_t)job->all.len;

		say_going_on(package);
		if (!package->goes_on)
			package_progress(package, total + 3 * done, 4 * total);
		if (commit_slice(package, job, err))
			return -1;
	}
	return 0;
}

/* Each slice is on the disk when the file goes. */
static int apply_job(struct package *package, struct job *job, struct err *err)
{
	struct import *import = package->import;
	int rc;

	if (import_close(import, err)) /* go_to_place has one open */
		return -1;
	rc = apply_slices(package, job, err);
	return rc ? -1 : spool_drop(&package->spool, err);
}

int package_begin(struct package *package, struct err *err)
{
	struct wire job = {.fd = -1};
	int64_t number;
	int rc;

	randombytes_buf(&number, sizeof(number));
	wire_int(&job, JOB_VERSION);
	wire_int(&job, number);
	wire_text(&job, package->import->wishes.deck);
	wire_text(&job, str_of(package->path));
	wire_text(&job, str_of(package->source));
	rc = spool_put(&package->spool, WIRE_JOB, buf_str(&job.out), err);
	wire_fini(&job);
	return rc;
}

/* Its first record; false: it is of another version, or none of ours. */
static bool read_job(struct package *package, struct job *job, struct str *deck, struct str *path)
{
	enum wire_kind kind;
	struct str body, source;
	int64_t version;

	job->rest = job->all;
	job->beside = SLICE_BESIDE_FIRST;
	package->begun = false; /* the head comes next */
	if (!spool_next(&job->rest, &kind, &body) || kind != WIRE_JOB || !wire_get_int(&body, &version) ||
	    version != JOB_VERSION || !wire_get_int(&body, &job->number) || !wire_get_text(&body, deck) ||
	    !wire_get_text(&body, path) || !wire_get_text(&body, &source))
		return false;
	package->source = str_is(source, SOURCE_ANKI) ? SOURCE_ANKI : SOURCE_MNEMOSYNE;
	return true;
}

/* A few records, or an import that is one transaction anyhow: no promise is needed. */
static int apply_at_once(struct package *package, struct job *job, struct err *err)
{
	struct import *import = package->import;

	if (import_open(import, err) || apply_slice(package, job, SIZE_MAX, err))
		return -1;
	return import->whole ? 0 : import_close(import, err);
}

int package_apply(struct package *package, struct err *err)
{
	struct job job = {0};
	struct str deck, path;

	if (spool_view(&package->spool, &job.all, err))
		return -1;
	if (!read_job(package, &job, &deck, &path))
		return package_bad(err);
	if (package->import->whole || !spool_is_file(&package->spool))
		return apply_at_once(package, &job, err);
	if (package_resume(package->import->store, true, err)) /* the file's last name is free then */
		return -1;
	return spool_keep(&package->spool, err) || apply_job(package, &job, err) ? -1 : 0;
}

/* Moves to where the store says that it came; the head is taken anew. */
static int go_to_place(struct package *package, struct job *job, struct err *err)
{
	struct buf text = {0};
	struct str rest = job->rest, body;
	unsigned long long number = 0, place = 0;
	enum wire_kind kind;
	int rc = meta_get_text(package->import->store, META_JOB, &text, err);

	if (rc < 0 || (rc == 0 && sscanf(buf_z(&text), "%llx %llu", &number, &place) != 2))
		place = 0;
	buf_fini(&text);
	if (rc < 0)
		return -1;
	if ((int64_t)number != job->number || place > job->all.len || !spool_next(&rest, &kind, &body) ||
	    place <= job->all.len - rest.len)
		return 0; /* from its beginning */
	if (import_open(package->import, err) || package_take(package, kind, body, err))
		return -1;
	job->rest = str_slice(job->all, (size_t)place, job->all.len);
	return 0;
}

static void say_nothing(void *ctx, const char *path, int64_t line, const char *why)
{
	(void)ctx, (void)path, (void)line, (void)why;
}

static int go_on(struct import *import, struct spool *spool, struct err *err)
{
	struct package package;
	struct job job = {0};
	struct str path;
	int rc;

	package_init(&package, import, "");
	spool_fini(&package.spool);
	package.spool = *spool;
	package.goes_on = true;
	rc = import_begin(import, err) || spool_view(&package.spool, &job.all, err);
	if (rc == 0 && read_job(&package, &job, &import->wishes.deck, &path))
		rc = go_to_place(&package, &job, err) || apply_job(&package, &job, err);
	else if (rc == 0)
		spool_abandon(&package.spool); /* another version's: the same import again makes it whole */
	if (rc && err->kind == ERR_INPUT) /* it would say the same for ever */
		spool_abandon(&package.spool);
	package_fini(&package);
	return rc ? -1 : 0;
}

int package_resume(struct store *store, bool wait, struct err *err)
{
	struct import import = {.store = store, .broken = say_nothing};
	struct err end = {0};
	struct spool spool;
	int rc;

	spool_init(&spool, store_path(store));
	rc = spool_find(&spool, wait, err);
	if (rc) {
		spool_fini(&spool);
		return rc < 0 ? -1 : 0;
	}
	rc = go_on(&import, &spool, err);
	if (import_end(&import, rc == 0, &end) && rc == 0) {
		*err = end;
		rc = -1;
	}
	return rc;
}
