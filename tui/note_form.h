/* SPDX-License-Identifier: MIT
 * A note being written: its kind, its fields, and its form as a draft. Knows no screen and no store. */
#ifndef TUI_NOTE_FORM_H
#define TUI_NOTE_FORM_H

#include "schema/notes.h"
#include "tui/field.h"

/* [0] the deck, then the fields of the kind, then the tags. */
enum { FORM_FIELDS_MAX = NOTE_FIELDS_MAX + 2 };

struct note_form {
	int kind;			     /* of the kinds on offer */
	struct note_type type;		     /* of a note that is there already, in the arena; uid 0: a new note */
	bool other;			     /* that note becomes one of another kind, as kind says */
	struct row_list fields;		     /* as they were, in the arena */
	uint64_t note;			     /* that note; 0: a new one */
	struct arena arena;
	struct field field[FORM_FIELDS_MAX];
	struct buf was; /* as it was opened, to see whether anything was changed */
	struct buf told_of; /* as it was when leaving it was warned of */
	bool told;	/* what another kind takes away */
	bool warned;	/* that there is such a note already */
	int count, at;
	bool paused;
	int scroll_max;
};

struct note_form *note_form_new(void);
void note_form_free(struct note_form *form);
const struct note_type *note_form_type(const struct note_form *form);
/* Opens a note that is there already: its type (copied) and what it holds. */
void note_form_open(struct note_form *form, const struct note *note, const struct note_type *type, struct str deck);
bool note_form_is_last(const struct note_form *form); /* of the fields that make cards; tags come behind */
struct str note_form_kind(const struct note_form *form);	/* its name, in words */
struct str note_form_name(const struct note_form *form, int i); /* of a field */
void note_form_next_kind(struct note_form *form);		/* texts stay where they stand */
/* What another kind does to the cards that are there: kept with their progress, those that go (with it, until the kind
 * comes back), and new ones; and texts in fields that the kind does not have. */
struct note_change_of_kind {
	size_t kept, gone, fresh, lost_texts;
};
struct note_change_of_kind note_form_change(const struct note_form *form);
void note_form_clear(struct note_form *form);			/* all but deck and kind */
/* The note as typed, all but its uid; [[word]] of a cloze becomes {{cN::word}}. Texts in the arena, and the
 * deck's borrowed from the form. Returns how many cards it makes. */
size_t note_form_draft(const struct note_form *form, struct arena *arena, struct note_draft *draft);
/* Appends what is needed to go on later, nothing if nothing was typed; and takes it back. */
void note_form_put(const struct note_form *form, struct buf *out);
void note_form_get(struct note_form *form, struct str text);

#endif
