/* SPDX-License-Identifier: MIT
 * News of shared decks: what pulls changed since somebody looked, and what is held back until it is decided.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "schema/catalogue.h"
#include "tui/list.h"
#include "tui/view_list.h"

enum { NEWS_MAX = 50, ITEM_ROWS = 2 };

struct news_view {
	struct arena arena;
	struct deck_news item[NEWS_MAX];
	struct list list;
};

static bool is_open(const struct deck_news *news)
{
	return news->held.len && news->choice != HELD_KEEP;
}

static bool has_counts(const struct deck_news *news)
{
	return news->added + news->changed + news->removed > 0;
}

static bool is_news(const struct deck_news *news)
{
	return is_open(news) || has_counts(news);
}

static int each(void *ctx, const struct deck_news *news, struct err *err)
{
	struct news_view *v = ctx;
	struct deck_news *item = &v->item[v->list.count];

	(void)err;
	if (v->list.count == NEWS_MAX || !is_news(news))
		return 0;
	*item = *news;
	item->name = arena_str(&v->arena, news->name);
	item->held = arena_str(&v->arena, news->held);
	v->list.count++;
	return 0;
}

static void load(struct app *app, struct news_view *v)
{
	struct err err;

	arena_reset(&v->arena);
	v->list.count = 0;
	if (deck_news_each(app->store, each, v, &err))
		app_fail(app, &err);
	if (v->list.marked >= v->list.count)
		v->list.marked = 0;
}

static unsigned contexts(struct app *app, void *state)
{
	const struct news_view *v = state;
	const struct deck_news *news = &v->item[v->list.marked];

	(void)app;
	return CTX_LIST | (is_open(news) && news->choice == HELD_ASKS ? CTX_NEWS : 0);
}

static void put_held(struct buf *out, const struct deck_news *news)
{
	buf_addf(out, _("%d notes would go: %s"), (int)news->loses,
		 news->choice == HELD_TAKE ? _("taken with the next sync") : _("held back"));
}

/* The deck, and below it what is to be decided, else what came. */
static void draw_item(const struct news_view *v, struct canvas *canvas, struct box body, int i)
{
	struct box line = {body.row + (i - v->list.top) * ITEM_ROWS, body.col, 1, body.cols};
	const struct deck_news *news = &v->item[i];
	struct buf first = {0}, second = {0};

	if (i < v->list.top || line.row + 1 >= body.row + body.rows)
		return;
	buf_add(&first, news->name);
	if (is_open(news) && has_counts(news)) {
		buf_addz(&first, ": ");
		deck_news_put(&first, news);
	}
	if (is_open(news))
		put_held(&second, news);
	else
		deck_news_put(&second, news);
	if (i == v->list.marked)
		canvas_put(canvas, line.row, body.col, 1, STR(">"), ST_BOLD);
	canvas_put(canvas, line.row, body.col + 2, body.cols - 2, buf_str(&first), ST_BOLD);
	canvas_put(canvas, line.row + 1, body.col + 2, body.cols - 2, buf_str(&second), ST_PLAIN);
	canvas_zone(canvas, (struct box){line.row, 0, ITEM_ROWS, canvas->cols},
		    (struct event){.kind = EV_DO, .action = DO_ROW, .n = i - v->list.top});
	buf_fini(&first);
	buf_fini(&second);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct news_view *v = state;

	(void)app;
	list_fit(&v->list, body.rows / ITEM_ROWS);
	for (int i = 0; i < v->list.count; i++)
		draw_item(v, canvas, body, i);
}

static unsigned choose(struct app *app, struct news_view *v, enum held_choice choice)
{
	struct err err;

	if (deck_news_choose(app->store, v->item[v->list.marked].deck, choice, &err))
		app_fail(app, &err);
	else if (choice == HELD_TAKE && !crossing_ask(&app->crossing, &err))
		app_notice(app, "it is on its way");
	load(app, v);
	return ACT_HANDLED | ACT_REDRAW | (v->list.count ? 0 : ACT_POP);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct news_view *v = state;
	bool chosen, moved;

	if (list_act(&v->list, event, &chosen, &moved))
		return ACT_HANDLED | (moved ? ACT_REDRAW : 0);
	switch ((int)event->action) {
	case DO_TAKE: return choose(app, v, HELD_TAKE);
	case DO_KEEP: return choose(app, v, HELD_KEEP);
	case DO_OPEN: return ACT_HANDLED | ACT_POP;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	(void)app;
	return action == DO_OPEN ? N_("ok") : list_label(&((struct news_view *)state)->list, action);
}

static unsigned tick(struct app *app, void *state)
{
	load(app, state);
	return ACT_REDRAW;
}

/* Whoever leaves has seen it. */
static void release(struct app *app, void *state)
{
	struct news_view *v = state;
	struct err err;

	if (deck_news_seen(app->store, &err))
		app_fail(app, &err);
	arena_fini(&v->arena);
	free(v);
}

static const struct view view_news = {.name = N_("News of decks"),
				      .contexts = contexts,
				      .draw = draw,
				      .act = act,
				      .free = release,
				      .label = label,
				      .tick = tick};

void view_news_push(struct app *app)
{
	struct news_view *v = mem_alloc(sizeof(*v));

	load(app, v);
	if (v->list.count) {
		app_push(app, &view_news, v);
		return;
	}
	arena_fini(&v->arena);
	free(v);
}

struct news_line {
	struct buf *out;
	int decks;
};

static int put_first(void *ctx, const struct deck_news *news, struct err *err)
{
	struct news_line *line = ctx;

	(void)err;
	if (!is_news(news) || news->choice == HELD_TAKE)
		return 0;
	if (!line->decks++) {
		buf_addf(line->out, "%.*s: ", STR_FMT(news->name));
		if (is_open(news))
			put_held(line->out, news);
		else
			deck_news_put(line->out, news);
	}
	return 0;
}

void view_news_line(struct app *app, struct buf *out)
{
	struct news_line line = {out, 0};
	struct err err;

	if (deck_news_each(app->store, put_first, &line, &err))
		app_fail(app, &err);
	else if (line.decks > 1)
		buf_addf(out, _(", and %d more decks"), line.decks - 1);
	if (line.decks)
		buf_addz(out, " (c)");
}
