/* SPDX-License-Identifier: MIT
 * cairn backup: one more backup, or a look at one; and the backup that a day's first start makes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"
#include "tui/app.h"
#include "tui/backup.h"
#include "tui/work_child.h"

enum { NICE = 10, TRY_AGAIN_MS = HOUR_MS };

static int64_t local_day(const struct clock *clock, int64_t ms)
{
	return clock_study_day(ms, clock_zone_min(clock, ms));
}

/* Whether one has to be made: none of today, and the last try that failed is a while ago. */
static int is_due(struct store *store, const struct clock *clock, bool *due, struct err *err)
{
	int64_t now = clock_wall_ms(clock), made = 0, failed = 0;
	int empty = store_is_empty(store, err);

	if (empty < 0 || meta_get_int(store, META_BACKUP, &made, err) < 0 ||
	    meta_get_int(store, META_BACKUP_FAILED, &failed, err) < 0)
		return -1;
	*due = !empty && local_day(clock, made) != local_day(clock, now) &&
	       (failed <= made || now - failed >= TRY_AGAIN_MS || failed > now);
	return 0;
}

static bool is_automatic(const struct env *env)
{
	const char *value = env_get(env, "CAIRN_BACKUP");

	return !value || strcmp(value, "off") != 0;
}

void backup_start(struct app *app)
{
	struct err err;
	bool due;

	if (!app->kiosk && is_automatic(app->env) && is_due(app->store, app->clock, &due, &err) == 0 && due)
		(void)work_start(app, "backup", "--auto");
}

static void put_size(struct buf *out, int64_t bytes)
{
	if (bytes < 10000)
		buf_addf(out, _("%" PRId64 " bytes"), bytes);
	else if (bytes < 10000 * 1000)
		buf_addf(out, _("%" PRId64 " kB"), bytes / 1000);
	else
		buf_addf(out, _("%" PRId64 " MB"), bytes / 1000000);
}

static void tell(const char *path, const struct manifest *m, const char *what)
{
	struct buf size = {0};

	put_size(&size, m->bytes);
	if (m->media)
		buf_addf(&size, _n(", %lld media file", ", %lld media files", m->media), (long long)m->media);
	printf(_("%s: %s, %" PRId64 " notes, %" PRId64 " cards, %" PRId64 " rows, %s\n"), path, what,
	       backup_count_of(&m->counts, "note"), backup_count_of(&m->counts, "card"), backup_rows(&m->counts),
	       buf_z(&size));
	if (m->told.bad)
		printf(_("left out of it: media files whose content is not what it was (%lld)\n"), (long long)m->told.bad);
	buf_fini(&size);
}

static int make_in(struct program *p, struct place *place, struct err *err)
{
	struct manifest manifest;
	char *path = NULL;
	int rc;

	if (place_open(place, &p->paths, &p->env, err))
		return err_wrap(err, "no backup was made, the older ones are as they were");
	/* with nothing owed: who reads the sums with sqlite3 alone reads the last answer's too */
	rc = store_settle(p->store, err) < 0 || backup_make(p, place, &path, &manifest, err) || place_prune(place, err) ||
			     backup_media_prune(place, err) ||
			     backup_note(p->store, META_BACKUP, place->folder, err)
		     ? -1
		     : 0;
	if (rc == 0 && !p->options.automatic)
		tell(path, &manifest, _("written"));
	free(path);
	return rc;
}

static int make(struct program *p, struct err *err)
{
	struct place place = {0};
	struct err ignored;
	bool due = true;
	int fd, rc;

	if (p->options.automatic && (!is_automatic(&p->env) || is_due(p->store, &p->clock, &due, err) || !due))
		return due && is_automatic(&p->env) ? -1 : 0;
	if (p->options.automatic)
		(void)!nice(NICE);
	rc = backup_lock(&p->paths, &fd, err);
	if (rc)
		return rc == 1 && p->options.automatic ? 0 : -1;
	rc = make_in(p, &place, err);
	if (rc && backup_note(p->store, META_BACKUP_FAILED, NULL, &ignored))
		rc = -1;
	place_close(&place);
	close(fd);
	return rc;
}

/* The file named, else the newest of this machine's. */
static int find(struct program *p, char **path, bool *newest, struct err *err)
{
	struct place place = {0};
	int rc;

	*newest = p->options.args == 0;
	if (p->options.args)
		return path_absolute(p->options.arg[0], path, err);
	rc = place_open(&place, &p->paths, &p->env, err);
	if (rc == 0)
		rc = place_newest(&place, path, err);
	if (rc == 1)
		rc = err_set(err, ERR_INPUT, "there is no backup in %s yet; cairn backup makes one", place.folder);
	place_close(&place);
	return rc;
}

static int verify(struct program *p, struct err *err)
{
	struct manifest manifest;
	char *path = NULL;
	bool newest;
	int rc;

	if (find(p, &path, &newest, err))
		return -1;
	rc = backup_verify(p, path, &manifest, err);
	if (rc >= 0 && !p->options.automatic)
		tell(path, &manifest, rc ? _("good, but without a manifest") : _("good"));
	free(path);
	if (rc < 0)
		return -1;
	return newest ? backup_note(p->store, META_BACKUP_CHECKED, NULL, err) : 0;
}

int cmd_backup(struct program *p, struct err *err)
{
	const struct options *o = &p->options;

	if (o->make_key)
		return seal_key_make(o->make_key, err);
	if (o->args && !o->verify)
		return err_set(err, ERR_USAGE, "cairn backup names its files itself; a folder is set with CAIRN_BACKUP_DIR");
	if (!o->verify || o->automatic)
		if (make(p, err))
			return -1;
	if (!o->verify || (o->automatic && !is_automatic(&p->env)))
		return 0;
	return verify(p, err);
}
