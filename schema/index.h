/* SPDX-License-Identifier: MIT
 * The search index: a file beside the store that says which notes may hold a text. A cache, brought up to date by
 * `cairn index` while nobody waits: nothing is written to it where notes are written. Whoever looks for something
 * holds the few notes that are not in it against the text themselves. */
#ifndef SCHEMA_INDEX_H
#define SCHEMA_INDEX_H

#include "schema/store.h"

/* A connection of its own to the store's file, with the index attached (made if there is none, or none of this
 * file). For looking things up and for index_catch_up: no rows are written through it. */
int index_open(struct store **looking, const struct store *store, struct err *err) MUST_CHECK;

/* What is in the index: notes up to that id, changes up to that number. */
struct index_marks {
	int64_t notes, changed;
};
int index_marks(struct store *looking, struct index_marks *marks, struct err *err) MUST_CHECK;
/* About how many notes are not in it yet: new ones and changed ones. */
int index_rest(struct store *looking, int64_t *count, struct err *err) MUST_CHECK;
/* Takes some thousand notes in, in a transaction that locks the index alone. 0 nothing is left, 1 there is more. */
int index_catch_up(struct store *looking, struct err *err) MUST_CHECK;

#endif
