/* SPDX-License-Identifier: MIT
 * Notes as columns: CSV or TSV with the header lines that Anki's import understands, and ours. */
#ifndef SYNC_DECK_OUT_COLUMNS_H
#define SYNC_DECK_OUT_COLUMNS_H

#include <stdio.h>

#include "sync/deck/out/apkg.h"

/* separator: a comma or a tab. Flushed. */
int columns_write(struct store *store, FILE *to, char separator, const struct export_wishes *wishes,
		  struct export_counts *counts, struct err *err) MUST_CHECK;

#endif
