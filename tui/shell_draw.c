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

/* Cells for all buttons: the first `labelled` with their labels, the others as bare keys. */
static int width_of(const struct button *button, int count, int labelled, int gap)
{
	int width = 0;

	for (int i = 0; i < count; i++) {
		width += utf8_width(action_key(button[i].action)) + (i ? gap : 0);
		if (i < labelled)
			width += 1 + utf8_width(str_of(button[i].label));
	}
	return width;
}

static int put_button(struct app *app, const struct button *button, int col, bool labelled)
{
	struct box box = app->layout.footer;
	int from = col;

	col += canvas_put(&app->canvas, box.row, col, box.cols, action_key(button->action), ST_PLAIN);
	if (labelled)
		col += 1 +
		       canvas_put(&app->canvas, box.row, col + 1, box.cols, str_of(button->label), ST_PLAIN);
	canvas_zone(&app->canvas, (struct box){box.row, from, 1, col - from},
		    (struct event){.kind = EV_DO, .action = button->action});
	return col;
}

/* Every button with its label if there is room; else the last ones as bare keys, and at the very least the
 * first ones. The list in tui/actions.def is in order of need, but for the way to the whole list, which
 * stays. */
static void draw_footer(struct app *app, const struct app_view *at)
{
	struct box box = app->layout.footer;
	struct button button[BUTTONS_MAX];
	int count = collect(app, at, button), labelled = count, gap = 2, col = box.col;

	if (width_of(button, count, labelled, gap) > box.cols)
		gap = 1;
	while (labelled > 1 && width_of(button, count, labelled, gap) > box.cols)
		labelled--;
	while (count > 1 && width_of(button, count, labelled, gap) > box.cols) {
		if (count > 2 && button[count - 1].action == DO_HELP)
			button[count - 2] = button[count - 1];
		count--;
	}
	for (int i = 0; i < count; i++)
		col = put_button(app, &button[i], col, i < labelled) + gap;
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
