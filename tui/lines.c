/* SPDX-License-Identifier: MIT
 * Line mode: screens downwards. */
#include "tui/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"

enum { LINES_ROWS = 200, LINES_COLS_MAX = 80, LINES_COLS_MIN = 20 };

/* The keys that hold now: "Enter) show  x) again  ?) help". */
static void put_keys(struct app *app, struct buf *out)
{
	struct button button[BUTTONS_MAX];
	int count = shell_buttons(app, button);

	if (app_field(app)) {
		buf_addz(out, _("your text, or nothing  (/q leaves, /? helps)"));
		return;
	}
	for (int i = 0; i < count; i++) {
		struct str key = button[i].key;

		buf_addf(out, "%s%.*s) %s", i ? "  " : "",
			 STR_FMT(str_is(key, "space") ? str_of(_("Enter")) : key), button[i].label);
	}
}

/* The end of the first line of text, with its newline; false: there is none. */
static bool next_line(struct str *rest, struct str *line)
{
	struct str all = *rest;

	if (!str_cut(rest, '\n', line))
		return false;
	line->len += line->s + line->len < all.s + all.len;
	return line->len > 0;
}

/* The header and what differs below it: nobody wants to hear the same again. All of it on another screen. */
static void put_changed(struct buf *out, struct str before, struct str now)
{
	struct str old, line;
	bool first = true, same_head = false, blank = false;

	while (next_line(&now, &line)) {
		bool known = next_line(&before, &old) && str_eq(old, line);

		same_head = first ? known : same_head;
		if ((first || !same_head || !known) && !(blank && line.len == 1))
			buf_add(out, line);
		blank = line.len == 1;
		first = false;
	}
}

static void show(struct app *app, struct buf *before, FILE *out)
{
	struct buf text = {0}, now = {0};

	canvas_print(&app->canvas, &now);
	while (now.len > 1 && now.s[now.len - 2] == '\n')
		buf_cut(&now, now.len - 1);
	put_changed(&text, app->redraw_all ? (struct str){0} : buf_str(before), buf_str(&now));
	app->redraw_all = false;
	buf_clear(before);
	buf_add(before, buf_str(&now));
	buf_fini(&now);
	put_keys(app, &text);
	buf_addz(&text, "\n> ");
	fputs(buf_z(&text), out);
	fflush(out);
	buf_fini(&text);
}

int lines_run(struct app *app, FILE *in, FILE *out, int cols, struct err *err)
{
	struct buf before = {0};
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	(void)err;
	app->plain = true;
	app_size(app,
		 cols < LINES_COLS_MIN	 ? LINES_COLS_MIN
		 : cols > LINES_COLS_MAX ? LINES_COLS_MAX
					 : cols,
		 LINES_ROWS);
	while (!app->leaving) {
		if (app_draw(app))
			show(app, &before, out);
		else
			fputs("> ", out), fflush(out);
		len = getline(&line, &cap, in);
		if (len < 0)
			break;
		if (len && line[len - 1] == '\n')
			len--;
		app_event(app, &(struct event){.kind = EV_LINE, .text = {line, (size_t)len}});
		app_event(app, &(struct event){.kind = EV_TICK});
		app_settle(app);
	}
	buf_fini(&before);
	free(line);
	return 0;
}
