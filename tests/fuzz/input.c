/* SPDX-License-Identifier: MIT
 * One file in memory for all inputs: making one anew for each takes longer than many a parser. */
#include "tests/fuzz/input.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"

static int copy_of(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (copy < 0)
		abort();
	return copy;
}

int fuzz_file(const void *bytes, size_t len)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("input", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)len) || (len && pwrite(fd, bytes, len, 0) != (ssize_t)len) || lseek(fd, 0, SEEK_SET))
		abort();
	return copy_of(fd);
}

int fuzz_nowhere(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		abort();
	return copy_of(fd);
}

bool fuzz_clean(struct str text)
{
	struct buf again = {0};
	bool same;

	utf8_clean(&again, text, CLEAN_TEXT, 1 << 24);
	same = str_eq(buf_str(&again), text);
	buf_fini(&again);
	return same;
}
