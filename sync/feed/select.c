/* SPDX-License-Identifier: MIT
 * Selection: clues weighed as naive Bayes does, each against what is decided in all; before there are decisions, by a few
 * that are made up. */
#include "sync/feed/select.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/markup.h"
#include "base/message.h"

enum { TOPIC_LETTERS = 5, TOPIC_SOME = 2, TOPIC_MUCH = 6, LAPSES_MANY = 2, RULES_MAX = 200, TOLD_LEAST = 3, CLUES_MAX = 8 };

/* Clues depend on each other, so each counts for less than it says. */
static const double TEMPER = 0.6;

struct rule {
	struct feed_rule rule;
	struct word_table words, tags;
	struct rule *below;
};

struct select {
	struct arena arena;
	struct word_table topics; /* words of notes: value: index of the deck; count: of notes; missed ones: negative */
	struct word_table known, clues; /* clues: value yes, count no */
	struct str *deck;
	int decks, decks_cap;
	int yes, no;
	struct rule *rules;
	struct buf scratch;
};

static uint64_t clue_hash(struct str clue)
{
	return hash_bytes(clue) | 1;
}

static int take_decision(void *ctx, struct str key, const struct decision *decision, struct err *err)
{
	struct select *s = ctx;
	struct str rest = decision->clues, clue;

	(void)key, (void)err;
	if (decision->by_rule)
		return 0;
	if (decision->verdict == VERDICT_NO)
		s->no++;
	else
		s->yes++;
	while (str_cut(&rest, ' ', &clue)) {
		struct word_slot *slot = words_put(&s->clues, clue_hash(clue));

		if (decision->verdict == VERDICT_NO)
			slot->count++;
		else
			slot->value++;
	}
	return 0;
}

static void put_words(struct select *s, struct word_table *table, struct str words)
{
	struct str word;

	while (words_next(&words, &word))
		words_put(table, words_hash(word, &s->scratch));
}

static int take_rule(void *ctx, struct str key, const struct feed_rule *rule, struct err *err)
{
	struct select *s = ctx;
	struct rule *kept = arena_alloc(&s->arena, sizeof(*kept)), **end = &s->rules;

	(void)key, (void)err;
	kept->rule = *rule;
	kept->rule.feed = arena_str(&s->arena, rule->feed);
	kept->rule.deck = arena_str(&s->arena, rule->deck);
	kept->rule.words = arena_str(&s->arena, rule->words);
	kept->rule.tags = arena_str(&s->arena, rule->tags);
	put_words(s, &kept->words, rule->words);
	put_words(s, &kept->tags, rule->tags);
	while (*end)
		end = &(*end)->below;
	*end = kept;
	return 0;
}

static int deck_index(struct select *s, struct str name)
{
	for (int i = 0; i < s->decks; i++)
		if (str_eq(s->deck[i], name))
			return i;
	if (s->decks == s->decks_cap) {
		s->decks_cap = s->decks_cap ? s->decks_cap * 2 : 16;
		s->deck = mem_grow(s->deck, (size_t)s->decks_cap, sizeof(*s->deck));
	}
	s->deck[s->decks] = arena_str(&s->arena, name);
	return s->decks++;
}

static int take_note(void *ctx, const struct feedbox_note *note, struct err *err)
{
	struct select *s = ctx;
	struct buf plain = {0};
	struct str rest = note->fields, field, word;
	bool first = true;
	int deck = note->reps ? deck_index(s, note->deck) : -1;

	(void)err;
	while (str_cut(&rest, '\x1f', &field)) {
		buf_clear(&plain);
		markup_line(&plain, field, 1000);
		if (first && plain.len)
			words_put(&s->known, words_hash(str_trim(buf_str(&plain)), &s->scratch));
		first = false;
		for (struct str text = buf_str(&plain); deck >= 0 && words_next(&text, &word);) {
			struct word_slot *slot;

			if (word.len < TOPIC_LETTERS)
				continue;
			slot = words_put(&s->topics, words_hash(word, &s->scratch));
			slot->value = deck;
			slot->count = note->lapses >= LAPSES_MANY || slot->count < 0 ? -1 : slot->count + 1;
		}
	}
	buf_fini(&plain);
	return 0;
}

int select_open(struct select **out, struct store *box, struct err *err)
{
	struct select *s = mem_alloc(sizeof(*s));

	if (decision_each(box, take_decision, s, err) < 0 || feed_rule_each(box, take_rule, s, err) < 0 ||
	    feedbox_each_note(box, SELECT_NOTES, take_note, s, err) < 0) {
		select_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

void select_close(struct select *s)
{
	if (!s)
		return;
	for (struct rule *rule = s->rules; rule; rule = rule->below) {
		words_fini(&rule->words);
		words_fini(&rule->tags);
	}
	words_fini(&s->topics);
	words_fini(&s->known);
	words_fini(&s->clues);
	arena_fini(&s->arena);
	buf_fini(&s->scratch);
	free(s->deck);
	free(s);
}

const struct word_table *select_known(const struct select *s)
{
	return &s->known;
}

static bool has_any(struct select *s, const struct word_table *table, struct str text)
{
	struct str word;

	while (table->used && words_next(&text, &word))
		if (words_find(table, words_hash(word, &s->scratch)))
			return true;
	return false;
}

static bool rule_fits(struct select *s, const struct rule *rule, const struct feedbox_entry *entry)
{
	if (rule->rule.feed.len && !str_eq(rule->rule.feed, entry->source))
		return false;
	if (!rule->words.used && !rule->tags.used)
		return true;
	return has_any(s, &rule->words, entry->title) || has_any(s, &rule->words, entry->text) ||
	       has_any(s, &rule->tags, entry->tags);
}

static void show(struct selected *selected, struct str word)
{
	for (int i = 0; i < selected->shown; i++)
		if (str_eq(selected->words[i], word))
			return;
	if (selected->shown < SELECT_WORDS_SHOWN)
		selected->words[selected->shown++] = word;
}

/* The words of decks in use, each once. */
static void find_topic(struct select *s, struct str text, struct word_table *seen, int *matches, int *of_deck,
		       struct selected *selected)
{
	struct str word;

	while (words_next(&text, &word)) {
		const struct word_slot *topic;
		uint64_t hash;

		if (word.len < TOPIC_LETTERS)
			continue;
		hash = words_hash(word, &s->scratch);
		topic = words_find(&s->topics, hash);
		if (!topic || words_put(seen, hash)->value++)
			continue;
		++*matches;
		of_deck[topic->value]++;
		if (topic->count < 0) {
			selected->failing = true;
			selected->missed = word;
		}
		show(selected, word);
	}
}

void select_entry(struct select *s, const struct feedbox_entry *entry, struct selected *selected)
{
	int *of_deck = mem_array((size_t)s->decks + 1, sizeof(*of_deck)), matches = 0, best = 0;
	struct word_table seen = {0};

	*selected = (struct selected){.deck = STR(""), .topic_deck = STR("")};
	find_topic(s, entry->title, &seen, &matches, of_deck, selected);
	find_topic(s, entry->text, &seen, &matches, of_deck, selected);
	for (int i = 1; i < s->decks; i++)
		best = of_deck[i] > of_deck[best] ? i : best;
	if (matches)
		selected->topic_deck = s->deck[best];
	selected->topic = matches >= TOPIC_MUCH ? 2 : matches >= TOPIC_SOME ? 1 : 0;
	for (const struct rule *rule = s->rules; rule; rule = rule->below)
		if (rule_fits(s, rule, entry)) {
			selected->deck = rule->rule.deck;
			selected->verdict = rule->rule.verdict;
			break;
		}
	words_fini(&seen);
	free(of_deck);
}

/* What is thought of a clue before anybody has decided: so many yes and no. */
static void prior_of(struct str clue, double *yes, double *no)
{
	static const struct {
		const char *clue;
		double yes, no;
	} priors[] = {{"topic:0", 1, 2}, {"topic:1", 2, 2}, {"topic:2", 3, 1}, {"missed", 2, 1}, {"how:headline", 1, 2},
		      {"how:terms", 3, 2}, {"how:words", 3, 2}};

	*yes = *no = 1;
	for (size_t i = 0; i < sizeof(priors) / sizeof(priors[0]); i++)
		if (str_is(clue, priors[i].clue))
			*yes = priors[i].yes, *no = priors[i].no;
}

static double log_odds(double yes, double no)
{
	return log(yes / no);
}

static void put_why(struct select *s, const struct selected *selected, struct str feed, int64_t p, struct buf *why)
{
	const struct word_slot *slot = words_find(&s->clues, clue_hash(feed));

	buf_addf(why, "%" PRId64 " %%", (p + 5) / 10);
	if (slot && slot->value + slot->count >= TOLD_LEAST) {
		buf_addz(why, ": ");
		buf_addf(why, _("%d of %d of this feed taken"), slot->value, slot->value + slot->count);
	}
	if (selected->topic) {
		buf_addz(why, slot && slot->value + slot->count >= TOLD_LEAST ? "; " : ": ");
		buf_addf(why, _("words of %.*s"), STR_FMT(selected->topic_deck));
		for (int i = 0; i < selected->shown; i++)
			buf_addf(why, "%s%.*s", i ? ", " : " (", STR_FMT(selected->words[i]));
		buf_addz(why, ")");
	}
	if (selected->failing) {
		buf_addz(why, "; ");
		buf_addf(why, _("%.*s is often missed"), STR_FMT(selected->missed));
	}
}

int64_t select_draft(struct select *s, const struct selected *selected, struct str source, const char *how, struct buf *clues,
		     struct buf *why)
{
	double all_yes = s->yes + 2, all_no = s->no + 2, base = log_odds(all_yes, all_no), sum = base;
	struct buf feed = {0};
	struct str rest, clue;
	int64_t p;

	buf_addf(&feed, "feed:%.*s", STR_FMT(source));
	buf_addf(clues, "%s how:%s topic:%d%s", buf_z(&feed), how, selected->topic, selected->failing ? " missed" : "");
	rest = buf_str(clues);
	while (str_cut(&rest, ' ', &clue)) {
		const struct word_slot *slot = words_find(&s->clues, clue_hash(clue));
		double yes, no;

		prior_of(clue, &yes, &no);
		sum += TEMPER * (log_odds((slot ? slot->value : 0) + yes, (slot ? slot->count : 0) + no) - base);
	}
	p = llround(1000 / (1 + exp(-sum)));
	p = p < 10 ? 10 : p > 990 ? 990 : p;
	put_why(s, selected, buf_str(&feed), p, why);
	buf_fini(&feed);
	return p;
}
