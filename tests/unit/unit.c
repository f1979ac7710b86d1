/* SPDX-License-Identifier: MIT
 * What every unit test includes: folders and files of the test's own. */
#include "tests/unit/unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static pid_t owner;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void remove_folder(void)
{
	if (folder[0] && getpid() == owner) /* not in a forked child */
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *unit_folder(void)
{
	if (folder[0])
		return folder;
	snprintf(folder, sizeof(folder), "/tmp/cairn-unit.XXXXXX");
	if (!mkdtemp(folder)) {
		perror(folder);
		abort();
	}
	owner = getpid();
	atexit(remove_folder);
	return folder;
}

const char *unit_path(const char *name)
{
	static char ring[8][256];
	static unsigned next;
	char *path = ring[next++ % 8];

	snprintf(path, sizeof(ring[0]), "%s/%s", unit_folder(), name);
	return path;
}

const char *unit_file(const char *name, struct str content)
{
	const char *path = unit_path(name);
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(content.s, 1, content.len, f) != content.len || fchmod(fileno(f), 0600) ||
	    fclose(f)) {
		perror(path);
		abort();
	}
	return path;
}

void unit_source(const char *path, struct buf *out)
{
	const char *root = getenv("CAIRN_SOURCE_ROOT");
	char full[512], chunk[4096];
	size_t got;
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", root ? root : ".", path);
	f = fopen(full, "rb");
	if (!f) {
		perror(full);
		abort();
	}
	while ((got = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(out, (struct str){chunk, got});
	fclose(f);
}

void unit_assert_str(struct str text, const char *z, const char *file, int line)
{
	if (str_is(text, z))
		return;
	print_error("\"%.*s\" is not \"%s\"\n", STR_FMT(text), z);
	_fail(file, line);
}
