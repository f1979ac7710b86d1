/* SPDX-License-Identifier: MIT
 * Protocol buffers, as much as is needed to read other programs' ones: the fields of a message, one after the
 * other. Encoding: protobuf.dev/programming-guides/encoding. */
#ifndef SYNC_DECK_PROTO_H
#define SYNC_DECK_PROTO_H

#include "base/text.h"

enum proto_wire { PROTO_VARINT, PROTO_FIXED64, PROTO_BYTES, PROTO_FIXED32 = 5 };

struct proto_field {
	uint32_t number;
	enum proto_wire wire;
	uint64_t value;	  /* of the numbers */
	struct str bytes; /* PROTO_BYTES: borrowed from the message */
};

/* Takes the next field off *message. False at its end, and where it is no message: then *message is not empty. */
bool proto_next(struct str *message, struct proto_field *field);
/* A fixed32 as the float that it is. */
float proto_float(const struct proto_field *field);
/* The next of packed floats; false: none. */
bool proto_next_float(struct str *packed, float *value);

#endif
