/* SPDX-License-Identifier: MIT
 * One deck of the catalogue: what its publisher says of it, three of its cards, and subscribing. An order is
 * a row: it needs no network, and the cards come with the next sync. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "schema/catalogue.h"
#include "tui/doc.h"
#include "tui/view_list.h"

struct offer_view {
	struct arena arena, cards_arena;
	struct offer offer;
	struct preview_card card[PREVIEW_MAX];
	size_t cards;
	bool asked; /* for the preview, once */
	int scroll, scroll_max;
};

static void look(struct app *app, struct offer_view *v)
{
	struct err err;

	arena_reset(&v->cards_arena);
	if (preview_get(app->store, &v->offer, v->card, &v->cards, &v->cards_arena, &err))
		app_fail(app, &err);
}

/* What is neither here nor looked at before has to be asked for, when nothing else is being asked. */
static void ask(struct app *app, struct offer_view *v)
{
	struct err err;

	if (v->asked || v->offer.deck || v->cards || app->asking.pid || app->asking.why_not)
		return;
	v->asked = true;
	app->asking.verb[0] = "catalogue";
	app->asking.verb[1] = "--preview";
	app->asking.verb[2] = v->offer.key.s;
	app->asking.verb[3] = NULL;
	if (crossing_ask(&app->asking, &err))
		app_fail(app, &err);
}

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_OFFER | CTX_READ | CTX_BODY;
}

static void put_fact(struct buf *out, const char *name, struct str text)
{
	if (text.len)
		buf_addf(out, "%s%s%.*s", out->len ? ", " : "", name, STR_FMT(text));
}

static void draw_facts(struct doc *doc, const struct offer *offer)
{
	struct buf facts = {0};

	if (offer->notes >= 0)
		buf_addf(&facts, _("%d notes"), (int)offer->notes);
	put_fact(&facts, _("by "), offer->author);
	put_fact(&facts, "", offer->language);
	put_fact(&facts, "", offer->tags);
	if (offer->version.len > 2)
		put_fact(&facts, _("version "), str_slice(offer->version, 2, offer->version.len));
	doc_text(doc, 0, buf_str(&facts), ST_DIM);
	buf_fini(&facts);
}

static void draw_state(struct doc *doc, const struct offer *offer)
{
	struct buf date = {0};

	if (offer->fetched_ms)
		clock_put_iso(&date, offer->fetched_ms);
	if (offer->archived || offer->subscribed || offer->gone)
		doc_gap(doc);
	if (offer->archived)
		doc_text(doc, 0,
			 str_of(_("In the archive: its cards wait outside the queue, nothing is lost.")),
			 ST_BOLD);
	else if (offer->deck)
		doc_textf(doc, 0, ST_BOLD, "Subscribed; here as %.*s, of %.10s.", STR_FMT(offer->name),
			  buf_z(&date));
	else if (offer->subscribed)
		doc_text(doc, 0, str_of(_("Subscribed; the cards come with the next sync.")), ST_BOLD);
	if (offer->gone)
		doc_text(doc, 0, str_of(_("Its publisher has withdrawn it.")), ST_PLAIN);
	buf_fini(&date);
}

static void draw_cards(struct app *app, struct doc *doc, const struct offer_view *v)
{
	for (size_t i = 0; i < v->cards; i++) {
		doc_gap(doc);
		doc_text(doc, 0, v->card[i].front, ST_PLAIN);
		doc_text(doc, 2, v->card[i].back, ST_DIM);
	}
	if (v->cards)
		return;
	doc_gap(doc);
	doc_text(doc, 0,
		 app->asking.pid ? str_of(_("asking for some cards…"))
				 : str_of(_("Its cards can be looked at once the server answers.")),
		 ST_DIM);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct offer_view *v = state;
	struct doc doc = {.canvas = canvas, .box = body, .scroll = v->scroll};

	if (body.cols > 80)
		doc.box.cols = 80;
	doc_text(&doc, 0, v->offer.title, ST_BOLD);
	draw_facts(&doc, &v->offer);
	if (v->offer.description.len) {
		doc_gap(&doc);
		doc_text(&doc, 0, v->offer.description, ST_PLAIN);
	}
	draw_state(&doc, &v->offer);
	draw_cards(app, &doc, v);
	v->scroll_max = doc_scroll_max(&doc);
}

static bool is_on(const struct offer *offer)
{
	return offer->subscribed && !offer->archived;
}

static unsigned toggle(struct app *app, struct offer_view *v)
{
	bool on = !is_on(&v->offer);
	struct err err;

	if (subscription_set(app->store, v->offer.key, on, &err)) {
		app_fail(app, &err);
		return ACT_HANDLED | ACT_REDRAW;
	}
	v->offer.subscribed = on;
	v->offer.archived = !on && v->offer.deck;
	crossing_wrote(&app->crossing);
	if (!on)
		app_notice(app, "its cards leave the queue; nothing is deleted");
	else if (crossing_ask(&app->crossing, &err))
		app_notice(app, "subscribed; the cards come with the next sync");
	else
		app_notice(app, "subscribed; the cards are on their way");
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned scroll(struct offer_view *v, int by)
{
	int to = v->scroll + by;

	v->scroll = to > v->scroll_max ? v->scroll_max : to < 0 ? 0 : to;
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct offer_view *v = state;

	switch ((int)event->action) {
	case DO_SUBSCRIBE: return toggle(app, v);
	case DO_SCROLL_DOWN: return scroll(v, 3);
	case DO_SCROLL_UP: return scroll(v, -3);
	case DO_CLOSE: return ACT_HANDLED | ACT_POP;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct offer_view *v = state;

	(void)app;
	return action == DO_SUBSCRIBE && is_on(&v->offer) ? N_("archive") : NULL;
}

static int take_own(void *ctx, const struct offer *offer, struct err *err)
{
	struct offer_view *v = ctx;

	(void)err;
	if (str_eq(offer->key, v->offer.key))
		offer_copy(&v->offer, offer, &v->arena);
	return 0;
}

/* The cards asked for have come, or the deck itself. */
static unsigned tick(struct app *app, void *state)
{
	struct offer_view *v = state;
	int64_t total;
	struct err err;

	if (!app->asking.changed && !app->crossing.changed) {
		ask(app, v);
		return ACT_REDRAW;
	}
	if (catalogue_find(app->store, v->offer.id, 0, INT32_MAX, take_own, v, &total, &err))
		app_fail(app, &err);
	ask(app, v);
	look(app, v);
	return ACT_REDRAW;
}

static void release(struct app *app, void *state)
{
	struct offer_view *v = state;

	/* The child has its own copy of the key by now. */
	app->asking.verb[2] = NULL;
	app->asking.verb[1] = NULL;
	arena_fini(&v->arena);
	arena_fini(&v->cards_arena);
	free(v);
}

static const struct view view_offer = {.name = N_("Deck"),
				       .contexts = contexts,
				       .draw = draw,
				       .act = act,
				       .free = release,
				       .label = label,
				       .tick = tick};

void view_offer_push(struct app *app, const struct offer *offer)
{
	struct offer_view *v = mem_alloc(sizeof(*v));

	offer_copy(&v->offer, offer, &v->arena);
	look(app, v);
	ask(app, v);
	app_push(app, &view_offer, v);
}
