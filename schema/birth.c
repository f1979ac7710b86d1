/* SPDX-License-Identifier: MIT
 * When a file was made, as the file system keeps it: a copy is younger, also one that took over the inode of a removed
 * original, as ext4 gives them out. */
#include <fcntl.h>
#include <sys/stat.h>

#include "schema/identity.h"

int64_t birth_of(const char *path)
{
	struct statx stx;

	if (statx(AT_FDCWD, path, 0, STATX_BTIME, &stx) || !(stx.stx_mask & STATX_BTIME))
		return 0;
	return (int64_t)stx.stx_btime.tv_sec * 1000000000 + stx.stx_btime.tv_nsec;
}
