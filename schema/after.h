/* SPDX-License-Identifier: MIT
 * Tags that say what a note builds on: `after::X` waits for the notes of its deck with the tag X, or one below it (decisions/0202). */
#ifndef SCHEMA_AFTER_H
#define SCHEMA_AFTER_H

#include "schema/store.h"

/* The next tag that is waited for, of tags with blanks between them: *rest is behind it then. Both are borrowed. */
bool after_next(struct str *rest, struct str *target);
/* Whether one of the tags is that one, or below it. */
bool after_has(struct str tags, struct str target);

/* Notes with new cards that wait for each other (decisions/0215). Of each ring the oldest does not wait for the others: the one whose
 * revision in force was said first, the same on every device. */
struct rings;
/* Those of a deck as its new cards stand; `all`: as they would be if every note of it was new. NULL: there are none. */
int rings_find(struct store *store, int64_t deck, bool all, struct rings **rings, struct err *err) MUST_CHECK;
/* Whether the note is the oldest of a ring that the tag belongs to. */
bool rings_opens(const struct rings *rings, int64_t note, struct str target); /* NULL: no */
void rings_free(struct rings *rings);

struct ring {
	int64_t deck, first; /* the note that does not wait */
	size_t notes;
	struct str tags; /* by which they wait for each other, "after::a after::b" */
};
typedef int ring_fn(void *ctx, const struct ring *ring, struct err *err);
/* Every ring of every deck. Walks notes: for doctor, and behind an import that brought such tags. */
int rings_each(struct store *store, ring_fn *each, void *ctx, struct err *err) MUST_CHECK;

#endif
