/* SPDX-License-Identifier: MIT
 * A file that a person asked for: written beside its name, there when it is whole. */
#include "sync/deck/out/out_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { TRIES = 3 };

static int refuse_taken(const char *path, struct err *err)
{
	return err_set(err, ERR_INPUT, "%.300s is there already; give another name, or --force to replace it", path);
}

static char *part_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct buf name = {0};

	buf_addf(&name, "%.*s.%s.part", slash ? (int)(slash + 1 - path) : 0, path, slash ? slash + 1 : path);
	return name.s;
}

/* Whether the name still leads to this file: between open and lock another program may have finished it. */
static bool is_called(int fd, const char *name)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && lstat(name, &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

/* A plain file of our own that has no other name. */
static bool is_ours(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 && st.st_uid == geteuid();
}

/* One that a kill left is locked by nobody. A file system without locks goes without. */
static int claim(struct out_file *file, struct err *err)
{
	for (int tries = 0; tries < TRIES; tries++) {
		file->fd = open(file->part, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
		if (file->fd < 0)
			break;
		if (flock(file->fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) {
			close(file->fd);
			file->fd = -1;
			return err_set(err, ERR_INPUT, "%.300s is being written by another program; wait for its end", file->path);
		}
		if (is_called(file->fd, file->part)) {
			if (is_ours(file->fd) && ftruncate(file->fd, 0) == 0)
				return 0;
			unlink(file->part);
		}
		close(file->fd);
		file->fd = -1;
	}
	err_sys(err, "making %s", file->path);
	err->kind = ERR_INPUT;
	return -1;
}

int out_file_open(struct out_file *file, const char *path, bool over, struct err *err)
{
	struct stat st;

	*file = (struct out_file){.path = path, .over = over, .fd = -1};
	if (lstat(path, &st) == 0 && (!over || !S_ISREG(st.st_mode)))
		return refuse_taken(path, err);
	file->part = part_of(path);
	return claim(file, err);
}

int out_file_again(struct out_file *file, int *scratch, struct err *err)
{
	*scratch = file->fd;
	file->fd = -1;
	if (unlink(file->part))
		return err_sys(err, "writing %s", file->path);
	return claim(file, err);
}

int out_file_write(struct out_file *file, struct str bytes, struct err *err)
{
	while (bytes.len) {
		ssize_t put = write(file->fd, bytes.s, bytes.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_sys(err, "writing %s", file->path);
		bytes = str_slice(bytes, (size_t)put, bytes.len);
	}
	return 0;
}

/* A file system that cannot rename so has links, or nothing better than looking first. */
static int name_it(struct out_file *file, struct err *err)
{
	if (!file->over && renameat2(AT_FDCWD, file->part, AT_FDCWD, file->path, RENAME_NOREPLACE) == 0)
		return 0;
	if (!file->over && errno == EEXIST)
		return refuse_taken(file->path, err);
	if (rename(file->part, file->path))
		return err_sys(err, "writing %s", file->path);
	return 0;
}

static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, slash == path ? 1 : (size_t)(slash - path)) : mem_strndup(".", 1);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd); /* the file itself is safe; its name comes with the next write of the folder at the latest */
		close(fd);
	}
	free(folder);
}

int out_file_keep(struct out_file *file, struct err *err)
{
	if (fsync(file->fd))
		return err_sys(err, "writing %s", file->path);
	if (name_it(file, err))
		return -1;
	sync_folder(file->path);
	close(file->fd);
	free(file->part);
	*file = (struct out_file){.fd = -1};
	return 0;
}

void out_file_drop(struct out_file *file)
{
	if (!file->part)
		return;
	if (file->fd >= 0) {
		close(file->fd);
		unlink(file->part);
	}
	free(file->part);
	*file = (struct out_file){.fd = -1};
}
