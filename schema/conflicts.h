/* SPDX-License-Identifier: MIT
 * Edits of one note on two devices, neither of which had seen the other: one wins, and whoever made the other
 * is told once, here where it was made. Its text stays among the note's revisions. */
#ifndef SCHEMA_CONFLICTS_H
#define SCHEMA_CONFLICTS_H

#include "schema/log.h"

struct conflict {
	uint64_t note;	 /* uid */
	struct row lost; /* the newest revision of this device that lost; a deletion (gone) has no fields */
	struct row won;	 /* the one in force */
};

/* Notes whose edits from here may have lost and of which the learner was not told yet; cheap. */
int conflict_count(struct store *store, int64_t *count, struct err *err) MUST_CHECK;
/* The next one, marked as told: inside the caller's transaction, which is committed once it was shown. Those
 * that this device won in the end are passed over. 0 found (texts in the arena), 1 none. */
int conflict_take(struct store *store, struct conflict *conflict, struct arena *arena,
		  struct err *err) MUST_CHECK;

#endif
