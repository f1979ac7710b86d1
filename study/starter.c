/* SPDX-License-Identifier: MIT
 * Starter: the decks that come with the program. */
#include "study/starter.h"

#include <assert.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "schema/notes.h"
#include "study/settings.h"
#include "study/starter_deck.h"

int starter_count(void)
{
	return starter_decks_english;
}

/* The one whose title is the translation of the English one's: the catalogue of messages says which language holds. */
static const struct starter_deck *in_language(int which)
{
	const char *title = _(starter_decks[which].title);

	assert(which >= 0 && which < starter_decks_english);
	for (int i = starter_decks_english; i < starter_decks_count; i++)
		if (starter_decks[i].english == which && strcmp(starter_decks[i].title, title) == 0)
			return &starter_decks[i];
	return &starter_decks[which];
}

struct starter starter_get(int which)
{
	const struct starter_deck *deck = in_language(which);

	return (struct starter){deck->title, _(deck->about), deck->count};
}

/* 1 new or changed, 0 as it was. */
static int put(struct store *store, const struct starter_deck *deck, const struct starter_note *note, int z,
	       struct err *err)
{
	const struct note_type *type = template_named(str_of(note->type));
	struct str field[STARTER_FIELDS_MAX];
	struct note_draft draft = {.deck = str_of(deck->title), .fields = {field, (size_t)note->count}};
	int change;

	assert(type);
	for (int i = 0; i < note->count; i++)
		field[i] = str_of(note->field[i]);
	draft.type = type->uid;
	draft.uid = note_uid("starter", draft.deck, field[0]);
	change = note_put(store, &draft, z, err);
	return change < 0 ? -1 : change != NOTE_KEPT;
}

int starter_load(struct store *store, int which, struct err *err)
{
	const struct starter_deck *deck = in_language(which);
	struct settings settings;
	int count = 0, z;
	STORE_TX(tx);

	if (settings_load(store, str_of(deck->title), &settings, err) || store_begin(store, &tx, err))
		return -1;
	z = settings_zone(&settings, store_clock(store));
	for (int i = 0; i < deck->count; i++) {
		int written = put(store, deck, &deck->note[i], z, err);

		if (written < 0)
			return err_wrap(err, "adding the deck %s", deck->title);
		count += written;
	}
	return store_commit(&tx, err) ? -1 : count;
}
