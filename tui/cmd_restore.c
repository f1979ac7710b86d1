/* SPDX-License-Identifier: MIT
 * cairn restore FILE: a backup becomes the store, or its rows go into the store that is here. Either way the rows that
 * follow begin a log of their own. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/backup.h"

struct restoring {
	struct program *program;
	char *path; /* of the store under way */
	struct manifest manifest;
};

static int fill(struct restoring *r, const char *file, struct err *err)
{
	struct program *p = r->program;
	struct store *store = NULL;
	int rc = store_remove(r->path, err) || store_open(&store, r->path, &p->clock, &p->rng, err);

	if (rc)
		return -1;
	store_expect_bulk(store);
	rc = backup_load(p, file, store, &r->manifest, err) || store_check(store, err) ? -1 : 0;
	store_close(store);
	return rc;
}

static int check_manifest(const struct restoring *r, const char *file, struct err *err)
{
	struct manifest said;
	int none = manifest_read(file, &said, err);

	if (none)
		return none < 0 ? -1 : 0;
	return strcmp(said.hash, r->manifest.hash) == 0
		       ? 0
		       : err_set(err, ERR_INPUT, "%s is not the file that its manifest is about: its hash differs", file);
}

/* The log of writes of a store that was moved away: SQLite would take it for the new one's. It keeps what only it has, under
 * a name that it has with the store of that name. */
static int put_log_aside(const struct restoring *r, struct err *err)
{
	const struct paths *paths = &r->program->paths;
	struct buf log = {0}, index = {0}, aside = {0};
	int rc = 0;

	buf_addf(&log, "%s-wal", paths->store);
	buf_addf(&index, "%s-shm", paths->store);
	buf_addf(&aside, "%s.left-", paths->store);
	clock_put_stamp(&aside, &r->program->clock);
	buf_addz(&aside, "-wal");
	if (access(paths->store, F_OK) && access(buf_z(&log), F_OK) == 0) {
		if ((unlink(buf_z(&index)) && errno != ENOENT) || rename(buf_z(&log), buf_z(&aside)))
			rc = err_sys(err, "moving %s aside", buf_z(&log));
		else
			rc = path_sync_folder(paths->data, err);
		if (rc == 0)
			printf(_("%s was left of another store; it is kept as %s\n"), buf_z(&log), buf_z(&aside));
	}
	buf_fini(&log);
	buf_fini(&index);
	buf_fini(&aside);
	return rc;
}

/* 0: it is the store now. 1: there is a store. link, unlike rename, never takes one away. */
static int become(const struct restoring *r, struct err *err)
{
	const struct paths *paths = &r->program->paths;

	if (put_log_aside(r, err))
		return -1;
	if (link(r->path, paths->store) && errno == EEXIST)
		return 1;
	else if (access(paths->store, F_OK) && errno == ENOENT) { /* a file system without links */
		if (rename(r->path, paths->store))
			return err_sys(err, "writing %s", paths->store);
	}
	return path_sync_folder(paths->data, err);
}

static int put_into(const struct restoring *r, int64_t *added, struct err *err)
{
	struct program *p = r->program;
	struct store *from = NULL;
	int empty, rc;

	if (store_open(&p->store, p->paths.store, &p->clock, &p->rng, err))
		return err_wrap(err, "move the store that is here aside, then restore again");
	if (store_open(&from, r->path, &p->clock, &p->rng, err))
		return -1;
	store_expect_bulk(p->store);
	empty = store_is_empty(p->store, err);
	*added = -1;
	rc = empty < 0 ? -1 : 0;
	if (empty == 1)
		rc = backup_copy(p->store, from, err);
	else if (rc == 0)
		rc = (*added = backup_merge(p->store, from, err)) < 0 ? -1 : 0;
	store_close(from);
	return rc;
}

/* Where the store is now, whatever it was. What is not beside the backup may come from elsewhere: that is no error. */
static int bring_media(const struct restoring *r, const char *file, struct err *err)
{
	struct program *p = r->program;
	struct media_told told;

	if (!p->store && store_open(&p->store, p->paths.store, &p->clock, &p->rng, err))
		return -1;
	if (backup_media_restore(p, p->store, file, &told, err))
		return err_wrap(err, "the store was restored, but not all of its media files");
	if (told.copied)
		printf(_n("%lld media file came with it\n", "%lld media files came with it\n", told.copied), (long long)told.copied);
	if (told.missing + told.bad)
		printf(_("media files that it names and that are not whole in the folder media beside it: %lld\n"),
		       (long long)(told.missing + told.bad));
	return 0;
}

static int restore(struct restoring *r, const char *file, struct err *err)
{
	int64_t added = -1;
	int rc;

	if (fill(r, file, err) || check_manifest(r, file, err))
		return -1;
	rc = become(r, err);
	if (rc == 1)
		rc = put_into(r, &added, err);
	if (rc)
		return -1;
	if (added >= 0)
		printf(_("%s: %" PRId64 " of its %" PRId64 " rows were not here, and are now\n"), file, added,
		       backup_rows(&r->manifest.counts));
	else
		printf(_("%s: restored, %" PRId64 " notes, %" PRId64 " cards, %" PRId64 " rows\n"), file,
		       backup_count_of(&r->manifest.counts, "note"), backup_count_of(&r->manifest.counts, "card"),
		       backup_rows(&r->manifest.counts));
	return bring_media(r, file, err);
}

int cmd_restore(struct program *p, struct err *err)
{
	struct restoring r = {.program = p};
	struct buf under_way = {0};
	struct err ignored;
	char *file = NULL;
	struct backup_locks locks;
	int rc;

	if (p->options.args != 1)
		return err_set(err, ERR_USAGE, "cairn restore FILE; cairn backup --verify names the newest one");
	if (path_absolute(p->options.arg[0], &file, err) || backup_lock_alone(&p->paths, &locks, err))
		return -1;
	buf_addf(&under_way, "%s.restoring", p->paths.store);
	r.path = under_way.s;
	rc = restore(&r, file, err);
	if (store_remove(r.path, &ignored) && rc == 0)
		rc = -1, *err = ignored;
	buf_fini(&under_way);
	free(file);
	backup_unlock(&locks);
	return rc;
}
