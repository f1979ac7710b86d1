/* SPDX-License-Identifier: MIT
 * cairn metrics: the store in numbers, in the text form of OpenMetrics 1.0
 * (https://github.com/OpenObservability/OpenMetrics/blob/main/specification/OpenMetrics.md), for node_exporter's folder of
 * text files. Nothing of a card, no name of a deck. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/backup.h"
#include "schema/notes.h"
#include "schema/stale.h"
#include "study/fold.h"
#include "study/game_rollover.h"
#include "study/queue.h"
#include "tui/program.h"

enum { STALE_MAX = 1000000, FOLD_MS = 1000 };

struct meter {
	struct program *program;
	struct buf out;
};

/* A family of one sample. of: "gauge", or "counter", whose sample ends in _total. */
static void put(struct meter *m, const char *name, const char *of, const char *unit, const char *help, double value)
{
	bool counts = *of == 'c';

	buf_addf(&m->out, "# TYPE cairn_%s %s\n", name, of);
	if (unit)
		buf_addf(&m->out, "# UNIT cairn_%s %s\n", name, unit);
	buf_addf(&m->out, "# HELP cairn_%s %s\n", name, help);
	buf_addf(&m->out, "cairn_%s%s{profile=\"%s\"} %.15g\n", name, counts ? "_total" : "", m->program->paths.profile, value);
}

/* A moment of META_*, ms; left out when there was none. */
static int put_moment(struct meter *m, const char *key, const char *name, const char *help, struct err *err)
{
	int64_t ms = 0;

	if (meta_get_int(m->program->store, key, &ms, err) < 0)
		return -1;
	if (ms)
		put(m, name, "gauge", "seconds", help, (double)ms / SECOND_MS);
	return 0;
}

static int put_log(struct meter *m, struct err *err)
{
	struct store *store = m->program->store;
	struct log_counts log;
	int64_t stale, sent = 0, received = 0;

	if (log_counts(store, &log, err) || stale_count(store, STALE_MAX, &stale, err) ||
	    meta_get_int(store, META_SYNC_SENT, &sent, err) < 0 || meta_get_int(store, META_SYNC_RECEIVED, &received, err) < 0)
		return -1;
	put(m, "log_rows", "gauge", NULL, "Rows of the log that are held.", (double)log.rows);
	put(m, "answers", "gauge", NULL, "Answers that count; undone ones do not.", (double)log.answers);
	put(m, "rows_waiting", "gauge", NULL, "Own rows that no server has acknowledged.", (double)log.waiting);
	put(m, "rows_safe", "gauge", NULL, "Own rows seen again on the server.", (double)log.safe);
	put(m, "cards_stale", "gauge", NULL, "Cards whose rows are still to be folded.", (double)stale);
	put(m, "sync_sent_bytes", "counter", "bytes", "Bytes sent by syncs.", (double)sent);
	put(m, "sync_received_bytes", "counter", "bytes", "Bytes received by syncs.", (double)received);
	return put_moment(m, META_SYNCED, "last_sync_timestamp_seconds", "End of the last complete sync.", err);
}

static int put_study(struct meter *m, struct err *err)
{
	struct store *store = m->program->store;
	struct content_counts content;
	struct queue_counts left;
	struct game_home game = {0};
	struct queue *queue = NULL;
	int rc;

	if (content_counts(store, &content, err) || queue_open(&queue, store, QUEUE_ALL, err))
		return -1;
	rc = queue_left(queue, clock_wall_ms(store_clock(store)), &left, err);
	if (rc == 0) {
		put(m, "notes", "gauge", NULL, "Notes.", (double)content.notes);
		put(m, "cards", "gauge", NULL, "Cards.", (double)content.cards);
		put(m, "cards_due", "gauge", NULL, "Cards to be answered today.", (double)(left.learn + left.review));
		put(m, "cards_new", "gauge", NULL, "New cards of today.", (double)left.news);
		rc = game_now(&game, store, queue, err);
		if (rc == 0) {
			put(m, "cards_known", "gauge", NULL, "Cards that would be recalled now.", game.known);
			put(m, "streak_days", "gauge", "days", "Days of the streak.", (double)game.streak.days);
		}
		game_fini(&game);
	}
	queue_close(queue);
	return rc < 0 ? -1 : 0;
}

static int put_store(struct meter *m, struct err *err)
{
	const struct program *p = m->program;
	struct stat st;

	if (stat(p->paths.store, &st))
		return err_sys(err, "looking at %s", p->paths.store);
	put(m, "store_bytes", "gauge", "bytes", "Size of the store's file.", (double)st.st_size);
	return put_moment(m, META_BACKUP, "last_backup_timestamp_seconds", "When the last good backup was made.", err) ||
			       put_moment(m, META_BACKUP_CHECKED, "last_backup_check_timestamp_seconds",
					  "When a backup was last restored on trial.", err) ||
			       put_moment(m, META_BACKUP_FAILED, "last_backup_failure_timestamp_seconds",
					  "When a backup last could not be made.", err)
		       ? -1
		       : 0;
}

/* Another user's program reads it: 0644. It has its name only when it is whole. */
static int write_file(const char *path, struct str text, struct err *err)
{
	struct buf temporary = {0};
	int rc;

	buf_addf(&temporary, "%s.new", path);
	rc = path_write(buf_z(&temporary), text, err);
	if (rc == 0 && (chmod(buf_z(&temporary), 0644) || rename(buf_z(&temporary), path)))
		rc = err_sys(err, "writing %s", path);
	if (rc)
		unlink(buf_z(&temporary));
	buf_fini(&temporary);
	return rc;
}

int cmd_metrics(struct program *p, struct err *err)
{
	struct meter m = {.program = p};
	char *path = NULL;
	int rc = fold_slice(p->store, FOLD_MS, err) < 0 || put_study(&m, err) || put_log(&m, err) || put_store(&m, err) ? -1 : 0;

	buf_addf(&m.out, "# TYPE cairn_build info\n# HELP cairn_build The program that wrote this.\ncairn_build_info{version=\"%s\"} 1\n",
		 p->version);
	put(&m, "written_timestamp_seconds", "gauge", "seconds", "When this was written.",
	    (double)clock_wall_ms(&p->clock) / SECOND_MS);
	buf_addz(&m.out, "# EOF\n");
	if (rc == 0 && p->options.args)
		rc = path_absolute(p->options.arg[0], &path, err) ? -1 : write_file(path, buf_str(&m.out), err);
	else if (rc == 0)
		fputs(buf_z(&m.out), stdout);
	free(path);
	buf_fini(&m.out);
	return rc;
}
