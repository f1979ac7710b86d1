/* SPDX-License-Identifier: MIT
 * One line of JSON (RFC 8259), flat. */
#include "sync/deck/json_line.h"

#include <string.h>

#include "base/utf8.h"

static void skip_space(struct str *rest)
{
	while (rest->len && strchr(" \t\r\n", rest->s[0]) && rest->s[0])
		*rest = str_slice(*rest, 1, rest->len);
}

static bool take(struct str *rest, char c)
{
	skip_space(rest);
	if (!rest->len || rest->s[0] != c)
		return false;
	*rest = str_slice(*rest, 1, rest->len);
	return true;
}

/* Four hexadecimal digits. */
static bool take_unit(struct str *rest, uint32_t *unit)
{
	*unit = 0;
	if (rest->len < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = rest->s[i];
		int digit = c >= '0' && c <= '9'		? c - '0'
			    : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
								 : -1;

		if (digit < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)digit;
	}
	*rest = str_slice(*rest, 4, rest->len);
	return true;
}

static bool take_escape(struct str *rest, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	uint32_t unit, low;
	char c;

	if (!rest->len)
		return false;
	c = rest->s[0];
	*rest = str_slice(*rest, 1, rest->len);
	at = c ? strchr(from, c) : NULL;
	if (at) {
		buf_addc(out, to[at - from]);
		return true;
	}
	if (c != 'u' || !take_unit(rest, &unit))
		return false;
	if (unit >= 0xD800 && unit < 0xDC00) {
		if (!str_starts(*rest, "\\u"))
			return false;
		*rest = str_slice(*rest, 2, rest->len);
		if (!take_unit(rest, &low) || low < 0xDC00 || low > 0xDFFF)
			return false;
		unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
	} else if (unit >= 0xDC00 && unit < 0xE000) {
		return false;
	}
	utf8_put(out, unit);
	return true;
}

static bool take_text(struct str *rest, struct str *text, struct arena *arena)
{
	struct buf out = {0};
	bool good = take(rest, '"');

	while (good && rest->len && rest->s[0] != '"') {
		char c = rest->s[0];

		*rest = str_slice(*rest, 1, rest->len);
		if (c == '\\')
			good = take_escape(rest, &out);
		else if ((unsigned char)c < 32)
			good = false;
		else
			buf_addc(&out, c);
	}
	good = good && rest->len;
	*rest = str_slice(*rest, good, rest->len);
	*text = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return good;
}

static bool take_list(struct str *rest, struct row_list *list, struct arena *arena)
{
	struct str item[ROW_LIST_MAX], *kept;
	size_t count = 0;

	if (!take(rest, '['))
		return false;
	if (!take(rest, ']')) {
		do {
			if (count == ROW_LIST_MAX || !take_text(rest, &item[count], arena))
				return false;
			count++;
		} while (take(rest, ','));
		if (!take(rest, ']'))
			return false;
	}
	kept = arena_alloc(arena, (count + 1) * sizeof(*kept));
	memcpy(kept, item, count * sizeof(*kept));
	*list = (struct row_list){kept, count};
	return true;
}

/* A number, true, false, null. */
static bool take_word(struct str *rest, struct json_value *value)
{
	size_t len = 0;
	struct str word;

	while (len < rest->len && !strchr(",}] \t\r", rest->s[len]))
		len++;
	word = str_slice(*rest, 0, len);
	*rest = str_slice(*rest, len, rest->len);
	value->type = JSON_OTHER;
	if (str_is(word, "true") || str_is(word, "false")) {
		value->type = JSON_BOOL;
		value->number = str_is(word, "true");
	} else if (str_to_int(word, &value->number, NULL) == 0) {
		value->type = JSON_INT;
	}
	return len > 0;
}

static bool take_value(struct str *rest, struct json_value *value, struct arena *arena)
{
	skip_space(rest);
	if (!rest->len)
		return false;
	if (rest->s[0] == '"') {
		value->type = JSON_TEXT;
		return take_text(rest, &value->text, arena);
	}
	if (rest->s[0] == '[') {
		value->type = JSON_LIST;
		return take_list(rest, &value->list, arena);
	}
	return take_word(rest, value);
}

bool json_line_read(struct json_line *out, struct str line, struct arena *arena)
{
	out->count = 0;
	if (!take(&line, '{'))
		return false;
	do {
		struct json_value *value = &out->value[out->count];

		if (out->count++ == JSON_LINE_KEYS)
			return false;
		*value = (struct json_value){0};
		if (!take_text(&line, &value->key, arena) || !take(&line, ':') || !take_value(&line, value, arena))
			return false;
	} while (take(&line, ','));
	if (!take(&line, '}'))
		return false;
	skip_space(&line);
	return !line.len;
}

const struct json_value *json_line_get(const struct json_line *line, const char *key, enum json_type type)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->value[i].type == type && str_is(line->value[i].key, key))
			return &line->value[i];
	return NULL;
}
