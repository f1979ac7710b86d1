/* SPDX-License-Identifier: MIT
 * Question and answer in another mode than study: what the header says, and the clock of a sprint. */
#include "tui/question.h"

#include "base/message.h"
#include "tui/view_list.h"

enum { STEP_MS = 10 * SECOND_MS }; /* how often a clock on the screen moves by itself */

static bool has_clock(struct app *app, const struct asking *a)
{
	const struct round *round = session_round(app->session);

	return round && round->mode->play == PLAY_SPRINT && a->phase == PHASE_ASK;
}

/* Active time of the round, this question's included. */
static int64_t used_ms(struct app *app, const struct asking *a)
{
	int64_t now = a->phase == PHASE_ASK ? app_active_ms(app) - a->since_ms : a->took_ms;

	return round_sum(session_round(app->session)).took_ms + now;
}

static void put_ghost(struct app *app, const struct asking *a, struct buf *out)
{
	const struct round *round = session_round(app->session);
	struct race race = round_race(round);
	int ahead = race.right - ghost_right(&round->ghost, race.ms);

	(void)app;
	(void)a;
	if (round->ghost.count)
		buf_addf(out, "  %d/%d  %+d", race.answers, (int)round->ghost.count, ahead);
	else
		buf_addz(out, _("  no ghost yet"));
}

void question_round_title(struct app *app, const struct asking *a, struct buf *out)
{
	const struct round *round = session_round(app->session);
	struct round_sum sum = round_sum(round);
	int64_t left = SPRINT_MS - used_ms(app, a);

	buf_addz(out, _(round->mode->title));
	switch (round->mode->play) {
	case PLAY_SPRINT:
		buf_addf(out, _("  %d right  %d s"), sum.right, left > 0 ? (int)((left + SECOND_MS - 1) / SECOND_MS) : 0);
		break;
	case PLAY_GHOST: put_ghost(app, a, out); break;
	case PLAY_STUDY:
	case PLAY_PRACTICE:
	case PLAY_BOSS:
	case PLAY_EXAM:
	case PLAY_MATCH:
	case PLAYS: buf_addf(out, "  %d/%d", (int)(sum.of - sum.left), (int)sum.of); break;
	}
}

int64_t question_wait_ms(struct app *app, const struct asking *a)
{
	int64_t used, step, left;

	if (!has_clock(app, a) || app->blurred)
		return -1;
	used = used_ms(app, a);
	left = used < SPRINT_MS ? SPRINT_MS - used : 0;
	step = STEP_MS - used % STEP_MS;
	return left < step ? left : step;
}

bool question_clock_moved(struct app *app, struct asking *a)
{
	int64_t tens = has_clock(app, a) ? used_ms(app, a) / STEP_MS : a->tens;
	bool moved = tens != a->tens;

	a->tens = tens;
	return moved;
}

bool question_is_late(struct app *app, const struct asking *a)
{
	return has_clock(app, a) && used_ms(app, a) >= SPRINT_MS;
}
