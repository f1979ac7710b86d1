/* SPDX-License-Identifier: MIT
 * Stats: one chart at a time, or its numbers; of all decks or of one, over a period. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "tui/stats.h"
#include "tui/view_list.h"

enum { CHART_COLS_MAX = 160, SAY_ROWS_MAX = 3, TAB_GAP = 2 };

static const struct {
	int64_t days;
	const char *name;
} periods[] = {{30, N_("30 days")}, {90, N_("90 days")}, {365, N_("a year")}, {STATS_ALL, N_("all time")}};
enum { PERIODS = sizeof(periods) / sizeof(periods[0]), PERIOD_FIRST = 2 };

struct stats_view {
	struct stats stats;
	bool loaded;
	struct buf deck, other; /* paths; empty: all. The key changes between the two. */
	int chart, period, page, pages;
	bool as_table;
	int scroll, scroll_max;
	struct stat_table table;
};

static const struct stat_chart *chart_of(const struct stats_view *v)
{
	return stat_charts[v->chart];
}

/* Only when a chart wants them: they take longer than the rest. */
static void load_parts(struct app *app, struct stats_view *v)
{
	struct err err;

	if (v->loaded && chart_of(v)->in_parts && stats_load_parts(app->store, buf_str(&v->deck), &v->stats, &err))
		app_fail(app, &err);
}

static void load(struct app *app, struct stats_view *v)
{
	struct err err;

	stats_fini(&v->stats);
	v->loaded = stats_load(app->store, buf_str(&v->deck), periods[v->period].days, &v->stats, &err) == 0;
	if (!v->loaded)
		app_fail(app, &err);
	v->page = v->scroll = 0;
	load_parts(app, v);
}

static unsigned contexts(struct app *app, void *state)
{
	const struct stats_view *v = state;

	return CTX_STATS | (v->as_table || app->plain || chart_of(v)->pages ? CTX_BODY : 0);
}

static void title(struct app *app, void *state, struct buf *out)
{
	const struct stats_view *v = state;

	(void)app;
	buf_addf(out, "%s · %.*s%s", _(periods[v->period].name),
		 STR_FMT(v->deck.len ? buf_str(&v->deck) : str_of(_("all decks"))),
		 v->loaded && v->stats.stale ? " ~" : "");
}

static int put_tab(struct canvas *canvas, int row, int col, int cols, struct str text, unsigned style,
		   struct event event)
{
	int used = canvas_put(canvas, row, col, cols, text, style);

	canvas_zone(canvas, (struct box){row, col, 1, used}, event);
	return used;
}

static int tabs_width(void)
{
	int width = 0;

	for (int i = 0; i < stat_chart_count; i++)
		width += utf8_width(str_of(_(stat_charts[i]->title))) + (i ? TAB_GAP : 0);
	return width;
}

static void draw_all_tabs(const struct stats_view *v, struct canvas *canvas, struct box box)
{
	int col = box.col;

	for (int i = 0; i < stat_chart_count; i++)
		col += put_tab(canvas, box.row, col, box.cols, str_of(_(stat_charts[i]->title)),
			       i == v->chart ? ST_REVERSE | ST_BOLD : ST_PLAIN,
			       (struct event){.kind = EV_DO, .action = DO_CHART, .n = i}) +
		       TAB_GAP;
}

/* The chart's name between its neighbours, as far as there is room; a tap on either side goes there. */
static void draw_tabs(const struct stats_view *v, struct canvas *canvas, struct box box)
{
	int last = (v->chart + stat_chart_count - 1) % stat_chart_count,
	    next = (v->chart + 1) % stat_chart_count;
	struct event back = {.kind = EV_DO, .action = DO_CHART, .n = last},
		     on = {.kind = EV_DO, .action = DO_CHART, .n = next};
	struct buf text = {0};
	int width, side;

	buf_addf(&text, " %s ", _(chart_of(v)->title));
	width = utf8_width(buf_str(&text));
	side = (box.cols - width) / 2 - 1;
	canvas_put(canvas, box.row, box.col + side + 1, width, buf_str(&text), ST_REVERSE | ST_BOLD);
	buf_clear(&text);
	buf_addf(&text, "‹ %s", side >= 13 ? _(stat_charts[last]->title) : "");
	put_tab(canvas, box.row, box.col, side, buf_str(&text), ST_PLAIN, back);
	buf_clear(&text);
	buf_addf(&text, "%s ›", side >= 13 ? _(stat_charts[next]->title) : "");
	put_tab(canvas, box.row, box.col + box.cols - utf8_width(buf_str(&text)), side, buf_str(&text),
		ST_PLAIN, on);
	buf_fini(&text);
}

/* The table as texts; free() the cells. */
static struct chart_table make_text(const struct stat_table *from)
{
	struct chart_table t = {.cols = from->columns, .rows = from->rows};
	struct buf text = {0};

	t.cell = mem_array((size_t)t.rows + 1, sizeof(*t.cell));
	for (int col = 0; col < t.cols; col++)
		t.head[col] = _(from->column[col].head);
	for (int row = 0; row < t.rows; row++)
		for (int col = 0; col < t.cols; col++) {
			struct str cut;

			buf_clear(&text);
			if (col == 0)
				buf_add(&text, stat_label(&from->row[row]));
			else
				stat_put_value(&text, from->column[col].kind, from->row[row].value[col]);
			cut = utf8_fit(buf_str(&text), TABLE_CELL - 1);
			while (cut.len > TABLE_CELL - 1)
				cut = utf8_fit(cut, utf8_width(cut) - 1);
			for (size_t i = 0; i < cut.len; i++)
				t.cell[row][col][i] = cut.s[i];
		}
	buf_fini(&text);
	return t;
}

static void draw_table(struct stats_view *v, struct canvas *canvas, struct box box)
{
	struct chart_table text;

	stat_make(&v->table, chart_of(v), &v->stats);
	text = make_text(&v->table);
	v->scroll_max = text.rows + 1 > box.rows ? text.rows + 1 - box.rows : 0;
	if (v->scroll > v->scroll_max)
		v->scroll = v->scroll_max;
	chart_table(canvas, box, v->scroll, &text);
	free(text.cell);
}

/* The sentence below, where it leaves the picture enough room; gives back what is left. */
static struct box draw_sentence(const struct stats_view *v, struct canvas *canvas, struct box box)
{
	struct buf text = {0};
	struct box at = box;
	int gap = box.rows >= 12;

	chart_of(v)->say(&v->stats, v->page, &text);
	at.rows = canvas_text(NULL, box, 0, buf_str(&text), ST_PLAIN);
	if (at.rows <= SAY_ROWS_MAX && box.rows - at.rows - gap >= 5) {
		at.row = box.row + box.rows - at.rows;
		canvas_text(canvas, at, 0, buf_str(&text), ST_PLAIN);
		box.rows -= at.rows + gap;
	}
	buf_fini(&text);
	return box;
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct stats_view *v = state;
	struct box box = body;
	int used;

	if (canvas->cols - 2 * body.col > body.cols)
		box.cols = canvas->cols - 2 * body.col < CHART_COLS_MAX ? canvas->cols - 2 * body.col
									: CHART_COLS_MAX;
	if (!v->loaded)
		return;
	if (tabs_width() <= box.cols)
		draw_all_tabs(v, canvas, box);
	else
		draw_tabs(v, canvas, box);
	used = box.rows >= 14 ? 2 : 1;
	box.row += used;
	box.rows -= used;
	v->pages = chart_of(v)->pages ? chart_of(v)->pages(&v->stats, box.cols) : 1;
	box = draw_sentence(v, canvas, box);
	if (v->as_table || app->plain)
		draw_table(v, canvas, box);
	else
		chart_of(v)->draw(&v->stats, v->page, canvas, box);
}

static unsigned go(struct app *app, struct stats_view *v, int chart)
{
	v->chart = (chart + stat_chart_count) % stat_chart_count;
	v->page = v->scroll = 0;
	load_parts(app, v);
	return ACT_HANDLED | ACT_REDRAW;
}

/* Down a table, or back in time: which is upwards in a calendar. */
static unsigned move(struct stats_view *v, int by)
{
	int *at = v->as_table ? &v->scroll : &v->page, most = v->as_table ? v->scroll_max : v->pages - 1;
	int to = *at + (v->as_table ? by : -by);

	if (v->as_table)
		to = to < 0 ? 0 : to > most ? most : to;
	if (to < 0 || to > most || to == *at)
		return ACT_HANDLED;
	*at = to;
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned change_deck(struct app *app, struct stats_view *v)
{
	struct buf deck = v->deck;

	v->deck = v->other;
	v->other = deck;
	load(app, v);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct stats_view *v = state;

	switch ((int)event->action) {
	case DO_CHART: return go(app, v, event->n);
	case DO_CHART_NEXT: return go(app, v, v->chart + 1);
	case DO_CHART_LAST: return go(app, v, v->chart - 1);
	case DO_CHART_TABLE:
		v->as_table = !v->as_table;
		v->scroll = 0;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_CHART_PERIOD:
		v->period = (v->period + 1) % PERIODS;
		load(app, v);
		return ACT_HANDLED | ACT_REDRAW;
	case DO_CHART_DECK: return change_deck(app, v);
	case DO_PLAN: view_plan_push(app, buf_str(&v->deck)); return ACT_HANDLED | ACT_REDRAW;
	case DO_SCROLL_DOWN: return move(v, 1);
	case DO_SCROLL_UP: return move(v, -1);
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct stats_view *v = state;

	(void)app;
	if (action == DO_CHART_TABLE && v->as_table)
		return N_("picture");
	if (action == DO_CHART_DECK && v->deck.len == v->other.len)
		return "";
	return action == DO_CHART_DECK && v->deck.len ? N_("all decks") : NULL;
}

static void back(struct app *app, void *state)
{
	load(app, state);
}

static void release(struct app *app, void *state)
{
	struct stats_view *v = state;

	(void)app;
	stats_fini(&v->stats);
	stat_fini(&v->table);
	buf_fini(&v->deck);
	buf_fini(&v->other);
	free(v);
}

static const struct view view_stats = {.name = N_("Stats"),
				       .contexts = contexts,
				       .draw = draw,
				       .act = act,
				       .free = release,
				       .title = title,
				       .label = label,
				       .back = back};

void view_stats_push(struct app *app, struct str deck)
{
	struct stats_view *v = mem_alloc(sizeof(*v));

	buf_add(&v->deck, deck);
	v->period = PERIOD_FIRST;
	load(app, v);
	app_push(app, &view_stats, v);
}
