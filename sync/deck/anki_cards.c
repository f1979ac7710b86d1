/* SPDX-License-Identifier: MIT
 * Anki's cards: read once, kept as numbers, found by their own id and by their note's. */
#include <stdlib.h>
#include <string.h>

#include "sync/deck/anki_priv.h"

/* The number behind "key": in a flat JSON object; 0: not there. */
static double number_in(struct str json, const char *key)
{
	const char *at = json.len ? memmem(json.s, json.len, key, strlen(key)) : NULL;

	return at ? strtod(at + strlen(key), NULL) : 0; /* SQLite's texts end with a NUL */
}

static int32_t narrow(int64_t value, int64_t min, int64_t max)
{
	return (int32_t)(value < min ? min : value > max ? max : value);
}

static void read_memory(struct anki_card *card, struct str data)
{
	double last;

	if (data.len < 5)
		return;
	card->s = number_in(data, "\"s\":");
	card->d = number_in(data, "\"d\":");
	last = number_in(data, "\"lrt\":");
	if (!(card->s > 0 && card->s <= 36500 && card->d >= 1 && card->d <= 10))
		card->s = card->d = 0;
	card->last_ms = last > 0 && last < 4e9 ? (int64_t)last * 1000 : 0;
}

enum column { ID, NOTE, DECK, ORD, TYPE, QUEUE, DUE, IVL, FACTOR, REPS, LAPSES, HOME_DUE, HOME, FLAGS, MOD, DATA };

static int take(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki *anki = ctx;
	int64_t home = foreign_int(row, HOME);
	struct anki_card *card;

	if (anki->cards == INT32_MAX / 2)
		return err_set(err, ERR_INPUT, "it has too many cards");
	if (anki->cards == anki->cards_cap) {
		anki->cards_cap = anki->cards_cap ? anki->cards_cap * 2 : 1024;
		anki->card = mem_grow(anki->card, anki->cards_cap, sizeof(*anki->card));
	}
	card = &anki->card[anki->cards++];
	*card = (struct anki_card){
		.id = foreign_int(row, ID),
		.note = foreign_int(row, NOTE),
		.deck = home ? home : foreign_int(row, DECK),
		.ord = (uint32_t)narrow(foreign_int(row, ORD), 0, TEMPLATE_ORDS_MAX),
		.type = (int8_t)narrow(foreign_int(row, TYPE), 0, 3),
		.queue = (int8_t)narrow(foreign_int(row, QUEUE), -3, 4),
		.due = foreign_int(row, home ? HOME_DUE : DUE),
		.ivl = narrow(foreign_int(row, IVL), -86400 * 365, 36500),
		.factor = narrow(foreign_int(row, FACTOR), 0, 20000),
		.reps = narrow(foreign_int(row, REPS), 0, 1000000),
		.lapses = narrow(foreign_int(row, LAPSES), 0, 1000000),
		.flag = (uint8_t)(foreign_int(row, FLAGS) & 7),
		.mod = foreign_int(row, MOD),
	};
	if (card->mod < 0 || card->mod > 32503680000)
		card->mod = 0;
	anki_steps(anki, card->deck, &card->learns, &card->relearns);
	read_memory(card, foreign_text(row, DATA));
	return 0;
}

static const struct anki_card *sorted;

static int by_note(const void *a, const void *b)
{
	const struct anki_card *left = &sorted[*(const uint32_t *)a], *right = &sorted[*(const uint32_t *)b];

	if (left->note != right->note)
		return left->note < right->note ? -1 : 1;
	return (left->ord > right->ord) - (left->ord < right->ord);
}

int anki_load_cards(struct anki *anki, struct err *err)
{
	bool in_order = true;

	if (foreign_each(anki->db,
			 "SELECT id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odue, odid, flags, "
			 "mod, data FROM cards ORDER BY id",
			 take, anki, err))
		return -1;
	anki->by_note = mem_array(anki->cards + 1, sizeof(*anki->by_note));
	sorted = anki->card;
	for (size_t i = 0; i < anki->cards; i++) {
		anki->by_note[i] = (uint32_t)i;
		in_order &= i == 0 || by_note(&anki->by_note[i - 1], &anki->by_note[i]) <= 0;
	}
	if (!in_order)
		qsort(anki->by_note, anki->cards, sizeof(*anki->by_note), by_note);
	return 0;
}

size_t anki_cards_of(const struct anki *anki, int64_t note, size_t *count)
{
	size_t low = 0, high = anki->cards, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (anki->card[anki->by_note[middle]].note < note)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < anki->cards && anki->card[anki->by_note[end]].note == note;)
		end++;
	*count = end - low;
	return low;
}

struct anki_card *anki_card(const struct anki *anki, int64_t id)
{
	size_t low = 0, high = anki->cards;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (anki->card[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < anki->cards && anki->card[low].id == id ? &anki->card[low] : NULL;
}
