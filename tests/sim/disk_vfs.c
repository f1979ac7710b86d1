/* SPDX-License-Identifier: MIT
 * A VFS of files in memory. Documented at https://www.sqlite.org/c3ref/io_methods.html and vfs.html; one thread. */
#include <stdio.h>

#include "tests/sim/disk_priv.h"

struct open_file {
	sqlite3_file base;
	struct file *file;
	int lock;
	unsigned shared, exclusive; /* of the shared memory */
};

static sqlite3_vfs *real;
static bool idle; /* the connection that writes now does not wait for the disk, and says so */

static int f_close(sqlite3_file *base)
{
	struct open_file *open = (struct open_file *)base;

	base->pMethods->xUnlock(base, SQLITE_LOCK_NONE);
	open->file->users--;
	return SQLITE_OK;
}

static int f_read(sqlite3_file *base, void *out, int len, sqlite3_int64 at)
{
	const struct file *file = ((struct open_file *)base)->file;
	size_t have = (size_t)at < file->size ? file->size - (size_t)at : 0;

	if (have >= (size_t)len) {
		memcpy(out, file->bytes + at, (size_t)len);
		return SQLITE_OK;
	}
	if (have)
		memcpy(out, file->bytes + at, have);
	memset((char *)out + have, 0, (size_t)len - have);
	return SQLITE_IOERR_SHORT_READ;
}

static void note_unsynced(struct file *file, sqlite3_int64 at, size_t len)
{
	struct unsynced *item;
	size_t have = (size_t)at < file->size ? file->size - (size_t)at : 0;

	if (file->unsynced_count == file->unsynced_cap) {
		file->unsynced_cap = file->unsynced_cap ? 2 * file->unsynced_cap : 16;
		file->unsynced = mem_grow(file->unsynced, file->unsynced_cap, sizeof *file->unsynced);
	}
	item = &file->unsynced[file->unsynced_count++];
	*item = (struct unsynced){at, have < len ? have : len, file->size, NULL, idle};
	if (item->len) {
		item->before = mem_alloc(item->len);
		memcpy(item->before, file->bytes + at, item->len);
	}
}

static int f_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 at)
{
	struct open_file *open = (struct open_file *)base;
	struct file *file = open->file;

	if (disk_fails(file))
		return SQLITE_IOERR_WRITE;
	note_unsynced(file, at, (size_t)len);
	disk_reserve(file, (size_t)at + (size_t)len);
	if ((size_t)at > file->size)
		memset(file->bytes + file->size, 0, (size_t)at - file->size);
	memcpy(file->bytes + at, bytes, (size_t)len);
	if (file->size < (size_t)at + (size_t)len)
		file->size = (size_t)at + (size_t)len;
	return SQLITE_OK;
}

static int f_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	struct open_file *open = (struct open_file *)base;
	struct file *file = open->file;

	if (disk_fails(file))
		return SQLITE_IOERR_TRUNCATE;
	if ((size_t)size < file->size) {
		note_unsynced(file, size, file->size - (size_t)size);
		file->size = (size_t)size;
	}
	return SQLITE_OK;
}

static int f_sync(sqlite3_file *base, int flags)
{
	struct open_file *open = (struct open_file *)base;

	(void)flags;
	if (disk_fails(open->file))
		return SQLITE_IOERR_FSYNC;
	disk_forget_unsynced(open->file);
	return SQLITE_OK;
}

static int f_size(sqlite3_file *base, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)((struct open_file *)base)->file->size;
	return SQLITE_OK;
}

/* SHARED by many; RESERVED by one beside them; EXCLUSIVE by one alone. */
static int f_lock(sqlite3_file *base, int level)
{
	struct open_file *open = (struct open_file *)base;
	struct file *file = open->file;

	if (open->lock >= level)
		return SQLITE_OK;
	if (level == SQLITE_LOCK_SHARED) {
		if (file->pending || file->exclusive)
			return SQLITE_BUSY;
		file->readers++;
	} else if (level == SQLITE_LOCK_RESERVED) {
		if (file->reserved)
			return SQLITE_BUSY;
		file->reserved = 1;
	} else {
		if (open->lock < SQLITE_LOCK_RESERVED && file->reserved)
			return SQLITE_BUSY;
		file->reserved = file->pending = 1;
		if (open->lock < SQLITE_LOCK_PENDING)
			open->lock = SQLITE_LOCK_PENDING;
		if (file->readers > 1)
			return SQLITE_BUSY;
		file->exclusive = 1;
	}
	open->lock = level;
	return SQLITE_OK;
}

static int f_unlock(sqlite3_file *base, int level)
{
	struct open_file *open = (struct open_file *)base;
	struct file *file = open->file;

	if (open->lock >= SQLITE_LOCK_RESERVED && level < SQLITE_LOCK_RESERVED)
		file->reserved = file->pending = file->exclusive = 0;
	if (open->lock >= SQLITE_LOCK_SHARED && level < SQLITE_LOCK_SHARED)
		file->readers--;
	if (open->lock > level)
		open->lock = level;
	return SQLITE_OK;
}

static int f_check(sqlite3_file *base, int *reserved)
{
	*reserved = ((struct open_file *)base)->file->reserved;
	return SQLITE_OK;
}

static int f_control(sqlite3_file *base, int op, void *arg)
{
	char **pragma = arg; /* sqlite.org/c3ref/c_fcntl_begin_atomic_write.html, SQLITE_FCNTL_PRAGMA */

	(void)base;
	if (op == SQLITE_FCNTL_PRAGMA && pragma[2] && sqlite3_stricmp(pragma[1], "synchronous") == 0)
		idle = sqlite3_stricmp(pragma[2], "NORMAL") == 0;
	return SQLITE_NOTFOUND;
}

static int f_sector(sqlite3_file *base)
{
	(void)base;
	return 512;
}

static int f_traits(sqlite3_file *base)
{
	(void)base;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int f_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **out)
{
	struct file *file = ((struct open_file *)base)->file;

	if (region >= SHM_MAX || size != SHM_SIZE)
		return SQLITE_IOERR_SHMMAP;
	if (!file->shm[region] && extend)
		file->shm[region] = mem_alloc((size_t)size);
	*out = file->shm[region];
	return SQLITE_OK;
}

static int f_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
	struct open_file *open = (struct open_file *)base;
	struct file *file = open->file;
	bool lock = flags & SQLITE_SHM_LOCK, shared = flags & SQLITE_SHM_SHARED;

	for (int i = offset; lock && i < offset + n; i++) {
		int mine = (open->shared >> i & 1);

		if (file->shm_writer[i] && !(open->exclusive >> i & 1))
			return SQLITE_BUSY;
		if (!shared && file->shm_readers[i] > mine)
			return SQLITE_BUSY;
	}
	for (int i = offset; i < offset + n; i++) {
		unsigned bit = 1u << i;
		unsigned *held = shared ? &open->shared : &open->exclusive;
		int *count = shared ? &file->shm_readers[i] : &file->shm_writer[i];

		if (lock && !(*held & bit))
			++*count;
		else if (!lock && (*held & bit))
			--*count;
		*held = lock ? *held | bit : *held & ~bit;
	}
	return SQLITE_OK;
}

static void f_shm_barrier(sqlite3_file *base)
{
	(void)base;
}

static int f_shm_unmap(sqlite3_file *base, int delete)
{
	struct open_file *open = (struct open_file *)base;

	for (int i = 0; i < SQLITE_SHM_NLOCK; i++) {
		f_shm_lock(base, i, 1, SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED);
		f_shm_lock(base, i, 1, SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE);
	}
	if (delete)
		disk_forget_shm(open->file);
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = f_close,
	.xRead = f_read,
	.xWrite = f_write,
	.xTruncate = f_truncate,
	.xSync = f_sync,
	.xFileSize = f_size,
	.xLock = f_lock,
	.xUnlock = f_unlock,
	.xCheckReservedLock = f_check,
	.xFileControl = f_control,
	.xSectorSize = f_sector,
	.xDeviceCharacteristics = f_traits,
	.xShmMap = f_shm_map,
	.xShmLock = f_shm_lock,
	.xShmBarrier = f_shm_barrier,
	.xShmUnmap = f_shm_unmap,
};

static int v_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags)
{
	struct open_file *open = (struct open_file *)base;
	static unsigned temporary;
	char own[32];

	(void)vfs;
	memset(open, 0, sizeof *open);
	if (!name) {
		snprintf(own, sizeof own, "temporary %u", temporary++);
		name = own;
	}
	open->file = flags & SQLITE_OPEN_CREATE ? disk_make(name) : disk_find(name);
	if (!open->file)
		return SQLITE_CANTOPEN;
	open->file->users++;
	open->base.pMethods = &methods;
	if (out_flags)
		*out_flags = flags;
	return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct file *file = disk_find(name);

	(void)vfs;
	(void)sync;
	if (!file)
		return SQLITE_IOERR_DELETE_NOENT;
	if (disk_fails(file))
		return SQLITE_IOERR_DELETE;
	disk_wipe(file);
	return SQLITE_OK;
}

static int v_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	(void)vfs;
	(void)flags;
	*out = disk_find(name) != NULL;
	return SQLITE_OK;
}

static int v_full(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	snprintf(out, (size_t)size, "%s", name);
	return SQLITE_OK;
}

static int v_random(sqlite3_vfs *vfs, int size, char *out)
{
	(void)vfs;
	memset(out, 7, (size_t)size); /* the same seed is the same history */
	return size;
}

static int v_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us; /* nobody else will let go of a lock meanwhile */
}

static int v_time(sqlite3_vfs *vfs, double *days)
{
	(void)vfs;
	*days = 2461000.5;
	return SQLITE_OK;
}

static int v_error(sqlite3_vfs *vfs, int size, char *out)
{
	(void)vfs;
	(void)size;
	(void)out;
	return 0;
}

void disk_install(void)
{
	static sqlite3_vfs vfs;

	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD); /* as the store has it */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	real = sqlite3_vfs_find(NULL);
	vfs = *real;
	vfs.iVersion = 1;
	vfs.szOsFile = sizeof(struct open_file);
	vfs.zName = "simulated";
	vfs.pAppData = NULL;
	vfs.xOpen = v_open;
	vfs.xDelete = v_delete;
	vfs.xAccess = v_access;
	vfs.xFullPathname = v_full;
	vfs.xRandomness = v_random;
	vfs.xSleep = v_sleep;
	vfs.xCurrentTime = v_time;
	vfs.xGetLastError = v_error;
	sqlite3_vfs_register(&vfs, 1);
}

