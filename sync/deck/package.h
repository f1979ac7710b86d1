/* SPDX-License-Identifier: MIT
 * Packages: archives with notes, schedules and media, parsed in a jail and applied here. */
#ifndef SYNC_DECK_PACKAGE_H
#define SYNC_DECK_PACKAGE_H

#include "sync/deck/import.h"

/* All of it inside the import's transaction, which is open. ERR_INPUT: the package was refused, and what it brought so
 * far has to be rolled back. */
int package_import(struct import *import, const char *path, struct err *err) MUST_CHECK;

#endif
