/* SPDX-License-Identifier: MIT
 * Media files, written beside their name until they are whole. */
#include "sync/deck/media.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

enum { HASH_BYTES = 32 };

char *media_folder(const char *store_path)
{
	const char *slash = strrchr(store_path, '/');
	char *folder = mem_strndup(store_path, slash ? (size_t)(slash - store_path) : 0), *media = path_join(folder, "media");

	free(folder);
	return media;
}

int media_open(struct media_file *file, struct media_list *list, const char *folder, struct err *err)
{
	*file = (struct media_file){.list = list, .folder = -1, .fd = -1};
	if (media_list_open(list, err) || path_make_folder(folder, err))
		return -1;
	file->folder = open(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (file->folder < 0)
		return err_sys(err, "opening the folder %s", folder);
	snprintf(file->part, sizeof(file->part), MEDIA_PART "%d", (int)getpid());
	unlinkat(file->folder, file->part, 0);
	file->fd = openat(file->folder, file->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file->fd < 0) {
		err_sys(err, "making a file in %s", folder);
		media_drop(file);
		return -1;
	}
	crypto_generichash_init(&file->hash, NULL, 0, HASH_BYTES);
	return 0;
}

int media_write(struct media_file *file, struct str bytes, struct err *err)
{
	crypto_generichash_update(&file->hash, (const unsigned char *)bytes.s, bytes.len);
	while (bytes.len) {
		ssize_t put = write(file->fd, bytes.s, bytes.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_sys(err, "writing a media file");
		bytes = str_slice(bytes, (size_t)put, bytes.len);
	}
	return 0;
}

int media_keep(struct media_file *file, char name[65], struct err *err)
{
	unsigned char hash[HASH_BYTES];

	crypto_generichash_final(&file->hash, hash, sizeof(hash));
	sodium_bin2hex(name, 65, hash, sizeof(hash));
	if (faccessat(file->folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		media_drop(file); /* the same content is there */
		return MEDIA_HELD;
	}
	if (media_list_add(file->list, name, err))
		return -1;
	if (renameat(file->folder, file->part, file->folder, name))
		return err_sys(err, "keeping a media file");
	close(file->fd);
	file->fd = -1;
	media_drop(file);
	return MEDIA_NEW;
}

int media_sync(const char *folder, struct err *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), rc = 0;

	if (fd < 0 || syncfs(fd))
		rc = err_sys(err, "keeping the media files in %s", folder);
	if (fd >= 0)
		close(fd);
	return rc;
}

void media_remove(const char *folder, struct str name)
{
	struct buf path = {0};

	buf_addf(&path, "%s/%.*s", folder, STR_FMT(name));
	unlink(buf_z(&path));
	buf_fini(&path);
}

void media_drop(struct media_file *file)
{
	if (file->fd > 0) {
		close(file->fd);
		unlinkat(file->folder, file->part, 0);
	}
	if (file->folder > 0)
		close(file->folder);
	file->fd = file->folder = -1;
}
