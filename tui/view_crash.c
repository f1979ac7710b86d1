/* SPDX-License-Identifier: MIT
 * The program ended by a fault of its own last time: its report is offered, once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/message.h"
#include "tui/view_list.h"

enum { REPORT_MAX = 16384 };

/* It keeps its text, under a name that is not looked for again. */
static void set_aside(const struct app *app)
{
	char *path = crash_path(app->paths);
	struct buf aside = {0};

	buf_addf(&aside, "%.*s.1.txt", (int)(strlen(path) - strlen(".txt")), path);
	(void)!rename(path, buf_z(&aside));
	buf_fini(&aside);
	free(path);
}

static bool take_seen(struct app *app, int which)
{
	(void)app, (void)which;
	return true;
}

static void show(struct app *app)
{
	static const char *const lines[] = {N_("Done")};
	char *path = crash_path(app->paths);
	struct buf text = {0};
	struct err err;

	buf_addf(&text, _("It is kept as %.*s.1.txt. Whoever mends cairn can use it; nothing of your cards stands in it."),
		 (int)(strlen(path) - strlen(".txt")), path);
	buf_addz(&text, "\n\n");
	if (path_read(path, REPORT_MAX, PATH_NOFOLLOW, &text, &err) < 0)
		app_fail(app, &err);
	app_drop(app);
	view_choose_push(app, _("What happened"), buf_str(&text), lines, 1, take_seen);
	buf_fini(&text);
	free(path);
}

static bool take(struct app *app, int which)
{
	if (which == 2) /* asked again next time */
		return true;
	if (which == 0)
		show(app);
	set_aside(app);
	return which != 0;
}

void view_crash_look(struct app *app)
{
	static const char *const lines[] = {N_("Show the report"), N_("Go on; do not ask again"), N_("Go on; ask next time")};
	char *path = crash_path(app->paths);

	if (!app->kiosk && access(path, F_OK) == 0)
		view_choose_push(app, _("cairn ended in the middle"),
				 str_of(_("Last time cairn was ended by a fault of its own. Every answer that was shown as "
					  "given is kept. It has written a report: version, build, the last keys' actions.")),
				 lines, 3, take);
	free(path);
}
