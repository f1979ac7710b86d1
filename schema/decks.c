/* SPDX-License-Identifier: MIT
 * Decks and note types. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "schema/apply.h"
#include "schema/notes.h"

bool deck_is_within(struct str upper, struct str path)
{
	return upper.len == 0 || str_eq(upper, path) ||
	       (path.len > upper.len + 2 && str_eq(upper, str_slice(path, 0, upper.len)) &&
		memcmp(path.s + upper.len, "::", 2) == 0);
}

static bool is_named(const struct deck_named *slot, struct str name)
{
	return slot->name && str_eq(name, (struct str){slot->name, slot->len});
}

/* Two decks whose names meet in one place, taken in turns, would be looked up each time: the next place is theirs too. */
static struct deck_named *slot_of(struct store *store, struct str name)
{
	struct deck_named *slot, *next;
	uint32_t hash = 0;

	for (size_t i = 0; i < name.len; i++)
		hash = hash * 31 + (unsigned char)name.s[i];
	slot = &store->deck_named[hash % DECK_SLOTS];
	next = &store->deck_named[(hash + 1) % DECK_SLOTS];
	return is_named(slot, name) || !slot->name || (next->name && !is_named(next, name)) ? slot : next;
}

static void remember(struct deck_named *slot, struct str name, int64_t id)
{
	free(slot->name);
	*slot = (struct deck_named){mem_strndup(name.s, name.len), name.len, id};
}

int deck_find(struct store *store, struct str name, int64_t *id, struct err *err)
{
	DB_USE(use, store, DECK_NAMED);
	int rc;

	db_bind_text(&use, "name", name);
	rc = db_step(&use, err);
	if (rc == 1)
		*id = db_int(&use, "id");
	return rc < 0 ? -1 : !rc;
}

int deck_make(struct store *store, struct str name, int64_t *id, struct err *err)
{
	struct deck_named *slot = slot_of(store, name);
	int rc;

	if (is_named(slot, name)) {
		*id = slot->id;
		return 0;
	}
	rc = deck_find(store, name, id, err);
	if (rc == 1) {
		DB_USE(use, store, DECK_NEW);

		db_bind_int(&use, "uid", (int64_t)note_uid("deck", STR(""), name));
		db_bind_text(&use, "name", name);
		rc = db_run(&use, err);
		store->listed++;
		*id = sqlite3_last_insert_rowid(store->db);
	}
	if (rc == 0 && store->in_tx)
		remember(slot, name, *id);
	return rc;
}

static void read_deck(struct use *use, struct deck *deck, struct arena *arena)
{
	*deck = (struct deck){
		.id = db_int(use, "id"),
		.uid = (uint64_t)db_int(use, "uid"),
		.name = arena_str(arena, db_text(use, "name")),
		.shared = !db_is_null(use, "remote"),
		.remote = arena_str(arena, db_text(use, "remote")),
		.version = arena_str(arena, db_text(use, "version")),
		.fetched_ms = db_int(use, "fetched"),
		.skipped = db_int(use, "skipped"),
		.archived = db_int(use, "archived"),
	};
}

int deck_get(struct store *store, int64_t id, struct deck *deck, struct arena *arena, struct err *err)
{
	DB_USE(use, store, DECK_GET);
	int rc;

	db_bind_int(&use, "id", id);
	rc = db_step(&use, err);
	if (rc == 1)
		read_deck(&use, deck, arena);
	return rc < 0 ? -1 : !rc;
}

int deck_has_cards(struct store *store, int64_t id, struct err *err)
{
	DB_USE(use, store, DECK_HAS_CARDS);

	db_bind_int(&use, "id", id);
	return db_step(&use, err);
}

int deck_each(struct store *store, deck_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, DECK_ALL);
	struct arena arena = {0};
	struct deck deck;
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		read_deck(&use, &deck, &arena);
		rc = each(ctx, &deck, err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

int deck_set_shared(struct store *store, const struct deck *deck, struct err *err)
{
	DB_USE(use, store, DECK_SHARED);

	db_bind_int(&use, "id", deck->id);
	db_bind_text(&use, "remote", deck->remote);
	db_bind_text(&use, "version", deck->version);
	db_bind_int(&use, "fetched", deck->fetched_ms);
	db_bind_int(&use, "skipped", deck->skipped);
	return db_run(&use, err);
}

static struct row_list copy_list(struct row_list list, struct arena *arena)
{
	struct str *item = arena_alloc(arena, list.count * sizeof(*item));

	for (size_t i = 0; i < list.count; i++)
		item[i] = arena_str(arena, list.item[i]);
	return (struct row_list){item, list.count};
}

int type_find(struct store *store, uint64_t uid, struct note_type *type, struct arena *arena, struct err *err)
{
	const struct note_type *builtin = template_find(uid);
	struct row row;
	int rc;

	if (builtin) {
		*type = *builtin;
		return 0;
	}
	DB_USE(use, store, TYPE_GET);
	db_bind_int(&use, "uid", (int64_t)uid);
	rc = db_step(&use, err);
	if (rc != 1 || db_int(&use, "gone"))
		return rc < 0 ? -1 : 1;
	if (row_load(store, db_int(&use, "row"), &row, arena, err))
		return -1;
	*type = (struct note_type){
		.uid = uid,
		.name = row.type.name,
		.cloze = row.type.cloze,
		.fields = copy_list(row.type.fields, arena),
		.cards = copy_list(row.type.cards, arena),
	};
	return 0;
}

static bool same_list(struct row_list a, struct row_list b)
{
	if (a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++)
		if (!str_eq(a.item[i], b.item[i]))
			return false;
	return true;
}

int type_put(struct store *store, const struct note_type *type, int z, struct err *err)
{
	struct row row = {.kind = ROW_TYPE_KIND, .z = z};
	struct arena arena = {0};
	struct note_type old;
	int rc = type_find(store, type->uid, &old, &arena, err);
	bool known = rc == 0, same = known && str_eq(old.name, type->name) && old.cloze == type->cloze &&
				     same_list(old.fields, type->fields) && same_list(old.cards, type->cards);

	arena_fini(&arena);
	if (rc < 0)
		return -1;
	if (same)
		return NOTE_KEPT;
	row.type.uid = (int64_t)type->uid;
	row.type.name = type->name;
	row.type.cloze = type->cloze;
	row.type.fields = type->fields;
	row.type.cards = type->cards;
	if (log_append(store, &row, err))
		return -1;
	return known ? NOTE_CHANGED : NOTE_NEW;
}

static int set_type(struct store *store, int64_t uid, int64_t row, bool gone, struct err *err)
{
	DB_USE(use, store, TYPE_SET);

	db_bind_int(&use, "uid", uid);
	db_bind_int(&use, "row", row);
	db_bind_int(&use, "gone", gone);
	return db_run(&use, err);
}

/* As the winner of its register says; gone when all of its revisions were taken back. */
int apply_type(struct store *store, const struct row *row, int64_t id, struct err *err)
{
	struct arena arena = {0};
	struct row winner;
	int rc = log_winner(store, row_register(row), &winner, &arena, err);

	if (rc == 1)
		rc = set_type(store, row->type.uid, id, true, err);
	else if (rc == 0)
		rc = row_locate(store, winner.origin, winner.at, &id, err) ||
		     set_type(store, winner.type.uid, id, winner.type.gone, err);
	arena_fini(&arena);
	return rc ? -1 : notes_of_type_changed(store, (uint64_t)row->type.uid, err);
}

int type_each(struct store *store, type_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, TYPE_ALL);
	struct arena arena = {0};
	struct note_type type;
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		rc = type_find(store, (uint64_t)db_int(&use, "uid"), &type, &arena, err);
		if (rc == 0)
			rc = each(ctx, &type, err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}
