/* SPDX-License-Identifier: MIT
 * Fields of protocol buffers. */
#include "sync/deck/proto.h"

#include <string.h>

static bool take_varint(struct str *rest, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < rest->len && i < 10; i++) {
		unsigned char byte = (unsigned char)rest->s[i];

		*value |= (uint64_t)(byte & 0x7F) << (7 * i);
		if (byte < 0x80) {
			*rest = str_slice(*rest, i + 1, rest->len);
			return true;
		}
	}
	return false;
}

static bool take_fixed(struct str *rest, size_t size, uint64_t *value)
{
	*value = 0;
	if (rest->len < size)
		return false;
	for (size_t i = 0; i < size; i++)
		*value |= (uint64_t)(unsigned char)rest->s[i] << (8 * i);
	*rest = str_slice(*rest, size, rest->len);
	return true;
}

static bool take_bytes(struct str *rest, struct str *bytes)
{
	uint64_t len;

	if (!take_varint(rest, &len) || len > rest->len)
		return false;
	*bytes = str_slice(*rest, 0, (size_t)len);
	*rest = str_slice(*rest, (size_t)len, rest->len);
	return true;
}

bool proto_next(struct str *message, struct proto_field *field)
{
	struct str rest = *message;
	uint64_t tag;
	bool good = false;

	if (!rest.len || !take_varint(&rest, &tag) || tag >> 3 == 0 || tag >> 3 > UINT32_MAX)
		return false;
	*field = (struct proto_field){.number = (uint32_t)(tag >> 3), .wire = (enum proto_wire)(tag & 7)};
	switch (tag & 7) {
	case PROTO_VARINT: good = take_varint(&rest, &field->value); break;
	case PROTO_FIXED64: good = take_fixed(&rest, 8, &field->value); break;
	case PROTO_FIXED32: good = take_fixed(&rest, 4, &field->value); break;
	case PROTO_BYTES: good = take_bytes(&rest, &field->bytes); break;
	}
	if (good)
		*message = rest;
	return good;
}

float proto_float(const struct proto_field *field)
{
	uint32_t bits = (uint32_t)field->value;
	float value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

bool proto_next_float(struct str *packed, float *value)
{
	struct proto_field field = {0};

	if (!take_fixed(packed, 4, &field.value))
		return false;
	*value = proto_float(&field);
	return true;
}
