/* SPDX-License-Identifier: MIT
 * Everything that a store holds, as JSON lines (docs/export.md). */
#ifndef SYNC_DECK_OUT_JSONL_H
#define SYNC_DECK_OUT_JSONL_H

#include <stdio.h>

#include "schema/store.h"

int jsonl_write(struct store *store, FILE *to, struct err *err) MUST_CHECK; /* flushed */

#endif
