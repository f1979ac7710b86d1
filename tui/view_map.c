/* SPDX-License-Identifier: MIT
 * Map: a tile for every ten cards, darker the better they are remembered; a tile leads to its cards. Tiles come in while
 * it is looked at, as many as the screen shows. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/map.h"
#include "tui/view_list.h"

enum { SLICE_US = 2000, GROUP = 10, LABEL_COLS = 8, GROUPS_MAX = 10, LEGEND_COLS = 58, WHEEL = 3 };

struct map_view {
	struct map *map;
	struct buf deck; /* its path; empty: all cards */
	size_t marked;	 /* tile */
	int top, page;	 /* lines: the first one in sight, how many are */
	int per_line;
	bool failed;
};

/* A line of tiles: `count` from `first` on. A deck begins a line. */
struct line {
	size_t first;
	int count;
};

static bool next_line(const struct map_view *v, struct line *line)
{
	size_t at = line->first + (size_t)line->count, end = map_count(v->map);

	if (at >= end)
		return false;
	*line = (struct line){at, 1};
	while (line->count < v->per_line && at + (size_t)line->count < end &&
	       (!v->deck.len || map_tile(v->map, at + (size_t)line->count)->number > 1))
		line->count++;
	return true;
}

/* Which line that is; the last one if there are fewer, -1 if there is none. */
static int find_line(const struct map_view *v, int which, struct line *line)
{
	int at = -1;

	*line = (struct line){0, 0};
	while (at < which && next_line(v, line))
		at++;
	return at;
}

static int line_of(const struct map_view *v, size_t tile, struct line *line)
{
	int at = -1;

	*line = (struct line){0, 0};
	while (line->first + (size_t)line->count <= tile && next_line(v, line))
		at++;
	return at;
}

static int label_cols(const struct app *app)
{
	return app->layout.step >= LAYOUT_NORMAL ? LABEL_COLS : 0;
}

/* Where there is room: what the tiles mean, in one line or in two. */
static int legend_rows(const struct app *app)
{
	return app->layout.step < LAYOUT_NORMAL ? 0 : app->layout.body.cols >= LEGEND_COLS ? 1 : 2;
}

/* What lies below the tiles: the marked one in words, the legend, air between them and the tiles. */
static int foot_rows(const struct app *app)
{
	return legend_rows(app) ? legend_rows(app) + 2 : 1;
}

static void draw_legend(const struct app *app, struct canvas *canvas, struct box foot)
{
	static const char *const halves[] = {N_(". unseen  ░ days  ▒ a week"), N_("▓ 3 weeks  █ 3 months  ! fading")};
	int rows = legend_rows(app), used = 0;

	for (int i = 0; i < 2 && rows; i++) {
		used = canvas_put(canvas, foot.row, foot.col, foot.cols, str_of(_(halves[i])), ST_DIM) + 2;
		if (rows == 2)
			foot.row++;
		else
			foot.col += used, foot.cols -= used;
	}
}

/* Follows the size of the screen and the mark. */
static void place(const struct app *app, struct map_view *v)
{
	int groups = (app->layout.body.cols - label_cols(app) + 1) / (GROUP + 1), at;
	struct line line;

	v->per_line = GROUP * (groups > GROUPS_MAX ? GROUPS_MAX : groups < 1 ? 1 : groups);
	v->page = app->layout.body.rows - foot_rows(app);
	v->page = v->page < 1 ? 1 : v->page;
	at = line_of(v, v->marked, &line);
	if (at < v->top)
		v->top = at < 0 ? 0 : at;
	if (at >= v->top + v->page)
		v->top = at - v->page + 1;
}

/* A page more than the screen shows: it stands there when it is asked for. */
static size_t wanted(const struct map_view *v)
{
	struct line line;

	return find_line(v, v->top, &line) < 0
		       ? (size_t)(v->page * v->per_line)
		       : line.first + 2 * (size_t)(v->page * v->per_line);
}

static bool is_short(const struct map_view *v)
{
	return !v->failed && !map_is_whole(v->map) && map_count(v->map) < wanted(v);
}

static void read_on(struct app *app, struct map_view *v)
{
	struct err err;

	place(app, v);
	v->failed = map_read(v->map, wanted(v), app->plain ? 0 : SLICE_US, &err) < 0;
	if (v->failed)
		app_fail(app, &err);
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_MAP;
}

static void title(struct app *app, void *state, struct buf *out)
{
	const struct map_view *v = state;

	(void)app;
	buf_addf(out, _("Map · %.*s"), STR_FMT(v->deck.len ? buf_str(&v->deck) : str_of(_("all decks"))));
}

static const char *const shades[] = {".", "░", "▒", "▓", "█"};

static void draw_tile(const struct map_view *v, struct canvas *canvas, int row, int col, size_t i)
{
	const struct map_tile *tile = map_tile(v->map, i);
	unsigned style = tile->fading ? ST_BOLD | STYLE_HUE(HUE_RED) : tile->seen ? ST_PLAIN : ST_DIM;

	canvas_put(canvas, row, col, 1, str_of(tile->fading ? "!" : shades[tile->shade]),
		   i == v->marked ? style | ST_REVERSE : style);
	canvas_zone(canvas, (struct box){row, col, 1, 1}, (struct event){.kind = EV_DO, .action = DO_TILE_CARDS, .n = (int)i + 1});
}

static void draw_line(struct app *app, const struct map_view *v, struct canvas *canvas, int row,
		      const struct line *line)
{
	int col = app->layout.body.col;
	struct buf label = {0};

	if (label_cols(app)) {
		buf_addf(&label, "%*u", LABEL_COLS - 1, (unsigned)map_tile(v->map, line->first)->number);
		canvas_put(canvas, row, col, LABEL_COLS, buf_str(&label), ST_DIM);
		col += LABEL_COLS;
	}
	buf_fini(&label);
	for (int i = 0; i < line->count; i++)
		draw_tile(v, canvas, row, col + i + i / GROUP, line->first + (size_t)i);
}

static void draw_marked(const struct app *app, const struct map_view *v, struct canvas *canvas, struct box box)
{
	const struct map_tile *tile = map_tile(v->map, v->marked);
	struct buf text = {0};

	buf_addf(&text, "%u–%u", (unsigned)tile->number, (unsigned)tile->number + tile->cards - 1);
	if (tile->seen)
		buf_addf(&text, app->layout.step < LAYOUT_NORMAL ? _(": %.*f d, R %.0f %%") : _(": stability %.*f d, recall %.0f %%"), tile->s < 10 ? 1 : 0, (double)tile->s,
			 100 * (double)tile->recall);
	else
		buf_addz(&text, _(": not seen yet"));
	if (v->deck.len && !str_eq(buf_str(&v->deck), map_deck(v->map, tile)))
		buf_addf(&text, "  %.*s", STR_FMT(map_deck(v->map, tile)));
	canvas_put(canvas, box.row, box.col, box.cols, buf_str(&text), ST_BOLD);
	buf_fini(&text);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct map_view *v = state;
	struct box foot = {body.row + body.rows - foot_rows(app), body.col, 1, body.cols};
	struct line line;

	place(app, v);
	if (map_count(v->map) == 0) {
		canvas_put(canvas, body.row, body.col, body.cols, str_of(_("There are no cards yet.")), ST_PLAIN);
		return;
	}
	find_line(v, v->top, &line);
	for (int i = 0; i < v->page; i++) {
		draw_line(app, v, canvas, body.row + i, &line);
		if (!next_line(v, &line))
			break;
	}
	if (foot_rows(app) > 1)
		foot.row++;
	draw_marked(app, v, canvas, foot);
	foot.row++;
	draw_legend(app, canvas, foot);
}

static unsigned tick(struct app *app, void *state)
{
	struct map_view *v = state;
	size_t before = map_count(v->map);

	if (is_short(v))
		read_on(app, v);
	return before < (size_t)(v->top + v->page) * (size_t)v->per_line ? ACT_REDRAW : ACT_NONE;
}

static int64_t wait_ms(struct app *app, void *state)
{
	struct map_view *v = state;

	place(app, v);
	return is_short(v) ? 0 : -1;
}

static unsigned show_cards(struct app *app, const struct map_view *v, size_t tile)
{
	struct buf query = {0};
	struct err err;

	if (tile < map_count(v->map) && map_query(v->map, map_tile(v->map, tile), &query, &err) == 0)
		view_browse_push(app, buf_str(&query));
	else if (tile < map_count(v->map))
		app_fail(app, &err);
	buf_fini(&query);
	return ACT_HANDLED | ACT_REDRAW;
}

/* Up or down by lines, in the same column as far as there is one. */
static void climb(struct map_view *v, int lines)
{
	struct line line;
	int at = line_of(v, v->marked, &line);
	size_t col = v->marked - line.first;

	at = at + lines < 0 ? 0 : at + lines;
	if (find_line(v, at, &line) >= 0)
		v->marked = line.first + (col < (size_t)line.count ? col : (size_t)line.count - 1);
}

static void step(struct map_view *v, int by)
{
	if (by < 0 ? v->marked > 0 : v->marked + 1 < map_count(v->map))
		v->marked += (size_t)by;
}

static void page(struct map_view *v, int pages)
{
	v->top += pages * v->page;
	if (v->top < 0)
		v->top = 0;
	climb(v, pages * v->page);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct map_view *v = state;

	switch ((int)event->action) {
	case DO_TILE_CARDS: /* tapped, or the marked one */
		return show_cards(app, v, event->n ? (size_t)event->n - 1 : v->marked);
	case DO_TILE_RIGHT: step(v, 1); break;
	case DO_TILE_LEFT: step(v, -1); break;
	case DO_DOWN: climb(v, 1); break;
	case DO_UP: climb(v, -1); break;
	case DO_SCROLL_DOWN: climb(v, WHEEL); break;
	case DO_SCROLL_UP: climb(v, -WHEEL); break;
	case DO_TILES_ON: page(v, 1); break;
	case DO_TILES_BACK: page(v, -1); break;
	default: return ACT_NONE;
	}
	place(app, v);
	return ACT_HANDLED | ACT_REDRAW;
}

static void release(struct app *app, void *state)
{
	struct map_view *v = state;

	(void)app;
	map_close(v->map);
	buf_fini(&v->deck);
	free(v);
}

static const struct view view_map = {.name = N_("Map"),
				     .contexts = contexts,
				     .draw = draw,
				     .act = act,
				     .free = release,
				     .title = title,
				     .tick = tick,
				     .wait_ms = wait_ms};

void view_map_push(struct app *app, struct str deck)
{
	struct map_view *v = mem_alloc(sizeof(*v));
	struct err err;

	if (map_open(&v->map, app->store, deck, &err)) {
		app_fail(app, &err);
		free(v);
		return;
	}
	buf_add(&v->deck, deck);
	read_on(app, v);
	app_push(app, &view_map, v);
}
