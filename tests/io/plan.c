/* SPDX-License-Identifier: MIT
 * What is written down and what fails. */
#include "tests/io/io.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct io_plan io_plan;
static long writes, syncs, grown;

void io_begin(void)
{
	const char *log = getenv("CAIRN_IO_LOG"), *fail = getenv("CAIRN_IO_FAIL");
	int (*open_it)(const char *, int, ...);

	if (io_plan.ready)
		return;
	io_plan.ready = true;
	io_plan.root = getenv("CAIRN_IO_ROOT");
	if (fail)
		sscanf(fail, "%7s %ld %d", io_plan.what, &io_plan.at, &io_plan.error);
	if (log) {
		*(void **)&open_it = dlsym(RTLD_NEXT, "open64");
		io_plan.log = open_it(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) + 1;
	}
}

static bool ends(const char *path, const char *with)
{
	size_t len = strlen(path), tail = strlen(with);

	return len >= tail && strcmp(path + len - tail, with) == 0;
}

bool io_is_below(const char *path)
{
	size_t len = io_plan.root ? strlen(io_plan.root) : 0;

	if (!len || strncmp(path, io_plan.root, len) != 0 || (path[len] && path[len] != '/'))
		return false; /* the folder itself is ours, too: its names are synced with it */
	return !ends(path, "-shm") && !strstr(path + len, "/log");
}

bool io_is_ours(int fd, char *path, size_t size)
{
	char link[32];
	ssize_t len;

	io_begin();
	if (!io_plan.root)
		return false;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	len = readlink(link, path, size - 1);
	path[len < 0 ? 0 : len] = '\0';
	return len > 0 && io_is_below(path);
}

void io_put(const char *head, const void *bytes, size_t len)
{
	ssize_t (*put)(int, const struct iovec *, int);
	struct iovec part[] = {{(void *)(size_t)head, strlen(head)}, {(void *)(size_t)bytes, len}};

	if (!io_plan.log)
		return;
	*(void **)&put = dlsym(RTLD_NEXT, "writev");
	if (put(io_plan.log - 1, part, len ? 2 : 1) != (ssize_t)(part[0].iov_len + len))
		abort();
}

ssize_t io_allow_write(int fd, off_t at, size_t len)
{
	struct stat st;
	long more;

	writes++;
	if ((strcmp(io_plan.what, "write") == 0 && writes >= io_plan.at) ||
	    (strcmp(io_plan.what, "once") == 0 && writes == io_plan.at)) {
		errno = io_plan.error;
		return -1;
	}
	if (strcmp(io_plan.what, "full") != 0 || fstat(fd, &st))
		return (ssize_t)len;
	more = (long)at + (long)len - (long)st.st_size;
	if (more <= 0)
		return (ssize_t)len;
	if (grown + more > io_plan.at) { /* what still fits is written */
		long fits = (long)len - (grown + more - io_plan.at);

		grown = io_plan.at;
		errno = ENOSPC;
		return fits > 0 ? fits : -1;
	}
	grown += more;
	return (ssize_t)len;
}

bool io_allow_sync(void)
{
	syncs++;
	if (strcmp(io_plan.what, "sync") != 0 || syncs < io_plan.at)
		return true;
	errno = io_plan.error;
	return false;
}
