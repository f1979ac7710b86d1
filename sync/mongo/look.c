/* SPDX-License-Identifier: MIT
 * Look: whether there is anything to pull, told by `_id` and `h` of the last row held of each log. It only ever says
 * "nothing new": whatever else comes back, or does not, is left to a pull. */
#include "sync/mongo/states.h"

enum { SPARE = 8 }; /* documents that are no rows */

/* A first pull, or one of more ranges than a find takes, is none the wiser for it. */
static bool is_worth_it(const struct sync *sync)
{
	if (sync->known >= NET_RANGES_MAX)
		return false;
	for (size_t i = 0; i < sync->known; i++)
		if (sync->logs[i].from)
			return true;
	return false;
}

int look_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	if (pull_load(sync, err))
		return -1;
	sync->look_docs = 0;
	sync->look_news = false;
	if (!is_worth_it(sync)) {
		sync->state = SYNC_PULL;
		return 1;
	}
	pull_find(sync, &ask->find);
	ask->kind = ASK_FIND;
	ask->find.ids_only = true;
	ask->find.limit = (int64_t)sync->known + SPARE;
	return 0;
}

int look_doc(struct sync *sync, const bson_t *doc, struct err *err)
{
	struct pull_log *log;
	uint64_t name;
	int64_t n;
	int rc;

	sync->look_docs++;
	if (!pull_place(sync, doc, &name, &n))
		return 0;
	log = pull_known(sync, name);
	rc = log && n == log->from ? place_has_hash(sync, name, n, doc, err) : 0;
	if (rc == 1)
		log->seen_last = true;
	else
		sync->look_news = true;
	return rc < 0 ? -1 : 0;
}

/* All that a pull would see of a log is the row that was seen. */
static int is_quiet(struct sync *sync, const struct pull_log *log, struct err *err)
{
	bool lacks;

	if (log->mark.own)
		return !log->from || log->seen_last;
	return pull_lacks_last(sync, log, &lacks, err) ? -1 : !lacks;
}

int look_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	int rc = !sync->look_news && sync->look_docs < (int64_t)sync->known + SPARE;

	(void)answer;
	for (size_t i = 0; i < sync->known && rc == 1; i++)
		rc = is_quiet(sync, &sync->logs[i], err);
	sync->asking = 0;
	if (rc < 0)
		return -1;
	if (rc)
		return pull_over(sync, err);
	sync->state = SYNC_PULL;
	return 0;
}
