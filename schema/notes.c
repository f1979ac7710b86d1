/* SPDX-License-Identifier: MIT
 * Notes: finding them, and writing what a learner, a file or a collection says of them. */
#include "schema/notes.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "schema/apply.h"

uint64_t note_uid(const char *source, struct str deck, struct str key)
{
	struct str parts[] = {str_of(source), deck, key};

	return hash_uid(parts, 3);
}

uint64_t note_random_uid(struct store *store)
{
	return rng_next(store->rng) | 1;
}

static int find(struct use *use, struct note *note, struct arena *arena, struct err *err)
{
	int rc = db_step(use, err);

	if (rc != 1)
		return rc < 0 ? -1 : 1;
	if (db_int(use, "gone"))
		return 1;
	note_read(use, note, arena);
	return 0;
}

int note_get(struct store *store, int64_t id, struct note *note, struct arena *arena, struct err *err)
{
	DB_USE(use, store, NOTE_GET);

	db_bind_int(&use, "id", id);
	return find(&use, note, arena, err);
}

int note_state(struct store *store, int64_t *last, int64_t *changed, struct err *err)
{
	DB_USE(id, store, NOTE_LAST);
	DB_USE(change, store, NOTE_LAST_CHANGE);

	if (db_step(&id, err) < 0 || db_step(&change, err) < 0)
		return -1;
	*last = db_int(&id, "id");
	*changed = db_int(&change, "changed");
	return 0;
}

int note_tags(struct store *store, int64_t id, struct buf *tags, struct err *err)
{
	int rc;
	DB_USE(use, store, NOTE_TAGS);

	db_bind_int(&use, "id", id);
	rc = db_step(&use, err);
	if (rc == 1)
		buf_add(tags, db_text(&use, "tags"));
	return rc < 0 ? -1 : 0;
}

int note_find(struct store *store, uint64_t uid, struct note *note, struct arena *arena, struct err *err)
{
	DB_USE(use, store, NOTE_FIND);

	db_bind_int(&use, "uid", (int64_t)uid);
	return find(&use, note, arena, err);
}

static int walk(struct use *use, note_each_fn *each, void *ctx, struct err *err)
{
	struct arena arena = {0};
	struct note note;
	int rc;

	while ((rc = db_step(use, err)) == 1) {
		note_read(use, &note, &arena);
		rc = each(ctx, &note, err);
		if (rc)
			break;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

int note_each(struct store *store, int64_t deck, note_each_fn *each, void *ctx, struct err *err)
{
	if (deck) {
		DB_USE(use, store, NOTE_OF_DECK);

		db_bind_int(&use, "deck", deck);
		return walk(&use, each, ctx, err);
	}
	DB_USE(use, store, NOTE_ALL);
	return walk(&use, each, ctx, err);
}

/* Those behind a uid, its own left out. */
struct near {
	int64_t own;
	int left;
	note_each_fn *each;
	void *ctx;
};

static int pass_on(void *ctx, const struct note *note, struct err *err)
{
	struct near *near = ctx;

	if (note->id == near->own || near->left == 0)
		return 1;
	near->left--;
	return near->each(near->ctx, note, err);
}

static int walk_behind(struct store *store, int64_t deck, int64_t above, struct near *near, struct err *err)
{
	DB_USE(use, store, NOTE_NEAR);

	db_bind_int(&use, "deck", deck);
	db_bind_int(&use, "above", above);
	db_bind_int(&use, "limit", near->left + 1);
	return walk(&use, pass_on, near, err);
}

int note_each_near(struct store *store, const struct note *note, int limit, note_each_fn *each, void *ctx,
		   struct err *err)
{
	struct near near = {note->id, limit, each, ctx};
	int rc = walk_behind(store, note->deck, (int64_t)note->uid, &near, err);

	if (rc == 0 && near.left)
		rc = walk_behind(store, note->deck, INT64_MIN, &near, err);
	return rc < 0 ? -1 : 0;
}

static bool same_fields(struct str joined, struct row_list fields)
{
	struct str part;
	size_t i = 0;

	for (; str_cut(&joined, '\x1f', &part); i++)
		if (i >= fields.count || !str_eq(part, fields.item[i]))
			return false;
	return i == fields.count;
}

/* Whether the note on which `known` stands differs from the draft. */
static int differs(struct store *store, struct use *known, const struct note_draft *draft, bool *changed,
		   struct err *err)
{
	int64_t deck;

	if (deck_make(store, draft->deck, &deck, err))
		return -1;
	*changed = db_int(known, "gone") || (uint64_t)db_int(known, "type") != draft->type ||
		   db_int(known, "deck") != deck || !str_eq(db_text(known, "tags"), draft->tags) ||
		   !same_fields(db_text(known, "fields"), draft->fields);
	return 0;
}

static struct row_note revision_of(const struct note_draft *draft)
{
	return (struct row_note){
		.uid = (int64_t)draft->uid,
		.type = (int64_t)draft->type,
		.deck = draft->deck,
		.tags = draft->tags,
		.fields = draft->fields,
	};
}

/* Whether and as which revision the draft is to be written: NOTE_NEW, NOTE_CHANGED, NOTE_KEPT, with g. */
static int compare(struct store *store, const struct note_draft *draft, int64_t *g, struct err *err)
{
	bool changed;
	int rc;

	*g = 1;
	store->gathering.fresh = 0;
	if (gather_is_new(store, draft->uid)) {
		store->gathering.fresh = draft->uid;
		return NOTE_NEW;
	}
	rc = gather_has(store, draft->uid) ? gather_write(store) : 0;
	if (rc)
		return db_fail(store, rc, err);
	DB_USE_APART(known, store, NOTE_FIND);
	db_bind_int(&known, "uid", (int64_t)draft->uid);
	rc = db_step(&known, err);
	if (rc != 1) {
		store->gathering.fresh = draft->uid;
		return rc < 0 ? -1 : NOTE_NEW;
	}
	*g = db_int(&known, "g") + 1;
	if (differs(store, &known, draft, &changed, err))
		return -1;
	return changed ? NOTE_CHANGED : NOTE_KEPT;
}

/* The same of what log_append makes of it: it may be what is held. */
static int compare_cleaned(struct store *store, const struct row *row, int64_t *g, struct err *err)
{
	struct arena arena = {0};
	struct row clean = *row;
	struct note_draft draft;
	int change;

	row_clean(&clean, &arena);
	draft = (struct note_draft){(uint64_t)clean.note.uid, (uint64_t)clean.note.type, clean.note.deck, clean.note.tags, clean.note.fields};
	change = compare(store, &draft, g, err);
	arena_fini(&arena);
	return change;
}

int note_put(struct store *store, const struct note_draft *draft, int z, struct err *err)
{
	struct row row = {.kind = ROW_NOTE_KIND, .z = z, .note = revision_of(draft)};
	int change = compare(store, draft, &row.note.g, err);

	if (change == NOTE_CHANGED && !row_is_tame(&row))
		change = compare_cleaned(store, &row, &row.note.g, err);
	if (change < 0 || change == NOTE_KEPT)
		return change;
	return log_append(store, &row, err) ? -1 : change;
}

int note_same_front(struct store *store, const struct note_draft *draft, struct err *err)
{
	DB_USE(use, store, NOTE_SAME_FRONT);
	struct buf front = {0};
	int64_t deck;
	int rc = deck_find(store, draft->deck, &deck, err);

	if (rc == 0 && draft->fields.count) {
		buf_addf(&front, "%.*s%s", STR_FMT(draft->fields.item[0]), draft->fields.count > 1 ? "\x1f" : "");
		db_bind_int(&use, "deck", deck);
		db_bind_int(&use, "uid", (int64_t)draft->uid);
		db_bind_text(&use, "front", buf_str(&front));
		rc = db_step(&use, err);
		rc = rc < 0 ? -1 : !rc;
	}
	buf_fini(&front);
	return rc;
}

/* The revision that says the note is gone: 0 made, 1 there is no such note. */
static int removal_of(struct store *store, uint64_t uid, struct row_note *revision, struct arena *arena,
		      struct err *err)
{
	struct note note;
	struct deck deck;
	int rc = note_find(store, uid, &note, arena, err);

	if (rc == 0)
		rc = deck_get(store, note.deck, &deck, arena, err);
	if (rc == 0)
		*revision = (struct row_note){.uid = (int64_t)uid,
					      .type = (int64_t)note.type,
					      .deck = deck.name,
					      .gone = 1,
					      .g = note.g + 1};
	return rc;
}

int note_remove(struct store *store, uint64_t uid, int z, struct err *err)
{
	struct row row = {.kind = ROW_NOTE_KIND, .z = z};
	struct arena arena = {0};
	int rc = removal_of(store, uid, &row.note, &arena, err);

	if (rc == 0)
		rc = log_append(store, &row, err);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int put_shared(struct store *store, const struct row_note *revision, struct err *err)
{
	DB_USE(known, store, NOTE_FIND);
	struct arena arena = {0};
	struct note old;
	int rc;

	db_bind_int(&known, "uid", revision->uid);
	rc = db_step(&known, err);
	if (rc == 0 && !revision->gone)
		rc = note_write(store, revision, 0, NULL, true, err) ? -1 : NOTE_NEW;
	else if (rc == 1 && !db_is_null(&known, "row"))
		rc = NOTE_OWN; /* its text stands in the note alone */
	else if (rc == 1) {
		bool was_gone = db_int(&known, "gone");

		note_read(&known, &old, &arena);
		rc = note_write(store, revision, 0, &old, was_gone, err) ? -1 : NOTE_CHANGED;
	}
	arena_fini(&arena);
	return rc;
}

int note_put_shared(struct store *store, const struct note_draft *draft, struct err *err)
{
	struct row_note revision = revision_of(draft);
	int64_t g;
	int change = compare(store, draft, &g, err);

	if (change < 0 || change == NOTE_KEPT)
		return change;
	return put_shared(store, &revision, err);
}

int note_remove_shared(struct store *store, uint64_t uid, struct err *err)
{
	struct arena arena = {0};
	struct row_note revision;
	int rc = removal_of(store, uid, &revision, &arena, err);

	revision.g = 0;
	if (rc == 0)
		rc = put_shared(store, &revision, err);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}
