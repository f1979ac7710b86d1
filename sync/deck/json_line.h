/* SPDX-License-Identifier: MIT
 * One line of JSON as `cairn export` writes them: an object of texts, numbers and lists of texts. Nothing nests deeper. */
#ifndef SYNC_DECK_JSON_LINE_H
#define SYNC_DECK_JSON_LINE_H

#include "schema/row.h"

enum { JSON_LINE_KEYS = 32 };
enum json_type { JSON_TEXT, JSON_INT, JSON_BOOL, JSON_LIST, JSON_OTHER }; /* other: null, a fraction: passed over */

struct json_value {
	struct str key;
	enum json_type type;
	struct str text;
	int64_t number; /* of JSON_INT; JSON_BOOL: 1 or 0 */
	struct row_list list;
};
struct json_line {
	struct json_value value[JSON_LINE_KEYS];
	size_t count;
};

/* Texts live in the arena. False: the line is no such object. */
bool json_line_read(struct json_line *out, struct str line, struct arena *arena);
/* NULL: there is none of that type. */
const struct json_value *json_line_get(const struct json_line *line, const char *key, enum json_type type);

#endif
