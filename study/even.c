/* SPDX-License-Identifier: MIT
 * A sitting: what is due on the days ahead, so that fuzz can choose a day with less. As the store has it when an
 * answer is given, so that it is the same for whoever opens it; the row tells which interval came of it (decisions/0200). */
#include <stdlib.h>

#include "schema/tally.h"
#include "study/session_priv.h"

enum { AHEAD_DAYS = 400 };

void even_forget(struct session *session)
{
	free(session->load_due);
	session->load_due = NULL;
	session->load = (struct day_load){0};
}

static bool holds(const struct session *session, int64_t today)
{
	return session->load.days && session->load.from_day == today && session->load_commits == store_commits(session->store) &&
	       session->load_version == store_data_version(session->store);
}

static int read_load(struct session *session, int64_t today, struct err *err)
{
	struct tally_scope all = {.all = true};
	int64_t before, after, *due = mem_array(AHEAD_DAYS, sizeof(*due));
	int rc = spread_due(session->store, &all, today, AHEAD_DAYS, due, &before, &after, err);

	if (rc == 0) {
		session->load_due = mem_array(AHEAD_DAYS, sizeof(*session->load_due));
		for (int i = 0; i < AHEAD_DAYS; i++)
			session->load_due[i] = due[i] > INT32_MAX ? INT32_MAX : (int32_t)due[i];
		session->load = (struct day_load){today, AHEAD_DAYS, session->load_due};
		session->load_commits = store_commits(session->store);
		session->load_version = store_data_version(session->store);
	}
	free(due);
	return rc;
}

int even_look(struct session *session, struct err *err)
{
	int64_t today = queue_day(session->queue, clock_wall_ms(store_clock(session->store)));

	if (!queue_settings(session->queue, session->question.card.deck)->even || holds(session, today))
		return 0;
	even_forget(session);
	return read_load(session, today, err);
}

void even_same(struct session *session)
{
	if (session->load_commits + 1 == store_commits(session->store))
		session->load_commits++;
}

static void add(struct session *session, const struct card *card, int by)
{
	int64_t at = card->due - session->load.from_day;

	if (card->queue == QUEUE_REVIEW && at >= 0 && at < session->load.days)
		session->load_due[at] += session->load_due[at] + by >= 0 ? by : 0;
}

void even_move(struct session *session, const struct card *before, const struct card *after)
{
	add(session, before, -1);
	add(session, after, 1);
	even_same(session);
}
