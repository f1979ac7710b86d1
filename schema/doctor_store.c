/* SPDX-License-Identifier: MIT
 * The checks of this machine: store, integrity, links, search, quarantine, clock, space, backup. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/endpoint.h"
#include "base/message.h"
#include "base/place.h"
#include "schema/backup.h"
#include "schema/doctor_priv.h"
#include "schema/index.h"
#include "schema/log.h"
#include "schema/store_priv.h"

enum { AHEAD_MS = 10 * MINUTE_MS, MEGABYTE = 1024 * 1024, SPACE_MIN_MB = 100 };

int doctor_no_store(const struct patient *p, struct finding *finding)
{
	bool none = p->store || access(p->paths->store, F_OK) != 0; /* open, but there is nothing in it */

	finding->verdict = none ? VERDICT_GOOD : VERDICT_NOTE;
	buf_addz(&finding->text,
		 none ? _("nothing to look at yet") : _("not looked at: the store does not open"));
	return 0;
}

static int check_store(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	struct stat st;

	if (access(p->paths->store, F_OK)) {
		buf_addf(&finding->text, _("none yet: the first start makes %s"), p->paths->store);
		return 0;
	}
	if (place_store_is_emptied(p->paths, p->env))
		return store_is_emptied(p->paths->store, err);
	if (store_open(&p->store, p->paths->store, p->clock, p->rng, err))
		return -1;
	if (stat(p->paths->store, &st))
		return err_sys(err, "looking at %s", p->paths->store);
	buf_addf(&finding->text, _("%s opens, %" PRId64 " MB"), p->paths->store,
		 (int64_t)st.st_size / MEGABYTE);
	return 0;
}

static int check_integrity(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;

	if (!p->store)
		return doctor_no_store(p, finding);
	DB_USE(use, p->store, QUICK_CHECK);
	if (db_step(&use, err) != 1)
		return -1;
	if (str_is(db_text(&use, "quick_check"), "ok")) {
		buf_addz(&finding->text, _("every page and index is whole (quick_check)"));
		return 0;
	}
	finding->verdict = VERDICT_BAD;
	buf_addf(&finding->text,
		 _("%.*s; the store is damaged: it is kept aside and rebuilt by the command below"),
		 STR_FMT(db_damage(&use)));
	buf_addz(&finding->commands, "cairn rescue\n");
	return 0;
}

static int check_quarantine(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	int64_t all = 0;
	int rc;

	if (!p->store)
		return doctor_no_store(p, finding);
	DB_USE(use, p->store, RAW_WHY);
	while ((rc = db_step(&use, err)) == 1) {
		buf_addf(&finding->text, "%s%" PRId64 " %s", all ? ", " : "", db_int(&use, "n"),
			 _(db_text(&use, "why").s));
		all += db_int(&use, "n");
	}
	if (rc)
		return -1;
	if (!all) {
		buf_addz(&finding->text, _("no row is in quarantine"));
		return 0;
	}
	finding->verdict = VERDICT_NOTE;
	buf_addz(&finding->text,
		 _(": rows in quarantine; they are kept whole, and read again after an upgrade"));
	return 0;
}

static int check_content(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	int rc;

	if (!p->store)
		return doctor_no_store(p, finding);
	DB_USE(use, p->store, DECK_SKIPPED);
	while ((rc = db_step(&use, err)) == 1)
		buf_addf(&finding->text, _("%s%.*s: %" PRId64 " documents on the server are no notes"),
			 finding->text.len ? "; " : "", STR_FMT(db_text(&use, "name")),
			 db_int(&use, "skipped"));
	if (rc)
		return -1;
	finding->verdict = finding->text.len ? VERDICT_NOTE : VERDICT_GOOD;
	if (!finding->text.len)
		buf_addz(&finding->text, _("every document of the decks that are here is a note"));
	return 0;
}

static int check_clock(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	int64_t now = clock_wall_ms(p->clock), next = now;
	struct buf iso = {0};

	clock_put_iso(&iso, now);
	if (p->store && log_now(p->store, &next, err)) {
		buf_fini(&iso);
		return -1;
	}
	buf_addf(&finding->text, _("it is %s here"), buf_z(&iso));
	if (next - now > AHEAD_MS) {
		finding->verdict = VERDICT_NOTE;
		buf_addf(&finding->text,
			 _(", and rows held here are %" PRId64 " minutes ahead; set the clock of the device "
			   "that is wrong, a sync puts its rows right"),
			 (next - now) / MINUTE_MS);
	}
	buf_fini(&iso);
	return 0;
}

static int check_space(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	struct statvfs fs;
	int64_t free_mb;

	if (statvfs(p->paths->data, &fs))
		return err_sys(err, "looking at the space of %s", p->paths->data);
	free_mb = (int64_t)(fs.f_bavail / 1024 * fs.f_frsize / 1024);
	buf_addf(&finding->text, _("%" PRId64 " MB are free where the store lies"), free_mb);
	if (free_mb >= SPACE_MIN_MB)
		return 0;
	finding->verdict = VERDICT_BAD;
	buf_addf(&finding->text, _("; answers need room: make at least %d MB"), SPACE_MIN_MB);
	return 0;
}

static int read_backup(struct patient *p, int64_t *made, int64_t *checked, int64_t *failed, struct buf *place,
		       struct err *err)
{
	*made = *checked = *failed = 0;
	return meta_get_int(p->store, META_BACKUP, made, err) < 0 ||
			       meta_get_int(p->store, META_BACKUP_CHECKED, checked, err) < 0 ||
			       meta_get_int(p->store, META_BACKUP_FAILED, failed, err) < 0 ||
			       meta_get_text(p->store, META_BACKUP_PLACE, place, err) < 0
		       ? -1
		       : 0;
}

static void say_backup(struct patient *p, int64_t made, int64_t checked, const char *place, struct finding *finding)
{
	clock_put_local(&finding->text, made, clock_zone_min(p->clock, made));
	buf_addf(&finding->text, _(", in %s; "), place);
	if (!checked) {
		buf_addz(&finding->text, _("none was ever restored on trial (not tried)"));
		return;
	}
	buf_addz(&finding->text, _("restored on trial "));
	clock_put_local(&finding->text, checked, clock_zone_min(p->clock, checked));
}

static int check_backup(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	int64_t made, checked, failed;
	struct buf place = {0};
	int empty = p->store ? store_is_empty(p->store, err) : 1;

	if (empty)
		return empty < 0 ? -1 : doctor_no_store(p, finding);
	if (read_backup(p, &made, &checked, &failed, &place, err)) {
		buf_fini(&place);
		return -1;
	}
	if (made)
		say_backup(p, made, checked, buf_z(&place), finding);
	else
		buf_addz(&finding->text, _("none yet: the first start of a day makes one, unless CAIRN_BACKUP is off"));
	if (failed > made || (made && clock_wall_ms(p->clock) - made > DAY_MS))
		finding->verdict = VERDICT_NOTE;
	if (failed > made)
		buf_addz(&finding->text, _("; the last try failed"));
	if (made && access(buf_z(&place), F_OK)) {
		finding->verdict = VERDICT_BAD;
		buf_addz(&finding->text, _("; that folder is not there now"));
	}
	if (finding->verdict != VERDICT_GOOD)
		buf_addz(&finding->commands, "cairn backup\n");
	buf_fini(&place);
	return 0;
}

/* Nobody is asked: cairn assist --check does that. */
static int check_helper(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	struct endpoint endpoint;
	int rc = endpoint_read(&endpoint, p->env, err);

	if (rc == 1)
		buf_addz(&finding->text, _("CAIRN_LLM_URL is not set: no card is sent to a helper"));
	if (rc == 0) {
		buf_addf(&finding->text, _("%s is asked, %" PRId64 " tokens a day at most; cairn assist --check tries it"),
			 buf_z(&endpoint.host), endpoint.day_tokens);
		if (!endpoint.plain && !endpoint.key) {
			finding->verdict = VERDICT_NOTE;
			buf_addz(&finding->text, _("; CAIRN_LLM_KEY is not set"));
		}
		endpoint_fini(&endpoint);
	}
	return rc < 0 ? -1 : 0;
}

static int check_search(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	struct store *looking = NULL;
	int64_t rest = 0;
	int rc;

	if (!p->store)
		return doctor_no_store(p, finding);
	if (index_open(&looking, p->store, err))
		return -1;
	rc = index_rest(looking, &rest, err);
	store_close(looking);
	if (rc)
		return -1;
	finding->unfinished = rest > 0;
	buf_addf(&finding->text, rest ? _("%" PRId64 " notes are still to be taken into the index; the game does it while idle")
				      : _("every note is in the index"), rest);
	return 0;
}

static int fix_search(void *ctx, struct err *err)
{
	struct patient *p = ctx;
	struct store *looking = NULL;
	int rc;

	if (index_open(&looking, p->store, err))
		return -1;
	while ((rc = index_catch_up(looking, err)) == 1)
		;
	store_close(looking);
	return rc;
}

/* Rows of one table that say something of a row that is not there. */
static int check_links(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	int64_t all = 0;
	int rc;

	if (!p->store)
		return doctor_no_store(p, finding);
	DB_USE(use, p->store, LOOSE_ENDS);
	while ((rc = db_step(&use, err)) == 1) {
		if (db_int(&use, "n"))
			buf_addf(&finding->text, "%s%.*s %" PRId64, all ? ", " : "", STR_FMT(db_text(&use, "what")),
				 db_int(&use, "n"));
		all += db_int(&use, "n");
	}
	if (rc)
		return -1;
	if (!all) {
		buf_addz(&finding->text, _("every card, note, row and deck that is named is there"));
		return 0;
	}
	finding->verdict = VERDICT_BAD;
	buf_addz(&finding->text, _(": names of what is not there; `cairn backup`, then `cairn restore` into an empty folder"));
	return 0;
}

const struct check DOCTOR_LOCAL[] = {
	{"store", check_store, NULL},	      {"integrity", check_integrity, NULL}, {"links", check_links, NULL},
	{"search", check_search, fix_search}, {"texts", doctor_check_texts, doctor_fix_texts},
	{"quarantine", check_quarantine, NULL},
	{"content", check_content, NULL},   {"clock", check_clock, NULL},	      {"folders", doctor_check_folders, doctor_fix_folders},
	{"settings", doctor_check_settings, doctor_fix_settings}, {"network", doctor_check_network, NULL}, {"space", check_space, NULL},
	{"backup", check_backup, NULL},     {"helper", check_helper, NULL},
};
const size_t DOCTOR_LOCAL_COUNT = sizeof(DOCTOR_LOCAL) / sizeof(DOCTOR_LOCAL[0]);
