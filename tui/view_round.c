/* SPDX-License-Identifier: MIT
 * The end of a round: what its mode says of it, and everything that was missed with its right answer. */
#include <stdlib.h>

#include "base/markup.h"
#include "base/mem.h"
#include "base/message.h"
#include "study/game_keep.h"
#include "tui/doc.h"
#include "tui/view_list.h"

enum { MISSES_MAX = 200, FRONT_BYTES = 200 };

struct miss {
	struct str front, given, right; /* in the arena */
};

struct report {
	struct arena arena;
	struct buf text; /* lines */
	struct miss *miss;
	size_t misses;
	int scroll, scroll_max;
};

static const struct round *round_of(const struct app *app)
{
	return session_round(app->session);
}

/* How often a leech was hit, and when it can be hit next. */
static int tell_leech(struct app *app, struct report *r, const struct question *q, struct str front, struct err *err)
{
	struct leeching leeching;

	if (game_leeching(app->store, &q->card, &leeching, err))
		return -1;
	buf_addf(&r->text, "%.*s: ", STR_FMT(front));
	if (q->card.leech == 0 && leeching.beaten)
		buf_addz(&r->text, _("beaten"));
	else if (leeching.hit)
		buf_addz(&r->text, _("1 hit of 2"));
	else
		buf_addz(&r->text, _("not hit yet"));
	if (q->card.queue == QUEUE_REVIEW && q->card.leech) {
		buf_addz(&r->text, _(", due "));
		clock_put_date(&r->text, q->card.due);
	}
	buf_addc(&r->text, '\n');
	return 0;
}

static void add_miss(struct report *r, const struct question *q, const struct round_answer *last, struct str front)
{
	struct miss *miss = &r->miss[r->misses++];

	miss->front = front;
	miss->right = arena_str(&r->arena, q->expected);
	if (last && last->given && last->rating <= RATE_AGAIN)
		miss->given = arena_str(&r->arena, str_of(last->given));
}

static int look_at(struct app *app, struct report *r, size_t at, struct err *err)
{
	const struct round *round = round_of(app);
	bool leech = round->mode->source == SOURCE_LEECHES;
	struct buf line = {0};
	struct question q;
	int rc = session_show(app->session, round->card[at].uid, &q, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	markup_line(&line, q.front, FRONT_BYTES);
	if (leech)
		rc = tell_leech(app, r, &q, buf_str(&line), err);
	if (rc == 0 && round->card[at].misses)
		add_miss(r, &q, round_last(round, at), arena_str(&r->arena, buf_str(&line)));
	buf_fini(&line);
	return rc;
}

static void load(struct app *app, struct report *r)
{
	const struct round *round = round_of(app);
	struct err err;

	arena_reset(&r->arena);
	buf_clear(&r->text);
	r->misses = 0;
	r->miss = arena_alloc(&r->arena, MISSES_MAX * sizeof(*r->miss));
	if (round->mode->source == SOURCE_CARDS && round_sum(round).of == 0)
		buf_addz(&r->text, _("There is no card to ask here.\n"));
	else
		round->mode->end(round, &r->text);
	for (size_t i = 0; i < round->cards && r->misses < MISSES_MAX; i++) {
		if (!round->card[i].misses && round->mode->source != SOURCE_LEECHES)
			continue;
		if (look_at(app, r, i, &err)) {
			app_fail(app, &err);
			break;
		}
	}
	session_leave_table(app->session);
}

static void put(const struct report *r, struct doc *doc)
{
	struct str rest = buf_str(&r->text), line;
	unsigned style = ST_BOLD;

	while (str_cut(&rest, '\n', &line)) {
		if (line.len)
			doc_text(doc, 0, line, style);
		style = ST_PLAIN;
	}
	if (r->misses) {
		doc_gap(doc);
		doc_text(doc, 0, str_of(_("Missed:")), ST_BOLD);
	}
	for (size_t i = 0; i < r->misses; i++) {
		const struct miss *miss = &r->miss[i];

		doc_text(doc, 0, miss->front, ST_PLAIN);
		if (miss->given.len) {
			doc_mark(doc, STR("x"), STYLE_HUE(HUE_RED));
			doc_text(doc, 2, miss->given, STYLE_HUE(HUE_RED));
		}
		doc_mark(doc, STR("+"), STYLE_HUE(HUE_GREEN));
		doc_text(doc, 2, miss->right, ST_BOLD | STYLE_HUE(HUE_GREEN));
	}
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct report *r = state;
	bool tight = app->layout.step <= LAYOUT_MICRO;
	struct doc measure = {.box = body, .tight = tight}, doc = {.canvas = canvas, .box = body, .tight = tight};

	put(r, &measure);
	r->scroll_max = doc_scroll_max(&measure);
	if (r->scroll > r->scroll_max)
		r->scroll = r->scroll_max;
	doc.scroll = r->scroll;
	put(r, &doc);
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_READ | CTX_ROUND | CTX_BODY;
}

static unsigned scroll(struct report *r, int lines)
{
	int to = r->scroll + lines;

	if (to < 0 || to > r->scroll_max)
		return ACT_HANDLED;
	r->scroll = to;
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned leave(struct app *app)
{
	view_stand_up(app);
	view_home_show(app, true);
	return ACT_HANDLED | ACT_REDRAW;
}

/* The last answer comes back, and with it the question. */
static unsigned undo(struct app *app)
{
	struct err err;
	struct row what;
	int rc = session_undo(app->session, &what, &err);

	if (rc > 0)
		app_notice(app, "there is nothing to take back");
	if (rc == 0) {
		crossing_wrote(&app->crossing);
		rc = round_of(app)->mode->play == PLAY_MATCH ? 1 : view_question_go_on(app, true, &err);
		if (rc > 0)
			app_notice(app, "the last answer was taken back");
	}
	if (rc < 0)
		app_fail(app, &err);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct report *r = state;

	switch ((int)event->action) {
	case DO_CLOSE:
	case DO_LEAVE: return leave(app);
	case DO_UNDO: return undo(app);
	case DO_SCROLL_DOWN: return scroll(r, 1);
	case DO_SCROLL_UP: return scroll(r, -1);
	}
	return ACT_NONE;
}

static void title(struct app *app, void *state, struct buf *out)
{
	(void)state;
	if (app->session && round_of(app))
		buf_addz(out, _(round_of(app)->mode->title));
}

static void release(struct app *app, void *state)
{
	struct report *r = state;

	(void)app;
	arena_fini(&r->arena);
	buf_fini(&r->text);
	free(r);
}

static const struct view view_round = {
	.name = N_("Round"), .contexts = contexts, .draw = draw, .act = act, .free = release, .title = title};

void view_round_show(struct app *app, bool replace)
{
	struct report *r = mem_alloc(sizeof(*r));

	load(app, r);
	if (replace)
		app_replace(app, &view_round, r);
	else
		app_push(app, &view_round, r);
}
