/* SPDX-License-Identifier: MIT
 * Targets over archives of texts and Mnemosyne's files. */
#ifndef TESTS_FUZZ_FOREIGN_H
#define TESTS_FUZZ_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

void fuzz_archive(const uint8_t *data, size_t size);
void fuzz_mnemosyne(const uint8_t *data, size_t size); /* its cards.xml */
void fuzz_mnemosyne_db(const uint8_t *data, size_t size);
void fuzz_feed(const uint8_t *data, size_t size);
void fuzz_feed_wire(const uint8_t *data, size_t size);

#endif
