/* SPDX-License-Identifier: MIT
 * PIN gate: nothing of the store is shown before the PIN was right. */
#include "base/message.h"
#include "tui/view_list.h"

static bool take_pin(struct app *app, struct str typed)
{
	struct err err;
	int rc = pin_check(app->pin, typed, &err);

	if (rc == PIN_RIGHT) {
		app->pin = NULL;
		if (view_start(app, &err)) /* the gate lies below, and is never seen again */
			app_fail(app, &err);
		else
			view_matters_look(app);
		return false;
	}
	if (rc < 0)
		app_fail(app, &err);
	else
		app_notice(app, "%s: wait %d s", rc == PIN_WRONG ? _("wrong PIN") : _("locked"),
			   (int)((app->pin->wait_ms + 999) / 1000));
	return false;
}

void view_pin_push(struct app *app)
{
	view_ask_push(app, _("PIN"), str_of(_("Type your PIN, then Enter.")), true, take_pin);
}
