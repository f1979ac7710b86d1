/* SPDX-License-Identifier: MIT
 * The game: the app on whichever front there is, and what comes before and after it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/message.h"
#include "tui/keymap.h"
#include "tui/kiosk.h"
#include "tui/lines.h"
#include "tui/loop.h"
#include "tui/program.h"
#include "tui/script.h"
#include "tui/view_list.h"

static int play_script(struct program *p, struct app *app, struct err *err)
{
	struct buf out = {0};
	int cols = 80, rows = 24, rc;

	if (p->options.size && script_size(str_of(p->options.size), &cols, &rows, err))
		return -1;
	view_matters_look(app);
	rc = script_run(app, str_of(p->options.script), cols, rows, &out, err);
	fputs(buf_z(&out), stdout);
	buf_fini(&out);
	return rc;
}

static int play_lines(struct app *app, const char *why, struct err *err)
{
	struct winsize size = {0};

	if (why)
		fprintf(stderr, _("cairn: %s; line by line instead: type a key and Enter\n"), why);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		size.ws_col = 80;
	view_matters_look(app);
	return lines_run(app, stdin, stdout, size.ws_col, err);
}

/* Says why when the screen is too small for one. */
static bool is_tiny(char *why, size_t len)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col || !size.ws_row)
		return false;
	snprintf(why, len, _("the screen has %dx%d cells, and 24x7 are needed"), size.ws_col, size.ws_row);
	return size.ws_col < 24 || size.ws_row < 7;
}

static int play_terminal(struct app *app, struct err *err)
{
	struct terminal *term = NULL;
	char why[80];
	int rc;

	if (is_tiny(why, sizeof(why)))
		return play_lines(app, why, err);
	loop_block_signals();
	rc = term_open(&term, err);
	if (rc == TERM_LINES) {
		loop_unblock_signals();
		return play_lines(app, err->text, err);
	}
	rc = loop_run(app, term, err);
	term_close(term);
	return rc;
}

static int first_view(struct program *p, struct app *app, struct pin *pin, struct err *err)
{
	int rc = pin_open(pin, &p->env, &p->paths, &p->clock, err);

	if (rc < 0)
		return -1;
	if (rc == PIN_NONE)
		return view_start(app, err);
	if (pin_minutes(&p->env, &app->lock_ms, err))
		return -1;
	app->lock_ms *= MINUTE_MS;
	app->pin = app->gate = pin;
	view_pin_push(app);
	return 0;
}

int game_play(struct program *p, struct app *app, struct err *err)
{
	static const struct clock real;

	app->timer = p->options.script ? &p->clock : &real;
	if (p->options.script) {
		if (!p->clock.fixed) /* so that <+10m> can move it */
			p->clock = (struct clock){true, clock_wall_ms(&p->clock), 0,
						  clock_zone_min(&p->clock, clock_wall_ms(&p->clock))};
		return play_script(p, app, err);
	}
	if (p->options.plain)
		return play_lines(app, NULL, err);
	return play_terminal(app, err);
}

static int pick_theme(struct app *app, struct err *err)
{
	struct buf kept = {0};
	int rc = meta_get_text(app->store, META_THEME, &kept, err);

	if (rc >= 0)
		rc = theme_pick(app->env, buf_str(&kept), &app->theme, err);
	buf_fini(&kept);
	return rc;
}

/* Of --count: questions of an exam. */
static int read_count(const struct program *p, int *count, struct err *err)
{
	int64_t value = 0;

	if (p->options.count && (str_to_int(str_of(p->options.count), &value, NULL) || value < 1 ||
				 value > EXAM_QUESTIONS_MAX))
		return err_set(err, ERR_USAGE, "--count is a number from 1 to %d, not \"%.40s\"", EXAM_QUESTIONS_MAX,
			       p->options.count);
	*count = (int)value;
	return 0;
}

/* A large import that was ended in the middle goes on beside the game; a script waits for it. */
static void end_import(struct program *p)
{
	struct crossing rest = {.env = &p->env,
				.profile = p->options.profile,
				.by_itself = true,
				.verb = {"import", "--finish"}};
	struct buf left = {0};
	struct err ignored; /* the next cairn-sync does it */

	buf_addf(&left, "%s-import", p->paths.store);
	if (access(buf_z(&left), F_OK) == 0)
		(void)!crossing_finish(&rest, p->options.script != NULL, &ignored);
	buf_fini(&left);
}

struct app game_app(struct program *p)
{
	return (struct app){.mode = p->options.mode,
			    .clock = &p->clock,
			    .rng = &p->rng,
			    .store = p->store,
			    .env = &p->env,
			    .paths = &p->paths,
			    .taps = true};
}

int game_run(struct program *p, struct err *err)
{
	static struct app app;
	struct pin pin = {0};
	struct err late;
	struct buf edit = {0};
	int rc;

	for (int i = 0; p->options.edit && i < p->options.args; i++)
		buf_addf(&edit, "%s%s", i ? " " : "", p->options.arg[i]);
	if (p->options.args && !p->options.edit)
		return err_set(err, ERR_USAGE, "too many words; see cairn --help");
	app = game_app(p);
	app.pictures.graphics = (struct graphics){.colours = true, .cell_width = CELL_WIDTH_GUESS, .cell_height = CELL_HEIGHT_GUESS};
	app.tours = (!p->options.script && !p->options.kiosk) || p->options.tour;
	app.start_play = p->options.play;
	app.start_tag = str_of(p->options.tag);
	app.start_search = str_of(p->options.search);
	app.start_home = p->options.home;
	app.start_edit = buf_str(&edit);
	app.kiosk = p->options.kiosk;
	if (app.kiosk && kiosk_learner(p, &app.learner_name, err))
		return -1;
	crossing_open(&app.crossing, &p->env, p->options.profile,
		      app.kiosk ? buf_z(&app.learner_name) : p->options.learner);
	crossing_open(&app.asking, &p->env, p->options.profile, NULL);
	app.asking.by_itself = false;
	if (!app.kiosk) { /* whoever comes by a key of their own spends nothing of the owner's */
		helper_open(&app.helper, &p->env, p->options.profile);
		helper_open(&app.grader, &p->env, p->options.profile);
	}
	app.grader.by_itself &= !p->options.script && !p->options.plain; /* nothing comes by itself there */
	store_checkpoint_by_hand(p->store);
	end_import(p);
	if (program_deck(p, &app.start_deck, err) || read_count(p, &app.start_count, err) ||
	    keymap_read(p->paths.shared, err) ||
	    pick_theme(&app, err) || pictures_load(&app, err))
		return -1;
	rc = first_view(p, &app, &pin, err);
	if (rc == 0)
		rc = game_play(p, &app, err);
	app_fini(&app);
	helper_close(&app.helper);
	helper_close(&app.grader);
	if (app.kiosk)
		kiosk_hide(&app.farewell);
	if (!p->options.script)
		fputs(buf_z(&app.farewell), stdout);
	buf_fini(&app.farewell);
	pin_close(&pin);
	if (app.removing)
		crossing_stop(&app.crossing);
	if (app.removing)
		return store_forget_learner(&p->paths, &p->store, err);
	store_close(p->store); /* before the last sync: it finds the file at rest */
	p->store = NULL;
	if (crossing_finish(&app.crossing, p->options.script != NULL, &late) && !app.kiosk)
		fprintf(stderr, "cairn: %s\n", late.text);
	buf_fini(&app.learner_name);
	buf_fini(&edit);
	return rc;
}
