/* SPDX-License-Identifier: MIT
 * Targets over archives, foreign databases, feeds and small texts. */
#ifndef TESTS_FUZZ_FOREIGN_H
#define TESTS_FUZZ_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

void fuzz_package(const uint8_t *data, size_t size);
void fuzz_database(const uint8_t *data, size_t size); /* of a package, by itself */
void fuzz_archive(const uint8_t *data, size_t size);
void fuzz_mnemosyne(const uint8_t *data, size_t size); /* its cards.xml */
void fuzz_mnemosyne_db(const uint8_t *data, size_t size);
void fuzz_feed(const uint8_t *data, size_t size);
void fuzz_feed_wire(const uint8_t *data, size_t size);
void fuzz_opml(const uint8_t *data, size_t size);
void fuzz_robots(const uint8_t *data, size_t size);
void fuzz_json_line(const uint8_t *data, size_t size);
void fuzz_reply(const uint8_t *data, size_t size); /* of a helper */

#endif
