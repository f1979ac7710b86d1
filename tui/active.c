/* SPDX-License-Identifier: MIT
 * Active time: the clock of answers without the time in which nobody can have been at the card. */
#include "tui/app.h"

static int64_t here_ms(const struct app *app)
{
	return (app->blurred ? app->blurred_at_ms : clock_mono_ms(app->clock)) - app->away_ms;
}

int64_t app_active_ms(const struct app *app)
{
	return here_ms(app) - (app->depth ? app->stack[app->depth - 1].covered_ms : 0);
}

void app_was_away(struct app *app, int64_t ms)
{
	if (ms > 0 && !app->blurred && !app->clock->fixed) /* else it is not counted anyway */
		app->away_ms += ms;
}

void app_focus(struct app *app, bool has_focus)
{
	int64_t now = clock_mono_ms(app->clock);

	if (has_focus && app->blurred)
		app->away_ms += now - app->blurred_at_ms;
	if (!has_focus && !app->blurred)
		app->blurred_at_ms = now;
	app->blurred = !has_focus;
}

void app_cover(const struct app *app, struct app_view *view)
{
	view->covered_at_ms = here_ms(app);
}

void app_uncover(const struct app *app, struct app_view *view)
{
	view->covered_ms += here_ms(app) - view->covered_at_ms;
}
