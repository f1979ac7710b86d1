/* SPDX-License-Identifier: MIT
 * The end of a sitting, or its pause while learning cards wait for their minute. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/game_rollover.h"
#include "tui/doc.h"
#include "tui/view_list.h"

struct summary {
	struct progress progress;
	int outcome;	/* 0: there is more, else enum session_outcome */
	int64_t due_ms; /* SESSION_WAIT: monotonic */
	struct buf game; /* what the sitting brought, and where that leads; empty: the game is off */
	int scroll, scroll_max;
};

/* Asking again at once would find the same. */
static int64_t at_least(int64_t ms, int64_t least)
{
	return ms < least ? least : ms;
}

static void tell_game(struct app *app, struct summary *s)
{
	struct game_home game = {0};
	struct queue *all = NULL;
	struct err err;
	int rc = queue_open(&all, app->store, QUEUE_ALL, &err);

	buf_clear(&s->game);
	if (rc == 0)
		rc = game_now(&game, app->store, all, &err);
	if (rc == 0 && s->progress.answered && app->layout.step > LAYOUT_MICRO)
		buf_addf(&s->game, _("Known in all: %.0f (%+.1f since yesterday), "), game.known, real_tenths(game.known_change));
	if (rc == 0 && s->progress.answered)
		buf_addf(&s->game, _("+%d XP, streak %lld"), (int)(s->progress.xp / GAME_XP), (long long)game.streak.days);
	if (rc < 0)
		app_fail(app, &err);
	game_fini(&game);
	queue_close(all);
}

static void look(struct app *app, struct summary *s)
{
	struct question question;
	struct err err;

	s->outcome = session_next(app->session, &question, &err);
	if (s->outcome < 0 || session_progress(app->session, &s->progress, &err))
		app_fail(app, &err);
	tell_game(app, s);
	if (s->outcome == SESSION_WAIT)
		s->due_ms = clock_mono_ms(app->clock) + at_least(session_wait_ms(app->session), SECOND_MS);
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	return CTX_SUMMARY | (((struct summary *)state)->scroll_max ? CTX_BODY : 0);
}

/* What is left and done is said of one deck, where one is studied. */
static void title(struct app *app, void *state, struct buf *out)
{
	(void)state;
	buf_addz(out, _("Session"));
	if (app->deck.len)
		buf_addf(out, " · %s", buf_z(&app->deck));
}

static int minutes(int64_t ms)
{
	return (int)((ms + MINUTE_MS - 1) / MINUTE_MS);
}

void view_summary_line(const struct progress *p, struct buf *out)
{
	int right = p->answered - p->again;

	buf_addf(out,
		 _n("%d answer, %d remembered (%d%%), %d min", "%d answers, %d remembered (%d%%), %d min",
		    p->answered),
		 p->answered, right, p->answered ? right * 100 / p->answered : 0, minutes(p->took_ms));
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct summary *s = state;
	struct doc doc = {.canvas = canvas, .box = body, .scroll = s->scroll, .tight = app->layout.step <= LAYOUT_MICRO};
	struct buf line = {0};
	int64_t wait_ms = s->due_ms - clock_mono_ms(app->clock);

	if (s->outcome == SESSION_DONE)
		doc_text(&doc, 0, str_of(_("Done for today.")), ST_BOLD);
	else if (s->outcome == SESSION_WAIT)
		doc_textf(&doc, 0, ST_BOLD, "The next card comes back in %d min.",
			  wait_ms > 0 ? minutes(wait_ms) : 0);
	else
		doc_text(&doc, 0, str_of(_("There is more for today.")), ST_BOLD);
	if (s->outcome == SESSION_DONE && !doc.tight)
		doc_text(&doc, 0, str_of(_("More today? p practises and moves nothing, s sets more new cards a day.")), ST_PLAIN);
	if (s->progress.answered) {
		doc_gap(&doc);
		if (!doc.tight)
			buf_addz(&line, _("This session: "));
		view_summary_line(&s->progress, &line);
		doc_text(&doc, 0, buf_str(&line), ST_PLAIN);
		buf_fini(&line);
	}
	if (s->game.len)
		doc_text(&doc, 0, buf_str(&s->game), ST_PLAIN);
	doc_gap(&doc);
	doc_textf(&doc, 0, ST_PLAIN, "Left today: %d new, %d learning, %d due.", (int)s->progress.left_new,
		  (int)s->progress.left_learn, (int)s->progress.left_review);
	if (!app->crossing.why_not && app->crossing.text[0]) {
		doc_gap(&doc);
		doc_text(&doc, 0, str_of(app->crossing.text), ST_PLAIN);
	}
	s->scroll_max = doc_scroll_max(&doc);
	s->scroll = s->scroll < s->scroll_max ? s->scroll : s->scroll_max;
}

static unsigned more(struct app *app, struct summary *s)
{
	struct err err;

	look(app, s);
	if (s->outcome)
		view_home_show(app, true);
	else if (view_question_open(app, buf_str(&app->deck), true, &err))
		app_fail(app, &err);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct summary *s = state;

	switch ((int)event->action) {
	case DO_MORE: return more(app, s);
	case DO_DECKS: view_decks_show(app, true); return ACT_HANDLED | ACT_REDRAW;
	case DO_ADD: view_add_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_IMPORT: view_import_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_INBOX: view_inbox_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_MAP: view_map_push(app, buf_str(&app->deck)); return ACT_HANDLED | ACT_REDRAW;
	case DO_STATS: view_stats_push(app, buf_str(&app->deck)); return ACT_HANDLED | ACT_REDRAW;
	case DO_BROWSE: view_browse_push(app, STR("")); return ACT_HANDLED | ACT_REDRAW;
	case DO_BACKLOG: view_backlog_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_SETTINGS: view_settings_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_SYNC: return view_sync_now(app);
	case DO_MODES: view_modes_push(app, buf_str(&app->deck)); return ACT_HANDLED | ACT_REDRAW;
	case DO_UNDO: return view_undo_here(app);
	case DO_LEAVE: return ACT_HANDLED | ACT_QUIT;
	case DO_SCROLL_DOWN: s->scroll++; return ACT_HANDLED | ACT_REDRAW; /* draw holds it */
	case DO_SCROLL_UP: s->scroll -= s->scroll > 0; return ACT_HANDLED | ACT_REDRAW;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct summary *s = state;

	(void)app;
	return action == DO_MORE && s->outcome ? N_("home") : NULL;
}

/* The card that was waited for has its minute: it is shown by itself, unless something lies above this view.
 */
static unsigned tick(struct app *app, void *state)
{
	struct summary *s = state;

	if (s->outcome != SESSION_WAIT || clock_mono_ms(app->clock) < s->due_ms)
		return ACT_NONE;
	look(app, s);
	return s->outcome ? ACT_REDRAW : more(app, s);
}

static int64_t wait_ms(struct app *app, void *state)
{
	const struct summary *s = state;
	int64_t wait = s->due_ms - clock_mono_ms(app->clock);

	if (s->outcome != SESSION_WAIT)
		return -1;
	return wait > 0 ? wait : 0;
}

static void back(struct app *app, void *state)
{
	look(app, state);
}

static void release(struct app *app, void *state)
{
	struct summary *s = state;

	(void)app;
	buf_fini(&s->game);
	free(s);
}

static const struct view view_summary = {.name = N_("Session"),
					 .contexts = contexts,
					 .draw = draw,
					 .act = act,
					 .free = release,
					 .title = title,
					 .label = label,
					 .back = back,
					 .tick = tick,
					 .wait_ms = wait_ms};

void view_summary_show(struct app *app, bool replace)
{
	struct summary *s = mem_alloc(sizeof(*s));

	look(app, s);
	if (replace)
		app_replace(app, &view_summary, s);
	else
		app_push(app, &view_summary, s);
	if (app->crossing.state == CROSSING_ASKS)
		view_who_push(app);
}
