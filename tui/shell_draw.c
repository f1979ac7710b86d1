/* SPDX-License-Identifier: MIT
 * The shell's own lines: header, and the footer whose keys are buttons. */
#include "base/message.h"
#include "tui/app.h"

#include "base/utf8.h"

enum { NOTICE_ROWS_MAX = 5 };

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
		buf_addz(&title, _(at->view->name));
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

int shell_buttons(struct app *app, struct button button[BUTTONS_MAX])
{
	const struct app_view *at = &app->stack[app->depth - 1];
	unsigned contexts = at->view->contexts(app, at->state) | (app_field(app) ? 0 : CTX_ANY);
	int count = 0;

	for (int i = 1; i < ACTIONS && count < BUTTONS_MAX; i++) {
		const struct action_entry *entry = action_entry((enum action)i);
		const char *own = NULL, *label;

		if (!(entry->contexts & contexts) || (i == DO_KEYS && app_field(app)->text.len))
			continue;
		if (at->view->label)
			own = at->view->label(app, at->state, (enum action)i);
		label = _(own ? own : entry->label);
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
static void draw_footer(struct app *app)
{
	struct box box = app->layout.footer;
	struct button button[BUTTONS_MAX];
	int count = shell_buttons(app, button), labelled = count, gap = 2, col = box.col;

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

/* One line in the footer's place, or as many above it as the sentence needs. */
static void draw_notice(struct app *app)
{
	struct canvas *c = &app->canvas;
	struct str text = buf_str(&app->notice);
	struct box box = {0, 0, NOTICE_ROWS_MAX, c->cols};
	int rows = canvas_text(NULL, box, 0, text, ST_PLAIN);

	box.rows = rows < NOTICE_ROWS_MAX ? rows : NOTICE_ROWS_MAX;
	box.row = c->rows - box.rows;
	if (box.rows > 1)
		canvas_fill(c, box, ST_REVERSE);
	canvas_text(c, box, 0, text, ST_REVERSE);
}

void shell_draw(struct app *app)
{
	const struct app_view *at = &app->stack[app->depth - 1];

	draw_header(app, at);
	at->view->draw(app, at->state, &app->canvas, app->layout.body);
	if (app->notice.len)
		draw_notice(app);
	else if (!app->plain)
		draw_footer(app);
}
