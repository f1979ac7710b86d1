/* SPDX-License-Identifier: MIT
 * What targets share: their bytes as a file, and the look at texts that come out. */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* A file in memory that holds these bytes, to be read from its beginning. The caller closes it, before the next one. */
int fuzz_file(const void *bytes, size_t len);
/* Where what is written is lost; the caller closes it. */
int fuzz_nowhere(void);
/* Whether a text is as foreign text has to be when it is stored. */
bool fuzz_clean(struct str text);

#endif
