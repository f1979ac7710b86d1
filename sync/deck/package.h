/* SPDX-License-Identifier: MIT
 * Packages: archives with notes, schedules and media, parsed in a jail and applied here. */
#ifndef SYNC_DECK_PACKAGE_H
#define SYNC_DECK_PACKAGE_H

#include "sync/deck/import.h"

/* A package as a whole, or nothing of it: it is read first, while the store is everybody's, then written in slices of
 * some milliseconds. Once it is read, a large one goes in whatever ends the program: package_resume. ERR_INPUT: the
 * package was refused, ERR_FAILED: somebody stopped it; nothing of it is in the store. */
int package_import(struct import *import, const char *path, enum deck_kind kind,
		   struct err *err) MUST_CHECK;
/* Writes what an import left that was ended in the middle; does nothing when there is none, or (unless `wait`) when its
 * process lives. */
int package_resume(struct store *store, bool wait, struct err *err) MUST_CHECK;

#endif
