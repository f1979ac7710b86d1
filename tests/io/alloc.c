/* SPDX-License-Identifier: MIT
 * Memory that is not given: the n-th time that somebody asks, once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/io/io.h"

extern void *__libc_malloc(size_t) __attribute__((weak));
extern void *__libc_calloc(size_t, size_t) __attribute__((weak));
extern void *__libc_realloc(void *, size_t) __attribute__((weak));

static long asked;

static bool refused(void)
{
	const char *fail;

	if (asked < 0)
		return false;
	if (asked == 0) {
		fail = getenv("CAIRN_IO_FAIL");
		if (!fail || strncmp(fail, "alloc ", 6) != 0) {
			asked = -1;
			return false;
		}
		io_plan.at = atol(fail + 6);
	}
	if (++asked != io_plan.at + 1)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return refused() ? NULL : __libc_realloc(old, size);
}
