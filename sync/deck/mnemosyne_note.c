/* SPDX-License-Identifier: MIT
 * Mnemosyne's facts as notes: fields as markup, the type that its card type is here (libmnemosyne's card_types). */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "schema/notes.h"
#include "sync/deck/html.h"
#include "sync/deck/markdown_text.h"
#include "sync/deck/mnemosyne_priv.h"

enum { NO_CARDS, TOO_LONG, EMPTY, REASONS };
enum { TAGS_MAX = 100 };

static const char *const reason[REASONS] = {
	[NO_CARDS] = "notes without cards",
	[TOO_LONG] = "notes with a field longer than 128 KiB",
	[EMPTY] = "notes without any text",
};

struct notes {
	struct mnem *mnem;
	struct arena arena; /* of the fact */
	int64_t skipped[REASONS], cards;
	const struct mnem_fact *fact;
	const struct mnem_pair *pair;
	size_t pairs;
	struct mnem_card *card;
	size_t cards_here;
};

static struct str value_of(const struct notes *notes, const char *key)
{
	for (size_t i = 0; i < notes->pairs; i++)
		if (str_is(notes->pair[i].key, key))
			return notes->pair[i].value;
	return STR("");
}

static const struct mnem_tag *tag_of(const struct mnem *mnem, uint64_t key)
{
	size_t low = 0, high = mnem->tags.count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (mnem->tags.item[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < mnem->tags.count && mnem->tags.item[low].key == key ? &mnem->tags.item[low] : NULL;
}

static void add_tag(struct str *name, size_t *count, struct str tag)
{
	size_t at = *count;

	if (!tag.len || str_is(tag, "__UNTAGGED__") || at == TAGS_MAX)
		return;
	for (; at > 0 && str_cmp(name[at - 1], tag) > 0; at--)
		name[at] = name[at - 1];
	name[at] = tag;
	++*count;
}

/* Tags of the first card, by name, as a package and a database have them in orders of their own; a space within one
 * becomes a low line. */
static struct str tags_of(struct notes *notes)
{
	const struct mnem *mnem = notes->mnem;
	struct buf *out = &notes->mnem->text;
	struct str name[TAGS_MAX];
	size_t low = 0, high = mnem->links.count, count = 0;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (mnem->links.item[middle].card < notes->card->key)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < mnem->links.count && mnem->links.item[low].card == notes->card->key; low++) {
		const struct mnem_tag *tag = tag_of(mnem, mnem->links.item[low].tag);

		if (tag)
			add_tag(name, &count, tag->name);
	}
	buf_clear(out);
	for (size_t i = 0; i < count; i++) {
		if (out->len)
			buf_addc(out, ' ');
		for (size_t k = 0; k < name[i].len; k++)
			buf_addc(out, name[i].s[k] == ' ' ? '_' : name[i].s[k]);
	}
	return arena_str(&notes->arena, buf_str(out));
}

static int put_note(struct notes *notes, uint64_t uid, uint64_t type, struct str guid, const struct str *field, size_t count,
		    struct err *err)
{
	struct wire *wire = &notes->mnem->wire;
	struct str tags = tags_of(notes);
	size_t total = 0;

	for (size_t i = 0; i < count; i++) {
		total += field[i].len;
		if (field[i].len > NOTE_FIELD_MAX)
			return notes->skipped[TOO_LONG]++, 1;
	}
	if (!total)
		return notes->skipped[EMPTY]++, 1;
	wire_begin(wire, WIRE_NOTE);
	wire_int(wire, (int64_t)uid);
	wire_int(wire, (int64_t)type);
	wire_int(wire, notes->card->mod_s > 0 && notes->card->mod_s < 32503680000 ? notes->card->mod_s : 0);
	wire_text(wire, guid);
	wire_int(wire, 0);
	wire_int(wire, 0);
	wire_text(wire, notes->mnem->wish->deck);
	wire_text(wire, tags);
	wire_int(wire, (int64_t)count);
	for (size_t i = 0; i < count; i++)
		wire_text(wire, field[i]);
	wire_text(wire, STR(""));
	return wire_end(wire, err);
}

/* "2::clone.2" is the second view; 0: it has no number. */
static int64_t view_of(const struct mnem_card *card)
{
	const char *dot = card->view.len ? memrchr(card->view.s, '.', card->view.len) : NULL;
	int64_t number;

	if (!dot || str_to_int(str_slice(card->view, (size_t)(dot - card->view.s) + 1, card->view.len), &number, NULL))
		return 0;
	return number;
}

/* The card's deletion: {'cloze': 'text', 'index': 1}; -1: it does not say. */
static int64_t index_of(const struct mnem_card *card)
{
	static const char word[] = "'index': ";
	int64_t number = 0;

	for (size_t i = card->extra.len; i-- > 0;) {
		struct str rest = str_slice(card->extra, i, card->extra.len);

		if (!str_starts(rest, word))
			continue;
		rest = str_slice(rest, sizeof(word) - 1, rest.len);
		for (i = 0; i < rest.len && i < 3 && rest.s[i] >= '0' && rest.s[i] <= '9'; i++)
			number = number * 10 + rest.s[i] - '0';
		return i && number < MARKDOWN_CLOZES_MAX ? number : -1;
	}
	return -1;
}

/* Each card of the fact becomes the card of that number of the note; views from `first` to `last`, or deletions. */
static void name_cards(struct notes *notes, uint64_t uid, int64_t first, int64_t last, bool clozes)
{
	for (size_t i = 0; i < notes->cards_here; i++) {
		struct mnem_card *card = &notes->card[i];
		int64_t view = view_of(card), ord = clozes ? index_of(card) : view - 1;

		if (view >= first && view <= last && ord >= 0)
			card->uid = hash_card_uid(uid, (uint32_t)ord);
	}
}

static struct str below(struct notes *notes)
{
	static const char *const keys[] = {"p_1", "m_1", "n"};
	struct buf text = {0};
	struct str result;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct str part = mnem_markup(notes->mnem, &notes->arena, value_of(notes, keys[i]));

		if (part.len)
			buf_addf(&text, "%s%.*s", text.len ? "\n" : "", STR_FMT(part));
	}
	result = arena_str(&notes->arena, buf_str(&text));
	buf_fini(&text);
	return result;
}

/* A sentence is recognized, and asked deletion by deletion: two notes. */
static int take_sentence(struct notes *notes, uint64_t uid, struct err *err)
{
	struct str raw = value_of(notes, "f"), field[2] = {mnem_without_clozes(notes->mnem, &notes->arena, raw), below(notes)};
	uint64_t other_uid = note_uid("mnemosyne", STR("cloze"), notes->fact->id);
	int rc = put_note(notes, uid, template_builtin(TYPE_BASIC)->uid, notes->fact->id, field, 2, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	name_cards(notes, uid, 1, 1, false);
	if (!raw.len || !memchr(raw.s, '[', raw.len))
		return 0;
	field[0] = mnem_with_clozes(notes->mnem, &notes->arena, raw);
	rc = put_note(notes, other_uid, template_builtin(TYPE_CLOZE)->uid, STR(""), field, 2, err);
	if (rc == 0)
		name_cards(notes, other_uid, 2, 2, true);
	return rc < 0 ? -1 : 0;
}

static int take_fact(struct notes *notes, struct err *err)
{
	const struct mnem_form *form = mnem_form(notes->card->type);
	uint64_t uid = note_uid("mnemosyne", STR(""), notes->fact->id), type = 0;
	struct str field[MNEM_FIELDS_MAX];
	size_t count = 0;
	int rc = 0;

	if (str_is(str_of(form->id), "6"))
		return take_sentence(notes, uid, err);
	if (!form->id[0])
		for (; count < notes->pairs && count < MNEM_FIELDS_MAX; count++)
			field[count] = mnem_markup(notes->mnem, &notes->arena, notes->pair[count].value);
	else
		for (; count < 4 && form->key[count]; count++)
			field[count] = mnem_markup(notes->mnem, &notes->arena, value_of(notes, form->key[count]));
	if (form->builtin == TYPE_CLOZE) {
		field[0] = mnem_with_clozes(notes->mnem, &notes->arena, value_of(notes, form->key[0]));
		field[count++] = STR("");
	}
	if (!count)
		return notes->skipped[EMPTY]++, 0;
	if (form->builtin >= 0)
		type = template_builtin((enum template_builtin)form->builtin)->uid;
	else
		rc = !form->id[0] ? mnem_say_other(notes->mnem, &notes->arena, notes->card->type, notes->pair, notes->pairs, &type, err)
				: mnem_say_form(notes->mnem, form, &type, err);
	if (rc == 0)
		rc = put_note(notes, uid, type, notes->fact->id, field, count, err);
	if (rc == 0)
		name_cards(notes, uid, 1, !form->id[0] ? 1 : 2, form->builtin == TYPE_CLOZE);
	return rc < 0 ? -1 : 0;
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int by_fact(const void *a, const void *b)
{
	const struct mnem_fact *left = a, *right = b;

	return ORDER(left->key, right->key);
}

static int pair_by_fact(const void *a, const void *b)
{
	const struct mnem_pair *left = a, *right = b;

	return left->fact != right->fact ? ORDER(left->fact, right->fact) : str_cmp(left->key, right->key);
}

static int card_by_fact(const void *a, const void *b)
{
	const struct mnem_card *left = a, *right = b;

	return left->fact != right->fact ? ORDER(left->fact, right->fact) : str_cmp(left->view, right->view);
}

static int by_tag(const void *a, const void *b)
{
	const struct mnem_tag *left = a, *right = b;

	return ORDER(left->key, right->key);
}

static int by_card(const void *a, const void *b)
{
	const struct mnem_link *left = a, *right = b;

	return left->card != right->card ? ORDER(left->card, right->card) : ORDER(left->tag, right->tag);
}

#define SORT(table, by)                                                                     \
	do {                                                                                \
		if ((table).count)                                                          \
			qsort((table).item, (table).count, sizeof(*(table).item), by);      \
	} while (0)

static int take_all(struct notes *notes, struct err *err)
{
	struct mnem *mnem = notes->mnem;
	size_t pair = 0, card = 0;
	int rc = 0;

	for (size_t i = 0; i < mnem->facts.count && rc == 0; i++) {
		uint64_t key = mnem->facts.item[i].key;
		size_t first_pair, first_card;

		if (i && key == mnem->facts.item[i - 1].key)
			continue; /* said twice */
		while (pair < mnem->pairs.count && mnem->pairs.item[pair].fact < key)
			pair++;
		for (first_pair = pair; pair < mnem->pairs.count && mnem->pairs.item[pair].fact == key;)
			pair++;
		while (card < mnem->cards.count && mnem->cards.item[card].fact < key)
			card++;
		for (first_card = card; card < mnem->cards.count && mnem->cards.item[card].fact == key;)
			card++;
		notes->fact = &mnem->facts.item[i];
		notes->pair = mnem->pairs.count ? mnem->pairs.item + first_pair : NULL;
		notes->pairs = pair - first_pair;
		notes->card = mnem->cards.count ? mnem->cards.item + first_card : NULL;
		notes->cards_here = card - first_card;
		arena_reset(&notes->arena);
		if (notes->cards_here)
			rc = take_fact(notes, err);
		else
			notes->skipped[NO_CARDS]++;
	}
	return rc;
}

int mnem_put_notes(struct mnem *mnem, struct err *err)
{
	struct notes notes = {.mnem = mnem};
	int64_t lost = 0;
	int rc;

	SORT(mnem->facts, by_fact);
	SORT(mnem->pairs, pair_by_fact);
	SORT(mnem->cards, card_by_fact);
	SORT(mnem->tags, by_tag);
	SORT(mnem->links, by_card);
	rc = take_all(&notes, err);
	for (int i = 0; i < REASONS && rc == 0; i++)
		if (notes.skipped[i])
			rc = mnem_skip(mnem, notes.skipped[i], reason[i], err);
	for (size_t i = 0; i < mnem->cards.count; i++)
		lost += !mnem->cards.item[i].uid;
	if (rc == 0 && lost)
		rc = mnem_skip(mnem, lost, "cards that their note does not make here", err);
	arena_fini(&notes.arena);
	return rc;
}
