/* SPDX-License-Identifier: MIT
 * Settings: what study/settings.h lists, with the values in force; a switch is turned, anything else is
 * typed. */
#include <stdlib.h>

#include "base/mem.h"
#include "study/settings.h"
#include "tui/list.h"
#include "tui/view_list.h"

struct setting_row {
	const char *key, *label; /* constant; no key: the line that leads to sync */
	struct str value;	 /* in the arena */
	bool is_default;
};

struct settings_view {
	struct arena arena;
	struct setting_row *row;
	struct list list;
	int cap;
	bool editing;
	struct field field;
};

static int each(void *ctx, const char *key, const char *label, const char *value, bool is_default,
		struct err *err)
{
	struct settings_view *v = ctx;

	(void)err;
	if (v->list.count == v->cap) {
		v->cap = v->cap ? v->cap * 2 : 16;
		v->row = mem_grow(v->row, (size_t)v->cap, sizeof(*v->row));
	}
	v->row[v->list.count++] =
		(struct setting_row){key, label, arena_str(&v->arena, str_of(value)), is_default};
	return 0;
}

static void load(struct app *app, struct settings_view *v)
{
	struct err err;

	arena_reset(&v->arena);
	v->list.count = 0;
	if (settings_each(app->store, (struct str){0}, each, v, &err) ||
	    each(v, NULL, "Sync", app->crossing.why_not ? "off" : crossing_word(&app->crossing), true, &err))
		app_fail(app, &err);
}

static struct field *field(struct app *app, void *state)
{
	struct settings_view *v = state;

	(void)app;
	return v->editing ? &v->field : NULL;
}

static unsigned contexts(struct app *app, void *state)
{
	struct settings_view *v = state;

	(void)app;
	return v->editing ? CTX_TYPING : CTX_LIST;
}

/* The parameters of the model are too long for a line's end. */
static struct str shown(const struct setting_row *row)
{
	if (row->value.len <= 12)
		return row->value;
	return row->is_default ? STR("default") : STR("own");
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct settings_view *v = state;
	struct box line = {body.row + body.rows - 1, body.col + 2, 1, body.cols - 2};

	(void)app;
	if (body.cols > 60)
		body.cols = 60;
	if (v->editing) {
		canvas_put(canvas, line.row, body.col, 1, STR(">"), ST_BOLD);
		field_draw(&v->field, canvas, line, ST_PLAIN, true);
		body.rows -= 1;
	}
	list_fit(&v->list, body.rows);
	for (int i = 0; i < v->list.count; i++)
		list_line(&v->list, canvas, body, i, str_of(v->row[i].label), shown(&v->row[i]));
}

static unsigned set(struct app *app, struct settings_view *v, struct str value)
{
	struct err err;

	if (settings_set(app->store, (struct str){0}, v->row[v->list.marked].key, value, &err)) {
		app_fail(app, &err);
		return ACT_HANDLED | ACT_REDRAW;
	}
	v->editing = false;
	load(app, v);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned take(struct app *app, struct settings_view *v)
{
	const struct setting_row *row = &v->row[v->list.marked];

	if (!row->key) {
		view_sync_push(app);
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (str_is(row->value, "on") || str_is(row->value, "off"))
		return set(app, v, str_is(row->value, "on") ? STR("off") : STR("on"));
	v->field.cap = 1000;
	field_set(&v->field, row->value);
	v->editing = true;
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct settings_view *v = state;
	bool chosen, moved;

	if (v->editing) {
		if (event->action == DO_SUBMIT)
			return set(app, v, str_trim(buf_str(&v->field.text)));
		if (event->action == DO_KEYS)
			v->editing = false;
		return event->action == DO_KEYS ? ACT_HANDLED | ACT_REDRAW : ACT_NONE;
	}
	if (list_act(&v->list, event, &chosen, &moved))
		return chosen ? take(app, v) : ACT_HANDLED | (moved ? ACT_REDRAW : 0);
	return event->action == DO_OPEN ? take(app, v) : ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	(void)app;
	(void)state;
	return action == DO_OPEN ? "change" : action == DO_SUBMIT ? "ok (empty: default)" : NULL;
}

static void release(struct app *app, void *state)
{
	struct settings_view *v = state;

	(void)app;
	field_fini(&v->field);
	arena_fini(&v->arena);
	free(v->row);
	free(v);
}

static const struct view view_settings = {.name = "Settings",
					  .contexts = contexts,
					  .draw = draw,
					  .act = act,
					  .free = release,
					  .field = field,
					  .label = label};

void view_settings_push(struct app *app)
{
	struct settings_view *v = mem_alloc(sizeof(*v));

	load(app, v);
	app_push(app, &view_settings, v);
}
