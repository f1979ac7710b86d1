/* SPDX-License-Identifier: MIT
 * Due: what is subscribed to, against when it was visited. */
#include "sync/feed/due.h"

#include "base/mem.h"
#include "schema/feedbox.h"
#include "schema/inbox.h"

struct looking {
	struct store *box;
	struct arena arena;
	int64_t now;
	bool any, due;
};

bool feed_waits(int64_t until_ms, int64_t now_ms, int64_t every_hours)
{
	int64_t most = (every_hours > FEED_BACK_OFF_HOURS ? every_hours : FEED_BACK_OFF_HOURS) * (int64_t)HOUR_MS;

	return until_ms > now_ms && until_ms - now_ms <= most + most / 5;
}

static int look(void *ctx, struct str key, const struct feed_wish *wish, struct err *err)
{
	struct looking *l = ctx;
	struct feedbox_source source = {0};

	l->any = true;
	if (l->box && feedbox_source_get(l->box, key, &source, &l->arena, err))
		return -1;
	l->due |= !feed_waits(source.next_ms, l->now, wish->hours);
	return l->due;
}

int feed_is_due(struct store *store, bool *due, struct err *err)
{
	struct looking l = {.now = clock_wall_ms(store_clock(store))};
	int rc = feed_wish_each(store, look, &l, err);

	if (rc >= 0 && l.any) {
		l.due = false;
		rc = feedbox_look(&l.box, store, err) < 0 || feed_wish_each(store, look, &l, err) < 0 ? -1 : 0;
		store_close(l.box);
	}
	arena_fini(&l.arena);
	*due = l.due;
	return rc < 0 ? -1 : 0;
}
