/* SPDX-License-Identifier: MIT
 * Leeches: a card that was forgotten often is tagged, and suspended where that is wished. */
#ifndef STUDY_LEECH_H
#define STUDY_LEECH_H

#include "schema/cards.h"
#include "schema/notes.h"
#include "study/settings.h"

/* Anki's rule: at the threshold, then at every half of it more (rounded up): 8, 12, 16, … 0 never. */
bool leech_is_due(int lapses, int threshold);
/* Tags the card's note "leech", and suspends the card if its deck says so; *card follows. In the caller's
 * transaction. */
int leech_take(struct store *store, struct card *card, const struct settings *settings, int z,
	       struct err *err) MUST_CHECK;

#endif
