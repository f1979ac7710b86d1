/* SPDX-License-Identifier: MIT
 * Notes for Anki: fields as HTML, what came from there and was not changed here as it came. */
#include <stdlib.h>

#include "sync/deck/out/apkg_priv.h"
#include "sync/deck/out/out_fields.h"
#include "sync/deck/out/sha1.h"
#include "sync/deck/out/to_html.h"
#include "sync/deck/reader.h"

enum { NUMBERS_TRIED = 100000 };

struct notes {
	struct apkg *apkg;
	struct out_stmt *stmt;
	struct buf html, tags, guid, bare;
	int64_t last; /* number */
};

static void put_names(struct notes *notes, const struct takeout_note *note)
{
	buf_clear(&notes->tags);
	if (note->note.tags.len)
		buf_addf(&notes->tags, " %.*s ", STR_FMT(note->note.tags));
	buf_clear(&notes->guid);
	out_put_guid(&notes->guid, note);
	buf_clear(&notes->bare);
	{
		struct str all = buf_str(&notes->html), first;

		if (str_cut(&all, '\x1f', &first))
			to_html_bare(&notes->bare, first);
	}
}

static int64_t mod_of(const struct takeout_note *note)
{
	int64_t here = note->t_ms / 1000;

	if (note->same)
		return note->came.mod;
	return note->brought && here <= note->came.mod ? note->came.mod + 1 : here;
}

static int write_note(struct notes *notes, const struct takeout_note *note, const struct out_type *type,
		      int64_t *number, struct err *err)
{
	struct out_stmt *stmt = notes->stmt;
	struct str bare = buf_str(&notes->bare);
	int put = 0;

	*number = note->brought ? note->came.number : note->t_ms ? note->t_ms : deck_number_of(note->note.uid);
	out_text(stmt, 2, buf_str(&notes->guid));
	out_int(stmt, 3, type->number);
	out_int(stmt, 4, mod_of(note));
	out_text(stmt, 5, buf_str(&notes->tags));
	out_text(stmt, 6, buf_str(&notes->html));
	out_text(stmt, 7, bare);
	out_int(stmt, 8, sha1_first(bare));
	for (int i = 0; i < NUMBERS_TRIED && put == 0; i++, *number += put == 0) {
		out_int(stmt, 1, *number);
		put = out_run(stmt, err);
	}
	return put < 0 ? -1 : 0;
}

/* The note's cards get their numbers: its own where that is free, so that they stand in its order. */
static bool number_cards(struct apkg *apkg, int64_t note, int64_t number)
{
	bool any = false;

	while (apkg->next_card < apkg->cards && apkg->card[apkg->next_card].note < note)
		apkg->next_card++;
	for (; apkg->next_card < apkg->cards && apkg->card[apkg->next_card].note == note; apkg->next_card++) {
		struct out_card *card = &apkg->card[apkg->next_card];

		apkg->last_number = number > apkg->last_number ? number : apkg->last_number + 1;
		card->number = apkg->last_number;
		card->note_number = number;
		any = true;
	}
	return any;
}

static bool has_cards(const struct apkg *apkg, int64_t note)
{
	size_t i = apkg->next_card;

	while (i < apkg->cards && apkg->card[i].note < note)
		i++;
	return i < apkg->cards && apkg->card[i].note == note;
}

static int take(void *ctx, const struct takeout_note *out, struct err *err)
{
	struct notes *notes = ctx;
	struct apkg *apkg = notes->apkg;
	struct takeout_note note = *out;
	const struct out_type *type;
	int64_t number;
	uint32_t deck;

	if (!apkg_deck(apkg, note.note.deck, &deck) || !has_cards(apkg, note.note.id))
		return 0;
	told_fill(&apkg->book, &note);
	type = apkg_type_of(apkg, &note, err);
	if (!type)
		return 0; /* its type has not arrived */
	buf_clear(&notes->html);
	out_put_fields(&notes->html, &note, type->fields.count);
	put_names(notes, &note);
	if (write_note(notes, &note, type, &number, err))
		return -1;
	number_cards(apkg, note.note.id, number);
	apkg_want_media(apkg, buf_str(&notes->html));
	apkg->counts->notes++;
	return 0;
}

int apkg_put_notes(struct apkg *apkg, struct err *err)
{
	struct notes notes = {.apkg = apkg};
	struct buf *all[] = {&notes.html, &notes.tags, &notes.guid, &notes.bare};
	int rc = out_prepare(apkg->db,
			     "INSERT OR IGNORE INTO notes VALUES (?1, ?2, ?3, ?4, -1, ?5, ?6, ?7, ?8, 0, '')",
			     &notes.stmt, err);

	apkg_sort_cards(apkg, true);
	if (rc == 0)
		rc = takeout_each_note(apkg->store, take, &notes, err);
	apkg_sort_cards(apkg, false);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		buf_fini(all[i]);
	return rc;
}
