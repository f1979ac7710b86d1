/* SPDX-License-Identifier: MIT
 * Files beside the store that one connection attaches: made when there is none, made anew when damaged or not what is
 * wanted, left alone when they cannot be opened just now. For schema's own files. */
#ifndef SCHEMA_ATTACHED_H
#define SCHEMA_ATTACHED_H

#include "schema/store.h"

struct attached {
	const char *name;   /* of its tables in SQL */
	const char *schema; /* SQL that makes them */
	int (*look)(struct store *store, struct err *err); /* 0 what is wanted, 1 it is not, -1 */
	int (*mark)(struct store *store, struct err *err); /* makes new tables what is wanted */
};

/* 0; 1 it is not what is wanted and cannot be made anew; -1: it stays as it is. */
int attached_open(struct store *store, const struct attached *file, const char *path, struct err *err) MUST_CHECK;

#endif
