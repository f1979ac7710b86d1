/* SPDX-License-Identifier: MIT
 * Card: how it stands, the curve of forgetting through its answers, and these as a table; it can be suspended, buried and
 * flagged from here. Shows no more of the note than its first field: it may be looked at before the answer. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/deeds.h"
#include "study/history.h"
#include "study/interval.h"
#include "tui/chart.h"
#include "tui/doc.h"
#include "tui/stats.h"
#include "tui/view_list.h"

enum { SAMPLES_MAX = 400, PLOT_ROWS_MIN = 5, WAIT_DAYS_MIN = 7 };

struct card_view {
	struct history history;
	bool as_table;
	int scroll, scroll_max;
};

static unsigned contexts(struct app *app, void *state)
{
	const struct card_view *v = state;

	return CTX_READ | CTX_CARD | (v->as_table || app->plain ? CTX_BODY : 0);
}

static void title(struct app *app, void *state, struct buf *out)
{
	const struct card_view *v = state;

	(void)app;
	buf_addf(out, _("Card · %.*s"), STR_FMT(buf_str(&v->history.deck)));
}

static const char *const ratings[] = {N_("again"), N_("hard"), N_("good"), N_("easy")};
static const char *const states[] = {N_("new"), N_("learning"), N_("review"), N_("relearning")};

static void put_due(const struct history *h, struct buf *out)
{
	switch (h->card.queue) {
	case QUEUE_SUSPENDED: buf_addz(out, _("suspended")); break;
	case QUEUE_BURIED: buf_addz(out, _("put off until tomorrow")); break;
	case QUEUE_ABSENT: buf_addz(out, _("its note is not here")); break;
	case QUEUE_NEW: buf_addz(out, _("new")); break;
	case QUEUE_LEARN: buf_addz(out, _(states[h->card.state])); break;
	case QUEUE_REVIEW:
		buf_addz(out, h->card.due <= h->today ? _("due since ") : _("due on "));
		clock_put_date(out, h->card.due);
		break;
	}
}

static void draw_facts(const struct history *h, struct app *app, struct doc *doc)
{
	double recall = history_recall(h, clock_wall_ms(app->clock));
	struct buf line = {0};

	put_due(h, &line);
	if (h->card.reps) {
		buf_addz(&line, _(", interval "));
		interval_put(&line, h->card.ivl);
	}
	if (h->waits_for.len)
		buf_addf(&line, _(", waits until the cards tagged %s are known"), buf_z(&h->waits_for));
	if (h->card.flag)
		buf_addf(&line, _(", flag %d"), h->card.flag);
	doc_text(doc, 0, buf_str(&h->front), ST_BOLD);
	doc_text(doc, 0, buf_str(&line), ST_PLAIN);
	buf_clear(&line);
	if (h->card.state != CARD_NEW)
		buf_addf(&line, _("stability %.1f d, difficulty %.1f, "), h->card.s, h->card.d);
	if (recall >= 0)
		buf_addf(&line, _("recall now %.0f %%, "), recall * 100);
	buf_addf(&line, _n("%d answer, ", "%d answers, ", h->card.reps), h->card.reps);
	buf_addf(&line, _n("%d lapse", "%d lapses", h->card.lapses), h->card.lapses);
	doc_text(doc, 0, buf_str(&line), ST_PLAIN);
	buf_fini(&line);
}

/* The curve as points over days since the first answer, and the answers on it. */
struct curve {
	double x[SAMPLES_MAX], y[SAMPLES_MAX], low;
	double *known_x, *known_y, *again_x, *again_y; /* marks */
	int count, known, again;
	double days;
	int64_t start;
};

static void sample(struct curve *c, const struct history *h, int cols)
{
	int count = 2 * cols < SAMPLES_MAX ? 2 * cols : SAMPLES_MAX;

	c->low = 1;
	for (c->count = 0; c->count < count; c->count++) {
		double x = c->days * c->count / (count - 1);
		double y = history_recall(h, c->start + (int64_t)(x * DAY_MS));

		c->x[c->count] = x;
		c->y[c->count] = y < 0 ? 1 : y;
		c->low = fmin(c->low, c->y[c->count]);
	}
}

/* An answer stands where the memory was when it was given; where they are too many for the columns, those
 * that were not known alone. */
static void mark_answers(struct curve *c, const struct history *h, int cols)
{
	c->known_x = mem_array(4 * h->count + 1, sizeof(double));
	c->known_y = c->known_x + h->count;
	c->again_x = c->known_y + h->count;
	c->again_y = c->again_x + h->count;
	for (size_t i = 0; i < h->count; i++) {
		const struct history_item *item = &h->item[i];
		bool shown = item->rating == RATE_AGAIN || (int)h->count <= cols;
		double x = (double)(item->t - c->start) / DAY_MS, y = history_recall(h, item->t - 1);

		if (item->undone || item->t < c->start || !shown)
			continue;
		y = y < 0 ? 1 : y;
		c->low = fmin(c->low, y);
		if (item->rating == RATE_AGAIN)
			c->again_x[c->again] = x, c->again_y[c->again++] = y;
		else
			c->known_x[c->known] = x, c->known_y[c->known++] = y;
	}
}

static void draw_curve(const struct history *h, struct app *app, struct canvas *canvas, struct box box)
{
	const struct history_item *first = history_first(h);
	struct curve c = {.start = first->t};
	double ends[2], level[2] = {h->desired, h->desired};
	struct chart_series series[4] = {
		{.x = ends, .y = level, .count = 2, .style = ST_DIM, .dotted = true}};
	struct chart_plot plot = {
		.series = series, .count = 4, .y_high = 1, .x_unit = UNIT_DAYS, .y_unit = UNIT_PERCENT};
	double now = (double)(clock_wall_ms(app->clock) - c.start) / DAY_MS,
	       due = h->card.queue == QUEUE_REVIEW ? (double)(h->card.due - first->day) : now;

	c.days = fmax(fmax(now, due * 1.1), WAIT_DAYS_MIN);
	sample(&c, h, box.cols);
	mark_answers(&c, h, box.cols);
	ends[0] = 0;
	plot.x_high = ends[1] = c.days;
	plot.y_low = fmax(0, fmin(0.8, floor(c.low * 10) / 10));
	series[1] =
		(struct chart_series){.x = c.x, .y = c.y, .count = c.count, .style = STYLE_HUE(HUE_GREEN)};
	series[2] = (struct chart_series){.x = c.known_x,
					  .y = c.known_y,
					  .count = c.known,
					  .mark_only = true,
					  .mark = "●",
					  .style = STYLE_HUE(HUE_GREEN) | ST_BOLD};
	series[3] = (struct chart_series){.x = c.again_x,
					  .y = c.again_y,
					  .count = c.again,
					  .mark_only = true,
					  .mark = "×",
					  .style = STYLE_HUE(HUE_RED) | ST_BOLD};
	chart_plot(canvas, box, &plot);
	free(c.known_x);
}

static void put_cell(char cell[TABLE_CELL], const struct buf *text)
{
	snprintf(cell, TABLE_CELL, "%s", buf_z(text));
}

/* The newest answer first. */
static void fill_row(char (*cell)[TABLE_CELL], const struct history_item *item)
{
	struct date date = date_of(item->day);
	struct buf text = {0};

	snprintf(cell[0], TABLE_CELL, "%04d-%02d-%02d", date.year % 10000, date.month, date.day);
	snprintf(cell[1], TABLE_CELL, "%s%s", _(ratings[item->rating - 1]),
		 item->undone ? _(" (undone)") : "");
	if (item->p >= 0)
		snprintf(cell[2], TABLE_CELL, "%.0f %%", item->p * 100);
	interval_put(&text, item->ivl);
	put_cell(cell[3], &text);
	snprintf(cell[4], TABLE_CELL, "%.1f d", item->s);
	buf_clear(&text);
	chart_put_number(&text, UNIT_TIME, (double)item->took_ms / 1000);
	put_cell(cell[5], &text);
	buf_fini(&text);
}

static void draw_table(struct card_view *v, struct canvas *canvas, struct box box)
{
	const struct history *h = &v->history;
	struct chart_table t = {.cols = 6,
				.rows = (int)h->count,
				.head = {_("day"), _("answer"), _("predicted"), _("next in"),
					 _("stability"), _("took")}};

	t.cell = mem_array(h->count + 1, sizeof(*t.cell));
	for (size_t i = 0; i < h->count; i++)
		fill_row(t.cell[h->count - 1 - i], &h->item[i]);
	v->scroll_max = t.rows + 1 > box.rows ? t.rows + 1 - box.rows : 0;
	if (v->scroll > v->scroll_max)
		v->scroll = v->scroll_max;
	chart_table(canvas, box, v->scroll, &t);
	free(t.cell);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct card_view *v = state;
	struct doc doc = {.canvas = canvas, .box = body, .tight = true};
	struct box rest = body;

	if (!v->as_table || body.rows > 2 * PLOT_ROWS_MIN || app->plain) {
		draw_facts(&v->history, app, &doc);
		doc.y += body.rows >= 12;
	}
	rest.row += doc.y;
	rest.rows -= doc.y;
	if (v->as_table || app->plain)
		draw_table(v, canvas, rest);
	else if (rest.rows >= 3 && history_first(&v->history))
		draw_curve(&v->history, app, canvas, rest);
}

static void read_again(struct app *app, struct card_view *v)
{
	uint64_t uid = v->history.card.uid;
	struct err err;

	history_fini(&v->history);
	v->history = (struct history){0};
	if (history_load(app->store, uid, &v->history, &err) < 0)
		app_fail(app, &err);
}

/* What the card is already is taken back by the same key. A question below goes on with another card where this one has left. */
static unsigned decide(struct app *app, struct card_view *v, enum row_kind kind, bool is_on, const char *on, const char *off)
{
	struct deed_done done;
	struct err err;

	if (deeds_decide(app->store, (struct cards){&v->history.card.id, 1}, kind, !is_on, &done, &err)) {
		app_fail(app, &err);
		return ACT_HANDLED | ACT_REDRAW;
	}
	app->notes_changed = app->notes_changed || kind != ROW_FLAG_KIND;
	crossing_wrote(&app->crossing);
	read_again(app, v);
	app_notice(app, "%s", _(is_on ? off : on));
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct card_view *v = state;
	const struct card *card = &v->history.card;
	int to = v->scroll;

	switch ((int)event->action) {
	case DO_SUSPEND:
		return decide(app, v, ROW_SUSPEND_KIND, card->queue == QUEUE_SUSPENDED, N_("suspended"),
			      N_("no longer suspended"));
	case DO_BURY: return decide(app, v, ROW_BURY_KIND, card->queue == QUEUE_BURIED, N_("buried"), N_("no longer buried"));
	case DO_FLAG: return decide(app, v, ROW_FLAG_KIND, card->flag != 0, N_("flagged"), N_("unflagged"));
	case DO_CLOSE: return ACT_HANDLED | ACT_POP;
	case DO_CHART_TABLE: v->as_table = !v->as_table; return ACT_HANDLED | ACT_REDRAW;
	case DO_SCROLL_DOWN: to++; break;
	case DO_SCROLL_UP: to--; break;
	default: return ACT_NONE;
	}
	if (to < 0 || to > v->scroll_max)
		return ACT_HANDLED;
	v->scroll = to;
	return ACT_HANDLED | ACT_REDRAW;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct card_view *v = state;

	(void)app;
	switch ((int)action) {
	case DO_CHART_TABLE: return v->as_table ? N_("picture") : NULL;
	case DO_SUSPEND: return v->history.card.queue == QUEUE_SUSPENDED ? N_("unsuspend") : N_("suspend");
	case DO_BURY: return v->history.card.queue == QUEUE_BURIED ? N_("unbury") : N_("bury");
	case DO_FLAG: return v->history.card.flag ? N_("unflag") : N_("flag");
	}
	return NULL;
}

static void release(struct app *app, void *state)
{
	struct card_view *v = state;

	(void)app;
	history_fini(&v->history);
	free(v);
}

static const struct view view_card = {.name = N_("Card"),
				      .contexts = contexts,
				      .draw = draw,
				      .act = act,
				      .free = release,
				      .title = title,
				      .label = label};

unsigned view_card_push(struct app *app, uint64_t card)
{
	struct card_view *v = mem_alloc(sizeof(*v));
	struct err err;
	int rc = history_load(app->store, card, &v->history, &err);

	if (rc == 0) {
		app_push(app, &view_card, v);
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (rc < 0)
		app_fail(app, &err);
	else
		app_notice(app, "the card is gone");
	free(v);
	return ACT_HANDLED | ACT_REDRAW;
}
