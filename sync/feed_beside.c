/* SPDX-License-Identifier: MIT
 * Feeds beside a sync: a process of its own visits what is due, so that nobody waits for it. */
#include "sync/feed_beside.h"

#include <stdlib.h>

#include "base/child.h"
#include "sync/feed/due.h"

static void tell(struct cross *cross, const struct err *err)
{
	trace_event(&cross->trace, TRACE_WARN, "feeds.failed", TRACE_STR("why", str_of(err->text)));
}

bool feeds_due(struct cross *cross, struct store *store)
{
	bool due = false;
	struct err err;

	if (!store || env_sync(&cross->env) == ENV_SYNC_OFF)
		return false;
	if (feed_is_due(store, &due, &err))
		tell(cross, &err);
	return due;
}

void feeds_start(struct cross *cross)
{
	static const char *const argv[] = {"cairn-feed", "feed", "fetch", "--due", NULL};
	char *program = child_program(argv[0]);
	struct child_job job = {.program = program ? program : argv[0], .argv = argv, .profile = cross->paths.profile, .env = &cross->env};
	struct err err;
	pid_t pid;

	if (child_start(&job, &pid, &err))
		tell(cross, &err);
	free(program);
}
