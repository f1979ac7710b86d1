/* SPDX-License-Identifier: MIT
 * Markdown as it goes out from here (sync/deck/out/markdown_out.h): every note has its name, type and tags in a comment,
 * every field its label, so that an edited file says exactly what was changed. */
#ifndef SYNC_DECK_MARKDOWN_OURS_H
#define SYNC_DECK_MARKDOWN_OURS_H

#include "sync/deck/reader.h"

#define MARKDOWN_OURS "---\ncairn: 1\n" /* how such a file begins */

bool markdown_is_ours(struct str ahead);
deck_read_fn markdown_ours_read;

/* Whether a line of a field would be read as something else, and goes out behind a backslash. */
bool markdown_is_structure(struct str line, struct row_list labels);

#endif
