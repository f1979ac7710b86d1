/* SPDX-License-Identifier: MIT
 * The write-ahead log as few writes: SQLite writes each frame as a head of 24 bytes and a page, two system calls a page.
 * Here they are gathered and written as one piece when the transaction's last frame is there, when they are many, or before
 * anything else is done with the file. Others learn of frames only through the index in shared memory, which SQLite
 * changes after the commit's write and fdatasync; so nobody looks for what still stands here, and a crash loses what would
 * have been without a commit anyway. Knows frames, nothing about tables. */
#include "schema/wal_file.h"

#include <stdlib.h>
#include <string.h>

enum {
	GATHER_MAX = 120 * 1024, /* SQLite's own xWrite takes less than 128 KiB at once */
	FRAME_HEAD = 24, /* bytes 4 to 7: size of the database after a commit, 0 in other frames (SQLite, walformat.html) */
};

struct wal_file {
	sqlite3_file file;
	sqlite3_file *real;
	char *gathered;
	size_t len;
	sqlite3_int64 at; /* where the gathered bytes belong */
	bool last;	  /* the page that comes next ends a transaction */
};

static sqlite3_vfs *system_vfs;

static int flush(struct wal_file *wal)
{
	size_t len = wal->len;

	wal->len = 0; /* after an error as well: SQLite rolls back and writes these places again */
	return len ? wal->real->pMethods->xWrite(wal->real, wal->gathered, (int)len, wal->at) : SQLITE_OK;
}

static bool fits(struct wal_file *wal, int len)
{
	if (!wal->gathered)
		wal->gathered = malloc(GATHER_MAX);
	return wal->gathered && wal->len + (size_t)len <= GATHER_MAX;
}

static bool ends_transaction(const unsigned char *head)
{
	return head[4] || head[5] || head[6] || head[7];
}

static int write_file(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
	struct wal_file *wal = (struct wal_file *)file;
	bool follows = wal->len == 0 || wal->at + (sqlite3_int64)wal->len == at, ends = wal->last && len != FRAME_HEAD;

	int rc = follows && fits(wal, len) ? SQLITE_OK : flush(wal);

	if (rc)
		return rc;
	if (!fits(wal, len))
		return wal->real->pMethods->xWrite(wal->real, bytes, len, at);
	if (wal->len == 0)
		wal->at = at;
	memcpy(wal->gathered + wal->len, bytes, (size_t)len);
	wal->len += (size_t)len;
	wal->last = len == FRAME_HEAD && ends_transaction(bytes);
	return ends ? flush(wal) : SQLITE_OK;
}

static int close_file(sqlite3_file *file)
{
	struct wal_file *wal = (struct wal_file *)file;
	int rc = flush(wal), closed = wal->real->pMethods->xClose(wal->real);

	free(wal->gathered);
	return rc ? rc : closed;
}

static int read_file(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
	struct wal_file *wal = (struct wal_file *)file;
	int rc = flush(wal);

	return rc ? rc : wal->real->pMethods->xRead(wal->real, bytes, len, at);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
	struct wal_file *wal = (struct wal_file *)file;
	int rc = flush(wal);

	return rc ? rc : wal->real->pMethods->xTruncate(wal->real, size);
}

static int sync_file(sqlite3_file *file, int flags)
{
	struct wal_file *wal = (struct wal_file *)file;
	int rc = flush(wal);

	return rc ? rc : wal->real->pMethods->xSync(wal->real, flags);
}

static int size_file(sqlite3_file *file, sqlite3_int64 *size)
{
	struct wal_file *wal = (struct wal_file *)file;
	int rc = flush(wal);

	return rc ? rc : wal->real->pMethods->xFileSize(wal->real, size);
}

static int lock_file(sqlite3_file *file, int level)
{
	struct wal_file *wal = (struct wal_file *)file;

	return wal->real->pMethods->xLock(wal->real, level);
}

static int unlock_file(sqlite3_file *file, int level)
{
	struct wal_file *wal = (struct wal_file *)file;

	return wal->real->pMethods->xUnlock(wal->real, level);
}

static int is_reserved(sqlite3_file *file, int *held)
{
	struct wal_file *wal = (struct wal_file *)file;

	return wal->real->pMethods->xCheckReservedLock(wal->real, held);
}

static int control_file(sqlite3_file *file, int op, void *arg)
{
	struct wal_file *wal = (struct wal_file *)file;
	int rc = flush(wal);

	return rc ? rc : wal->real->pMethods->xFileControl(wal->real, op, arg);
}

static int sector_size(sqlite3_file *file)
{
	struct wal_file *wal = (struct wal_file *)file;

	return wal->real->pMethods->xSectorSize(wal->real);
}

static int characteristics(sqlite3_file *file)
{
	struct wal_file *wal = (struct wal_file *)file;

	return wal->real->pMethods->xDeviceCharacteristics(wal->real);
}

static const sqlite3_io_methods gathering = {
	.iVersion = 1,
	.xClose = close_file,
	.xRead = read_file,
	.xWrite = write_file,
	.xTruncate = truncate_file,
	.xSync = sync_file,
	.xFileSize = size_file,
	.xLock = lock_file,
	.xUnlock = unlock_file,
	.xCheckReservedLock = is_reserved,
	.xFileControl = control_file,
	.xSectorSize = sector_size,
	.xDeviceCharacteristics = characteristics,
};

static int open_any(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
	struct wal_file *wal = (struct wal_file *)file;
	int rc;

	(void)vfs;
	if (!(flags & SQLITE_OPEN_WAL))
		return system_vfs->xOpen(system_vfs, name, file, flags, out_flags);
	*wal = (struct wal_file){.real = (sqlite3_file *)(wal + 1)};
	rc = system_vfs->xOpen(system_vfs, name, wal->real, flags, out_flags);
	if (rc == SQLITE_OK)
		wal->file.pMethods = &gathering;
	return rc;
}

const char *wal_file_vfs(void)
{
	static sqlite3_vfs own;

	if (own.zName)
		return own.zName;
	system_vfs = sqlite3_vfs_find(NULL);
	if (!system_vfs)
		return NULL; /* SQLite says so itself when it opens */
	own = *system_vfs;
	own.zName = "cairn";
	own.pNext = NULL;
	own.szOsFile = system_vfs->szOsFile + (int)sizeof(struct wal_file);
	own.xOpen = open_any;
	return sqlite3_vfs_register(&own, 0) == SQLITE_OK ? own.zName : NULL;
}
