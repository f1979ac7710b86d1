/* SPDX-License-Identifier: MIT
 * Cloze deletions in a field: {{c1::text}}, {{c1::text::hint}}, {{c1,3::text}}, nested and several of one number. */
#ifndef SCHEMA_CLOZE_H
#define SCHEMA_CLOZE_H

#include <stdint.h>

#include "base/text.h"

enum { CLOZE_MAX = 500 }; /* numbers above are text */

/* Adds the numbers that the text uses: bit N-1 of the set. */
struct cloze_set {
	uint64_t bits[(CLOZE_MAX + 63) / 64];
};
void cloze_numbers(struct str text, struct cloze_set *set);

/* CLOZE_ASK: number's deletions are blanks, "[...]" or "[hint]", between the marks of base/markup.h. CLOZE_TELL: their
 * texts stand between the marks. CLOZE_ONLY: their texts alone, ", " between them. An opening that is never closed is
 * text. Appends markup, in linear time. */
enum cloze_view { CLOZE_ASK, CLOZE_TELL, CLOZE_ONLY };
void cloze_render(struct buf *out, struct str text, uint32_t number, enum cloze_view view);

#endif
