/* SPDX-License-Identifier: MIT
 * What the parts of the reader of columns share: header lines, records, notes. */
#ifndef SYNC_DECK_CSV_PRIV_H
#define SYNC_DECK_CSV_PRIV_H

#include "schema/notes.h"
#include "sync/deck/reader.h"

enum { COLUMNS_MAX = NOTE_FIELDS_MAX, TYPES_MAX = 256 };
enum text_form { FORM_PLAIN, FORM_HTML, FORM_MARKUP };
enum column { COLUMN_GUID, COLUMN_TYPE, COLUMN_DECK, COLUMN_TAGS, COLUMN_SPECIALS };

struct seen_type {
	struct str name;
	int cloze;
	size_t fields;
	const struct note_type *type;
};

struct csv {
	struct source *source;
	const struct deck_wishes *wishes;
	const struct deck_sink *sink;
	char separator;
	enum text_form form;
	struct buf deck, tags, type;  /* what the header says for all notes */
	int special[COLUMN_SPECIALS]; /* columns from 1; 0: none */
	struct row_list names;	      /* of all columns, from #columns; may be empty */
	struct seen_type seen[TYPES_MAX];
	size_t types;
	struct arena header, record;
	struct str column[COLUMNS_MAX];
	size_t columns;
	struct buf text, scratch; /* the record's unquoted text; its fields, converted */
	int broken;
	bool begun; /* a record was read */
};

/* Reports a broken line; -1 when there were too many. */
int csv_complain(struct csv *csv, int64_t line, const char *why, struct err *err) MUST_CHECK;
/* Reads header and comment lines up to the first record. */
int csv_header(struct csv *csv, struct err *err) MUST_CHECK;
/* Whether the first record, which has been read, names the columns instead of being a note; then it is heeded. */
bool csv_names_columns(struct csv *csv);
/* Hands on the note of a whole record, which begins at that line. */
int csv_note(struct csv *csv, int64_t line, struct err *err) MUST_CHECK;

#endif
