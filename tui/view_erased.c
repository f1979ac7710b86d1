/* SPDX-License-Identifier: MIT
 * After an erasure on the server: keep here, save, delete here too, or go on under a new name. */
#include "base/message.h"
#include "schema/marks.h"
#include "tui/view_list.h"

static int set_kept(struct app *app, int64_t kept, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(app->store, &tx, err) || meta_set_int(app->store, META_KEPT, kept, err))
		return -1;
	return store_commit(&tx, err);
}

static bool take_delete(struct app *app, struct str typed)
{
	struct buf learner = {0};
	struct err err;
	bool same = meta_get_text(app->store, META_LEARNER, &learner, &err) == 0 && str_eq(typed, buf_str(&learner));

	buf_fini(&learner);
	if (!same && typed.len) {
		app_notice(app, "that is not the name; with nothing typed, everything stays");
		return false;
	}
	app->leaving = app->removing = same;
	return true;
}

static bool take_rename(struct app *app, struct str name)
{
	struct err err;
	STORE_TX(tx);

	if (!name.len)
		return true;
	if (!view_is_learner(name)) {
		app_notice(app, "1 to 32 of a-z, 0-9 and -");
		return false;
	}
	if (store_begin(app->store, &tx, &err) || mark_rename(app->store, name, &err) ||
	    meta_set_int(app->store, META_KEPT, 0, &err) || store_commit(&tx, &err)) {
		app_fail(app, &err);
		return true;
	}
	view_learner_is(app, name);
	return true;
}

/* In the place of the choice. */
static void ask_name(struct app *app, bool deletes)
{
	app_drop(app);
	if (deletes)
		view_ask_push(app, _("Delete everything here?"),
			      str_of(_("Notes, answers, schedules, images and a helper's answers of this device are deleted, and cairn "
				       "ends; backups stay. Type your "
				       "learner's name to do it, or nothing to keep them.")),
			      false, take_delete);
	else
		view_ask_push(app, _("A new name"),
			      str_of(_("Everything that is here goes to the server under the new name. Type "
				       "it (a-z, 0-9, -).")),
			      false, take_rename);
}

static bool take_erased(struct app *app, int which)
{
	struct err err;

	switch (which) {
	case 0:
		if (set_kept(app, 1, &err))
			app_fail(app, &err);
		return true;
	case 1:
		buf_addz(&app->farewell, _("cairn export --json > cairn.jsonl writes everything that is "
					   "here; then start cairn "
					   "again and decide.\n"));
		app->leaving = true;
		return true;
	case 2: ask_name(app, true); return false;
	case 3: ask_name(app, false); return false;
	}
	return true;
}

int view_erased_look(struct app *app, struct err *err)
{
	static const char *const lines[] = {N_("Keep everything here, send nothing"),
					    N_("Leave, to save a copy first"), N_("Delete it here as well"),
					    N_("Go on under a new name")};
	int64_t when = 0, kept = 0;

	if (app->asked_erased || app->kiosk) /* whoever has the machine decides */
		return 0;
	if (mark_erased(app->store, &when, err) || meta_get_int(app->store, META_KEPT, &kept, err) < 0)
		return -1;
	app->asked_erased = when && !kept;
	if (app->asked_erased)
		view_choose_push(app, _("Erased on the server"),
				 str_of(_("Your rows were erased on the server. Nothing is sent any more, "
					  "and nothing was "
					  "deleted here. What now?")),
				 lines, 4, take_erased);
	return 0;
}
