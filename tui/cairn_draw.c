/* SPDX-License-Identifier: MIT
 * The cairn as a picture. Rows are filled from the top with the newest days, each a little wider than the one
 * above it, and stand in the middle: a pile. Days without a stone leave their sign where it would lie. Behind each row
 * stands the date of its newest day, which is its rightmost one. */
#include "tui/cairn_draw.h"

#include <math.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "tui/stats.h"

#define RECORD "@"
enum {
	TOP_COLS = 7,
	SLOPE_COLS = 4,
	STONE_MIN = 2,
	STONE_MAX = 6,
	ROW_DAYS_MAX = 256,
	DATE_COLS = 7,	 /* " 21 Nov" */
	DATES_FROM = 24, /* cells from which on there is room for them */
	RECENT_DAYS = 30,
	GAP = 2, /* between two words of the legend */
};

struct pile {
	const struct game_home *home;
	int64_t best;		/* the greatest gain of a day */
	int64_t xp, best_day;	/* the most XP of a day, and when */
	size_t at;		/* stones[0 … at-1] are older than the day looked at */
};

static struct pile pile_of(const struct game_home *home)
{
	struct pile pile = {.home = home, .at = home->stones};

	for (size_t i = 0; i < home->stones; i++) {
		const struct stone *stone = &home->stone[i];

		pile.best = stone->gain > pile.best ? stone->gain : pile.best;
		if (home->stones > 1 && day_xp(stone) > pile.xp) { /* the best of one would say nothing */
			pile.xp = day_xp(stone);
			pile.best_day = stone->day;
		}
	}
	return pile;
}

static const struct stone *stone_on(struct pile *pile, int64_t day)
{
	const struct game_home *home = pile->home;

	while (pile->at && home->stone[pile->at - 1].day > day)
		pile->at--;
	return pile->at && home->stone[pile->at - 1].day == day && home->stone[pile->at - 1].cards > 0
		       ? &home->stone[pile->at - 1]
		       : NULL;
}

/* Its area is what the day built: one great day does not make pebbles of all others. */
static int width_of(const struct pile *pile, const struct stone *stone)
{
	double part = pile->best && stone && stone->gain > 0 ? (double)stone->gain / (double)pile->best : 0;

	return stone ? STONE_MIN + (int)((STONE_MAX - STONE_MIN) * sqrt(part)) : 1;
}

static const char *sign_of(enum day_mark mark)
{
	switch (mark) {
	case DAY_FROZEN: return "*";
	case DAY_REST:
	case DAY_FREE: return "-";
	case DAY_REPAIRED: return "+";
	case DAY_OPEN: return "_";
	case DAY_GOOD:
	case DAY_MISSED: break;
	}
	return "·";
}

static enum day_mark mark_on(const struct game_home *home, int64_t day)
{
	return (enum day_mark)home->mark[day - home->stone[0].day];
}

/* A good day is a full stone, a day that did not make its quota a hollow one, the best ever has a mark. */
static void put_stone(struct canvas *canvas, int row, int col, struct pile *pile, int64_t day)
{
	const struct stone *stone = stone_on(pile, day);
	enum day_mark mark = mark_on(pile->home, day);
	bool record = stone && pile->xp > 0 && day == pile->best_day, full = mark == DAY_GOOD;
	const char *left = full ? "▟" : "(", *right = full ? "▙" : ")", *fill = full ? "█" : " ";
	unsigned style = record ? ST_BOLD | STYLE_HUE(HUE_YELLOW) : full ? ST_PLAIN : ST_DIM;
	int width = width_of(pile, stone);

	if (!stone) {
		canvas_put(canvas, row, col, 1, str_of(sign_of(mark)),
			   mark == DAY_FROZEN ? STYLE_HUE(HUE_CYAN) : ST_DIM);
		return;
	}
	canvas_put(canvas, row, col, 1, str_of(left), style);
	for (int i = 1; i + 1 < width; i++)
		canvas_put(canvas, row, col + i, 1, str_of(record && i == width / 2 ? RECORD : fill), style);
	canvas_put(canvas, row, col + width - 1, 1, str_of(right), style);
}

/* How many days, back from `day`, lie in a row of so many cells; *cols: what they take. */
static int days_in_row(struct pile *pile, int64_t day, int room, int *cols)
{
	int count = 0;

	*cols = 0;
	while (count < ROW_DAYS_MAX && day - count >= pile->home->stone[0].day) {
		int width = width_of(pile, stone_on(pile, day - count)) + (count ? 1 : 0);

		if (*cols + width > room)
			break;
		*cols += width;
		count++;
	}
	return count;
}

static void put_row(struct canvas *canvas, struct box box, int row, struct pile *pile, int64_t newest,
		    int count, int cols)
{
	int end = box.col + (box.cols - cols) / 2 + cols;

	for (int i = 0; i < count; i++) {
		int width = width_of(pile, stone_on(pile, newest - i));

		put_stone(canvas, row, end - width, pile, newest - i);
		end -= width + 1;
	}
}

static int room_of(struct box box, int row, int rows)
{
	int wide = box.cols - TOP_COLS < SLOPE_COLS * rows ? box.cols - TOP_COLS : SLOPE_COLS * rows;

	return TOP_COLS + wide * (row + 1) / rows;
}

/* Whether a pile of so many rows holds every day. */
static bool holds_all(struct pile *pile, struct box box, int rows)
{
	int64_t day = pile->home->day;
	int cols;

	pile->at = pile->home->stones;
	for (int row = 0; row < rows; row++)
		day -= days_in_row(pile, day, room_of(box, row, rows), &cols);
	return day < pile->home->stone[0].day;
}

/* A pile of few days is low: it has no more rows than it fills. */
static int rows_needed(struct pile *pile, struct box box)
{
	int rows = 1;

	while (rows < box.rows && !holds_all(pile, box, rows))
		rows++;
	return rows;
}

static void put_date(struct buf *out, int64_t day)
{
	struct date date = date_of(day);

	buf_addf(out, "%d %s", date.day, month_name(date.month));
}

static void label_row(struct canvas *canvas, struct box box, int row, int64_t newest)
{
	struct buf text = {0};

	put_date(&text, newest);
	canvas_put(canvas, row, box.col + box.cols + DATE_COLS - utf8_width(buf_str(&text)), DATE_COLS, buf_str(&text), ST_DIM);
	buf_fini(&text);
}

int64_t cairn_draw(struct canvas *canvas, struct box box, const struct game_home *home)
{
	struct pile pile = pile_of(home);
	bool dated = box.cols >= DATES_FROM;
	int64_t day = home->day;
	int rows;

	if (home->stones == 0 || box.rows < 1 || box.cols < TOP_COLS)
		return day;
	if (dated)
		box.cols -= DATE_COLS;
	rows = rows_needed(&pile, box);
	pile.at = home->stones;
	for (int row = 0; row < rows; row++) {
		int cols, count = days_in_row(&pile, day, room_of(box, row, rows), &cols);

		pile.at = home->stones;
		if (canvas && count) {
			put_row(canvas, box, box.row + box.rows - rows + row, &pile, day, count, cols);
			if (dated)
				label_row(canvas, box, box.row + box.rows - rows + row, day);
		}
		day -= count;
	}
	return day + 1;
}

/* Days of that mark: with a stone (hollow) or without. */
static bool shows(const struct game_home *home, int64_t from_day, enum day_mark mark, bool hollow)
{
	struct pile pile = pile_of(home);

	for (int64_t day = home->day; day >= from_day && day >= home->stone[0].day; day--) {
		bool stone = stone_on(&pile, day) != NULL;

		if (hollow ? stone && mark_on(home, day) != DAY_GOOD : !stone && mark_on(home, day) == mark)
			return true;
	}
	return false;
}

/* Where the next word of the legend goes. */
struct writing {
	struct canvas *canvas; /* NULL: measures */
	struct box box;
	int row, col;
};

static void put_word(struct writing *w, struct str word)
{
	int cols = utf8_width(word);

	if (w->col && w->col + cols > w->box.cols) {
		w->row++;
		w->col = 0;
	}
	if (w->canvas && w->row < w->box.rows)
		canvas_put(w->canvas, w->box.row + w->row, w->box.col + w->col, w->box.cols - w->col, word, ST_DIM);
	w->col += cols + GAP;
}

static const struct {
	enum day_mark mark;
	const char *word, *list; /* in the legend; in front of dates */
} words[] = {{DAY_MISSED, N_("missed"), N_("Missed")},
	     {DAY_FROZEN, N_("freeze"), N_("Freeze")},
	     {DAY_REPAIRED, N_("repaired"), N_("Repaired")},
	     {DAY_REST, N_("free"), NULL},
	     {DAY_FREE, N_("free"), NULL},
	     {DAY_OPEN, N_("today"), NULL}};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

static void put_record(struct buf *out, const char *what, const struct pile *pile)
{
	buf_addf(out, "%s ", what);
	put_date(out, pile->best_day);
	buf_addf(out, " +%lld XP", (long long)(pile->xp / GAME_XP));
}

int cairn_legend(struct canvas *canvas, struct box box, const struct game_home *home, int64_t from_day)
{
	struct writing w = {.canvas = canvas, .box = box};
	struct pile pile = pile_of(home);
	struct buf word = {0};
	bool free_day = false;

	if (home->stones == 0)
		return 0;
	if (pile.xp) {
		buf_addz(&word, RECORD " ");
		put_record(&word, _("best day"), &pile);
		put_word(&w, buf_str(&word));
	}
	if (shows(home, from_day, DAY_MISSED, true))
		put_word(&w, str_of(_("( ) too few")));
	for (size_t i = 0; i < WORDS; i++) {
		if (!shows(home, from_day, words[i].mark, false) || (free_day && words[i].mark == DAY_FREE))
			continue;
		free_day |= words[i].mark == DAY_REST;
		buf_clear(&word);
		buf_addf(&word, "%s %s", sign_of(words[i].mark), _(words[i].word));
		put_word(&w, buf_str(&word));
	}
	buf_fini(&word);
	return w.row + (w.col > 0);
}

void cairn_words(struct buf *out, const struct game_home *home)
{
	struct pile pile = pile_of(home);
	int64_t from = home->day - RECENT_DAYS + 1;

	if (home->stones == 0)
		return;
	from = from < home->stone[0].day ? home->stone[0].day : from;
	for (size_t i = 0; i < WORDS; i++) {
		const char *before = ": ";

		if (!words[i].list || !shows(home, from, words[i].mark, false))
			continue;
		buf_addz(out, _(words[i].list));
		for (int64_t day = from; day <= home->day; day++) {
			pile.at = home->stones;
			if (mark_on(home, day) != words[i].mark || stone_on(&pile, day))
				continue;
			buf_addz(out, before);
			put_date(out, day);
			before = ", ";
		}
		buf_addc(out, '\n');
	}
	if (pile.xp) {
		put_record(out, _("Best day"), &pile);
		buf_addc(out, '\n');
	}
}
