/* SPDX-License-Identifier: MIT
 * Browser: cards as they are searched for, and what can be done to them. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/browse.h"
#include "tui/work_child.h"

enum { QUERY_BYTES_MAX = 1000, SLICE_US = 3000, FIRST = 50 };

static struct field *field(struct app *app, void *state)
{
	struct browse *b = state;

	(void)app;
	return b->editing ? &b->query : NULL;
}

static unsigned contexts(struct app *app, void *state)
{
	struct browse *b = state;

	(void)app;
	return b->editing ? CTX_TYPING : CTX_BROWSE | CTX_LIST;
}

static bool is_asked(const struct browse *b)
{
	return b->started && str_eq(buf_str(&b->asked), buf_str(&b->query.text));
}

static void start(struct browse *b)
{
	buf_clear(&b->asked);
	buf_add(&b->asked, buf_str(&b->query.text));
	b->started = true;
	b->nonsense = search_start(b->search, buf_str(&b->asked), b->order, b->backwards, &b->why) != 0;
	b->running = !b->nonsense; /* then nothing is listed, so no key has a card to act on */
	b->picks = 0;
	b->all = false;
	b->list = (struct list){.page = b->list.page};
}

static void look(struct app *app, struct browse *b)
{
	struct err err;
	int rc = search_step(b->search, SLICE_US, b->list.count < FIRST ? FIRST : 0, &err);

	if (rc < 0)
		app_fail(app, &err);
	b->running = rc == 1;
	b->list.count = (int)search_listed(b->search);
	if (!b->running && b->list.marked >= b->list.count)
		b->list.marked = b->list.count ? b->list.count - 1 : 0;
}

void browse_again(struct app *app, struct browse *b)
{
	struct list list = b->list;

	list.count = 0; /* nothing is found yet; the mark waits for its line */
	start(b);
	b->list = list;
	if (b->running)
		look(app, b); /* else the list is gone for a frame */
}

static unsigned tick(struct app *app, void *state)
{
	struct browse *b = state;

	if (!is_asked(b))
		start(b);
	if (b->running)
		look(app, b);
	return ACT_REDRAW;
}

static int64_t wait_ms(struct app *app, void *state)
{
	struct browse *b = state;

	(void)app;
	return b->running || !is_asked(b) ? 0 : -1;
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	browse_draw(app, state, canvas, body);
}

static void page(struct browse *b, int pages)
{
	int to = b->list.marked + pages * b->list.page;

	to = to >= b->list.count ? b->list.count - 1 : to;
	b->list.marked = to < 0 ? 0 : to;
}

static bool take_order(struct app *app, int which)
{
	struct browse *b = app->browse;

	b->backwards = b->order == (enum search_order)which && !b->backwards;
	b->order = (enum search_order)which;
	start(b);
	return true;
}

static void choose_order(struct app *app)
{
	static const char *const lines[ORDERS] = {N_("newest first"), N_("due"),       N_("front"),
						  N_("interval"),     N_("stability"), N_("difficulty")};

	view_choose_push(app, _("Order"), str_of(_("In which order? The same once more turns it round.")),
			 lines, ORDERS, take_order);
}

static unsigned act_typing(struct browse *b, const struct event *event)
{
	if (event->action != DO_SUBMIT && event->action != DO_KEYS)
		return ACT_NONE;
	b->editing = false;
	return ACT_HANDLED | ACT_REDRAW;
}

/* What was found, as a round; this view goes. */
static unsigned practise(struct app *app, const struct browse *b)
{
	struct playing playing = {.mode = mode_of(PLAY_PRACTICE), .search = str_trim(buf_str(&b->query.text))};
	struct err err;

	if (b->nonsense || search_found(b->search) == 0)
		app_notice(app, "there is no card to practise");
	else if (view_play_show(app, &playing, true, &err))
		app_fail(app, &err);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned info(struct app *app, struct browse *b)
{
	struct card card;
	struct err err;
	int rc = b->list.count ? card_get(app->store, browse_marked(b), &card, &err) : 1;

	if (rc < 0)
		app_fail(app, &err);
	return rc == 0 ? view_card_push(app, card.uid) : ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct browse *b = state;
	bool chosen, moved;

	if (b->editing)
		return act_typing(b, event);
	if (list_act(&b->list, event, &chosen, &moved))
		return chosen ? browse_do(app, b, DEED_EDIT) : ACT_HANDLED | (moved ? ACT_REDRAW : 0);
	switch ((int)event->action) {
	case DO_OPEN: return browse_do(app, b, DEED_EDIT);
	case DO_SEARCH: b->editing = true; break;
	case DO_PICK_CARD: browse_pick(app, b); break;
	case DO_PICK_RANGE: browse_pick_range(b); break;
	case DO_PICK_ALL:
		b->all = !b->all && b->list.count;
		b->picks = 0;
		break;
	case DO_MENU: browse_menu(app); break;
	case DO_ORDER: choose_order(app); break;
	case DO_SUSPEND: return browse_do(app, b, DEED_SUSPEND);
	case DO_BURY: return browse_do(app, b, DEED_BURY);
	case DO_FLAG: return browse_do(app, b, DEED_FLAG);
	case DO_TAG: return browse_do(app, b, DEED_TAG);
	case DO_MOVE: return browse_do(app, b, DEED_DECK);
	case DO_CARD_INFO: return info(app, b);
	case DO_HISTORY: return browse_do(app, b, DEED_HISTORY);
	case DO_PAGE_ON: page(b, 1); break;
	case DO_PAGE_BACK: page(b, -1); break;
	case DO_PRACTISE: return practise(app, b);
	case DO_UNDO: return browse_undo(app, b, true);
	case DO_REDO: return browse_undo(app, b, false);
	default: return ACT_NONE;
	}
	return ACT_HANDLED | ACT_REDRAW;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct browse *b = state;
	bool marks = action == DO_PICK_CARD || action == DO_MENU || action == DO_PICK_ALL || action == DO_ORDER;

	(void)app;
	if ((!b->list.count && (marks || action == DO_OPEN)) || (action == DO_PAGE_ON && b->list.count < 2))
		return "";
	return action == DO_SUBMIT ? N_("to the list") : action == DO_OPEN ? N_("edit") : list_label(&b->list, action);
}

/* A question about the picked cards, or the editor, went away. */
static void back(struct app *app, void *state)
{
	struct browse *b = state;
	enum browse_deed deed = b->pending;

	b->pending = DEED_NONE;
	if (deed != DEED_NONE)
		(void)browse_do(app, b, deed);
	app->dirty = true;
}

static void title(struct app *app, void *state, struct buf *out)
{
	struct browse *b = state;

	(void)app;
	buf_addf(out, _("Cards: %lld%s"), (long long)(b->nonsense ? 0 : search_found(b->search)), b->running ? "+" : "");
	if (b->all || b->picks)
		buf_addf(out, _(", %lld picked"), b->all ? (long long)b->list.count : (long long)b->picks);
}

static void release(struct app *app, void *state)
{
	struct browse *b = state;

	app->browse = NULL;
	search_close(b->search);
	field_fini(&b->query);
	buf_fini(&b->asked);
	free(b->picked);
	free(b);
}

static const struct view view_browse = {.name = N_("Cards"),
					.contexts = contexts,
					.draw = draw,
					.act = act,
					.free = release,
					.title = title,
					.field = field,
					.label = label,
					.back = back,
					.tick = tick,
					.wait_ms = wait_ms};

void view_browse_push(struct app *app, struct str query)
{
	struct browse *b;
	struct err err;
	int behind;

	if (app->browse) {
		app_notice(app, "the cards are open already, below this");
		return;
	}
	b = mem_alloc(sizeof(*b));
	if (search_open(&b->search, app->store, &err)) {
		app_fail(app, &err);
		free(b);
		return;
	}
	b->query.cap = QUERY_BYTES_MAX;
	b->pending = DEED_NONE;
	field_set(&b->query, query);
	b->list.page = 1;
	app->browse = b;
	app_push(app, &view_browse, b);
	behind = search_is_behind(b->search, &err);
	if (behind > 0)
		work_leave(app, "index");
}
