/* SPDX-License-Identifier: MIT
 * Where a file that a text names lies, in the folder that was named and nowhere else. */
#include "sync/deck/media_find.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "sync/deck/reader.h"

enum { NAME_BYTES = 255, PATH_BYTES = 4000, FOLDERS_DEEP = 8, ENTRIES_MAX = 200 * 1000 };

/* "a/../b/./c" as "b/c"; false: it leads out of the folder, or is no path of files. */
static bool put_plain(struct buf *out, struct str path)
{
	struct str part;

	while (str_cut(&path, '/', &part)) {
		if (memchr(part.s, 0, part.len) || part.len > NAME_BYTES)
			return false;
		if (!part.len || str_is(part, "."))
			continue;
		if (str_is(part, "..")) {
			const char *slash = out->len ? memrchr(out->s, '/', out->len) : NULL;

			if (!out->len)
				return false;
			out->len = slash ? (size_t)(slash - out->s) : 0;
			continue;
		}
		if (part.s[0] == '.')
			return false; /* hidden: keys and settings, no picture */
		if (out->len)
			buf_addc(out, '/');
		buf_add(out, part);
	}
	return out->len > 0 && out->len < PATH_BYTES;
}

/* Level by level, so that no link on the way is followed. -1: it is no plain file. */
static int open_below(int root, struct str path)
{
	int at = dup(root), next;
	struct str part;
	struct stat st;

	while (at >= 0 && str_cut(&path, '/', &part)) {
		char *name = mem_strndup(part.s, part.len);

		next = openat(at, name,
			      path.len ? O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
				       : O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		free(name);
		close(at);
		at = next;
	}
	if (at >= 0 && (fstat(at, &st) || !S_ISREG(st.st_mode))) {
		close(at);
		at = -1;
	}
	return at;
}

static int try(const struct media_place *place, struct str dir, struct str name)
{
	struct buf whole = {0}, plain = {0};
	int fd = -1;

	buf_add(&whole, dir);
	buf_add(&whole, name);
	if (put_plain(&plain, buf_str(&whole)))
		fd = open_below(place->root, buf_str(&plain));
	buf_fini(&whole);
	buf_fini(&plain);
	return fd;
}

struct str media_last_part(struct str path)
{
	const char *slash = path.len ? memrchr(path.s, '/', path.len) : NULL;

	return slash ? str_slice(path, (size_t)(slash + 1 - path.s), path.len) : path;
}

/* Obsidian names a file of the vault by its last part. */
static int search(struct media_place *place, int folder, const char *name, int depth)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), found = -1;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir && fd >= 0)
		close(fd);
	if (!dir)
		return -1;
	found = open_below(folder, str_of(name));
	while (found < 0 && depth < FOLDERS_DEEP && place->entries < ENTRIES_MAX && (entry = readdir(dir))) {
		place->entries++;
		if (entry->d_name[0] == '.' || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN))
			continue;
		fd = openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0) {
			found = search(place, fd, name, depth + 1);
			close(fd);
		}
	}
	closedir(dir);
	return found;
}

static bool is_medium(struct str name)
{
	static const char *const ends[] = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".avif", ".tif", ".tiff", ".mp3", ".ogg",
					   ".oga", ".opus", ".wav", ".m4a", ".aac", ".flac", ".webm", ".mp4", ".ogv", ".mov", ".mkv", NULL};

	return deck_ends_in(name, ends);
}

int media_find(struct media_place *place, struct str name)
{
	char *last;
	int fd;

	if (!is_medium(name))
		return -1;
	fd = try(place, buf_str(&place->dir), name);
	if (fd < 0)
		fd = try(place, STR(""), name);
	if (fd < 0)
		fd = try(place, STR("media/"), media_last_part(name));
	if (fd < 0 && place->deep && media_last_part(name).len && media_last_part(name).s[0] != '.') {
		last = mem_strndup(media_last_part(name).s, media_last_part(name).len);
		fd = search(place, place->root, last, 0);
		free(last);
	}
	return fd;
}

int media_find_at(const struct media_place *place, struct str path)
{
	return try(place, STR(""), path);
}
