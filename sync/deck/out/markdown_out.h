/* SPDX-License-Identifier: MIT
 * A folder of Markdown: a file a deck, notes in the order of their names, good to keep in git and to edit. Read back by
 * sync/deck/markdown_ours.c; docs/decks-format.md has the form. */
#ifndef SYNC_DECK_OUT_MARKDOWN_OUT_H
#define SYNC_DECK_OUT_MARKDOWN_OUT_H

#include "sync/deck/out/apkg.h"
#include "base/uid_set.h"

/* Makes the folder. A file that is no such file of ours is not replaced (ERR_INPUT), unless forced; one that would
 * not change is not touched. */
int markdown_write(struct store *store, const char *folder, const struct export_wishes *wishes,
		   struct export_counts *counts, struct err *err) MUST_CHECK;

/* The names of media that the field names, as hashes; copies those into FOLDER/media. */
void markdown_want_media(struct uid_set *wanted, struct str field);
int markdown_put_media(struct store *store, const char *folder, const struct uid_set *wanted, const struct export_wishes *wishes,
		       struct export_counts *counts, struct err *err) MUST_CHECK;

#endif
