/* SPDX-License-Identifier: MIT
 * The game of one card: how high its memory has been, and what that gave to each study day. Pure. */
#include "study/game_card.h"

#include <math.h>

#include "base/random.h"

enum {
	S_MAX = FSRS_S_MAX * 1000,
	CHOICE_PERCENT = 35,
	ALMOST = 1, /* edits that still are a right answer */
	PROOF_AHEAD = 100, /* one octave of 1 + S */
	PROOF_EVERY = 4,
	FLAGS = 64,
	IVL_MAX = 10 * FSRS_S_MAX, /* rows may hold anything */
};

struct game_answer game_answer_of(const struct row *row)
{
	return (struct game_answer){
		.day = clock_study_day(row->t, row->z),
		.s = row->review.s,
		.ivl = row->review.ivl,
		.rating = (int)row->review.rating,
		.mode = (int)row->review.mode,
		.hint = row->review.hint > 0,
		.dist = row->review.dist,
	};
}

int game_height(int64_t s)
{
	double days = s < 0 ? 0 : (double)(s > S_MAX ? S_MAX : s) / 1000;

	return (int)lround(100 * log2(1 + days));
}

bool game_is_typed(const struct game_answer *answer)
{
	return (answer->mode == MODE_TYPED || answer->mode == MODE_CLOZE) && answer->dist >= 0 &&
	       answer->dist <= ALMOST;
}

int game_checked(const struct game_answer *answer)
{
	int percent = game_is_typed(answer) ? 100 : answer->mode == MODE_CHOICE ? CHOICE_PERCENT : 0;

	if (answer->rating <= RATE_AGAIN)
		return 0;
	return game_height(answer->s) * percent / (answer->hint ? 200 : 100);
}

bool is_leech(const struct leeching *leeching, int64_t day)
{
	return leeching->lapse[0] && leeching->lapse[0] > day - LEECH_DAYS;
}

/* The gift without its gain: it says all that matters here. True: this was the hit that beats. */
static bool leeching_add(struct leeching *leeching, int64_t day, int flags)
{
	bool resting = leeching->beaten && day - leeching->beaten < LEECH_DAYS;

	if (flags & GAVE_LAPSE && !resting) {
		for (int i = 0; i + 1 < LEECH_LAPSES; i++)
			leeching->lapse[i] = leeching->lapse[i + 1];
		leeching->lapse[LEECH_LAPSES - 1] = day;
	}
	if (!(flags & GAVE_PROOF) || !is_leech(leeching, day))
		return false;
	if (!leeching->hit || leeching->hit <= day - LEECH_DAYS) {
		leeching->hit = day;
		return false;
	}
	*leeching = (struct leeching){.beaten = day};
	return true;
}

struct leeching leeching_of(struct str gifts)
{
	struct leeching leeching = {{0}, 0, 0};
	struct gift gift;
	int64_t day = 0;

	while (gift_get(&gifts, &day, &gift))
		leeching_add(&leeching, gift.day, gift.flags);
	return leeching;
}

static int flags_of(const struct game_card *game, const struct game_answer *answer)
{
	bool right = answer->rating > RATE_AGAIN, known = game->played != 0;
	int flags = GAVE_FIRST;

	if (known && game->played == answer->day)
		return 0;
	if (!known)
		return flags | GAVE_NEW;
	if (!right)
		flags |= GAVE_LAPSE;
	if (answer->day < game->owed)
		return flags;
	return flags | GAVE_DUE | (right && !answer->hint && game_is_typed(answer) ? GAVE_PROOF : 0);
}

/* How much higher than ever before. Only what was asked when its time had come says anything of memory: neither a
 * second answer on the same day nor one before the card is due. */
static int64_t climb(struct game_card *game, const struct game_answer *answer, int flags)
{
	int u = answer->rating > RATE_AGAIN ? game_height(answer->s) : 0, v = game_checked(answer);
	int64_t gain = 0;

	if (!(flags & (GAVE_DUE | GAVE_NEW)))
		return 0;
	if (u > game->u) {
		gain += GAME_U * (u - game->u);
		game->u = u;
	}
	if (v > game->v) {
		gain += GAME_V * (v - game->v);
		game->v = v;
	}
	return gain;
}

struct gift game_card_add(struct game_card *game, const struct game_answer *answer)
{
	struct gift gift = {.day = answer->day, .flags = flags_of(game, answer)};

	gift.gain = climb(game, answer, gift.flags);
	if (leeching_add(&game->leeching, gift.day, gift.flags)) {
		gift.flags |= GAVE_BEATEN;
		gift.gain += BOSS_XP * GAME_XP;
	}
	if (!is_leech(&game->leeching, gift.day))
		game->leech = 0;
	else if (!game->leech)
		game->leech = gift.day;
	game->played = answer->day;
	game->owed = answer->day + (answer->ivl < 0 ? 0 : answer->ivl > IVL_MAX ? IVL_MAX : answer->ivl);
	return gift;
}

void game_card_brought(struct game_card *game, int64_t due_day)
{
	game->owed = due_day;
}

void gift_put(struct buf *out, int64_t *day, const struct gift *gift)
{
	row_put_int(out, (gift->day - *day) * FLAGS + gift->flags);
	row_put_int(out, gift->gain);
	*day = gift->day;
}

bool gift_get(struct str *bytes, int64_t *day, struct gift *gift)
{
	int64_t head;

	if (!row_get_int(bytes, &head) || !row_get_int(bytes, &gift->gain))
		return false;
	gift->flags = (int)(head & (FLAGS - 1));
	gift->day = *day += (head - gift->flags) / FLAGS;
	return true;
}

bool proof_wanted(const struct card *card)
{
	return card->state == CARD_REVIEW && card->u - card->v > PROOF_AHEAD &&
	       rng_mix(card->uid ^ rng_mix((uint64_t)card->reps)) % PROOF_EVERY == 0;
}
