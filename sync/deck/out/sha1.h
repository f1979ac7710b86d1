/* SPDX-License-Identifier: MIT
 * SHA-1 (FIPS 180-4), for checksums that other programs' formats ask for; it protects nothing. */
#ifndef SYNC_DECK_OUT_SHA1_H
#define SYNC_DECK_OUT_SHA1_H

#include <stdint.h>

#include "base/text.h"

/* The first 32 bits, big-endian. */
uint32_t sha1_first(struct str bytes);

#endif
