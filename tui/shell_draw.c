/* SPDX-License-Identifier: MIT
 * The shell's own lines: header, and the footer whose keys are buttons. */
#include "tui/app.h"

#include "base/utf8.h"

enum { BUTTONS_MAX = 24 };

struct button {
	enum action action;
	const char *label;
};

static void draw_header(struct app *app, const struct app_view *at)
{
	struct box box = app->layout.header;
	struct buf title = {0};
	const char *state = crossing_word(&app->crossing);
	int right = (int)str_of(state).len, room = box.cols - (right ? right + 1 : 0);

	if (!box.rows)
		return;
	if (at->view->title)
		at->view->title(app, at->state, &title);
	else
		buf_addz(&title, at->view->name);
	canvas_put(&app->canvas, box.row, box.col, room, buf_str(&title), ST_BOLD);
	canvas_put(&app->canvas, box.row, box.cols - right, right, str_of(state), ST_PLAIN);
	buf_fini(&title);
}

static bool is_shown(const struct button *button, int count, const char *label)
{
	for (int i = 0; i < count; i++)
		if (str_eq(str_of(button[i].label), str_of(label)))
			return true;
	return false;
}

static int collect(struct app *app, const struct app_view *at, struct button button[BUTTONS_MAX])
{
	unsigned contexts = at->view->contexts(app, at->state) | (app_field(app) ? 0 : CTX_ANY);
	int count = 0;

	for (int i = 1; i < ACTIONS && count < BUTTONS_MAX; i++) {
		const struct action_entry *entry = action_entry((enum action)i);
		const char *own = NULL, *label;

		if (!(entry->contexts & contexts) || (i == DO_KEYS && app_field(app)->text.len))
			continue;
		if (at->view->label)
			own = at->view->label(app, at->state, (enum action)i);
		label = own ? own : entry->label;
		if (*label && !is_shown(button, count, label))
			button[count++] = (struct button){(enum action)i, label};
	}
	return count;
}

static int width_of(const struct button *button, int count, int gap)
{
	int width = 0;

	for (int i = 0; i < count; i++)
		width += utf8_width(action_key(button[i].action)) + 1 + utf8_width(str_of(button[i].label)) +
			 (i ? gap : 0);
	return width;
}

/* All buttons if there is room, else as many as fit, always with the key to the whole list. */
static void draw_footer(struct app *app, const struct app_view *at)
{
	struct box box = app->layout.footer;
	struct button button[BUTTONS_MAX];
	int count = collect(app, at, button), all = count, gap = 2, col = box.col;
	bool typing = app_field(app) != NULL;

	if (width_of(button, count, gap) > box.cols)
		gap = 1;
	while (count > 1 && width_of(button, count, gap) + (count < all && !typing ? 2 : 0) > box.cols)
		count--;
	if (count < all)
		gap = width_of(button, count, 2) + 2 <= box.cols ? 2 : 1;
	for (int i = 0; i < count; i++) {
		struct event event = {.kind = EV_DO, .action = button[i].action};
		int from = col;

		col += canvas_put(&app->canvas, box.row, col, box.cols, action_key(button[i].action),
				  ST_PLAIN);
		col += 1 + canvas_put(&app->canvas, box.row, col + 1, box.cols, str_of(button[i].label),
				      ST_PLAIN);
		canvas_zone(&app->canvas, (struct box){box.row, from, 1, col - from}, event);
		col += gap;
	}
	if (count < all && !typing) {
		canvas_put(&app->canvas, box.row, box.cols - 1, 1, STR("?"), ST_PLAIN);
		canvas_zone(&app->canvas, (struct box){box.row, box.cols - 2, 1, 2},
			    (struct event){.kind = EV_DO, .action = DO_HELP});
	}
}

void shell_draw(struct app *app)
{
	const struct app_view *at = &app->stack[app->depth - 1];
	struct box box = app->layout.footer;

	draw_header(app, at);
	at->view->draw(app, at->state, &app->canvas, app->layout.body);
	if (app->notice.len)
		canvas_put(&app->canvas, box.row, box.col, box.cols, buf_str(&app->notice), ST_REVERSE);
	else if (!app->plain)
		draw_footer(app, at);
}
