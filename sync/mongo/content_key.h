/* SPDX-License-Identifier: MIT
 * `_id`s of content, which may be of several types, as text and back. */
#ifndef SYNC_MONGO_CONTENT_KEY_H
#define SYNC_MONGO_CONTENT_KEY_H

#include <bson/bson.h>

#include "base/mem.h"

/* The field's value with its type as text, so that 7 and "7" are two ids: "s:french", "i:7", "o:65f0…",
 * "d:MS", "b:SUBTYPE BYTES" in hexadecimal. Empty: it is not there, or no id; among those are texts that
 * would not pass the gate of texts as they are. */
struct str remote_key(const bson_t *doc, const char *field, struct arena *arena);
/* The value that such a text stands for; bson_value_destroy. False: it stands for none. */
bool remote_key_value(struct str key, bson_value_t *value);

#endif
