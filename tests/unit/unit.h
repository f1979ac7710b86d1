/* SPDX-License-Identifier: MIT
 * What every unit test includes: cmocka with what it needs before it, and a folder of the test's own. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

/* A folder of this process, made at the first call and removed with everything in it at exit. */
const char *unit_folder(void);
/* folder/name; lives until the next 8 calls. */
const char *unit_path(const char *name);
/* Writes a file of the folder, mode 0600, and returns its path as unit_path does. */
const char *unit_file(const char *name, struct str content);
/* A file of tests/data or any other path of the source tree, read whole; free with buf_fini. */
void unit_source(const char *path, struct buf *out);

/* Compares borrowed text with a terminated string and prints both when they differ. */
#define assert_str(text, z) unit_assert_str((text), (z), __FILE__, __LINE__)
void unit_assert_str(struct str text, const char *z, const char *file, int line);

#endif
