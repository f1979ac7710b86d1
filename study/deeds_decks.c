/* SPDX-License-Identifier: MIT
 * Deeds: a deck under another path, into another deck, or gone. A deck is what its notes say, so this is one row a
 * note, and one a setting. */
#include <stdlib.h>
#include <string.h>

#include "study/deeds_priv.h"

/* What moves: ids of notes, and settings with their new keys. */
struct moving {
	struct store *store;
	struct str from, to; /* to is empty: everything goes */
	int64_t *note;
	size_t count, cap;
	bool shared;
	struct arena arena;
	struct moved_setting {
		struct str key, to, value;
		struct moved_setting *next;
	} *setting;
	int z;
};

/* The path behind the move; in the arena. */
static struct str moved_path(struct moving *moving, struct str path)
{
	struct buf out = {0};
	struct str made;

	buf_add(&out, moving->to);
	buf_add(&out, str_slice(path, moving->from.len, path.len));
	made = arena_str(&moving->arena, buf_str(&out));
	buf_fini(&out);
	return made;
}

static int take_note(void *ctx, const struct note *note, struct err *err)
{
	struct moving *moving = ctx;

	(void)err;
	moving->shared |= note->shared;
	if (moving->count == moving->cap) {
		moving->cap = moving->cap ? moving->cap * 2 : 256;
		moving->note = mem_grow(moving->note, moving->cap, sizeof(*moving->note));
	}
	moving->note[moving->count++] = note->id;
	return 0;
}

static int take_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct moving *moving = ctx;

	return deck_is_within(moving->from, deck->name) ? note_each(moving->store, deck->id, take_note, moving, err) : 0;
}

/* "deck.<path>.<key>" of the deck or one below it. */
static int take_setting(void *ctx, struct str key, struct str value, struct err *err)
{
	struct moving *moving = ctx;
	const char *dot = str_starts(key, "deck.") ? memrchr(key.s, '.', key.len) : NULL;
	struct moved_setting *setting;
	struct buf to = {0};
	struct str path;

	(void)err;
	if (!dot || dot < key.s + 5)
		return 0;
	path = str_slice(key, 5, (size_t)(dot - key.s));
	if (!deck_is_within(moving->from, path))
		return 0;
	setting = arena_alloc(&moving->arena, sizeof(*setting));
	buf_addf(&to, "deck.%.*s%.*s", STR_FMT(moved_path(moving, path)), (int)(key.s + key.len - dot), dot);
	*setting = (struct moved_setting){arena_str(&moving->arena, key),
					  arena_str(&moving->arena, buf_str(&to)),
					  arena_str(&moving->arena, value), moving->setting};
	buf_fini(&to);
	moving->setting = setting;
	return 0;
}

static int move_note(struct moving *moving, int64_t id, struct err *err)
{
	struct arena arena = {0};
	struct note_draft draft;
	struct note note;
	struct deck deck;
	int rc = note_get(moving->store, id, &note, &arena, err);

	if (rc == 0)
		rc = deck_get(moving->store, note.deck, &deck, &arena, err);
	if (rc == 0 && !moving->to.len) {
		rc = note_remove(moving->store, note.uid, moving->z, err);
	} else if (rc == 0) {
		draft = (struct note_draft){note.uid, note.type, moved_path(moving, deck.name), note.tags,
					    note.fields};
		rc = note_put(moving->store, &draft, moving->z, err) < 0 ? -1 : 0;
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int move_setting(struct moving *moving, const struct moved_setting *setting, struct err *err)
{
	struct buf there = {0};
	int rc = setting_get(moving->store, setting->to.s, &there, err);

	buf_fini(&there);
	if (rc < 0 || setting_set(moving->store, setting->key.s, STR(""), moving->z, err))
		return -1;
	if (rc == 0 || !moving->to.len)
		return 0;
	return setting_set(moving->store, setting->to.s, setting->value, moving->z, err);
}

static int move_all(struct moving *moving, struct err *err)
{
	for (size_t i = 0; i < moving->count; i++)
		if (move_note(moving, moving->note[i], err))
			return -1;
	for (const struct moved_setting *setting = moving->setting; setting; setting = setting->next)
		if (move_setting(moving, setting, err))
			return -1;
	return settings_adopt_here(moving->store, err);
}

static int gather(struct moving *moving, struct err *err)
{
	if (deck_each(moving->store, take_deck, moving, err) ||
	    setting_each(moving->store, take_setting, moving, err))
		return -1;
	if (moving->shared)
		return err_set(err, ERR_INPUT, "this deck comes from the server; it is named and kept there");
	if (!moving->count && !moving->setting)
		return err_set(err, ERR_INPUT, "there is no deck \"%.60s\" with notes of yours", moving->from.s);
	return 0;
}

static int write_move(struct moving *moving, struct err *err)
{
	struct store *store = moving->store;
	struct deed deed;
	STORE_TX(tx);

	if (deeds_zone(store, &moving->z, err) || store_begin(store, &tx, err) || gather(moving, err) ||
	    deed_begin(store, &deed, err) || move_all(moving, err) || deeds_recount(store, moving->z, err))
		return -1;
	if (deeds_end(store, &deed, err, moving->to.len ? "move deck %.*s" : "delete deck %.*s",
		      STR_FMT(moving->from)))
		return -1;
	return store_commit(&tx, err);
}

static int check_target(const struct moving *moving, struct err *err)
{
	if (!moving->from.len)
		return err_set(err, ERR_INPUT, "no deck was named");
	if (moving->to.len && deck_is_within(moving->from, moving->to))
		return err_set(err, ERR_INPUT, "a deck cannot go into itself");
	return 0;
}

int deeds_rename_deck(struct store *store, struct str from, struct str to, struct deed_done *done, struct err *err)
{
	struct moving moving = {.store = store};
	struct buf clean = {0};
	int rc = to.len ? deeds_deck_path(&clean, to, err) : 0;

	moving.from = arena_str(&moving.arena, from);
	moving.to = str_trim(buf_str(&clean));
	if (rc == 0)
		rc = check_target(&moving, err) ? -1 : write_move(&moving, err);
	*done = (struct deed_done){.changed = rc ? 0 : moving.count, .notes = true};
	free(moving.note);
	arena_fini(&moving.arena);
	buf_fini(&clean);
	return rc;
}
