/* SPDX-License-Identifier: MIT
 * Flow: bytes that go through several hands, a piece at a time: a hash, a seal, another program, a file. Each hand
 * owns nothing of the next one. Knows nothing of what the bytes mean. */
#ifndef BASE_FLOW_H
#define BASE_FLOW_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum { FLOW_HASH_BYTES = 32, FLOW_HASH_DIGITS = 2 * FLOW_HASH_BYTES, FLOW_PIECE = 64 * 1024 };

/* A hand. put takes the bytes; end says that there are no more, and passes that on. 0 or -1. */
struct flow {
	int (*put)(struct flow *flow, struct str bytes, struct err *err);
	int (*end)(struct flow *flow, struct err *err);
};

/* Into a descriptor, borrowed; `name` is for messages. With -1: to nowhere. */
struct flow_file {
	struct flow flow;
	int fd;
	const char *name;
};
void flow_file(struct flow_file *file, int fd, const char *name);

/* On to `next` (NULL: nowhere), counted and hashed: BLAKE2b-256, as `b2sum -l 256` does. hex is filled by end. */
struct flow_hash {
	struct flow flow;
	struct flow *next;
	void *state;
	int64_t bytes;
	char hex[FLOW_HASH_DIGITS + 1];
};
void flow_hash(struct flow_hash *hash, struct flow *next);
void flow_hash_fini(struct flow_hash *hash);

/* Everything that a descriptor gives, from where it stands, and the end. */
int flow_read(int fd, const char *name, struct flow *into, struct err *err) MUST_CHECK;

#endif
