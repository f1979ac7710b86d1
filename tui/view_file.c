/* SPDX-License-Identifier: MIT
 * A file that is read or written beside the game: `cairn-sync import` or `export` as a child, and what it said. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "tui/doc.h"
#include "tui/view_list.h"

enum { SAID_BYTES_MAX = 20000, LOOK_EVERY_MS = 100 };

struct file_work {
	bool out;	       /* it is written */
	struct buf path, said; /* said: lines */
	pid_t pid;	       /* 0: it has ended */
	int fd;
	bool failed;
	int scroll, scroll_max;
};

static int start(struct app *app, struct file_work *t, struct str deck, struct err *err)
{
	const char *argv[6] = {"cairn-sync", t->out ? "export" : "import"};
	struct child_job job = {.argv = argv, .env = app->env, .profile = app->crossing.profile, .errors = true, .deaf = true};
	struct buf only = {0};
	size_t argc = 2;
	int rc;

	if (deck.len) {
		buf_addf(&only, "--deck=%.*s", STR_FMT(deck));
		argv[argc++] = buf_z(&only);
	}
	argv[argc++] = "--";
	argv[argc] = buf_z(&t->path);
	rc = crossing_run(job, &t->pid, &t->fd, err);
	buf_fini(&only);
	return rc;
}

static void take_bytes(struct file_work *t, const char *bytes, size_t len)
{
	if (t->said.len < SAID_BYTES_MAX)
		utf8_clean(&t->said, (struct str){bytes, len}, CLEAN_TEXT, SAID_BYTES_MAX);
}

static void end(struct file_work *t)
{
	int status = 0;

	while (waitpid(t->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(t->fd);
	t->pid = 0;
	t->failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	if (!t->said.len)
		buf_addz(&t->said, _("cairn-sync ended without a word; cairn doctor looks for the reason"));
}

/* What has come; `wait`: all of it. True: something did. */
static bool listen_to(struct file_work *t, bool wait)
{
	char bytes[4096];
	bool any = false;

	fcntl(t->fd, F_SETFL, wait ? 0 : O_NONBLOCK);
	while (t->pid) {
		ssize_t got = read(t->fd, bytes, sizeof(bytes));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return any;
		if (got > 0)
			take_bytes(t, bytes, (size_t)got);
		else
			end(t);
		any = true;
	}
	return any;
}

static unsigned tick(struct app *app, void *state)
{
	struct file_work *t = state;

	if (!t->pid || !listen_to(t, app->timer->fixed))
		return ACT_NONE;
	if (!t->pid && !t->out) {
		app->notes_changed = true;
		crossing_wrote(&app->crossing);
	}
	return ACT_REDRAW;
}

static int64_t wait_ms(struct app *app, void *state)
{
	struct file_work *t = state;

	return !t->pid ? -1 : app->timer->fixed ? 0 : LOOK_EVERY_MS;
}

static void put(const struct file_work *t, struct doc *doc)
{
	doc_text(doc, 0, buf_str(&t->path), ST_DIM);
	doc_gap(doc);
	if (t->pid)
		doc_text(doc, 0,
			 str_of(t->out ? _("It is being written. You may leave: it goes on.")
				       : _("It is being read. You may leave: it goes on.")),
			 ST_PLAIN);
	else if (t->failed)
		doc_text(doc, 0, str_of(t->out ? _("It was not written:") : _("Not all of it was taken in:")), ST_BOLD);
	else
		doc_text(doc, 0, str_of(t->out ? _("Written:") : _("Taken in:")), ST_BOLD);
	doc_text(doc, 0, str_trim(buf_str(&t->said)), ST_PLAIN);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct file_work *t = state;
	bool tight = app->layout.step <= LAYOUT_MICRO;
	struct doc measure = {.box = body, .tight = tight}, doc = {.canvas = canvas, .box = body, .tight = tight};

	put(t, &measure);
	t->scroll_max = doc_scroll_max(&measure);
	if (t->scroll > t->scroll_max)
		t->scroll = t->scroll_max;
	doc.scroll = t->scroll;
	put(t, &doc);
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_READ | CTX_BODY;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct file_work *t = state;
	int by = event->action == DO_SCROLL_DOWN ? 1 : event->action == DO_SCROLL_UP ? -1 : 0, to = t->scroll + by;

	(void)app;
	if (event->action == DO_CLOSE)
		return ACT_HANDLED | ACT_POP;
	if (!by)
		return ACT_NONE;
	if (to < 0 || to > t->scroll_max)
		return ACT_HANDLED;
	t->scroll = to;
	return ACT_HANDLED | ACT_REDRAW;
}

static void release(struct app *app, void *state)
{
	struct file_work *t = state;

	if (t->pid) {
		close(t->fd); /* it goes on */
		if (!t->out)
			app->reading = t->pid;
	}
	buf_fini(&t->path);
	buf_fini(&t->said);
	free(t);
}

static void title(struct app *app, void *state, struct buf *out)
{
	struct file_work *t = state;

	(void)app;
	buf_addz(out, t->out ? _("Write a file") : _("Take in a file"));
}

static const struct view view_file = {.name = N_("File"),
				      .contexts = contexts,
				      .draw = draw,
				      .act = act,
				      .free = release,
				      .title = title,
				      .tick = tick,
				      .wait_ms = wait_ms};

/* "~/" is a shell's business elsewhere; here nobody else looks at it. */
static void put_path(struct buf *out, struct str path)
{
	const char *home = getenv("HOME");

	if (home && str_starts(path, "~/")) {
		buf_addz(out, home);
		path = str_slice(path, 1, path.len);
	}
	buf_add(out, path);
}

void view_file_push(struct app *app, bool out, struct str deck, struct str path)
{
	struct file_work *t = mem_alloc(sizeof(*t));
	struct err err;

	t->out = out;
	put_path(&t->path, path);
	if (start(app, t, deck, &err)) {
		app_fail(app, &err);
		release(app, t);
		return;
	}
	app_push(app, &view_file, t);
}
