/* SPDX-License-Identifier: MIT
 * A clock that is probably wrong: asked about before the first answer, because answers are dated by it. */
#include "base/message.h"
#include "schema/log.h"
#include "tui/view_list.h"

static bool take_clock(struct app *app, int which)
{
	struct err err;
	STORE_TX(tx);

	if (which == 1) {
		app->leaving = true;
		return true;
	}
	if (store_begin(app->store, &tx, &err) ||
	    meta_set_int(app->store, META_CLOCK, clock_wall_ms(app->clock), &err) || store_commit(&tx, &err))
		app_fail(app, &err);
	return true;
}

static void put_moment(struct app *app, struct buf *out, const char *what, int64_t ms)
{
	buf_addz(out, what);
	clock_put_local(out, ms, clock_zone_min(app->clock, ms));
}

static void ask(struct app *app, int64_t newest)
{
	static const char *const lines[] = {N_("It is right: go on"), N_("Quit, and set the clock")};
	int64_t now = clock_wall_ms(app->clock);
	struct buf text = {0};

	put_moment(app, &text, _("This device's clock:  "), now);
	if (now < CAIRN_RELEASED_MS)
		put_moment(app, &text, _("\nThis cairn is from:   "), CAIRN_RELEASED_MS);
	else
		put_moment(app, &text, _("\nThe newest row held: "), newest);
	buf_addz(&text, _("\n\nAnswers are dated by the clock. Is it right?"));
	view_choose_push(app, _("The clock"), buf_str(&text), lines, 2, take_clock);
	buf_fini(&text);
}

int view_clock_look(struct app *app, struct err *err)
{
	int64_t newest = 0, said = 0;

	if (app->clock->fixed && !app->clock->simulated)
		return 0;
	if (log_newest(app->store, INT64_MAX, &newest, err) || meta_get_int(app->store, META_CLOCK, &said, err) < 0)
		return -1;
	if (said > newest)
		newest = said;
	if (!clock_is_doubtful(app->clock, said ? 0 : CAIRN_RELEASED_MS, newest))
		return 0;
	ask(app, newest);
	return 0;
}
