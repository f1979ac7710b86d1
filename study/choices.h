/* SPDX-License-Identifier: MIT
 * What a question can be answered with: the right answer among such as are easily taken for it. Pure rules; a device that
 * holds the same notes and rows offers the same. */
#ifndef STUDY_CHOICES_H
#define STUDY_CHOICES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/text.h"

enum { CHOICE_BYTES_MAX = 300, CHOICE_PRINT_BITS = 15 };

/* The answer of a note as others see it. answer: alternatives are separated by " / ", the first is shown; `whole`: it is
 * one. tags: separated by blanks. */
struct choice_note {
	struct str front, answer, tags;
	bool whole;
};

/* What is shown of the answer. */
struct str choice_shown(const struct choice_note *note);
/* What two notes are compared by, folded once (utf8_fold): the question, and the alternatives, the one shown first. */
struct choice_words {
	struct str front, *alternative;
	size_t count;
};

void choice_fold(const struct choice_note *note, struct arena *arena, struct choice_words *words);
/* Whether the other's answer is right here as well: one of its alternatives is one of ours, or the same was asked. */
bool choice_is_right_too(const struct choice_words *own, const struct choice_words *other);
/* The same for two notes that are looked at once. */
bool choice_is_synonym(const struct choice_note *own, const struct choice_note *other);
bool choice_shares_tag(const struct choice_note *own, const struct choice_note *other);
/* How easily the other's answer is taken for ours: tags, script, length; the greater the easier. `confused`: it was once. */
int choice_likeness(const struct choice_note *own, const struct choice_note *other, bool confused);
/* Names a text in a row (the field dist of an answer that was chosen wrongly). */
int choice_print(struct str text);

#endif
