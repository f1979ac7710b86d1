/* SPDX-License-Identifier: MIT
 * What a parser in its jail says over the pipe: records of one kind byte and a body, with a length before them.
 * The reader trusts nothing: a length, a kind or a text that should not be there ends the import with a sentence. */
#ifndef SYNC_DECK_WIRE_H
#define SYNC_DECK_WIRE_H

#include "base/text.h"

enum { WIRE_BODY_MAX = 24 * 1024 * 1024, WIRE_CHUNK = 64 * 1024 };

/* The kinds, and their bodies: integers as row_put_int has them, texts with their length. */
enum wire_kind {
	WIRE_HEAD = 'H',  /* crt s, zone in minutes, rollover hour or -1, notes, reviews */
	WIRE_TYPE = 'T',  /* uid, cloze, name, fields, cards: lists as count and texts, no cards: a type that is
			     known here; its number there; what it came as */
	WIRE_SETTING = 'P', /* deck, key, value */
	WIRE_NOTE = 'N',  /* uid, type uid, mod s, guid, its and its type's numbers there, deck, tags, fields as a
			     list, what they came as */
	WIRE_ROW = 'R',	  /* kind, card uid, at ms, body of the row */
	WIRE_PLAIN = 'C', /* card uid, at ms, enum wire_plain */
	WIRE_MEDIA = 'M', /* name; its bytes follow */
	WIRE_BYTES = 'B', /* of the media file; an empty body ends it */
	WIRE_SKIP = 'S',  /* how many, why */
	WIRE_REFUSE = 'E', /* a sentence: the file as a whole is refused */
	WIRE_DONE = 'Z',
	/* Of a spool alone, never of a parser: */
	WIRE_JOB = 'J',	 /* version, the job's number, the deck that was wished for */
	WIRE_PART = 'A', /* what follows comes from there: path, source of a package or nothing */
	WIRE_KEPT = 'K', /* a medium: name, file in the folder of media */
	WIRE_TEXT = 'X', /* a note of a text: import_note.c */
	WIRE_TEXT_TYPE = 'Y', /* a type of a text's own: uid, cloze, name, fields, cards */
	WIRE_LINE = 'L',      /* a line of an export, as it stands */
	WIRE_WHOLE = 'W',     /* uid of a deck's name: the texts say all that is in that deck */
	WIRE_FINISH = 'F',    /* all has been said; whether what is missing in such decks is to be suspended */
};

enum wire_plain { WIRE_NOT_SUSPENDED = 1 << 0, WIRE_NOT_FLAGGED = 1 << 1 };

/* The writing end: collects, and writes when enough has come together. */
struct wire {
	int fd;
	struct buf out;
	size_t body; /* where the record being made begins */
};

void wire_begin(struct wire *wire, enum wire_kind kind);
void wire_int(struct wire *wire, int64_t value);
void wire_text(struct wire *wire, struct str text);
int wire_end(struct wire *wire, struct err *err) MUST_CHECK;
/* Bytes of a file as records of their own, WIRE_BYTES. */
int wire_bytes(struct wire *wire, struct str bytes, struct err *err) MUST_CHECK;
int wire_flush(struct wire *wire, struct err *err) MUST_CHECK;
void wire_fini(struct wire *wire);

/* The reading end. */
struct wire_in {
	int fd;
	struct buf in;
	size_t at;
};

/* 0 a record (its body lives until the next call), 1 the pipe ended, -1 it is no record. */
int wire_next(struct wire_in *in, enum wire_kind *kind, struct str *body, struct err *err) MUST_CHECK;
void wire_in_fini(struct wire_in *in);
/* Take from a body; false: there is none such. */
bool wire_get_int(struct str *body, int64_t *value);
bool wire_get_text(struct str *body, struct str *text);

#endif
