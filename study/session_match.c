/* SPDX-License-Identifier: MIT
 * A sitting of pairs: the cards that suit a grid, and one's own best time. */
#include "base/markup.h"
#include "study/choices.h"
#include "study/session_priv.h"

enum {
	TILE_BYTES = 60,
	LOOK_AT = 400, /* cards, until enough are found */
	BEST_DAYS = 365,
};

static bool suits(const struct match_pair *pair, const struct match_pair *others, size_t count)
{
	struct choice_note own = {pair->front, pair->answer, {0}, false};

	for (size_t i = 0; i < count; i++)
		if (choice_is_synonym(&own, &(struct choice_note){others[i].front, others[i].answer, {0}, false}))
			return false;
	return pair->front.len && pair->answer.len;
}

static struct str line_of(struct str markup, struct arena *arena)
{
	struct buf line = {0};
	struct str kept;

	markup_line(&line, markup, TILE_BYTES + 4);
	kept = line.len <= TILE_BYTES ? arena_str(arena, str_trim(buf_str(&line))) : (struct str){0};
	buf_fini(&line);
	return kept;
}

static int look_at(struct session *session, const struct round_card *card, struct match_pair *pair,
		   struct arena *arena, struct err *err)
{
	struct question q;
	int rc = session_show(session, card->uid, &q, err);
	struct choice_note note;

	*pair = (struct match_pair){.card = card->uid};
	if (rc)
		return rc < 0 ? -1 : 0;
	note = (struct choice_note){.answer = q.expected, .whole = q.check == CHECK_CHOICE};
	pair->front = line_of(q.front, arena);
	if (choice_shown(&note).len <= TILE_BYTES)
		pair->answer = arena_str(arena, choice_shown(&note));
	return 0;
}

static int best_of(void *ctx, const struct row *row, struct err *err)
{
	struct session *session = ctx;
	int64_t ms = row->session.end - row->session.start;

	(void)err;
	if (row->session.mode == session_round_row(session) && ms > 0 &&
	    (session->round->best_ms == 0 || ms < session->round->best_ms))
		session->round->best_ms = ms;
	return 0;
}

static int find_best(struct session *session, struct err *err)
{
	int64_t now = clock_wall_ms(store_clock(session->store));

	return log_each_sitting(session->store, now - BEST_DAYS * (int64_t)DAY_MS, now + 1, best_of, session, err) < 0
		       ? -1
		       : 0;
}

int session_deal(struct session *session, struct match_pair *pair, size_t wanted, size_t *count,
		 struct arena *arena, struct err *err)
{
	struct round *round = session->round;

	*count = 0;
	for (size_t i = 0; i < round->cards; i++) {
		round->card[i].out = true;
		if (*count == wanted || i >= LOOK_AT)
			continue;
		if (look_at(session, &round->card[i], &pair[*count], arena, err))
			return -1;
		if (!suits(&pair[*count], pair, *count))
			continue;
		round->card[i].out = false;
		++*count;
	}
	session_clear_table(session);
	round->target = *count;
	return find_best(session, err);
}
