/* SPDX-License-Identifier: MIT
 * Hashes and the text form of 64-bit names. */
#include "base/hash.h"

#include <sodium.h>

enum { HASH_BYTES = 32 };

static uint64_t first64(const unsigned char *digest)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | digest[i];
	return value;
}

uint64_t hash_uid(const struct str *parts, size_t count)
{
	crypto_generichash_state state;
	unsigned char digest[HASH_BYTES];

	crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
	for (size_t i = 0; i < count; i++) {
		uint32_t len = (uint32_t)parts[i].len;
		unsigned char head[4] = {len & 255, len >> 8 & 255, len >> 16 & 255, len >> 24 & 255};

		crypto_generichash_update(&state, head, sizeof(head));
		crypto_generichash_update(&state, (const unsigned char *)parts[i].s, parts[i].len);
	}
	crypto_generichash_final(&state, digest, HASH_BYTES);
	return first64(digest);
}

uint64_t hash_card_uid(uint64_t note, uint32_t ord)
{
	unsigned char name[8], number[4];
	struct str parts[] = {{(const char *)name, 8}, {(const char *)number, 4}};

	for (int i = 0; i < 8; i++)
		name[i] = (unsigned char)(note >> (56 - 8 * i));
	for (int i = 0; i < 4; i++)
		number[i] = (unsigned char)(ord >> (24 - 8 * i));
	return hash_uid(parts, 2);
}

uint64_t hash_keyed(struct str bytes, struct str key)
{
	unsigned char digest[HASH_BYTES];

	crypto_generichash(digest, HASH_BYTES, (const unsigned char *)bytes.s, bytes.len,
			   key.len ? (const unsigned char *)key.s : NULL, key.len);
	return first64(digest);
}

uint64_t hash_bytes(struct str bytes)
{
	return hash_keyed(bytes, (struct str){NULL, 0});
}

void hash_put32(char *out, uint64_t value, int digits)
{
	out[digits] = '\0';
	while (digits-- > 0) {
		out[digits] = "0123456789abcdefghijklmnopqrstuv"[value & 31];
		value >>= 5;
	}
}

bool hash_get32(struct str text, int digits, uint64_t *value)
{
	*value = 0;
	if (text.len != (size_t)digits)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		uint64_t digit;

		if (c >= '0' && c <= '9')
			digit = (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'v')
			digit = (uint64_t)(c - 'a' + 10);
		else
			return false;
		if (*value >> 59)
			return false;
		*value = *value << 5 | digit;
	}
	return true;
}

uint64_t hash_sha48(struct str bytes)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(digest, (const unsigned char *)bytes.s, bytes.len);
	return first64(digest) >> 16;
}
