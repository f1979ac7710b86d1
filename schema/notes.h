/* SPDX-License-Identifier: MIT
 * Content: decks, note types and notes, own (as rows) and shared (from collections). */
#ifndef SCHEMA_NOTES_H
#define SCHEMA_NOTES_H

#include "schema/log.h"
#include "schema/row.h"
#include "schema/store.h"
#include "schema/template.h"

enum { NOTE_FIELD_MAX = 128 * 1024, NOTE_FIELDS_MAX = 64 };

/* uid of a note: first 64 bits of BLAKE2b(source kind, deck identity, source key), DESIGN.md 3. Kinds: "anki"
 * (deck "", key the guid), "doc" (deck id, _id), "md" (deck, id), "text" (deck, first field), "starter"
 * (deck, first field). */
uint64_t note_uid(const char *source, struct str deck, struct str key);

struct note {
	int64_t id;		/* local */
	uint64_t uid, type;	/* uids */
	int64_t deck;		/* local id */
	struct str tags;	/* space-separated, sorted as given */
	struct row_list fields; /* markup (base/markup.h) */
	bool shared;		/* from `cards` of a server: not a row, not edited here */
	int64_t g;		/* of the revision in force; 0 for shared ones */
};

/* 0 found (texts in the arena), 1 not there. */
int note_get(struct store *store, int64_t id, struct note *note, struct arena *arena,
	     struct err *err) MUST_CHECK;
/* Two numbers of this store, of which one is another whenever a note was added or changed. */
int note_state(struct store *store, int64_t *last, int64_t *changed, struct err *err) MUST_CHECK;
int note_tags(struct store *store, int64_t id, struct buf *tags, struct err *err) MUST_CHECK; /* appended; none: nothing */
int note_find(struct store *store, uint64_t uid, struct note *note, struct arena *arena,
	      struct err *err) MUST_CHECK;
typedef int note_each_fn(void *ctx, const struct note *note, struct err *err);
int note_each(struct store *store, int64_t deck, note_each_fn *each, void *ctx,
	      struct err *err) MUST_CHECK; /* deck 0: all */
/* Others of its deck, as many at most, from the one whose uid comes behind on: which ones does not depend on the store. A
 * non-zero return of each stops. */
int note_each_near(struct store *store, const struct note *note, int limit, note_each_fn *each, void *ctx,
		   struct err *err) MUST_CHECK;

/* A note to be written. deck is a path ("Languages::French"), made if missing; texts are clean (utf8_clean), or
 * become so with the row that is written. */
struct note_draft {
	uint64_t uid, type;
	struct str deck, tags;
	struct row_list fields;
};
enum note_change {
	NOTE_NEW = 1,
	NOTE_CHANGED = 2,
	NOTE_KEPT = 3,
	NOTE_OWN = 4, /* shared content for a note that the learner's rows say: nothing was written */
};
/* Writes an own revision as a row if anything differs, and makes the cards that the type says; schedules
 * stay. Returns enum note_change, or -1. Inside a transaction. z as for any row. */
int note_put(struct store *store, const struct note_draft *draft, int z, struct err *err) MUST_CHECK;
/* Whether another note of that deck has the same first field: 0 yes, 1 no. */
int note_same_front(struct store *store, const struct note_draft *draft, struct err *err) MUST_CHECK;
int note_remove(struct store *store, uint64_t uid, int z,
		struct err *err) MUST_CHECK; /* a row with gone = 1 */
/* The same for a shared note: no row. Own notes stay as they are. */
int note_put_shared(struct store *store, const struct note_draft *draft, struct err *err) MUST_CHECK;
int note_remove_shared(struct store *store, uint64_t uid, struct err *err) MUST_CHECK;
/* A note's revisions, the one in force first; stops early at a non-zero return, which it returns. */
int note_each_revision(struct store *store, uint64_t uid, log_each_fn *each, void *ctx,
		       struct err *err) MUST_CHECK;
uint64_t note_random_uid(struct store *store); /* for a note the learner writes */

/* Note types: the built-in ones are always there (template.h); others come as rows. 0 found, 1 not there. The
 * type's texts live in the arena. */
int type_find(struct store *store, uint64_t uid, struct note_type *type, struct arena *arena,
	      struct err *err) MUST_CHECK;
int type_put(struct store *store, const struct note_type *type, int z,
	     struct err *err) MUST_CHECK; /* enum note_change */
typedef int type_each_fn(void *ctx, const struct note_type *type, struct err *err);
int type_each(struct store *store, type_each_fn *each, void *ctx, struct err *err) MUST_CHECK; /* own types */

struct deck {
	int64_t id;
	uint64_t uid;	 /* note_uid("deck", "", name) */
	struct str name; /* path */
	bool shared;
	struct str remote;  /* _id in `decks`, empty for own ones */
	struct str version; /* of the shared deck as held, empty: none */
	int64_t fetched_ms;
	int64_t skipped; /* documents of a shared deck that are no notes */
	bool archived; /* a shared deck that was unsubscribed: its cards are kept, outside the queue */
};
/* By path, making it and nothing else. */
int deck_make(struct store *store, struct str name, int64_t *id, struct err *err) MUST_CHECK;
int deck_get(struct store *store, int64_t id, struct deck *deck, struct arena *arena,
	     struct err *err) MUST_CHECK;						      /* 0, 1 */
int deck_find(struct store *store, struct str name, int64_t *id, struct err *err) MUST_CHECK; /* 0, 1 */
/* Whether a path is that one, or of a deck below it; upper empty: every one is. */
bool deck_is_within(struct str upper, struct str path);
int deck_has_cards(struct store *store, int64_t id, struct err *err) MUST_CHECK; /* 1 yes, 0 no; of those below it nothing */
typedef int deck_each_fn(void *ctx, const struct deck *deck, struct err *err);
int deck_each(struct store *store, deck_each_fn *each, void *ctx, struct err *err) MUST_CHECK; /* by name */
/* Binds the deck of that id to a shared one, and says what of it is held: remote, version, fetched_ms, skipped. */
int deck_set_shared(struct store *store, const struct deck *deck, struct err *err) MUST_CHECK;

struct content_counts {
	int64_t notes, cards;
};
int content_counts(struct store *store, struct content_counts *counts,
		   struct err *err) MUST_CHECK; /* maintained, not counted */

#endif
