/* SPDX-License-Identifier: MIT
 * Home as it is drawn: the cairn, and beside or below it the facts, a line each. */
#include <math.h>

#include "base/message.h"
#include "tui/cairn_draw.h"
#include "tui/doc.h"
#include "tui/fit_words.h"
#include "tui/home.h"

enum { SIDE_COLS = 36, SIDE_FROM = 70, PILE_MIN_ROWS = 3, PILE_COLS_MAX = 72 };

/* count_first: where the line may be cut. */
static void put_quest(const struct home *h, int at, bool count_first, struct buf *out)
{
	const struct quest *quest = &h->game.plan.quest[at];
	int target = (int)quest->target;
	bool counts = !h->game.play.quest[at].done && target > 1;

	buf_addz(out, h->game.play.quest[at].done ? "[x] " : "[ ] ");
	if (counts && count_first)
		buf_addf(out, "%d/%d ", (int)h->game.play.quest[at].count, target);
	switch (quest->kind) {
	case QUEST_CLEAR: buf_addf(out, _("Clear %s"), h->weak.len ? buf_z(&h->weak) : _("a deck")); break;
	case QUEST_TYPED: buf_addf(out, _("%d answers typed"), target); break;
	case QUEST_MIX: buf_addf(out, _("%d over 3 decks, mixed"), target); break;
	case QUEST_GUESS: buf_addf(out, _("Guess %d new ones first"), target); break;
	case QUEST_TWICE: buf_addz(out, _("Two sittings, 4 h apart")); break;
	case QUEST_KINDS: break;
	}
	if (counts && !count_first)
		buf_addf(out, " %d/%d", (int)h->game.play.quest[at].count, target);
}

static void put_number(struct buf *out, int64_t n)
{
	if (n < 1000)
		buf_addf(out, "%lld", (long long)n);
	else if (n < 1000 * 1000)
		buf_addf(out, "%lld %03lld", (long long)(n / 1000), (long long)(n % 1000));
	else
		buf_addf(out, "%lld %03lld %03lld", (long long)(n / 1000000), (long long)(n / 1000 % 1000),
			 (long long)(n % 1000));
}

static void line(struct doc *doc, struct buf *text, unsigned style)
{
	doc_text(doc, 0, buf_str(text), style);
	buf_clear(text);
}

/* How many leeches stand, and how many of them can be hit today. */
static void draw_boss(const struct home *h, struct doc *doc, struct buf *text)
{
	if (h->boss.now)
		buf_addf(text, _n("Boss: %d leech to hit today (p)", "Boss: %d leeches to hit today (p)", h->boss.now),
			 h->boss.now);
	else
		buf_addf(text, _n("Boss: %d leech, not today", "Boss: %d leeches, not today", h->boss.count),
			 h->boss.count);
	line(doc, text, h->boss.now ? ST_PLAIN : ST_DIM);
}

static void draw_quest(const struct home *h, int at, struct doc *doc, struct buf *text)
{
	unsigned style = h->game.play.quest[at].done ? ST_DIM : ST_PLAIN;

	put_quest(h, at, doc->tight, text);
	if (!doc->tight) {
		line(doc, text, style);
		return;
	}
	if (doc->canvas && doc->y < doc->box.rows)
		canvas_put(doc->canvas, doc->box.row + doc->y, doc->box.col, doc->box.cols, buf_str(text), style);
	doc->y++;
	buf_clear(text);
}

static void draw_due(const struct home *h, struct doc *doc, struct buf *text)
{
	if (h->left.news + h->left.learn + h->left.review == 0)
		buf_addz(text, _("Done for today."));
	else
		buf_addf(text, _("Due %d%s  new %d"), (int)(h->left.review + h->left.learn),
			 h->left.review >= QUEUE_COUNT_CAP ? "+" : "", (int)h->left.news);
	if (h->on && h->game.today.cards && !day_is_good(&h->game.today))
		buf_addf(text, doc->tight ? "  %d/%d" : _("  today %d/%d"), (int)h->game.today.cards,
			 (int)day_need(&h->game.today));
	if (doc->tight && h->boss.now)
		buf_addf(text, _("  boss %d"), h->boss.now);
	line(doc, text, ST_BOLD);
}

static void draw_known(const struct home *h, struct doc *doc, struct buf *text)
{
	double change = real_tenths(h->game.known_change);

	buf_addz(text, _("Known "));
	put_number(text, llround(h->game.known));
	buf_addf(text, doc->tight ? " (%s%.1f)" : _(" (%s%.1f since yesterday)"), change < 0 ? "" : "+", change);
	line(doc, text, ST_BOLD);
}

/* Beside the cairn in words; below it each cell counts. */
static void draw_streak(const struct home *h, struct doc *doc, struct buf *text)
{
	const struct streak *streak = &h->game.streak;
	bool wide = doc->box.cols == SIDE_COLS;

	if (doc->tight)
		buf_addf(text, _("Streak %lld"), (long long)streak->days);
	else
		buf_addf(text, _n("Streak %lld day", "Streak %lld days", streak->days), (long long)streak->days);
	if (streak->best > streak->days && wide)
		buf_addf(text, _(" (best %lld)"), (long long)streak->best);
	if (wide) {
		line(doc, text, ST_PLAIN);
		buf_addf(text, _("%d of the last 30 days"), streak->good_of_30);
		buf_addf(text, _n(", %d freeze", ", %d freezes", streak->freezes), streak->freezes);
	} else if (doc->tight) {
		buf_addf(text, " (%d/30)", streak->good_of_30);
	} else {
		buf_addf(text, _(", %d of 30"), streak->good_of_30);
		buf_addf(text, _n(", %d freeze", ", %d freezes", streak->freezes), streak->freezes);
	}
	if (doc->tight)
		buf_addf(text, _(" Lv %lld"), (long long)h->game.level);
	line(doc, text, ST_PLAIN);
}

static void draw_level(const struct home *h, struct doc *doc, struct buf *text)
{
	int64_t level = h->game.level, today = day_xp(&h->game.today);

	buf_addf(text, _("Level %lld"), (long long)level);
	buf_addf(text, _("  %lld XP to %lld"),
		 (long long)((level_begin(level + 1) - h->game.xp + GAME_XP - 1) / GAME_XP),
		 (long long)level + 1);
	if (today)
		buf_addf(text, _("  today %lld"), (long long)(today / GAME_XP));
	if (doc->tight)
		buf_clear(text);
	else
		line(doc, text, ST_PLAIN);
}

static void draw_backup(const struct app *app, const struct home *h, struct doc *doc, struct buf *text)
{
	if (h->unsaved_days == 0 || app->kiosk)
		return;
	if (h->unsaved_days < 0)
		buf_addz(text, _("No backup: see cairn doctor"));
	else
		buf_addf(text, _n("Last backup %lld day ago", "Last backup %lld days ago", h->unsaved_days),
			 (long long)h->unsaved_days);
	line(doc, text, ST_PLAIN);
}

static void draw_inbox(const struct app *app, const struct home *h, struct doc *doc, struct buf *text)
{
	if (h->drafts == 0 || app->kiosk)
		return;
	buf_addf(text, _n("Inbox: %lld draft waits (z)", "Inbox: %lld drafts wait (z)", h->drafts), (long long)h->drafts);
	line(doc, text, ST_PLAIN);
}

/* One sentence, where there is room for it. */
static void draw_drift(const struct app *app, const struct home *h, struct doc *doc, struct buf *text)
{
	if (!h->drift.is_off || doc->tight || app->kiosk)
		return;
	fit_put_drift(text, &h->drift);
	line(doc, text, ST_PLAIN);
}

static void draw_backlog(const struct app *app, const struct home *h, struct doc *doc, struct buf *text)
{
	const struct backlog *b = &h->backlog;

	if (b->over)
		buf_addz(text, _("The way back is over: nothing waits."));
	else if (b->load)
		buf_addf(text, _("Way back: %d a day, %lld overdue"), b->load, (long long)b->overdue);
	else if (backlog_is_long(b) && !app->kiosk)
		buf_addf(text, doc->tight ? _("%lld overdue (w)") : _("%lld overdue: a way back (w)"), (long long)b->overdue);
	else
		return;
	line(doc, text, ST_PLAIN);
}

static void draw_facts(struct app *app, const struct home *h, struct doc *doc)
{
	struct buf text = {0};

	if (!h->on) {
		draw_due(h, doc, &text);
		draw_backlog(app, h, doc, &text);
		buf_addf(&text, _("%lld notes, %lld cards"), (long long)h->content.notes,
			 (long long)h->content.cards);
		line(doc, &text, ST_PLAIN);
		draw_backup(app, h, doc, &text);
		draw_inbox(app, h, doc, &text);
		draw_drift(app, h, doc, &text);
		buf_fini(&text);
		return;
	}
	draw_known(h, doc, &text);
	draw_streak(h, doc, &text);
	draw_level(h, doc, &text);
	doc_gap(doc);
	draw_due(h, doc, &text);
	draw_backlog(app, h, doc, &text);
	draw_backup(app, h, doc, &text);
	draw_inbox(app, h, doc, &text);
	draw_drift(app, h, doc, &text);
	if (h->game.plan.quests)
		doc_gap(doc);
	for (int i = 0; i < h->game.plan.quests; i++)
		draw_quest(h, i, doc, &text);
	if (h->boss.count && !doc->tight)
		draw_boss(h, doc, &text);
	if (app->plain) {
		doc_gap(doc);
		cairn_words(&text, &h->game);
		line(doc, &text, ST_PLAIN);
	}
	if (!app->crossing.why_not && app->crossing.text[0] && app->layout.step >= LAYOUT_LARGE) {
		doc_gap(doc);
		doc_text(doc, 0, str_of(app->crossing.text), ST_DIM);
	}
	buf_fini(&text);
}

static void draw_pile(struct app *app, const struct home *h, struct canvas *canvas, struct box box)
{
	struct box legend = box;
	int64_t from;

	if (!h->on || box.rows < PILE_MIN_ROWS || app->plain)
		return;
	if (h->game.stones == 0) {
		canvas_put(canvas, box.row + box.rows - 1, box.col, box.cols,
			   str_of(_("The first answer lays the first stone.")), ST_DIM);
		return;
	}
	legend.rows = cairn_legend(NULL, box, &h->game, cairn_draw(NULL, box, &h->game));
	if (box.rows < PILE_MIN_ROWS + legend.rows)
		legend.rows = 0;
	box.rows -= legend.rows;
	legend.row = box.row + box.rows;
	if (legend.rows && box.rows > PILE_MIN_ROWS + 3)
		box.rows--; /* air between them */
	from = cairn_draw(canvas, box, &h->game);
	if (legend.rows)
		cairn_legend(canvas, legend, &h->game, from);
}

/* Beside the cairn where there is room, else below it. */
void home_draw(struct app *app, const struct home *h, struct canvas *canvas, struct box body)
{
	struct doc doc = {.box = body, .tight = app->layout.step <= LAYOUT_SMALL};
	struct box pile = body;
	int rows;

	if (body.cols >= SIDE_FROM && !app->plain) {
		doc.canvas = canvas;
		doc.box.col += body.cols - SIDE_COLS;
		doc.box.cols = SIDE_COLS;
		draw_facts(app, h, &doc);
		pile.cols -= SIDE_COLS + 2;
		if (pile.cols > PILE_COLS_MAX)
			pile.cols = PILE_COLS_MAX;
		draw_pile(app, h, canvas, pile);
		return;
	}
	draw_facts(app, h, &doc); /* measures */
	rows = doc.y;
	pile.rows = body.rows - rows - !doc.tight;
	draw_pile(app, h, canvas, pile);
	if (h->on && pile.rows >= PILE_MIN_ROWS) {
		doc.box.row += pile.rows + !doc.tight;
		doc.box.rows -= pile.rows + !doc.tight;
	}
	doc.canvas = canvas;
	doc.y = 0;
	draw_facts(app, h, &doc);
}
