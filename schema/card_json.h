/* SPDX-License-Identifier: MIT
 * A card's schedule as JSON: the same keys wherever cairn prints one (docs/json.md). */
#ifndef SCHEMA_CARD_JSON_H
#define SCHEMA_CARD_JSON_H

#include "base/json.h"
#include "schema/cards.h"

/* Into an open object: state, queue, due (a date for a review, a moment for a learning step, null for a new
 * card), S, D, reps, lapses, ivl, flag. */
void card_put_json(struct json *j, const struct card *card);
/* A moment, ms UTC, as ISO 8601; 0 is null. */
void moment_put_json(struct json *j, const char *key, int64_t ms);
/* A 64-bit name as the 13 digits that every program prints and takes. */
void name_put_json(struct json *j, const char *key, uint64_t name);

#endif
