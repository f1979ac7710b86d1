/* SPDX-License-Identifier: MIT
 * The files of the simulated disk, for disk.c (what they are and lose) and disk_vfs.c (what SQLite does with them). */
#ifndef TESTS_SIM_DISK_PRIV_H
#define TESTS_SIM_DISK_PRIV_H

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/disk.h"

enum { FILES_MAX = 64, SHM_MAX = 8, SHM_SIZE = 32768 };

/* A write that is not synced yet: what stood there before. */
struct unsynced {
	sqlite3_int64 at;
	size_t len, size;
	unsigned char *before;
	bool idle; /* nobody waits for it: it can be made anew from what is on the disk (store_idle) */
};

struct file {
	char path[160];
	unsigned char *bytes;
	size_t size, cap;
	int users;
	int readers, reserved, pending, exclusive; /* locks: how many, or by whom (0: nobody) */
	void *shm[SHM_MAX];
	int shm_readers[SQLITE_SHM_NLOCK], shm_writer[SQLITE_SHM_NLOCK];
	struct unsynced *unsynced;
	size_t unsynced_count, unsynced_cap;
	bool dead; /* without power: writes come to nothing */
};

struct file *disk_find(const char *path); /* NULL: none */
struct file *disk_make(const char *path); /* found or new */
void disk_wipe(struct file *file);
void disk_reserve(struct file *file, size_t size);
void disk_forget_unsynced(struct file *file);
void disk_forget_shm(struct file *file);
/* Whether the power has failed, of this file or of the store that it belongs to; counts as a write. */
bool disk_fails(struct file *file);

#endif
