/* SPDX-License-Identifier: MIT
 * The plan of a study day: which quests, and how rows of kind `day` say so. Pure. */
#include "base/hash.h"
#include "base/random.h"
#include "study/game_day.h"

enum {
	UID_DIGITS = 13,
	TARGET_MAX = 10000,
	CLEAR_MIN = 5, /* due cards of a deck that is worth clearing, and can be in a day */
	CLEAR_MAX = 60,
	TYPED_CARDS = 8,
	MIX_ANSWERS = 20,
	MIX_DECKS = 3,
	GUESS_CARDS = 5,
};

static const char *const names[QUEST_KINDS] = {"clear", "typed", "mix", "guess", "twice"};
static const char good[] = "good", clear[] = "clean";

const char *quest_name(enum quest_kind kind)
{
	return names[kind];
}

void plan_put(struct buf *out, const struct day_plan *plan)
{
	for (int i = 0; i < plan->quests; i++) {
		const struct quest *quest = &plan->quest[i];
		char uid[UID_DIGITS + 1];

		buf_addf(out, "%s%s:", i ? " " : "", names[quest->kind]);
		hash_put32(uid, quest->deck_uid, UID_DIGITS);
		if (quest->kind == QUEST_CLEAR)
			buf_addf(out, "%s:", uid);
		buf_addf(out, "%lld", (long long)quest->target);
	}
}

/* "name:target", or "clear:deck:target". */
static bool parse_quest(struct str word, struct quest *quest)
{
	struct str name, uid;

	*quest = (struct quest){.kind = QUEST_KINDS};
	if (!str_cut(&word, ':', &name))
		return false;
	for (int i = 0; i < QUEST_KINDS; i++)
		if (str_is(name, names[i]))
			quest->kind = (enum quest_kind)i;
	if (quest->kind == QUEST_CLEAR &&
	    (!str_cut(&word, ':', &uid) || !hash_get32(uid, UID_DIGITS, &quest->deck_uid)))
		return false;
	return quest->kind != QUEST_KINDS && word.s && str_to_int(word, &quest->target, NULL) == 0 &&
	       quest->target >= 1 && quest->target <= TARGET_MAX;
}

static bool has_quest(const struct day_plan *plan, enum quest_kind kind)
{
	for (int i = 0; i < plan->quests; i++)
		if (plan->quest[i].kind == kind)
			return true;
	return false;
}

struct day_plan plan_of(const struct row_day *row)
{
	struct day_plan plan = {.planned = true,
				.due = row->due < 0 ? 0 : row->due,
				.quota = row->quota < 1 ? 1 : row->quota,
				.rest = row->rest & 0x7F,
				.since = row->since};
	struct str rest = row->quests, word;
	struct quest quest;

	while (plan.quests < QUESTS && str_cut(&rest, ' ', &word))
		if (parse_quest(word, &quest) && !has_quest(&plan, quest.kind))
			plan.quest[plan.quests++] = quest;
	return plan;
}

void reached_put(struct buf *out, unsigned reached)
{
	for (int i = 0; i < QUEST_KINDS; i++)
		if (reached >> i & 1)
			buf_addf(out, "%s%s", out->len ? " " : "", names[i]);
	if (reached & REACHED_GOOD)
		buf_addf(out, "%s%s", out->len ? " " : "", good);
	if (reached & REACHED_CLEAR)
		buf_addf(out, "%s%s", out->len ? " " : "", clear);
}

unsigned reached_of(struct str text)
{
	unsigned reached = 0;
	struct str word;

	while (str_cut(&text, ' ', &word)) {
		for (int i = 0; i < QUEST_KINDS; i++)
			reached |= str_is(word, names[i]) ? 1U << i : 0;
		reached |= str_is(word, good) ? REACHED_GOOD : str_is(word, clear) ? REACHED_CLEAR : 0;
	}
	return reached;
}

static bool is_valid(enum quest_kind kind, const struct day_offer *offer)
{
	switch (kind) {
	case QUEST_CLEAR:
		return offer->weakest && offer->weakest_due >= CLEAR_MIN && offer->weakest_due <= CLEAR_MAX;
	case QUEST_TYPED: return offer->due >= TYPED_CARDS;
	case QUEST_MIX: return offer->decks >= MIX_DECKS && offer->due + offer->news >= MIX_ANSWERS;
	case QUEST_GUESS: return offer->news >= GUESS_CARDS;
	case QUEST_TWICE: return offer->due + offer->news > 0;
	case QUEST_KINDS: break;
	}
	return false;
}

static struct quest make_quest(enum quest_kind kind, const struct day_offer *offer)
{
	static const int targets[QUEST_KINDS] = {0, TYPED_CARDS, MIX_ANSWERS, GUESS_CARDS, 1};

	if (kind == QUEST_CLEAR)
		return (struct quest){kind, offer->weakest, offer->weakest_due};
	return (struct quest){kind, 0, targets[kind]};
}

void quests_choose(struct day_plan *plan, const struct day_offer *offer, struct str learner, int64_t day)
{
	enum quest_kind left[QUEST_KINDS];
	uint64_t seed = rng_mix(hash_bytes(learner) ^ rng_mix((uint64_t)day));
	int count = 0;

	for (int kind = 0; kind < QUEST_KINDS; kind++)
		if (is_valid((enum quest_kind)kind, offer))
			left[count++] = (enum quest_kind)kind;
	for (plan->quests = 0; plan->quests < QUESTS && count; plan->quests++) {
		int at = (int)(rng_mix(seed + (uint64_t)plan->quests) % (uint64_t)count);

		plan->quest[plan->quests] = make_quest(left[at], offer);
		for (count--; at < count; at++)
			left[at] = left[at + 1];
	}
}
