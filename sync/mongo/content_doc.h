/* SPDX-License-Identifier: MIT
 * Documents of `decks` and `cards` as decks and notes: every type, length and text checked. Knows nothing of
 * the network or of what is held. */
#ifndef SYNC_MONGO_CONTENT_DOC_H
#define SYNC_MONGO_CONTENT_DOC_H

#include <bson/bson.h>

#include "schema/notes.h"

/* What a person filled in for a deck. Texts live in the arena. */
struct remote_deck {
	bson_value_t id;    /* as it is on the server; remote_deck_fini */
	struct str key;	    /* the same with its type, as text: "s:french", "i:7", "o:65f0…" */
	struct str id_text; /* without it */
	struct str title;   /* clean, never empty */
	struct str version; /* with its type; empty: none */
	struct str sum;	    /* empty: none */
	struct str description, author, language, tags;
	bool gone;	    /* withdrawn: those who have it keep it */
	bool publishing;    /* somebody is at it, or died over it */
	bson_value_t mark;  /* of that, as it stands there; no type: none */
	struct str mark_by; /* … and by whom, since when, if it says so */
	int64_t mark_ms;
	int64_t notes; /* -1: not said */
};
/* False: not a deck. */
bool remote_deck_read(const bson_t *doc, struct remote_deck *deck, struct arena *arena);
void remote_deck_fini(struct remote_deck *deck);

struct remote_note {
	struct str key; /* of its _id */
	bool gone;
	struct note_draft draft; /* without the deck's path */
	uint64_t hash;		 /* of kind, tags and fields */
};
/* False: not a note of this deck. */
bool remote_note_read(const bson_t *doc, struct str deck_key, struct remote_note *note, struct arena *arena);

/* The other way: the document of a note. False: a type of the learner's own, which documents cannot say. */
bool remote_note_write(bson_t *doc, struct str id, struct str deck, const struct note *note);

/* The sum over the notes that are not gone: 13 digits base32hex of a hash over the sorted ids and note
 * hashes. Sorts. */
struct str remote_sum(struct remote_note *notes, size_t count, struct arena *arena);

#endif
