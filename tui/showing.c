/* SPDX-License-Identifier: MIT
 * Showing: cairn-sync as a child that makes a picture, what it says, and cells out of that. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/message.h"
#include "base/utf8.h"
#include "schema/brought.h"
#include "tui/app.h"
#include "tui/pictures.h"

enum { LOOK_EVERY_MS = 20, PATIENCE_MS = 10 * 1000, WHY_MAX = 300 };

static void fail(struct showing *s, struct str why)
{
	s->state = SHOWING_FAILED;
	buf_clear(&s->bytes);
	buf_addf(&s->bytes, "%.*s", STR_FMT(why));
}

static int start(struct app *app, struct showing *s, const char *file, struct err *err)
{
	char room[24], cell[24];
	const char *argv[] = {"cairn-picture", "picture", file, picture_kind_name(s->kind), room, cell, NULL};
	struct child_job job = {.argv = argv, .env = app->env, .profile = app->crossing.profile};

	snprintf(room, sizeof(room), "%dx%d", s->cols, s->rows);
	snprintf(cell, sizeof(cell), "%dx%d", s->cell_width, s->cell_height);
	return crossing_run(job, &s->pid, &s->fd, err);
}

static void reap(struct showing *s)
{
	close(s->fd);
	while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
		;
	s->pid = 0;
}

static void stop(struct showing *s)
{
	if (!s->pid)
		return;
	kill(s->pid, SIGKILL);
	reap(s);
}

bool showing_is(const struct app *app, const struct showing *s, struct str name, int cols, int rows)
{
	const struct graphics *g = &app->pictures.graphics;

	return s->state != SHOWING_NOTHING && s->kind == pictures_kind(app) && s->cols == cols && s->rows == rows &&
	       s->cell_width == g->cell_width && s->cell_height == g->cell_height && str_eq(buf_str(&s->name), name);
}

bool showing_want(struct app *app, struct showing *s, struct str name, int cols, int rows)
{
	const struct graphics *g = &app->pictures.graphics;
	static unsigned serial;
	struct buf file = {0};
	struct err err;
	int rc;

	if (showing_is(app, s, name, cols, rows))
		return false;
	stop(s);
	buf_clear(&s->name);
	buf_add(&s->name, name);
	buf_clear(&s->bytes);
	*s = (struct showing){.state = SHOWING_WAITS, .name = s->name, .kind = pictures_kind(app), .cols = cols, .rows = rows,
			      .cell_width = g->cell_width, .cell_height = g->cell_height,
			      .since_ms = clock_mono_ms(app->timer), .bytes = s->bytes, .serial = ++serial};
	rc = media_get(app->store, name, &file, &err);
	if (rc > 0)
		fail(s, str_of(_("its file is not on this device")));
	else if (rc < 0 || start(app, s, buf_z(&file), &err))
		fail(s, str_of(err.text));
	buf_fini(&file);
	return true;
}

static void take(struct showing *s)
{
	struct err err;
	struct buf why = {0};

	reap(s);
	if (str_starts(buf_str(&s->bytes), "!"))
		utf8_clean(&why, str_slice(buf_str(&s->bytes), 1, s->bytes.len), CLEAN_LINE, WHY_MAX);
	else if (picture_read(buf_str(&s->bytes), &s->picture, &err))
		buf_addz(&why, s->bytes.len ? err.text : _("cairn-sync could not draw it"));
	else if (s->picture.kind != s->kind || s->picture.cols > s->cols || s->picture.rows > s->rows ||
		 (s->kind == PICTURE_SIXEL && (s->picture.width > s->cols * s->cell_width || s->picture.height > s->rows * s->cell_height)))
		buf_addz(&why, _("cairn-sync could not draw it"));
	s->state = SHOWING_READY;
	if (why.len)
		fail(s, buf_str(&why));
	buf_fini(&why);
}

bool showing_tick(struct app *app, struct showing *s)
{
	char bytes[65536];

	if (!s->pid)
		return false;
	fcntl(s->fd, F_SETFL, app->timer->fixed ? 0 : O_NONBLOCK);
	for (;;) {
		ssize_t got = read(s->fd, bytes, sizeof(bytes));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN) {
			if (clock_mono_ms(app->timer) - s->since_ms < PATIENCE_MS)
				return false;
			stop(s);
			fail(s, str_of(_("cairn-sync could not draw it")));
			return true;
		}
		if (got <= 0)
			break;
		buf_add(&s->bytes, (struct str){bytes, (size_t)got});
		if (s->bytes.len > PICTURE_BYTES_MAX) {
			stop(s);
			fail(s, str_of(_("cairn-sync could not draw it")));
			return true;
		}
	}
	take(s);
	return true;
}

int64_t showing_wait_ms(const struct app *app, const struct showing *s)
{
	return !s->pid ? -1 : app->timer->fixed ? 0 : LOOK_EVERY_MS;
}

int showing_draw(const struct showing *s, struct canvas *canvas, struct box box)
{
	const struct picture *p = &s->picture;

	if (s->state != SHOWING_READY || p->cols > box.cols || p->rows > box.rows)
		return 0;
	if (p->kind >= PICTURE_PIXELS) {
		canvas_fill(canvas, (struct box){box.row, box.col, p->rows, p->cols}, ST_PLAIN);
		canvas->graphic = (struct graphic){p, s->serial, box.row, box.col};
		return p->rows;
	}
	for (int row = 0; row < p->rows; row++)
		for (int col = 0; col < p->cols; col++) {
			struct picture_cell cell = picture_cell(p, row, col);

			canvas_block(canvas, box.row + row, box.col + col, picture_sign(cell.sign), cell.ink, cell.ground);
		}
	return p->rows;
}

void showing_end(struct showing *s)
{
	stop(s);
	buf_fini(&s->name);
	buf_fini(&s->bytes);
	*s = (struct showing){0};
}
