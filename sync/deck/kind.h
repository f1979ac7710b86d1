/* SPDX-License-Identifier: MIT
 * What a file of somebody's is, told from its first bytes and its name, and which reader it wants. Bytes are compared,
 * nothing is parsed. */
#ifndef SYNC_DECK_KIND_H
#define SYNC_DECK_KIND_H

#include "sync/deck/reader.h"

enum deck_kind {
	KIND_COLUMNS,
	KIND_TERMS,
	KIND_MARKDOWN,
	KIND_HASHCARDS,
	KIND_OBSIDIAN,
	KIND_ORG,
	KIND_ANKI,
	KIND_MNEMOSYNE,	   /* its package of cards */
	KIND_MNEMOSYNE_DB, /* its database */
	KIND_LINES,	   /* JSON lines of an export of cairn's */
	KIND_ARCHIVE,	   /* zip, 7z, rar of other files */
	KIND_UNKNOWN,	   /* nothing that notes are taken from: a picture, somebody else's JSON, a web page */
	KINDS,
};

/* What the file is taken for. One that cannot be opened is columns: their reader says why. */
enum deck_kind kind_of(const char *path);
/* The same for a text that is called so and begins so. */
enum deck_kind kind_of_text(const char *name, struct str head);

/* By a word of --as; false: none. */
bool kind_named(struct str word, enum deck_kind *kind);
/* Appends the words, "columns, terms, …". */
void kind_put_words(struct buf *out);
const char *kind_word(enum deck_kind kind);
const char *kind_text(enum deck_kind kind);	 /* for people */
deck_read_fn *kind_reader(enum deck_kind kind);	 /* NULL: no text */
/* Whether a file of that name can be of the kind: in a folder, --as is about those alone. */
bool kind_fits(enum deck_kind kind, const char *path);

#endif
