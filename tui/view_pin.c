/* SPDX-License-Identifier: MIT
 * PIN gate: nothing of the store is shown before the PIN was right, nor once nobody has been here for a while. */
#include "base/message.h"
#include "tui/view_list.h"

/* 0 when it was right. */
static int try_pin(struct app *app, struct str typed)
{
	struct err err;
	int rc = pin_check(app->pin, typed, &err);

	if (rc < 0)
		app_fail(app, &err);
	else if (rc != PIN_RIGHT)
		app_notice(app, "%s: wait %d s", rc == PIN_WRONG ? _("wrong PIN") : _("locked"),
			   (int)((app->pin->wait_ms + 999) / 1000));
	else
		app->pin = NULL;
	return rc;
}

static bool take_first(struct app *app, struct str typed)
{
	struct err err;

	if (try_pin(app, typed))
		return false;
	if (view_start(app, &err)) /* the gate lies below, and is never seen again */
		app_fail(app, &err);
	else
		view_matters_look(app);
	return false;
}

/* What stood there when it was locked is there again. */
static bool take_again(struct app *app, struct str typed)
{
	return try_pin(app, typed) == 0;
}

void view_pin_push(struct app *app)
{
	view_ask_push(app, _("PIN"), str_of(_("Type your PIN, then Enter.")), true, take_first);
	app->locked_depth = app->depth;
}

int64_t view_pin_wait_ms(const struct app *app)
{
	int64_t wait;

	if (!app->gate || app->pin || !app->lock_ms)
		return -1;
	wait = app->seen_ms + app->lock_ms - clock_mono_ms(app->timer);
	return wait > 0 ? wait : 0;
}

bool view_pin_lock(struct app *app)
{
	if (view_pin_wait_ms(app) != 0)
		return false;
	app_rest(app);
	app->pin = app->gate;
	buf_clear(&app->notice); /* it may be about a card */
	view_ask_push(app, _("PIN"), str_of(_("Nobody was here for a while. Type your PIN, then Enter.")), true, take_again);
	app->locked_depth = app->depth;
	return true;
}
