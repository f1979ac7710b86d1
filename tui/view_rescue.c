/* SPDX-License-Identifier: MIT
 * The game's store is damaged: the learner decides, on a screen over a store of nothing. */
#include "base/message.h"
#include "tui/app.h"
#include "tui/backup.h"
#include "tui/rescue.h"
#include "tui/view_list.h"

static bool chosen;

static bool take(struct app *app, int which)
{
	chosen = which == 0;
	app->leaving = true;
	return true;
}

static int ask(struct program *p, const struct rescue_plan *plan, struct err *err)
{
	static const char *const lines[] = {N_("Rebuild it now"), N_("Leave; nothing is changed")};
	static struct app app;
	struct buf text = {0};
	int rc = store_open(&p->store, "", &p->clock, &p->rng, err); /* in memory: it holds nothing */

	if (rc)
		return -1;
	rescue_explain(p, plan, &text);
	app = game_app(p);
	rc = theme_pick(app.env, STR(""), &app.theme, err);
	if (rc == 0) {
		view_choose_push(&app, _("The store is damaged"), buf_str(&text), lines, 2, take);
		rc = game_play(p, &app, err);
	}
	app_fini(&app);
	buf_fini(&app.farewell);
	buf_fini(&text);
	store_close(p->store);
	p->store = NULL;
	return rc;
}

static int rebuild(struct program *p, const struct rescue_plan *plan, struct err *err)
{
	struct rescued rescued;
	int rc = rescue_do(p, plan, &rescued, err);

	if (rc == 0)
		rc = store_open(&p->store, p->paths.store, &p->clock, &p->rng, err);
	buf_fini(&rescued.aside);
	buf_fini(&rescued.from);
	return rc;
}

int rescue_offer(struct program *p, struct err *err)
{
	struct rescue_plan plan;
	struct err other;
	int rc;

	if (p->options.kiosk || !store_is_damaged(err) || rescue_look(p, &plan, &other))
		return -1;
	chosen = false;
	rc = ask(p, &plan, &other) ? -1 : 0;
	if (rc == 0 && chosen) {
		rc = rebuild(p, &plan, err);
	} else {
		rc = -1; /* err says what is wrong with the store */
	}
	rescue_forget(&plan);
	return rc;
}
