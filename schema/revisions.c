/* SPDX-License-Identifier: MIT
 * Revisions of notes: which one is in force, the note as it says, and the cards that it makes. */
#include <stdlib.h>

#include "base/hash.h"
#include "schema/apply.h"
#include "schema/notes.h"
#include "schema/tally_priv.h"

static void join_fields(struct buf *out, struct row_list fields)
{
	for (size_t i = 0; i < fields.count; i++) {
		if (i)
			buf_addc(out, '\x1f');
		buf_add(out, fields.item[i]);
	}
}

struct row_list note_split(struct str joined, struct arena *arena)
{
	size_t count = 1, i = 0;
	struct str *item;

	for (size_t k = 0; k < joined.len; k++)
		count += joined.s[k] == '\x1f';
	item = arena_alloc(arena, count * sizeof(*item));
	joined = arena_str(arena, joined);
	while (i < count && str_cut(&joined, '\x1f', &item[i]))
		i++;
	return (struct row_list){item, i};
}

void note_read(struct use *use, struct note *note, struct arena *arena)
{
	*note = (struct note){
		.id = db_int(use, "id"),
		.uid = (uint64_t)db_int(use, "uid"),
		.type = (uint64_t)db_int(use, "type"),
		.deck = db_int(use, "deck"),
		.tags = arena_str(arena, db_text(use, "tags")),
		.fields = note_split(db_text(use, "fields"), arena),
		.shared = db_is_null(use, "row"),
		.g = db_int(use, "g"),
	};
}

/* A card that is known already: it was this note's before, or only its rows had come. */
static int attach_card(struct store *store, const struct note *note, uint64_t uid, uint32_t ord,
		       int64_t position, struct err *err)
{
	DB_USE(known, store, CARD_LOCAL);
	DB_USE(use, store, CARD_ATTACH);
	DB_USE(stale, store, STALE_ADD);
	bool was_absent;

	db_bind_int(&known, "uid", (int64_t)uid);
	if (db_step(&known, err) != 1)
		return -1;
	db_bind_int(&use, "id", db_int(&known, "id"));
	db_bind_int(&use, "note", note->id);
	db_bind_int(&use, "ord", ord);
	db_bind_int(&use, "deck", note->deck);
	db_bind_int(&use, "due", position);
	if (tally_card(store, db_int(&known, "id"), -1, err) || db_run(&use, err) ||
	    tally_card(store, db_int(&known, "id"), 1, err))
		return -1;
	if (db_int(&known, "deck") != note->deck && tally_card_moved(store, db_int(&known, "id"), err))
		return -1;
	was_absent = db_int(&known, "queue") == -3;
	if (!was_absent && db_int(&known, "deck") == note->deck)
		return 0;
	store->total[TOTAL_CARDS] += was_absent;
	db_bind_int(&stale, "id", db_int(&known, "id"));
	return db_run(&stale, err);
}

static int is_card(struct store *store, uint64_t uid, struct err *err)
{
	if (memo_find(store, uid) || gather_has(store, uid))
		return 1;
	DB_USE_APART(known, store, CARD_LOCAL);
	db_bind_int(&known, "uid", (int64_t)uid);
	return db_step(&known, err);
}

/* Held back when it is new; 1: it is not. */
static int gather_card(struct store *store, const struct note *note, uint64_t uid, uint32_t ord, int64_t position,
		       struct err *err)
{
	int rc = gather_is_new(store, uid) ? 0 : is_card(store, uid, err);
	int64_t id;

	if (rc)
		return rc;
	if (gather_card_id(store, &id, err))
		return -1;
	gather_int(store, GATHERED_CARD, id);
	gather_int(store, GATHERED_CARD, (int64_t)uid);
	gather_int(store, GATHERED_CARD, note->id);
	gather_int(store, GATHERED_CARD, ord);
	gather_int(store, GATHERED_CARD, note->deck);
	gather_int(store, GATHERED_CARD, position);
	gather_line(store, uid);
	memo_card(store, uid, id, true);
	return 0;
}

static void count_card(struct store *store, int64_t deck)
{
	tally_new_card(store, deck);
	store->total[TOTAL_CARDS]++;
}

static int put_card(struct store *store, const struct note *note, uint32_t ord, int64_t position,
		    struct err *err)
{
	uint64_t uid = hash_card_uid(note->uid, ord);
	int rc = store->gathering.on ? gather_card(store, note, uid, ord, position, err) : 1;

	if (rc <= 0) {
		count_card(store, note->deck);
		return rc;
	}
	DB_USE(use, store, CARD_NEW);
	db_bind_int(&use, "uid", (int64_t)uid);
	db_bind_int(&use, "note", note->id);
	db_bind_int(&use, "ord", ord);
	db_bind_int(&use, "deck", note->deck);
	db_bind_int(&use, "due", position);
	if (db_run(&use, err))
		return -1;
	if (sqlite3_changes(store->db) == 0)
		return attach_card(store, note, uid, ord, position, err);
	count_card(store, note->deck);
	return 0;
}

static bool has_ord(const uint32_t *ords, size_t count, uint32_t ord)
{
	for (size_t i = 0; i < count; i++)
		if (ords[i] == ord)
			return true;
	return false;
}

/* Cards that the note makes no longer leave the queues; their rows and schedules stay. */
static int drop_cards(struct store *store, int64_t note, const uint32_t *ords, size_t count, struct err *err)
{
	DB_USE(use, store, CARD_EVER_OF_NOTE);
	DB_USE(drop, store, CARD_DETACH);
	DB_USE(stale, store, STALE_ADD);
	int rc;

	db_bind_int(&use, "note", note);
	while ((rc = db_step(&use, err)) == 1) {
		if (db_int(&use, "queue") == -3 || has_ord(ords, count, (uint32_t)db_int(&use, "ord")))
			continue;
		db_bind_int(&drop, "id", db_int(&use, "id"));
		db_bind_int(&stale, "id", db_int(&use, "id")); /* what is known no longer counts it */
		if (tally_card(store, db_int(&use, "id"), -1, err) || db_run(&drop, err) ||
		    tally_card_moved(store, db_int(&use, "id"), err) || db_run(&stale, err))
			return -1;
		store->total[TOTAL_CARDS]--;
	}
	return rc;
}

static int make_cards(struct store *store, const struct note *note, bool gone, bool fresh, int64_t position,
		      struct err *err)
{
	uint32_t ords[TEMPLATE_ORDS_MAX];
	struct arena arena = {0};
	struct note_type type;
	size_t count = 0;
	int rc = gone ? 1 : type_find(store, note->type, &type, &arena, err);

	if (rc == 0)
		count = template_ords(&type, note->fields, ords, TEMPLATE_ORDS_MAX);
	arena_fini(&arena);
	if (rc < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (put_card(store, note, ords[i], position, err))
			return -1;
	return fresh ? 0 : drop_cards(store, note->id, ords, count, err);
}

int notes_of_type_changed(struct store *store, uint64_t type, struct err *err)
{
	DB_USE(use, store, NOTE_OF_TYPE);
	struct arena arena = {0};
	struct note note;
	int rc;

	db_bind_int(&use, "type", (int64_t)type);
	while ((rc = db_step(&use, err)) == 1) {
		note_read(&use, &note, &arena);
		if (make_cards(store, &note, false, false, note.id, err)) {
			rc = -1;
			break;
		}
		arena_reset(&arena);
	}
	arena_fini(&arena);
	return rc;
}

static int bind_note(struct store *store, struct use *use, const struct row_note *revision, int64_t row,
		     int64_t deck, struct err *err)
{
	buf_clear(&store->scratch);
	join_fields(&store->scratch, revision->fields);
	db_bind_int(use, "uid", revision->uid);
	db_bind_int(use, "type", revision->type);
	db_bind_int(use, "deck", deck);
	db_bind_text(use, "tags", revision->tags);
	db_bind_text(use, "fields", buf_str(&store->scratch));
	if (row)
		db_bind_int(use, "row", row);
	else
		db_bind_null(use, "row");
	db_bind_int(use, "g", revision->g);
	db_bind_int(use, "gone", revision->gone);
	return db_run(use, err);
}

/* A note that was looked for and is not there. */
static int gather_note(struct store *store, const struct row_note *revision, int64_t row, struct note *note,
		       struct err *err)
{
	if (gather_note_id(store, &note->id, err))
		return -1;
	buf_clear(&store->scratch);
	join_fields(&store->scratch, revision->fields);
	gather_int(store, GATHERED_NOTE, note->id);
	gather_int(store, GATHERED_NOTE, revision->uid);
	gather_int(store, GATHERED_NOTE, revision->type);
	gather_int(store, GATHERED_NOTE, note->deck);
	gather_text(store, GATHERED_NOTE, revision->tags);
	gather_text(store, GATHERED_NOTE, buf_str(&store->scratch));
	if (row)
		gather_int(store, GATHERED_NOTE, row);
	else
		gather_null(store, GATHERED_NOTE);
	gather_int(store, GATHERED_NOTE, revision->g);
	gather_int(store, GATHERED_NOTE, revision->gone);
	gather_line(store, note->uid);
	store->gathering.fresh = 0;
	store->gathering.newest = note->uid;
	store->gathering.newest_row = row;
	store->total[TOTAL_NOTES] += !revision->gone;
	return make_cards(store, note, revision->gone, true, note->id, err);
}

/* Writes the note as a revision says; row 0: shared content, which has none. `old` is NULL for a note that
 * should be new: 1 if it is not, and nothing was written. */
int note_write(struct store *store, const struct row_note *revision, int64_t row, const struct note *old,
	       bool was_gone, struct err *err)
{
	struct note note = {
		.uid = (uint64_t)revision->uid, .type = (uint64_t)revision->type, .fields = revision->fields};
	struct use use;
	int rc;

	if (deck_make(store, revision->deck, &note.deck, err))
		return -1;
	if (store->gathering.on && !old && note.uid && store->gathering.fresh == note.uid)
		return gather_note(store, revision, row, &note, err);
	use = db_use(store, old ? ST_NOTE_SET : ST_NOTE_NEW);
	rc = bind_note(store, &use, revision, row, note.deck, err);
	db_release(&use);
	if (rc)
		return -1;
	if (!old && sqlite3_changes(store->db) == 0)
		return 1;
	note.id = old ? old->id : sqlite3_last_insert_rowid(store->db);
	store->total[TOTAL_NOTES] += !revision->gone - (old && !was_gone);
	return make_cards(store, &note, revision->gone, !old, note.id, err);
}

/* The text of a revision that is not, or no longer, the winner stays with its row, which the register's index
 * finds. */
static int keep_text(struct store *store, const struct row *row, int64_t id, struct err *err)
{
	DB_USE(use, store, ROW_BODY);

	buf_clear(&store->scratch);
	row_put_body(&store->scratch, row);
	db_bind_int(&use, "id", id);
	db_bind_int(&use, "reg", (int64_t)row_register(row));
	db_bind_blob(&use, "body", buf_str(&store->scratch));
	return db_run(&use, err);
}

/* A revision that lost once and wins now: its text moves into the note. */
static int drop_text(struct store *store, const struct row *row, int64_t id, struct err *err)
{
	DB_USE(use, store, ROW_BODY);

	db_bind_int(&use, "id", id);
	db_bind_null(&use, "reg");
	db_bind_int(&use, "body", row->note.uid);
	return db_run(&use, err);
}

/* The revision against the one that holds the note, on which `known` stands. */
static int compete(struct store *store, const struct row *row, int64_t id, struct use *known,
		   struct arena *arena, struct err *err)
{
	int64_t held = db_int(known, "row");
	bool was_gone = db_int(known, "gone");
	struct note old;
	struct row winner;

	note_read(known, &old, arena);
	if (held) {
		if (row_load(store, held, &winner, arena, err) ||
		    (!store->adding.own && conflict_look(store, row, &winner, err)))
			return -1;
		if (!row_beats(row, &winner))
			return keep_text(store, row, id, err);
		if (keep_text(store, &winner, held, err))
			return -1;
	}
	return note_write(store, &row->note, id, &old, was_gone, err);
}

/* The best of the revisions that count, while they are walked over. */
struct contest {
	struct row best;
	int64_t id; /* 0: none yet */
};

static void consider(struct contest *contest, const struct row *row, int64_t id)
{
	if (contest->id && !row_beats(row, &contest->best))
		return;
	contest->best = *row;
	contest->id = id;
}

static int consider_losers(struct store *store, int64_t uid, struct contest *contest, struct arena *arena,
			   struct err *err)
{
	struct row probe = {.kind = ROW_NOTE_KIND, .note.uid = uid}, row;
	DB_USE(use, store, ROW_OF_REGISTER);
	int rc;

	db_bind_int(&use, "reg", (int64_t)row_register(&probe));
	while ((rc = db_step(&use, err)) == 1) {
		if (!db_is_null(&use, "undone"))
			continue;
		if (row_read(store, &use, &row, arena, err))
			return -1;
		consider(contest, &row, db_int(&use, "id"));
	}
	return rc;
}

static int settle(struct store *store, struct use *known, struct arena *arena, struct err *err)
{
	int64_t held = db_int(known, "row");
	bool was_gone = db_int(known, "gone");
	struct contest contest = {0};
	struct row holder = {0};
	struct note old;
	int undone;

	note_read(known, &old, arena);
	if (held && row_load(store, held, &holder, arena, err))
		return -1;
	undone = held ? row_is_undone(store, held, err) : 0;
	if (undone < 0)
		return -1;
	if (held && !undone)
		consider(&contest, &holder, held);
	if (consider_losers(store, (int64_t)old.uid, &contest, arena, err))
		return -1;
	if (contest.id == held)
		return 0;
	if (held && keep_text(store, &holder, held, err))
		return -1;
	if (!contest.id) {
		holder.note.gone = 1;
		return note_write(store, &holder.note, 0, &old, was_gone, err);
	}
	if (drop_text(store, &contest.best, contest.id, err))
		return -1;
	return note_write(store, &contest.best.note, contest.id, &old, was_gone, err);
}

int note_settle(struct store *store, int64_t uid, struct err *err)
{
	DB_USE(known, store, NOTE_FIND);
	struct arena arena = {0};
	int rc;

	db_bind_int(&known, "uid", uid);
	rc = db_step(&known, err);
	if (rc == 1)
		rc = settle(store, &known, &arena, err);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int apply_note(struct store *store, const struct row *row, int64_t id, struct err *err)
{
	struct arena arena = {0};
	int rc = note_write(store, &row->note, id, NULL, true, err);

	if (rc != 1)
		return rc;
	DB_USE(known, store, NOTE_FIND);
	db_bind_int(&known, "uid", row->note.uid);
	rc = db_step(&known, err) == 1 ? compete(store, row, id, &known, &arena, err) : -1;
	arena_fini(&arena);
	return rc;
}

int note_each_revision(struct store *store, uint64_t uid, log_each_fn *each, void *ctx, struct err *err)
{
	struct row probe = {.kind = ROW_NOTE_KIND, .note.uid = (int64_t)uid}, winner;
	DB_USE(known, store, NOTE_FIND);
	struct arena arena = {0};
	int rc;

	db_bind_int(&known, "uid", (int64_t)uid);
	rc = db_step(&known, err);
	if (rc == 1 && !db_is_null(&known, "row")) {
		rc = row_load(store, db_int(&known, "row"), &winner, &arena, err);
		if (rc == 0)
			rc = each(ctx, &winner, err);
		if (rc == 0)
			rc = log_each_of_register(store, row_register(&probe), each, ctx, err);
	}
	arena_fini(&arena);
	return rc;
}

int content_counts(struct store *store, struct content_counts *counts, struct err *err)
{
	if (total_get(store, "notes", &counts->notes, err))
		return -1;
	return total_get(store, "cards", &counts->cards, err);
}
