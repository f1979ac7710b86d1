/* SPDX-License-Identifier: MIT
 * JSON out: a writer that places commas and escapes. Reading foreign JSON is sync's business, with cJSON. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Writes one value into out. Inside an object every value follows its json_key. */
struct json {
	struct buf *out;
	bool comma;
};

void json_open(struct json *j, char bracket);  /* '{' or '[' */
void json_close(struct json *j, char bracket); /* '}' or ']' */
void json_key(struct json *j, const char *key);
void json_str(struct json *j, struct str value); /* valid UTF-8 */
void json_int(struct json *j, int64_t value);
void json_real(struct json *j, double value, int decimals); /* NaN and infinities become null */
void json_bool(struct json *j, bool value);
void json_null(struct json *j);

/* A key and its value. */
void json_key_str(struct json *j, const char *key, struct str value);
void json_key_int(struct json *j, const char *key, int64_t value);
void json_key_bool(struct json *j, const char *key, bool value);

#endif
