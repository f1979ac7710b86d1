/* SPDX-License-Identifier: MIT
 * Packages: archives with notes, schedules and media, parsed in a jail and checked here. */
#ifndef SYNC_DECK_PACKAGE_H
#define SYNC_DECK_PACKAGE_H

#include "sync/deck/import.h"

/* Reads a package: its records, checked. ERR_INPUT: the package is refused, ERR_FAILED: somebody stopped it. */
int package_read(struct import *import, const char *path, enum deck_kind kind, struct err *err) MUST_CHECK;

#endif
