/* SPDX-License-Identifier: MIT
 * What targets share: their bytes as a file. */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <stddef.h>

/* A file in memory that holds these bytes, to be read from its beginning. The caller closes it, before the next one. */
int fuzz_file(const void *bytes, size_t len);
/* Where what is written is lost; the caller closes it. */
int fuzz_nowhere(void);

#endif
