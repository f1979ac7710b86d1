/* SPDX-License-Identifier: MIT
 * The write-ahead log as few writes; for store.c. */
#ifndef SCHEMA_WAL_FILE_H
#define SCHEMA_WAL_FILE_H

#include <sqlite3.h>
#include <stdbool.h>

/* The name of a way to files, for sqlite3_open_v2, that is the system's own but for writing to write-ahead logs;
 * registered by the first call. NULL, which means the system's own, if that cannot be. */
const char *wal_file_vfs(void);

#endif
