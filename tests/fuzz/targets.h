/* SPDX-License-Identifier: MIT
 * Parsers of foreign bytes as functions over bytes: for libFuzzer (tests/fuzz/run) and for the corpora that every test run
 * plays again (tests/unit/test_corpora.c). What a parser promises is asserted here. */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
	const char *name; /* of its corpus, tests/fuzz/corpus/NAME */
	void (*run)(const uint8_t *data, size_t size);
};
extern const struct fuzz_target fuzz_targets[]; /* the last one has no name */

#endif
