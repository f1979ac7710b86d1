/* SPDX-License-Identifier: MIT
 * Place: the folder that the backups of a store lie in, their names, which of them stay. Knows nothing of what is in them. */
#ifndef BASE_PLACE_H
#define BASE_PLACE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/env.h"
#include "base/path.h"

enum { BACKUP_NAME_MAX = 160 };

/* A folder with backups of this machine's store. CAIRN_BACKUP_DIR, which must be there, else `backups` beside the
 * store; a profile has its own below it. */
struct place {
	char *folder;
	char prefix[80]; /* of this machine's files: "cairn-HOST-" */
};
int place_open(struct place *place, const struct paths *paths, const struct env *env, struct err *err) MUST_CHECK;
void place_close(struct place *place);
/* The path of this machine's newest backup; free() it. 1: there is none. */
int place_newest(const struct place *place, char **path, struct err *err) MUST_CHECK;
/* Deletes what keep_choose does not keep, and what a run that was killed has left. */
int place_prune(const struct place *place, struct err *err) MUST_CHECK;
/* cairn-HOST-2026-11-21-093000.sql[.zst][.sealed], in UTC */
void place_name(const struct place *place, const struct clock *clock, bool packed, bool sealed,
		char name[BACKUP_NAME_MAX]);

/* The store's file is there without a byte in it, and there are backups of it: somebody or something has emptied it. */
bool place_store_is_emptied(const struct paths *paths, const struct env *env);

#endif
