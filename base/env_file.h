/* SPDX-License-Identifier: MIT
 * The form of a `.env` file, and which of its names are ours. For base/env.c. */
#ifndef BASE_ENV_FILE_H
#define BASE_ENV_FILE_H

#include <stdbool.h>

#include "base/text.h"

/* MONGODB_URI, APP_PIN, DATABASE_URL, or CAIRN_ and at least one of A-Z 0-9 _. */
bool env_file_is_ours(struct str name);

typedef void env_file_fn(void *ctx, struct str name, struct str value);
/* Calls line for each of our names in the order of the file. A file that may not be read adds one line to
 * skipped; one that is not there adds nothing. */
void env_file_read(const char *path, env_file_fn *line, void *ctx, struct buf *skipped);

#endif
