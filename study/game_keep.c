/* SPDX-License-Identifier: MIT
 * Keeping the game's part of a card up to date with the card: what it gave is taken out of the sums, what it
 * gives now is put in. */
#include "study/game_keep.h"

#include "base/mem.h"
#include "study/fold.h"

/* Where a card counts as it stands: not one that its note has left, nor one never answered. */
static void place(struct card *card, const struct fsrs *fsrs)
{
	bool counts = card->queue != QUEUE_ABSENT && card->state != CARD_NEW && card->s > 0;

	card->cell = counts ? known_key(fsrs, card->s, card->last_day) : 0;
}

static void exchange(struct game_batch *batch, struct str old, struct str fresh)
{
	struct gift gift;
	int64_t day = 0;

	while (gift_get(&old, &day, &gift))
		batch_gift(batch, &gift, -1);
	day = 0;
	while (gift_get(&fresh, &day, &gift))
		batch_gift(batch, &gift, 1);
}

static void move(struct game_batch *batch, const struct card_gave *gave, const struct card *card)
{
	batch_cell(batch, gave->cell, gave->s, gave->last_day, -1);
	batch_cell(batch, card->cell, card->s, card->last_day, 1);
}

int game_refold(struct game_batch *batch, struct store *store, const struct fold *fold,
		const struct fsrs *fsrs, struct card *card, struct err *err)
{
	struct game_card game = {0};
	struct buf old = {0}, fresh = {0};
	struct card_gave gave = {0};
	int rc = card_gave(store, card->id, &gave, &old, err);

	fold_gifts(fold, &game, &fresh);
	card->u = game.u;
	card->v = game.v;
	card->owed = game.owed;
	card->played = game.played;
	card->leech = game.leech;
	place(card, fsrs);
	if (rc >= 0 && !str_eq(buf_str(&old), buf_str(&fresh))) {
		exchange(batch, buf_str(&old), buf_str(&fresh));
		rc = card_gives(store, card->id, buf_str(&fresh), err);
	}
	if (rc >= 0)
		move(batch, &gave, card);
	buf_fini(&old);
	buf_fini(&fresh);
	return rc < 0 ? -1 : 0;
}

/* Lapses and hits need what came before; other answers do not. */
int game_leeching(struct store *store, const struct card *card, struct leeching *leeching, struct err *err)
{
	struct card_gave gave;
	struct buf days = {0};
	int rc = card_gave(store, card->id, &gave, &days, err);

	*leeching = leeching_of(buf_str(&days));
	buf_fini(&days);
	return rc < 0 ? -1 : 0;
}

static int add_answer(struct store *store, const struct card *before, const struct game_answer *answer,
		      struct card *card, struct gift *gift, struct err *err)
{
	struct game_card game = {
		.u = before->u, .v = before->v, .owed = before->owed, .played = before->played};

	game.leech = before->leech;
	if ((game.leech || answer->rating <= RATE_AGAIN) &&
	    game_leeching(store, before, &game.leeching, err))
		return -1;
	*gift = game_card_add(&game, answer);
	card->u = game.u;
	card->v = game.v;
	card->owed = game.owed;
	card->played = game.played;
	card->leech = game.leech;
	return 0;
}

static int move_cell(struct store *store, const struct card *before, const struct card *card, struct err *err)
{
	struct memory_cell from = known_cell(before->cell, before->s, before->last_day),
		    to = known_cell(card->cell, card->s, card->last_day);

	if (before->cell && card->cell)
		return cell_move(store, &from, &to, err);
	if (card->cell)
		return cell_add(store, &to, err);
	from.n = -1, from.ln = -from.ln, from.days = -from.days;
	return before->cell ? cell_add(store, &from, err) : 0;
}

static int add_stone(struct store *store, const struct gift *gift, struct err *err)
{
	struct stone stone = {
		.day = gift->day,
		.cards = !!(gift->flags & GAVE_FIRST),
		.dues = !!(gift->flags & GAVE_DUE),
		.news = !!(gift->flags & GAVE_NEW),
		.gain = gift->gain,
	};

	return gift->flags || gift->gain ? stone_add(store, &stone, err) : 0;
}

int game_answered(struct store *store, const struct card *before, const struct row *row,
		  const struct fsrs *fsrs, struct card *card, struct gift *gift, struct err *err)
{
	struct game_answer answer = game_answer_of(row);
	struct buf days = {0};
	int64_t since = before->played;
	int rc = add_answer(store, before, &answer, card, gift, err);

	place(card, fsrs);
	if (rc == 0 && (gift->flags || gift->gain))
		gift_put(&days, &since, gift);
	if (rc == 0)
		rc = card_set_more(store, card, buf_str(&days), err);
	buf_fini(&days);
	if (rc || move_cell(store, before, card, err))
		return -1;
	return add_stone(store, gift, err);
}
