/* SPDX-License-Identifier: MIT
 * What tells a store's file from its copies. */
#ifndef SCHEMA_IDENTITY_H
#define SCHEMA_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* "machine inode birth": the machine's id (nothing where it has none, as in containers and on phones), the file's inode
 * ("-" on file systems that give another one with every mount), the nanosecond in which the file was made (left out
 * where the file system does not say). Nothing for a path where no file is. */
void identity_put(struct buf *out, const char *path);
/* Whether both may be of one file: a birth that only one of them has tells nothing. */
bool identity_same(struct str then, struct str now);
/* ns since 1970, 0: not known (birth.c, or birth_none.c where there is no statx). */
int64_t birth_of(const char *path);

#endif
