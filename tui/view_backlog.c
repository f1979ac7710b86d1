/* SPDX-License-Identifier: MIT
 * The way back: a load a day, the day on which nothing waits any more, and what waits until then, as it is moved. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/backlog.h"
#include "tui/chart.h"
#include "tui/plan_load.h"
#include "tui/plan_words.h"
#include "tui/view_list.h"

enum { POINTS = PLAN_DAYS, SHORT_ROWS = 8 };

struct backlog_view {
	struct plan plan;
	struct plan_way way;
	struct plan_load reading;
	bool by_minutes;
	int load;
	double minutes; /* as chosen */
	double day[POINTS], waiting[POINTS];
	int points;
	double most;
};

static void show(struct app *app, struct backlog_view *v, int load)
{
	struct err err;

	plan_way_fini(&v->way);
	v->load = load < 1 ? 1 : load > PLAN_LOAD_MAX ? PLAN_LOAD_MAX : load;
	if (plan_way_back(&v->plan, v->load, PLAN_DAYS, &v->way, &err)) {
		v->reading.loaded = false;
		v->reading.failed = true;
		app_fail(app, &err);
		return;
	}
	v->points = v->way.ends < 0 ? v->way.result.days : v->way.ends + 1;
	v->most = 10;
	for (int i = 0; i < v->points; i++) {
		v->day[i] = i;
		v->waiting[i] = (double)v->way.result.day[i].waiting * v->plan.share;
		v->most = fmax(v->most, v->waiting[i]);
	}
}

/* What is in force, or twice what comes due anyway. */
static int first_load(const struct plan *plan)
{
	return plan->settings.backlog ? plan->settings.backlog : (int)(plan->inflow * 2 / 5 + 2) * 5;
}

static int64_t wait_ms(struct app *app, void *state)
{
	const struct backlog_view *v = state;

	(void)app;
	return plan_is_loading(&v->reading) ? 0 : -1;
}

static unsigned tick(struct app *app, void *state)
{
	struct backlog_view *v = state;

	if (!plan_is_loading(&v->reading))
		return 0;
	if (plan_load(app, &v->reading, STR(""), &v->plan))
		show(app, v, first_load(&v->plan));
	return plan_is_loading(&v->reading) ? 0 : ACT_REDRAW;
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_BACKLOG;
}

/* Where there are few rows: when it is over, and its price. */
static void say_short(const struct backlog_view *v, struct buf *out)
{
	struct buf date = {0};

	clock_put_date(&date, v->plan.today + (v->way.ends < 0 ? 0 : v->way.ends));
	buf_addf(out, _("Over after: %s. Overdue: %lld. Forgotten while they wait: %.0f. Minutes a day: %.0f."),
		 v->way.ends < 0 ? _("never") : buf_z(&date), (long long)v->plan.overdue, v->way.forgotten, v->way.minutes);
	buf_fini(&date);
}

static void say(const struct backlog_view *v, bool short_of_rows, struct buf *out)
{
	if (short_of_rows) {
		say_short(v, out);
		return;
	}
	if (v->plan.settings.backlog)
		buf_addf(out, _("Begun at %d reviews a day. "), v->plan.settings.backlog);
	plan_put_way(out, &v->plan, &v->way);
}

static void draw_chosen(const struct backlog_view *v, struct canvas *canvas, struct box box)
{
	struct buf text = {0};

	if (v->by_minutes)
		buf_addf(&text, _("< %.0f minutes a day >"), v->minutes);
	else
		buf_addf(&text, _n("< %d review a day >", "< %d reviews a day >", v->load), v->load);
	canvas_put(canvas, box.row, box.col, box.cols, buf_str(&text), ST_BOLD);
	buf_fini(&text);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	const struct backlog_view *v = state;
	struct chart_series series;
	struct box box = body;
	struct buf text = {0};

	(void)app;
	if (!v->reading.loaded) {
		plan_draw_loading(&v->reading, canvas, body);
		return;
	}
	draw_chosen(v, canvas, box);
	box.row++;
	box.rows--;
	say(v, body.rows < SHORT_ROWS, &text);
	box = plan_draw_text(canvas, box, &text);
	if (box.rows < 4 || v->points < 2)
		return;
	series = (struct chart_series){.x = v->day, .y = v->waiting, .count = v->points, .style = STYLE_HUE(HUE_CYAN)};
	chart_plot(canvas, box,
		   &(struct chart_plot){.series = &series,
					.count = 1,
					.x_high = v->points - 1,
					.y_high = v->most,
					.x_label = plan_put_day,
					.ctx = &v->plan});
}

static void move(struct app *app, struct backlog_view *v, int by)
{
	struct err err;
	int chosen;

	if (!v->by_minutes) {
		int step = v->load + (by < 0) > 100 ? 20 : v->load + (by < 0) > 20 ? 5 : 1;

		show(app, v, v->load + by * step);
		return;
	}
	v->minutes = fmax(v->minutes + 5 * by, 5);
	if (plan_load_of(&v->plan, v->minutes, &chosen, &err))
		app_fail(app, &err);
	else
		show(app, v, chosen);
}

static void set_load(struct app *app, struct backlog_view *v, int load)
{
	struct err err;

	if (backlog_set(app->store, load, &err)) {
		app_fail(app, &err);
		return;
	}
	v->plan.settings.backlog = load;
	if (load)
		app_notice(app, _("the way back has begun; x stops it"));
	else
		app_notice(app, _("stopped: the limits that are set hold"));
	crossing_wrote(&app->crossing);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct backlog_view *v = state;

	if (!v->reading.loaded)
		return ACT_NONE;
	switch ((int)event->action) {
	case DO_BACKLOG_UP: move(app, v, 1); break;
	case DO_BACKLOG_DOWN: move(app, v, -1); break;
	case DO_BACKLOG_UNIT:
		v->by_minutes = !v->by_minutes;
		v->minutes = fmax(nearbyint(v->way.minutes / 5), 1) * 5;
		if (v->by_minutes)
			move(app, v, 0);
		break;
	case DO_BACKLOG_TAKE: set_load(app, v, v->load); break;
	case DO_BACKLOG_STOP: set_load(app, v, 0); break;
	default: return ACT_NONE;
	}
	return ACT_HANDLED | ACT_REDRAW;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct backlog_view *v = state;

	(void)app;
	return action == DO_BACKLOG_UNIT && v->by_minutes ? N_("reviews") : NULL;
}

static void release(struct app *app, void *state)
{
	struct backlog_view *v = state;

	(void)app;
	plan_load_fini(&v->reading);
	plan_way_fini(&v->way);
	plan_fini(&v->plan);
	free(v);
}

static const struct view view_backlog = {
	.name = N_("Way back"), .contexts = contexts, .draw = draw, .act = act, .free = release, .label = label, .tick = tick, .wait_ms = wait_ms};

void view_backlog_push(struct app *app)
{
	app_push(app, &view_backlog, mem_alloc(sizeof(struct backlog_view)));
}
