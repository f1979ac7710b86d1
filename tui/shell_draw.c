/* SPDX-License-Identifier: MIT
 * The shell's own lines: header, and the footer whose keys are buttons. */
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "tui/app.h"

enum { NOTICE_ROWS_MAX = 5 };

static void draw_header(struct app *app, const struct app_view *at)
{
	struct box box = app->layout.header;
	struct buf title = {0};
	const char *state = crossing_word(&app->crossing);
	int right = utf8_width(str_of(state)), room = box.cols - (right ? right + 1 : 0);

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

struct str shell_key(struct app *app, enum action action)
{
	const struct field *field = app_field(app);

	return field && !field_on_empty_line(field) ? action_key_beside_text(action) : action_key(action);
}

int shell_buttons(struct app *app, struct button button[BUTTONS_MAX])
{
	const struct app_view *at = &app->stack[app->depth - 1];
	unsigned contexts = at->view->contexts(app, at->state) | (app_field(app) ? 0 : CTX_ANY);
	int count = 0;

	for (int i = 1; i < ACTIONS && count < BUTTONS_MAX; i++) {
		const struct action_entry *entry = action_entry((enum action)i);
		struct str key = shell_key(app, (enum action)i);
		const char *own = NULL, *label;

		if (!(entry->contexts & contexts) || !key.len)
			continue;
		if (at->view->label)
			own = at->view->label(app, at->state, (enum action)i);
		label = _(own ? own : entry->label);
		/* Out of a text letters are keys, and one of them leaves: where a view says that of KEYS, both are shown. */
		if (*label && !is_shown(button, count, label))
			button[count++] = (struct button){(enum action)i, key,
							  i == DO_KEYS && own ? action_key(DO_LEAVE) : (struct str){0}, label};
	}
	return count;
}

/* What the footer has room for: `in` the buttons that stand there, of `all`; `bare`: the way to help as its key alone. */
struct choice {
	const struct button *all;
	int count, cols, gap;
	bool in[BUTTONS_MAX], bare;
};

static const char *label_of(const struct choice *c, int which)
{
	return c->bare && c->all[which].action == DO_HELP ? "" : c->all[which].label;
}

static int word_width(struct str word)
{
	return word.len ? 1 + utf8_width(word) : 0;
}

static int width_of(const struct choice *c)
{
	int width = 0;

	for (int i = 0; i < c->count; i++)
		if (c->in[i])
			width += utf8_width(c->all[i].key) + word_width(c->all[i].then) +
				 word_width(str_of(label_of(c, i))) + (width ? c->gap : 0);
	return width;
}

static void try_in(struct choice *c, int which)
{
	bool before = c->in[which];

	c->in[which] = true;
	if (width_of(c) > c->cols)
		c->in[which] = before;
}

static void try_action(struct choice *c, enum action action)
{
	for (int i = 0; i < c->count; i++)
		if (c->all[i].action == action)
			try_in(c, i);
}

/* All of them, with room between them if there is some; else the first one, the way to all others and the way out, and of
 * the rest, which tui/actions.def has in order of need, those that still fit. A key without its word would say nothing. */
static void choose(struct choice *c)
{
	memset(c->in, true, sizeof(c->in));
	for (c->gap = 2; c->gap > 0; c->gap--)
		if (width_of(c) <= c->cols)
			return;
	c->gap = 1;
	c->bare = true;
	memset(c->in, false, sizeof(c->in));
	c->in[0] = true;
	try_action(c, DO_HELP);
	if (!(action_entry(c->all[0].action)->contexts & CTX_GRADE)) /* the ratings are more */
		try_action(c, DO_LEAVE);
	for (int i = 1; i < c->count; i++)
		try_in(c, i);
	c->bare = false;
	c->bare = width_of(c) > c->cols;
}

static int put_button(struct app *app, const struct button *button, int col, struct str label)
{
	struct box box = app->layout.footer;
	const struct str word[] = {button->then, label};
	int from = col;

	col += canvas_put(&app->canvas, box.row, col, box.cols, button->key, ST_PLAIN);
	for (int i = 0; i < 2; i++)
		if (word[i].len)
			col += 1 + canvas_put(&app->canvas, box.row, col + 1, box.cols, word[i], ST_PLAIN);
	canvas_zone(&app->canvas, (struct box){box.row, from, 1, col - from},
		    (struct event){.kind = EV_DO, .action = button->action});
	return col;
}

static void draw_footer(struct app *app)
{
	struct button button[BUTTONS_MAX];
	struct choice c = {.all = button, .cols = app->layout.footer.cols};
	int col = app->layout.footer.col;

	c.count = shell_buttons(app, button);
	choose(&c);
	for (int i = 0; i < c.count; i++)
		if (c.in[i])
			col = put_button(app, &button[i], col, str_of(label_of(&c, i))) + c.gap;
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

/* The smallest screens are for answering and have no header; but of lines to choose from one must know what they are. */
static void fit_header(struct app *app, const struct app_view *at)
{
	unsigned contexts = at->view->contexts(app, at->state);

	if (app->plain)
		return;
	app->layout = layout_of(app->canvas.cols, app->canvas.rows);
	if (app->layout.step != LAYOUT_MICRO || !(contexts & CTX_LIST) || contexts & (CTX_CATALOGUE | CTX_BROWSE))
		return;
	app->layout.header.rows = 1;
	app->layout.body.row++;
	app->layout.body.rows--;
}

void shell_draw(struct app *app)
{
	const struct app_view *at = &app->stack[app->depth - 1];

	fit_header(app, at);
	draw_header(app, at);
	at->view->draw(app, at->state, &app->canvas, app->layout.body);
	if (app->notice.len)
		draw_notice(app);
	else if (!app->plain)
		draw_footer(app);
}
