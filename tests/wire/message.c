/* SPDX-License-Identifier: MIT
 * Wire server: the messages OP_MSG and OP_QUERY (for the first hello) as documents, and the replies to them.
 */
#include "tests/wire/wire.h"

#include <string.h>

enum { OP_REPLY = 1, OP_QUERY = 2004, OP_MSG = 2013, FLAG_CHECKSUM = 1, FLAG_MORE = 2 };

static uint32_t get_u32(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof value);
	return BSON_UINT32_FROM_LE(value);
}

static void put_u32(uint8_t *bytes, uint32_t value)
{
	value = BSON_UINT32_TO_LE(value);
	memcpy(bytes, &value, sizeof value);
}

/* A document's view at *at, which moves behind it. */
static bool take_doc(const uint8_t *bytes, uint32_t end, uint32_t *at, bson_t *doc)
{
	uint32_t len = *at + 5 <= end ? get_u32(bytes + *at) : 0;

	if (len < 5 || len > end - *at || !bson_init_static(doc, bytes + *at, len))
		return false;
	*at += len;
	return bson_validate(doc, BSON_VALIDATE_NONE, NULL);
}

/* Section kind 1: a C string and documents, put into the command as an array of that name. */
static bool take_sequence(const uint8_t *bytes, uint32_t end, uint32_t *at, bson_t *command)
{
	uint32_t size = *at + 4 <= end ? get_u32(bytes + *at) : 0, stop, index = 0;
	const char *name = (const char *)bytes + *at + 4, *key;
	size_t name_len;
	bson_t array, doc;
	char digits[16];

	if (size < 6 || size > end - *at)
		return false;
	stop = *at + size;
	name_len = strnlen(name, size - 4);
	*at += 4 + (uint32_t)name_len + 1;
	bson_append_array_begin(command, name, (int)name_len, &array);
	while (*at < stop) {
		if (!take_doc(bytes, stop, at, &doc))
			return false;
		bson_uint32_to_string(index++, &key, digits, sizeof digits);
		bson_append_document(&array, key, -1, &doc);
	}
	return bson_append_array_end(command, &array);
}

static bool parse_msg(const uint8_t *bytes, uint32_t len, struct request *request)
{
	uint32_t flags = get_u32(bytes + 16), at = 20, end = flags & FLAG_CHECKSUM ? len - 4 : len,
		 body_at = 0;
	bson_t doc;

	request->more_to_come = flags & FLAG_MORE;
	/* The body may stand behind the sequences: look for it first. */
	for (uint32_t look = at; look < end;) {
		uint8_t kind = bytes[look++];

		if (look + 4 > end || get_u32(bytes + look) > end - look || get_u32(bytes + look) < 4)
			return false;
		if (kind == 0)
			body_at = look;
		look += get_u32(bytes + look);
	}
	if (!body_at || !take_doc(bytes, end, &body_at, &doc))
		return false;
	bson_copy_to(&doc, &request->command);
	while (at < end) {
		uint8_t kind = bytes[at++];
		bool good = kind == 0	? take_doc(bytes, end, &at, &doc)
			    : kind == 1 ? take_sequence(bytes, end, &at, &request->command)
					: false;

		if (!good) {
			bson_destroy(&request->command);
			return false;
		}
	}
	return true;
}

static bool parse_query(const uint8_t *bytes, uint32_t len, struct request *request)
{
	uint32_t at = 20;
	bson_t doc, inner;

	request->legacy = true;
	at += (uint32_t)strnlen((const char *)bytes + at, len - at) + 1 + 8;
	if (at >= len || !take_doc(bytes, len, &at, &doc))
		return false;
	if (field_doc(&doc, "$query", &inner))
		bson_copy_to(&inner, &request->command);
	else
		bson_copy_to(&doc, &request->command);
	return true;
}

bool message_parse(const uint8_t *bytes, uint32_t len, struct request *request)
{
	request->id = (int32_t)get_u32(bytes + 4);
	if (len < 26)
		return false;
	switch (get_u32(bytes + 12)) {
	case OP_MSG: return parse_msg(bytes, len, request);
	case OP_QUERY: return parse_query(bytes, len, request);
	default: return false;
	}
}

bool message_reply(struct conn *conn, const struct request *request, const bson_t *reply)
{
	uint32_t head = request->legacy ? 36 : 21, len = head + reply->len;
	uint8_t *bytes = bson_malloc0(len);
	bool sent;

	put_u32(bytes, conn->length_is_lie ? (uint32_t)conn->reply_length : len);
	conn->length_is_lie = false;
	put_u32(bytes + 8, (uint32_t)request->id);
	put_u32(bytes + 12, request->legacy ? OP_REPLY : OP_MSG);
	if (request->legacy)
		put_u32(bytes + 32, 1); /* documents returned */
	memcpy(bytes + head, bson_get_data(reply), reply->len);
	sent = conn_write(conn, bytes, len);
	bson_free(bytes);
	return sent;
}
