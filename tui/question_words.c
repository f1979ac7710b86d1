/* SPDX-License-Identifier: MIT
 * Question and answer: what the header and the keys of the footer say. */
#include "base/message.h"
#include "tui/question.h"

#include <stdio.h>

#include "base/utf8.h"
#include "study/game.h"
#include "study/interval.h"

enum { COUNTS_COLS = 23, COMBO_SHOWN = 3 };

static const char *rating_label(struct app *app, struct asking *a, int rating)
{
	static const char *const names[] = {N_("again"), N_("hard"), N_("good"), N_("easy")};
	struct buf text = {0};

	const struct round *round = session_round(app->session);

	if (app->layout.step < LAYOUT_LARGE || (round && !round->mode->schedules))
		return names[rating - 1];
	buf_addf(&text, "%s ", _(names[rating - 1]));
	interval_put(&text, a->ivl[rating - 1]);
	snprintf(a->label[rating - 1], sizeof(a->label[0]), "%s", buf_z(&text));
	buf_fini(&text);
	return a->label[rating - 1];
}

const char *question_label(struct app *app, struct asking *a, enum action action)
{
	switch ((int)action) {
	case DO_HELPER: return app->helper.is_set ? N_("helper") : "";
	case DO_TAKE_GRADE: return question_helper_grade(app, a) ? N_("take") : "";
	case DO_SUBMIT:
		if (a->field.text.len)
			return NULL;
		return session_round(app->session) && session_round(app->session)->mode->play == PLAY_EXAM ? N_("skip") : N_("show");
	case DO_KEYS: return N_("leave");
	case DO_SHOW: return a->scroll < a->scroll_max ? N_("more") : NULL;
	case DO_PAGE: return a->scroll < a->scroll_max ? NULL : N_("top");
	case DO_NEXT: return a->scroll < a->scroll_max ? N_("more") : rating_label(app, a, a->proposed);
	case DO_AGAIN: return rating_label(app, a, 1);
	case DO_HARD: return rating_label(app, a, 2);
	case DO_GOOD: return rating_label(app, a, 3);
	case DO_EASY: return rating_label(app, a, 4);
	}
	return NULL;
}

/* What the last answer brought, small and where there is room. */
static void put_score(struct app *app, struct buf *out)
{
	const struct session_score *score = session_score(app->session);

	if (app->layout.step < LAYOUT_NORMAL)
		return;
	if (score->xp >= GAME_XP)
		buf_addf(out, "  +%d XP", (int)(score->xp / GAME_XP));
	if (score->combo >= COMBO_SHOWN)
		buf_addf(out, "  x%d", score->combo);
}

/* As str_cut does, at "::". */
static bool cut_level(struct str *path, struct str *level)
{
	size_t len = 0;

	if (!path->s)
		return false;
	while (len < path->len && !str_starts(str_slice(*path, len, path->len), "::"))
		len++;
	*level = str_slice(*path, 0, len);
	*path = len < path->len ? str_slice(*path, len + 2, path->len) : (struct str){0};
	return true;
}

void question_title(struct app *app, const struct asking *a, struct buf *out)
{
	struct str rest = a->q.deck, part;
	bool fits =
		utf8_width(a->q.deck) <= app->layout.header.cols - COUNTS_COLS; /* else the last part alone */

	if (session_round(app->session)) {
		question_round_title(app, a, out);
		return;
	}
	while (cut_level(&rest, &part))
		if (part.len && (fits || !rest.s))
			buf_addf(out, "%s%.*s", out->len ? "/" : "", STR_FMT(part));
	if (a->counted)
		buf_addf(out, "  %d+%d", (int)a->progress.left_new,
			 (int)(a->progress.left_learn + a->progress.left_review));
	put_score(app, out);
	if (a->q.is_new && app->layout.step >= LAYOUT_NORMAL)
		buf_addz(out, a->q.guess ? _("  new: guess") : _("  new"));
	if (a->q.leech && app->layout.step >= LAYOUT_NORMAL)
		buf_addz(out, _("  leech"));
}
