/* SPDX-License-Identifier: MIT
 * Script: playing, through the same app_event and app_draw as a terminal. */
#include "tui/script.h"

int script_run(struct app *app, struct str keys, int cols, int rows, struct buf *out, struct err *err)
{
	struct script_step step;
	int shots = 0;

	app_size(app, cols, rows);
	app_draw(app);
	while (keys.len && !app->leaving) {
		if (script_step(&keys, &step, err))
			return -1;
		switch (step.kind) {
		case SCRIPT_EVENT: app_event(app, &step.event); break;
		case SCRIPT_PASS:
			clock_advance(app->clock, step.ms);
			app_event(app, &(struct event){.kind = EV_TICK});
			break;
		case SCRIPT_SHOT:
			canvas_print(&app->canvas, out);
			buf_addf(out, "-- shot %d --\n", ++shots);
			break;
		}
		app_draw_settled(app);
	}
	canvas_print(&app->canvas, out);
	return 0;
}
