/* SPDX-License-Identifier: MIT
 * Sync as it stands: who learns, what waits, what it has cost; or what is missing and where it belongs. */
#include "base/message.h"
#include "schema/marks.h"
#include "tui/view_list.h"

static bool take_line(struct app *app, int which)
{
	(void)which;
	if (!app->crossing.why_not)
		(void)view_sync_now(app);
	return true;
}

static void put_missing(const struct app *app, struct buf *out)
{
	buf_addz(out, app->crossing.why_not);
	if (env_get(app->env, "MONGODB_URI") || app->kiosk)
		return;
	buf_addf(out,
		 _("\n\nA database of yours (Atlas's free tier will do) carries answers between devices. Put "
		   "its address into\n\n"
		   "%s/.env\n\nas the line\n\nMONGODB_URI=mongodb+srv://USER:PASSWORD@HOST/cairn\n\nand let "
		   "nobody else read "
		   "it (chmod 600). Then start cairn again."),
		 app->paths->config);
}

static void put_moment(struct app *app, struct buf *out, const char *what, int64_t ms)
{
	buf_addf(out, "\n%s", what);
	if (ms)
		clock_put_local(out, ms, clock_zone_min(app->clock, ms));
	else
		buf_addz(out, _("never"));
}

static int put_facts(struct app *app, struct buf *out, struct err *err)
{
	int64_t sent = 0, received = 0, retry = 0;
	struct log_counts counts;
	size_t before;

	if (log_counts(app->store, &counts, err) || meta_get_int(app->store, META_SYNC_SENT, &sent, err) < 0 ||
	    meta_get_int(app->store, META_SYNC_RECEIVED, &received, err) < 0 ||
	    meta_get_int(app->store, META_SYNC_RETRY, &retry, err) < 0)
		return -1;
	buf_addz(out, _("Learner: "));
	before = out->len;
	if (meta_get_text(app->store, META_LEARNER, out, err) < 0)
		return -1;
	if (out->len == before)
		buf_addz(out, _("the first sync asks"));
	buf_addf(out, _("\nRows: %lld waiting, %lld safe on the server"), (long long)counts.waiting,
		 (long long)counts.safe);
	put_moment(app, out, _("Last sync: "), counts.synced_ms);
	if (retry)
		put_moment(app, out, _("Tried again by itself from: "), retry);
	buf_addf(out, _("\nIn all: %lld kB sent, %lld kB received"), (long long)(sent + 999) / 1000,
		 (long long)(received + 999) / 1000);
	buf_addz(out, app->crossing.by_itself ? _("\nBy itself: at the start, after a pause, at the end")
					      : _("\nOnly when asked (CAIRN_SYNC=manual)"));
	return 0;
}

void view_sync_push(struct app *app)
{
	static const char *const now[] = {N_("Sync now")}, *const back[] = {N_("Back")};
	struct buf text = {0};
	struct err err;

	if (app->crossing.why_not)
		put_missing(app, &text);
	else if (put_facts(app, &text, &err))
		app_fail(app, &err);
	view_choose_push(app, _("Sync"), buf_str(&text), app->crossing.why_not ? back : now, 1, take_line);
	buf_fini(&text);
}
