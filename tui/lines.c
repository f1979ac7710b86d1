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
		struct str key = action_key(button[i].action);

		buf_addf(out, "%s%.*s) %s", i ? "  " : "",
			 STR_FMT(str_is(key, "space") ? str_of(_("Enter")) : key), button[i].label);
	}
}

static void show(struct app *app, FILE *out)
{
	struct buf text = {0};

	canvas_print(&app->canvas, &text);
	while (text.len > 1 && text.s[text.len - 2] == '\n')
		buf_cut(&text, text.len - 1);
	put_keys(app, &text);
	buf_addz(&text, "\n> ");
	fputs(buf_z(&text), out);
	fflush(out);
	buf_fini(&text);
}

int lines_run(struct app *app, FILE *in, FILE *out, int cols, struct err *err)
{
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
			show(app, out);
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
	free(line);
	return 0;
}
