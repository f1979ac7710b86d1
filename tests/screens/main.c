/* SPDX-License-Identifier: MIT
 * cairn, but where `--script` prints a screen there is more than its text: which view it is and which keys hold, the footer's
 * buttons, and what a terminal shows of it in each theme of CAIRN_TEST_THEMES ("none dark light contrast"; none at all: the
 * text alone). tests/lib/screens.py reads it.
 *
 *   view NAME COLS ROWS CONTEXTS      contexts: enum context, hexadecimal
 *   cursor ROW COL                    -1: hidden
 *   notice | field | leaving          as it is
 *   lost LINES                        of text that found no room below
 *   button ROW COL KEY LABEL          each that stands in the footer
 *   | TEXT                            a row
 *   theme ...                         tests/screens/screens.h
 *
 * With CAIRN_TEST_PROGRESS=FILE each picture adds a line to it at once: the clock, and how many rows the store holds. */
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/log.h"
#include "tests/screens/screens.h"
#include "tui/app.h"

void __real_canvas_print(const struct canvas *canvas, struct buf *out);
void __wrap_canvas_print(const struct canvas *canvas, struct buf *out);
int __real_canvas_flow(struct canvas *c, struct box box, int skip, const struct span *spans, size_t count);
int __wrap_canvas_flow(struct canvas *c, struct box box, int skip, const struct span *spans, size_t count);
void __real_canvas_clear(struct canvas *c);
void __wrap_canvas_clear(struct canvas *c);

static int lost;

void __wrap_canvas_clear(struct canvas *c)
{
	lost = 0;
	__real_canvas_clear(c);
}

/* Without a canvas it only measures; a box of no rows is what tui/doc.c gives when the screen is full. */
int __wrap_canvas_flow(struct canvas *c, struct box box, int skip, const struct span *spans, size_t count)
{
	int lines = __real_canvas_flow(c, box, skip, spans, count);

	if ((c || !box.rows) && lines - skip > box.rows)
		lost += lines - skip - box.rows;
	return lines;
}

static void put_view(struct app *app, struct buf *out)
{
	const struct app_view *at = &app->stack[app->depth - 1];

	buf_addf(out, "view %s %d %d %x\n", at->view->name, app->canvas.cols, app->canvas.rows, at->view->contexts(app, at->state));
	buf_addf(out, "cursor %d %d\n", app->canvas.cursor_row, app->canvas.cursor_col);
	buf_addf(out, "lost %d\n", lost);
	if (app->notice.len)
		buf_addz(out, "notice\n");
	if (app_field(app))
		buf_addz(out, "field\n");
}

static void put_buttons(struct app *app, struct buf *out)
{
	const struct canvas *c = &app->canvas;

	for (size_t i = 0; i < c->zones; i++) {
		const struct zone *zone = &c->zone[i];

		if (zone->box.row == app->layout.footer.row && zone->event.kind == EV_DO && !app->notice.len)
			buf_addf(out, "button %d %d %.*s\n", zone->box.row, zone->box.col,
				 STR_FMT(shell_key(app, zone->event.action)));
	}
}

static void put_rows(const struct canvas *canvas, struct buf *out)
{
	struct buf text = {0};
	struct str rest, line;

	__real_canvas_print(canvas, &text);
	rest = buf_str(&text);
	while (rest.len && str_cut(&rest, '\n', &line))
		buf_addf(out, "| %.*s\n", STR_FMT(line));
	buf_fini(&text);
}

static void put_themes(struct app *app, struct buf *out)
{
	const char *themes = getenv("CAIRN_TEST_THEMES");
	struct str rest = str_of(themes ? themes : ""), name;

	while (rest.len && str_cut(&rest, ' ', &name))
		screens_read_back(&app->canvas, theme_named(name), app_field(app) != NULL, app->taps, out);
}

static void tell_progress(struct app *app)
{
	const char *path = getenv("CAIRN_TEST_PROGRESS");
	struct log_counts counts;
	struct buf line = {0};
	struct err err;
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;

	if (fd < 0)
		return;
	if (log_counts(app->store, &counts, &err))
		abort();
	clock_put_iso(&line, clock_wall_ms(app->clock));
	buf_addf(&line, " %lld\n", (long long)counts.rows);
	if (write(fd, line.s, line.len) < 0)
		abort();
	close(fd);
	buf_fini(&line);
}

/* The canvas is that of an app: only script_run prints here. */
void __wrap_canvas_print(const struct canvas *canvas, struct buf *out)
{
	struct app *app = (struct app *)((char *)canvas - offsetof(struct app, canvas));

	if (app->leaving || !app->depth) {
		buf_addf(out, "view - %d %d 0\nleaving\n", canvas->cols, canvas->rows);
	} else {
		put_view(app, out);
		put_buttons(app, out);
	}
	put_rows(canvas, out);
	put_themes(app, out);
	tell_progress(app);
}
