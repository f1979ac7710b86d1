/* SPDX-License-Identifier: MIT
 * The game of one study day: its combo, its quests, its XP. Pure: answers in, numbers out. An answer more,
 * wherever it comes in, takes no quest away: counts are of distinct cards, or of answers that do not lengthen
 * a run. */
#include "study/game_day.h"

#include "base/clock.h"
#include "schema/log.h"

enum {
	COMBO_GAP_MS = 120 * SECOND_MS,
	RUN_MAX = 3,
	MIX_DECKS = 3,
	TWICE_MS = 4 * HOUR_MS,
	TWICE_ANSWERS = 3, /* before the pause and behind it */
};

struct day_item day_item_of(const struct row *row)
{
	struct game_answer answer = game_answer_of(row);

	return (struct day_item){
		.in = {.card = row->card, .day = clock_study_day(row->t, row->z), .when = {row->t, row->origin, row->at}},
		.took_ms = row->review.took_ms,
		.p = row->review.p > 0 ? (double)row->review.p / 10000 : 0,
		.rating = answer.rating,
		.known = row->review.ord > 0,
		.typed = game_is_typed(&answer),
		.chosen = answer.mode == MODE_CHOICE,
	};
}

int combo_next(int combo, const struct day_item *item, int64_t idle_ms)
{
	if (idle_ms >= COMBO_GAP_MS)
		combo = 0;
	if (!item->in.first || !item->due)
		return combo;
	return item->rating > RATE_AGAIN ? combo + 1 : combo / 2;
}

static void play_combo(struct day_play *play, const struct day_item *item, const struct day_item *before)
{
	int64_t idle = before ? item->in.when.t - before->in.when.t - item->took_ms : 0;
	int combo = combo_next(play->combo, item, idle);

	if (combo > play->combo && (combo == 5 || combo == 10 || combo == 20) &&
	    play->combo_xp < COMBO_XP_MAX)
		play->combo_xp++;
	play->combo = combo;
	if (combo > play->combo_best)
		play->combo_best = combo;
}

/* Answers that are no more than the third in a row of one deck, of distinct cards; decks: of how many. */
static int64_t count_mix(const struct day_item *item, size_t count, int *decks)
{
	uint64_t known[MIX_DECKS] = {0}, deck = 0;
	int64_t sum = 0;
	int run = 0;

	*decks = 0;
	for (size_t i = 0; i < count; i++) {
		bool seen = false;

		if (!item[i].in.first)
			continue;
		run = item[i].deck_uid == deck ? run + 1 : 1;
		deck = item[i].deck_uid;
		sum += run <= RUN_MAX;
		for (int k = 0; k < *decks; k++)
			seen |= known[k] == deck;
		if (!seen && *decks < MIX_DECKS)
			known[(*decks)++] = deck;
	}
	return sum;
}

/* 1 when there was a pause of hours with some answers on either side. */
static int64_t count_twice(const struct day_item *item, size_t count)
{
	for (size_t i = TWICE_ANSWERS; i + TWICE_ANSWERS <= count; i++)
		if (item[i].in.when.t - item[i - 1].in.when.t >= TWICE_MS)
			return 1;
	return 0;
}

static int64_t count_cards(const struct day_item *item, size_t count, const struct quest *quest)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		if (quest->kind == QUEST_CLEAR)
			sum += item[i].in.first && item[i].known && item[i].deck_uid == quest->deck_uid;
		else if (quest->kind == QUEST_GUESS)
			sum += item[i].in.first && !item[i].known && (item[i].typed || item[i].chosen);
		else if (quest->kind == QUEST_TYPED)
			sum += item[i].in.first && item[i].typed && item[i].rating > RATE_AGAIN;
	}
	return sum;
}

static void play_quest(struct day_play *play, int at, const struct quest *quest, const struct day_item *item,
		       size_t count, unsigned reached)
{
	int decks = MIX_DECKS;
	int64_t sum;

	if (quest->kind == QUEST_MIX)
		sum = count_mix(item, count, &decks);
	else if (quest->kind == QUEST_TWICE)
		sum = count_twice(item, count);
	else
		sum = count_cards(item, count, quest);
	play->quest[at].target = quest->target;
	play->quest[at].count = sum < quest->target ? sum : quest->target;
	play->quest[at].done = reached >> quest->kind & 1 || (sum >= quest->target && decks >= MIX_DECKS);
	if (play->quest[at].done) {
		play->quest[at].count = quest->target;
		play->done |= 1U << quest->kind;
	}
}

struct day_play day_play(const struct day_item *item, size_t count, const struct day_plan *plan,
			 unsigned reached)
{
	struct day_play play = {0};

	for (size_t i = 0; i < count; i++)
		play_combo(&play, &item[i], i ? &item[i - 1] : NULL);
	for (int i = 0; i < plan->quests; i++)
		play_quest(&play, i, &plan->quest[i], item, count, reached);
	play.done |= reached & ((1U << QUEST_KINDS) - 1);
	return play;
}

int64_t day_need(const struct stone *stone)
{
	int64_t need = stone->planned && stone->due < stone->quota ? stone->due : stone->quota;

	if (!stone->planned)
		need = QUOTA_DEFAULT;
	return need < 1 ? 1 : need;
}

bool day_is_good(const struct stone *stone)
{
	return stone->reached & REACHED_GOOD || stone->cards >= day_need(stone);
}

bool day_is_clear(const struct stone *stone)
{
	return stone->reached & REACHED_CLEAR ||
	       (stone->planned && stone->due > 0 && stone->dues >= stone->due && day_is_good(stone));
}

static int64_t at_most(int64_t value, int64_t max)
{
	return value > max ? max : value;
}

int64_t day_xp(const struct stone *stone)
{
	return stone->gain + GAME_XP * (at_most(stone->dues, DUE_XP_MAX) +
					NEW_XP * at_most(stone->news, NEW_XP_MAX) +
					at_most(stone->combo, COMBO_XP_MAX) +
					QUEST_XP * at_most(stone->quests, QUESTS));
}

int64_t level_begin(int64_t level)
{
	return GAME_XP * 30 * level * (level + 1) / 2;
}

int64_t level_of(int64_t xp)
{
	int64_t level = 0;

	while (level_begin(level + 1) <= xp)
		level++;
	return level;
}
