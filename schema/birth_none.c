/* SPDX-License-Identifier: MIT
 * Where the system has no statx: machine and inode have to do. */
#include "schema/identity.h"

int64_t birth_of(const char *path)
{
	(void)path;
	return 0;
}
