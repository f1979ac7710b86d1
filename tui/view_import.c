/* SPDX-License-Identifier: MIT
 * Taking in a file from within the game: which one. */
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "tui/files_near.h"
#include "tui/view_list.h"

/* Both of these have another view put in their place. */
static bool take_path(struct app *app, struct str path)
{
	struct buf own = {0};

	buf_add(&own, path);
	app_drop(app);
	if (own.len)
		view_file_push(app, false, STR(""), buf_str(&own));
	else
		app->dirty = true;
	buf_fini(&own);
	return false;
}

static struct files_near near;
static struct buf words[FILES_NEAR_MAX + 1];
static const char *lines[FILES_NEAR_MAX + 1];

static void ask(struct app *app, bool none_near)
{
	struct buf text = {0};

	if (none_near)
		buf_addf(&text, "%s ", _("None lies here, in your home or where downloads lie."));
	buf_addz(&text, _("Anki's packages (.apkg, .colpkg), CSV, TSV, text (front, tab, back), Markdown. Which file "
			  "or folder?"));
	view_ask_push(app, _("Take in a file"), buf_str(&text), false, take_path);
	buf_fini(&text);
}

static bool take_near(struct app *app, int which)
{
	app_drop(app);
	if (which < near.count)
		view_file_push(app, false, STR(""), str_of(near.file[which].path));
	else
		ask(app, false);
	return false;
}

/* Its name first: the end of a long line is cut. */
static void put_line(struct buf *out, const char *path)
{
	const char *home = getenv("HOME"), *slash = strrchr(path, '/');
	size_t len = home ? strlen(home) : 0;
	bool below = len && strncmp(path, home, len) == 0 && path[len] == '/';

	buf_clear(out);
	buf_addf(out, "%s  %s%.*s", slash + 1, below ? "~" : "", (int)(slash - path - (below ? (ptrdiff_t)len : 0)),
		 path + (below ? len : 0));
}

void view_import_push(struct app *app)
{
	int count = 0;

	if (app->kiosk) {
		app_notice(app, "files are not taken in here");
		return;
	}
	files_near_fini(&near);
	files_near_find(&near);
	if (!near.count) {
		ask(app, true);
		return;
	}
	for (; count < near.count; count++) {
		put_line(&words[count], near.file[count].path);
		lines[count] = buf_z(&words[count]);
	}
	lines[count++] = _("Another file or folder");
	view_choose_push(app, _("Take in a file"), STR(""), lines, count, take_near);
}
