/* SPDX-License-Identifier: MIT
 * Reading a plan's cards beside somebody who presses keys. */
#include "tui/plan_load.h"

#include "base/message.h"

enum { CARDS_A_TURN = 4000 };

bool plan_is_loading(const struct plan_load *load)
{
	return !load->loaded && !load->failed;
}

void plan_load_fini(struct plan_load *load)
{
	plan_reading_free(load->reading);
	load->reading = NULL;
}

bool plan_load(struct app *app, struct plan_load *load, struct str path, struct plan *plan)
{
	struct err err;
	int rc;

	if (!plan_is_loading(load))
		return false;
	rc = load->reading ? plan_reading_some(load->reading, CARDS_A_TURN, plan, &err)
			   : plan_reading_new(&load->reading, app->store, path, &err);
	if (rc == 0)
		return false;
	plan_load_fini(load);
	load->loaded = rc > 0;
	load->failed = rc < 0;
	if (rc < 0)
		app_fail(app, &err);
	return load->loaded;
}

void plan_draw_loading(const struct plan_load *load, struct canvas *canvas, struct box body)
{
	canvas_text(canvas, body, 0, str_of(load->failed ? "" : _("Your cards are read ...")), ST_DIM);
}
