/* SPDX-License-Identifier: MIT
 * A package while it is applied, as its files share it. Everything here comes from a parser that may have been taken
 * over: lengths, kinds, numbers and texts are checked as a stranger's. */
#ifndef SYNC_DECK_PACKAGE_PRIV_H
#define SYNC_DECK_PACKAGE_PRIV_H

#include "schema/brought.h"
#include "sync/deck/media.h"
#include "sync/deck/import_priv.h"
#include "sync/deck/package.h"
#include "sync/deck/told.h"
#include "sync/deck/wire.h"

enum { PACKAGE_SOURCES = 16 };
#define SOURCE_ANKI	 "anki"
#define SOURCE_MNEMOSYNE "mnemosyne"

struct package {
	struct import *import;
	const char *path;
	enum deck_kind kind;
	const char *source; /* what the origins of its rows are named after: SOURCE_… */
	int64_t crt, rollover, notes, reviews, seen; /* seen: notes and reviews so far */
	int z;
	bool begun, done;
	bool checking; /* its records are not for the store: a parser says them, or they are in it already */
	bool goes_on;  /* what an import began that was ended in the middle */
	struct arena arena; /* of one record */
	struct buf text;
	struct told told; /* names of notes, until the transaction's end */
	struct str deck_raw, deck; /* the last deck's name, and what it is here; owned */
	uint64_t origin[PACKAGE_SOURCES];
	struct bringing bringing[PACKAGE_SOURCES];
	struct media_file file;
	struct str file_name; /* of the medium being written; owned; empty: none */
};

void package_init(struct package *package, struct import *import, const char *path, const char *source);
void package_fini(struct package *package);
/* One record into the store, or while `checking` into the spool. */
int package_take(struct package *package, enum wire_kind kind, struct str body, struct err *err) MUST_CHECK;
/* What a parser says on fd, checked, as records. */
int package_check(struct package *package, int fd, struct err *err) MUST_CHECK;

int package_bad(struct err *err); /* -1: it said what no parser of ours says */
/* Cleans a text into the record's arena; while `checking` it stays as it is. */
struct str package_text(struct package *package, struct str raw, unsigned flags, size_t cap);
/* A deck's name as it is stored; lives until another deck is asked for. */
struct str package_deck(struct package *package, struct str raw);

int package_note(struct package *package, struct str body, struct err *err) MUST_CHECK;
int package_type(struct package *package, struct str body, struct err *err) MUST_CHECK;
int package_row(struct package *package, struct str body, struct err *err) MUST_CHECK;
int package_plain(struct package *package, struct str body, struct err *err) MUST_CHECK;
int package_setting(struct package *package, struct str body, struct err *err) MUST_CHECK;
/* The setting of everything or of one deck; 0 also when somebody has set it already. */
int package_set(struct package *package, struct str key, struct str value, struct err *err) MUST_CHECK;

#endif
