/* SPDX-License-Identifier: MIT
 * App: the stack of views, and what of an event is the shell's own business. */
#include "tui/app.h"

#include <assert.h>
#include <stdarg.h>

#include "base/crash.h"
#include "base/message.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "tui/kiosk.h"
#include "tui/view_list.h"

enum { TAP_KEY = 0x200000 }; /* + the cell, for the guard against repeats: no key of a keyboard */
enum { REST_MS = 1000, REPEAT_GUARD_MS = 80, TICKS_MAX = 100000 };

static struct app_view *top(struct app *app)
{
	return app->depth ? &app->stack[app->depth - 1] : NULL;
}

struct field *app_field(struct app *app)
{
	struct app_view *at = top(app);

	return at && at->view->field ? at->view->field(app, at->state) : NULL;
}

void app_size(struct app *app, int cols, int rows)
{
	canvas_resize(&app->canvas, cols, rows);
	app->layout = layout_of(cols, rows);
	if (app->plain)
		app->layout.body = (struct box){2, 0, rows - 3, cols};
	app->dirty = true;
}

void app_push(struct app *app, const struct view *view, void *state)
{
	assert(app->depth < VIEWS_MAX);
	if (app->depth) {
		app_rest(app); /* what is half typed there is read again on the way back */
		app_cover(app, top(app));
	}
	app->stack[app->depth++] = (struct app_view){.view = view, .state = state};
	app->dirty = true;
}

void app_drop(struct app *app)
{
	struct app_view gone = *top(app);

	if (gone.view->rest)
		gone.view->rest(app, gone.state);
	app->depth--;
	gone.view->free(app, gone.state);
	if (app->depth)
		app_uncover(app, top(app));
	app->dirty = true;
}

void app_replace(struct app *app, const struct view *view, void *state)
{
	app_drop(app);
	app_push(app, view, state);
}

static void pop(struct app *app)
{
	struct app_view *at;

	if (app->pin && app->depth == app->locked_depth) { /* the way back from the gate leads out */
		app->leaving = true;
		return;
	}
	app_drop(app);
	at = top(app);
	if (!at) {
		app->leaving = true;
		if (app->notice.len) /* nobody would see it */
			buf_addf(&app->farewell, "%s\n", buf_z(&app->notice));
	}
	else if (at->view->back)
		at->view->back(app, at->state);
}

void app_notice(struct app *app, const char *fmt, ...)
{
	va_list ap;

	buf_clear(&app->notice);
	va_start(ap, fmt);
	buf_vaddf(&app->notice, _(fmt), ap);
	va_end(ap);
	if (app->kiosk)
		kiosk_hide(&app->notice);
	app->dirty = true;
}

void app_fail(struct app *app, const struct err *err)
{
	app_notice(app, "%s", err->text);
}

void app_rest(struct app *app)
{
	struct app_view *at = top(app);

	app->rest_at_ms = 0;
	if (at && at->view->rest)
		at->view->rest(app, at->state);
}

static unsigned contexts(struct app *app)
{
	struct app_view *at = top(app);

	return at->view->contexts(app, at->state) | (app_field(app) ? 0 : CTX_ANY);
}

static unsigned shell_act(struct app *app, const struct event *event)
{
	switch ((int)event->action) {
	case DO_LEAVE: return ACT_POP;
	case DO_HELP: view_help_push(app, contexts(app)); return ACT_REDRAW;
	case DO_MOUSE:
		app->taps = !app->taps;
		app_notice(app, app->taps ? N_("taps are on") : N_("taps are off: a tap is the terminal's own"));
		return ACT_REDRAW;
	case DO_REDRAW: app->redraw_all = true; return ACT_REDRAW;
	}
	return ACT_NONE;
}

static void give(struct app *app, const struct event *event)
{
	struct app_view *at = top(app);
	unsigned bits;

	crash_note(action_name(event->action));
	if (app->notice.len && event->action != DO_NOTHING) {
		buf_clear(&app->notice);
		app->dirty = true;
	}
	bits = at->view->act(app, at->state, event);
	if (!(bits & ACT_HANDLED))
		bits |= shell_act(app, event);
	if (bits & ACT_REDRAW)
		app->dirty = true;
	if (bits & ACT_QUIT)
		app->leaving = true;
	else if (bits & ACT_POP)
		pop(app);
}

/* What is typed is no repeat of a key before it; an Enter that bounces behind it is. */
static void note_key(struct app *app, uint32_t key)
{
	app->last_key = key;
	app->last_key_ms = clock_mono_ms(app->timer);
}

/* One key held down, or a bouncing one, or a finger that tapped twice, must not grade an answer that it has just
 * revealed. A fixed clock stands still: there is nothing to measure. */
static bool is_repeat(struct app *app, uint32_t key, enum action action)
{
	int64_t now = clock_mono_ms(app->timer);
	bool grades = action >= DO_NEXT && action <= DO_EASY;
	bool repeat = grades && key == app->last_key && now - app->last_key_ms < REPEAT_GUARD_MS &&
		      !app->timer->fixed;

	note_key(app, key);
	return repeat;
}

static void key_in_field(struct app *app, struct field *field, struct event *event)
{
	bool pause = event->key == ' ' && field_on_empty_line(field);

	if (!pause && field_act(field, event)) {
		buf_clear(&app->notice);
		app->rest_at_ms = clock_mono_ms(app->timer) + REST_MS;
		app->dirty = true;
		return;
	}
	event->action = pause ? DO_KEYS : action_of_key(contexts(app), event->key, &event->n);
	if (event->action != DO_NOTHING)
		give(app, event);
}

static void act_key(struct app *app, struct event *event)
{
	struct field *field = app_field(app);

	if (event->key == K_CTRL + 'c' || event->key == K_CTRL + 'd') {
		app->leaving = true;
		return;
	}
	if (field) {
		note_key(app, event->key);
		key_in_field(app, field, event);
		return;
	}
	if (event->burst == 0)
		return;
	if (event->burst > 1) {
		app_notice(app, "typed text ignored");
		return;
	}
	event->action = action_of_key(contexts(app), event->key, &event->n);
	if (event->action != DO_NOTHING && !is_repeat(app, event->key, event->action))
		give(app, event);
}

static void act_tap(struct app *app, const struct event *tap)
{
	struct event event;
	bool in_body =
		tap->row >= app->layout.body.row && tap->row < app->layout.body.row + app->layout.body.rows;

	if (app_field(app))
		return;
	if (!canvas_hit(&app->canvas, tap->row, tap->col, &event)) {
		event = (struct event){.kind = EV_DO};
		if (in_body && !(contexts(app) & (CTX_CHOICE | CTX_LIST | CTX_DECKS)))
			event.action = action_default(contexts(app));
	}
	if (event.action != DO_NOTHING && !is_repeat(app, TAP_KEY + (uint32_t)(tap->row * 4096 + tap->col), event.action))
		give(app, &event);
}

/* A text of many lines goes on behind the line that was ended last; any other is a new one. */
static void put_line(struct field *field, struct str line)
{
	struct buf text = {0};

	if (field->many && field->text.len && field->text.s[field->text.len - 1] == '\n')
		buf_add(&text, buf_str(&field->text));
	buf_add(&text, line);
	field_set(field, buf_str(&text));
	buf_fini(&text);
}

/* Line mode: a line is what goes into the text field, or a key, or nothing: the default. */
static void act_line(struct app *app, const struct event *line)
{
	struct field *field = app_field(app);
	struct str rest = str_trim(line->text);
	struct event key = {.kind = EV_KEY, .key = K_ENTER, .burst = 1};

	if (rest.len == 2 && rest.s[0] == '/') { /* a key, also where a text is asked for */
		key.action = DO_KEYS;
		if (field)
			give(app, &key);
		key = (struct event){.kind = EV_KEY, .key = (unsigned char)rest.s[1], .burst = 1};
	} else if (field && rest.len) {
		put_line(field, line->text);
	} else if (rest.len) {
		key.key = utf8_next(&rest);
		key.burst = rest.len ? 2 : 1;
	}
	app->last_key = 0;
	act_key(app, &key);
}

static void act_tick(struct app *app)
{
	struct app_view *at;
	unsigned bits;

	(void)view_pin_lock(app);
	at = top(app);
	if (app->rest_at_ms && clock_mono_ms(app->timer) >= app->rest_at_ms)
		app_rest(app);
	if (!at->view->tick)
		return;
	bits = at->view->tick(app, at->state);
	app->dirty |= (bits & ACT_REDRAW) != 0;
}

static bool is_input(const struct event *event)
{
	if (event->kind == EV_KEY)
		return event->key != K_CTRL + 'c' && event->key != K_CTRL + 'd';
	return event->kind == EV_TAP || event->kind == EV_PASTE || event->kind == EV_LINE;
}

static bool stands(struct app *app)
{
	struct app_view *at = top(app);

	if (!at->view->stands || at->view->stands(app, at->state))
		return true;
	app->dirty = true;
	return false;
}

void app_event(struct app *app, const struct event *event)
{
	struct event own = *event;

	if (!app->depth || app->leaving)
		return;
	zone_look(clock_mono_ms(app->timer));
	if (is_input(event)) {
		bool locked = view_pin_lock(app); /* what was typed without looking is no PIN */

		app->seen_ms = clock_mono_ms(app->timer);
		app_focus(app, true); /* whoever types is here: a terminal's word of it may get lost */
		if (locked || !stands(app))
			return;
	}
	switch (event->kind) {
	case EV_NONE: break;
	case EV_KEY: act_key(app, &own); break;
	case EV_TAP: act_tap(app, event); break;
	case EV_WHEEL:
		own = (struct event){.kind = EV_DO,
				     .action = event->delta > 0 ? DO_SCROLL_DOWN : DO_SCROLL_UP};
		give(app, &own);
		break;
	case EV_PASTE:
		if (app_field(app) && field_act(app_field(app), event)) {
			app->rest_at_ms = clock_mono_ms(app->timer) + REST_MS;
			app->dirty = true;
		}
		break;
	case EV_SIZE: app_size(app, event->col, event->row); break;
	case EV_FOCUS:
		app_focus(app, event->delta);
		give(app, event);
		break;
	case EV_TICK: act_tick(app); break;
	case EV_LINE: act_line(app, event); break;
	case EV_DO: give(app, event); break;
	}
}

static int64_t sooner(int64_t a, int64_t b) /* < 0: never */
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

int64_t app_wait_ms(struct app *app)
{
	struct app_view *at = top(app);
	int64_t wait = at && at->view->wait_ms ? at->view->wait_ms(app, at->state) : -1;

	if (app->rest_at_ms) {
		int64_t rest = app->rest_at_ms - clock_mono_ms(app->timer);

		wait = sooner(wait, rest > 0 ? rest : 0);
	}
	return sooner(wait, view_pin_wait_ms(app));
}

void app_settle(struct app *app)
{
	for (int i = 0; i < TICKS_MAX && !app->leaving && app->depth && app_wait_ms(app) == 0; i++)
		act_tick(app);
	if (helper_wait(&app->helper)) {
		app->helper_came = true;
		app_event(app, &(struct event){.kind = EV_TICK});
	}
}

bool app_draw(struct app *app)
{
	if (!app->dirty || !app->depth)
		return false;
	app->dirty = false;
	canvas_clear(&app->canvas);
	shell_draw(app);
	return true;
}

void app_draw_settled(struct app *app)
{
	for (int i = 0; i < 2; i++) { /* the first frame may have made room for more */
		app_draw(app);
		app_settle(app);
	}
	app_draw(app);
}

/* What stays in the scrollback. */
static void say_farewell(struct app *app)
{
	struct progress progress;
	struct err err;

	if (!app->session || session_progress(app->session, &progress, &err) || !progress.answered)
		return;
	view_summary_line(&progress, &app->farewell);
	buf_addf(&app->farewell, _("\nLeft today: %d\n"),
		 (int)(progress.left_new + progress.left_learn + progress.left_review));
}

void app_fini(struct app *app)
{
	struct err err;

	say_farewell(app);
	while (app->depth)
		app_drop(app);
	if (app->session && session_end(app->session, &err))
		buf_addf(&app->farewell, "cairn: %s\n", err.text);
	session_close(app->session);
	app->session = NULL;
	canvas_fini(&app->canvas);
	buf_fini(&app->notice);
	buf_fini(&app->deck);
	buf_fini(&app->menu_deck);
}
