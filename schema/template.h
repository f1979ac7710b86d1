/* SPDX-License-Identifier: MIT
 * Note types and their dialect: which cards a note makes, and what a card asks and answers. Pure: fields in,
 * text out; stands in schema because both study (asking) and sync (importing, pulling) need it. Knows nothing
 * of SQL. */
#ifndef SCHEMA_TEMPLATE_H
#define SCHEMA_TEMPLATE_H

#include "schema/row.h"

/* Cards are templates in DESIGN.md 3's dialect: {{Field}} {{#Field}}…{{/Field}} {{^Field}}…{{/Field}}
 * {{FrontSide}}
 * {{cloze:Field}} {{type:Field}} {{type:cloze:Field}} {{hint:Field}} {{furigana:Field}} {{kanji:Field}} {{kana:Field}}
 * {{choice:Right:Wrong}} {{truth:Field}} {{list:Field}} {{number:Field}}. Filters that are not known are left out. */
struct note_type {
	uint64_t uid;
	struct str name;
	bool cloze;		/* cards come from the numbers in {{cN::…}}; one template serves them all */
	struct row_list fields; /* names, in order; the first is the key of the note */
	struct row_list cards;	/* name, front, back; name, front, back; … */
};

/* The built-in types, in the order in which a person meets them. Their uids are note_uid("type", "", name).
 */
#define TEMPLATE_BUILTINS(BUILTIN)                                                                           \
	BUILTIN(BASIC, "basic")                                                                              \
	BUILTIN(REVERSED, "reversed")                                                                        \
	BUILTIN(OPTIONAL, "optional-reversed")                                                               \
	BUILTIN(CLOZE, "cloze") BUILTIN(TYPED, "typed") BUILTIN(CHOICE, "choice")                            \
		BUILTIN(TRUTH, "true-false") BUILTIN(LIST, "list") BUILTIN(NUMBER, "number")
#define TEMPLATE_ENUM(NAME, name) TYPE_##NAME,
enum template_builtin { TEMPLATE_BUILTINS(TEMPLATE_ENUM) TYPE_BUILTINS };
#undef TEMPLATE_ENUM

const struct note_type *template_builtin(enum template_builtin which);
const struct note_type *template_find(uint64_t uid);	 /* a built-in one, or NULL */
const struct note_type *template_named(struct str name); /* likewise, by name */

enum { TEMPLATE_ORDS_MAX = 500 };
/* The ordinals of the cards that a note of this type makes (an ordinary card whose front shows no field's
 * text makes none; cloze number N is ordinal N-1), ascending, at most max. Returns how many. */
size_t template_ords(const struct note_type *type, struct row_list fields, uint32_t *ords, size_t max);

/* How the answer is checked when it is typed or chosen. */
enum answer_check { CHECK_SELF, CHECK_TEXT, CHECK_NUMBER, CHECK_LIST, CHECK_CHOICE };

struct face {
	struct str front,
		back; /* markup; the back as seen below the front (FrontSide expands to nothing there) */
	enum row_mode mode; /* how the type wants to be asked: MODE_TYPED for {{type:}}, MODE_CHOICE for
			       {{choice:}} … */
	enum answer_check check;
	/* Plain text: what a typed answer is held against, also for flip cards (the back's first line) and cloze cards
	 * (deletions of one number with ", " between them); alternatives are separated by " / ". CHECK_LIST: one item a
	 * line. */
	struct str expected;
	struct row_list wrong; /* plain texts: own wrong answers; empty: draw them from the deck's siblings */
};
/* Renders a card. Texts live in the arena. An ordinal without a template, or a note with too few fields,
 * gives empty texts. */
void template_face(const struct note_type *type, struct row_list fields, uint32_t ord, struct arena *arena,
		   struct face *face);

#endif
