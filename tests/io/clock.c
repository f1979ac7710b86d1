/* SPDX-License-Identifier: MIT
 * A wall clock that somebody sets: the seconds in the file CAIRN_IO_CLOCK are added, read anew at each look. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/io/io.h"

static long long offset_s(const char *path)
{
	char text[32] = "";
	FILE *file = fopen(path, "re");
	long long found = 0;

	if (file && fgets(text, sizeof text, file))
		found = atoll(text);
	if (file)
		fclose(file);
	return found;
}

int clock_gettime(clockid_t which, struct timespec *now)
{
	static int (*real)(clockid_t, struct timespec *);
	const char *path = getenv("CAIRN_IO_CLOCK");
	int rc;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	rc = real(which, now);
	if (rc == 0 && path && which == CLOCK_REALTIME)
		now->tv_sec += (time_t)offset_s(path);
	return rc;
}
