/* SPDX-License-Identifier: MIT
 * Browser: a line a card, and on a large screen the marked card beside the list. Only what is in sight is read. */
#include <stdlib.h>

#include "base/markup.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/notes.h"
#include "study/interval.h"
#include "study/settings.h"
#include "tui/browse.h"
#include "tui/rich.h"

enum { SIDE_COLS_MIN = 30, DECK_COLS = 12, DECK_FROM = 48, FRONT_BYTES = 300 };

/* A card with what is shown of it; texts in the arena. */
struct seen {
	struct card card;
	struct note note;
	struct deck deck;
};

/* 0, or 1 it is gone. */
static int see(struct app *app, int64_t id, struct seen *seen, struct arena *arena, struct err *err)
{
	int rc = card_get(app->store, id, &seen->card, err);

	if (rc == 0)
		rc = note_get(app->store, seen->card.note, &seen->note, arena, err);
	if (rc == 0)
		rc = deck_get(app->store, seen->note.deck, &seen->deck, arena, err);
	return rc;
}

static int64_t study_day(struct app *app)
{
	static struct settings everywhere;
	struct err err;

	if (settings_load(app->store, (struct str){NULL, 0}, &everywhere, &err))
		settings_default(&everywhere);
	return clock_study_day(clock_wall_ms(app->clock), settings_zone(&everywhere, app->clock));
}

static void put_due(struct buf *out, const struct card *card, int64_t today, int64_t now_ms)
{
	switch (card->queue) {
	case QUEUE_ABSENT: break;
	case QUEUE_BURIED: buf_addz(out, _("buried")); break;
	case QUEUE_SUSPENDED: buf_addz(out, _("susp.")); break;
	case QUEUE_NEW: buf_addz(out, _("new")); break;
	case QUEUE_LEARN:
		if (card->due <= now_ms)
			buf_addz(out, _("now"));
		else
			interval_put(out, -((card->due - now_ms) / SECOND_MS + 1));
		break;
	case QUEUE_REVIEW:
		if (card->due <= today)
			buf_addz(out, card->due == today ? _("today") : _("late"));
		else
			interval_put(out, card->due - today);
		break;
	}
}

static struct str last_level(struct str path)
{
	for (size_t i = path.len; i > 1; i--)
		if (path.s[i - 1] == ':' && path.s[i - 2] == ':')
			return str_slice(path, i, path.len);
	return path;
}

struct drawing {
	struct app *app;
	struct browse *b;
	struct canvas *canvas;
	struct box box;
	int64_t today, now_ms;
};

/* What the card asks: a gap is a gap here, and the second card of a note has its own question. */
static int put_front(const struct drawing *d, const struct seen *seen, struct arena *arena, struct buf *out, struct err *err)
{
	struct note_type type;
	struct face face;
	int rc = type_find(d->app->store, seen->note.type, &type, arena, err);

	if (rc == 0)
		template_face(&type, seen->note.fields, seen->card.ord, arena, &face);
	if (rc == 0 && face.front.len)
		markup_line(out, face.front, FRONT_BYTES);
	else if (rc >= 0 && seen->note.fields.count)
		markup_line(out, seen->note.fields.item[0], FRONT_BYTES);
	return rc < 0 ? -1 : 0;
}

static void draw_line(const struct drawing *d, int i)
{
	int64_t id = search_card(d->b->search, i);
	struct buf left = {0}, right = {0};
	struct arena arena = {0};
	struct seen seen;
	struct err err;
	int rc = see(d->app, id, &seen, &arena, &err);

	if (browse_is_picked(d->b, id))
		buf_addz(&left, "* ");
	if (rc == 0)
		rc = put_front(d, &seen, &arena, &left, &err);
	if (rc)
		buf_addz(&left, rc < 0 ? err.text : _("(deleted)"));
	if (rc == 0) {
		if (seen.card.flag)
			buf_addf(&right, "!%d ", seen.card.flag);
		if (d->box.cols >= DECK_FROM)
			buf_addf(&right, "%.*s ", STR_FMT(utf8_fit(last_level(seen.deck.name), DECK_COLS)));
		put_due(&right, &seen.card, d->today, d->now_ms);
	}
	list_line(&d->b->list, d->canvas, d->box, i, buf_str(&left), buf_str(&right));
	buf_fini(&left);
	buf_fini(&right);
	arena_fini(&arena);
}

static void draw_facts(const struct drawing *d, const struct seen *seen, struct doc *doc)
{
	static const char *const states[] = {N_("new"), N_("learning"), N_("review"), N_("relearning")};
	const struct card *card = &seen->card;
	struct buf due = {0}, ivl = {0};

	put_due(&due, card, d->today, d->now_ms);
	doc_textf(doc, 0, ST_DIM, "%.*s", STR_FMT(seen->deck.name));
	if (seen->note.tags.len)
		doc_textf(doc, 0, ST_DIM, "tags: %.*s", STR_FMT(seen->note.tags));
	doc_textf(doc, 0, ST_DIM, "%s, due: %s", _(states[card->state]), buf_z(&due));
	if (card->state != CARD_NEW) {
		interval_put(&ivl, card->ivl);
		doc_textf(doc, 0, ST_DIM, "interval %s, %d answers, %d lapses", buf_z(&ivl), card->reps,
			  card->lapses);
		doc_textf(doc, 0, ST_DIM, "stability %.1f d, difficulty %.1f", card->s, card->d);
	}
	buf_fini(&due);
	buf_fini(&ivl);
}

static void draw_side(const struct drawing *d, struct box box)
{
	struct doc doc = {.canvas = d->canvas, .box = box};
	struct arena arena = {0};
	struct note_type type;
	struct seen seen;
	struct face face;
	struct err err;
	int rc = see(d->app, browse_marked(d->b), &seen, &arena, &err);

	if (rc == 0)
		rc = type_find(d->app->store, seen.note.type, &type, &arena, &err);
	if (rc == 0) {
		template_face(&type, seen.note.fields, seen.card.ord, &arena, &face);
		rich_draw(&doc, 0, face.front, ST_BOLD);
		doc_text(&doc, 0, STR("---"), ST_DIM);
		rich_draw(&doc, 0, face.back, ST_PLAIN);
		doc_gap(&doc);
		draw_facts(d, &seen, &doc);
	}
	arena_fini(&arena);
}

static void draw_query(const struct browse *b, struct canvas *canvas, struct box *body)
{
	struct box line = {body->row, body->col + 2, 1, body->cols - 2};

	canvas_put(canvas, body->row, body->col, 1, STR("/"), ST_BOLD);
	if (b->editing)
		field_draw(&b->query, canvas, line, ST_PLAIN, true);
	else if (str_starts(buf_str(&b->query.text), "cid:")) /* names of cards, as the map asks for a tile's */
		canvas_put(canvas, line.row, line.col, line.cols, str_of(_("these cards (f: find)")), ST_DIM);
	else if (b->query.text.len)
		canvas_put(canvas, line.row, line.col, line.cols, buf_str(&b->query.text), ST_PLAIN);
	else
		canvas_put(canvas, line.row, line.col, line.cols, str_of(_("all cards (f: find)")), ST_DIM);
	body->row++;
	body->rows--;
}

void browse_draw(struct app *app, struct browse *b, struct canvas *canvas, struct box body)
{
	struct drawing d = {app, b, canvas, body, study_day(app), clock_wall_ms(app->clock)};
	bool side = app->layout.step == LAYOUT_LARGE && !app->plain;

	draw_query(b, canvas, &d.box);
	if (b->nonsense) {
		canvas_text(canvas, d.box, 0, str_of(b->why.text), ST_PLAIN);
		return;
	}
	if (side)
		d.box.cols = body.cols - SIDE_COLS_MIN - 2 > 56 ? 56 : body.cols - SIDE_COLS_MIN - 2;
	list_fit(&b->list, d.box.rows);
	for (int i = b->list.top; i < b->list.count && i < b->list.top + b->list.page; i++)
		draw_line(&d, i);
	if (!b->list.count && !b->running && b->started)
		canvas_put(canvas, d.box.row, d.box.col, d.box.cols, str_of(_("No card is like that.")),
			   ST_PLAIN);
	if (side && b->list.count)
		draw_side(&d, (struct box){d.box.row, d.box.col + d.box.cols + 2, d.box.rows,
					   body.cols - d.box.cols - 2});
}
