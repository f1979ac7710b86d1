/* SPDX-License-Identifier: MIT
 * Rows as documents of the collection `rows`, and back. docs/rows.md is the format; nothing else knows it. */
#ifndef SYNC_MONGO_ROW_BSON_H
#define SYNC_MONGO_ROW_BSON_H

#include <bson/bson.h>

#include "base/mem.h"
#include "schema/row.h"

/* Whose rows, and what they are checked with. The key is CAIRN_KEY, empty for none. */
struct row_codec {
	struct str learner, key;
};

/* A new document: bson_destroy it. The same row always gives the same bytes. */
bson_t *row_encode(const struct row_codec *codec, const struct row *row);

enum row_verdict {
	ROW_GOOD = 0,
	ROW_NEWER = 1, /* a version, kind or field that this program does not know: kept whole */
	ROW_BAD = 2,   /* not a row: wrong shape, length, range or hash */
};
/* The `why` of a document whose values are in order and whose hash is not: another key, or another hand. */
extern const char row_why_hash[];
/* Reads a document at the place (log, n) that its `_id` named. Texts go into the arena. *why: a constant
 * phrase when the verdict is not good. */
enum row_verdict row_decode(const struct row_codec *codec, const bson_t *doc, uint64_t log, int64_t n,
			    struct row *row, struct arena *arena, const char **why);

/* The `h` of a document, good or not; false if it has none. */
bool row_hash_of(const bson_t *doc, uint64_t *hash);

#endif
