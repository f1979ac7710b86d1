/* SPDX-License-Identifier: MIT
 * Anki's packages, written: a collection of the older form (schema 11) in a zip archive, which every Anki since 2.1 and
 * AnkiDroid import (docs/decisions/0130). docs/export.md says what becomes of what. */
#ifndef SYNC_DECK_OUT_APKG_H
#define SYNC_DECK_OUT_APKG_H

#include "schema/store.h"

struct export_wishes {
	struct str deck; /* with those below it; empty: all */
	bool no_schedule, no_media, force;
	bool collection; /* a package that takes the place of a whole collection (.colpkg) */
};

struct export_counts {
	int64_t notes, cards, reviews, media;
	int64_t missing; /* media whose file is gone */
};

int apkg_write(struct store *store, const char *path, const struct export_wishes *wishes, struct export_counts *counts,
	       struct err *err) MUST_CHECK;

#endif
