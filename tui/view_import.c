/* SPDX-License-Identifier: MIT
 * Taking in a file from within the game: which one, `cairn-sync import` as a child that reads it, and what it said. */
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
#include "tui/files_near.h"
#include "tui/view_list.h"

enum { SAID_BYTES_MAX = 20000, LOOK_EVERY_MS = 100 };

struct taking {
	struct buf path, said; /* said: lines */
	pid_t pid;	       /* 0: it has ended */
	int fd;
	bool failed;
	int scroll, scroll_max;
};

static void child(const char *program, const char *const *argv, char **envp, int out)
{
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_IGN); /* nobody may be there any more to hear it */
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execve(program, (char *const *)argv, envp);
	_exit(127);
}

static int start(struct app *app, struct taking *t, struct err *err)
{
	const char *profile = app->crossing.profile;
	const char *argv[] = {"cairn-sync", "import",
			      profile ? "--profile" : "--", profile ? profile : buf_z(&t->path),
			      profile ? "--" : NULL, buf_z(&t->path), NULL};
	char **envp, *program;
	int ends[2];

	if (crossing_program(&program, err))
		return -1;
	if (pipe2(ends, O_CLOEXEC)) {
		free(program);
		return err_sys(err, "making a pipe for cairn-sync");
	}
	envp = env_for_child(app->env);
	t->pid = fork();
	if (t->pid == 0)
		child(program, argv, envp, ends[1]);
	free(envp);
	free(program);
	close(ends[1]);
	t->fd = ends[0];
	if (t->pid > 0)
		return 0;
	close(t->fd);
	t->pid = 0;
	return err_sys(err, "starting cairn-sync");
}

static void take_bytes(struct taking *t, const char *bytes, size_t len)
{
	if (t->said.len < SAID_BYTES_MAX)
		utf8_clean(&t->said, (struct str){bytes, len}, CLEAN_TEXT, SAID_BYTES_MAX);
}

static void end(struct taking *t)
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
static bool listen_to(struct taking *t, bool wait)
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
	struct taking *t = state;

	if (!t->pid || !listen_to(t, app->timer->fixed))
		return ACT_NONE;
	if (!t->pid) {
		app->notes_changed = true;
		crossing_wrote(&app->crossing);
	}
	return ACT_REDRAW;
}

static int64_t wait_ms(struct app *app, void *state)
{
	struct taking *t = state;

	return !t->pid ? -1 : app->timer->fixed ? 0 : LOOK_EVERY_MS;
}

static void put(const struct taking *t, struct doc *doc)
{
	doc_text(doc, 0, buf_str(&t->path), ST_DIM);
	doc_gap(doc);
	if (t->pid)
		doc_text(doc, 0, str_of(_("It is being read. You may leave: it goes on.")), ST_PLAIN);
	else if (t->failed)
		doc_text(doc, 0, str_of(_("Not all of it was taken in:")), ST_BOLD);
	else
		doc_text(doc, 0, str_of(_("Taken in:")), ST_BOLD);
	doc_text(doc, 0, str_trim(buf_str(&t->said)), ST_PLAIN);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct taking *t = state;
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
	struct taking *t = state;
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
	struct taking *t = state;

	if (t->pid) {
		close(t->fd); /* it goes on */
		app->reading = t->pid;
	}
	buf_fini(&t->path);
	buf_fini(&t->said);
	free(t);
}

static const struct view view_taking = {.name = N_("Take in a file"),
					.contexts = contexts,
					.draw = draw,
					.act = act,
					.free = release,
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

static void take_in(struct app *app, struct str path)
{
	struct taking *t = mem_alloc(sizeof(*t));
	struct err err;

	put_path(&t->path, path);
	if (start(app, t, &err)) {
		app_fail(app, &err);
		release(app, t);
		return;
	}
	app_push(app, &view_taking, t);
}

/* Both of these have another view put in their place. */
static bool take_path(struct app *app, struct str path)
{
	struct buf own = {0};

	buf_add(&own, path);
	app_drop(app);
	if (own.len)
		take_in(app, buf_str(&own));
	else
		app->dirty = true;
	buf_fini(&own);
	return false;
}

static struct files_near near;
static struct buf words[FILES_NEAR_MAX + 1];
static const char *lines[FILES_NEAR_MAX + 1];

static void ask(struct app *app)
{
	view_ask_push(app, _("Take in a file"),
		      str_of(_("Anki's packages (.apkg, .colpkg), CSV, TSV, text (front, tab, back), Markdown. Which file "
			       "or folder?")),
		      false, take_path);
}

static bool take_near(struct app *app, int which)
{
	app_drop(app);
	if (which < near.count)
		take_in(app, str_of(near.file[which].path));
	else
		ask(app);
	return false;
}

/* Its name first: the end of a long line is cut. */
static void put_line(struct buf *out, const char *path)
{
	const char *home = getenv("HOME"), *slash = strrchr(path, '/');
	size_t len = home ? strlen(home) : 0;
	bool below = len && strncmp(path, home, len) == 0 && path[len] == '/';

	buf_clear(out);
	buf_addf(out, "%s  %s%.*s", slash + 1, below ? "~" : "", (int)(slash - path - (below ? (ptrdiff_t)len : 0)),
		 path + (below ? len : 0));
}

void view_import_push(struct app *app)
{
	int count = 0;

	if (app->kiosk) {
		app_notice(app, "files are not taken in here");
		return;
	}
	files_near_fini(&near);
	files_near_find(&near);
	if (!near.count) {
		ask(app);
		return;
	}
	for (; count < near.count; count++) {
		put_line(&words[count], near.file[count].path);
		lines[count] = buf_z(&words[count]);
	}
	lines[count++] = _("Another file or folder");
	view_choose_push(app, _("Take in a file"), STR(""), lines, count, take_near);
}
