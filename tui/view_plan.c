/* SPDX-License-Identifier: MIT
 * Plan: a retention, what it costs a day over a year and what it holds, as it is moved; or all of them as a table. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/plan.h"
#include "tui/chart.h"
#include "tui/plan_load.h"
#include "tui/plan_words.h"
#include "tui/view_list.h"

enum { WEEKS = PLAN_DAYS / 7, ROOMY_COLS = 32 /* of the table */ };

/* Opening it computes nothing that one would wait for: the cards are read once the screen stands, then a retention is played
 * at each tick, those near the one that is shown first. */
struct plan_view {
	struct plan plan;
	struct plan_load load;
	bool table;
	struct buf deck;
	struct plan_cost cost[PLAN_STEPS];
	bool known[PLAN_STEPS];
	int missing; /* costs that are not known yet */
	int at, best; /* best -1: not known yet */
	double week[WEEKS], seconds[WEEKS]; /* of the retention that is shown: the week's middle, a day of it */
	double longest;
};

static bool play(struct app *app, struct plan_view *v, int at, struct sim_result *result)
{
	struct err err;

	if (plan_cost(&v->plan, PLAN_LOW + at * 0.01, PLAN_DAYS, &v->cost[at], result, &err)) {
		app_fail(app, &err);
		v->load.failed = true;
		return false;
	}
	v->missing -= !v->known[at];
	v->known[at] = true;
	if (v->missing == 0)
		v->best = plan_best(v->cost, PLAN_DAYS);
	return true;
}

static void show(struct app *app, struct plan_view *v, int at)
{
	struct sim_result result;

	v->at = at < 0 ? 0 : at >= PLAN_STEPS ? PLAN_STEPS - 1 : at;
	if (!play(app, v, v->at, &result))
		return;
	v->longest = 60;
	for (int i = 0; i < WEEKS; i++) {
		v->week[i] = i * 7 + 3;
		v->seconds[i] = 0;
		for (int day = i * 7; day < i * 7 + 7; day++)
			v->seconds[i] += (double)result.day[day].ms / 7000 * v->plan.share;
		v->longest = fmax(v->longest, v->seconds[i]);
	}
	sim_result_fini(&result);
}

static int set_at(const struct plan_view *v)
{
	return (int)lrint((v->plan.settings.retention - PLAN_LOW) * 100);
}

static bool is_busy(const struct plan_view *v)
{
	return !v->load.failed && v->missing > 0;
}

static int64_t wait_ms(struct app *app, void *state)
{
	(void)app;
	return is_busy(state) ? 0 : -1;
}

static unsigned tick(struct app *app, void *state)
{
	struct plan_view *v = state;
	int at = -1;

	if (!is_busy(v))
		return 0;
	if (!v->load.loaded) {
		if (plan_load(app, &v->load, buf_str(&v->deck), &v->plan))
			show(app, v, set_at(v));
		return plan_is_loading(&v->load) ? 0 : ACT_REDRAW;
	}
	for (int i = 0; i < PLAN_STEPS; i++)
		if (!v->known[i] && (at < 0 || abs(i - v->at) < abs(at - v->at)))
			at = i;
	(void)play(app, v, at, NULL);
	return v->table || !is_busy(v) ? ACT_REDRAW : 0;
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_PLAN;
}

static void title(struct app *app, void *state, struct buf *out)
{
	const struct plan_view *v = state;

	(void)app;
	buf_addf(out, "%s · %.*s", _("Plan"), STR_FMT(v->deck.len ? buf_str(&v->deck) : str_of(_("all decks"))));
}

/* The retentions as a line, with the one that is shown, the one that is set and the best; a tap takes one. */
static void draw_slider(const struct plan_view *v, struct canvas *canvas, struct box box)
{
	int set = set_at(v), width = box.cols > 5 ? box.cols - 5 : 0;
	struct buf text = {0};

	buf_addf(&text, "%d %%", (int)lrint(PLAN_LOW * 100) + v->at);
	canvas_put(canvas, box.row, box.col, 5, buf_str(&text), ST_BOLD);
	for (int col = 0; col < width; col++) {
		int at = col * PLAN_STEPS / width, next = (col + 1) * PLAN_STEPS / width, last = next > at ? next - 1 : at;
		bool on = v->at >= at && v->at <= last;
		const char *sign = on ? "#" : v->best >= at && v->best <= last ? "*" : set >= at && set <= last ? "|" : "-";

		canvas_put(canvas, box.row, box.col + 5 + col, 1, str_of(sign), on ? ST_REVERSE | ST_BOLD : ST_PLAIN);
		canvas_zone(canvas, (struct box){box.row, box.col + 5 + col, 1, 1},
			    (struct event){.kind = EV_DO, .action = DO_PLAN_UP, .n = at + 1});
	}
	buf_fini(&text);
}

static void say(const struct plan_view *v, struct buf *out)
{
	const struct plan_cost *cost = &v->cost[v->at], *best = &v->cost[v->best < 0 ? v->at : v->best];

	buf_addf(out, _("Minutes a day: %.0f, reviews: %.0f; cards held in a year: %.0f."), cost->minutes, cost->reviews,
		 cost->held);
	if (v->best < 0)
		buf_addf(out, " %s", _("Which one holds most a minute is being computed."));
	else if (v->at == v->best)
		buf_addf(out, " %s", _("Holds most a minute."));
	else
		buf_addf(out, _(" Most a minute (*): %.0f %% (minutes %.0f, cards %.0f)."), best->retention * 100, best->minutes,
			 best->held);
	if (cost->crowded)
		buf_addf(out,
			 _n(" On %d day more is due than the %d reviews that are set.",
			    " On %d days more is due than the %d reviews that are set.", cost->crowded),
			 cost->crowded, v->plan.reviews_per_day);
}

/* A line a retention, as many around the one that is shown as there is room; fits 30 columns. */
static void draw_table(const struct plan_view *v, struct canvas *canvas, struct box box)
{
	int rows = box.rows > PLAN_STEPS ? PLAN_STEPS : box.rows - 1, top = v->at - rows / 2;
	struct buf text = {0};

	top = top < 0 ? 0 : top > PLAN_STEPS - rows ? PLAN_STEPS - rows : top;
	canvas_put(canvas, box.row, box.col, box.cols, str_of(_("     min. a day    cards")), ST_DIM);
	for (int i = 0; i < rows; i++) {
		int at = top + i, row = box.row + 1 + i;

		buf_clear(&text);
		buf_addf(&text, "%s%3d %%", at == v->at ? "> " : "  ", (int)lrint(PLAN_LOW * 100) + at);
		if (v->known[at])
			buf_addf(&text, "%8.0f%9.0f", v->cost[at].minutes, v->cost[at].held);
		else
			buf_addz(&text, "     ...         ");
		buf_addf(&text, box.cols < ROOMY_COLS ? "%s" : " %s ", at == v->best ? "*" : " ");
		buf_addz(&text, at == set_at(v) ? _("now") : at == v->best ? _("best") : "");
		canvas_put(canvas, row, box.col, box.cols, buf_str(&text), at == v->at ? ST_BOLD : ST_PLAIN);
		canvas_zone(canvas, (struct box){row, box.col, 1, box.cols}, (struct event){.kind = EV_DO, .action = DO_PLAN_UP, .n = at + 1});
	}
	buf_fini(&text);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	const struct plan_view *v = state;
	struct chart_series series;
	struct box box = body;
	struct buf text = {0};

	(void)app;
	if (!v->load.loaded) {
		plan_draw_loading(&v->load, canvas, body);
		return;
	}
	draw_slider(v, canvas, box);
	box.row++;
	box.rows--;
	if (v->table) {
		draw_table(v, canvas, box);
		return;
	}
	say(v, &text);
	box = plan_draw_text(canvas, box, &text);
	if (box.rows < 4)
		return;
	series = (struct chart_series){.x = v->week, .y = v->seconds, .count = WEEKS, .style = STYLE_HUE(HUE_CYAN)};
	chart_plot(canvas, box,
		   &(struct chart_plot){.series = &series,
					.count = 1,
					.x_high = PLAN_DAYS,
					.y_high = v->longest,
					.y_unit = UNIT_TIME,
					.x_label = plan_put_day,
					.ctx = &v->plan});
}

static unsigned set(struct app *app, struct plan_view *v)
{
	struct buf value = {0};
	struct err err;

	buf_addf(&value, "%.2f", v->cost[v->at].retention);
	if (settings_set(app->store, buf_str(&v->deck), "retention", buf_str(&value), &err)) {
		app_fail(app, &err);
	} else {
		v->plan.settings.retention = v->cost[v->at].retention;
		app_notice(app, _("set: retention %s"), buf_z(&value));
		crossing_wrote(&app->crossing);
	}
	buf_fini(&value);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct plan_view *v = state;

	if (!v->load.loaded)
		return ACT_NONE;
	switch ((int)event->action) {
	case DO_PLAN_UP: show(app, v, event->n ? event->n - 1 : v->at + 1); return ACT_HANDLED | ACT_REDRAW;
	case DO_PLAN_DOWN: show(app, v, v->at - 1); return ACT_HANDLED | ACT_REDRAW;
	case DO_PLAN_BEST: show(app, v, v->best < 0 ? v->at : v->best); return ACT_HANDLED | ACT_REDRAW;
	case DO_PLAN_SET: return set(app, v);
	case DO_PLAN_TABLE: v->table = !v->table; return ACT_HANDLED | ACT_REDRAW;
	case DO_PLAN_AWAY: view_away_push(app); return ACT_HANDLED | ACT_REDRAW;
	}
	return ACT_NONE;
}

/* A key that would show what is shown already says nothing. */
static const char *label(struct app *app, void *state, enum action action)
{
	const struct plan_view *v = state;
	bool stays = (action == DO_PLAN_BEST && (v->best < 0 || v->at == v->best)) || (action == DO_PLAN_UP && v->at == PLAN_STEPS - 1) ||
		     (action == DO_PLAN_DOWN && v->at == 0);

	(void)app;
	if (action == DO_PLAN_TABLE && v->table)
		return N_("curve");
	return stays ? "" : NULL;
}

static void release(struct app *app, void *state)
{
	struct plan_view *v = state;

	(void)app;
	plan_load_fini(&v->load);
	plan_fini(&v->plan);
	buf_fini(&v->deck);
	free(v);
}

static const struct view view_plan = {
	.name = N_("Plan"), .contexts = contexts, .draw = draw, .act = act, .free = release, .title = title, .label = label,
	.tick = tick, .wait_ms = wait_ms};

void view_plan_push(struct app *app, struct str deck)
{
	struct plan_view *v = mem_alloc(sizeof(*v));

	buf_add(&v->deck, deck);
	v->missing = PLAN_STEPS;
	v->best = -1;
	app_push(app, &view_plan, v);
}
