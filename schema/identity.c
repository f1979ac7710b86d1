/* SPDX-License-Identifier: MIT
 * What tells a store's file from its copies. */
#include "schema/identity.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { ID_DIGITS = 32 };

static void put_machine(struct buf *out)
{
	char id[ID_DIGITS + 1] = "";
	int fd = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (read(fd, id, ID_DIGITS) > 0)
		buf_addz(out, id);
	close(fd);
}

/* By the numbers of linux/magic.h (FAT, exFAT, FUSE): there a file has no number of its own. */
static bool is_numbered(const char *path)
{
	static const unsigned long unsteady[] = {0x4d44, 0x2011bab0, 0x65735546};
	struct statfs fs;

	if (statfs(path, &fs))
		return true;
	for (size_t i = 0; i < sizeof(unsteady) / sizeof(unsteady[0]); i++)
		if (((unsigned long)fs.f_type & 0xffffffff) == unsteady[i])
			return false;
	return true;
}

void identity_put(struct buf *out, const char *path)
{
	struct stat st;
	int64_t birth;

	if (stat(path, &st))
		return;
	put_machine(out);
	if (!is_numbered(path)) {
		buf_addz(out, " -");
		return;
	}
	buf_addf(out, " %llu", (unsigned long long)st.st_ino);
	birth = birth_of(path);
	if (birth)
		buf_addf(out, " %" PRId64, birth);
}

/* Where the birth begins; the end where there is none. */
static size_t birth_at(struct str identity)
{
	const char *inode = memchr(identity.s, ' ', identity.len), *birth;
	size_t from = inode ? (size_t)(inode - identity.s) + 1 : identity.len;

	birth = memchr(identity.s + from, ' ', identity.len - from);
	return birth ? (size_t)(birth - identity.s) : identity.len;
}

bool identity_same(struct str then, struct str now)
{
	size_t a = birth_at(then), b = birth_at(now);

	if (a != b || memcmp(then.s, now.s, a) != 0)
		return false;
	return a == then.len || b == now.len || str_eq(then, now);
}
