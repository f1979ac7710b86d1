/* SPDX-License-Identifier: MIT
 * The inbox: drafts out of what the learner reads, one at a time. What is decided is a deed of rows; nothing is in a deck
 * before. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/loose.h"
#include "base/markup.h"
#include "base/mem.h"
#include "base/message.h"
#include "schema/cards.h"
#include "schema/feedbox.h"
#include "schema/grams.h"
#include "schema/hits.h"
#include "schema/inbox.h"
#include "study/deeds.h"
#include "tui/rich.h"
#include "tui/view_list.h"

enum { DRAFTS_MAX = 200, FIELDS_MAX = 8, LOOK_AT_MOST = 2000 };

struct inbox_view {
	struct store *box; /* NULL: no feed was ever fetched here */
	struct arena arena;
	struct inbox_draft draft[DRAFTS_MAX];
	struct str why[DRAFTS_MAX];
	int count, at, scroll, scroll_max, page;
	int feeds; /* that are visited */
};

static int count_feed(void *ctx, struct str key, const struct feed_wish *wish, struct err *err)
{
	struct inbox_view *v = ctx;

	(void)key;
	(void)wish;
	(void)err;
	v->feeds++;
	return 0;
}

static int take_in(void *ctx, const struct feedbox_draft *draft, struct err *err)
{
	struct inbox_view *v = ctx;
	struct str *field = arena_alloc(&v->arena, FIELDS_MAX * sizeof(*field)), rest = draft->fields, part;
	size_t count = 0;

	(void)err;
	while (count < FIELDS_MAX && str_cut(&rest, '\x1f', &part))
		field[count++] = arena_str(&v->arena, part);
	v->why[v->count] = arena_str(&v->arena, draft->why);
	v->draft[v->count++] = (struct inbox_draft){
		.key = arena_str(&v->arena, draft->key),
		.deck = arena_str(&v->arena, draft->deck),
		.tags = arena_str(&v->arena, draft->tags),
		.clues = arena_str(&v->arena, draft->clues),
		.type = draft->type,
		.fields = {field, count},
		.p = draft->p,
	};
	return 0;
}

static void load(struct app *app, void *state)
{
	struct inbox_view *v = state;
	struct err err;

	arena_reset(&v->arena);
	v->count = v->scroll = v->feeds = 0;
	if (feed_wish_each(app->store, count_feed, v, &err) < 0)
		app_fail(app, &err);
	if (v->box && feedbox_each_open(v->box, DRAFTS_MAX, take_in, v, &err) < 0)
		app_fail(app, &err);
	if (v->at >= v->count)
		v->at = v->count ? v->count - 1 : 0;
}

static unsigned contexts(struct app *app, void *state)
{
	const struct inbox_view *v = state;

	(void)app;
	return v->count ? CTX_INBOX | (v->scroll_max ? CTX_BODY : 0) : CTX_READ;
}

static void put_nothing(const struct inbox_view *v, struct doc *doc)
{
	struct buf text = {0};

	if (v->feeds)
		buf_addf(&text,
			 _n("Nothing waits here. %d feed is visited when it is due; cairn feed fetch does it now.",
			    "Nothing waits here. %d feeds are visited when they are due; cairn feed fetch does it now.", v->feeds),
			 v->feeds);
	else
		buf_addz(&text, _("Nothing waits here. cairn feed add URL says what you read; drafts of new cards out of it come here."));
	doc_text(doc, 0, buf_str(&text), ST_PLAIN);
	buf_fini(&text);
}

static void put(struct inbox_view *v, struct doc *doc)
{
	const struct inbox_draft *draft = &v->draft[v->at];
	const struct note_type *type = template_find(draft->type);
	struct arena arena = {0};
	struct face face = {0};
	uint32_t ord = 0;

	if (!v->count || !type) {
		put_nothing(v, doc);
		return;
	}
	template_ords(type, draft->fields, &ord, 1);
	template_face(type, draft->fields, ord, &arena, &face);
	if (!doc->tight)
		doc_textf(doc, 0, ST_DIM, "%d of %d, for %.*s", v->at + 1, v->count, STR_FMT(draft->deck));
	rich_draw(doc, 0, face.front, ST_BOLD);
	doc_text(doc, 0, STR("---"), ST_DIM);
	rich_draw(doc, 0, face.back, ST_PLAIN);
	doc_text(doc, 0, v->why[v->at], ST_DIM);
	arena_fini(&arena);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct inbox_view *v = state;
	bool tight = app->layout.step <= LAYOUT_MICRO;
	struct doc measure = {.box = body, .tight = tight}, doc = {.canvas = canvas, .box = body, .tight = tight};

	put(v, &measure);
	v->scroll_max = doc_scroll_max(&measure);
	v->page = body.rows;
	if (v->scroll > v->scroll_max)
		v->scroll = v->scroll_max;
	doc.scroll = v->scroll;
	put(v, &doc);
}

/* Said, and gone from the list; the next one stands in its place. */
static unsigned decided(struct app *app, struct inbox_view *v, int rc, const struct err *err, const char *said)
{
	if (rc < 0) {
		app_fail(app, err);
		return ACT_HANDLED | ACT_REDRAW;
	}
	crossing_wrote(&app->crossing);
	app->notes_changed = true;
	load(app, v);
	app_notice(app, "%s", _(said));
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned take(struct app *app, struct inbox_view *v, enum verdict verdict)
{
	const struct inbox_draft *draft = &v->draft[v->at];
	uint64_t uid = note_uid("feed", STR(""), draft->key);
	struct card card;
	struct err err;
	int z, rc = deeds_zone(app->store, &z, &err);
	uint32_t ord = 0;

	if (rc == 0)
		rc = inbox_take(app->store, draft, verdict, false, z, &err);
	template_ords(template_find(draft->type), draft->fields, &ord, 1);
	decided(app, v, rc, &err, verdict == VERDICT_YES ? N_("taken; u takes that back") : N_("taken; change it here"));
	if (rc == 0 && verdict == VERDICT_EDITED && card_find(app->store, hash_card_uid(uid, ord), &card, &err) == 0)
		view_edit_push(app, card.id);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned reject(struct app *app, struct inbox_view *v)
{
	struct err err;
	int z, rc = deeds_zone(app->store, &z, &err);

	if (rc == 0)
		rc = inbox_reject(app->store, &v->draft[v->at], false, z, &err);
	return decided(app, v, rc, &err, N_("thrown away; u takes that back"));
}

static void put_loose(struct buf *out, struct str field)
{
	struct buf plain = {0};

	markup_line(&plain, field, 500);
	loose_put(out, str_trim(buf_str(&plain)));
	buf_fini(&plain);
}

/* A note whose first field says the same, else the newest one whose first field has it in it. 0 found, 1 none. */
static int find_like(struct store *looking, struct str wanted, uint64_t *note, struct err *err)
{
	struct buf match = {0}, first = {0};
	struct hits_plan plan = {0};
	struct hits *hits;
	struct hit hit;
	int rc = 2, found = 1;

	if (grams_match(&match, wanted))
		plan.match = buf_str(&match);
	if (hits_open(&hits, looking, &plan, err)) {
		buf_fini(&match);
		return -1;
	}
	for (int steps = 0; found && rc > 0 && steps < LOOK_AT_MOST; steps++) {
		struct str rest, field;

		rc = hits_next(hits, &hit, err);
		rest = rc == 1 ? hit.fields : STR("");
		if (rc != 1 || !hit.row || !str_cut(&rest, '\x1f', &field))
			continue;
		buf_clear(&first);
		put_loose(&first, field);
		if (str_eq(buf_str(&first), wanted)) {
			*note = hit.note;
			found = 0;
		} else if (!*note && memmem(first.s, first.len, wanted.s, wanted.len)) {
			*note = hit.note;
		}
	}
	hits_close(hits);
	buf_fini(&match);
	buf_fini(&first);
	return rc < 0 ? -1 : *note == 0;
}

static int find_similar(struct app *app, const struct inbox_draft *draft, uint64_t *note, struct err *err)
{
	struct store *looking;
	struct buf wanted = {0};
	int rc = index_open(&looking, app->store, err);

	*note = 0;
	put_loose(&wanted, draft->fields.item[0]);
	while (rc == 0 && (rc = index_catch_up(looking, err)) == 1)
		rc = 0;
	if (rc == 0)
		rc = wanted.len ? find_like(looking, buf_str(&wanted), note, err) : 1;
	buf_fini(&wanted);
	store_close(looking);
	return rc;
}

static unsigned merge(struct app *app, struct inbox_view *v)
{
	const struct inbox_draft *draft = &v->draft[v->at];
	struct err err;
	uint64_t note;
	int z, rc = find_similar(app, draft, &note, &err);

	if (rc == 1) {
		app_notice(app, "no note of yours asks the same; y takes it as one of its own");
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (rc == 0)
		rc = deeds_zone(app->store, &z, &err);
	if (rc == 0)
		rc = inbox_merge(app->store, draft, note, z, &err);
	return decided(app, v, rc, &err, N_("added to the note that asks the same; u takes that back"));
}

static unsigned go(struct inbox_view *v, int by)
{
	v->at = (v->at + by + v->count) % v->count;
	v->scroll = 0;
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct inbox_view *v = state;
	int by = v->page > 3 ? v->page / 2 : 1;

	switch ((int)event->action) {
	case DO_UNDO: return view_undo_here(app);
	case DO_SCROLL_DOWN: v->scroll += by; return ACT_HANDLED | ACT_REDRAW;
	case DO_SCROLL_UP: v->scroll = v->scroll > by ? v->scroll - by : 0; return ACT_HANDLED | ACT_REDRAW;
	case DO_CLOSE: return ACT_HANDLED | ACT_POP;
	}
	if (!v->count)
		return ACT_NONE;
	switch ((int)event->action) {
	case DO_DRAFT_NEXT: return go(v, 1);
	case DO_DRAFT_BACK: return go(v, -1);
	case DO_DRAFT_TAKE: return take(app, v, VERDICT_YES);
	case DO_DRAFT_EDIT: return take(app, v, VERDICT_EDITED);
	case DO_DRAFT_DROP: return reject(app, v);
	case DO_DRAFT_MERGE: return merge(app, v);
	}
	return ACT_NONE;
}

static void release(struct app *app, void *state)
{
	struct inbox_view *v = state;

	(void)app;
	store_close(v->box);
	arena_fini(&v->arena);
	free(v);
}

static const struct view view_inbox = {
	.name = N_("Inbox"), .contexts = contexts, .draw = draw, .act = act, .free = release, .back = load};

void view_inbox_push(struct app *app)
{
	struct inbox_view *v = mem_alloc(sizeof(*v));
	struct err err;

	if (feedbox_look(&v->box, app->store, &err) < 0)
		app_fail(app, &err);
	load(app, v);
	app_push(app, &view_inbox, v);
}
