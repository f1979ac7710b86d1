/* SPDX-License-Identifier: MIT
 * Records in memory or in a file beside the store. */
#include "sync/deck/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { IN_MEMORY = 60 * 1024, HEAD = 5, PAGE = 64 * 1024 }; /* below what wire_end writes out */

static char *beside(const char *store, const char *suffix)
{
	struct buf name = {0};

	buf_addf(&name, "%s%s", store, suffix);
	return name.s;
}

void spool_init(struct spool *spool, const char *store)
{
	*spool = (struct spool){.wire.fd = -1,
				.part = beside(store, "-import-part"),
				.kept = beside(store, "-import")};
}

void spool_fini(struct spool *spool)
{
	if (!spool->part)
		return;
	if (spool->map)
		munmap(spool->map, spool->mapped);
	if (spool_is_file(spool)) {
		if (!spool->is_kept)
			unlink(spool->part);
		close(spool->wire.fd);
	}
	wire_fini(&spool->wire);
	free(spool->part);
	free(spool->kept);
	*spool = (struct spool){.wire.fd = -1};
}

bool spool_is_file(const struct spool *spool)
{
	return spool->wire.fd >= 0;
}

bool spool_is_kept(const struct spool *spool)
{
	return access(spool->kept, F_OK) == 0;
}

/* Whoever had it may have removed or renamed it while its lock was waited for. */
static bool is_file_at(const char *path, int fd)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

/* What a killed import left there is written over. */
static int make_file(struct spool *spool, struct err *err)
{
	int fd = open(spool->part, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(err, "making the file %s", spool->part);
	if (flock(fd, LOCK_EX)) {
		err_sys(err, "locking the file %s", spool->part);
		close(fd);
		return -1;
	}
	if (!is_file_at(spool->part, fd)) { /* who had it has kept it or removed it */
		close(fd);
		return make_file(spool, err);
	}
	if (ftruncate(fd, 0)) {
		err_sys(err, "emptying the file %s", spool->part);
		close(fd);
		return -1;
	}
	spool->wire.fd = fd;
	return 0;
}

/* It lies beside the store, and what is wrong with it is so with the store. */
static int failed(const struct spool *spool, struct err *err)
{
	if (err->kind != ERR_FAILED)
		return -1;
	if (err->native == ENOSPC || err->native == EDQUOT || err->native == EFBIG)
		return err_set(err, ERR_STORE, "%s cannot be written: the disk is full; free some space and start again", spool->part);
	err->kind = ERR_STORE;
	return -1;
}

struct wire *spool_begin(struct spool *spool, enum wire_kind kind)
{
	wire_begin(&spool->wire, kind);
	return &spool->wire;
}

int spool_end(struct spool *spool, struct err *err)
{
	size_t len = spool->wire.out.len - spool->wire.body;

	if ((!spool_is_file(spool) && spool->wire.out.len > IN_MEMORY && make_file(spool, err)) || wire_end(&spool->wire, err))
		return failed(spool, err);
	spool->len += HEAD + len;
	return 0;
}

int spool_put(struct spool *spool, enum wire_kind kind, struct str body, struct err *err)
{
	buf_add(&spool_begin(spool, kind)->out, body);
	return spool_end(spool, err);
}

int spool_cut(struct spool *spool, size_t len, struct err *err)
{
	size_t written = spool->len - spool->wire.out.len;

	buf_cut(&spool->wire.out, len > written ? len - written : 0);
	spool->len = len;
	if (len < written && (ftruncate(spool->wire.fd, (off_t)len) || lseek(spool->wire.fd, (off_t)len, SEEK_SET) < 0))
		return err_sys(err, "cutting the file %s", spool->part);
	return 0;
}

int spool_view(struct spool *spool, struct str *records, struct err *err)
{
	struct stat st;

	if (!spool_is_file(spool)) {
		*records = buf_str(&spool->wire.out);
		return 0;
	}
	if (wire_flush(&spool->wire, err))
		return failed(spool, err);
	if (fstat(spool->wire.fd, &st) || st.st_size < HEAD)
		return err_sys(err, "reading the file of an import");
	spool->mapped = (size_t)st.st_size;
	spool->map = mmap(NULL, spool->mapped, PROT_READ, MAP_SHARED, spool->wire.fd, 0);
	if (spool->map == MAP_FAILED) {
		spool->map = NULL;
		return err_sys(err, "reading the file of an import");
	}
	madvise(spool->map, spool->mapped, MADV_SEQUENTIAL);
	*records = (struct str){spool->map, spool->mapped};
	return 0;
}

void spool_pass(struct spool *spool, size_t bytes)
{
	size_t pages = bytes / PAGE * PAGE;

	if (spool->map && pages > spool->passed) {
		madvise((char *)spool->map + spool->passed, pages - spool->passed, MADV_DONTNEED);
		spool->passed = pages;
	}
}

bool spool_next(struct str *records, enum wire_kind *kind, struct str *body)
{
	uint32_t len;

	if (records->len < HEAD)
		return false;
	memcpy(&len, records->s, sizeof(len));
	if (len > records->len - HEAD)
		return false;
	*kind = (enum wire_kind)(unsigned char)records->s[4];
	*body = str_slice(*records, HEAD, HEAD + len);
	*records = str_slice(*records, HEAD + len, records->len);
	return true;
}

static int sync_folder(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = mem_strndup(path, slash ? (size_t)(slash - path) : 0);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0 || fsync(fd))
		rc = err_sys(err, "keeping the file of an import in %s", folder);
	if (fd >= 0)
		close(fd);
	free(folder);
	return rc;
}

int spool_keep(struct spool *spool, struct err *err)
{
	if (fdatasync(spool->wire.fd) || rename(spool->part, spool->kept)) {
		err_sys(err, "keeping the file %s", spool->kept);
		return failed(spool, err);
	}
	spool->is_kept = true;
	return sync_folder(spool->kept, err);
}

int spool_find(struct spool *spool, bool wait, struct err *err)
{
	int fd = open(spool->kept, O_RDWR | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? 1 : err_sys(err, "opening the file %s", spool->kept);
	if (flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB))) {
		bool busy = errno == EWOULDBLOCK;

		close(fd);
		return busy ? 1 : err_sys(err, "waiting for another import");
	}
	if (!is_file_at(spool->kept, fd)) {
		close(fd);
		return 1;
	}
	spool->wire.fd = fd;
	spool->is_kept = true;
	return 0;
}

int spool_drop(struct spool *spool, struct err *err)
{
	return unlink(spool->kept) && errno != ENOENT ? err_sys(err, "removing the file %s", spool->kept) : 0;
}

void spool_abandon(struct spool *spool)
{
	unlink(spool->kept);
}
