/* SPDX-License-Identifier: MIT
 * SHA-1 (FIPS 180-4, 6.1). */
#include "sync/deck/out/sha1.h"

#include <string.h>

enum { BLOCK = 64 };

static uint32_t rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static void add_block(uint32_t h[5], const unsigned char *block)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (int t = 0; t < 16; t++)
		w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
		       (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
	for (int t = 16; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	for (int t = 0; t < 80; t++) {
		uint32_t f = t < 20   ? (b & c) | (~b & d)
			     : t < 40 ? b ^ c ^ d
			     : t < 60 ? (b & c) | (b & d) | (c & d)
				      : b ^ c ^ d;
		uint32_t k = t < 20 ? 0x5a827999 : t < 40 ? 0x6ed9eba1 : t < 60 ? 0x8f1bbcdc : 0xca62c1d6;
		uint32_t next = rotate(a, 5) + f + e + k + w[t];

		e = d, d = c, c = rotate(b, 30), b = a, a = next;
	}
	h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

uint32_t sha1_first(struct str bytes)
{
	uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
	unsigned char last[2 * BLOCK] = {0};
	const unsigned char *at = (const unsigned char *)(bytes.s ? bytes.s : "");
	size_t left = bytes.len, end;
	uint64_t bits = (uint64_t)bytes.len * 8;

	for (; left >= BLOCK; left -= BLOCK, at += BLOCK)
		add_block(h, at);
	memcpy(last, at, left);
	last[left] = 0x80;
	end = left + 9 > BLOCK ? 2 * BLOCK : BLOCK;
	for (int i = 0; i < 8; i++)
		last[end - 1 - (size_t)i] = (unsigned char)(bits >> (8 * i));
	add_block(h, last);
	if (end > BLOCK)
		add_block(h, last + BLOCK);
	return h[0];
}
