/* SPDX-License-Identifier: MIT
 * Loop: one poll. */
#include "tui/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "schema/stale.h"
#include "study/fitting.h"
#include "study/fold.h"
#include "tui/backup.h"
#include "tui/view_list.h"
#include "tui/work_child.h"

enum { GAP_MS = 2000 }; /* a wait that lasted so much longer than it should: everything stood still */
enum { SYNC_PAUSE_MS = 60 * SECOND_MS, CHECKPOINT_MS = 3 * SECOND_MS, FOLD_MS = 300, FOLD_SLICE_MS = 5 };
enum { FOLD_CHILD_CARDS = 1000, FOLD_CHILD_MS = 500 }; /* more stale ones are a child's work, looked for so often */

struct loop {
	struct app *app;
	struct terminal *term;
	struct keys keys;
	int signals;
	bool drawn;		   /* a first frame stands */
	int64_t last_event_ms;	   /* monotonic */
	bool checkpointed, synced; /* since the last event */
	bool folded;		   /* nothing was stale when last looked */
	pid_t folding;		   /* the child that folds */
	pid_t fitting;		   /* the child that looks whether other parameters predict better */
	bool child_had;		   /* it had its turn: what it left is folded here */
	int64_t fold_ms;	   /* monotonic: not before */
	bool stopped;		   /* the process was, by somebody else */
	int64_t asleep_ms;	   /* of the machine, when last looked */
	int64_t woke_ms;	   /* when the last wait ended */
	int64_t retry_ms;	   /* monotonic: when a sync that failed is worth another try; 0: none did */
};

static void fill(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGWINCH);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGQUIT);
	sigaddset(set, SIGTSTP);
	sigaddset(set, SIGCONT);
	sigaddset(set, SIGPIPE);
}

void loop_block_signals(void)
{
	sigset_t set;

	fill(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

void loop_unblock_signals(void)
{
	sigset_t set;

	fill(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void resized(struct loop *l)
{
	int cols, rows;

	term_resized(l->term);
	term_size(l->term, &cols, &rows);
	app_event(l->app, &(struct event){.kind = EV_SIZE, .col = cols, .row = rows});
}

static void suspend(struct loop *l)
{
	if (l->app->kiosk) /* nobody is behind it who could make it go on */
		return;
	app_rest(l->app);
	app_event(l->app, &(struct event){.kind = EV_FOCUS, .delta = 0});
	term_suspend(l->term);
	l->asleep_ms = clock_asleep_ms();
	app_event(l->app, &(struct event){.kind = EV_FOCUS, .delta = 1});
	resized(l);
}

static void take_signal(struct loop *l)
{
	struct signalfd_siginfo info;
	bool suspended = false;

	while (read(l->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGCONT:
			l->stopped = !suspended;
			resized(l);
			break;
		case SIGWINCH: resized(l); break;
		case SIGTSTP:
			suspend(l);
			suspended = true; /* its SIGCONT waits behind it, if there was a stop at all */
			break;
		case SIGPIPE: break;
		default: l->app->leaving = true; break;
		}
	}
}

/* After a large pull a child folds all at once (study/sweep.c), as long as rows do not go on coming in. */
static bool is_for_child(struct loop *l)
{
	int64_t count;
	struct err err;

	return !l->child_had && !l->app->crossing.pid &&
	       stale_count(l->app->store, FOLD_CHILD_CARDS, &count, &err) == 0 && count >= FOLD_CHILD_CARDS;
}

static void fold(struct loop *l, int64_t now)
{
	struct err err;

	if (!l->folding && is_for_child(l)) {
		l->folding = work_start(l->app, "fold", NULL);
		l->child_had = true;
	}
	if (work_goes_on(&l->folding))
		l->fold_ms = now + FOLD_CHILD_MS;
	else
		l->folded = fold_slice(l->app->store, FOLD_SLICE_MS, &err) != 1;
	l->child_had &= !l->folded;
}

static int64_t fold_due(const struct loop *l)
{
	int64_t due = l->last_event_ms + FOLD_MS;

	return due > l->fold_ms ? due : l->fold_ms;
}

/* After some hundred answers a child looks at them; what it finds is told at home (tui/view_fit.c). */
static void fit(struct loop *l)
{
	struct err err;
	bool due, was = l->fitting != 0;

	if (work_goes_on(&l->fitting))
		return;
	l->folded &= !was; /* it may have adopted something */
	if (!l->app->kiosk && !l->app->crossing.pid && fitting_is_due(l->app->store, &due, &err) == 0 && due)
		l->fitting = work_start(l->app, "optimize", "--auto");
}

/* Work for when nobody waits: stale cards in small slices, the checkpoint, and a sync after a pause. */
static void idle(struct loop *l, int64_t now)
{
	struct err err;

	if (!l->folded && now >= fold_due(l))
		fold(l, now);
	if (!l->checkpointed && now - l->last_event_ms >= CHECKPOINT_MS) {
		l->checkpointed = true;
		store_checkpoint(l->app->store);
		fit(l);
	}
	if ((!l->synced && now - l->last_event_ms >= SYNC_PAUSE_MS) || (l->retry_ms && now >= l->retry_ms)) {
		l->synced = true;
		l->retry_ms = 0;
		if (crossing_start(&l->app->crossing, &err))
			app_fail(l->app, &err);
	}
}

static int time_out(struct loop *l, int64_t now)
{
	int64_t wait = app_wait_ms(l->app), due = -1;

	if (keys_pending(&l->keys))
		return term_escape_ms(l->term);
	if (!l->folded)
		due = fold_due(l) - now;
	else if (!l->checkpointed)
		due = l->last_event_ms + CHECKPOINT_MS - now;
	else if (!l->synced)
		due = l->last_event_ms + SYNC_PAUSE_MS - now;
	if (due < 0 && !(l->folded && l->checkpointed && l->synced))
		due = 0;
	if (l->retry_ms && (due < 0 || l->retry_ms - now < due))
		due = l->retry_ms > now ? l->retry_ms - now : 0;
	if (wait < 0 || (due >= 0 && due < wait))
		wait = due;
	return wait > 3600 * SECOND_MS ? 3600 * SECOND_MS : (int)wait;
}

static void show(struct loop *l)
{
	if (l->app->redraw_all)
		term_resized(l->term);
	l->app->redraw_all = false;
	term_theme(l->term, l->app->theme);
	term_graphics(l->term, &l->app->pictures.graphics);
	if (app_draw(l->app))
		term_show(l->term, &l->app->canvas, app_field(l->app) != NULL, l->app->taps);
}

static void draw(struct loop *l)
{
	struct err err;

	show(l);
	if (l->drawn)
		return;
	l->drawn = true; /* what follows is not waited for by who wants to see a question */
	view_matters_look(l->app);
	if (crossing_start(&l->app->crossing, &err))
		app_fail(l->app, &err);
	backup_start(l->app);
	if (!l->app->kiosk)
		work_feeds(l->app);
	show(l);
}

static void take_keys(struct loop *l, short revents)
{
	struct event event;

	if (revents && term_read(l->term, &l->keys))
		l->app->leaving = true;
	while (!l->app->leaving && keys_next(&l->keys, &event)) {
		app_event(l->app, &event);
		l->last_event_ms = clock_mono_ms(l->app->timer);
		l->checkpointed = l->synced = false;
	}
}

/* What the child has said: rows may have come; what the learner asked for is told of; what failed has its time. */
static void take_crossing(struct loop *l)
{
	struct crossing *c = &l->app->crossing;
	struct err err;

	crossing_read(c);
	l->folded &= !c->changed;
	l->child_had &= !c->changed;
	if (c->told && c->state != CROSSING_ASKS && c->state != CROSSING_ERASED && c->text[0])
		app_notice(l->app, "%s", c->text);
	if (c->changed || c->told || c->state == CROSSING_ASKS) /* a view's own news says more than a count of rows */
		app_event(l->app, &(struct event){.kind = EV_TICK});
	c->changed = c->told = false;
	if (!l->app->pin && !c->pid && c->state == CROSSING_ERASED && view_erased_look(l->app, &err))
		app_fail(l->app, &err);
	if (!c->pid)
		l->retry_ms = c->retry_s < 0 ? 0 : clock_mono_ms(l->app->timer) + (c->retry_s + 1) * SECOND_MS;
}

/* An answer to what the catalogue asked for. */
static void take_asking(struct loop *l)
{
	crossing_read(&l->app->asking);
	if (l->app->asking.pid)
		return;
	app_event(l->app, &(struct event){.kind = EV_TICK});
	l->app->asking.changed = false;
}

/* What the helper has said, whoever had asked. */
static void take_helpers(struct loop *l)
{
	l->app->helper_came |= helper_read(&l->app->helper);
	l->app->grader_came |= helper_read(&l->app->grader);
	if (l->app->helper_came || l->app->grader_came)
		app_event(l->app, &(struct event){.kind = EV_TICK});
}

/* After a wait: the part of it in which nobody could have answered. When a process was stopped nobody tells, in the
 * wait or in the turn before it, so neither counts. */
static void skip_gap(struct loop *l, int64_t waited, int wait)
{
	int64_t asleep = clock_asleep_ms(), gap = asleep - l->asleep_ms, now = clock_mono_ms(l->app->timer);

	l->asleep_ms = asleep;
	if (l->stopped)
		gap = now - l->woke_ms;
	else if (wait >= 0 && waited > wait + GAP_MS)
		gap = waited - wait;
	l->stopped = false;
	l->woke_ms = now;
	app_was_away(l->app, gap);
}

/* The next question is made while this one is read, as soon as no key waits. */
static bool has_foreseen(const struct loop *l)
{
	return !l->app->session || l->app->pin || keys_pending(&l->keys) || session_has_foreseen(l->app->session);
}

static void foresee(struct loop *l)
{
	struct err err;

	if (session_foresee(l->app->session, &err))
		app_fail(l->app, &err);
}

static int turn(struct loop *l, struct err *err)
{
	struct pollfd fds[6] = {{term_fd(l->term), POLLIN, 0},
				{l->signals, POLLIN, 0},
				{l->app->crossing.pid ? l->app->crossing.fd : -1, POLLIN, 0},
				{l->app->asking.pid ? l->app->asking.fd : -1, POLLIN, 0},
				{l->app->helper.pid ? l->app->helper.fd : -1, POLLIN, 0},
				{l->app->grader.pid ? l->app->grader.fd : -1, POLLIN, 0}};
	int64_t now = clock_mono_ms(l->app->timer);
	bool ahead = !has_foreseen(l);
	int wait = ahead ? 0 : time_out(l, now), ready = poll(fds, 6, wait);
	int64_t waited = clock_mono_ms(l->app->timer) - now;

	if (ready < 0 && errno != EINTR)
		return err_sys(err, "waiting for keys");
	if (ready == 0 && ahead) {
		foresee(l);
		return 0;
	}
	if (ready <= 0) {
		if (keys_pending(&l->keys))
			keys_flush(&l->keys);
		app_event(l->app, &(struct event){.kind = EV_TICK});
		idle(l, clock_mono_ms(l->app->timer));
	}
	if (ready > 0 && fds[1].revents)
		take_signal(l);
	skip_gap(l, waited, wait);
	if (ready > 0 && fds[2].revents) {
		take_crossing(l);
	}
	if (ready > 0 && fds[3].revents)
		take_asking(l);
	if (ready > 0 && (fds[4].revents || fds[5].revents))
		take_helpers(l);
	take_keys(l, ready > 0 ? fds[0].revents : 0);
	return 0;
}

int loop_run(struct app *app, struct terminal *term, struct err *err)
{
	struct loop l = {.app = app,
			 .term = term,
			 .last_event_ms = clock_mono_ms(app->timer),
			 .asleep_ms = clock_asleep_ms(),
			 .woke_ms = clock_mono_ms(app->timer)};
	sigset_t set;
	int cols, rows, rc = 0;

	fill(&set);
	l.signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (l.signals < 0)
		return err_sys(err, "listening for signals");
	term_size(term, &cols, &rows);
	app_size(app, cols, rows);
	while (!app->leaving && rc == 0) {
		draw(&l);
		rc = turn(&l, err);
	}
	app_rest(app); /* before anything else: whoever sent the signal may not wait long */
	keys_fini(&l.keys);
	close(l.signals);
	return rc;
}
