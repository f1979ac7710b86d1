/* SPDX-License-Identifier: MIT
 * Loaded before a program (LD_PRELOAD): what it writes to the folder CAIRN_IO_ROOT is written down in CAIRN_IO_LOG, or
 * fails when CAIRN_IO_FAIL says so. Knows nothing of cairn. tests/lib/power.py reads the log.
 *
 * The log, a record a line, what follows it being as many bytes as it says:
 *	C INO PATH	made		W INO AT COUNT	bytes	T INO SIZE	cut or extended
 *	S INO PATH	fsync, fdatasync (of folders, too)
 *	R INO OLD\tNEW	L INO OLD\tNEW	U INO PATH	M INO PATH (a folder)
 * CAIRN_IO_FAIL: "write N ERRNO", "sync N ERRNO" (the N-th of the process and all after it), "once N ERRNO" (that write
 * alone), "full BYTES" (files may grow by so many bytes in all), "alloc N" (that malloc, calloc or realloc). */
#ifndef TESTS_IO_H
#define TESTS_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct io_plan {
	bool ready;
	const char *root;
	int log; /* + 1 */
	char what[8];
	long at;
	int error;
};
extern struct io_plan io_plan;

void io_begin(void);
/* The file is below the root and is no index in shared memory and no trace: what is lost of those is made anew. */
bool io_is_ours(int fd, char *path, size_t size);
bool io_is_below(const char *path);
void io_put(const char *head, const void *bytes, size_t len);
/* How many of the bytes may be written, -1 with errno: none. */
ssize_t io_allow_write(int fd, off_t at, size_t len);
bool io_allow_sync(void);

#endif
