/* SPDX-License-Identifier: MIT
 * The cairn as a picture. Rows are filled from the top with the newest days, each a little wider than the one
 * above it, and stand in the middle: a pile. Days without a stone leave their sign where it would lie. */
#include "tui/cairn_draw.h"

#include "base/mem.h"
#include "base/message.h"

#define RECORD "@"
enum { TOP_COLS = 7, SLOPE_COLS = 4, STONE_MIN = 2, STONE_MAX = 6, ROW_DAYS_MAX = 256 };

struct pile {
	const struct game_home *home;
	int64_t best; /* the greatest gain of a day */
	size_t at;    /* stones[0 … at-1] are older than the day looked at */
};

static const struct stone *stone_on(struct pile *pile, int64_t day)
{
	const struct game_home *home = pile->home;

	while (pile->at && home->stone[pile->at - 1].day > day)
		pile->at--;
	return pile->at && home->stone[pile->at - 1].day == day && home->stone[pile->at - 1].cards > 0
		       ? &home->stone[pile->at - 1]
		       : NULL;
}

static int width_of(const struct pile *pile, const struct stone *stone)
{
	if (!stone)
		return 1;
	return STONE_MIN + (int)(pile->best ? (STONE_MAX - STONE_MIN) * stone->gain / pile->best : 0);
}

static const char *sign_of(enum day_mark mark)
{
	switch (mark) {
	case DAY_FROZEN: return "*";
	case DAY_REST:
	case DAY_FREE: return "-";
	case DAY_REPAIRED: return "+";
	case DAY_OPEN:
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
	bool record = stone && stone->gain == pile->best && pile->best > 0, full = mark == DAY_GOOD;
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

int64_t cairn_draw(struct canvas *canvas, struct box box, const struct game_home *home)
{
	struct pile pile = {.home = home, .at = home->stones};
	int64_t day = home->day;
	int rows;

	if (home->stones == 0 || box.rows < 1 || box.cols < TOP_COLS)
		return day;
	for (size_t i = 0; i < home->stones; i++)
		if (home->stone[i].gain > pile.best)
			pile.best = home->stone[i].gain;
	rows = rows_needed(&pile, box);
	pile.at = home->stones;
	for (int row = 0; row < rows; row++) {
		int cols, count = days_in_row(&pile, day, room_of(box, row, rows), &cols);

		pile.at = home->stones;
		put_row(canvas, box, box.row + box.rows - rows + row, &pile, day, count, cols);
		day -= count;
	}
	return day + 1;
}

void cairn_legend(struct buf *out, const struct game_home *home, int64_t from_day)
{
	static const struct {
		enum day_mark mark;
		const char *word;
	} words[] = {{DAY_MISSED, N_("missed")},
		     {DAY_FROZEN, N_("freeze")},
		     {DAY_REST, N_("rest")},
		     {DAY_REPAIRED, N_("repaired")}};

	if (home->stones == 0)
		return;
	buf_addz(out, RECORD);
	buf_addz(out, _(" best day"));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (int64_t day = from_day; day <= home->day; day++)
			if (mark_on(home, day) == words[i].mark) {
				buf_addf(out, "  %s %s", sign_of(words[i].mark), _(words[i].word));
				break;
			}
}
