/* SPDX-License-Identifier: MIT
 * What a complete pull says of each log: holes, rows the server lost, how far the own rows are safe. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "sync/mongo/states.h"

enum { HOLE_PULLS = 6, HOLE_DAYS = 7, HOLE_WIDTH = 1000 };

/* All numbers up to the one that is there stood as long. */
static int pass_hole(struct sync *sync, struct pull_log *log, struct err *err)
{
	int64_t end = log->behind < log->next + HOLE_WIDTH ? log->behind : log->next + HOLE_WIDTH;

	for (; log->next < end; log->next++)
		if (sync->ops->apply_raw(sync->store, log->mark.log, log->next, STR(""),
					 "the number was never sent", err))
			return -1;
	return 0;
}

/* A hole is passed when it stood in six complete pulls and seven days; what is kept of it is "n pulls since".
 */
static int judge_hole(struct sync *sync, struct pull_log *log, struct err *err)
{
	int64_t now = clock_wall_ms(sync->clock), n = 0, pulls = 0, since = now;
	char key[32], value[80];
	struct buf kept = {0};
	int rc;

	snprintf(key, sizeof key, "hole/%016" PRIx64, log->mark.log);
	rc = sync->ops->note_get(sync->store, key, &kept, err);
	if (rc == 0 && sscanf(buf_z(&kept), "%" SCNd64 " %" SCNd64 " %" SCNd64, &n, &pulls, &since) == 3 &&
	    n != log->next) {
		pulls = 0;
		since = now;
	}
	buf_fini(&kept);
	if (rc < 0)
		return -1;
	sync->news.holes++;
	SYNC_TX(sync, tx);
	if (sync->ops->begin(sync->store, &tx.tx, err))
		return -1;
	if (++pulls >= HOLE_PULLS && now - since >= (int64_t)HOLE_DAYS * DAY_MS) {
		if (pass_hole(sync, log, err))
			return -1;
		pulls = 0;
	}
	snprintf(value, sizeof value, "%" PRId64 " %" PRId64 " %" PRId64, log->next, pulls, since);
	return sync->ops->note_set(sync->store, key, str_of(value), err) ? -1
									 : sync->ops->commit(&tx.tx, err);
}

static int set_asked(struct sync *sync, struct pull_log *log, struct err *err)
{
	SYNC_TX(sync, tx);

	return sync->ops->begin(sync->store, &tx.tx, err) ||
			       sync->ops->set_asked(sync->store, log->mark.log, clock_wall_ms(sync->clock),
						    err) ||
			       sync->ops->commit(&tx.tx, err)
		       ? -1
		       : 0;
}

/* The list of the own log is complete from the last safe row on. */
static int judge_own(struct sync *sync, struct pull_log *log, struct err *err)
{
	bool lost = log->from && !log->seen_last;
	int64_t fallback = log->from > log->mark.safe ? log->mark.safe : 0, top = lost ? fallback : log->own_top;

	if (sync->fork_seen && !sync->news.erased)
		return 0; /* the complete list decides; below the stone nobody asks for it */
	if (lost)
		sync->news.lost++; /* the server forgot: all behind what is safe, or all, is offered again; what
				      is there will be found */
	sync->own = log->mark;
	sync->news.later |= sync->pushed_any && top < log->mark.acked;
	if (top == log->mark.safe && top == log->mark.acked)
		return 0;
	return own_marks(sync, top, top, err);
}

/* Where nothing is to be sent, nothing is missing. */
int pull_lacks_last(struct sync *sync, const struct pull_log *log, bool *lacks, struct err *err)
{
	struct arena arena = {0};
	struct str raw;
	int rc = 1;

	*lacks = false;
	if (!log->asked || !log->mark.last || log->seen_last)
		return 0;
	rc = sync->ops->raw(sync->store, log->mark.log, log->mark.last, &raw, &arena, err);
	*lacks = rc == 1 || (rc == 0 && raw_is_sent(sync, log->mark.log, log->mark.last, raw));
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int pull_judge(struct sync *sync, struct err *err)
{
	for (size_t i = 0; i < sync->log_count; i++) {
		struct pull_log *log = &sync->logs[i];

		if (log->mark.own) {
			if (judge_own(sync, log, err))
				return -1;
			continue;
		}
		if (pull_lacks_last(sync, log, &log->suspect, err))
			return -1;
		sync->news.lost += log->suspect;
		if (log->behind && judge_hole(sync, log, err))
			return -1;
		/* Only a log at rest needs to know when it was asked; the first time starts its week. */
		if (log->asked && log->next == log->mark.last + 1 && log->mark.last &&
		    clock_wall_ms(sync->clock) - log->mark.asked_ms >
			    (int64_t)SYNC_SILENT_ASK_DAYS * DAY_MS &&
		    set_asked(sync, log, err))
			return -1;
	}
	return 0;
}
