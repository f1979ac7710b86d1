/* SPDX-License-Identifier: MIT
 * Hashes and the text form of 64-bit names. Frozen by tests/unit/test_hash.c: identities depend on them. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* First 64 bits, big-endian, of BLAKE2b-256 over the parts, each preceded by its length as 4 bytes, little-endian. */
uint64_t hash_uid(const struct str *parts, size_t count);
/* uid of a card: of its note's uid (8 bytes, big-endian) and its ordinal: template 0…, or cloze number N as N-1. */
uint64_t hash_card_uid(uint64_t note, uint32_t ord);
/* Content hash of a byte string. */
uint64_t hash_bytes(struct str bytes);
/* The same, keyed (CAIRN_KEY, 16 to 64 bytes); an empty key is no key. */
uint64_t hash_keyed(struct str bytes, struct str key);

/* First 48 bits of SHA-256: a hash that PostgreSQL can compute as well. */
uint64_t hash_sha48(struct str bytes);

/* base32hex (RFC 4648), lower case, most significant digit first, zero-padded: text order is number order. Writes
 * exactly `digits` characters and a NUL. 13 digits hold 64 bits, 7 hold 35. */
void hash_put32(char *out, uint64_t value, int digits);
bool hash_get32(struct str text, int digits, uint64_t *value);

#endif
