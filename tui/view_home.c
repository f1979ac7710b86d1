/* SPDX-License-Identifier: MIT
 * Home: the cairn, and beside it what is known, the streak, the level, today's quests and what is due. With
 * the game switched off: plain counts. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "schema/backup.h"
#include "schema/feedbox.h"
#include "study/game_rollover.h"
#include "tui/home.h"
#include "tui/view_list.h"

static int find_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct home *h = ctx;

	(void)err;
	for (int i = 0; i < h->game.plan.quests; i++)
		if (h->game.plan.quest[i].kind == QUEST_CLEAR && h->game.plan.quest[i].deck_uid == deck->uid)
			buf_add(&h->weak, deck->name);
	return 0;
}

static int load_game(struct app *app, struct home *h, struct queue *queue, struct err *err)
{
	int rc = game_now(&h->game, app->store, queue, err);

	h->on = rc == 0;
	if (rc == 0 && boss_load(&h->boss, app->store, h->game.day, err))
		return -1;
	return rc ? rc : deck_each(app->store, find_deck, h, err);
}

static void forget(struct home *h)
{
	game_fini(&h->game);
	buf_clear(&h->weak);
}

static int load_backup(struct app *app, struct home *h, struct err *err)
{
	int64_t made = 0, failed = 0, now = clock_wall_ms(app->clock);

	if (meta_get_int(app->store, META_BACKUP, &made, err) < 0 ||
	    meta_get_int(app->store, META_BACKUP_FAILED, &failed, err) < 0)
		return -1;
	h->unsaved_days = made ? (now - made) / DAY_MS : failed ? -1 : 0;
	return 0;
}

static int load_drift(struct app *app, struct home *h, struct err *err)
{
	struct settings settings;
	int64_t now = clock_wall_ms(app->clock);

	if (settings_load(app->store, STR(""), &settings, err))
		return -1;
	return drift_look(app->store, clock_study_day(now, settings_zone(&settings, app->clock)), &h->drift, err);
}

static int load_inbox(struct app *app, struct home *h, struct err *err)
{
	struct store *box = NULL;
	int rc = feedbox_look(&box, app->store, err);

	h->drafts = 0;
	if (rc == 0)
		rc = feedbox_count_open(box, &h->drafts, err);
	store_close(box);
	return rc < 0 ? -1 : 0;
}

static void load(struct app *app, struct home *h)
{
	int64_t now = clock_wall_ms(app->clock);
	struct queue *queue = NULL;
	struct err err;
	int rc = queue_open(&queue, app->store, QUEUE_ALL, &err);

	forget(h);
	if (rc == 0)
		rc = queue_left(queue, now, &h->left, &err);
	if (rc == 0)
		rc = backlog_look(app->store, queue, now, &h->backlog, &err);
	if (rc == 0)
		rc = content_counts(app->store, &h->content, &err);
	if (rc == 0)
		rc = load_game(app, h, queue, &err);
	if (rc >= 0 && (load_backup(app, h, &err) || load_drift(app, h, &err) || load_inbox(app, h, &err)))
		rc = -1;
	if (rc < 0)
		app_fail(app, &err);
	queue_close(queue);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	home_draw(app, state, canvas, body);
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_SUMMARY;
}

/* Nothing due in the deck at hand gives way to all of them; nothing at all to the list. */
static unsigned go_on(struct app *app, struct home *h)
{
	bool any = h->left.news + h->left.learn + h->left.review > 0;
	struct question question;
	struct err err;
	int rc = 0;

	if (!any) {
		view_decks_show(app, true);
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (app->session)
		rc = session_next(app->session, &question, &err);
	if (rc >= 0)
		rc = view_question_open(app, rc == 0 ? buf_str(&app->deck) : STR(""), true, &err);
	if (rc < 0)
		app_fail(app, &err);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	switch ((int)event->action) {
	case DO_MORE: return go_on(app, state);
	case DO_DECKS: view_decks_show(app, true); return ACT_HANDLED | ACT_REDRAW;
	case DO_ADD: view_add_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_SETTINGS: view_settings_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_SYNC: return view_sync_now(app);
	case DO_IMPORT: view_import_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_INBOX: view_inbox_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_BROWSE: view_browse_push(app, STR("")); return ACT_HANDLED | ACT_REDRAW;
	case DO_MAP: view_map_push(app, STR("")); return ACT_HANDLED | ACT_REDRAW;
	case DO_BACKLOG: view_backlog_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_STATS: view_stats_push(app, STR("")); return ACT_HANDLED | ACT_REDRAW;
	case DO_MODES: view_modes_push(app, buf_str(&app->deck)); return ACT_HANDLED | ACT_REDRAW;
	case DO_UNDO: return view_undo_here(app);
	case DO_LEAVE: return ACT_HANDLED | ACT_QUIT;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct home *h = state;

	(void)app;
	if (action != DO_MORE)
		return NULL;
	return h->left.news + h->left.learn + h->left.review > 0 ? N_("study") : N_("decks");
}

static void back(struct app *app, void *state)
{
	load(app, state);
}

static void release(struct app *app, void *state)
{
	struct home *h = state;

	(void)app;
	forget(h);
	buf_fini(&h->weak);
	free(h);
}

static const struct view view_home = {.name = N_("Cairn"),
				      .contexts = contexts,
				      .draw = draw,
				      .act = act,
				      .free = release,
				      .label = label,
				      .back = back};

void view_home_show(struct app *app, bool replace)
{
	struct home *h = mem_alloc(sizeof(*h));
	struct err err;

	load(app, h);
	if (replace)
		app_replace(app, &view_home, h);
	else
		app_push(app, &view_home, h);
	if (!app->pin && view_fit_look(app, &err))
		app_fail(app, &err);
	if (app->crossing.state == CROSSING_ASKS)
		view_who_push(app);
}
