/* SPDX-License-Identifier: MIT
 * Parameters that predict better: what they would do to due days, before they are adopted; or what they did, where the
 * learner does not want to be asked. */
#include "base/message.h"
#include "study/fitting.h"
#include "study/settings.h"
#include "tui/fit_words.h"
#include "tui/view_list.h"

enum { OFFER_TAKE, OFFER_LEAVE, OFFER_ALWAYS, OFFER_NEVER };
enum { TOLD_GOOD, TOLD_BACK };

static void wrote(struct app *app)
{
	app->notes_changed = true;
	crossing_wrote(&app->crossing);
}

static int decide(struct app *app, const struct fitting *f, int which, struct err *err)
{
	static const struct str off = {"off", 3};

	if (which == OFFER_ALWAYS && settings_set(app->store, STR(""), "fit-ask", off, err))
		return -1;
	if (which == OFFER_NEVER && settings_set(app->store, STR(""), "fit", off, err))
		return -1;
	if (which == OFFER_TAKE || which == OFFER_ALWAYS)
		return fitting_take(app->store, f, err);
	return fitting_seen(app->store, err);
}

static bool take_offer(struct app *app, int which)
{
	struct fitting f;
	struct err err;
	int rc = fitting_news(app->store, &f, &err);

	if (rc == 0)
		rc = decide(app, &f, which, &err);
	if (rc < 0)
		app_fail(app, &err);
	else if (which != OFFER_LEAVE)
		wrote(app);
	if (rc == 0 && (which == OFFER_TAKE || which == OFFER_ALWAYS))
		app_notice(app, "adopted; schedules follow while you are idle");
	return true;
}

static bool take_told(struct app *app, int which)
{
	struct fitting f;
	struct err err;
	int rc = fitting_news(app->store, &f, &err);

	if (rc == 0)
		rc = which == TOLD_BACK ? fitting_give_back(app->store, &f, &err) : fitting_seen(app->store, &err);
	if (rc < 0)
		app_fail(app, &err);
	else if (which == TOLD_BACK)
		wrote(app);
	return true;
}

static void ask(struct app *app, const struct fitting *f)
{
	static const char *const offer[] = {N_("Adopt it"), N_("Leave schedules as they are"),
					    N_("Adopt it, and do not ask again"), N_("Leave it, and never look again")};
	static const char *const told[] = {N_("Good"), N_("Take it back")};
	bool adopted = f->state == FITTING_ADOPTED;
	struct buf text = {0};

	fit_put_gain(&text, f, adopted);
	buf_addz(&text, "\n\n");
	fit_put_change(&text, &f->change);
	view_choose_push(app, _("The scheduler"), buf_str(&text), adopted ? told : offer, adopted ? 2 : 4,
			 adopted ? take_told : take_offer);
	buf_fini(&text);
}

int view_fit_look(struct app *app, struct err *err)
{
	struct fitting f;
	int rc = app->kiosk ? 1 : fitting_news(app->store, &f, err);

	if (rc == 0)
		ask(app, &f);
	return rc < 0 ? -1 : 0;
}
