/* SPDX-License-Identifier: MIT
 * Records of an import while they become the store's. */
#ifndef SYNC_DECK_IMPORT_APPLY_H
#define SYNC_DECK_IMPORT_APPLY_H

#include "sync/deck/import_priv.h"
#include "sync/deck/lines.h"
#include "sync/deck/package_priv.h"

enum { APPLYING_SOURCES = 8 };

struct applying {
	struct import *import;
	struct str all, rest; /* records */
	int64_t number;	      /* of the job */
	size_t beside;	      /* records a slice while somebody else has the store open */
	size_t other;	      /* as how many a record counts that is no row of a package */
	int64_t company_ms;   /* until then somebody is taken to be there */
	bool again;	      /* what is taken is in the store: only what has to be known of it is */
	struct deed deed;     /* of the slice */
	struct str path;      /* of the part */
	struct package package;
	struct lines lines;
	struct arena arena, kept; /* of a record; of all of it */
	const struct note_type **type; /* that texts have; owned */
	size_t types, types_cap;
	const char *source[APPLYING_SOURCES]; /* of texts' schedules */
	size_t sources;
};

/* A note of a text, and a type of its own. */
int import_text_take(struct applying *applying, struct str body, struct err *err) MUST_CHECK;
int import_type_take(struct applying *applying, struct str body, struct err *err) MUST_CHECK;

#endif
