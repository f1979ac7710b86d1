/* SPDX-License-Identifier: MIT
 * Anki's notes: fields as markup, the deck of the first card, tags, and what they came as. */
#include <string.h>

#include "base/hash.h"
#include "schema/notes.h"
#include "sync/deck/anki_priv.h"
#include "sync/deck/html.h"
#include "sync/deck/reader.h"

/* Why notes stay behind. */
enum { NO_TYPE, TOO_LONG, EMPTY, REASONS };

struct notes {
	struct anki *anki;
	struct buf text;
	struct arena arena;
	int64_t skipped[REASONS];
};

static const char *const reason[REASONS] = {
	[NO_TYPE] = "notes whose note type is not in the package",
	[TOO_LONG] = "notes with a field longer than 128 KiB",
	[EMPTY] = "notes without any text",
};

/* The home of the lowest card that has one. */
static struct str deck_of(const struct anki *anki, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++) {
		const struct anki_deck *deck = anki_deck(anki, anki->card[anki->by_note[i]].deck);

		if (deck && !deck->filtered)
			return deck->name;
	}
	return STR("Default");
}

static bool is_plain(struct str html)
{
	for (size_t i = 0; i < html.len; i++) {
		unsigned char c = (unsigned char)html.s[i];

		if (!(c == ' ' || c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')))
			return false;
		if (c == ' ' && (i == 0 || html.s[i - 1] == ' ' || i + 1 == html.len))
			return false;
	}
	return true;
}

/* Field by field; -1: one is too long. */
static int convert(struct notes *notes, struct str html, struct str *field, size_t wanted, size_t *count)
{
	struct str part;
	size_t total = 0;

	for (*count = 0; *count < wanted && str_cut(&html, '\x1f', &part); ++*count) {
		if (part.len > 8 * NOTE_FIELD_MAX)
			return -1;
		buf_clear(&notes->text);
		if (is_plain(part))
			buf_add(&notes->text, part);
		else
			html_to_markup(&notes->text, part);
		if (notes->text.len > NOTE_FIELD_MAX)
			return -1;
		field[*count] = deck_without_shapes(arena_str(&notes->arena, buf_str(&notes->text)), &notes->arena);
		total += field[*count].len;
	}
	return total ? 0 : 1;
}

enum column { ID, GUID, TYPE, MOD, TAGS, FIELDS };

static int put(struct notes *notes, const struct anki_type *type, uint64_t uid, const struct foreign_row *row,
	       struct str deck, const struct str *field, size_t count, struct err *err)
{
	struct wire *wire = &notes->anki->wire;

	wire_begin(wire, WIRE_NOTE);
	wire_int(wire, (int64_t)uid);
	wire_int(wire, (int64_t)type->uid);
	wire_int(wire, foreign_int(row, MOD));
	wire_text(wire, foreign_text(row, GUID));
	wire_int(wire, foreign_int(row, ID));
	wire_int(wire, type->id);
	wire_text(wire, deck);
	wire_text(wire, foreign_text(row, TAGS));
	wire_int(wire, (int64_t)count);
	for (size_t i = 0; i < count; i++)
		wire_text(wire, field[i]);
	wire_text(wire, foreign_text(row, FIELDS));
	return wire_end(wire, err);
}

static int take(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct notes *notes = ctx;
	struct anki *anki = notes->anki;
	const struct anki_type *type = anki_type(anki, foreign_int(row, TYPE));
	struct str field[ANKI_FIELDS_MAX];
	size_t count, cards, first;
	uint64_t uid = deck_note_of_guid(foreign_text(row, GUID));
	int rc;

	if (!type || !type->uid) {
		notes->skipped[NO_TYPE]++;
		return 0;
	}
	arena_reset(&notes->arena);
	rc = convert(notes, foreign_text(row, FIELDS), field, type->fields, &count);
	if (rc) {
		notes->skipped[rc < 0 ? TOO_LONG : EMPTY]++;
		return 0;
	}
	first = anki_cards_of(anki, foreign_int(row, ID), &cards);
	for (size_t i = first; i < first + cards; i++)
		anki->card[anki->by_note[i]].uid = hash_card_uid(uid, anki->card[anki->by_note[i]].ord);
	return put(notes, type, uid, row, deck_of(anki, first, cards), field, count, err);
}

int anki_put_notes(struct anki *anki, struct err *err)
{
	struct notes notes = {.anki = anki};
	int rc = foreign_each(anki->db, "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id", take, &notes,
			      err);

	for (int i = 0; i < REASONS && rc == 0; i++)
		if (notes.skipped[i])
			rc = anki_skip(anki, notes.skipped[i], reason[i], err);
	buf_fini(&notes.text);
	arena_fini(&notes.arena);
	return rc;
}
