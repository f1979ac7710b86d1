/* SPDX-License-Identifier: MIT
 * Seal: bytes that only who has the key can read or change: libsodium's secretstream (XChaCha20-Poly1305) in pieces
 * of 64 KiB, so that a change, a swap, a cut anywhere is noticed. */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/flow.h"

enum { SEAL_KEY_BYTES = 32 };
#define SEAL_MAGIC "cairn sealed 1\n" /* how a sealed file begins */

struct seal_key {
	unsigned char bytes[SEAL_KEY_BYTES];
};
/* A file of one line, 64 hexadecimal digits, that only its owner can read. */
int seal_key_read(struct seal_key *key, const char *path, struct err *err) MUST_CHECK;
/* Makes one with random bytes; ERR_INPUT when there is a file already: a lost key is a lost backup. */
int seal_key_make(const char *path, struct err *err) MUST_CHECK;
void seal_key_fini(struct seal_key *key); /* wipes */

/* Seals what is put, on to next. */
struct seal;
int seal_open(struct seal **seal, const struct seal_key *key, struct flow *next, struct err *err) MUST_CHECK;
struct flow *seal_flow(struct seal *seal);
void seal_free(struct seal *seal);

/* The inverse. put and end fail with ERR_INPUT for another key, other bytes, a cut. */
struct unseal;
void unseal_open(struct unseal **unseal, const struct seal_key *key, struct flow *next);
struct flow *unseal_flow(struct unseal *unseal);
void unseal_free(struct unseal *unseal);

#endif
