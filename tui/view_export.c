/* SPDX-License-Identifier: MIT
 * Writing decks to a file from within the game: what it is called, which says its form. */
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/view_list.h"

static struct buf deck; /* its path; empty: all */

/* JSON lines hold everything, whatever is marked. */
static bool is_whole(struct str path)
{
	return path.len > 6 && memcmp(path.s + path.len - 6, ".jsonl", 6) == 0;
}

/* Another view has been put in the question's place. */
static bool take_path(struct app *app, struct str path)
{
	struct buf own = {0};

	buf_add(&own, path);
	app_drop(app);
	if (own.len)
		view_file_push(app, true, is_whole(buf_str(&own)) ? STR("") : buf_str(&deck), buf_str(&own));
	else
		app->dirty = true;
	buf_fini(&own);
	return false;
}

/* The deck's last level, as far as file systems take it everywhere, and the day. */
static void put_default(struct buf *out, const struct app *app)
{
	struct str name = buf_str(&deck);
	struct buf now = {0};

	for (size_t i = name.len; i > 1; i--)
		if (name.s[i - 1] == ':' && name.s[i - 2] == ':') {
			name = str_slice(name, i, name.len);
			break;
		}
	if (!name.len)
		name = STR("cairn");
	for (size_t i = 0; i < name.len; i++) {
		char c = name.s[i];

		buf_addc(out, (unsigned char)c < 32 || strchr("/\\:*?\"<>|~", c) || (i == 0 && (c == '.' || c == '-')) ? '_' : c);
	}
	clock_put_iso(&now, clock_wall_ms(app->clock));
	buf_addf(out, "-%.10s.apkg", buf_z(&now));
	buf_fini(&now);
}

void view_export_push(struct app *app, struct str path)
{
	struct buf text = {0}, name = {0};

	if (app->kiosk) {
		app_notice(app, "files are not written here");
		return;
	}
	buf_clear(&deck);
	buf_add(&deck, path);
	if (path.len)
		buf_addf(&text, _("The deck %.*s with those below it."), STR_FMT(path));
	else
		buf_addz(&text, _("All decks."));
	buf_addz(&text, _(" The name says the form: .apkg or .colpkg for Anki, .csv, .tsv, .jsonl for everything, a "
			  "folder with / at its end for Markdown. What is it to be called?"));
	put_default(&name, app);
	view_ask_push(app, _("Write a file"), buf_str(&text), false, take_path);
	view_ask_fill(app, buf_str(&name));
	buf_fini(&text);
	buf_fini(&name);
}
