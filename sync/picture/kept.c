/* SPDX-License-Identifier: MIT
 * Kept pictures: one file each. */
#include "sync/picture/kept.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/picture.h"

struct kept_file {
	char *name;
	struct timespec made;
	int64_t size;
};

static char *folder_of(const char *data)
{
	return path_join(data, "pictures");
}

int kept_get(const char *data, const char *name, struct buf *out)
{
	char *folder = folder_of(data), *path = path_join(folder, name);
	struct picture picture;
	struct err err;
	int rc = path_read(path, PICTURE_BYTES_MAX, PATH_NOFOLLOW | PATH_PRIVATE, out, &err) ||
		 picture_read(buf_str(out), &picture, &err);

	if (rc)
		buf_clear(out);
	free(path);
	free(folder);
	return rc ? 1 : 0;
}

static int newest_first(const void *a, const void *b)
{
	const struct kept_file *x = a, *y = b;

	if (x->made.tv_sec != y->made.tv_sec)
		return x->made.tv_sec < y->made.tv_sec ? 1 : -1;
	return x->made.tv_nsec == y->made.tv_nsec ? 0 : x->made.tv_nsec < y->made.tv_nsec ? 1 : -1;
}

static size_t list(int at, DIR *dir, struct kept_file **file)
{
	size_t count = 0, cap = 0;
	struct dirent *entry;
	struct stat st;

	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || fstatat(at, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
			continue;
		if (count == cap) {
			cap = cap ? cap * 2 : 64;
			*file = mem_grow(*file, cap, sizeof(**file));
		}
		(*file)[count++] = (struct kept_file){mem_strndup(entry->d_name, sizeof(entry->d_name)), st.st_mtim, st.st_size};
	}
	return count;
}

static void tidy(const char *folder)
{
	DIR *dir = opendir(folder);
	struct kept_file *file = NULL;
	int64_t bytes = 0;
	size_t count;

	if (!dir)
		return;
	count = list(dirfd(dir), dir, &file);
	if (count)
		qsort(file, count, sizeof(*file), newest_first);
	for (size_t i = 0; i < count; i++) {
		bytes += file[i].size;
		if (i >= KEPT_FILES_MAX || bytes > KEPT_BYTES_MAX)
			unlinkat(dirfd(dir), file[i].name, 0);
		free(file[i].name);
	}
	free(file);
	closedir(dir);
}

void kept_put(const char *data, const char *name, struct str picture)
{
	char *folder = folder_of(data), *path = path_join(folder, name);
	struct err err;

	if (path_make_folder(folder, &err) == 0 && path_write(path, picture, &err) == 0)
		tidy(folder);
	free(path);
	free(folder);
}
