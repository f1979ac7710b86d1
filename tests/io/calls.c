/* SPDX-License-Identifier: MIT
 * The calls themselves: each asks the plan, does what it says, and is written down once it has happened. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/io/io.h"

#define REAL(type, name, ...)                                                                                          \
	static type (*real)(__VA_ARGS__);                                                                              \
	if (!real)                                                                                                     \
		*(void **)&real = dlsym(RTLD_NEXT, name)

enum { HEAD_MAX = 2 * PATH_MAX + 64 };

static unsigned long long inode(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : (unsigned long long)st.st_ino;
}

static unsigned long long inode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? 0 : (unsigned long long)st.st_ino;
}

static void note(char what, unsigned long long ino, const char *path, const char *second)
{
	char head[HEAD_MAX];

	snprintf(head, sizeof head, "%c %llu %s%s%s\n", what, ino, path, second ? "\t" : "", second ? second : "");
	io_put(head, NULL, 0);
}

static void note_made(int fd)
{
	char path[PATH_MAX];

	if (fd >= 0 && io_is_ours(fd, path, sizeof path))
		note('C', inode(fd), path, NULL);
}

static int opened(const char *name, const char *path, int flags, mode_t mode)
{
	int (*real)(const char *, int, ...);
	bool is_new;
	int fd;

	io_begin();
	*(void **)&real = dlsym(RTLD_NEXT, name);
	is_new = (flags & O_CREAT) && io_plan.root && access(path, F_OK) != 0;
	fd = real(path, flags, mode);
	if (is_new)
		note_made(fd);
	else if (fd >= 0 && (flags & O_TRUNC)) {
		char full[PATH_MAX];

		if (io_is_ours(fd, full, sizeof full))
			note('T', inode(fd), "0", NULL);
	}
	return fd;
}

int open64(const char *path, int flags, ...)
{
	va_list rest;
	mode_t mode;

	va_start(rest, flags);
	mode = flags & O_CREAT ? (mode_t)va_arg(rest, int) : 0;
	va_end(rest);
	return opened("open64", path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list rest;
	mode_t mode;

	va_start(rest, flags);
	mode = flags & O_CREAT ? (mode_t)va_arg(rest, int) : 0;
	va_end(rest);
	return opened("open", path, flags, mode);
}

int mkostemp64(char *path, int flags)
{
	int fd;
	REAL(int, "mkostemp64", char *, int);

	fd = real(path, flags);
	note_made(fd);
	return fd;
}

int mkostemp(char *path, int flags)
{
	return mkostemp64(path, flags);
}

static void note_write(int fd, off_t at, const void *bytes, ssize_t done)
{
	char head[96];

	if (done <= 0)
		return;
	snprintf(head, sizeof head, "W %llu %lld %zd\n", inode(fd), (long long)at, done);
	io_put(head, bytes, (size_t)done);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	char path[PATH_MAX];
	ssize_t allowed;
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);

	if (!io_is_ours(fd, path, sizeof path))
		return real(fd, bytes, len, at);
	allowed = io_allow_write(fd, at, len);
	if (allowed < 0)
		return -1;
	allowed = real(fd, bytes, (size_t)allowed, at);
	note_write(fd, at, bytes, allowed);
	return allowed;
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	return pwrite64(fd, bytes, len, at);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
	char path[PATH_MAX];
	ssize_t allowed;
	off_t at;
	REAL(ssize_t, "write", int, const void *, size_t);

	if (!io_is_ours(fd, path, sizeof path))
		return real(fd, bytes, len);
	at = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
	allowed = io_allow_write(fd, at, len);
	if (allowed < 0)
		return -1;
	allowed = real(fd, bytes, (size_t)allowed);
	note_write(fd, at, bytes, allowed);
	return allowed;
}

static void note_size(int fd, off_t size)
{
	char path[PATH_MAX], text[32];

	snprintf(text, sizeof text, "%lld", (long long)size);
	if (io_is_ours(fd, path, sizeof path))
		note('T', inode(fd), text, NULL);
}

int ftruncate64(int fd, off_t size)
{
	int rc;
	REAL(int, "ftruncate64", int, off_t);

	rc = real(fd, size);
	if (rc == 0)
		note_size(fd, size);
	return rc;
}

int ftruncate(int fd, off_t size)
{
	return ftruncate64(fd, size);
}

static int synced(const char *name, int fd)
{
	int (*real)(int);
	char path[PATH_MAX];
	bool ours = io_is_ours(fd, path, sizeof path);
	int rc;

	if (ours && !io_allow_sync())
		return -1;
	*(void **)&real = dlsym(RTLD_NEXT, name);
	rc = real(fd);
	if (ours && rc == 0)
		note('S', inode(fd), path, NULL);
	return rc;
}

int fsync(int fd)
{
	return synced("fsync", fd);
}

int fdatasync(int fd)
{
	return synced("fdatasync", fd);
}

/* Paths of ours are absolute. */
int rename(const char *old, const char *new)
{
	unsigned long long ino = inode_of(old);
	int rc;
	REAL(int, "rename", const char *, const char *);

	io_begin();
	rc = real(old, new);
	if (rc == 0 && io_is_below(new))
		note('R', ino, old, new);
	return rc;
}

int link(const char *old, const char *new)
{
	int rc;
	REAL(int, "link", const char *, const char *);

	io_begin();
	rc = real(old, new);
	if (rc == 0 && io_is_below(new))
		note('L', inode_of(new), old, new);
	return rc;
}

int unlink(const char *path)
{
	unsigned long long ino = inode_of(path);
	int rc;
	REAL(int, "unlink", const char *);

	io_begin();
	rc = real(path);
	if (rc == 0 && io_is_below(path))
		note('U', ino, path, NULL);
	return rc;
}

int mkdir(const char *path, mode_t mode)
{
	int rc;
	REAL(int, "mkdir", const char *, mode_t);

	io_begin();
	rc = real(path, mode);
	if (rc == 0 && io_is_below(path))
		note('M', inode_of(path), path, NULL);
	return rc;
}

/* The tests' own counter-test: the store is opened as one that does not wait for the disk. */
struct sqlite3;
int sqlite3_exec(struct sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *ctx, char **error)
{
	char *found, *other = getenv("CAIRN_IO_NORMAL") ? strdup(sql) : NULL;
	int rc;
	REAL(int, "sqlite3_exec", struct sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);

	found = other ? strstr(other, "synchronous = FULL") : NULL;
	if (!found) {
		free(other);
		return real(db, sql, row, ctx, error);
	}
	memcpy(found, "synchronous =    1", strlen("synchronous = FULL"));
	rc = real(db, other, row, ctx, error);
	free(other);
	return rc;
}
