/* SPDX-License-Identifier: MIT
 * The game of a sitting: the day's plan before its first answer, and what each answer brings. */
#include "schema/log.h"
#include "schema/stale.h"
#include "study/days.h"
#include "study/game_rollover.h"
#include "study/new_load.h"
#include "study/session_priv.h"

static const char day_written[] = "day-row"; /* meta: the study day that this store plays, or played last */

struct planning {
	int64_t day;
	bool planned;
};

static int look_for_plan(void *ctx, const struct row *row, struct err *err)
{
	struct planning *planning = ctx;

	(void)err;
	if (row->kind == ROW_DAY_KIND && !row->day.reached.len && clock_study_day(row->t, row->z) == planning->day)
		planning->planned = true;
	return planning->planned;
}

/* A clock that was set back, or a flight to the west, comes to days that were begun before. */
static int has_plan(struct store *store, int64_t day, struct err *err)
{
	struct planning planning = {.day = day};

	if (log_each_played(store, day * DAY_MS - DAYS_EAST_MS, (day + 1) * DAY_MS + DAYS_WEST_MS, look_for_plan, &planning,
			    err) < 0)
		return -1;
	return planning.planned;
}

int session_write_day(struct session *session, int64_t day, int z, struct err *err)
{
	int64_t last;
	int rc = load_keep(session->queue, day, err) ? -1 : meta_get_int(session->store, day_written, &last, err);

	if (rc < 0 || (rc == 0 && last == day))
		return rc < 0 ? -1 : 0;
	if (rc == 0 && stale_mark_day(session->store, last, err)) /* it is left: its stone is set */
		return -1;
	rc = rc == 0 && last > day ? has_plan(session->store, day, err) : 0;
	if (rc == 0)
		rc = rollover_write(session->store, z, err);
	if (rc < 0 || cell_sweep(session->store, err))
		return -1;
	return meta_set_int(session->store, day_written, day, err);
}

int game_leave_day(struct store *store, struct err *err)
{
	int64_t last;
	int rc;
	STORE_TX(tx);

	if (store_begin(store, &tx, err))
		return -1;
	rc = meta_get_int(store, day_written, &last, err);
	if (rc == 0)
		rc = stale_mark_day(store, last, err);
	return rc < 0 || store_commit(&tx, err) ? -1 : 0;
}

/* What was reached is said in a row of its own: rows that come in late may add to it, never take it away. */
static int append_reached(struct session *session, unsigned reached, int z, struct err *err)
{
	struct today *today = &session->today;
	struct row row = {.kind = ROW_DAY_KIND, .z = z};
	struct buf text = {0};
	int rc;

	reached_put(&text, reached);
	row.day = (struct row_day){.due = today->plan.due,
				   .quota = today->plan.quota,
				   .rest = today->plan.rest,
				   .since = today->plan.since,
				   .reached = buf_str(&text)};
	rc = log_append(session->store, &row, err);
	buf_fini(&text);
	today->reached |= reached;
	return rc ? -1 : today_settle(today, session->store, err);
}

static unsigned newly_reached(const struct today *today, const struct day_play *play, struct stone *stone)
{
	unsigned reached = play->done;

	stone->planned = today->plan.planned;
	stone->due = today->plan.due;
	stone->quota = today->plan.quota;
	stone->reached = today->reached;
	if (day_is_good(stone))
		reached |= REACHED_GOOD;
	if (day_is_clear(stone))
		reached |= REACHED_CLEAR;
	return reached & ~today->reached;
}

static int count_bits(unsigned bits)
{
	int count = 0;

	for (; bits; bits &= bits - 1)
		count++;
	return count;
}

static void score(struct session *session, const struct stone *stone, const struct day_play *play,
		  int combo_before, unsigned reached)
{
	const struct gift *gift = &session->gift;
	unsigned quests = reached & ((1U << QUEST_KINDS) - 1);

	session->score = (struct session_score){
		.combo = play->combo,
		.quests = quests,
		.good = reached & REACHED_GOOD,
		.day_cards = stone->cards,
		.day_need = day_need(stone),
	};
	session->score.xp = gift->gain + GAME_XP * (play->combo_xp - combo_before);
	if (gift->flags & GAVE_DUE && stone->dues <= DUE_XP_MAX)
		session->score.xp += GAME_XP;
	if (gift->flags & GAVE_NEW && stone->news <= NEW_XP_MAX)
		session->score.xp += NEW_XP * GAME_XP;
	session->score.xp += GAME_XP * QUEST_XP * count_bits(quests);
}

/* Brings the day as it is played up to the answer, which is in the log already. */
static int bring_up(struct session *session, const struct row *row, int64_t deck, int64_t day,
		    int *combo_before, struct err *err)
{
	struct today *today = &session->today;

	*combo_before = session->combo_xp;
	if (session->today_known && today->day == day) {
		today_add(today, row, deck, session->gift.flags & GAVE_DUE);
		return 0;
	}
	today_fini(today);
	if (today_load(today, session->store, day, err))
		return -1;
	*combo_before = day_play(today->item, today->count ? today->count - 1 : 0, &today->plan, 0).combo_xp;
	session->today_known = true;
	return 0;
}

int session_play(struct session *session, const struct row *row, int64_t deck, struct err *err)
{
	int64_t day = clock_study_day(row->t, row->z);
	struct day_play play;
	struct stone stone;
	unsigned reached;
	int combo_before;

	session->score = (struct session_score){0};
	if (!queue_settings(session->queue, 0)->game)
		return 0;
	if (bring_up(session, row, deck, day, &combo_before, err) ||
	    stone_get(session->store, day, &stone, err))
		return -1;
	play = day_play(session->today.item, session->today.count, &session->today.plan,
			session->today.reached);
	reached = newly_reached(&session->today, &play, &stone);
	score(session, &stone, &play, combo_before, reached);
	session->combo_xp = play.combo_xp;
	return reached ? append_reached(session, reached, row->z, err) : 0;
}

const struct session_score *session_score(const struct session *session)
{
	return &session->score;
}
