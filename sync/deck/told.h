/* SPDX-License-Identifier: MIT
 * What Anki calls the notes and note types that came from there, told to the learner's other devices: settings that are
 * synced, a few thousand names a row. The import writes them, the way out reads them where it has no package of its own
 * to go by (docs/decisions/0133). */
#ifndef SYNC_DECK_TOLD_H
#define SYNC_DECK_TOLD_H

#include "schema/takeout.h"

/* Names of the notes whose revisions the transaction has written; {0} at first. */
struct told {
	struct buf lines;
	int64_t type; /* of the last one */
};

/* The note has a guid from which its uid comes, and its type that number there. Written at once when they are many. */
int told_note(struct told *told, struct store *store, struct str guid, int64_t type, int z, struct err *err) MUST_CHECK;
/* What was told so far becomes rows: in the same transaction as the notes. */
int told_write(struct told *told, struct store *store, int z, struct err *err) MUST_CHECK;
void told_fini(struct told *told);
/* A row if something else was told before. */
int told_type(struct store *store, const struct brought_type *type, int z, struct err *err) MUST_CHECK;

/* All that was told. */
struct told_book {
	struct told_name *name; /* by uid */
	int64_t *type;
	size_t names, names_cap, types;
	struct arena arena;
};
int told_read(struct told_book *book, struct store *store, struct err *err) MUST_CHECK;
void told_book_fini(struct told_book *book);
/* Fills what is known of a note that no package brought here. */
void told_fill(const struct told_book *book, struct takeout_note *note);
/* Types that were told. */
int told_each_type(struct store *store, takeout_type_fn *each, void *ctx, struct err *err) MUST_CHECK;

#endif
