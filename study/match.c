/* SPDX-License-Identifier: MIT
 * Queries: holding a card and its note against one. */
#include <ctype.h>
#include <string.h>

#include "base/loose.h"
#include "base/utf8.h"
#include "schema/grams.h"
#include "schema/notes.h"
#include "study/query.h"

enum { FIELD_END = '\x1f' };

/* Whether the pattern stands at the start of the text; `whole`: up to its end, too. A wildcard stays in its field. */
static bool glob(struct str pattern, struct str text, bool whole)
{
	struct str back_pattern = {NULL, 0}, back_text = {NULL, 0};
	bool back = false;

	while (true) {
		if (!pattern.len && (!whole || !text.len))
			return true;
		if (pattern.len && pattern.s[0] == '\x01') {
			back = true;
			back_pattern = pattern = str_slice(pattern, 1, pattern.len);
			back_text = text;
		} else if (pattern.len && text.len && pattern.s[0] == '\x02' && text.s[0] != FIELD_END) {
			(void)utf8_next(&text);
			pattern = str_slice(pattern, 1, pattern.len);
		} else if (pattern.len && text.len && pattern.s[0] == text.s[0]) {
			pattern = str_slice(pattern, 1, pattern.len);
			text = str_slice(text, 1, text.len);
		} else if (back && back_text.len && back_text.s[0] != FIELD_END) {
			back_text = str_slice(back_text, 1, back_text.len);
			pattern = back_pattern;
			text = back_text;
		} else {
			return false;
		}
	}
}

bool pattern_is(struct str pattern, struct str text)
{
	return glob(pattern, text, true);
}

static bool is_plain(struct str pattern)
{
	return !memchr(pattern.s, 1, pattern.len) && !memchr(pattern.s, 2, pattern.len);
}

bool pattern_within(struct str pattern, struct str text)
{
	if (!pattern.len)
		return true;
	if (is_plain(pattern))
		return memmem(text.s, text.len, pattern.s, pattern.len) != NULL;
	for (; text.len; text = str_slice(text, 1, text.len))
		if (((unsigned char)text.s[0] & 0xC0) != 0x80 && glob(pattern, text, false))
			return true;
	return false;
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The pattern is a whole word of the text. */
static bool word_within(struct str pattern, struct str text)
{
	size_t from, to;

	for (from = 0; from < text.len; from = to + 1) {
		for (to = from; to < text.len && is_letter(text.s[to]);)
			to++;
		if (to > from && pattern_is(pattern, str_slice(text, from, to)))
			return true;
	}
	return false;
}

static void fold_note(struct asking_of *asking, const struct hit *hit)
{
	if (asking->folded && asking->note == hit->note)
		return;
	buf_clear(&asking->text);
	grams_text(&asking->text, hit->fields);
	asking->note = hit->note;
	asking->folded = true;
}

/* The note's type, looked up once. 0, or 1 it is not held. */
static int type_of(struct asking_of *asking, uint64_t uid, const struct known_type **found, struct err *err)
{
	struct arena arena = {0};
	struct known_type *type;
	struct buf text = {0};
	struct note_type known;
	struct str *item;
	int rc;

	for (type = asking->type; type; type = type->next)
		if (type->uid == uid)
			return *found = type, 0;
	rc = type_find(asking->looking, uid, &known, &arena, err);
	if (rc == 0) {
		type = arena_alloc(&asking->types, sizeof(*type));
		item = arena_alloc(&asking->types, (known.fields.count + 1) * sizeof(*item));
		for (size_t i = 0; i <= known.fields.count; i++) {
			buf_clear(&text);
			loose_put(&text, i ? known.fields.item[i - 1] : known.name);
			item[i] = arena_str(&asking->types, buf_str(&text));
		}
		*type = (struct known_type){uid, item[0], {item + 1, known.fields.count}, asking->type};
		*found = asking->type = type;
	}
	buf_fini(&text);
	arena_fini(&arena);
	return rc;
}

static int matches_field(const struct query *query, const struct hit *hit, struct asking_of *asking,
			 struct err *err)
{
	const struct known_type *type;
	struct str rest, field;
	int rc = type_of(asking, hit->type, &type, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	fold_note(asking, hit);
	rest = buf_str(&asking->text);
	for (size_t i = 0; i < type->fields.count && str_cut(&rest, FIELD_END, &field); i++)
		if (pattern_is(query->name, type->fields.item[i]) && pattern_is(query->pattern, field))
			return 1;
	return 0;
}

static int matches_type(const struct query *query, const struct hit *hit, struct asking_of *asking,
			struct err *err)
{
	const struct known_type *type;
	int rc = type_of(asking, hit->type, &type, err);

	return rc < 0 ? -1 : rc == 0 && pattern_is(query->pattern, type->name);
}

static bool is_below(struct str pattern, struct str path)
{
	size_t end = path.len;

	if (pattern_is(pattern, path))
		return true;
	while (end > 2)
		if (memcmp(path.s + --end - 1, "::", 2) == 0 && pattern_is(pattern, str_slice(path, 0, end - 1)))
			return true;
	return false;
}

static bool matches_tag(struct str pattern, struct str tags)
{
	struct buf folded = {0};
	struct str rest, tag;
	bool found = false;

	if (str_is(pattern, "none"))
		return !str_trim(tags).len;
	loose_put(&folded, tags);
	rest = buf_str(&folded);
	while (!found && str_cut(&rest, ' ', &tag))
		found = tag.len && is_below(pattern, tag);
	buf_fini(&folded);
	return found;
}

static bool matches_deck(const struct query *query, int64_t deck)
{
	for (size_t i = 0; i < query->decks; i++)
		if (query->deck[i] == deck)
			return true;
	return false;
}

static bool is_due(const struct card *card, const struct asking_of *asking)
{
	if (card->queue == QUEUE_LEARN)
		return card->due <= asking->now_ms + asking->learn_ahead_ms;
	return card->queue == QUEUE_REVIEW && card->due <= asking->today;
}

static bool matches_state(enum query_state state, const struct hit *hit, const struct asking_of *asking)
{
	const struct card *card = &hit->card;

	switch (state) {
	case STATE_DUE: return is_due(card, asking);
	case STATE_NEW: return card->state == CARD_NEW;
	case STATE_LEARN: return card->state == CARD_LEARNING || card->state == CARD_RELEARNING;
	case STATE_REVIEW: return card->state == CARD_REVIEW || card->state == CARD_RELEARNING;
	case STATE_SUSPENDED: return card->queue == QUEUE_SUSPENDED;
	case STATE_BURIED: return card->queue == QUEUE_BURIED;
	case STATE_LEECH: return matches_tag(STR("leech"), hit->tags);
	case STATE_FLAGGED: return card->flag > 0;
	}
	return false;
}

static bool compare(enum query_compare compare, double left, double right)
{
	switch (compare) {
	case COMPARE_LESS: return left < right;
	case COMPARE_AT_MOST: return left <= right;
	case COMPARE_IS: return left == right;
	case COMPARE_IS_NOT: return left != right;
	case COMPARE_AT_LEAST: return left >= right;
	case COMPARE_MORE: return left > right;
	}
	return false;
}

/* New cards have neither memory nor interval. */
static bool matches_prop(const struct query *query, const struct card *card, const struct asking_of *asking)
{
	bool is_new = card->state == CARD_NEW;

	switch (query->prop) {
	case PROP_IVL:
		return !is_new && compare(query->compare, card->ivl > 0 ? (double)card->ivl : 0, query->value);
	case PROP_S: return !is_new && compare(query->compare, card->s, query->value);
	case PROP_D: return !is_new && compare(query->compare, card->d, query->value);
	case PROP_REPS: return compare(query->compare, card->reps, query->value);
	case PROP_LAPSES: return compare(query->compare, card->lapses, query->value);
	case PROP_DUE:
		return card->queue == QUEUE_REVIEW &&
		       compare(query->compare, (double)(card->due - asking->today), query->value);
	}
	return false;
}

/* When the study day began that is so many days ago, today being 1. */
static int64_t days_ago_ms(const struct asking_of *asking, int64_t days)
{
	return (asking->today - days + 1) * DAY_MS - (int64_t)asking->z * MINUTE_MS;
}

static int matches_time(const struct query *query, const struct hit *hit, struct asking_of *asking,
			struct err *err)
{
	int64_t from = days_ago_ms(asking, query->number), first, last;

	if (query->op == QUERY_RATED)
		return hit->card.last_t < from
			       ? 0
			       : hit_rated(asking->looking, hit->card.id, from, query->rating, err);
	if (hit_times(asking->looking, hit, &first, &last, err))
		return -1;
	return query->op == QUERY_ADDED ? first >= from : last >= from && last > first;
}

static int matches_text(const struct query *query, const struct hit *hit, struct asking_of *asking)
{
	struct str text;

	fold_note(asking, hit);
	text = buf_str(&asking->text);
	return query->word ? word_within(query->pattern, text) : pattern_within(query->pattern, text);
}

static int matches_both(const struct query *query, const struct hit *hit, struct asking_of *asking,
			struct err *err)
{
	int left = query_matches(query->left, hit, asking, err);

	if (left < 0 || left == (query->op == QUERY_OR))
		return left;
	return query_matches(query->right, hit, asking, err);
}

static bool matches_uid(const struct query *query, uint64_t uid)
{
	for (size_t i = 0; i < query->uids; i++)
		if (query->uid[i] == uid)
			return true;
	return false;
}

int query_matches(const struct query *query, const struct hit *hit, struct asking_of *asking, struct err *err)
{
	int rc;

	switch (query->op) {
	case QUERY_ALL: return 1;
	case QUERY_AND:
	case QUERY_OR: return matches_both(query, hit, asking, err);
	case QUERY_NOT: rc = query_matches(query->left, hit, asking, err); return rc < 0 ? -1 : !rc;
	case QUERY_TEXT: return matches_text(query, hit, asking);
	case QUERY_FIELD: return matches_field(query, hit, asking, err);
	case QUERY_DECK: return matches_deck(query, hit->card.deck);
	case QUERY_TAG: return matches_tag(query->pattern, hit->tags);
	case QUERY_TYPE: return matches_type(query, hit, asking, err);
	case QUERY_TEMPLATE: return hit->card.ord + 1 == query->number;
	case QUERY_UID: return matches_uid(query, hit->card.uid);
	case QUERY_STATE: return matches_state(query->state, hit, asking);
	case QUERY_FLAG: return hit->card.flag == query->number;
	case QUERY_PROP: return matches_prop(query, &hit->card, asking);
	case QUERY_ADDED:
	case QUERY_EDITED:
	case QUERY_RATED: return matches_time(query, hit, asking, err);
	}
	return 0;
}

void asking_fini(struct asking_of *asking)
{
	buf_fini(&asking->text);
	arena_fini(&asking->types);
}

struct binding {
	struct query *query;
	struct arena *arena;
	size_t cap;
};

static int bind_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct binding *binding = ctx;
	struct query *query = binding->query;
	struct buf path = {0};

	(void)err;
	loose_put(&path, deck->name);
	if (is_below(query->pattern, buf_str(&path))) {
		if (query->decks == binding->cap) {
			int64_t *more = arena_alloc(binding->arena, (2 * binding->cap + 8) * sizeof(*more));

			if (query->decks)
				memcpy(more, query->deck, query->decks * sizeof(*more));
			query->deck = more;
			binding->cap = 2 * binding->cap + 8;
		}
		query->deck[query->decks++] = deck->id;
	}
	buf_fini(&path);
	return 0;
}

int query_bind(struct query *query, struct store *store, struct arena *arena, struct err *err)
{
	struct binding binding = {query, arena, 0};

	if (query->op == QUERY_DECK)
		return deck_each(store, bind_deck, &binding, err);
	if (query->left && query_bind(query->left, store, arena, err))
		return -1;
	return query->right ? query_bind(query->right, store, arena, err) : 0;
}
