/* SPDX-License-Identifier: MIT
 * Boss: who is to be fought, before the first question: the oldest leeches, how often each was hit, and when it can be
 * hit next. The sitting is open below; its round holds the same cards. */
#include <stdlib.h>

#include "base/markup.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "study/game_card.h"
#include "tui/doc.h"
#include "tui/stats.h"
#include "tui/view_list.h"

enum { FRONT_BYTES = 200, WHEN_COLS = 7 };

struct lair {
	struct arena arena;
	struct boss boss;
	struct str front[BOSS_LEECHES]; /* in the arena */
	int scroll, scroll_max;
};

static int load(struct app *app, struct lair *lair, struct err *err)
{
	struct buf line = {0};
	struct question q;
	int rc = session_boss(app->session, &lair->boss, err);

	for (int i = 0; rc == 0 && i < lair->boss.count; i++) {
		rc = session_show(app->session, lair->boss.leech[i].uid, &q, err);
		if (rc == 0)
			markup_line(&line, q.front, FRONT_BYTES);
		lair->front[i] = arena_str(&lair->arena, buf_str(&line));
		buf_clear(&line);
		rc = rc < 0 ? -1 : 0;
	}
	session_leave_table(app->session);
	buf_fini(&line);
	return rc;
}

static void put_when(const struct boss_leech *leech, struct buf *out)
{
	struct date date = date_of(leech->due);

	if (leech->now)
		buf_addz(out, _("today"));
	else
		buf_addf(out, "%d %s", date.day, month_name(date.month));
}

/* "[x ] Capital of Chile      24 Nov": two hits, on two days, and when the next one can be. */
static void put_leech(const struct boss_leech *leech, struct str front, struct doc *doc)
{
	struct box box = doc->box;
	struct buf when = {0};
	int row = box.row + doc->y - doc->scroll;
	unsigned style = leech->now ? ST_BOLD : ST_DIM;

	put_when(leech, &when);
	if (doc->canvas && row >= box.row && row < box.row + box.rows) {
		canvas_put(doc->canvas, row, box.col, 5, leech->hits ? STR("[x ]") : STR("[  ]"),
			   leech->hits ? STYLE_HUE(HUE_GREEN) : ST_PLAIN);
		canvas_put(doc->canvas, row, box.col + 5, box.cols - 5 - WHEN_COLS, front, style & ST_BOLD);
		canvas_put(doc->canvas, row, box.col + box.cols - utf8_width(buf_str(&when)), WHEN_COLS, buf_str(&when),
			   style);
	}
	doc->y++;
	buf_fini(&when);
}

static int64_t next_day(const struct boss *boss)
{
	int64_t day = boss->leech[0].due;

	for (int i = 1; i < boss->count; i++)
		if (boss->leech[i].due < day)
			day = boss->leech[i].due;
	return day;
}

static void put_head(const struct boss *boss, struct doc *doc)
{
	struct date next;

	if (!boss->count) {
		doc_text(doc, 0, str_of(_("No leeches: nothing was forgotten on four days within 60.")), ST_BOLD);
		return;
	}
	next = date_of(next_day(boss));
	if (boss->now)
		doc_textf(doc, 0, ST_BOLD, _n("%d leech to hit today", "%d leeches to hit today", boss->now), boss->now);
	else
		doc_textf(doc, 0, ST_BOLD, "No leech to hit today; the next on %d %s", next.day,
			  month_name(next.month));
	doc_textf(doc, 0, ST_PLAIN, "Typed right on two different days, and it is beaten: +%d XP.", BOSS_XP);
	doc_gap(doc);
}

static void put(const struct lair *lair, struct doc *doc)
{
	put_head(&lair->boss, doc);
	for (int i = 0; i < lair->boss.count; i++)
		put_leech(&lair->boss.leech[i], lair->front[i], doc);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct lair *lair = state;
	bool tight = app->layout.step <= LAYOUT_SMALL;
	struct doc measure = {.box = body, .tight = tight}, doc = {.canvas = canvas, .box = body, .tight = tight};

	if (body.cols > 60)
		measure.box.cols = doc.box.cols = 60;
	put(lair, &measure);
	lair->scroll_max = doc_scroll_max(&measure);
	if (lair->scroll > lair->scroll_max)
		lair->scroll = lair->scroll_max;
	doc.scroll = lair->scroll;
	put(lair, &doc);
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_READ | CTX_BODY;
}

static unsigned leave(struct app *app)
{
	view_stand_up(app);
	view_home_show(app, true);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned fight(struct app *app, const struct lair *lair)
{
	struct err err;

	if (!lair->boss.now)
		return leave(app);
	if (view_question_go_on(app, true, &err) < 0)
		app_fail(app, &err);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned scroll(struct lair *lair, int lines)
{
	int to = lair->scroll + lines;

	if (to < 0 || to > lair->scroll_max)
		return ACT_HANDLED;
	lair->scroll = to;
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct lair *lair = state;

	switch ((int)event->action) {
	case DO_CLOSE: return fight(app, lair);
	case DO_LEAVE: return leave(app);
	case DO_SCROLL_DOWN: return scroll(lair, 1);
	case DO_SCROLL_UP: return scroll(lair, -1);
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct lair *lair = state;

	(void)app;
	return action == DO_CLOSE && lair->boss.now ? N_("fight") : NULL;
}

static void release(struct app *app, void *state)
{
	struct lair *lair = state;

	(void)app;
	arena_fini(&lair->arena);
	free(lair);
}

static const struct view view_boss = {
	.name = N_("Boss"), .contexts = contexts, .draw = draw, .act = act, .free = release, .label = label};

int view_boss_open(struct app *app, struct err *err)
{
	struct lair *lair = mem_alloc(sizeof(*lair));

	if (load(app, lair, err)) {
		release(app, lair);
		return -1;
	}
	app_push(app, &view_boss, lair);
	return 0;
}
