/* SPDX-License-Identifier: MIT
 * Catalogue: the decks that a server offered when it was last asked, page by page, and words to look for
 * among them. cairn-sync does the asking; here the store is read. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/catalogue.h"
#include "tui/doc.h"
#include "tui/list.h"
#include "tui/view_list.h"

enum { PAGE_MAX = 60, WORDS_BYTES = 200, WIDE_COLS = 60, OLD_MS = HOUR_MS };

struct catalogue {
	struct arena arena;
	struct offer offer[PAGE_MAX]; /* the page */
	struct list list;	      /* over it */
	int64_t from, total, asked_ms;
	struct field words;
	bool typing, asks;
};

static int each(void *ctx, const struct offer *offer, struct err *err)
{
	struct catalogue *c = ctx;

	(void)err;
	offer_copy(&c->offer[c->list.count++], offer, &c->arena);
	return 0;
}

/* One line says where we are, the others are offers. */
static int page_rows(const struct app *app)
{
	int rows = app->layout.body.rows - 1;

	return rows < 1 ? 1 : rows > PAGE_MAX ? PAGE_MAX : rows;
}

static void load(struct app *app, struct catalogue *c)
{
	struct err err;
	int marked = c->list.marked;

	arena_reset(&c->arena);
	c->list = (struct list){0};
	c->asks = app->asking.pid != 0;
	if (catalogue_asked(app->store, &c->asked_ms, &err) ||
	    catalogue_find(app->store, buf_str(&c->words.text), c->from, page_rows(app), each, c, &c->total,
			   &err))
		app_fail(app, &err);
	c->list.marked = marked < c->list.count ? marked : c->list.count ? c->list.count - 1 : 0;
}

/* When there is nothing of the kind under way: the list, anew. */
static void ask(struct app *app, struct catalogue *c)
{
	struct err err;

	app->asking.verb[0] = "catalogue";
	app->asking.verb[1] = NULL;
	if (!app->asking.pid && crossing_ask(&app->asking, &err))
		app_fail(app, &err);
	c->asks = app->asking.pid != 0;
}

static unsigned contexts(struct app *app, void *state)
{
	struct catalogue *c = state;

	(void)app;
	return c->typing ? CTX_TYPING : CTX_LIST | CTX_CATALOGUE;
}

static struct field *field(struct app *app, void *state)
{
	struct catalogue *c = state;

	(void)app;
	return c->typing ? &c->words : NULL;
}

static void put_age(struct app *app, const struct catalogue *c, struct buf *out)
{
	int64_t ms = clock_wall_ms(app->clock) - c->asked_ms;

	if (c->asks)
		buf_addz(out, _("asking the server"));
	else if (!c->asked_ms)
		buf_addz(out, _("never asked"));
	else if (ms < HOUR_MS)
		buf_addf(out, _("%d min old"), (int)(ms / MINUTE_MS));
	else if (ms < 2 * DAY_MS)
		buf_addf(out, _("%d h old"), (int)(ms / HOUR_MS));
	else
		buf_addf(out, _("%d days old"), (int)(ms / DAY_MS));
	if (!c->asks && app->asking.state == CROSSING_OFFLINE)
		buf_addz(out, _(", offline"));
}

static void put_place(const struct catalogue *c, struct buf *out)
{
	if (c->list.count)
		buf_addf(out, _("%d-%d of %d"), (int)c->from + 1, (int)c->from + c->list.count,
			 (int)c->total);
	else
		buf_addz(out, c->words.text.len ? _("nothing found") : _("no decks"));
	if (c->words.text.len)
		buf_addf(out, ": %s", buf_z(&c->words.text));
}

static void draw_head(struct app *app, struct catalogue *c, struct canvas *canvas, struct box body)
{
	struct buf left = {0}, right = {0};
	int wide;

	if (c->typing) {
		struct box line = {body.row, body.col + 2, 1, body.cols - 2};

		canvas_put(canvas, body.row, body.col, 1, STR(">"), ST_BOLD);
		field_draw(&c->words, canvas, line, ST_PLAIN, true);
		return;
	}
	put_place(c, &left);
	put_age(app, c, &right);
	wide = utf8_width(buf_str(&right));
	canvas_put(canvas, body.row, body.col + body.cols - wide, wide, buf_str(&right), ST_DIM);
	canvas_put(canvas, body.row, body.col, body.cols - wide - 1, buf_str(&left), ST_DIM);
	buf_fini(&left);
	buf_fini(&right);
}

static const char *state_of(const struct offer *offer, bool wide)
{
	if (offer->archived)
		return wide ? _("archive") : _("arch");
	if (offer->subscribed && offer->deck)
		return wide ? _("subscribed") : _("here");
	if (offer->subscribed)
		return wide ? _("with next sync") : _("soon");
	return offer->gone ? wide ? _("withdrawn") : _("gone") : "";
}

static void draw_offer(const struct catalogue *c, struct canvas *canvas, struct box body, int i, bool wide)
{
	const struct offer *offer = &c->offer[i];
	const char *state = state_of(offer, wide);
	int pad = (wide ? 14 : 4) - utf8_width(str_of(state));
	struct buf right = {0}, left = {0};

	buf_add(&left, offer->title);
	if (wide && offer->author.len)
		buf_addf(&left, " (%.*s)", STR_FMT(offer->author));
	if (offer->notes >= 0)
		buf_addf(&right, "%d ", (int)offer->notes);
	buf_addf(&right, "%s%*s", state, pad > 0 ? pad : 0, "");
	list_line(&c->list, canvas, body, i, buf_str(&left), buf_str(&right));
	buf_fini(&left);
	buf_fini(&right);
}

static void draw_nothing(struct app *app, struct canvas *canvas, struct box body)
{
	struct doc doc = {.canvas = canvas, .box = body};

	doc_text(&doc, 0, str_of(_("Decks that others publish on your server stand here, once it was asked (y).")), ST_PLAIN);
	if (!app->asking.why_not)
		return;
	doc_gap(&doc);
	doc_text(&doc, 0, str_of(app->asking.why_not), ST_PLAIN);
	if (!app->kiosk)
		doc_text(&doc, 0, str_of(_("A server is a MongoDB of yours or of your class (docs/atlas.md). Files need none: i in the list of decks.")),
			 ST_PLAIN);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct catalogue *c = state;
	bool wide;

	if (body.cols > 100)
		body.cols = 100;
	wide = body.cols >= WIDE_COLS;
	draw_head(app, c, canvas, body);
	body.row++;
	body.rows--;
	list_fit(&c->list, body.rows);
	for (int i = 0; i < c->list.count; i++)
		draw_offer(c, canvas, body, i, wide);
	if (!c->list.count && !c->words.text.len)
		draw_nothing(app, canvas, body);
}

static unsigned go(struct app *app, struct catalogue *c, int64_t from, int marked)
{
	c->from = from < 0 ? 0 : from;
	c->list.marked = marked;
	load(app, c);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned page_on(struct app *app, struct catalogue *c)
{
	int64_t next = c->from + c->list.count;

	return next < c->total ? go(app, c, next, 0) : ACT_HANDLED;
}

static unsigned page_back(struct app *app, struct catalogue *c, int marked)
{
	return c->from ? go(app, c, c->from - page_rows(app), marked) : ACT_HANDLED;
}

static unsigned open_offer(struct app *app, struct catalogue *c)
{
	if (c->list.count)
		view_offer_push(app, &c->offer[c->list.marked]);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act_typing(struct app *app, struct catalogue *c, const struct event *event)
{
	if (event->action != DO_SUBMIT && event->action != DO_KEYS)
		return ACT_NONE;
	c->typing = false;
	return go(app, c, 0, 0);
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct catalogue *c = state;
	bool chosen, moved;

	if (c->typing)
		return act_typing(app, c, event);
	if (event->action == DO_DOWN && c->list.marked == c->list.count - 1)
		return page_on(app, c);
	if (event->action == DO_UP && c->list.marked == 0)
		return page_back(app, c, PAGE_MAX);
	if (list_act(&c->list, event, &chosen, &moved))
		return chosen ? open_offer(app, c) : ACT_HANDLED | (moved ? ACT_REDRAW : 0);
	switch ((int)event->action) {
	case DO_OPEN: return open_offer(app, c);
	case DO_PAGE_ON: return page_on(app, c);
	case DO_PAGE_BACK: return page_back(app, c, 0);
	case DO_SEARCH: c->typing = true; return ACT_HANDLED | ACT_REDRAW;
	case DO_RELOAD: ask(app, c); return ACT_HANDLED | ACT_REDRAW;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct catalogue *c = state;

	(void)app;
	if (action == DO_PAGE_ON && c->from + c->list.count >= c->total)
		return "";
	return action == DO_SUBMIT ? N_("find (empty: all)") : list_label(&c->list, action);
}

/* What was asked for has come, or did not. */
static unsigned tick(struct app *app, void *state)
{
	struct catalogue *c = state;

	if (c->asks == (app->asking.pid != 0))
		return ACT_NONE;
	load(app, c);
	if (!c->asks && app->asking.state == CROSSING_ERROR && app->asking.text[0])
		app_notice(app, "%s", app->asking.text);
	return ACT_REDRAW;
}

static void back(struct app *app, void *state)
{
	load(app, state);
}

static void release(struct app *app, void *state)
{
	struct catalogue *c = state;

	(void)app;
	field_fini(&c->words);
	arena_fini(&c->arena);
	free(c);
}

static const struct view view_catalogue = {.name = N_("Catalogue"),
					   .contexts = contexts,
					   .draw = draw,
					   .act = act,
					   .free = release,
					   .field = field,
					   .label = label,
					   .back = back,
					   .tick = tick};

void view_catalogue_push(struct app *app)
{
	struct catalogue *c = mem_alloc(sizeof(*c));

	c->words.cap = WORDS_BYTES;
	load(app, c);
	if (!app->asking.why_not && clock_wall_ms(app->clock) - c->asked_ms >= OLD_MS)
		ask(app, c);
	app_push(app, &view_catalogue, c);
	view_news_push(app);
}
