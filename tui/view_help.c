/* SPDX-License-Identifier: MIT
 * Help: the keys that hold on the screen below, each of which can be tapped, then all others; words to look for among them.
 * Made from tui/actions.def. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "tui/doc.h"
#include "tui/view_list.h"

enum { WORDS_BYTES = 60, KEYS_COLS = 14, NARROW_COLS = 32, FROM_HERE = 1000 /* the n of a tap that is for the screen below */ };

struct help {
	unsigned contexts; /* of the screen below */
	int scroll, scroll_max, page;
	struct field words;
	bool typing;
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
	{CTX_PLAN | CTX_BACKLOG | CTX_AWAY, N_("Plan")},
	{CTX_MAP, N_("Map")},
	{CTX_CARD, N_("Card")},
	{CTX_LIST, N_("Lists")},
	{CTX_BROWSE, N_("Cards")},
	{CTX_CATALOGUE | CTX_OFFER | CTX_NEWS, N_("Catalogue")},
	{CTX_INBOX, N_("Inbox")},
	{CTX_FORM_KEYS, N_("New note")},
	{CTX_PICTURE, N_("Picture")},
	{CTX_BODY | CTX_READ | CTX_HELP, N_("Long text")},
};
enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

static unsigned contexts(struct app *app, void *state)
{
	const struct help *h = state;

	(void)app;
	return h->typing ? CTX_TYPING : CTX_READ | CTX_BODY | CTX_HELP;
}

static struct field *field(struct app *app, void *state)
{
	struct help *h = state;

	(void)app;
	return h->typing ? &h->words : NULL;
}

/* Of an action's keys those that mean it there: the first action of a context that holds wins a key. */
static void put_keys(struct buf *out, enum action action, unsigned there)
{
	struct str rest = str_of(action_keys(action)), name;
	int n;

	while (str_cut(&rest, ' ', &name))
		if (action_of_key(there, action_key_code(name), &n) == action)
			buf_addf(out, "%s%.*s", out->len ? " " : "", STR_FMT(name));
}

static bool is_wanted(const struct help *h, struct str keys, const char *text)
{
	struct buf line = {0}, words = {0};
	struct str rest, word;
	bool wanted = true;

	buf_addf(&line, "%.*s ", STR_FMT(keys));
	utf8_fold(&line, str_of(text));
	utf8_fold(&words, buf_str(&h->words.text));
	rest = buf_str(&words);
	while (wanted && str_cut(&rest, ' ', &word))
		wanted = memmem(line.s, line.len, word.s, word.len) != NULL;
	buf_fini(&line);
	buf_fini(&words);
	return wanted;
}

static void draw_line(struct doc *doc, enum action action, struct str keys, bool here)
{
	const struct action_entry *entry = action_entry(action);
	bool apart = keys.len >= KEYS_COLS || doc->box.cols < NARROW_COLS;
	int from = doc->y;

	doc_mark(doc, keys, ST_PLAIN);
	doc->y += apart;
	doc_text(doc, apart ? 2 : KEYS_COLS, str_of(_(entry->help)), ST_PLAIN);
	if (here && !entry->of)
		doc_zone(doc, from, (struct event){.kind = EV_DO, .action = action, .n = FROM_HERE});
}

/* The actions of those contexts, with a title if there are any; but under `here` none again that stands there. */
static void draw_group(struct doc *doc, const struct help *h, const char *title, unsigned of, bool here)
{
	struct buf keys = {0};
	bool titled = false;

	for (int i = 1; i < ACTIONS; i++) {
		unsigned of_action = action_entry((enum action)i)->contexts;

		if (!(of_action & of) || (!here && of_action & h->contexts))
			continue;
		buf_clear(&keys);
		if (here)
			put_keys(&keys, (enum action)i, h->contexts);
		else
			buf_addz(&keys, action_keys((enum action)i));
		if (!keys.len || !is_wanted(h, buf_str(&keys), _(action_entry((enum action)i)->help)))
			continue;
		if (!titled) {
			doc_gap(doc);
			doc_text(doc, 0, str_of(title), ST_BOLD);
		}
		titled = true;
		draw_line(doc, (enum action)i, buf_str(&keys), here);
	}
	buf_fini(&keys);
}

static void draw_all(struct doc *doc, const struct help *h)
{
	draw_group(doc, h, _("On this screen"), h->contexts, true);
	for (int g = 0; g < GROUPS; g++)
		draw_group(doc, h, _(groups[g].title), groups[g].contexts, false);
	if (!doc->y)
		doc_text(doc, 0, str_of(_("nothing found")), ST_PLAIN);
	if (h->words.text.len)
		return;
	doc_gap(doc);
	doc_text(doc, 0,
		 str_of(_("The header counts the new and the due cards that are left today. The streak counts "
			  "days in a row, \"27 of 30\" is how many of the last 30 days were done; a freeze "
			  "covers a day that was missed. Everything you answer is saved at once. A tap does what the key beside it does; a tap "
			  "on an option "
			  "answers it. On a shaky line use mosh or tmux: neither is needed. The PIN keeps "
			  "others "
			  "from a screen "
			  "left open; it encrypts nothing.")),
		 ST_PLAIN);
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct help *h = state;
	struct doc doc = {.canvas = canvas, .box = body};

	(void)app;
	if (h->typing || h->words.text.len) {
		canvas_put(canvas, body.row, body.col, 1, STR("/"), ST_BOLD);
		field_draw(&h->words, canvas, (struct box){body.row, body.col + 2, 1, body.cols - 2}, ST_PLAIN, h->typing);
		doc.box.row++;
		doc.box.rows--;
	}
	doc.scroll = h->scroll;
	draw_all(&doc, h);
	h->scroll_max = doc_scroll_max(&doc);
	h->page = doc.box.rows > 2 ? doc.box.rows - 1 : 1;
}

static unsigned scroll(struct help *h, int to)
{
	to = to > h->scroll_max ? h->scroll_max : to < 0 ? 0 : to;
	if (to == h->scroll)
		return ACT_HANDLED;
	h->scroll = to;
	return ACT_HANDLED | ACT_REDRAW;
}

/* A line of the list was tapped: that is done on the screen below. */
static unsigned do_there(struct app *app, enum action action)
{
	app_drop(app);
	app_event(app, &(struct event){.kind = EV_DO, .action = action});
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct help *h = state;

	if (event->kind == EV_DO && event->n == FROM_HERE)
		return do_there(app, event->action);
	switch ((int)event->action) {
	case DO_SUBMIT:
	case DO_KEYS: h->typing = false; return ACT_HANDLED | ACT_REDRAW;
	case DO_FIND:
		h->typing = true;
		h->scroll = 0;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_CLOSE: return h->scroll >= h->scroll_max ? ACT_HANDLED | ACT_POP : scroll(h, h->scroll + h->page);
	case DO_SCROLL_DOWN: return scroll(h, h->scroll + h->page);
	case DO_SCROLL_UP: return scroll(h, h->scroll - h->page);
	case DO_HELP: return ACT_HANDLED | ACT_POP;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	const struct help *h = state;

	(void)app;
	if (action == DO_SUBMIT)
		return N_("to the list");
	return action == DO_CLOSE && h->scroll < h->scroll_max ? N_("more") : action == DO_HELP ? "" : NULL;
}

static void release(struct app *app, void *state)
{
	struct help *h = state;

	(void)app;
	field_fini(&h->words);
	free(h);
}

static const struct view view_help = {.name = N_("Help"),
				      .contexts = contexts,
				      .draw = draw,
				      .act = act,
				      .free = release,
				      .field = field,
				      .label = label};

void view_help_push(struct app *app, unsigned of)
{
	struct help *h = mem_alloc(sizeof(*h));

	*h = (struct help){.contexts = of, .words = {.cap = WORDS_BYTES}};
	app_push(app, &view_help, h);
}
