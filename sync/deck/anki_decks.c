/* SPDX-License-Identifier: MIT
 * Anki's decks: names, which of them are filtered ones, and what they set for themselves. */
#include <stdlib.h>

#include "sync/deck/anki_priv.h"
#include "sync/deck/proto.h"

static int by_id(const void *a, const void *b)
{
	const struct anki_deck *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

const struct anki_deck *anki_deck(const struct anki *anki, int64_t id)
{
	struct anki_deck key = {.id = id};

	return anki->decks ? bsearch(&key, anki->deck, anki->decks, sizeof(key), by_id) : NULL;
}

static struct anki_deck *add(struct anki *anki, int64_t id, struct err *err)
{
	if (anki->decks == ANKI_DECKS_MAX) {
		err_set(err, ERR_INPUT, "it has more than %d decks", ANKI_DECKS_MAX);
		return NULL;
	}
	if (anki->decks % 64 == 0)
		anki->deck = mem_grow(anki->deck, anki->decks + 64, sizeof(*anki->deck));
	anki->deck[anki->decks] = (struct anki_deck){.id = id, .news = -1, .reviews = -1, .retention = -1};
	return &anki->deck[anki->decks++];
}

/* Levels are parted by U+001F there. */
static struct str path_of(struct arena *arena, struct str name)
{
	struct buf path = {0};
	struct str part, out;
	bool first = true;

	while (str_cut(&name, '\x1f', &part)) {
		buf_addz(&path, first ? "" : "::");
		buf_add(&path, part);
		first = false;
	}
	out = arena_str(arena, buf_str(&path));
	buf_fini(&path);
	return out;
}

static void read_normal(struct anki_deck *deck, struct str message)
{
	struct proto_field field;

	while (proto_next(&message, &field)) {
		if (field.number == 1 && field.wire == PROTO_VARINT)
			deck->preset = (int64_t)field.value;
		else if (field.number == 6 && field.wire == PROTO_VARINT)
			deck->reviews = (int64_t)(field.value & 0xFFFF);
		else if (field.number == 7 && field.wire == PROTO_VARINT)
			deck->news = (int64_t)(field.value & 0xFFFF);
		else if (field.number == 10 && field.wire == PROTO_FIXED32)
			deck->retention = (double)proto_float(&field);
	}
}

static int take_modern(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki *anki = ctx;
	struct anki_deck *deck = add(anki, foreign_int(row, 0), err);
	struct str kind;
	struct proto_field field;

	if (!deck)
		return -1;
	deck->name = path_of(&anki->arena, foreign_text(row, 1));
	kind = foreign_text(row, 2);
	while (proto_next(&kind, &field)) {
		deck->filtered |= field.number == 2;
		if (field.number == 1 && field.wire == PROTO_BYTES)
			read_normal(deck, field.bytes);
	}
	return 0;
}

static int take_legacy(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki *anki = ctx;
	struct anki_deck *deck = add(anki, foreign_int(row, 0), err);

	if (!deck)
		return -1;
	deck->name = arena_str(&anki->arena, foreign_text(row, 1));
	deck->filtered = foreign_int(row, 2) != 0;
	deck->preset = foreign_int(row, 3);
	deck->retention = foreign_real(row, 4) / 100; /* per cent there */
	deck->news = foreign_int(row, 5);
	deck->reviews = foreign_int(row, 6);
	return 0;
}

int anki_load_decks(struct anki *anki, struct err *err)
{
	static const char legacy[] =
		"SELECT CAST(d.key AS INTEGER), json_extract(d.value, '$.name'), json_extract(d.value, '$.dyn'), "
		"json_extract(d.value, '$.conf'), json_extract(d.value, '$.desiredRetention'), "
		"coalesce(json_extract(d.value, '$.newLimit'), -1), coalesce(json_extract(d.value, '$.reviewLimit'), -1) "
		"FROM col, json_each(col.decks) d ORDER BY 1";

	if (anki->modern)
		return foreign_each(anki->db, "SELECT id, name, kind FROM decks ORDER BY id", take_modern, anki, err);
	return foreign_each(anki->db, legacy, take_legacy, anki, err);
}
