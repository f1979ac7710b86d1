/* SPDX-License-Identifier: MIT
 * What an export reads of a store: notes with what they were in another program's package, the history in its order,
 * note types and media. Reads alone. */
#ifndef SCHEMA_TAKEOUT_H
#define SCHEMA_TAKEOUT_H

#include "schema/brought.h"
#include "schema/notes.h"

struct takeout_note {
	struct note note;
	int64_t t_ms;	 /* of the revision in force; 0: shared content */
	bool brought;	 /* it came in a package: `came` says what it was there (sum is left out) */
	bool same;	 /* and nothing was changed here since */
	bool told;	 /* what it was there is known by its name alone (sync/deck/told.h): nothing is known of its HTML */
	uint64_t origin; /* of the revision in force; 0: shared content */
	struct brought_note came;
};
/* Texts live until the callback returns; a non-zero return of it stops and is returned. */
typedef int takeout_note_fn(void *ctx, const struct takeout_note *note, struct err *err);
int takeout_each_note(struct store *store, takeout_note_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* Reviews, practice, schedules brought along, and decisions to forget a card or to move its day, those that count, in
 * order of t; card: its local id. */
typedef int takeout_row_fn(void *ctx, const struct row *row, int64_t card, struct err *err);
int takeout_each_row(struct store *store, takeout_row_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* What imports of packages, here or on another device, told of names there: the settings below "anki/", with the origin of
 * each one's row. By key. */
typedef int takeout_told_fn(void *ctx, struct str key, struct str value, uint64_t origin, struct err *err);
int takeout_each_told(struct store *store, takeout_told_fn *each, void *ctx, struct err *err) MUST_CHECK;

typedef int takeout_type_fn(void *ctx, const struct brought_type *type, struct err *err);
int takeout_each_type(struct store *store, takeout_type_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* name: as placeholders call it; file: of the folder `media` beside the store. */
typedef int takeout_medium_fn(void *ctx, struct str name, struct str file, struct err *err);
int takeout_each_medium(struct store *store, takeout_medium_fn *each, void *ctx, struct err *err) MUST_CHECK;

#endif
