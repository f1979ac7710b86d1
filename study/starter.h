/* SPDX-License-Identifier: MIT
 * Starter: the decks that come with the program, so that a question is there at the first start. */
#ifndef STUDY_STARTER_H
#define STUDY_STARTER_H

#include "base/err.h"
#include "schema/store.h"

struct starter {
	const char *title; /* the deck's name */
	const char *about; /* one line, in the reader's language */
	int notes;
};

/* As many as there are in English. One that there is in the reader's language, too, is that one. */
int starter_count(void);
struct starter starter_get(int which);
/* Puts the deck's notes into the store, in a transaction of its own. Again, or on another device: the same
 * notes; those of a newer version of the program are updated. The number of notes that are new or changed, or
 * -1. */
int starter_load(struct store *store, int which, struct err *err) MUST_CHECK;

#endif
