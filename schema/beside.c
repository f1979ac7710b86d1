/* SPDX-License-Identifier: MIT
 * Who else has the store open. Each connection in WAL mode holds a shared lock on one byte of the index of its write-ahead
 * log (SQLite's os_unix.c, UNIX_SHM_DMS); asking whether it could be had alone tells of other processes. Should a later
 * SQLite lock another byte, nobody is seen. */
#include <fcntl.h>

#include "schema/store_priv.h"

enum { SHARED_BYTE = 128 };

static int open_index(const struct store *store)
{
	struct buf name = {0};
	int fd;

	buf_addf(&name, "%s-shm", store->path);
	fd = open(buf_z(&name), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	buf_fini(&name);
	return fd;
}

bool store_has_company(struct store *store)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SHARED_BYTE, .l_len = 1};

	if (store->beside <= 0)
		store->beside = open_index(store);
	return store->beside > 0 && fcntl(store->beside, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
