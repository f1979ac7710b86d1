/* SPDX-License-Identifier: MIT
 * Modes: the table, and each mode's own rules. */
#include "base/message.h"
#include "study/fsrs.h"
#include "study/round.h"

enum { SPRINT_ROUNDS = 1000 };

/* The first card that has had the fewest answers; 1: all have had `most`. */
static int choose_fewest(const struct round *round, int most, size_t *card)
{
	int fewest = most;

	for (size_t i = 0; i < round->cards; i++) {
		if (round->card[i].out || round->card[i].answers >= fewest)
			continue;
		fewest = round->card[i].answers;
		*card = i;
		if (fewest == 0)
			break;
	}
	return fewest == most;
}

/* Each once; then those that were missed, until none is. */
static int choose_until_known(const struct round *round, size_t *card)
{
	int fewest = 0;
	bool found = false;

	if (choose_fewest(round, 1, card) == 0)
		return 0;
	for (size_t i = 0; i < round->cards; i++) {
		const struct round_card *own = &round->card[i];

		if (own->out || own->last != RATE_AGAIN || (found && own->answers >= fewest))
			continue;
		fewest = own->answers;
		*card = i;
		found = true;
	}
	return !found;
}

static int choose_once(const struct round *round, size_t *card)
{
	return choose_fewest(round, 1, card);
}

static int choose_in_time(const struct round *round, size_t *card)
{
	return round_sum(round).took_ms >= SPRINT_MS ? 1 : choose_fewest(round, SPRINT_ROUNDS, card);
}

static int choose_for_exam(const struct round *round, size_t *card)
{
	return round->target && (size_t)round_sum(round).answers >= round->target ? 1
										   : choose_fewest(round, 1, card);
}

static bool never(const struct round *round, int rating)
{
	(void)round;
	(void)rating;
	return false;
}

static bool always(const struct round *round, int rating)
{
	(void)round;
	(void)rating;
	return true;
}

/* Who is right has seen the right answer. */
static bool when_right(const struct round *round, int rating)
{
	(void)round;
	return rating > RATE_AGAIN;
}

static void put_score(const struct round *round, struct buf *out)
{
	struct round_sum sum = round_sum(round);

	buf_addf(out, _("%d of %d right (%d %%), %d s\n"), sum.right, sum.answers,
		 sum.answers ? sum.right * 100 / sum.answers : 0, (int)(sum.took_ms / 1000));
}

static void end_practice(const struct round *round, struct buf *out)
{
	struct round_sum sum = round_sum(round);

	put_score(round, out);
	if (sum.left)
		buf_addf(out, _("Cards not asked: %d\n"), (int)sum.left);
	buf_addz(out, _("Practice moves no schedule.\n"));
}

static void end_sprint(const struct round *round, struct buf *out)
{
	struct round_sum sum = round_sum(round);

	buf_addf(out, _("%d right, %d wrong\n"), sum.right, sum.answers - sum.right);
}

static void end_boss(const struct round *round, struct buf *out)
{
	put_score(round, out);
}

static void end_exam(const struct round *round, struct buf *out)
{
	struct round_sum sum = round_sum(round);

	put_score(round, out);
	if (!round_is_over(round))
		buf_addf(out, _("Questions left: %d\n"), (int)sum.left);
}

static void end_ghost(const struct round *round, struct buf *out)
{
	struct race race = round_race(round);
	const struct ghost *ghost = &round->ghost;
	int ghosts = ghost->count ? ghost->point[ghost->count - 1].right : 0;

	if (!ghost->count) {
		buf_addf(out, _("No ghost yet: it takes a sitting with %d due answers.\n"), GHOST_ANSWERS);
		return;
	}
	switch (race_end(&race, ghost)) {
	case RACE_WON: buf_addz(out, _("You beat your ghost.\n")); break;
	case RACE_LOST: buf_addz(out, _("The ghost was faster.\n")); break;
	case RACE_CARELESS: buf_addz(out, _("Faster than the ghost, but less exact: no win.\n")); break;
	case RACE_SHORT: buf_addf(out, _("Fewer than %d due answers: no race.\n"), GHOST_ANSWERS); break;
	}
	buf_addf(out, _("You: %d of %d right in %d s\n"), race.right, race.answers, (int)(race.ms / 1000));
	buf_addf(out, _("Ghost: %d right by then; in all %d of %d in %d s\n"), ghost_right(ghost, race.ms), ghosts,
		 (int)ghost->count, (int)(ghost->point[ghost->count - 1].ms / 1000));
}

static void put_time(const char *what, int64_t ms, struct buf *out)
{
	buf_addf(out, "%s %d.%d s\n", what, (int)(ms / 1000), (int)(ms % 1000 / 100));
}

static void end_match(const struct round *round, struct buf *out)
{
	struct round_sum sum = round_sum(round);

	buf_addf(out, _("%d pairs, %d missed\n"), sum.right, sum.answers - sum.right);
	put_time(_("Time"), sum.took_ms, out);
	if ((size_t)sum.right < round->target)
		return;
	if (round->best_ms && round->best_ms <= sum.took_ms)
		put_time(_("Your best"), round->best_ms, out);
	else if (round->best_ms)
		put_time(_("Your best yet; before"), round->best_ms, out);
}

static const struct mode modes[PLAYS] = {
	{PLAY_STUDY, "study", N_("Study"), N_("what is due"), SOURCE_QUEUE, WAY_NATURAL, true, false, NULL, never, NULL},
	{PLAY_PRACTICE, "practice", N_("Practice"), N_("any cards; no schedule moves"), SOURCE_CARDS, WAY_NATURAL, false, false,
	 choose_until_known, never, end_practice},
	{PLAY_SPRINT, "sprint", N_("Sprint"), N_("60 seconds of choices"), SOURCE_CARDS, WAY_CHOICE, false, false,
	 choose_in_time, when_right, end_sprint},
	{PLAY_BOSS, "boss", N_("Boss"), N_("your five oldest leeches, typed"), SOURCE_LEECHES, WAY_TYPED, true, false,
	 choose_once, never, end_boss},
	{PLAY_EXAM, "exam", N_("Exam"), N_("questions first, answers at the end"), SOURCE_CARDS, WAY_CHECKED, false, true,
	 choose_for_exam, always, end_exam},
	{PLAY_GHOST, "ghost", N_("Ghost"), N_("a race against your best sitting"), SOURCE_QUEUE, WAY_NATURAL, true, false, NULL,
	 never, end_ghost},
	{PLAY_MATCH, "match", N_("Match"), N_("pairs on a grid, against your time"), SOURCE_CARDS, WAY_CHECKED, false, false,
	 choose_once, always, end_match},
};

const struct mode *mode_of(enum mode_kind play)
{
	return &modes[play];
}

const struct mode *mode_named(struct str name)
{
	for (int i = 0; i < PLAYS; i++)
		if (str_is(name, modes[i].name))
			return &modes[i];
	return NULL;
}
