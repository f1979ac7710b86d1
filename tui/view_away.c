/* SPDX-License-Identifier: MIT
 * Days off: which days of the week take fewer reviews, and vacations. What is chosen here is a draft, beside a curve of the weeks
 * ahead with it and without, until it is agreed to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/away.h"
#include "study/plan.h"
#include "tui/chart.h"
#include "tui/list.h"
#include "tui/plan_load.h"
#include "tui/plan_words.h"
#include "tui/view_list.h"

enum { AHEAD = 42, BEHIND = 14, DAYS_MAX = PLAN_DAYS + VACATION_DAYS, CURVE_ROWS = 6, COLS_MAX = 60, NEXT_WEEK = 7 };

struct calendar {
	struct easy easy;
	struct vacations vacations;
};

struct away_view {
	struct plan plan;
	struct plan_load load;
	bool stale;		    /* the curve is not of this draft */
	bool warned;		    /* leaving has been said to lose the draft */
	bool editing;
	struct calendar now, draft;
	struct list list; /* weekdays, the vacations that are not over, a line to add one */
	int shown[VACATIONS], shown_count;
	struct field field;
	int days;
	double day[DAYS_MAX], without[DAYS_MAX], with[DAYS_MAX];
};

static bool has_other_week(const struct away_view *v)
{
	return memcmp(v->now.easy.percent, v->draft.easy.percent, WEEKDAYS) != 0;
}

static bool has_other_vacations(const struct away_view *v)
{
	bool other = v->now.vacations.count != v->draft.vacations.count;

	for (int i = 0; i < v->now.vacations.count && !other; i++) {
		const struct vacation *a = &v->now.vacations.v[i], *b = &v->draft.vacations.v[i];

		other = a->from != b->from || a->to != b->to || a->light != b->light;
	}
	return other;
}

static bool is_changed(const struct away_view *v)
{
	return has_other_week(v) || has_other_vacations(v);
}

/* The index of the marked vacation; -1: a weekday is marked, or the line to add one. */
static int marked_vacation(const struct away_view *v)
{
	int at = v->list.marked - WEEKDAYS;

	return at >= 0 && at < v->shown_count ? v->shown[at] : -1;
}

static void list_draft(struct away_view *v)
{
	v->shown_count = 0;
	for (int i = 0; i < v->draft.vacations.count; i++)
		if (v->draft.vacations.v[i].to >= v->plan.today)
			v->shown[v->shown_count++] = i;
	v->list.count = WEEKDAYS + v->shown_count + 1;
	if (v->list.marked >= v->list.count)
		v->list.marked = v->list.count - 1;
	v->stale = true;
	v->warned = false;
}

static void load(struct app *app, struct away_view *v)
{
	if (!plan_load(app, &v->load, STR(""), &v->plan))
		return;
	v->now = v->draft = (struct calendar){v->plan.settings.easy, v->plan.settings.vacations};
	list_draft(v);
}

/* Six weeks, or to two weeks behind the last vacation. */
static int days_ahead(const struct away_view *v)
{
	int64_t days = AHEAD;

	for (int i = 0; i < v->draft.vacations.count; i++)
		if (v->draft.vacations.v[i].to - v->plan.today + BEHIND > days)
			days = v->draft.vacations.v[i].to - v->plan.today + BEHIND;
	return days < DAYS_MAX ? (int)days : DAYS_MAX;
}

static void play(struct app *app, struct away_view *v)
{
	struct err err;

	v->stale = false;
	v->days = days_ahead(v);
	if (plan_calendar(&v->plan, &v->now.easy, &v->now.vacations, v->days, v->without, &err) ||
	    plan_calendar(&v->plan, &v->draft.easy, &v->draft.vacations, v->days, v->with, &err)) {
		app_fail(app, &err);
		v->days = 0;
	}
	for (int i = 0; i < v->days; i++)
		v->day[i] = i;
}

static int64_t wait_ms(struct app *app, void *state)
{
	const struct away_view *v = state;

	(void)app;
	return plan_is_loading(&v->load) || v->stale ? 0 : -1;
}

static unsigned tick(struct app *app, void *state)
{
	struct away_view *v = state;

	if (wait_ms(app, v) < 0)
		return 0;
	if (!v->load.loaded)
		load(app, v);
	else
		play(app, v);
	return plan_is_loading(&v->load) ? 0 : ACT_REDRAW;
}

static unsigned contexts(struct app *app, void *state)
{
	const struct away_view *v = state;

	(void)app;
	return v->editing ? CTX_TYPING : CTX_LIST | CTX_AWAY;
}

static struct field *field(struct app *app, void *state)
{
	struct away_view *v = state;

	(void)app;
	return v->editing ? &v->field : NULL;
}

static void put_range(struct buf *out, const struct vacation *v)
{
	clock_put_date(out, v->from);
	buf_addz(out, "..");
	clock_put_date(out, v->to);
}

static void draw_line(const struct away_view *v, struct canvas *canvas, struct box box, int i)
{
	struct buf left = {0}, right = {0};

	if (i < WEEKDAYS) {
		int percent = v->draft.easy.percent[i];

		buf_addz(&left, _(weekday_words[i]));
		buf_addz(&right, percent == EASY_ALL ? _("as ever") : percent ? _("fewer reviews") : _("no reviews"));
	} else if (i < WEEKDAYS + v->shown_count) {
		const struct vacation *vacation = &v->draft.vacations.v[v->shown[i - WEEKDAYS]];

		put_range(&left, vacation);
		buf_addz(&right, vacation->from <= v->plan.today ? _("now") : vacation->light ? _("a third") : _("vacation"));
	} else {
		buf_addz(&left, _("Add a vacation ..."));
	}
	list_line(&v->list, canvas, box, i, buf_str(&left), buf_str(&right));
	buf_fini(&left);
	buf_fini(&right);
}

static void draw_curve(const struct away_view *v, struct canvas *canvas, struct box box)
{
	bool changed = is_changed(v);
	struct chart_series series[2] = {
		{.x = v->day, .y = v->without, .count = v->days, .style = ST_DIM, .dotted = changed},
		{.x = v->day, .y = v->with, .count = v->days, .style = STYLE_HUE(HUE_CYAN)},
	};
	double most = 1;
	struct buf text = {0};

	buf_addz(&text, changed ? _("Reviews a day: line with this, dots without.") : _("Reviews a day in the weeks ahead."));
	box = plan_draw_text(canvas, box, &text);
	for (int i = 0; i < v->days; i++)
		most = fmax(most, fmax(v->without[i], v->with[i]));
	if (v->days && box.rows > 2)
		chart_plot(canvas, box,
			   &(struct chart_plot){.series = changed ? series : series + 1,
						.count = changed ? 2 : 1,
						.x_high = v->days - 1,
						.y_high = most,
						.x_label = plan_put_day,
						.ctx = &v->plan});
}

static void draw_field(const struct away_view *v, struct canvas *canvas, struct box box)
{
	canvas_put(canvas, box.row, box.col, 1, STR(">"), ST_BOLD);
	box.col += 2;
	box.cols -= 2;
	field_draw(&v->field, canvas, box, ST_PLAIN, true);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct away_view *v = state;
	struct box lines = body, curve = body;

	(void)app;
	if (!v->load.loaded) {
		plan_draw_loading(&v->load, canvas, body);
		return;
	}
	if (lines.cols > COLS_MAX)
		lines.cols = COLS_MAX;
	if (v->editing) {
		draw_field(v, canvas, (struct box){body.row + body.rows - 1, body.col, 1, lines.cols});
		lines.rows--;
		curve.rows--;
	}
	if (lines.rows > v->list.count)
		lines.rows = v->list.count;
	else if (body.rows >= 2 * CURVE_ROWS && lines.rows > body.rows - CURVE_ROWS)
		lines.rows = body.rows - CURVE_ROWS;
	list_fit(&v->list, lines.rows);
	for (int i = 0; i < v->list.count; i++)
		draw_line(v, canvas, lines, i);
	curve.row += lines.rows;
	curve.rows -= lines.rows;
	if (curve.rows >= CURVE_ROWS - 2)
		draw_curve(v, canvas, curve);
}

/* As ever, fewer, none; not none on all seven. */
static void turn_weekday(struct away_view *v, int day)
{
	unsigned char *percent = &v->draft.easy.percent[day];
	int sum = 0;

	*percent = *percent == EASY_ALL ? EASY_LESS : *percent ? 0 : EASY_ALL;
	for (int i = 0; i < WEEKDAYS; i++)
		sum += v->draft.easy.percent[i];
	if (sum == 0)
		*percent = EASY_ALL;
	list_draft(v);
}

static unsigned edit(struct away_view *v)
{
	int i = marked_vacation(v);
	struct vacation week = {.from = v->plan.today + NEXT_WEEK, .to = v->plan.today + 2 * NEXT_WEEK - 1};
	struct buf text = {0};

	put_range(&text, i >= 0 ? &v->draft.vacations.v[i] : &week);
	v->field.cap = 30;
	field_set(&v->field, buf_str(&text));
	buf_fini(&text);
	v->editing = true;
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned take(struct away_view *v)
{
	if (v->list.marked >= WEEKDAYS)
		return edit(v);
	turn_weekday(v, v->list.marked);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned submit(struct app *app, struct away_view *v)
{
	int i = marked_vacation(v), rc;
	struct str text = str_trim(buf_str(&v->field.text));
	struct vacation vacation;
	struct err err;

	rc = text.len ? vacation_parse(&vacation, text, &err) : 0;
	if (rc == 0 && text.len && vacation.to - v->plan.today > PLAN_DAYS)
		rc = err_set(&err, ERR_INPUT, _("A vacation begins tomorrow at the earliest, and ends within %d days."), PLAN_DAYS);
	if (rc == 0 && text.len)
		rc = i >= 0 ? away_change(&v->draft.vacations, i, vacation, v->plan.today, &err)
			    : away_add(&v->draft.vacations, vacation, v->plan.today, &err);
	if (rc)
		app_fail(app, &err);
	else
		v->editing = false;
	list_draft(v);
	return ACT_HANDLED | ACT_REDRAW;
}

static void end_marked(struct away_view *v)
{
	int i = marked_vacation(v);

	if (i >= 0)
		away_end(&v->draft.vacations, i, v->plan.today);
	else if (v->list.marked < WEEKDAYS)
		v->draft.easy.percent[v->list.marked] = EASY_ALL;
	list_draft(v);
}

static void turn_light(struct away_view *v)
{
	int i = marked_vacation(v);

	if (i >= 0)
		v->draft.vacations.v[i].light = !v->draft.vacations.v[i].light;
	list_draft(v);
}

/* Only what was changed here is set: the other may have been set elsewhere meanwhile. */
static unsigned agree(struct app *app, struct away_view *v)
{
	struct buf easy = {0}, vacations = {0};
	struct err err;
	int rc = 0;

	easy_put(&easy, &v->draft.easy);
	vacations_put(&vacations, &v->draft.vacations);
	if (has_other_week(v))
		rc = settings_set(app->store, STR(""), "easy", buf_str(&easy), &err);
	if (rc == 0 && has_other_vacations(v))
		rc = settings_set(app->store, STR(""), "vacation", buf_str(&vacations), &err);
	buf_fini(&easy);
	buf_fini(&vacations);
	if (rc) {
		app_fail(app, &err);
	} else {
		v->now = v->draft;
		app_notice(app, "%s", _("set: due days follow"));
		crossing_wrote(&app->crossing);
	}
	list_draft(v);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act_typing(struct app *app, struct away_view *v, const struct event *event)
{
	if (event->action == DO_SUBMIT)
		return submit(app, v);
	if (event->action != DO_KEYS)
		return ACT_NONE;
	v->editing = false;
	return ACT_HANDLED | ACT_REDRAW;
}

/* What is only a draft is not lost without a word. */
static unsigned leave(struct app *app, struct away_view *v)
{
	if (!is_changed(v) || v->warned)
		return ACT_NONE;
	v->warned = true;
	app_notice(app, "%s", _("s sets it, q drops it"));
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct away_view *v = state;
	bool chosen, moved;

	if (!v->load.loaded)
		return ACT_NONE;
	if (v->editing)
		return act_typing(app, v, event);
	if (list_act(&v->list, event, &chosen, &moved))
		return chosen ? take(v) : ACT_HANDLED | (moved ? ACT_REDRAW : 0);
	switch ((int)event->action) {
	case DO_OPEN: return take(v);
	case DO_LEAVE: return leave(app, v);
	case DO_AWAY_AGREE: return is_changed(v) ? agree(app, v) : ACT_HANDLED;
	case DO_AWAY_ADD: v->list.marked = v->list.count - 1; return edit(v);
	case DO_AWAY_END: end_marked(v); return ACT_HANDLED | ACT_REDRAW;
	case DO_AWAY_LIGHT: turn_light(v); return ACT_HANDLED | ACT_REDRAW;
	}
	return ACT_NONE;
}

/* No key that would do nothing. */
static const char *label(struct app *app, void *state, enum action action)
{
	const struct away_view *v = state;
	bool weekday = v->list.marked < WEEKDAYS, vacation = marked_vacation(v) >= 0;

	(void)app;
	switch ((int)action) {
	case DO_OPEN: return weekday || vacation ? N_("change") : N_("vacation");
	case DO_SUBMIT: return N_("take");
	case DO_AWAY_AGREE: return is_changed(v) ? NULL : "";
	case DO_AWAY_ADD: return weekday || vacation ? NULL : ""; /* as the line itself */
	case DO_AWAY_LIGHT: return vacation ? NULL : "";
	case DO_AWAY_END: return vacation || (weekday && v->draft.easy.percent[v->list.marked] != EASY_ALL) ? NULL : "";
	}
	return list_label(&v->list, action);
}

static void release(struct app *app, void *state)
{
	struct away_view *v = state;

	(void)app;
	plan_load_fini(&v->load);
	plan_fini(&v->plan);
	field_fini(&v->field);
	free(v);
}

static const struct view view_away = {.name = N_("Days off"), .contexts = contexts, .draw = draw, .act = act, .free = release,
				      .field = field, .label = label, .tick = tick, .wait_ms = wait_ms};

void view_away_push(struct app *app)
{
	app_push(app, &view_away, mem_alloc(sizeof(struct away_view)));
}
