/* SPDX-License-Identifier: MIT
 * Notes in Anki's terms: fields as HTML, what came from there and was not changed here as it came. */
#ifndef SYNC_DECK_OUT_OUT_FIELDS_H
#define SYNC_DECK_OUT_OUT_FIELDS_H

#include "schema/takeout.h"

/* Appends as many fields, joined by U+001F. */
void out_put_fields(struct buf *out, const struct takeout_note *note, size_t count);
void out_put_guid(struct buf *out, const struct takeout_note *note);

#endif
