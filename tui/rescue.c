/* SPDX-License-Identifier: MIT
 * Rescue: rebuilding beside the damaged store, then changing places. */
#include "tui/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"
#include "base/place.h"
#include "schema/log.h"
#include "tui/backup.h"

enum { NAMES_MAX = 99 };

int rescue_look(struct program *p, struct rescue_plan *plan, struct err *err)
{
	struct place place = {0};
	int rc = place_open(&place, &p->paths, &p->env, err);

	*plan = (struct rescue_plan){.server = env_get(&p->env, "MONGODB_URI") != NULL};
	if (rc == 0)
		rc = place_newest(&place, &plan->backup, err);
	place_close(&place);
	return rc < 0 ? -1 : 0;
}

void rescue_forget(struct rescue_plan *plan)
{
	free(plan->backup);
	*plan = (struct rescue_plan){0};
}

void rescue_explain(const struct program *p, const struct rescue_plan *plan, struct buf *text)
{
	const char *name = plan->backup ? strrchr(plan->backup, '/') + 1 : NULL;

	buf_addf(text, _("%s is damaged. It is kept under another name; nothing of it is deleted. "), p->paths.store);
	if (name)
		buf_addf(text, _("In its place comes the backup %s, with what can still be read of the damaged file. "),
			 name);
	else
		buf_addz(text, _("There is no backup: in its place comes what can still be read of it. "));
	buf_addz(text, plan->server ? _("The next sync brings what the server has. ")
				    : _("No server is set, so nothing comes from there. "));
	buf_addz(text, _("Close every other cairn on it first."));
}

static int build(struct program *p, const struct rescue_plan *plan, const char *path, struct rescued *r, struct err *err)
{
	struct store *store = NULL;
	struct manifest manifest;
	int rc = store_remove(path, err) || store_open(&store, path, &p->clock, &p->rng, err);

	if (rc)
		return -1;
	store_expect_bulk(store);
	if (plan->backup) {
		rc = backup_load(p, plan->backup, store, &manifest, err) || store_check(store, err) ? -1 : 0;
		buf_addz(&r->from, plan->backup);
	}
	store_close(store);
	return rc;
}

static int copy_file(const char *from, const char *to, struct err *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), out, rc;
	struct flow_file file;

	if (in < 0)
		return errno == ENOENT ? 1 : err_sys(err, "reading %s", from);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	rc = out < 0 ? err_sys(err, "writing %s", to) : 0;
	if (rc == 0) {
		flow_file(&file, out, to);
		rc = flow_read(in, from, &file.flow, err);
	}
	if (rc == 0 && fsync(out))
		rc = err_sys(err, "writing %s", to);
	if (out >= 0 && close(out) && rc == 0)
		rc = err_sys(err, "writing %s", to);
	close(in);
	return rc;
}

static int copy_both(const char *from, const char *to, struct err *err)
{
	struct buf from_log = {0}, to_log = {0};
	int rc;

	buf_addf(&from_log, "%s-wal", from);
	buf_addf(&to_log, "%s-wal", to);
	rc = copy_file(from, to, err);
	if (rc == 0)
		rc = copy_file(buf_z(&from_log), buf_z(&to_log), err) < 0 ? -1 : 0;
	buf_fini(&from_log);
	buf_fini(&to_log);
	return rc;
}

/* What can be read of a copy of it goes in as from a backup; what cannot is no error. A copy: opening one writes to it. */
static void read_rest(struct program *p, const char *damaged, const char *path, struct rescued *r)
{
	struct store *from = NULL, *into = NULL;
	struct buf learner = {0};
	struct err why;

	if (store_open(&from, damaged, &p->clock, &p->rng, &why) == 0 &&
	    store_open(&into, path, &p->clock, &p->rng, &why) == 0) {
		struct log_counts before = {0}, after = {0};

		store_expect_bulk(into);
		if (log_counts(into, &before, &why) == 0 && before.rows == 0 &&
		    meta_get_text(from, META_LEARNER, &learner, &why) == 0 &&
		    meta_set_text(into, META_LEARNER, buf_str(&learner), &why))
			trace_event(&p->trace, TRACE_WARN, "rescue.learner", TRACE_STR("why", str_of(why.text)));
		if (backup_merge(into, from, &why) < 0)
			trace_event(&p->trace, TRACE_WARN, "rescue.partly", TRACE_STR("why", str_of(why.text)));
		if (log_counts(into, &after, &why) == 0)
			r->read = after.rows - before.rows;
	}
	buf_fini(&learner);
	store_close(from);
	store_close(into);
}

static int add_rest(struct program *p, const char *path, struct rescued *r, struct err *err)
{
	struct buf copy = {0};
	struct err ignored;
	int rc;

	buf_addf(&copy, "%s.reading", p->paths.store);
	rc = store_remove(buf_z(&copy), err);
	if (rc == 0)
		rc = copy_both(p->paths.store, buf_z(&copy), err);
	if (rc == 0)
		read_rest(p, buf_z(&copy), path, r);
	if (store_remove(buf_z(&copy), &ignored) && rc == 0)
		rc = -1, *err = ignored;
	buf_fini(&copy);
	return rc < 0 ? -1 : 0;
}

static int count(struct program *p, const char *path, struct rescued *r, struct err *err)
{
	struct log_counts counts;
	struct store *store = NULL;
	int rc = store_open(&store, path, &p->clock, &p->rng, err) || store_check(store, err) ||
			 log_counts(store, &counts, err)
			 ? -1
			 : 0;

	store_close(store);
	if (rc == 0)
		r->rows = counts.rows;
	return rc;
}

/* A second name for the file; where there are no second names, a copy. 1: that name is taken. */
static int name_also(const char *path, const char *other, struct err *err)
{
	if (link(path, other) == 0)
		return 0;
	if (errno == EEXIST)
		return 1;
	if (access(other, F_OK) == 0)
		return 1;
	return copy_file(path, other, err) < 0 ? -1 : 0;
}

static int keep_aside(struct program *p, struct buf *aside, struct err *err)
{
	struct buf log = {0}, log_aside = {0};
	int rc = 1;

	for (int i = 1; rc == 1 && i <= NAMES_MAX; i++) {
		buf_clear(aside);
		buf_addf(aside, "%s.damaged-", p->paths.store);
		clock_put_stamp(aside, &p->clock);
		if (i > 1)
			buf_addf(aside, "-%d", i);
		rc = name_also(p->paths.store, buf_z(aside), err);
	}
	buf_addf(&log, "%s-wal", p->paths.store);
	buf_addf(&log_aside, "%s-wal", buf_z(aside));
	if (rc == 1)
		rc = err_set(err, ERR_FAILED, "there are too many damaged stores beside %s; move them away", p->paths.store);
	if (rc == 0 && access(buf_z(&log), F_OK) == 0 && name_also(buf_z(&log), buf_z(&log_aside), err))
		rc = -1;
	buf_fini(&log);
	buf_fini(&log_aside);
	return rc;
}

/* The write-ahead log of the old one goes first: SQLite would take it for the new one's. */
static int change_places(struct program *p, const char *path, struct rescued *r, struct err *err)
{
	static const char *const beside[] = {"-wal", "-shm"};

	if (keep_aside(p, &r->aside, err) || path_sync_folder(p->paths.data, err))
		return -1;
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		struct buf name = {0};
		bool failed;

		buf_addf(&name, "%s%s", p->paths.store, beside[i]);
		failed = unlink(buf_z(&name)) && errno != ENOENT;
		buf_fini(&name);
		if (failed)
			return err_sys(err, "deleting %s%s", p->paths.store, beside[i]);
	}
	if (path_sync_folder(p->paths.data, err))
		return -1;
	if (rename(path, p->paths.store))
		return err_sys(err, "writing %s", p->paths.store);
	return path_sync_folder(p->paths.data, err);
}

/* They lie beside the store and are not damaged with it; what is missing comes from the backup. */
static int bring_media(struct program *p, const struct rescue_plan *plan, struct err *err)
{
	struct store *store = NULL;
	struct media_told told;
	int rc;

	if (!plan->backup)
		return 0;
	rc = store_open(&store, p->paths.store, &p->clock, &p->rng, err) || backup_media_restore(p, store, plan->backup, &told, err) ? -1 : 0;
	store_close(store);
	return rc;
}

static int rebuild(struct program *p, const struct rescue_plan *plan, const char *path, struct rescued *r,
		   struct err *err)
{
	if (build(p, plan, path, r, err))
		return err_wrap(err, "nothing was changed");
	if (add_rest(p, path, r, err) || count(p, path, r, err))
		return err_wrap(err, "nothing was changed");
	if (r->rows == 0 && !plan->backup && !plan->server)
		return err_set(err, ERR_STORE,
			       "nothing was changed: nothing can be read of %s, there is no backup of it, and MONGODB_URI names "
			       "no server; keep the file",
			       p->paths.store);
	return change_places(p, path, r, err) || bring_media(p, plan, err) ? -1 : 0;
}

int rescue_do(struct program *p, const struct rescue_plan *plan, struct rescued *r, struct err *err)
{
	struct buf path = {0};
	struct err ignored;
	struct backup_locks locks;
	int rc;

	*r = (struct rescued){0};
	if (backup_lock_alone(&p->paths, &locks, err))
		return -1;
	buf_addf(&path, "%s.restoring", p->paths.store);
	rc = rebuild(p, plan, buf_z(&path), r, err);
	if (store_remove(buf_z(&path), &ignored) && rc == 0)
		rc = -1, *err = ignored;
	buf_fini(&path);
	backup_unlock(&locks);
	return rc;
}

int rescue_examine(struct program *p, struct err *why)
{
	struct store *store = NULL;
	int rc;

	if (access(p->paths.store, F_OK))
		return err_set(why, ERR_STORE, "there is no store at %s; cairn restore FILE makes one of a backup",
			       p->paths.store);
	if (place_store_is_emptied(&p->paths, &p->env))
		rc = store_is_emptied(p->paths.store, why);
	else
		rc = store_open(&store, p->paths.store, &p->clock, &p->rng, why) || store_check(store, why) ? -1 : 0;
	store_close(store);
	return rc && store_is_damaged(why) ? 1 : rc;
}
