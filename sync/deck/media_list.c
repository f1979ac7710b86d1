/* SPDX-License-Identifier: MIT
 * Lists of media that nobody names yet. Whoever writes one has it locked: a list that can be locked is a dead one's. */
#include "sync/deck/media_list.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "sync/deck/media.h"

static const char SUFFIX[] = "-import-media-";
enum { LETTERS = 64, LIST_MAX = 1 << 24 };

int media_list_open(struct media_list *list, struct err *err)
{
	static int lists; /* of this process */
	struct buf path = {0};

	if (list->path)
		return 0;
	buf_addf(&path, "%s%s%d-%d", list->store, SUFFIX, (int)getpid(), lists++);
	list->path = path.s;
	list->fd = open(list->path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (list->fd < 0 || flock(list->fd, LOCK_EX | LOCK_NB))
		return err_sys(err, "making the file %s", list->path);
	return 0;
}

int media_list_add(struct media_list *list, const char *name, struct err *err)
{
	return write(list->fd, name, LETTERS) == LETTERS ? 0 : err_sys(err, "writing the file %s", list->path);
}

void media_list_end(struct media_list *list)
{
	if (list->path && list->fd >= 0) {
		unlink(list->path);
		close(list->fd);
	}
	free(list->path);
	list->path = NULL;
}

static bool is_hash(struct str name)
{
	return name.len == LETTERS && strspn(name.s, "0123456789abcdef") >= LETTERS;
}

struct clearing {
	const char *folder;
	media_named_fn *is_named;
	void *ctx;
};

static void clear_list(const struct clearing *clearing, const char *path, const char *number)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct buf names = {0}, part = {0};
	struct str rest;
	struct err err;

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && path_read(path, LIST_MAX, 0, &names, &err) == 0) {
		for (rest = buf_str(&names); rest.len >= LETTERS; rest = str_slice(rest, LETTERS, rest.len)) {
			struct str name = str_slice(rest, 0, LETTERS);

			if (is_hash(name) && !clearing->is_named(clearing->ctx, name))
				media_remove(clearing->folder, name);
		}
		buf_addf(&part, MEDIA_PART "%.*s", (int)strspn(number, "0123456789"), number);
		if (part.len > strlen(MEDIA_PART))
			media_remove(clearing->folder, buf_str(&part));
		unlink(path);
	}
	buf_fini(&names);
	buf_fini(&part);
	close(fd);
}

void media_list_clear(const char *store, const char *folder, media_named_fn *is_named, void *ctx)
{
	const struct clearing clearing = {folder, is_named, ctx};
	const char *slash = strrchr(store, '/'), *name = slash ? slash + 1 : store;
	char *beside = mem_strndup(store, (size_t)(name - store));
	DIR *dir = opendir(*beside ? beside : ".");
	size_t len = strlen(name);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		const char *number = entry->d_name + len + strlen(SUFFIX);
		char *path;

		if (strncmp(entry->d_name, name, len) != 0 || strncmp(entry->d_name + len, SUFFIX, strlen(SUFFIX)) != 0)
			continue;
		path = path_join(beside, entry->d_name);
		clear_list(&clearing, path, number);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(beside);
}
