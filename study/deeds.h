/* SPDX-License-Identifier: MIT
 * Deeds: what a learner does to one card or to many outside of answering, each one transaction and one step of undo.
 * Edits never touch a schedule. Knows nothing of screens. */
#ifndef STUDY_DEEDS_H
#define STUDY_DEEDS_H

#include "schema/cards.h"
#include "schema/log.h"
#include "schema/notes.h"

/* Cards by local id; borrowed. */
struct cards {
	const int64_t *id;
	size_t count;
};

/* How many were changed; the rest were as wanted already, or could not be: shared notes are their server's. */
struct deed_done {
	size_t changed, shared;
	bool notes; /* notes are what was counted; else cards */
};

/* kind and value as for session_decide. */
int deeds_decide(struct store *store, struct cards cards, enum row_kind kind, int64_t value, struct deed_done *done,
		 struct err *err) MUST_CHECK;
/* Adds the tags of `tags` (separated by blanks) that start with nothing or "+", takes off those with a "-". */
int deeds_tag(struct store *store, struct cards cards, struct str tags, struct deed_done *done,
	      struct err *err) MUST_CHECK;
/* Whole notes go: a note lies in one deck. Cleaned here; an empty deck is ERR_INPUT. */
int deeds_move(struct store *store, struct cards cards, struct str deck, struct deed_done *done,
	       struct err *err) MUST_CHECK;
int deeds_delete(struct store *store, struct cards cards, struct deed_done *done, struct err *err) MUST_CHECK;
/* Writes a note, new or changed. enum note_change. */
int deeds_write(struct store *store, const struct note_draft *draft, struct err *err) MUST_CHECK;
/* Puts that revision of the note (note_each_revision) in force again, as a new one. */
int deeds_put_back(struct store *store, uint64_t note, const struct row_note *revision, struct err *err) MUST_CHECK;

/* A deck with all below it gets another path, or goes into one that is there already (merge); its settings go along,
 * but for those that the other deck has of its own. Empty `to`: its notes and settings are deleted. Refused (ERR_INPUT)
 * for decks with shared notes, and into themselves. */
int deeds_rename_deck(struct store *store, struct str from, struct str to, struct deed_done *done,
		      struct err *err) MUST_CHECK;
/* Takes back the newest own action of this store, or does it again. 0 done: *what is its first row, `said` gets a word
 * for people ("suspend 3 cards"; nothing for a single answer). 1: there is nothing. */
int deeds_turn(struct store *store, bool undo, struct row *what, struct buf *said, struct err *err) MUST_CHECK;

/* The zone of rows written now. */
int deeds_zone(struct store *store, int *z, struct err *err) MUST_CHECK;

#endif
