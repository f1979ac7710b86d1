/* SPDX-License-Identifier: MIT
 * Match: questions and answers on a grid, against one's own time. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/choices.h"
#include "study/pairs.h"
#include "tui/view_list.h"

enum { COLUMNS = 2, GAP = 2, LABEL = 3 };
static const char letters[] = "abcdefghijkl"; /* as in tui/actions.def */

struct match {
	struct arena arena;
	struct match_pair pair[PAIRS_MAX];
	struct pairs pairs;
	int64_t since_ms; /* active time of the last pair */
	int missed[2];	  /* tiles of the last mistake; PAIRS_NONE */
};

static unsigned contexts(struct app *app, void *state)
{
	(void)state;
	return app->layout.step > LAYOUT_MICRO ? CTX_MATCH : CTX_READ;
}

static void draw_tile(struct match *m, struct canvas *canvas, struct box box, int i)
{
	const struct pair_tile *tile = &m->pairs.tile[i];
	const struct match_pair *pair = &m->pair[tile->pair];
	bool missed = i == m->missed[0] || i == m->missed[1];
	unsigned style = i == m->pairs.picked ? ST_REVERSE : missed ? STYLE_HUE(HUE_RED) : ST_PLAIN;
	char label[4] = {letters[i], i == m->pairs.picked ? '>' : missed ? 'x' : ')', '\0'};
	struct box text = {box.row, box.col + LABEL, box.rows, box.cols - LABEL};

	if (tile->gone)
		return;
	canvas_put(canvas, box.row, box.col, LABEL, str_of(label), ST_BOLD);
	canvas_text(canvas, text, 0, tile->answer ? pair->answer : pair->front, style);
	canvas_zone(canvas, box, (struct event){.kind = EV_DO, .action = DO_TILE, .n = i});
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct match *m = state;
	int tiles = 2 * m->pairs.count, rows = body.rows / m->pairs.count;
	struct box box = {0, 0, rows > 4 ? 4 : rows, (body.cols - GAP) / COLUMNS};

	if (app->layout.step <= LAYOUT_MICRO) {
		canvas_text(canvas, body, 0, str_of(_("Match needs a screen of 32x12 or more. Turn it, or make the letters "
						      "smaller.")),
			    ST_PLAIN);
		return;
	}
	for (int i = 0; i < tiles; i++) {
		box.row = body.row + i / COLUMNS * box.rows;
		box.col = body.col + i % COLUMNS * (box.cols + GAP);
		draw_tile(m, canvas, box, i);
	}
}

/* A question was answered with the text of another tile. */
static int answer(struct app *app, struct match *m, int first, int second, struct err *err)
{
	bool turned = m->pairs.tile[first].answer;
	const struct match_pair *pair = &m->pair[m->pairs.tile[turned ? second : first].pair];
	const struct match_pair *other = &m->pair[m->pairs.tile[turned ? first : second].pair];
	bool right = pair == other;
	int64_t now = app_active_ms(app);
	struct answer given = {.rating = right ? 3 : 1,
			       .took_ms = now - m->since_ms,
			       .mode = MODE_CHOICE,
			       .dist = right ? -1 : choice_print(other->answer),
			       .given = other->answer};
	struct question q;
	int rc = session_show(app->session, pair->card, &q, err);

	if (rc == 0)
		rc = session_answer(app->session, &given, NULL, err);
	if (rc == 0)
		crossing_wrote(&app->crossing);
	m->since_ms = now;
	return rc < 0 ? -1 : 0;
}

static unsigned take(struct app *app, struct match *m, int tile)
{
	int first = m->pairs.picked, rc = 0;
	struct err err;

	m->missed[0] = m->missed[1] = PAIRS_NONE;
	switch (pairs_take(&m->pairs, tile)) {
	case PAIRS_PICKED:
	case PAIRS_LET_GO: break;
	case PAIRS_NOTHING: return ACT_HANDLED;
	case PAIRS_MATCHED: rc = answer(app, m, first, tile, &err); break;
	case PAIRS_MISSED:
		m->missed[0] = first;
		m->missed[1] = tile;
		rc = answer(app, m, first, tile, &err);
		break;
	}
	if (rc)
		app_fail(app, &err);
	else if (m->pairs.left == 0)
		view_round_show(app, true);
	return ACT_HANDLED | ACT_REDRAW;
}

/* A pair that was found comes back; a mistake is forgotten. */
static unsigned undo(struct app *app, struct match *m)
{
	struct row what;
	struct err err;
	int rc = session_undo(app->session, &what, &err);

	m->missed[0] = m->missed[1] = PAIRS_NONE;
	if (rc < 0)
		app_fail(app, &err);
	if (rc > 0)
		app_notice(app, "there is nothing to take back");
	if (rc == 0)
		crossing_wrote(&app->crossing);
	for (int i = 0; i < m->pairs.count && rc == 0; i++)
		if (m->pair[i].card == what.card && what.kind == ROW_PRACTICE_KIND && what.practice.rating > 1)
			pairs_put(&m->pairs, i, false);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned leave(struct app *app)
{
	if (round_sum(session_round(app->session)).answers) {
		view_round_show(app, true);
	} else {
		view_home_show(app, true);
		app_notice(app, "left before the first answer: nothing to sum up");
		view_stand_up(app);
	}
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct match *m = state;

	switch ((int)event->action) {
	case DO_TILE: return take(app, m, event->n);
	case DO_UNDO: return undo(app, m);
	case DO_CLOSE:
	case DO_LEAVE: return leave(app);
	}
	return ACT_NONE;
}

static void title(struct app *app, void *state, struct buf *out)
{
	const struct match *m = state;
	const struct round *round = session_round(app->session);

	buf_addf(out, "%s  %d/%d", _("Match"), m->pairs.count - m->pairs.left, m->pairs.count);
	if (round && round->best_ms)
		buf_addf(out, _("  best %d.%d s"), (int)(round->best_ms / 1000), (int)(round->best_ms % 1000 / 100));
}

static void release(struct app *app, void *state)
{
	struct match *m = state;

	(void)app;
	arena_fini(&m->arena);
	free(m);
}

static const struct view view_match = {
	.name = N_("Match"), .contexts = contexts, .draw = draw, .act = act, .free = release, .title = title};

int view_match_open(struct app *app, struct err *err)
{
	struct match *m = mem_alloc(sizeof(*m));
	size_t count = 0;

	if (session_deal(app->session, m->pair, PAIRS_MAX, &count, &m->arena, err)) {
		release(app, m);
		return -1;
	}
	if (count < 2) {
		release(app, m);
		return err_set(err, ERR_INPUT, "match needs two cards at least with a short question and a short answer");
	}
	pairs_deal(&m->pairs, (int)count, session_round(app->session)->seed);
	m->missed[0] = m->missed[1] = PAIRS_NONE;
	app_push(app, &view_match, m);
	m->since_ms = app_active_ms(app);
	return 0;
}
