/* SPDX-License-Identifier: MIT
 * What packages of other programs bring: rows with an identity that comes from their source, and what notes, types and
 * media were there. */
#ifndef SCHEMA_BROUGHT_H
#define SCHEMA_BROUGHT_H

#include "schema/log.h"

enum bring_outcome { BRING_NEW = 1, BRING_HELD = 2 };

/* Between the rows of one run, {0} at first. */
struct bringing {
	int64_t next; /* the key of the row that a held one would follow */
	bool known;   /* cards may hold answers that went out to that program and come back: they are not added again */
};

/* Adds a row of another program to the own log: that is the one that is sent. The caller fills origin (a hash of the
 * source), at, z, kind, card and the kind's fields, g of registers included; so the same history is the same rows,
 * brought twice or on two devices. Cards and days are marked stale. Rows come best in order of `at`, an origin after the
 * other. Returns enum bring_outcome, or -1. Inside a transaction. */
int log_bring(struct store *store, struct bringing *bringing, struct row *row, struct err *err) MUST_CHECK;

/* What a note was when it was brought last: 0 found, 1 never brought. */
struct brought_note {
	int64_t mod;  /* s UTC, by the other program */
	uint64_t sum; /* of all that came */
	/* For the way out; not read back by brought_note_get. */
	struct str guid; /* empty: it cannot be repeated */
	int64_t number;	 /* its id there */
	int64_t type;	 /* brought_type.number */
	struct str html; /* its fields joined by U+001F; empty: as the note has them, or */
	bool made;	 /* what to_html makes of those */
};
int brought_note_get(struct store *store, uint64_t uid, struct brought_note *note, struct err *err) MUST_CHECK;
/* After the note itself was written. */
int brought_note_set(struct store *store, uint64_t uid, const struct brought_note *note, struct err *err) MUST_CHECK;

/* A note type of the other program. */
struct brought_type {
	int64_t number; /* its id there */
	uint64_t uid;	/* of the type that it became */
	struct str name, fields, html; /* fields: names joined by U+001F; html: style sheet; name, front, back of each card */
	bool cloze;
};
int brought_type_set(struct store *store, const struct brought_type *type, struct err *err) MUST_CHECK;
/* 0: file, as it is called in the folder `media`, is appended; 1: nothing is known by that name. */
int media_get(struct store *store, struct str name, struct buf *file, struct err *err) MUST_CHECK;
/* 0: something is called by that file of the folder; 1: nothing is. */
int media_is_named(struct store *store, struct str file, struct err *err) MUST_CHECK;
int media_set(struct store *store, struct str name, struct str file, struct err *err) MUST_CHECK;

#endif
