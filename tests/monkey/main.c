/* SPDX-License-Identifier: MIT
 * monkey play SEED STEPS FILE: plays so many random steps on the store of CAIRN_DATA, leaving and coming back as it
 * happens; each step is in FILE before it is played, a zero byte behind each sitting.
 * monkey replay FILE: plays such a file. Both print the clock they end with.
 * monkey undo | redo: everything, one by one; prints how many. Ends with 0, or with 1 and a sentence. tests/e2e/monkey.py stands around it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "study/deeds.h"
#include "tests/monkey/monkey.h"
#include "tui/program.h"
#include "tui/script.h"
#include "tui/view_list.h"

enum { ANSWER_S = 60, SCRIPT_MAX = 1 << 26 };

struct play {
	struct program program;
	struct app app;
	int file; /* of the steps, -1 in a replay */
};

static int fail(const char *what, struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	return -1;
}

/* As tui/game.c does for a script. */
static int sit_down(struct play *play, struct err *err)
{
	struct program *p = &play->program;
	struct app *app = &play->app;

	*app = (struct app){.mode = MODE_NATURAL, .clock = &p->clock, .timer = &p->clock, .rng = &p->rng, .store = p->store,
			    .env = &p->env, .paths = &p->paths, .taps = true};
	crossing_open(&app->crossing, &p->env, NULL, NULL);
	crossing_open(&app->asking, &p->env, NULL, NULL);
	helper_open(&app->helper, &p->env, p->options.profile);
	helper_open(&app->grader, &p->env, p->options.profile);
	store_checkpoint_by_hand(p->store);
	if (view_start(app, err))
		return -1;
	view_matters_look(app);
	app_size(app, 40, 20);
	app_draw(app);
	return 0;
}

static void get_up(struct play *play)
{
	if (play->file >= 0 && write(play->file, "", 1) < 0)
		perror("writing the steps");
	app_fini(&play->app);
	helper_close(&play->app.helper);
	helper_close(&play->app.grader);
	buf_fini(&play->app.farewell);
}

static int take(struct app *app, struct script_step *step)
{
	struct buf why = {0};
	int rc = 0;

	if (step->kind == SCRIPT_EVENT)
		app_event(app, &step->event);
	if (step->kind == SCRIPT_PASS) {
		clock_advance(app->clock, step->ms);
		app_event(app, &(struct event){.kind = EV_TICK});
	}
	app_draw_settled(app);
	if (!app->leaving && !monkey_frame_is_good(&app->canvas, &why)) {
		fprintf(stderr, "the screen: %s\n", buf_z(&why));
		rc = -1;
	}
	buf_fini(&why);
	return rc;
}

/* Each step has its time to answer, or the alarm ends all. */
static int play_text(struct app *app, struct str text, struct err *err)
{
	struct script_step step;

	while (text.len && !app->leaving) {
		alarm(ANSWER_S);
		if (script_step(&text, &step, err))
			return fail("the script", err);
		if (take(app, &step))
			return -1;
	}
	return 0;
}

static int play_random(struct play *play, struct rng *rng, long steps, struct err *err)
{
	struct buf text = {0};
	int rc = 0;

	while (steps-- > 0 && rc == 0) {
		buf_clear(&text);
		monkey_step(&play->app, rng, &text);
		if (write(play->file, text.s, text.len) < 0)
			rc = err_sys(err, "writing the steps");
		if (rc == 0)
			rc = play_text(&play->app, buf_str(&text), err);
		if (play->app.leaving || steps == 0)
			get_up(play);
		if (play->app.leaving && steps && rc == 0)
			rc = sit_down(play, err);
	}
	buf_fini(&text);
	return rc;
}

static int play_file(struct play *play, const char *path, struct err *err)
{
	struct buf all = {0};
	struct str rest, part;
	int rc = path_read(path, SCRIPT_MAX, 0, &all, err) ? fail("the steps", err) : 0;

	rest = buf_str(&all);
	while (rc == 0 && rest.len && str_cut(&rest, 0, &part)) {
		rc = play_text(&play->app, part, err);
		get_up(play);
		if (rc == 0)
			rc = sit_down(play, err);
	}
	if (rc == 0)
		get_up(play);
	buf_fini(&all);
	return rc;
}

static void tell_time(const struct play *play)
{
	struct buf now = {0};

	clock_put_iso(&now, clock_wall_ms(&play->program.clock));
	printf("now %s\n", buf_z(&now));
	buf_fini(&now);
}

static int turn_all(struct play *play, bool undo, struct err *err)
{
	struct buf said = {0};
	struct row what;
	long count = 0;
	int rc;

	while ((rc = deeds_turn(play->program.store, undo, &what, &said, err)) == 0) {
		buf_clear(&said);
		count++;
	}
	buf_fini(&said);
	if (rc < 0)
		return fail("turning back", err);
	printf("%ld\n", count);
	return 0;
}

static int run(struct play *play, char **argv, struct err *err)
{
	struct rng rng;
	int rc;

	if (strcmp(argv[1], "undo") == 0 || strcmp(argv[1], "redo") == 0)
		return turn_all(play, *argv[1] == 'u', err);
	if (sit_down(play, err))
		return fail("the start", err);
	if (strcmp(argv[1], "replay") == 0) {
		rc = play_file(play, argv[2], err);
	} else {
		play->file = open(argv[4], O_WRONLY | O_CREAT | O_TRUNC, 0600);
		rng_seed(&rng, strtoull(argv[2], NULL, 10));
		rc = play_random(play, &rng, strtol(argv[3], NULL, 10), err);
	}
	tell_time(play);
	return rc;
}

int main(int argc, char **argv)
{
	static struct play play = {.file = -1};
	struct err err = {0};
	int rc;

	if (strcmp(argv[0], "cairn") == 0)
		return 0; /* the browser's child that brings the search index up to date */
	if (argc < 2 || (strcmp(argv[1], "play") == 0 && argc != 5) || (strcmp(argv[1], "replay") == 0 && argc != 3))
		return 2;
	if (program_open(&play.program, true, &err))
		return fail("the store", &err) ? 1 : 0;
	rc = run(&play, argv, &err);
	program_close(&play.program);
	return rc ? 1 : 0;
}
