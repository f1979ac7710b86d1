/* SPDX-License-Identifier: MIT
 * What a transaction adds to the tables of rows, notes, cards and stale marks, held back and then written by one statement a table: a
 * statement a row opens and closes its cursors each time, which costs more than the row (docs/decisions/0191). Whatever
 * reads or writes those tables by another statement finds everything there: db_use writes it first. For schema's own
 * files. */
#ifndef SCHEMA_GATHER_H
#define SCHEMA_GATHER_H

#include "base/uid_set.h"
#include "schema/db.h"

/* In the order in which they are written. */
enum gathered_table { GATHERED_NOTE, GATHERED_CARD, GATHERED_ROW, GATHERED_BROUGHT, GATHERED_STALE, GATHERED };

struct gathered_cell {
	int64_t value; /* or where its bytes begin */
	int32_t len;   /* of bytes; below 0: enum in gather.c */
	bool is_text;
};
struct gathered {
	struct gathered_cell *cell; /* line by line */
	size_t cells, cap;
	struct buf bytes;
};
struct gathering {
	bool on, writing;
	int failed; /* SQLite's code; what was held back is lost, and the transaction cannot be committed */
	size_t lines; /* of all tables */
	struct gathered table[GATHERED];
	int64_t note, card; /* the last local ids given out; 0: not asked for yet */
	int64_t first_row, last_row; /* keys */
	struct uid_set uid; /* of notes and cards held back */
	enum { KNOWN_UNASKED, KNOWN_ALL, KNOWN_NOT } knows;
	struct uid_set known; /* KNOWN_ALL: whatever notes and cards there are */
	uint64_t fresh; /* a note that was looked for and is not there; 0: none */
	uint64_t unbrought; /* the same of a line of `brought` */
	uint64_t newest; /* the last note held back, and its row's key */
	int64_t newest_row;
};

/* The tables that the statements …_ADD_MANY read, on a new connection. SQLite's code. */
int gather_init(struct store *store);
void gather_fini(struct store *store);
/* One line of a table is its columns in the order of that table in gather.c. */
void gather_int(struct store *store, enum gathered_table table, int64_t value);
void gather_null(struct store *store, enum gathered_table table);
void gather_text(struct store *store, enum gathered_table table, struct str text);
void gather_blob(struct store *store, enum gathered_table table, struct str bytes);
/* The line ends; uid of the note or card, 0 of others. */
void gather_line(struct store *store, uint64_t uid);

/* Whether the note or card, or the row with that key, is held back. */
bool gather_has(const struct store *store, uint64_t uid);
bool gather_has_row(const struct store *store, int64_t id);
/* At the beginning of a transaction; others_wrote: since the last one. */
int gather_look(struct store *store, bool others_wrote, struct err *err) MUST_CHECK;
void gather_know(struct store *store, uint64_t uid); /* there is one now */
/* Whether there cannot be a note or card with that uid, nor what was brought of it: into a store that holds little, nothing has
 * to be looked for. */
bool gather_is_new(const struct store *store, uint64_t uid);
/* The next local id. */
int gather_note_id(struct store *store, int64_t *id, struct err *err) MUST_CHECK;
int gather_card_id(struct store *store, int64_t *id, struct err *err) MUST_CHECK;
/* Writes everything; SQLite's code. */
int gather_write(struct store *store);
/* The same, before a statement that may add to those tables. */
int gather_before(struct store *store, enum statement which);
void gather_forget(struct store *store); /* a rollback */
/* Whether the statement may run before what is held back is written: it has nothing to do with those tables. */
bool gather_is_apart(enum statement which);

#endif
