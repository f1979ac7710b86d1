/* SPDX-License-Identifier: MIT
 * The disk of the simulated devices: files in memory under SQLite's own interface (a VFS), so that a history makes no
 * system call, and so that the power can fail: then what was written and not yet synced is gone, in part. */
#ifndef TESTS_SIM_DISK_H
#define TESTS_SIM_DISK_H

#include <stdbool.h>

#include "base/random.h"

void disk_install(void); /* before the first store is opened */
/* A file as it is on the disk becomes another one, whose journal is gone. Connections may stay open, idle. */
bool disk_copy(const char *from, const char *to);
void disk_remove_journal(const char *path); /* of a store whose journal is empty */
bool disk_is_synced(const char *path); /* nothing of the store would be lost now but what was written while idle */
/* After so many more writes to the store the power fails: nothing can be written any more. */
void disk_cut_power(const char *path, int writes);
bool disk_is_dead(const char *path);
/* What was not synced is lost from some write on; connections may only be closed now, then the power comes back. */
void disk_lose_power(const char *path, struct rng *rng);
void disk_give_power(const char *path);

#endif
