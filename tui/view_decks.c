/* SPDX-License-Identifier: MIT
 * Decks: every deck with what is new and due in it today; pick one or all. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/queue.h"
#include "study/stars.h"
#include "tui/browse.h"
#include "tui/list.h"
#include "tui/view_list.h"

enum { DEPTH_MAX = 32, STARS_FROM = 40, STARS_COLS = 6 };

struct deck_row {
	struct str path, name; /* in the arena; the name indented */
	struct queue_counts counts;
	int64_t id;
	int parent; /* line of the deck above; 0: all decks */
	struct strength strength; /* with those below */
};

struct decks {
	struct arena arena;
	struct deck_row *row; /* [0]: all decks */
	struct list list;
	int cap;
	int above[DEPTH_MAX]; /* the line last seen of each depth */
};

static void add(struct decks *d, struct deck_row row)
{
	if (d->list.count == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 32;
		d->row = mem_grow(d->row, (size_t)d->cap, sizeof(*d->row));
	}
	d->row[d->list.count++] = row;
}

static int each(void *ctx, const struct deck_line *line, struct err *err)
{
	struct decks *d = ctx;
	struct buf name = {0};

	(void)err;
	buf_addf(&name, "%*s%.*s", 2 * line->depth, "", STR_FMT(line->name));
	add(d, (struct deck_row){.path = arena_str(&d->arena, line->path),
				 .name = arena_str(&d->arena, buf_str(&name)),
				 .counts = line->counts,
				 .id = line->id,
				 .parent = line->depth > 0 && line->depth <= DEPTH_MAX ? d->above[line->depth - 1] : 0});
	if (line->depth < DEPTH_MAX)
		d->above[line->depth] = d->list.count - 1;
	buf_fini(&name);
	return 0;
}

static int take_spread(void *ctx, int64_t deck, const struct spread *spread, struct err *err)
{
	struct decks *d = ctx;

	(void)err;
	for (int i = 1; deck && i < d->list.count; i++)
		if (d->row[i].id == deck)
			strength_add(&d->row[i].strength, spread);
	return 0;
}

/* A deck's stars are those of all that lies in it and below it. */
static void add_up(struct decks *d)
{
	for (int i = d->list.count - 1; i > 0; i--) {
		struct strength *above = &d->row[d->row[i].parent].strength;

		above->cards += d->row[i].strength.cards;
		above->strong += d->row[i].strength.strong;
	}
}

static void load(struct app *app, struct decks *d)
{
	int64_t now = clock_wall_ms(app->clock);
	struct queue *queue = NULL;
	struct buf news = {0};
	struct err err;

	arena_reset(&d->arena);
	d->list.count = 0;
	add(d, (struct deck_row){.name = str_of(_("All decks"))});
	if (queue_open(&queue, app->store, QUEUE_ALL, &err) ||
	    queue_left(queue, now, &d->row[0].counts, &err) || queue_each_line(queue, now, each, d, &err) ||
	    spread_each(app->store, take_spread, d, &err))
		app_fail(app, &err);
	add_up(d);
	queue_close(queue);
	view_news_line(app, &news);
	if (news.len)
		app_notice(app, "%s", buf_z(&news));
	buf_fini(&news);
	if (d->list.marked >= d->list.count)
		d->list.marked = 0;
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_DECKS;
}

static void put_count(struct buf *out, int64_t count)
{
	if (count >= QUEUE_COUNT_CAP)
		buf_addf(out, "%5s", "999+");
	else
		buf_addf(out, "%5d", (int)count);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct decks *d = state;

	(void)app;
	if (body.cols > 60)
		body.cols = 60;
	canvas_put(canvas, body.row, body.col + body.cols - 10, 10, str_of(_("  new  due")), ST_DIM);
	body.row++;
	body.rows--;
	list_fit(&d->list, body.rows);
	for (int i = 0; i < d->list.count; i++) {
		struct buf right = {0};

		if (body.cols >= STARS_FROM)
			buf_addf(&right, "%-*.*s", STARS_COLS, stars_of(&d->row[i].strength), "*****");
		put_count(&right, d->row[i].counts.news);
		put_count(&right, d->row[i].counts.learn + d->row[i].counts.review);
		list_line(&d->list, canvas, body, i, d->row[i].name, buf_str(&right));
		buf_fini(&right);
	}
}

static unsigned study(struct app *app, struct decks *d)
{
	struct err err;

	if (view_question_open(app, d->row[d->list.marked].path, true, &err))
		app_fail(app, &err);
	return ACT_HANDLED | ACT_REDRAW;
}

unsigned view_sync_now(struct app *app)
{
	struct err err;

	if (app->crossing.state == CROSSING_ASKS)
		view_who_push(app);
	else if (crossing_ask(&app->crossing, &err))
		app_fail(app, &err);
	else
		app_notice(app, "sync runs in the background");
	return ACT_HANDLED | ACT_REDRAW;
}

bool view_tell_turned(struct app *app, bool undo)
{
	struct str turned = session_turned(app->session);
	struct buf words = {0};

	deed_put(&words, turned);
	if (turned.len)
		app_notice(app, "%s: %s", undo ? _("taken back") : _("done again"), buf_z(&words));
	buf_fini(&words);
	return turned.len > 0;
}

/* An answer's question comes back; where there was none, one stays. */
unsigned view_undo_here(struct app *app)
{
	const struct app_view *here = &app->stack[app->depth - 1];
	struct row what;
	struct err err;
	int rc = 0;

	if (!app->session)
		rc = view_sit_down(app, STR(""), &err);
	if (rc == 0)
		rc = session_undo(app->session, &what, &err);
	if (rc > 0)
		app_notice(app, "there is nothing to take back");
	if (rc == 0 && what.kind == ROW_PRACTICE_KIND)
		app_notice(app, "the last answer was taken back");
	if (rc == 0 && (what.kind == ROW_PRACTICE_KIND || (view_tell_turned(app, true) && what.kind != ROW_REVIEW_KIND))) {
		crossing_wrote(&app->crossing);
		if (here->view->back)
			here->view->back(app, here->state);
	} else if (rc == 0) {
		rc = view_question_open(app, buf_str(&app->deck), true, &err);
	}
	if (rc < 0)
		app_fail(app, &err);
	return ACT_HANDLED | ACT_REDRAW;
}

/* The cards of the marked deck. */
static void browse(struct app *app, const struct decks *d)
{
	struct buf query = {0};

	if (d->list.marked)
		search_put_term(&query, "deck", d->row[d->list.marked].path);
	if (query.len)
		buf_addc(&query, ' '); /* what is typed behind it is a word of its own */
	view_browse_push(app, buf_str(&query));
	buf_fini(&query);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct decks *d = state;
	bool chosen, moved;

	if (list_act(&d->list, event, &chosen, &moved))
		return chosen ? study(app, d) : ACT_HANDLED | (moved ? ACT_REDRAW : 0);
	switch ((int)event->action) {
	case DO_START: return study(app, d);
	case DO_ADD: view_add_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_MAP: view_map_push(app, d->row[d->list.marked].path); return ACT_HANDLED | ACT_REDRAW;
	case DO_STATS: view_stats_push(app, d->row[d->list.marked].path); return ACT_HANDLED | ACT_REDRAW;
	case DO_BROWSE: browse(app, d); return ACT_HANDLED | ACT_REDRAW;
	case DO_DECK:
		if (d->list.marked == 0)
			view_settings_push(app);
		else
			view_deck_push(app, d->row[d->list.marked].path);
		return ACT_HANDLED | ACT_REDRAW;
	case DO_SETTINGS: view_settings_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_SYNC: return view_sync_now(app);
	case DO_EXPORT: view_export_push(app, d->row[d->list.marked].path); return ACT_HANDLED | ACT_REDRAW;
	case DO_IMPORT: view_import_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_INBOX: view_inbox_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_CATALOGUE: view_catalogue_push(app); return ACT_HANDLED | ACT_REDRAW;
	case DO_MODES: view_modes_push(app, d->row[d->list.marked].path); return ACT_HANDLED | ACT_REDRAW;
	case DO_UNDO: return view_undo_here(app);
	case DO_LEAVE: view_home_show(app, true); return ACT_HANDLED | ACT_REDRAW;
	}
	return ACT_NONE;
}

static void back(struct app *app, void *state)
{
	load(app, state);
}

static void release(struct app *app, void *state)
{
	struct decks *d = state;

	(void)app;
	arena_fini(&d->arena);
	free(d->row);
	free(d);
}

static const struct view view_decks = {
	.name = N_("Decks"), .contexts = contexts, .draw = draw, .act = act, .free = release, .back = back};

void view_decks_show(struct app *app, bool replace)
{
	struct decks *d = mem_alloc(sizeof(*d));

	load(app, d);
	if (replace)
		app_replace(app, &view_decks, d);
	else
		app_push(app, &view_decks, d);
	if (app->crossing.state == CROSSING_ASKS)
		view_who_push(app);
}
