/* SPDX-License-Identifier: MIT
 * Help: the keys that hold on the screen below, then all others; made from tui/actions.def. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/doc.h"
#include "tui/view_list.h"

struct help {
	unsigned contexts;
	int scroll, scroll_max, page;
};

static const struct {
	unsigned contexts;
	const char *title;
} groups[] = {
	{CTX_ASK | CTX_CHOICE | CTX_CHOICE_LONG, N_("Question")},
	{CTX_TYPING | CTX_PAUSED | CTX_PAUSED_CARD, N_("Typing")},
	{CTX_GRADE, N_("Answer shown")},
	{CTX_SUMMARY | CTX_EMPTY, N_("Home, end of a session")},
	{CTX_DECKS, N_("Decks")},
	{CTX_STATS, N_("Charts")},
	{CTX_MAP, N_("Map")},
	{CTX_CARD, N_("Card")},
	{CTX_LIST, N_("Lists")},
	{CTX_BROWSE, N_("Cards")},
	{CTX_CATALOGUE | CTX_OFFER | CTX_NEWS, N_("Catalogue")},
	{CTX_FORM_KEYS, N_("New note")},
	{CTX_BODY | CTX_READ, N_("Long text")},
	{CTX_ANY, N_("Everywhere")},
};
enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

static unsigned contexts(struct app *app, void *state)
{
	(void)app;
	(void)state;
	return CTX_READ | CTX_BODY;
}

static void draw_group(struct doc *doc, int group)
{
	doc_gap(doc);
	doc_text(doc, 0, str_of(_(groups[group].title)), ST_BOLD);
	for (int i = 1; i < ACTIONS; i++) {
		const struct action_entry *entry = action_entry((enum action)i);

		struct str keys = str_of(action_keys((enum action)i));

		if (!(entry->contexts & groups[group].contexts))
			continue;
		doc_mark(doc, keys, ST_PLAIN);
		if (keys.len > 12)
			doc->y++;
		doc_text(doc, keys.len > 12 ? 2 : 14, str_of(_(entry->help)), ST_PLAIN);
	}
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct help *h = state;
	struct doc doc = {.canvas = canvas, .box = body, .scroll = h->scroll};

	(void)app;
	for (int pass = 0; pass < 2; pass++)
		for (int g = 0; g < GROUPS; g++)
			if ((pass == 0) == ((groups[g].contexts & h->contexts & ~(unsigned)CTX_ANY) != 0))
				draw_group(&doc, g);
	doc_gap(&doc);
	doc_text(&doc, 0,
		 str_of(_("The header counts the new and the due cards that are left today. Everything you "
			  "answer "
			  "is saved at once. A tap does what the key beside it does; a tap "
			  "on an option "
			  "answers it. On a shaky line use mosh or tmux: neither is needed. The PIN keeps "
			  "others "
			  "from a screen "
			  "left open; it encrypts nothing.")),
		 ST_PLAIN);
	h->scroll_max = doc_scroll_max(&doc);
	h->page = body.rows > 2 ? body.rows - 1 : 1;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct help *h = state;
	int to = h->scroll;

	(void)app;
	if (event->action == DO_CLOSE && h->scroll >= h->scroll_max)
		return ACT_HANDLED | ACT_POP;
	if (event->action == DO_CLOSE || event->action == DO_SCROLL_DOWN)
		to += h->page;
	else if (event->action == DO_SCROLL_UP)
		to -= h->page;
	else
		return event->action == DO_HELP ? ACT_HANDLED : ACT_NONE;
	to = to > h->scroll_max ? h->scroll_max : to < 0 ? 0 : to;
	if (to == h->scroll)
		return ACT_HANDLED;
	h->scroll = to;
	return ACT_HANDLED | ACT_REDRAW;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct help *h = state;

	(void)app;
	return action == DO_CLOSE && h->scroll < h->scroll_max ? N_("more") : NULL;
}

static void release(struct app *app, void *state)
{
	(void)app;
	free(state);
}

static const struct view view_help = {
	.name = N_("Help"), .contexts = contexts, .draw = draw, .act = act, .free = release, .label = label};

void view_help_push(struct app *app, unsigned of)
{
	struct help *h = mem_alloc(sizeof(*h));

	h->contexts = of;
	app_push(app, &view_help, h);
}
